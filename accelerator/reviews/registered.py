"""What reviews answer at the points of areas below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.accounts.points import Hit, HomeCard, MenuEntry, NextAction
from accelerator.applications.models import Application, Submission
from accelerator.applications.points import Standing
from accelerator.kit import clock, doorbell, prepared, together
from accelerator.kit.addresses import reverse
from accelerator.kit.kept import kept
from accelerator.kit.together import Steps
from accelerator.programmes import queries as programmes
from accelerator.programmes.models import ReviewStage, Staff
from accelerator.reviews import bidding, queries
from accelerator.reviews.models import Assignment, AssignmentQuerySet, Conflict
from accelerator.startups.models import Startup


def front_panels() -> list[HomeCard]:
    """How applications are read."""
    return [HomeCard("accelerator/reviews/front_panel.html", place=40)]


def menu(person: Any, request: HttpRequest) -> list[MenuEntry]:
    """For whoever is a reviewer or has something assigned."""
    roles = {held.role for held in programmes.roles_of(person, request)}
    waiting = prepared.count(_to_score, person, request) if roles else 0
    if not waiting and Staff.Role.REVIEWER not in roles:
        return []
    return [
        MenuEntry(_("My queue"), reverse("reviews"), "scale", count=waiting or None, place=20, dock=True),
        MenuEntry(_("Scored"), reverse("reviews_scored"), "circle-check", place=21, dock=True),
        MenuEntry(_("Conflicts"), reverse("reviews_conflicts"), "eye-off", place=22, dock=True),
    ]


@prepared.counted("programme")
def _to_score(person: Any) -> AssignmentQuerySet:
    return Assignment.objects.given_to(person).filter(state=Assignment.State.ASSIGNED)


@together.stepwise
def next_actions(person: Any) -> Steps[list[NextAction]]:
    """One line a call: how many wait to be scored and until when."""
    if not person.may_stand_in("programme"):
        return []
    calls = _calls_to_score.rows(person)
    now = clock.now()
    near = bidding.near(person, now)
    yield [calls, near]
    found = []
    for row in calls:
        due = row["due_on"]
        title = ngettext("Score %(count)d application", "Score %(count)d applications", row["count"]) % {"count": row["count"]}
        due_at = datetime.combine(due, time(23, 59), tzinfo=row["application__call__zone"]) if due else None
        found.append(NextAction(title, reverse("reviews"), _("Score"), row["application__call__name"], due_at, "scale"))
    for one in near:
        if bidding.asks(one, now):
            ends_at = datetime.combine(one.bids_until or now, time(23, 59), tzinfo=one.call.zone)
            door = reverse("call_bids", args=[one.call.slug])
            found.append(NextAction(_("Say what you would like to read"), door, _("Bid"), one.call.name, ends_at, "hand"))
    return found


@kept
def _calls_to_score(person: Any) -> QuerySet[Any, Any]:
    found: QuerySet[Any, Any] = _to_score(person).order_by().values("application__call__name", "application__call__zone")
    found = found.annotate(count=Count("pk"), due_on=Min("due_on"))
    return found.order_by("due_on")


@together.stepwise
def search(person: Any, text: str) -> Steps[list[Hit]]:
    """Applications that wait for this reviewer or were scored by them, by startup or number."""
    named = Q(application__startup__name__icontains=text) & ~Q(stage__hides=ReviewStage.Hides.COMPANY)
    matches = named | Q(application__number__istartswith=text)
    mine = queries.queue(person).filter(matches)[:5]
    yield [mine]
    group = _("My reviews")
    return [Hit(one.title, one.get_absolute_url(), group, one.application.number, "scale") for one in mine]


def application_submitted(*, submission: Submission) -> None:
    """Conflicts with it are known before anybody is given it."""
    doorbell.ring("reviews.conflicts_of_submission", submission.pk)


def membership_changed(*, startup: Startup) -> None:
    doorbell.ring("reviews.conflicts_of_startup", startup.pk)


def barred(person: Any) -> QuerySet[Any, Any]:
    """Ids of the applications that a conflict keeps from `person`, whatever else they are to it."""
    return Conflict.objects.live().filter(person=person).values("application")


@kept
def _since(*applications: int) -> QuerySet[Assignment, tuple[int, datetime]]:
    live = Assignment.objects.live().filter(application__in=applications).order_by()
    return live.values("application").annotate(at=Min("created_at")).values_list("application", "at")


@together.stepwise
def application_standings(applications: Sequence[Application], person: Any) -> Steps[Mapping[int, Standing]]:
    """In review from the first reviewer on. Says neither who nor how many."""
    since = _since.rows(*(one.pk for one in applications))
    yield [since]
    return {pk: Standing("in_review", at) for pk, at in since}
