"""What people are told about mentoring."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accelerator.notices.operations import Kind

LOGGED = Kind(
    name="session_logged",
    label=_("Mentor session logged"),
    subject=_("{mentor} logged your session"),
    text=_("{mentor} wrote down what you discussed on {day} ({minutes} minutes).\n\n{notes}\n\nFollow-up actions: {actions}."),
    action=_("Read the notes"),
)
