"""What the roster answers at the points of lower areas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.accounts.points import Hit, HomeCard, MenuEntry, NextAction
from accelerator.applications.models import Application
from accelerator.decisions.models import Offer
from accelerator.decisions.points import Check
from accelerator.kit import calendar, clock, together
from accelerator.kit.addresses import reverse
from accelerator.kit.kept import kept
from accelerator.kit.together import Steps
from accelerator.programmes.models import Call
from accelerator.programmes.points import Figure
from accelerator.reviews.points import Edge
from accelerator.startups.models import ROOT, Startup
from accelerator.startups.points import Chapter, RecordTab
from cohorts.roster import checklist, happenings, operations, policies, queries
from cohorts.roster.models import Announcement, Cohort, Duty, Enrolment, Event, Supporter
from cohorts.roster.models.taking_part import taking_part

_RECENT = timedelta(days=21)  # how long an announcement stands on the home page


class EnrolmentScope:
    """Who stands by an enrolled startup; invitations lead into it."""

    name = "enrolment"

    def live(self) -> QuerySet[Any, Any]:
        return Supporter.objects.live()

    def labels(self, people: Sequence[Any]) -> Mapping[int, Sequence[str]]:
        words: dict[int, list[str]] = defaultdict(list)
        live = Supporter.objects.live().filter(person__in=people).select_related("enrolment__startup").order_by("id")
        for held in live:
            words[held.person_id].append(f"{held.get_role_display()}, {held.enrolment.startup.name}")
        return words

    def may_invite(self, *, by: Any, scope_id: int, role: str) -> bool:
        enrolment = Enrolment.objects.select_related("cohort").filter(pk=scope_id).first()
        return enrolment is not None and role == Supporter.Role.MENTOR and bool(policies.runs_enrolment(by, enrolment))

    def grant(self, *, scope_id: int, role: str, person: Any, by: Any) -> str:
        enrolment = Enrolment.objects.select_related("cohort", "startup").get(pk=scope_id)
        operations.add_supporter(enrolment, person=person, role=role, by=by)
        return enrolment.get_absolute_url()


ENROLMENT = EnrolmentScope()


@together.stepwise
def rehearsal_checks(call: Call, accepts: int) -> Steps[list[Check]]:
    """Where the accepted startups of a call go."""
    found = Cohort.objects.filter(call=call).order_by("pk")[:1]
    yield [found]
    cohort = next(iter(found), None)
    if not accepts or (cohort and cohort.places >= accepts):
        return []
    if cohort is None:
        title, detail = _("No cohort takes in who accepts their place."), _("Made later, it takes in all of them.")
        return [Check("note", title, detail, reverse("new_cohort"), _("Make the cohort"))]
    title = ngettext("%(cohort)s has room for %(places)d startup.", "%(cohort)s has room for %(places)d startups.", cohort.places)
    return [
        Check("warn", title % {"cohort": cohort, "places": cohort.places}, "", cohort.get_absolute_url(), _("See the cohort"))
    ]


def enrol_accepted(*, offer: Offer, by: Any) -> None:
    """An accepted offer of a call that leads into a cohort enrols the startup; without a cohort yet, making one will."""
    application = offer.decision.application
    Call.objects.select_for_update(no_key=True).get(pk=application.call_id)  # a cohort being made for it is seen, or sees this
    cohort = Cohort.objects.filter(call=application.call_id).first()
    if cohort is not None:
        operations.enrol(cohort, startup=application.startup, application=application, by=by)


def menu(person: Any, request: HttpRequest) -> list[MenuEntry]:
    """The cohort in view, for who runs it; the list, for who sees all of them."""
    cohort = queries.in_view(person, request)
    if cohort is None:
        if person.holds("programmes.see"):
            return [MenuEntry(_("Cohorts"), reverse("cohorts"), "grid-2x2", group=_("House"), place=65)]
        return []
    startups = reverse("cohort_startups", args=[cohort.slug])
    return [
        MenuEntry(_("Startups"), startups, "building-2", group=cohort.name, place=52),
        MenuEntry(_("Cohorts"), reverse("cohorts"), "layers-2", group=_("Programme"), place=71),
    ]


@together.stepwise
def record_tabs(startup: Startup, person: Any) -> Steps[Sequence[RecordTab]]:
    """The startup's enrolment that this person sees, the latest."""
    own = Enrolment.objects.visible_to(person).filter(startup__in=Startup.objects.same(startup))
    found = own.select_related("cohort").order_by("-id")[:1]
    yield [found]
    return [RecordTab(one.cohort.name, one.get_absolute_url(), None, 20) for one in found]


@together.stepwise
def chapters(startup: Startup, person: Any) -> Steps[list[Chapter]]:
    """Every cohort the startup was taken into."""
    seen = Enrolment.objects.visible_to(person).filter(startup__in=Startup.objects.same(startup))
    found = seen.select_related("cohort", "startup")
    yield [found]
    return [
        Chapter(one.enrolled_at, str(one.cohort), str(one.startup), one.get_absolute_url(), one.state, "enrolment")
        for one in found
    ]


