"""What people are told about check-ins and what startups ask for. Nothing that was answered stands in a mail but asks, which are
for whom they are sent to."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accelerator.notices.operations import Kind
from cohorts.checkins import queries

OPENED = Kind(
    name="check_in_opened",
    label=_("Check-in opened"),
    subject=_("{check_in}: {startup}"),
    text=_(
        "The check-in of {startup} is open until {due}. It takes three minutes; last time's figures stand there already.\n\n"
        "The button opens this one form without signing in, for you alone, until it is sent, for seven days at most. Do not "
        "pass it on."
    ),
    action=_("Open the check-in"),
    leads_to=queries.door,
)
DUE = Kind(
    name="check_in_due",
    label=_("Check-in due"),
    subject=_("{check_in} of {startup} is due {due}"),
    text=_(
        "Nobody has sent the check-in of {startup} yet. It is due {due}.\n\nThe button opens this one form without signing in."
    ),
    action=_("Open the check-in"),
    leads_to=queries.door,
)
MISSED = Kind(
    name="check_in_missed",
    label=_("Check-in missed"),
    subject=_("{check_in} of {startup} was due {due}"),
    text=_(
        "The check-in of {startup} was due {due}. It still counts, marked as late.\n\n"
        "The button opens this one form without signing in."
    ),
    action=_("Send it now"),
    leads_to=queries.door,
)
ASKED = Kind(
    name="asks_for_you",
    label=_("Startups ask for help"),
    subject=_("Startups ask for what you know"),
    text=_("These startups ask for help with what you know:\n\n{asks}\n\nSay whether you can help, or pass."),
    action=_("See what they ask for"),
)
HELPED = Kind(
    name="ask_taken",
    label=_("A mentor helps"),
    subject=_("{person} can help {startup}"),
    text=_("{person} can help with what you asked for:\n\n{ask}\n\nWrite to {email} to settle a time."),
    action=_("See what you asked for"),
)
WIDENED = Kind(
    name="check_in_widened",
    label=_("Mentors read more of check-ins"),
    subject=_("Mentors will read more of the check-ins of {startup}"),
    text=_(
        "{by} decided that mentors who stand by {startup} read these answers of its check-ins, from the next one that you send: "
        "{questions}.\n\nWhat you sent before stays as it was. You can keep any of them from mentors."
    ),
    action=_("Decide who reads what"),
)
