"""People and what stands for them."""

from __future__ import annotations

from accelerator.accounts.models.people import (
    Acceptance,
    Invitation,
    InvitationQuerySet,
    Membership,
    OperatorSettings,
    Organisation,
    Person,
    PersonQuerySet,
)
from accelerator.accounts.models.tokens import ApiToken, CalendarFeed, KeptAnswer

__all__ = [
    "Acceptance",
    "ApiToken",
    "CalendarFeed",
    "Invitation",
    "InvitationQuerySet",
    "KeptAnswer",
    "Membership",
    "OperatorSettings",
    "Organisation",
    "Person",
    "PersonQuerySet",
]
