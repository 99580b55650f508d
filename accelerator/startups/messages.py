"""What people are told about belonging to a startup, and about two that are one. Invitations are worded in accounts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accelerator.notices import operations as notices

MEMBER_CHANGED = notices.Kind(
    name="startup_member_changed",
    label=_("Role in a startup changed"),
    subject=_("You are now {role} of {startup}"),
    text=_("{by} changed your role at {startup} to {role}."),
    action=_("See the team"),
)

MEMBER_ENDED = notices.Kind(
    name="startup_member_ended",
    label=_("Membership of a startup ended"),
    subject=_("You no longer belong to {startup}"),
    text=_(
        "{by} ended your membership of {startup}. Its applications and records are closed to you; your account stays as it is."
    ),
)

TRANSFER_OFFERED = notices.Kind(
    name="startup_transfer_offered",
    label=_("Ownership offered"),
    subject=_("{by} wants to hand {startup} to you"),
    text=_("{by} asks you to own {startup} in their place. Nothing changes until you accept; you may decline."),
    action=_("Accept or decline"),
)

TRANSFER_ACCEPTED = notices.Kind(
    name="startup_transfer_accepted",
    label=_("Ownership accepted"),
    subject=_("{by} owns {startup} now"),
    text=_("{by} accepted the ownership of {startup}. You stay as a member, who writes and submits."),
    action=_("See the startup"),
)

TRANSFER_DECLINED = notices.Kind(
    name="startup_transfer_declined",
    label=_("Ownership declined"),
    subject=_("{by} declined to own {startup}"),
    text=_("{by} declined. You own {startup} as before and can ask somebody else."),
    action=_("See the offer"),
)

TRANSFER_TAKEN_BACK = notices.Kind(
    name="startup_transfer_taken_back",
    label=_("Ownership offer taken back"),
    subject=_("{by} keeps {startup}"),
    text=_("{by} took back the offer to hand {startup} to you. There is nothing to answer."),
    action=_("See the offer"),
)

MERGED = notices.Kind(
    name="startup_merged",
    label=_("Startups merged"),
    subject=_("{duplicate} and {into} are one startup now"),
    text=_(
        "{by} merged {duplicate} into {into}: {why}\n\n"
        "The people of both now read and write the profile and the applications of both. Nothing was deleted. "
        "If they are two startups, answer to the programme team: the merge can be undone whole."
    ),
    action=_("See the startup"),
)

UNMERGED = notices.Kind(
    name="startup_unmerged",
    label=_("Startups taken apart"),
    subject=_("{duplicate} and {into} are two startups again"),
    text=_("{by} undid the merge of {duplicate} into {into}. Each has its own people and applications again, as before."),
    action=_("See the startup"),
)
