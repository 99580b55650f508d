"""What people are told about belonging to a startup. Invitations are worded in accounts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accelerator.notices import operations as notices

MEMBER_CHANGED = notices.Kind(
    name="startup_member_changed",
    subject=_("You are now {role} of {startup}"),
    text=_("{by} changed your role at {startup} to {role}."),
    action=_("See the team"),
)

MEMBER_ENDED = notices.Kind(
    name="startup_member_ended",
    subject=_("You no longer belong to {startup}"),
    text=_(
        "{by} ended your membership of {startup}. Its applications and records are closed to you; your account stays as it is."
    ),
)
