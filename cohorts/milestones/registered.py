"""What milestones answer at the points of lower areas."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.accounts.points import HomeCard, MenuEntry, NextAction
from accelerator.kit import prepared, together
from accelerator.kit.addresses import reverse
from accelerator.kit.kept import kept
from accelerator.kit.together import Steps
from accelerator.programmes.models import Staff
from accelerator.programmes.points import Figure
from accelerator.questionnaires.points import Use
from cohorts.milestones import queries
from cohorts.milestones.models import ExtensionRequest, Milestone, Plan, Step, StepVersion
from cohorts.roster import queries as cohorts
from cohorts.roster.models import Cohort, Enrolment

_SHOWN = 5


def menu(person: Any, request: HttpRequest) -> list[MenuEntry]:
    """For founders in a cohort, for who checks, and plans for who runs one."""
    found = []
    stake, cohort = cohorts.stake(person, request), cohorts.in_view(person, request)
    if stake.active:
        left = prepared.count(queries.unsettled_of, person, request)
        found.append(MenuEntry(_("Milestones"), reverse("milestones"), "flag", count=left or None, place=25, dock=True))
    elif (stake.supports or cohort) and (entry := _waiting_for(person, request)):
        found.append(replace(entry, dock=bool(stake.supports)))
    if cohort is not None:
        found.append(MenuEntry(_("Milestone plans"), reverse("plans"), "list-checks", group=_("Programme"), place=72))
    return found


def _waiting_for(person: Any, request: HttpRequest) -> MenuEntry | None:
    """What a mentor or manager signs off, and what they do themselves."""
    checked, done = (prepared.count(rows, person, request) for rows in (queries.to_check, queries.to_do))
    if not checked + done:
        return None
    return MenuEntry(_("Milestones") if done else _("To sign off"), reverse("milestones"), "flag", count=checked + done, place=27)


@together.stepwise
def next_actions(person: Any) -> Steps[list[NextAction]]:
    """Founders: what is due next. Supporters and managers: what waits for their word."""
    nothing = Milestone.objects.none()
    due = _next(person) if person.may_stand_in("startup") else nothing
    waiting = _to_check.rows(person) if person.may_stand_in("enrolment", "programme") else nothing
    asked = _to_extend.rows(person) if person.may_stand_in("programme") else ExtensionRequest.objects.none()
    own = _to_do.rows(person) if person.may_stand_in("enrolment", "programme") else nothing
    yield due, waiting, asked, own
    return [*(_due(one) for one in (*due, *own)), *(_check(one) for one in waiting), *(_extend(one) for one in asked)]


def _next(person: Any) -> QuerySet[Milestone]:
    writes = Enrolment.objects.of_writer(person)
    rows = queries.unsettled_of(person).filter(queries.owned(Step.Owner.FOUNDER), enrolment__in=writes)
    return rows.exclude(state=Milestone.State.SUBMITTED)[:3]


@kept
def _to_do(person: Any) -> QuerySet[Milestone]:
    return queries.to_do(person)[:_SHOWN]


@kept
def _to_check(person: Any) -> QuerySet[Milestone]:
    return queries.to_check(person)[:_SHOWN]


@kept
def _to_extend(person: Any) -> QuerySet[ExtensionRequest]:
    return queries.to_extend(person)[:_SHOWN]


def _extend(one: ExtensionRequest) -> NextAction:
    milestone = one.milestone
    title = _("%(startup)s asks for more time for %(milestone)s") % {
        "startup": milestone.enrolment.startup,
        "milestone": milestone,
    }
    return NextAction(title, milestone.get_absolute_url(), _("Answer"), str(milestone.enrolment.cohort), None, "calendar-clock")


def _due(one: Milestone) -> NextAction:
    due_at = datetime.combine(one.due_on, time(23, 59), tzinfo=one.enrolment.zone)
    verb = _("Submit") if one.state != Milestone.State.PLANNED and one.is_for_founders else _("Open")
    title = (
        str(one)
        if one.is_for_founders
        else _("%(milestone)s of %(startup)s") % {"milestone": one, "startup": one.enrolment.startup}
    )
    return NextAction(title, one.get_absolute_url(), verb, one.asks.evidence or str(one.enrolment), due_at, "flag")


def _check(one: Milestone) -> NextAction:
    title = _("Sign off %(milestone)s of %(startup)s") % {"milestone": one, "startup": one.enrolment.startup}
    return NextAction(title, one.get_absolute_url(), _("Look at it"), str(one.enrolment.cohort), None, "circle-check")


@together.stepwise
def home_cards(person: Any) -> Steps[list[HomeCard]]:
    """A founder's milestones that lie ahead, by startup."""
    if not person.may_stand_in("startup"):
        return []
    mine = Enrolment.objects.of_member(person).active().select_related("startup", "cohort").order_by("-id")[:3]
    yield [mine]
    theirs = yield from together.beside(*(queries.of.steps(enrolment) for enrolment in mine))
    cards = []
    for enrolment, seen in zip(mine, theirs, strict=True):
        done = sum(1 for one in seen if one.state in ("reached", "waived"))
        ahead = [one for one in seen if one.state not in ("reached", "waived")][:4]
        if seen:
            context = {"enrolment": enrolment, "seen": ahead, "done": done, "of": len(seen)}
            cards.append(HomeCard("cohorts/milestones/card.html", context, place=20))
    return cards


