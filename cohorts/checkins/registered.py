"""What check-ins answer at the points of lower areas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.accounts.points import HomeAct, HomeCard, MenuEntry, NextAction
from accelerator.kit import clock, prepared, together
from accelerator.kit.addresses import reverse
from accelerator.kit.together import Steps
from accelerator.questionnaires.models import Questionnaire
from accelerator.questionnaires.points import Use
from cohorts.checkins import histories, queries
from cohorts.checkins.models import Ask, CheckIn, Rhythm
from cohorts.roster import queries as roster
from cohorts.roster.models import Cohort, Enrolment

_SHOWN = 3


def menu(person: Any, request: HttpRequest) -> list[MenuEntry]:
    """Founders answer, mentors read what startups ask for, who runs a cohort looks at all of it."""
    found = []
    stake, cohort = roster.stake(person, request), roster.in_view(person, request)
    if stake.active:
        left = prepared.count(queries.answerable, person, request)
        found.append(MenuEntry(_("Check-ins"), reverse("check_ins"), "clipboard-pen", count=left or None, place=24))
    elif stake.mentors:
        waiting = prepared.count(queries.asks_waiting, person, request)
        found.append(MenuEntry(_("Startups ask"), reverse("asks"), "life-buoy", count=waiting or None, place=22))
    if cohort is not None:
        address = reverse("cohort_check_ins", args=[cohort.slug])
        found.append(MenuEntry(_("Check-ins"), address, "clipboard-pen", cohort.name, place=54))
    return found


@together.stepwise
def next_actions(person: Any) -> Steps[list[NextAction]]:
    """Founders: what is open. Mentors: what startups ask them for."""
    due = queries.answerable(person)[:_SHOWN] if person.may_stand_in("startup") else CheckIn.objects.none()
    waiting = queries.asks_waiting(person)[:50] if person.may_stand_in("enrolment") else Ask.objects.none()
    yield due, waiting
    return [*(_due(one) for one in due), *([_asked(waiting)] if waiting else [])]


@together.stepwise
def home_acts(person: Any) -> Steps[list[HomeAct]]:
    """The check-in that a founder may answer now, named by its rhythm: the next due, else the latest that is late."""
    found = queries.answerable(person).order_by("-due_at", "-id") if person.may_stand_in("startup") else CheckIn.objects.none()
    latest = found[:_SHOWN]
    yield [latest]
    ahead = [one for one in latest if one.due_at > clock.now()]
    words = {Rhythm.Every.WEEKLY: _("Weekly check-in"), Rhythm.Every.MONTHLY: _("Monthly check-in")}
    return [
        HomeAct(words[Rhythm.Every(one.every)], one.get_absolute_url(), "clipboard-pen", is_first=True)
        for one in ahead[-1:] or latest[:1]
    ]


def _due(one: CheckIn) -> NextAction:
    title = _("Send your week %(number)d check-in") % {"number": one.number}
    if one.every == Rhythm.Every.MONTHLY:
        title = _("Send your %(check_in)s") % {"check_in": str(one).lower()}
    detail = _("%(startup)s · about three minutes") % {"startup": one.enrolment.startup}
    verb = _("Go on") if one.sheet and one.sheet.marks else _("Start")
    return NextAction(title, one.get_absolute_url(), verb, detail, one.due_at, "clipboard-pen")


def _asked(waiting: Sequence[Ask] | QuerySet[Ask]) -> NextAction:
    count = len(waiting)
    title = ngettext("A startup asks for what you know", "%(count)d startups' asks wait for you", count) % {"count": count}
    return NextAction(title, reverse("asks"), _("Look"), str(waiting[0].check_in.enrolment.startup), None, "life-buoy")


@together.stepwise
def home_cards(person: Any) -> Steps[list[HomeCard]]:
    """A founder's check-ins: how many were sent, the bars of the headline, what it said last."""
    if not person.may_stand_in("startup"):
        return []
    mine = Enrolment.objects.of_member(person).active().select_related("startup", "cohort").order_by("-id")[:1]
    yield [mine]
    if not mine:
        return []
    history = yield from histories.of.steps(mine[0], person)
    if not history.check_ins:
        return []
    shown = history.bars()
    context = {"history": history, "bars": shown, "width": 12 * len(shown)}
    return [HomeCard("cohorts/checkins/card.html", context, rail=True, place=30)]


@together.stepwise
def enrolment_panels(enrolment: Enrolment, person: Any) -> Steps[list[HomeCard]]:
    """To who works with the startup, or oversees: as they may read it."""
    history = yield from histories.of.steps(enrolment, person)
    if not history.check_ins or not (history.sight.whole or history.sight.is_mentor):
        return []
    return [HomeCard("cohorts/checkins/panel.html", {"history": history, "bars": history.bars(8)})]


def forms_run(person: Any) -> QuerySet[Any, Any]:
    """Questionnaires of check-ins of cohorts that `person` runs."""
    return Rhythm.objects.filter(cohort__in=Cohort.objects.run_by(person)).values("questionnaire")


def form_drafts(questionnaire: Questionnaire) -> QuerySet[Any, Any]:
    """Sheets of check-ins that are open, of startups that may still send them."""
    rows = CheckIn.objects.filter(rhythm__questionnaire=questionnaire, state=CheckIn.State.OPEN)
    return rows.filter(enrolment__state=Enrolment.State.ACTIVE).values("sheet")


@together.stepwise
def form_uses(questionnaire: Questionnaire) -> Steps[list[Use]]:
    """The cohorts that are asked with it, with how many check-ins are open."""
    opened = Count("check_ins", filter=Q(check_ins__state=CheckIn.State.OPEN, check_ins__enrolment__state=Enrolment.State.ACTIVE))
    rows = Rhythm.objects.filter(questionnaire=questionnaire).annotate(opened=opened).order_by("-id")
    counted = rows.values_list("cohort__name", "cohort__slug", "opened")
    yield [counted]
    return [
        Use(_("Check-ins of %(cohort)s") % {"cohort": cohort}, reverse("cohort_rhythm", args=[slug]), count)
        for cohort, slug, count in counted
    ]


def timeline() -> tuple[str, ...]:
    return (
        "check_in.sent",
        "check_in.corrected",
        "check_in.consent",
        "check_in.aimed",
        "check_in.aimless",
        "ask.taken",
        "ask.closed",
        "ask.reopened",
    )
