"""What people type about programmes, their staff, calls and rubrics."""

from __future__ import annotations

from accelerator.programmes.forms.admitting import ChangeAccessCode, Listed, NewAccessCode, UseCode
from accelerator.programmes.forms.asking import Answer, Ask
from accelerator.programmes.forms.calls import (
    ChooseForm,
    ChooseRubric,
    FileRoom,
    Measures,
    NewCall,
    RubricName,
    Schedule,
    WallTime,
    Words,
    initial,
)
from accelerator.programmes.forms.cloning import Clone
from accelerator.programmes.forms.extending import Extend
from accelerator.programmes.forms.programmes import Invite, ProgrammeForm, ProgrammeSettings
from accelerator.programmes.forms.screening import Checks, Screen, announced, drawn, told_lines

__all__ = [
    "Answer",
    "Ask",
    "ChangeAccessCode",
    "Checks",
    "ChooseForm",
    "ChooseRubric",
    "Clone",
    "Extend",
    "FileRoom",
    "Invite",
    "Listed",
    "Measures",
    "NewAccessCode",
    "NewCall",
    "ProgrammeForm",
    "ProgrammeSettings",
    "RubricName",
    "Schedule",
    "Screen",
    "UseCode",
    "WallTime",
    "Words",
    "announced",
    "drawn",
    "initial",
    "told_lines",
]
