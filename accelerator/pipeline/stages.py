"""How far an application is, worked out by the database from what the areas below keep. Never stored."""

from __future__ import annotations

from django.db.models import Case, CharField, F, OuterRef, Q, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.applications.models import Application, Submission
from accelerator.decisions.models import Decision, Offer

_RELEASED = Q(decision__release__isnull=False)
ENOUGH = Q(standing__scored__gte=F("call__reviews_wanted"))

# The submission that counts, where it arrived after the deadline.
IN_GRACE = Submission.objects.filter(
    application=OuterRef("pk"), arrived_at=OuterRef("submitted_at"), arrived_at__gte=F("closed_at")
)

# The first that holds is the stage. Names are words of kit.states, of "application".
_RULES: tuple[tuple[str, Q], ...] = (
    ("withdrawn", Q(state=Application.State.WITHDRAWN)),
    ("accepted", Q(decision__offer__state=Offer.State.ACCEPTED)),
    ("offer_declined", Q(decision__offer__state=Offer.State.DECLINED)),
    ("offer_lapsed", Q(decision__offer__state=Offer.State.LAPSED)),
    ("offer_sent", Q(decision__offer__state=Offer.State.OPEN)),
    ("waitlisted", _RELEASED & Q(decision__outcome=Decision.Outcome.WAITLIST)),
    ("declined", _RELEASED & Q(decision__outcome=Decision.Outcome.DECLINE)),
    ("decided", Q(decision__isnull=False)),
    ("scored", ENOUGH),
    ("in_review", Q(standing__given__gt=0)),
)
NAMES = ("submitted", *(name for name, _rule in reversed(_RULES)))

STAGE = Case(
    *(When(rule, then=Value(name)) for name, rule in _RULES), default=Value("submitted"), output_field=CharField(max_length=20)
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
