"""What mentoring answers at the points of lower areas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time
from itertools import chain
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.accounts.models import Person
from accelerator.accounts.points import Hit, HomeCard, MenuEntry, NextAction
from accelerator.kit import together
from accelerator.kit.addresses import reverse
from accelerator.kit.kept import kept
from accelerator.kit.together import Steps
from accelerator.programmes.points import Figure
from cohorts.mentoring import queries
from cohorts.mentoring.models import Action, Mentor, Session
from cohorts.roster import queries as cohorts
from cohorts.roster.models import Enrolment

_TOPICS = 8


def menu(person: Any, request: HttpRequest) -> list[MenuEntry]:
    """Mentors log; founders and mentors read; who runs a cohort matches."""
    found = []
    stake = cohorts.stake(person, request)
    if stake.mentors:
        found = [
            MenuEntry(_("Log a session"), reverse("log_session"), "notebook-pen", place=20, dock=True, short=_("Log")),
            MenuEntry(_("Sessions"), reverse("sessions"), "messages-square", place=21, dock=True),
        ]
    elif stake.enrolled:
        found = [
            MenuEntry(_("Mentor sessions"), reverse("sessions"), "messages-square", place=26, dock=True, short=_("Sessions"))
        ]
    cohort = cohorts.in_view(person, request)
    if cohort is not None:
        address = reverse("cohort_mentors", args=[cohort.slug])
        found.append(MenuEntry(_("Mentors"), address, "messages-square", cohort.name, place=53))
    return found


@together.stepwise
def next_actions(person: Any) -> Steps[list[NextAction]]:
    """Open actions after sessions, the next due first."""
    if not person.may_stand_in("startup", "enrolment", "programme"):
        return []
    actions = _open.rows(person)
    yield [actions]
    return [_action(one) for one in actions]


@kept
def _open(person: Any) -> QuerySet[Action]:
    return queries.open_actions(person)[:4]


def _action(one: Action) -> NextAction:
    due_at = datetime.combine(one.due_on, time(23, 59), tzinfo=one.session.enrolment.cohort.zone) if one.due_on else None
    detail = _("%(startup)s · agreed with %(mentor)s") % {"startup": one.session.enrolment.startup, "mentor": one.session.mentor}
    return NextAction(one.title, one.session.get_absolute_url(), _("Open"), detail, due_at, "list-checks")


@together.stepwise
def home_cards(person: Any) -> Steps[list[HomeCard]]:
    """A mentor's startups; a founder's latest session with what came of it."""
    startups = queries.mentored_by(person)[:8] if person.may_stand_in("enrolment") else Enrolment.objects.none()
    theirs = _latest(person) if person.may_stand_in("startup") else Session.objects.none()
    last, following = theirs[:1], queries.agreed(theirs)[:1]
    yield startups, last, following
    if startups:
        return [HomeCard("cohorts/mentoring/startups_card.html", {"startups": startups}, place=15)]
    if not last:
        return []
    actions = last[0].actions.order_by("id")[:4]
    yield [actions]
    context = {"session": last[0], "actions": actions, "next": next(iter(following), None)}
    return [HomeCard("cohorts/mentoring/session_card.html", context, rail=True, place=20)]


def _latest(person: Any) -> QuerySet[Session]:
    found = Session.objects.filter(enrolment__in=Enrolment.objects.of_member(person)).order_by("-held_at")
    return found.select_related("mentor__person", "enrolment__startup")


@together.stepwise
def enrolment_panels(enrolment: Enrolment, person: Any) -> Steps[list[HomeCard]]:
    rows = queries.sessions(person).filter(enrolment=enrolment)[:10]
    yield [rows]
    return [HomeCard("cohorts/mentoring/panel.html", {"sessions": rows})] if rows else []


@together.stepwise
def search(person: Any, text: str) -> Steps[list[Hit]]:
    """Sessions by startup."""
    rows = queries.sessions(person).filter(enrolment__startup__name__icontains=text)[:4]
    yield [rows]
    return [
        Hit(str(one), one.get_absolute_url(), _("Sessions"), f"{localtime(one.held_at):%-d %b %Y}", "messages-square")
        for one in rows
    ]


@together.stepwise
def figures() -> Steps[list[Figure]]:
    """How many mentors there are, once there are some."""
    count = yield from together.counted(Mentor.objects.all())
    return [Figure(str(count), ngettext("mentor", "mentors", count))] if count else []


@together.stepwise
def front_panels() -> Steps[list[HomeCard]]:
    """How many mentors there are and what they know most of, once there are some."""
    known = Mentor.objects.values_list("expertise", flat=True)
    yield [known]
    most = [word for word, _count in Counter(chain.from_iterable(known)).most_common(_TOPICS)]
    context = {"count": len(known), "topics": most}
    return [HomeCard("cohorts/mentoring/front_panel.html", context, place=10)] if known else []


def mentors_for(tags: Sequence[str], programme: int) -> QuerySet[Person]:
    """Point `mentors_for`: the programme's mentors who know one of `tags`, however it is written. One query, and the answer's."""
    wanted = {tag.casefold().strip() for tag in tags}
    known = queries.of_programme(programme).values_list("person", "expertise")
    fitting = [person for person, expertise in known if wanted & {word.casefold().strip() for word in expertise}]
    return Person.objects.filter(pk__in=fitting, is_active=True)


def mentor_topics(programme: int) -> list[str]:
    """Point `mentor_topics`: what they know, by name, each once however it is written. One query."""
    known = queries.of_programme(programme).order_by("id").values_list("expertise", flat=True)
    first = {word.casefold().strip(): word.strip() for word in reversed(list(chain.from_iterable(known))) if word.strip()}
    return sorted(first.values(), key=str.casefold)


def timeline() -> tuple[str, ...]:
    return ("session.logged", "action.done", "action.reopened")
