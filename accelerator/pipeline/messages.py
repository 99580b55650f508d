"""What managers and founders hear about a round."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accelerator.notices import operations as notices

PROMISE_NEAR = notices.Kind(
    name="promise_near",
    label=_("Promised decision day is near"),
    subject=_("Founders of {call} expect to hear by {day}"),
    text=_(
        "Of the startups that applied to {call}, not told yet: {waiting} of {all}. Founders read that they should hear by "
        "{day}.\n\nDecide and release in time. Where the call itself names this day, it can name a later one under Dates."
    ),
    action=_("Open the decisions"),
)

EXPORTED = notices.Kind(
    name="applications_exported",
    label=_("Export ready"),
    subject=_("Your file of applications to {call} is ready"),
    text=_("The file with {count} of the applications to {call} is written. It is kept until {until}; only you can fetch it."),
    action=_("Fetch the file"),
    urgent=True,
)

NOT_EXPORTED = notices.Kind(
    name="applications_not_exported",
    label=_("Export failed"),
    subject=_("Your file of applications to {call} could not be written"),
    text=_(
        "The file with {count} of the applications to {call} could not be written, however often it was tried. "
        "Nothing of it is kept. "
        "Ask for it once more with fewer applications; where that fails too, tell who runs this portal."
    ),
    action=_("Look at it"),
    urgent=True,
)

BROUGHT_IN = notices.Kind(
    name="applications_brought_in",
    label=_("Applications brought in"),
    subject=_("Applications to {call} were brought in: {count}"),
    text=_("{file} became applications to {call}: {count}. Nobody was written to, and nobody belongs to these startups yet."),
    action=_("See what came in"),
    urgent=True,
)

NOT_BROUGHT_IN = notices.Kind(
    name="applications_not_brought_in",
    label=_("Import failed"),
    subject=_("Nothing of {file} was brought in"),
    text=_("Nothing of {file} was brought in to {call}. {reason}"),
    action=_("Look at it"),
    urgent=True,
)

WRITTEN = notices.Kind(
    name="programme_wrote",
    label=_("Mail from the programme"),
    subject=_("{title}"),
    text=_("{text}\n\n{by}, {programme}"),
    action=_("See your application"),
)
