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
