"""Verbs of programmes: run by staff, calling for applications, saying how they are scored."""

from __future__ import annotations

from accelerator.programmes.operations.admitting import change_access_code, end_access_code, make_access_code, use_access_code
from accelerator.programmes.operations.asking import answer, ask
from accelerator.programmes.operations.calling import (
    Unready,
    change_call,
    create_call,
    make_form,
    publish,
    set_form,
    set_own_rubric,
    set_rubric,
    take_up,
)
from accelerator.programmes.operations.cloning import clone_call
from accelerator.programmes.operations.extending import extend
from accelerator.programmes.operations.holding import hold
from accelerator.programmes.operations.judging import copy_rubric, make_rubric, write_rubric
from accelerator.programmes.operations.running import change, create, end_staff, invite, join, require_manager
from accelerator.programmes.operations.screening import Unsound, set_eligibility
from accelerator.programmes.operations.watching import give_back

__all__ = [
    "Unready",
    "Unsound",
    "answer",
    "ask",
    "change",
    "change_access_code",
    "change_call",
    "clone_call",
    "copy_rubric",
    "create",
    "create_call",
    "end_access_code",
    "end_staff",
    "extend",
    "give_back",
    "hold",
    "invite",
    "join",
    "make_access_code",
    "make_form",
    "make_rubric",
    "publish",
    "require_manager",
    "set_eligibility",
    "set_form",
    "set_own_rubric",
    "set_rubric",
    "take_up",
    "use_access_code",
    "write_rubric",
]
