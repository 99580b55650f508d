"""Doors of the builder: a form looked at, drawn in a draft, published."""

from accelerator.questionnaires.views.drawing import add_question, add_section, change_question, change_section
from accelerator.questionnaires.views.file import as_file, download, schema
from accelerator.questionnaires.views.page import builder, preview
from accelerator.questionnaires.views.versions import publish, redraft

__all__ = [
    "add_question",
    "add_section",
    "as_file",
    "builder",
    "change_question",
    "change_section",
    "download",
    "preview",
    "publish",
    "redraft",
    "schema",
]
