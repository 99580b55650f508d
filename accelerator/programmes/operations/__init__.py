"""Verbs of programmes: run by staff, calling for applications, saying how they are scored."""

from __future__ import annotations

from accelerator.programmes.operations.calling import (
    Unready,
    change_call,
    create_call,
    make_form,
    publish,
    set_form,
    set_rubric,
    take_up,
)
from accelerator.programmes.operations.extending import extend
from accelerator.programmes.operations.judging import copy_rubric, make_rubric, write_rubric
from accelerator.programmes.operations.running import change, create, end_staff, invite, join

__all__ = [
    "Unready",
    "change",
    "change_call",
    "copy_rubric",
    "create",
    "create_call",
    "end_staff",
    "extend",
    "invite",
    "join",
    "make_form",
    "make_rubric",
    "publish",
    "set_form",
    "set_rubric",
    "take_up",
    "write_rubric",
]
