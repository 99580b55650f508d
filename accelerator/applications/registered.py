"""What applications answer at the points of areas below: the menu, home, search, and what asks with a form."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, When
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accelerator.accounts.points import Hit, HomeCard, MenuEntry, NextAction
from accelerator.applications import operations, policies, promised, queries, resending
from accelerator.applications.models import Application, Clarification, SignOff, Submission
from accelerator.kit import clock, prepared, together, wording
from accelerator.kit.addresses import reverse
from accelerator.kit.together import Steps
from accelerator.programmes.models import Call
from accelerator.programmes.points import Figure
from accelerator.questionnaires.models import Questionnaire, Renewal
from accelerator.questionnaires.points import Use
from accelerator.startups.models import Startup
from accelerator.startups.points import Chapter, RecordTab
from accelerator.trail import queries as words

CARDS = 3
LONGEST_GRACE = timedelta(days=1)


def public_foot(request: HttpRequest) -> list[MenuEntry]:
    """For who holds a receipt and nothing else."""
    return [MenuEntry(_("Check a receipt"), reverse("verify"), "shield-check")]


def menu(person: Any, request: HttpRequest) -> list[MenuEntry]:
    """For whoever belongs to a startup, with the number of drafts."""
    if not prepared.count(_own_startups, person, request):
        return []
    drafts = prepared.count(_own_drafts, person, request)
    label, also = pgettext("menu", "Applications"), ("/receipts/", "/clarifications/")
    return [MenuEntry(label, reverse("applications"), "file-text", count=drafts or None, place=10, dock=True, also=also)]


@prepared.counted("startup")
def _own_startups(person: Any) -> QuerySet[Startup]:
    return Startup.objects.filter(id__in=Startup.objects.of(person), is_test=False)


@prepared.counted("startup")
def _own_drafts(person: Any) -> QuerySet[Application]:
    return Application.objects.of(person).real().filter(state=Application.State.DRAFT)


@together.stepwise
def next_actions(person: Any) -> Steps[list[NextAction]]:
    """Questions to answer, drafts to send, reopened ones and changes to send again, for who may write them."""
    if not person.may_stand_in("startup"):
        return []
    writes = Startup.objects.of(person, *policies.WRITERS)
    answers, sends = yield from together.beside(_to_answer(writes), _to_send(person, writes))
    return [*answers, *sends]


def _to_answer(writes: QuerySet[Any, Any]) -> Steps[list[NextAction]]:
    asked = Clarification.objects.waiting().filter(application__startup__in=writes)
    shown = asked.select_related("application__call").order_by("due_on", "id")[:CARDS]
    yield [shown]
    return [
        NextAction(
            title=_("Answer a question about your application to %(call)s") % {"call": one.application.call},
            url=one.get_absolute_url(),
            verb=_("Answer"),
            detail=one.asks[:120],
            due_at=datetime.combine(one.due_on, time(23, 59), tzinfo=one.application.call.zone),
            icon="message-circle-question-mark",
        )
        for one in shown
    ]


def _to_send(person: Any, writes: QuerySet[Any, Any]) -> Steps[list[NextAction]]:
    now = clock.now()
    found = queries.own(person).real().unclosed_at(now - LONGEST_GRACE).filter(startup__in=writes)
    asked = SignOff.objects.filter(application=OuterRef("pk"), state=SignOff.State.ASKED).exclude(asked_by=person)
    last = Subquery(SignOff.objects.filter(application=OuterRef("pk")).order_by("-id").values("state")[:1])
    drafts: QuerySet[Any] = found.filter(state=Application.State.DRAFT).annotate(waits=Exists(asked), sign_off=last)
    again, _drafts = yield from together.beside(resending.waiting.steps(person, found, now), together.filled(drafts))
    first = [_next(one) for one in drafts if one.takes(now)]
    return first + [_to_send_again(one) if changed else _to_change(one) for one, changed in again]


def _next(one: Any) -> NextAction:
    if one.waits:
        return _to_approve(one)
    return _to_await(one) if one.sign_off == SignOff.State.ASKED else _to_finish(one)


def _to_await(one: Application) -> NextAction:
    return NextAction(
        title=_("Your application to %(call)s waits for approval") % {"call": one.call},
        url=reverse("application_submit", args=[one.number]),
        verb=_("See what waits"),
        detail=_("%(startup)s · nothing is submitted before") % {"startup": one.startup},
        due_at=one.closes_at(),
        icon="hourglass",
    )


def _to_approve(one: Application) -> NextAction:
    return NextAction(
        title=_("Approve your startup's application to %(call)s") % {"call": one.call},
        url=reverse("application_submit", args=[one.number]),
        verb=_("Read and approve"),
        detail=_("%(startup)s · nothing is submitted until you approve") % {"startup": one.startup},
        due_at=one.closes_at(),
        icon="file-check",
    )


def _to_send_again(one: Application) -> NextAction:
    return NextAction(
        title=_("Submit your changed application to %(call)s again") % {"call": one.call},
        url=reverse("application_submit", args=[one.number]),
        verb=_("Review"),
        detail=_("%(startup)s · your changes count once you submit again") % {"startup": one.startup},
        due_at=one.closes_at(),
        icon="file-pen",
    )


def _to_change(one: Application) -> NextAction:
    return NextAction(
        title=_("Your application to %(call)s is open for changes again") % {"call": one.call},
        url=one.get_absolute_url(),
        verb=_("See why"),
        detail=_("%(startup)s · what you sent counts until you submit again") % {"startup": one.startup},
        due_at=one.closes_at(),
        icon="lock-open",
    )


def _to_finish(one: Any) -> NextAction:
    back = one.sign_off == SignOff.State.RETURNED
    return NextAction(
        title=_("Finish and submit your application to %(call)s") % {"call": one.call},
        url=reverse("application_submit", args=[one.number]) if back else queries.door(one),
        verb=_("Read why") if back else _("Continue"),
        detail=f"{one.startup} · {_('returned without approval') if back else queries.done(one).told()}",
        due_at=one.closes_at(),
        icon="file-pen",
    )


@together.stepwise
def home_cards(person: Any) -> Steps[list[HomeCard]]:
    """Where each submitted application stands, newest first."""
    if not person.may_stand_in("startup"):
        return []
    sent, now = queries.own(person).real().filter(state=Application.State.SUBMITTED)[:CARDS], clock.now()
    yield [sent]
    standings, days = yield from together.beside(
        queries.standings.steps(sent, person), promised.days.steps([one.call for one in sent])
    )
    return [
        HomeCard(
            "accelerator/applications/card.html",
            {
                "application": one,
                "standing": standings[one.pk],
                "steps": queries.steps(one, standings[one.pk], now, days[one.call_id]),
            },
            place=30,
        )
        for one in sent
    ]


def front_panels() -> list[HomeCard]:
    """How it is to write an application."""
    return [HomeCard("accelerator/applications/front_panel.html", place=50)]


@together.stepwise
def figures() -> Steps[list[Figure]]:
    """How many applications have come in, once some have."""
    count = yield from together.counted(Application.objects.real().filter(submitted_at__isnull=False))
    return [Figure(wording.number(count), ngettext("application received", "applications received", count))] if count else []


@together.stepwise
def search(person: Any, text: str) -> Steps[list[Hit]]:
    """Applications this person sees, by number, startup, call or words of their answers; one by the exact code of its receipt."""
    found = Application.objects.visible_to(person).select_related("startup", "call")
    receipts = Submission.objects.filter(receipt=text.strip().lower()).values("application")
    by = Q(number__istartswith=text) | Q(startup__name__icontains=text) | Q(call__name__icontains=text) | Q(pk__in=receipts)
    by |= Q(pk__in=words.found("application", text))
    hits = found.filter(by).order_by("-id")[:5]
    yield [hits]
    return [
        Hit(str(one.startup), one.get_absolute_url(), _("Applications"), f"{one.number} · {one.call}", "file-text")
        for one in hits
    ]


def startups_seen(person: Any) -> QuerySet[Any, Any]:
    """Startups that applied to the calls this person manages."""
    return Application.objects.run_by(person).real().filter(submitted_at__isnull=False).values("startup").distinct()


@together.stepwise
def record_tabs(startup: Startup, person: Any) -> Steps[Sequence[RecordTab]]:
    """The applications this person may see, opened at the newest."""
    found = Application.objects.visible_to(person).filter(startup__in=Startup.objects.same(startup)).order_by("-id")
    yield [found]
    return [RecordTab(_("Applications"), found[0].get_absolute_url(), len(found), 10)] if found else []


@together.stepwise
def chapters(startup: Startup, person: Any) -> Steps[list[Chapter]]:
    """Every application the startup sent, with what was decided where this person may know."""
    rows = Application.objects.visible_to(person).filter(startup__in=Startup.objects.same(startup), submitted_at__isnull=False)
    found = rows.select_related("call", "startup")
    yield [found]
    standings = yield from queries.standings.steps(found, person)
    return [
        Chapter(
            at=one.submitted_at,
            title=str(one.call),
            note=f"{one.startup} · {one.number}",
            url=one.get_absolute_url(),
            state=standings[one.pk].state,
            noun="application",
        )
        for one in found
        if one.submitted_at
    ]


def timeline() -> Collection[str]:
    return (
        "application.started",
        "application.entered",
        "application.taken_over",
        "application.submitted",
        "application.reopened",
        "application.reopening_shortened",
        "application.reopening_ended",
        "application.withdrawn",
        "application.restored",
        "application.asked",
        "application.answered",
    )


def forms_run(person: Any) -> QuerySet[Any, Any]:
    """Questionnaires of the calls that `person` manages."""
    return Call.objects.run_by(person).filter(version__isnull=False).values("version__questionnaire")


def form_drafts(questionnaire: Questionnaire) -> QuerySet[Any, Any]:
    """Sheets of drafts whose deadline is still to come; no tests."""
    drafts = Application.objects.real().filter(state=Application.State.DRAFT, sheet__version__questionnaire=questionnaire)
    return drafts.unclosed_at(clock.now()).values("sheet")


def tell_renewed(*, renewal: Renewal, by: Any) -> None:
    """Everybody who writes on the draft hears that its form changed, and how many answers no longer fit."""
    application = Application.objects.select_related("call", "startup", "sheet__version").filter(sheet=renewal.sheet_id).first()
    if application is not None:  # else it is the sheet of something above
        operations.tell_renewed(application, renewal=renewal, by=by)


@together.stepwise
def form_uses(questionnaire: Questionnaire) -> Steps[Sequence[Use]]:
    """The calls that ask with it, those that are open first, then the newest, with how many drafts were started."""
    opened = Call.objects.open_at(clock.now()).values("pk")
    drafts = Count("applications", filter=Q(applications__state=Application.State.DRAFT, applications__is_test=False))
    calls = Call.objects.filter(version__questionnaire=questionnaire).order_by(
        Case(When(pk__in=opened, then=0), default=1), "-id"
    )
    counted = calls.annotate(drafts=drafts).values_list("name", "slug", "state", "drafts")
    yield [counted]
    return [
        Use(name, reverse("call_settings", args=[slug]), count, _after_publishing(name, slug, state))
        for name, slug, state, count in counted
    ]


def _after_publishing(name: str, slug: str, state: str) -> list[tuple[str, str, str]]:
    tried = (_("Try %(call)s out") % {"call": name}, reverse("call_try", args=[slug]), "flask-conical")
    if state != Call.State.DRAFT:
        return [tried]
    return [tried, (_("Publish %(call)s") % {"call": name}, reverse("call_settings", args=[slug]), "megaphone")]
