"""What people type about programmes, their staff, calls and rubrics."""

from __future__ import annotations

from accelerator.programmes.forms.calls import (
    ChooseForm,
    ChooseRubric,
    FileRoom,
    Invite,
    Measures,
    NewCall,
    ProgrammeForm,
    RubricName,
    Schedule,
    WallTime,
    Words,
    initial,
)
from accelerator.programmes.forms.extending import Extend

__all__ = [
    "ChooseForm",
    "ChooseRubric",
    "Extend",
    "FileRoom",
    "Invite",
    "Measures",
    "NewCall",
    "ProgrammeForm",
    "RubricName",
    "Schedule",
    "WallTime",
    "Words",
    "initial",
]
