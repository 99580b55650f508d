"""How far an application can be."""

from __future__ import annotations

from django.db.models import F, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.applications.models import Submission


def in_grace(application: str = "") -> QuerySet[Submission]:
    """The submission that counts, where it arrived after the deadline; of the row outside, or of its `application` with "__"."""
    came = OuterRef(f"{application}submitted_at")
    return Submission.objects.filter(application=OuterRef("pk"), arrived_at=came, arrived_at__gte=F("closed_at"))


# Names are words of kit.states, of "application"; which of them an application is in, says its progress.
NAMES = (
    "submitted",
    "in_review",
    "scored",
    "decided",
    "declined",
    "waitlisted",
    "offer_sent",
    "offer_lapsed",
    "offer_declined",
    "accepted",
    "withdrawn",
)

_OFFERED = ("offer_sent", "accepted", "offer_declined", "offer_lapsed")
_DECIDED = ("decided", "waitlisted", "declined", *_OFFERED)

# What the funnel counts: the stages that got at least this far. Withdrawn ones drop out.
REACHED: dict[str, tuple[str, ...]] = {
    "submitted": ("submitted", "in_review", "scored", *_DECIDED),
    "in_review": ("in_review", "scored", *_DECIDED),
    "scored": ("scored", *_DECIDED),
    "decided": _DECIDED,
    "offer_sent": _OFFERED,
}

# Tabs over the list: what a manager comes for, as stages.
VIEWS: dict[str, tuple[str | Promise, tuple[str, ...]]] = {
    "assign": (_("Needs reviewers"), ("submitted",)),
    "review": (_("In review"), ("in_review",)),
    "decide": (_("To decide"), ("scored",)),
    "release": (_("To release"), ("decided",)),
    "offers": (_("Offers"), _OFFERED),
}