@together.stepwise
def mentors(applications: Sequence[Application], people: Sequence[Any]) -> Steps[list[Edge]]:
    """Point `conflict_sources`: who stands by the startup as a mentor. Managers do so by office. One query."""
    startups = Startup.objects.filter(pk__in={one.startup_id for one in applications}).values_list("pk", ROOT)
    root = Coalesce("enrolment__startup__merged_into_id", "enrolment__startup_id")
    held = Supporter.objects.live().filter(person__in=people, role=Supporter.Role.MENTOR).annotate(root=root)
    stand = held.values_list("root", "person", "enrolment", "enrolment__cohort__name")
    yield [startups, stand]
    roots = dict(startups)
    return [
        Edge(application.pk, person, "mentor", cohort, f"mentor:{enrolment}")
        for of, person, enrolment, cohort in stand
        for application in applications
        if roots[application.startup_id] == of
    ]


def timeline() -> tuple[str, ...]:
    return (
        "startup.enrolled",
        "startup.paused",
        "startup.resumed",
        "startup.departed",
        "startup.graduated",
        "supporter.added",
        "supporter.ended",
        "agreement.accepted",
        "onboarding.done",
        "onboarding.waived",
        "onboarding.reopened",
        "payment_ids.saved",
    )


@together.stepwise
def next_actions(person: Any) -> Steps[list[NextAction]]:
    """What a founder's startups have to do on joining, the next due first."""
    found = _open_duties.rows(person) if person.may_stand_in("startup") else Duty.objects.none()
    yield [found]
    return [_to_do(one) for one in found]


@kept
def _open_duties(person: Any) -> QuerySet[Duty]:
    return queries.open_duties(person)[:5]


def _to_do(duty: Duty) -> NextAction:
    """Leads to where it is done."""
    due_at = datetime.combine(duty.due_on, time(23, 59), tzinfo=duty.enrolment.zone)
    url = duty.item.agreement.get_absolute_url() if duty.item.agreement else duty.get_absolute_url()
    return NextAction(str(duty), url, _("Open"), str(duty.enrolment), due_at, "list-checks")


@together.stepwise
def home_cards(person: Any) -> Steps[list[HomeCard]]:
    """What lies ahead in the cohort of a founder or a supporter, and what was announced in the last weeks."""
    if not person.may_stand_in("startup", "enrolment"):
        return []
    now = clock.now()
    mine = taking_part(person).order_by("-starts_on", "-id")[:1]
    ahead = Event.objects.bidding(person).standing().filter(ends_at__gt=now).order_by("starts_at", "id")[:3]
    told = Announcement.objects.visible_to(person).filter(created_at__gt=now - _RECENT).order_by("-id")[:3]
    yield mine, ahead, told
    return [
        HomeCard("cohorts/roster/card.html", {"cohort": one, "events": ahead, "announcements": told}, True, 35) for one in mine
    ]


@together.stepwise
def calendar_entries(person: Any, since: date, until: date) -> Steps[list[calendar.Event]]:
    """Events of the person's cohorts that are for them."""
    begins, ends = (datetime.combine(day, time(0), tzinfo=person.zone) for day in (since, until + timedelta(days=1)))
    bidding = Event.objects.bidding(person).standing().filter(ends_at__gt=begins, starts_at__lt=ends)
    found = bidding.select_related("cohort").order_by("starts_at", "id")[:300]
    yield [found]
    return [happenings.entry(one) for one in found]


@together.stepwise
def enrolment_panels(enrolment: Enrolment, person: Any) -> Steps[list[HomeCard]]:
    """The onboarding checklist: what is open of it, and how much is done."""
    rows = Duty.objects.live().visible_to(person).filter(enrolment=enrolment)
    found = rows.select_related("item").order_by("due_on", "item__position", "id")
    yield [found]
    if not found:
        return []
    today = enrolment.today()
    seen = [(one, checklist.seen_as(one.state, due_on=one.due_on, today=today)) for one in found]
    open_ = [(one, as_) for one, as_ in seen if one.state == Duty.State.OPEN]
    context = {"enrolment": enrolment, "open": open_, "done": len(seen) - len(open_), "of": len(seen)}
    return [HomeCard("cohorts/roster/panel.html", context)]


@together.stepwise
def search(person: Any, text: str) -> Steps[list[Hit]]:
    """Cohorts by name and enrolled startups this person sees."""
    cohorts = Cohort.objects.visible_to(person).filter(name__icontains=text).select_related("programme")[:3]
    seen = Enrolment.objects.visible_to(person).filter(startup__name__icontains=text)
    found = seen.select_related("startup", "cohort")[:4]
    yield cohorts, found
    return [
        *(Hit(one.name, one.get_absolute_url(), _("Cohorts"), str(one.programme), "grid-2x2") for one in cohorts),
        *(Hit(str(one.startup), one.get_absolute_url(), _("In cohorts"), str(one.cohort), "flag") for one in found),
    ]


@kept
def _mine(person: Any) -> QuerySet[Enrolment]:
    return Enrolment.objects.of_member(person).active().select_related("cohort").order_by("-id")[:1]


@together.stepwise
def home_facts(person: Any) -> Steps[list[str]]:
    """A founder's cohort, and the week it is in while it runs."""
    found = _mine.rows(person) if person.may_stand_in("startup") else Enrolment.objects.none()
    yield [found]
    if not found:
        return []
    cohort = found[0].cohort
    now, of = queries.week(cohort)
    running = now and clock.today(cohort.zone) <= cohort.ends_on
    return [cohort.name, *([_("week %(week)d of %(of)d") % {"week": now, "of": of}] if running else [])]


@together.stepwise
def figures() -> Steps[list[Figure]]:
    """How many startups have been taken in, once there are some."""
    count = yield from together.counted(Enrolment.objects.all())
    return [Figure(str(count), ngettext("startup taken in", "startups taken in", count))] if count else []
