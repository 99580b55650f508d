"""Verbs of applications: started and written, submitted, withdrawn."""

from accelerator.applications.operations.applying import NewStartup, attach, detach, start, withdraw, write
from accelerator.applications.operations.submitting import Incomplete, submit

__all__ = [
    "Incomplete",
    "NewStartup",
    "attach",
    "detach",
    "start",
    "submit",
    "withdraw",
    "write",
]
