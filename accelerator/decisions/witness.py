"""Who saw what of an application's decision, and who did what about it: for its managers and auditors."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from accelerator.applications.models import Application
from accelerator.decisions.models import Decision
from accelerator.trail.models import Access, Entry, EntryQuerySet, key_of

_MOST = 50
WHAT = ("decision", "letter", "vote")  # the kinds of access that count as having seen it


def seen(application: Application, decision: Decision | None) -> QuerySet[Access]:
    """The last who opened its decision page, its letter, the page of its vote or a pack of its call."""
    about = [key_of(one) for one in (application, decision) if one is not None]
    pack = Q(subject=f"call:{application.call_id}", what="pack")
    return Access.objects.filter(pack | Q(subject__in=about, what__in=WHAT)).order_by("-at", "-pk")[:_MOST]


def acts(decision: Decision | None) -> EntryQuerySet:
    """The last that was done about it and its offer. Select that along."""
    if decision is None:
        return Entry.objects.none()
    about = [one for one in (decision, getattr(decision, "offer", None)) if one is not None]
    return Entry.objects.about(*about).newest_first()[:_MOST]
