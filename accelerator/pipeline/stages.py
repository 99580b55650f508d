"""How far an application is, worked out by the database from what the areas below keep. Never stored."""

from __future__ import annotations

from django.db.models import Case, CharField, F, Q, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.applications.models import Application
from accelerator.decisions.models import Decision, Offer

_SUBMITTED = Q(state=Application.State.SUBMITTED)
_RELEASED = Q(decision__release__isnull=False)
ENOUGH = Q(standing__scored__gte=F("call__reviews_wanted"))

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

# What the funnel counts: everything that got at least this far. Withdrawn ones drop out.
REACHED: dict[str, Q] = {
    "submitted": _SUBMITTED,
    "in_review": _SUBMITTED & (Q(standing__given__gt=0) | Q(decision__isnull=False)),
    "scored": _SUBMITTED & (ENOUGH | Q(decision__isnull=False)),
    "decided": _SUBMITTED & Q(decision__isnull=False),
    "offer_sent": _SUBMITTED & Q(decision__offer__isnull=False),
}

# Tabs over the list: what a manager comes for, as stages.
VIEWS: dict[str, tuple[str | Promise, tuple[str, ...]]] = {
    "assign": (_("Needs reviewers"), ("submitted",)),
    "review": (_("In review"), ("in_review",)),
    "decide": (_("To decide"), ("scored",)),
    "release": (_("To release"), ("decided",)),
    "offers": (_("Offers"), ("offer_sent", "accepted", "offer_declined", "offer_lapsed")),
}
