"""What programmes answer at the points of areas below: the scope of staff, menu, switcher, home, search."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.accounts.points import Hit, HomeCard, MenuEntry, NextAction, Place
from accelerator.kit import clock, together
from accelerator.kit.addresses import reverse
from accelerator.kit.kept import kept
from accelerator.kit.together import Steps
from accelerator.programmes import operations, queries
from accelerator.programmes.models import Call, Programme, Staff
from accelerator.questionnaires.models import Version


class ProgrammeScope:
    """Roles in programmes."""

    name = "programme"

    def live(self) -> QuerySet[Any, Any]:
        return Staff.objects.live()

    def labels(self, people: Sequence[Any]) -> Mapping[int, Sequence[str]]:
        words: dict[int, list[str]] = defaultdict(list)
        for held in Staff.objects.live().filter(person__in=people).select_related("programme").order_by("id"):
            words[held.person_id].append(f"{held.get_role_display()}, {held.programme.name}")
        return words

    def may_invite(self, *, by: Any, scope_id: int, role: str) -> bool:
        programme = Programme.objects.filter(pk=scope_id).first()
        return programme is not None and role in Staff.Role.values and by.has_perm("programmes.invite", programme)

    def grant(self, *, scope_id: int, role: str, person: Any, by: Any) -> str:
        programme = Programme.objects.get(pk=scope_id)
        operations.join(programme, person=person, role=role, by=by)
        return reverse("home")


PROGRAMME = ProgrammeScope()


def menu(person: Any, request: HttpRequest) -> list[MenuEntry]:
    """The call in view and the programmes, for who runs them; the list, for who sees all of them."""
    if not queries.manages_any(person, request):
        if person.holds("programmes.see") or person.holds("programmes.create"):
            return [MenuEntry(_("Programmes"), reverse("programmes"), "layers", group=_("House"), place=80)]
        return []
    found = [
        MenuEntry(_("Programmes"), reverse("programmes"), "layers", group=_("Programme"), place=70),
        MenuEntry(_("Duplicates"), reverse("startup_duplicates"), "copy", group=_("Programme"), place=71),
    ]
    call = queries.in_view(person, request)
    if call is not None:
        settings = reverse("call_settings", args=[call.slug])
        found.append(MenuEntry(_("Call settings"), settings, "sliders-horizontal", group=call.name, place=44))
    return found


def public_menu(request: HttpRequest) -> list[MenuEntry]:
    return [MenuEntry(_("Open calls"), reverse("calls"), "megaphone", place=10)]


def places(person: Any, request: HttpRequest) -> list[Place]:
    """Programmes this person works on; the one that the page is about is current."""
    call = queries.in_view(person, request) if queries.is_about_a_call(request) else None
    here = call.programme_id if call else None

    def is_current(one: Programme) -> bool:
        return one.pk == here or request.path.startswith(one.get_absolute_url())

    return [
        Place(held.programme.name, held.programme.get_absolute_url(), held.get_role_display(), is_current(held.programme))
        for held in queries.roles_of(person, request)
    ]


@together.stepwise
def next_actions(person: Any) -> Steps[list[NextAction]]:
    """Drafts that this person runs, until they are published."""
    if not person.may_stand_in("programme"):
        return []
    drafts = _drafts.rows(person)
    yield [drafts]
    return [
        NextAction(
            title=_("Publish %(call)s") % {"call": call},
            url=reverse("call_settings", args=[call.slug]),
            verb=_("Finish the draft"),
            due_at=call.opens_at,
            icon="megaphone",
        )
        for call in drafts
    ]


@kept
def _drafts(person: Any) -> QuerySet[Call]:
    return Call.objects.run_by(person).filter(state=Call.State.DRAFT).order_by("opens_at", "id")[:5]


@together.stepwise
def enquiries_waiting(person: Any) -> Steps[list[NextAction]]:
    """Questions about this person's calls that nobody answered, one line a call."""
    if not person.may_stand_in("programme"):
        return []
    asked = _asked.rows(person)
    yield [asked]
    return [
        NextAction(
            title=ngettext("Answer %(count)d question about %(call)s", "Answer %(count)d questions about %(call)s", call.waiting)
            % {"count": call.waiting, "call": call},
            url=reverse("call_enquiries", args=[call.slug]),
            verb=_("Answer"),
            due_at=call.ends_at(),
            icon="message-circle-question-mark",
        )
        for call in asked
    ]


@kept
def _asked(person: Any) -> QuerySet[Any]:
    calls: QuerySet[Any] = Call.objects.run_by(person).annotate(waiting=Count("enquiries", filter=Q(enquiries__answered_at=None)))
    return calls.filter(waiting__gt=0).order_by("closes_at", "id")[:5]


@kept
def _latest(person: Any) -> QuerySet[Call]:
    return Call.objects.run_by(person).public().order_by("-closes_at", "-id")[:4]


@together.stepwise
def home_cards(person: Any) -> Steps[list[HomeCard]]:
    """Calls that this person runs and that are open now or closed lately."""
    if not person.may_stand_in("programme"):
        return []
    found, now = _latest.rows(person), clock.now()
    yield [found]
    calls = [(call, call.phase(now)) for call in found]
    return [HomeCard("accelerator/programmes/card.html", {"calls": calls}, place=20)] if calls else []


@together.stepwise
def search(person: Any, text: str) -> Steps[list[Hit]]:
    """Calls and programmes this person works on, by name."""
    calls = Call.objects.visible_to(person).filter(name__icontains=text).select_related("programme").order_by("-closes_at")[:4]
    programmes = Programme.objects.visible_to(person).filter(name__icontains=text).order_by("name")[:3]
    yield calls, programmes
    return [
        *(Hit(call.name, call.get_absolute_url(), _("Calls"), str(call.programme), "megaphone") for call in calls),
        *(Hit(one.name, one.get_absolute_url(), _("Programmes"), one.summary, "layers") for one in programmes),
    ]


def take_up(*, version: Version, by: Any) -> None:
    """A new version of a form is asked by the calls that ask with it."""
    operations.take_up(version, by=by)
