"""Who saw what of an application's decision, and who did what about it: for its managers and auditors."""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Max, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, TruncDate

from accelerator.applications.models import Application
from accelerator.decisions.models import Decision, Vote
from accelerator.trail.models import Access, Entry, EntryQuerySet, key_of

_MOST = 50
WHAT = ("decision", "letter", "vote")  # the kinds of access that count as having seen it


def seen(application: Application, decision: Decision | None) -> QuerySet[Access]:
    """The last who opened its decision page, its letter, the page of its vote or a pack of its call: each once a day, at the last
    time.
    """
    about = [key_of(one) for one in (application, decision) if one is not None]
    pack = Q(subject=f"call:{application.call_id}", what="pack")
    looks = Access.objects.filter(pack | Q(subject__in=about, what__in=WHAT)).annotate(day=TruncDate("at"))
    last = looks.order_by().values("person_id", "what", "day").annotate(last=Max("pk")).values("last")
    return Access.objects.filter(pk__in=last).order_by("-at", "-pk")[:_MOST]


def acts(application: Application, decision: Decision | None) -> EntryQuerySet:
    """The last that was done about its decision, its votes and its offer: of a vote who cast or changed it, and never how. Select
    that along.
    """
    about = [key_of(one) for one in (decision, getattr(decision, "offer", None)) if one is not None]
    cast = Vote.objects.filter(application=application).order_by()
    votes = ArraySubquery(cast.values_list(Concat(Value("vote:"), Cast("pk", CharField())), flat=True))
    return Entry.objects.filter(Q(touches__overlap=about) | Q(touches__overlap=votes)).newest_first()[:_MOST]
