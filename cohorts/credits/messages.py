"""What people are told about credits."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accelerator.notices.operations import Kind

APPROVAL_WANTED = Kind(
    name="grant_approval_wanted",
    label=_("Credits wait for approval"),
    subject=_("{amount} for {startup} waits for approval"),
    text=_(
        "{requester} requested {amount} from {pool} for {startup}.\n\nPurpose: {purpose}\n\n"
        "Approvals needed from others: {needed}."
    ),
    action=_("Look at the request"),
)
AWARDED = Kind(
    name="grant_awarded",
    label=_("Credits awarded"),
    subject=_("{amount} of cloud credits for {startup}"),
    text=_("{startup} has been awarded {amount} from {pool}.\n\nThe credits can be used until {expires}."),
    action=_("See your credits"),
)
EXPIRED = Kind(
    name="grant_expired",
    label=_("Credits expired"),
    subject=_("The cloud credits of {startup} from {pool} have expired"),
    text=_("The last day of the credits from {pool} was {expires}. Not used by then: {rest} of {amount}."),
    action=_("See your credits"),
)
DECLINED = Kind(
    name="grant_declined",
    label=_("Credits declined"),
    subject=_("The request of {amount} for {startup} was declined"),
    text=_(
        "{by} declined the request of {amount} from {pool} for {startup}.\n\nReason: {reason}\n\n"
        "You can change the request and send it again."
    ),
    action=_("See the request"),
)
