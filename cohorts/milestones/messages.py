"""What people are told about milestones."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accelerator.notices.operations import Kind

DUE = Kind(
    name="milestone_due",
    label=_("Milestone due"),
    subject=_("{milestone} is due on {due}"),
    text=_("{milestone} of {startup} is due on {due}.\n\nTo show: {evidence}\n\nIf something is in the way, say so on its page."),
    action=_("Open the milestone"),
)
OVERDUE = Kind(
    name="milestone_overdue",
    label=_("Milestone overdue"),
    subject=_("{milestone} was due on {due}"),
    text=_(
        "{milestone} of {startup} was due on {due} and is not submitted yet.\n\n"
        "Submit what there is, or ask for another day on its page."
    ),
    action=_("Open the milestone"),
)
AHEAD = Kind(
    name="milestone_ahead",
    label=_("Milestone of a startup due"),
    subject=_("{startup} has {milestone} due on {due}"),
    text=_("{milestone} of {startup} in {cohort} is due on {due} and is not submitted yet.\n\nTo show: {evidence}"),
    action=_("Open the milestone"),
)
ESCALATED = Kind(
    name="milestone_escalated",
    label=_("Milestone of a startup overdue"),
    subject=_("{startup} is late with {milestone}"),
    text=_(
        "{milestone} of {startup} in {cohort} was due on {due} and is not submitted yet.\n\n"
        "Ask what is in the way; another day may be asked for on its page."
    ),
    action=_("Open the milestone"),
)
SUBMITTED = Kind(
    name="milestone_submitted",
    label=_("Milestone submitted"),
    subject=_("{startup} submitted {milestone}"),
    text=_("{by} submitted {milestone} of {startup} for sign-off.\n\n{account}"),
    action=_("Look at it"),
)
RETURNED = Kind(
    name="milestone_returned",
    label=_("Milestone returned"),
    subject=_("{milestone} came back with a comment"),
    text=_("{by} looked at {milestone} of {startup} and returned it:\n\n{comment}"),
    action=_("Open the milestone"),
)
REACHED = Kind(
    name="milestone_reached",
    label=_("Milestone reached"),
    subject=_("{startup} reached {milestone}"),
    text=_("{by} signed off {milestone} of {startup}.\n\n{comment}"),
    action=_("Open the milestone"),
)
DONE = Kind(
    name="milestone_done",
    label=_("Milestone done by the programme"),
    subject=_("{milestone} of {startup} is done"),
    text=_("{by} did {milestone} of {startup}; nothing is left to do for it.\n\n{account}"),
    action=_("Look at it"),
)
WAIVED = Kind(
    name="milestone_waived",
    label=_("Milestone waived"),
    subject=_("{startup} need not reach {milestone}"),
    text=_("{by} waived {milestone} of {startup}. Nothing is left to do for it.\n\nReason: {reason}"),
    action=_("Open the milestone"),
)
MOVED = Kind(
    name="milestone_moved",
    label=_("Milestone moved"),
    subject=_("{milestone} is now due on {due}"),
    text=_("{by} moved {milestone} of {startup} from {was} to {due}.\n\n{along}\n\nReason: {reason}"),
    added=("along",),
    action=_("Open the milestone"),
)
PLAN_CHANGED = Kind(
    name="milestones_changed",
    label=_("Milestones changed with the plan"),
    subject=_("Your milestones changed: {cohort}"),
    text=_("{by} applied the plan {plan} to {cohort}. For {startup} this changes:\n\n{changes}"),
    action=_("Open the milestones"),
)
PLANNED = Kind(
    name="milestones_planned",
    label=_("Milestones planned"),
    subject=_("Your milestones of {cohort}"),
    text=_("{by} applied the plan {plan} to {cohort}. {startup} has these milestones:\n\n{changes}"),
    action=_("Open the milestones"),
)
REPLANNED = Kind(
    name="milestones_replanned",
    label=_("Milestones planned anew"),
    subject=_("{startup} has new days for its milestones"),
    text=_("{by} planned the milestones of {startup} anew.\n\n{changes}\n\nReason: {reason}"),
    action=_("Open the milestones"),
)
EXTENSION_ASKED = Kind(
    name="extension_asked",
    label=_("More time asked for"),
    subject=_("{startup} asks for more time for {milestone}"),
    text=_("{by} asks to have {milestone} of {startup} due on {due} in place of {was}.\n\nReason: {reason}"),
    action=_("Answer it"),
)
EXTENSION_GRANTED = Kind(
    name="extension_granted",
    label=_("More time given"),
    subject=_("{milestone} is now due on {due}"),
    text=_("{by} gave {startup} more time for {milestone}: it is due on {due} in place of {was}.\n\n{along}\n\n{answer}"),
    added=("along",),
    action=_("Open the milestone"),
)
EXTENSION_DECLINED = Kind(
    name="extension_declined",
    label=_("More time declined"),
    subject=_("{milestone} stays due on {due}"),
    text=_("{by} gave {startup} no more time for {milestone}: it is due on {due}.\n\nReason: {answer}"),
    action=_("Open the milestone"),
)
EXTENSION_CLOSED = Kind(
    name="extension_closed",
    label=_("Request for more time closed"),
    subject=_("{milestone} is no longer asked of {startup}"),
    text=_("{by} applied the plan {plan}, which no longer asks for {milestone}. Your request for more time is closed."),
    action=_("Open the milestone"),
)
