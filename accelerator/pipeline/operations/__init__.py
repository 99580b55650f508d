"""Verbs of the manager's list, one module a noun."""

from accelerator.pipeline.operations.exporting import advance, ask, expire
from accelerator.pipeline.operations.finding import catch_up
from accelerator.pipeline.operations.marking import clear, flag, tag, undo, untag
from accelerator.pipeline.operations.viewing import remove, save

__all__ = ["advance", "ask", "catch_up", "clear", "expire", "flag", "remove", "save", "tag", "undo", "untag"]
