"""What founders and panels are told about interviews. `who` is the call to founders, the startup to the panel."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accelerator.notices import operations as notices

INVITED = notices.Kind(
    name="interview_invited",
    label=_("Invitation to an interview"),
    subject=_("Interview for {who}: {when}"),
    text=_(
        "{startup} is invited to an interview for {who}.\n\nWhen: {when}, {minutes} minutes\n\nWhere: {where}\n\n"
        "The invitation is attached, for your calendar. If this time is impossible for you, tell the programme team soon."
    ),
    action=_("Open the interview"),
    event=_("Interview for {who}"),
    method="REQUEST",
)

SEATED = notices.Kind(
    name="interview_seated",
    label=_("Seat on a panel"),
    subject=_("You interview {who}: {when}"),
    text=_(
        "You meet {who} with “{panel}” for {call}.\n\nWhen: {when}, {minutes} minutes\n\nWhere: {where}\n\n"
        "The application is in your queue; score it after the interview. The invitation is attached, for your calendar."
    ),
    action=_("Open the interview"),
    event=_("Interview: {who} ({call})"),
    method="REQUEST",
)

MOVED = notices.Kind(
    name="interview_moved",
    label=_("Interview moved"),
    subject=_("Interview changed: {who}, now {when}"),
    text=_(
        "The interview has changed: {who}.\n\nWhen now: {when}, {minutes} minutes\n\nWhere now: {where}\n\n"
        "The attached invitation takes the place of the earlier one in your calendar."
    ),
    action=_("Open the interview"),
    event=_("Interview: {who}"),
    method="REQUEST",
    urgent=True,
)

CALLED_OFF = notices.Kind(
    name="interview_called_off",
    label=_("Interview called off"),
    subject=_("Interview called off: {who}, {when}"),
    text=_("The interview is called off: {who}, {when}.\n\n{reason}\n\nThe attachment takes it out of your calendar."),
    event=_("Interview: {who}"),
    method="CANCEL",
    urgent=True,
)

LEFT = notices.Kind(
    name="interview_left",
    label=_("Interview off for you"),
    subject=_("Interview off for you: {who}, {when}"),
    text=_(
        "The interview is off for you: {who}, {when}. You do not sit on its panel any more.\n\nWhere it was: {where}\n\n"
        "The attachment takes it out of your calendar."
    ),
    event=_("Interview: {who}"),
    method="CANCEL",
    urgent=True,
)

OFFERED = notices.Kind(
    name="interview_offered",
    label=_("Choose a time for the interview"),
    subject=_("Choose a time for your interview for {call}"),
    text=_(
        "{startup} is invited to an interview for {call}. Choose the time yourselves, until {until}: whoever comes first has "
        "all free times to choose from. After that day the programme team sets the time."
    ),
    action=_("Choose a time"),
)

TOMORROW = notices.Kind(
    name="interview_tomorrow",
    label=_("Interview within a day"),
    subject=_("Interview on {when}: {who}"),
    text=_("The interview is near: {who}.\n\nWhen: {when}, {minutes} minutes\n\nWhere: {where}"),
    action=_("Open the interview"),
    urgent=True,
)

SOON = notices.Kind(
    name="interview_soon",
    label=_("Interview within an hour"),
    subject=_("Interview in an hour, {when}: {who}"),
    text=_("The interview begins within the hour: {who}.\n\nWhen: {when}, {minutes} minutes\n\nWhere: {where}"),
    action=_("Open the interview"),
    urgent=True,
)
