"""What founders hear about their application."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accelerator.notices import operations as notices

RECEIPT = notices.Kind(
    name="application_receipt",
    subject=_("We have your application to {call}"),
    text=_(
        "{startup} applied to {call}. We received application {number} on {arrived}.\n\n"
        "Receipt {receipt}. Fingerprint of what you sent (SHA-256): {sha256}.\n\n"
        "Anybody can check this receipt at {proof}\n\n"
        "You can change answers and submit again until {closes}; the last submission counts."
    ),
    action=_("See your receipt"),
    urgent=True,
)

SUBMITTED = notices.Kind(
    name="application_submitted",
    subject=_("{by} submitted the application to {call}"),
    text=_(
        "{by} submitted application {number} of {startup} to {call} on {arrived}. Receipt {receipt}.\n\n"
        "Owners and members can change answers and submit again until {closes}."
    ),
    action=_("See the application"),
)

WITHDRAWN = notices.Kind(
    name="application_withdrawn",
    subject=_("{by} withdrew the application to {call}"),
    text=_("{by} withdrew application {number} of {startup} to {call}. It will not be reviewed."),
    action=_("See the application"),
)

UNFINISHED = notices.Kind(
    name="draft_unfinished",
    subject=_("{call} closes in {left}"),
    text=_(
        "The application {number} of {startup} to {call} is a draft. Questions that still need you: {missing}.\n\n"
        "The call closes on {closes}. Nothing is read until you submit."
    ),
    action=_("Continue writing"),
)

LAST_HOURS = notices.Kind(
    name="draft_last_hours",
    subject=_("{left} left to apply to {call}"),
    text=_(
        "The application {number} of {startup} to {call} is a draft. Questions that still need you: {missing}.\n\n"
        "The call closes on {closes}. What is not submitted by then is not read."
    ),
    action=_("Continue writing"),
    urgent=True,
)

EXTENDED = notices.Kind(
    name="application_extended",
    subject=_("{call} is open until {closes}"),
    text=_(
        "{call} closes {closes} now. Reason: {reason}\n\n"
        "The draft of {startup}, application {number}, is kept as you left it. It counts once it is submitted."
    ),
    action=_("Continue writing"),
    urgent=True,
)