@together.stepwise
def enrolment_panels(enrolment: Enrolment, person: Any) -> Steps[list[HomeCard]]:
    managers = Staff.objects.live().filter(programme=enrolment.cohort.programme_id, person=person, role=Staff.Role.MANAGER)
    seen, runs = yield from together.beside(queries.of.steps(enrolment), together.filled(managers.values_list("pk")[:1]))
    done = sum(1 for one in seen if one.state in ("reached", "waived"))
    if not seen:
        return []
    replan = reverse("enrolment_replan", args=[enrolment.code]) if runs and done < len(seen) else ""
    return [HomeCard("cohorts/milestones/panel.html", {"seen": seen, "done": done, "of": len(seen), "replan": replan})]


def forms_run(person: Any) -> QuerySet[Any, Any]:
    """Questionnaires that steps of the plans of `person`'s programmes ask with, or asked with in a version."""
    mine = Plan.objects.run_by(person)
    now = Step.objects.filter(plan__in=mine, questionnaire__isnull=False).values("questionnaire")
    before = StepVersion.objects.filter(version__plan__in=mine, questionnaire__isnull=False).values("questionnaire")
    return now.union(before)


@together.stepwise
def form_uses(questionnaire: Any) -> Steps[list[Use]]:
    """The steps that ask with it now."""
    steps = Step.objects.live().filter(questionnaire=questionnaire).select_related("plan").order_by("plan", "position")
    yield [steps]
    return [
        Use(f"{one.plan}: {one}", one.plan.get_absolute_url(), next=[(_("Open the plan"), one.plan.get_absolute_url(), "flag")])
        for one in steps
    ]


@together.stepwise
def cohort_panels(cohort: Cohort, person: Any) -> Steps[list[HomeCard]]:
    """The plans that a cohort follows, beside its dates."""
    plans = Plan.objects.filter(cohorts=cohort).order_by("name", "id")
    yield [plans]
    return [HomeCard("cohorts/milestones/plans_panel.html", {"plans": plans})]


@together.stepwise
def front_panels() -> Steps[list[HomeCard]]:
    """That cohorts follow plans, once one does."""
    plans = Plan.objects.values_list("pk")[:1]
    yield [plans]
    return [HomeCard("cohorts/milestones/front_panel.html", place=30)] if plans else []


@together.stepwise
def figures() -> Steps[list[Figure]]:
    """How many milestones have been signed off, once some have."""
    count = yield from together.counted(Milestone.objects.filter(state=Milestone.State.REACHED))
    return [Figure(str(count), ngettext("milestone signed off", "milestones signed off", count))] if count else []


def timeline() -> tuple[str, ...]:
    return (
        "milestone.started",
        "milestone.submitted",
        "milestone.reached",
        "milestone.done",
        "milestone.returned",
        "milestone.moved",
        "milestone.waived",
        "milestone.extension_asked",
        "milestone.extension_granted",
        "milestone.extension_declined",
        "milestone.extension_closed",
        "milestone.extension_taken_back",
        "enrolment.replanned",
        "plan.applied",
    )
