"""What people are told about flags."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accelerator.notices.operations import Kind

FLAGGED = Kind(
    name="startup_flagged",
    label=_("Startup flagged"),
    subject=_("{by} flagged {startup}"),
    text=_("{by} asks that somebody looks at {startup} in {cohort}.\n\nReason: {reason}"),
    action=_("Open {startup}"),
)
