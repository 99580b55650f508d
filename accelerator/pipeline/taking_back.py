"""What of a list that was brought in can be taken back, and why the rest of it stays: reads alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.utils.translation import gettext as _

from accelerator.accounts.models import Invitation
from accelerator.applications import operations as applications
from accelerator.applications.models import Application, Clarification, Reopening
from accelerator.decisions.models import Decision, Vote
from accelerator.pipeline.choosing import Choice
from accelerator.pipeline.models import Flag, Import, Mailing, Tagging
from accelerator.reviews.models import Assignment, Conflict
from accelerator.startups import queries as startups
from accelerator.startups.models import Member


@dataclass(frozen=True)
class TakeBack(Choice):
    """`changes` go and `stays` stay, `why` by id; of startups that came with those that go, `startups` go, `kept` are in use."""

    why: dict[int, str] = field(default_factory=dict)
    startups: list[int] = field(default_factory=list)
    kept: int = 0

    @property
    def reasons(self) -> list[tuple[Application, str]]:
        return [(one, self.why[one.pk]) for one in self.stays]


def found(taken: Import) -> TakeBack:
    """As it stands. Four queries, however many there are."""
    rows = list(Application.objects.filter(pk__in=taken.ids).select_related("startup", "call").order_by("pk"))
    why = _why(taken)
    goes = [one for one in rows if one.pk not in why]
    made = [one.startup_id for one in goes]
    others = Application.objects.filter(startup__in=made).exclude(pk__in=[one.pk for one in goes])
    used = startups.referred(made, besides=Application, and_by=others)
    free = [pk for pk in made if pk not in used]
    stays = [one for one in rows if one.pk in why]
    return TakeBack(goes, stays, ("take_back", taken.code), why, free, len(made) - len(free))


def _why(taken: Import) -> dict[int, str]:
    """{application: why it stays}, the weightiest reason of each."""
    work = list(_work(taken.ids))
    first, *others = (
        rows.order_by().annotate(place=Value(place)).values_list(column, "place")
        for place, (_said, column, rows) in enumerate(work)
    )
    weighed = sorted(first.union(*others), key=lambda pair: -pair[1])
    went = Q(undone_at=None) | Q(done__gt=0)  # or goes out still; one that was stopped half-way reached some of them
    letters = Mailing.objects.filter(went, call=taken.call_id, ids__overlap=taken.ids).values_list("ids", flat=True)
    written = dict.fromkeys(set(taken.ids).intersection(chain.from_iterable(letters)), _("Its founders were written to."))
    return written | {pk: work[place][0] for pk, place in weighed}


def _work(ids: list[int]) -> Iterator[tuple[str, str, QuerySet[Any, Any]]]:
    """(why it stays, column that names an application, rows), the weightiest first."""
    here, its = Application.objects.filter(pk__in=ids), {"application__in": ids}
    yield _("It was withdrawn."), "pk", here.exclude(state=Application.State.SUBMITTED)
    yield _("A decision is written on it."), "application", Decision.objects.filter(**its)
    yield _("The panel voted on it."), "application", Vote.objects.filter(**its)
    yield _("It was given to a reviewer."), "application", Assignment.objects.filter(**its)
    yield _("A conflict of interest is on record."), "application", Conflict.objects.live().filter(**its)
    yield _("More was asked about it."), "application", Clarification.objects.filter(**its)
    yield _("It was reopened."), "application", Reopening.objects.filter(**its)
    people = Member.objects.live().of(OuterRef(OuterRef(OuterRef("startup"))))
    yield _("People belong to its startup."), "pk", here.filter(Exists(people))
    edited = Q(submissions__number__gt=1) | Q(sheet__saved_at__gt=F("submitted_at"))
    yield _("Its answers were changed since."), "pk", here.filter(edited)
    merged = Q(startup__merged_into__isnull=False) | Q(startup__merged__isnull=False)
    yield _("Its startup was merged with another."), "pk", here.filter(merged)
    yield _("It carries a tag."), "application", Tagging.objects.live().filter(**its)
    yield _("It carries a flag."), "application", Flag.objects.live().filter(**its)
    invited = Invitation.objects.waiting().filter(scope=applications.SCOPE, scope_id__in=ids)
    yield _("Its founder was invited."), "scope_id", invited
