"""What managers and founders hear about a round."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accelerator.notices import operations as notices

PROMISE_NEAR = notices.Kind(
    name="promise_near",
    subject=_("Founders of {call} expect to hear by {day}"),
    text=_(
        "{waiting} of {all} startups that applied to {call} have not been told yet. Their waiting page says they should hear by "
        "{day}.\n\nDecide and release in time, or name a later day under Dates: founders read it at once."
    ),
    action=_("Open the decisions"),
)

EXPORTED = notices.Kind(
    name="applications_exported",
    subject=_("Your file of applications to {call} is ready"),
    text=_("The file with {count} applications to {call} is written. It is kept until {until}; only you can fetch it."),
    action=_("Fetch the file"),
    urgent=True,
)
