"""What people are told about cohorts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accelerator.notices.operations import Kind

ENROLLED = Kind(
    name="enrolled",
    label=_("Startup enrolled"),
    subject=_("{startup} is in {cohort}"),
    text=_(
        "Welcome to {cohort}. It runs from {starts} to {ends}.\n\n"
        "Your home page shows what comes next: milestones with their due dates, mentor sessions and credits."
    ),
    action=_("See what comes next"),
)
SUPPORTS = Kind(
    name="supporter_added",
    label=_("Supporter added"),
    subject=_("{person} now stands by {startup}"),
    text=_("{by} asked {person} to stand by {startup} in {cohort} as {role}."),
    action=_("Open {startup}"),
)
ENDED = Kind(
    name="supporter_ended",
    label=_("Support ended"),
    subject=_("You no longer stand by {startup}"),
    text=_("{by} ended your support of {startup} in {cohort}. What it writes is closed to you from now on.\n\nThank you."),
)
DEPARTED = Kind(
    name="departed",
    label=_("Startup departed"),
    subject=_("{startup} has left {cohort}"),
    text=_("{by} recorded that {startup} left {cohort}.\n\nReason: {reason}"),
)
GRADUATED = Kind(
    name="graduated",
    label=_("Startup graduated"),
    subject=_("{startup} has graduated from {cohort}"),
    text=_("{startup} has completed {cohort}. Well built; fair winds.\n\nYour record stays open to you."),
    action=_("See your record"),
)
GRADUATED_BESIDE = Kind(
    name="supported_graduated",
    label=_("A startup you stand by graduated"),
    subject=_("{startup} has graduated from {cohort}"),
    text=_("{startup}, which you stand by, has completed {cohort}. Nothing waits for you there any more. Thank you."),
    action=_("See its record"),
)
BEYOND_PLACES = Kind(
    name="beyond_places",
    label=_("More startups than places"),
    subject=_("{cohort} has more startups than its {places} places"),
    text=_(
        "{startup} accepted its offer and is in {cohort}, though all {places} places were taken. Add places, or talk to them."
    ),
    action=_("Open {startup}"),
)
PAUSED = Kind(
    name="startup_paused",
    label=_("Startup paused"),
    subject=_("{startup} pauses until {last}"),
    text=_(
        "{by} let {startup} pause in {cohort} from {first} to {last}. Nobody is reminded of anything in these days; due days "
        "stay where they are.\n\nReason: {reason}"
    ),
    action=_("Open {startup}"),
)
RESUMED = Kind(
    name="startup_resumed",
    label=_("Startup back from a pause"),
    subject=_("{startup} is back in {cohort}"),
    text=_("{by} ended the pause of {startup} in {cohort}. Reminders go out again."),
    action=_("Open {startup}"),
)
ONBOARDING_DUE = Kind(
    name="onboarding_due",
    label=_("Onboarding due"),
    subject=_("Still to do for {cohort}: {startup}"),
    text=_("This is due soon for {startup} in {cohort}:\n\n{open}"),
    action=_("See what is to do"),
)
ONBOARDING_LATE = Kind(
    name="onboarding_late",
    label=_("Onboarding overdue"),
    subject=_("Overdue for {cohort}: {startup}"),
    text=_("This was due for {startup} in {cohort} and is still open:\n\n{open}"),
    action=_("See what is to do"),
)
DUTY_WAIVED = Kind(
    name="onboarding_waived",
    label=_("Onboarding waived"),
    subject=_("{startup} need not do this: {duty}"),
    text=_("{by} waived “{duty}” for {startup}. Nothing is left to do for it.\n\nReason: {reason}"),
    action=_("See what is to do"),
)
AGREEMENT_CHANGED = Kind(
    name="agreement_changed",
    label=_("Agreement changed"),
    subject=_("{agreement} has changed: accept it anew"),
    text=_("The words of {agreement} of {cohort} have changed. Read them and accept them for {startup} by {due}."),
    action=_("Read and accept"),
)
AGREEMENT_TO_ACCEPT = Kind(
    name="agreement_to_accept",
    label=_("Agreement to accept anew"),
    subject=_("{agreement} has changed: accept it anew"),
    text=_("The words of {agreement} of {cohort} have changed since {startup} accepted them. Read them and accept them anew."),
    action=_("Read and accept"),
)
ANNOUNCEMENT = Kind(
    name="announcement",
    label=_("Announcement"),
    subject=_("{subject}"),
    text=_("{text}\n\n{by}, {cohort}"),
    action=_("Open the announcement"),
    marked=True,
)
ANNOUNCEMENT_KEPT_BACK = Kind(
    name="announcement_kept_back",
    label=_("Announcement not sent"),
    subject=_("Not sent: {title}"),
    text=_("“{title}” was to go out in {cohort} on {when}. It was not sent.\n\n{reason}\n\nWrite it again if it should go out."),
    action=_("Open it"),
)
_EVENT = _("{title} ({cohort})")
EVENT_INVITED = Kind(
    name="event_invited",
    label=_("Invitation to an event"),
    subject=_("{title}: {when}"),
    text=_(
        "You are invited to {title} of {cohort}.\n\nWhen: {when}\n\nWhere: {where}\n\n{note}\n\n"
        "The invitation is attached, for your calendar."
    ),
    action=_("Open the event"),
    event=_EVENT,
    method="REQUEST",
)
EVENT_CHANGED = Kind(
    name="event_changed",
    label=_("Event changed"),
    subject=_("Changed: {title}, now {when}"),
    text=_(
        "{title} of {cohort} has changed.\n\nWhen now: {when}\n\nWhere now: {where}\n\n"
        "The attached invitation takes the place of the earlier one in your calendar."
    ),
    action=_("Open the event"),
    urgent=True,
    event=_EVENT,
    method="REQUEST",
)
EVENT_CALLED_OFF = Kind(
    name="event_called_off",
    label=_("Event called off"),
    subject=_("Called off: {title}, {when}"),
    text=_("{title} of {cohort} is called off: {when}.\n\n{reason}\n\nThe attachment takes it out of your calendar."),
    urgent=True,
    event=_EVENT,
    method="CANCEL",
)
EVENT_LEFT = Kind(
    name="event_left",
    label=_("Event off for you"),
    subject=_("Off for you: {title}, {when}"),
    text=_(
        "{title} of {cohort} is for others by now, so it is off for you: {when}.\n\nThe attachment takes it out of your calendar."
    ),
    event=_EVENT,
    method="CANCEL",
)
