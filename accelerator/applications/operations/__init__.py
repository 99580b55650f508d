"""Verbs of applications: started and written, approved, submitted, asked about, reopened, withdrawn, restored."""

from accelerator.applications.operations.applying import attach, detach, require, withdraw, write
from accelerator.applications.operations.attaching import begin_upload
from accelerator.applications.operations.clarifying import answer, ask_more, take_back
from accelerator.applications.operations.entering import SCOPE, enter, invite_founder, take_over
from accelerator.applications.operations.importing import Brought, bring_in, take_out
from accelerator.applications.operations.renewing import tell_renewed
from accelerator.applications.operations.reopening import reopen, shorten
from accelerator.applications.operations.restoring import restore
from accelerator.applications.operations.signing_off import approve, ask, send_back, take_back_request
from accelerator.applications.operations.starting import NewStartup, start, start_test
from accelerator.applications.operations.submitting import Incomplete, submit

__all__ = [
    "SCOPE",
    "Brought",
    "Incomplete",
    "NewStartup",
    "answer",
    "approve",
    "ask",
    "ask_more",
    "attach",
    "begin_upload",
    "bring_in",
    "detach",
    "enter",
    "invite_founder",
    "reopen",
    "require",
    "restore",
    "send_back",
    "shorten",
    "start",
    "start_test",
    "submit",
    "take_back",
    "take_back_request",
    "take_out",
    "take_over",
    "tell_renewed",
    "withdraw",
    "write",
]
