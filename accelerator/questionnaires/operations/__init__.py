"""Verbs of forms and sheets: a form is drawn and published; a sheet is written on by several people at once."""

from accelerator.questionnaires.operations.carrying import bring, carry
from accelerator.questionnaires.operations.drawing import (
    Overtaken,
    Unfit,
    create,
    discard,
    draw_anew,
    mark,
    publish,
    redraft,
    redraw,
    replace,
)
from accelerator.questionnaires.operations.renewing import change_over, renew, step
from accelerator.questionnaires.operations.writing import (
    Conflict,
    Edit,
    Unwritten,
    Written,
    attach,
    detach,
    file_question,
    require_room,
    touched,
    write,
)

__all__ = [
    "Conflict",
    "Edit",
    "Overtaken",
    "Unfit",
    "Unwritten",
    "Written",
    "attach",
    "bring",
    "carry",
    "change_over",
    "create",
    "detach",
    "discard",
    "draw_anew",
    "file_question",
    "mark",
    "publish",
    "redraft",
    "redraw",
    "renew",
    "replace",
    "require_room",
    "step",
    "touched",
    "write",
]
