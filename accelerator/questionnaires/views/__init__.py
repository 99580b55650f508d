"""Doors of the builder: a form looked at, drawn in a draft, published."""

from accelerator.questionnaires.views.drawing import add_question, add_section, change_question, change_section
from accelerator.questionnaires.views.file import as_file, download, schema
from accelerator.questionnaires.views.languages import languages
from accelerator.questionnaires.views.page import builder
from accelerator.questionnaires.views.preview import preview
from accelerator.questionnaires.views.retyping import undo
from accelerator.questionnaires.views.versions import change_over, check, compare, discard, publish, redraft

__all__ = [
    "add_question",
    "add_section",
    "as_file",
    "builder",
    "change_over",
    "change_question",
    "change_section",
    "check",
    "compare",
    "discard",
    "download",
    "languages",
    "preview",
    "publish",
    "redraft",
    "schema",
    "undo",
]
