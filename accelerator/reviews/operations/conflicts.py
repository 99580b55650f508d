"""Conflicts of interest on record: computed ones follow their causes, stretch by stretch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext_noop

from accelerator.applications.models import Application, Submission
from accelerator.kit import clock
from accelerator.kit.addresses import reverse
from accelerator.notices import operations as notices
from accelerator.programmes.models import Call, Staff
from accelerator.reviews import contacts, messages, queries
from accelerator.reviews.models import DECLARED, Assignment, Conflict, Interview
from accelerator.reviews.operations import seating
from accelerator.reviews.points import Edge
from accelerator.startups.models import Startup
from accelerator.trail import operations as trail

STRETCH = 250  # applications
_LOOKED_AT = "conflicts-of-submission:{}"
_FOUND = gettext_noop("Conflicts of interest found for {subject}: {count}; reviews taken away: {taken}.")
_ENDED = gettext_noop("Conflicts of interest whose cause has gone ended for {subject}: {count}.")


def refresh(call: Call, *, after: int = 0) -> int:
    """Brings the next STRETCH applications of the call, in order of their keys from `after` on, and everybody who may be given
    them in line with what is known; the last key, or 0 where none is left. As often as one likes.
    """
    rest = Application.objects.standing().filter(call=call, pk__gt=after).order_by("pk")
    applications = list(rest.select_related("call")[:STRETCH])
    if applications:
        follow(call, applications, list(queries.reviewers_of(call)), thorough=True)
    return applications[-1].pk if len(applications) == STRETCH else 0


def refresh_startup(startup: int) -> None:
    """The same for all that stand of a startup, by its key."""
    standing = Application.objects.standing().filter(startup__in=Startup.objects.same(startup).values("id"))
    for one in standing.filter(call__in=queries.judged()).select_related("call").order_by("pk"):
        follow(one.call, [one], list(queries.reviewers_of(one.call)), thorough=True)


def refresh_submitted(submission: int) -> None:
    """The same for what was just submitted, by its key, and for what came in after it, which spares that a turn of its own: in
    the hour before a deadline one look serves many. Which submissions were looked at is known for an hour.
    """
    call = queries.judged().filter(applications__submissions=submission).first()
    if call is None or cache.get(_LOOKED_AT.format(submission)):
        return
    since = Submission.objects.filter(pk__gte=submission, application__call=call).order_by("pk")
    sent = dict(since.values_list("pk", "application")[:STRETCH])
    applications = list(Application.objects.standing().filter(pk__in=set(sent.values())).select_related("call"))
    follow(call, applications, list(queries.reviewers_of(call)), thorough=True)
    cache.set_many({_LOOKED_AT.format(one): True for one in sent}, 3600)


@transaction.atomic
def follow(
    call: Call,
    applications: Sequence[Application],
    people: Sequence[Any],
    *,
    edges: Sequence[Edge] | None = None,
    thorough: bool = False,
) -> None:
    """What is new between these becomes a conflict, and one whose cause has gone ends; what was declared or lifted stays.

    `edges` are what queries.edges() found, where that was asked already. `thorough` reads the answers too, for contact details,
    which takes time with many.
    """
    found = list(queries.edges(applications, people) if edges is None else edges)
    if thorough:
        lifted = Conflict.objects.lifted().filter(application__in=applications, source=contacts.SOURCE)
        gone = set(lifted.values_list("application", "person", "source", "cause"))
        found += [edge for edge in contacts.edges(applications, people) if edge.key not in gone]
    known = {edge.key for edge in found}
    rows = Conflict.objects.live().filter(application__in=applications, person__in=people).exclude(source=DECLARED)
    standing = {(one.application_id, one.person_id, one.source, one.cause): one.pk for one in rows}
    kept = {key for key in standing if key[2] == contacts.SOURCE and not thorough}
    taken = put([edge for edge in found if edge.key not in standing])
    fresh, over = known - set(standing), [standing[key] for key in set(standing) - known - kept]
    Conflict.objects.filter(pk__in=over, ended_at=None).update(ended_at=clock.now())
    if fresh:
        trail.record("conflict.found", _FOUND, by=None, on=call, count=len(fresh), taken=len(taken))
    if over:
        trail.record("conflict.ended", _ENDED, by=None, on=call, count=len(over))
    if taken:
        _tell(call, taken)


def put(edges: Sequence[Edge]) -> list[Assignment]:
    """Makes conflicts of `edges`, none twice, and takes away what their people were given, which it returns, and their seats at
    interviews to come. Called in a transaction.

    Interviews are locked first, then assignments, as by who scores, and people come in one order: two that do this at once wait,
    no more.
    """
    pairs = {(edge.application_id, edge.person_id) for edge in edges}
    applications, people = {one for one, _person in pairs}, {person for _one, person in pairs}
    seating.hold(applications)
    given = Assignment.objects.live().filter(application__in=applications, reviewer__in=people).order_by("id")
    held = [one for one in given.select_for_update() if (one.application_id, one.reviewer_id) in pairs]
    rows = [
        Conflict(
            application_id=edge.application_id, person_id=edge.person_id, source=edge.source, reason=edge.reason, cause=edge.cause
        )
        for edge in sorted(set(edges), key=lambda edge: (edge.person_id, edge.key))
    ]
    Conflict.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    Assignment.objects.filter(pk__in=[one.pk for one in held]).update(state=Assignment.State.RECUSED)
    seated = Interview.objects.planned().filter(application__in=applications, slot__seats__person__in=people)
    sitting = pairs.intersection(seated.values_list("application", "slot__seats__person"))
    who = get_user_model()._default_manager.in_bulk({person for _application, person in sitting})
    for application, person in sitting:
        seating.step_out(application, who[person])
    return held


def _tell(call: Call, taken: Sequence[Assignment]) -> None:
    """The programme's managers, of applications that may need another reviewer."""
    managers = Staff.objects.live().filter(programme=call.programme_id, role=Staff.Role.MANAGER)
    for one in managers.select_related("person"):
        url = reverse("call_conflicts", args=[call.slug])
        notices.tell(messages.FOUND, to=one.person, about=call, url=url, call=str(call), count=len(taken))
