"""What startups answer at the points of areas below: the scope of members, menu, switcher, home, search."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accelerator.accounts.points import Hit, MenuEntry, NextAction, Place
from accelerator.kit import together
from accelerator.kit.addresses import reverse
from accelerator.kit.registered import registered
from accelerator.kit.together import Steps
from accelerator.startups import operations, policies, queries
from accelerator.startups.models import Member, Startup
from accelerator.startups.transfers import Transfer
from accelerator.trail import queries as words


class StartupScope:
    """Roles in startups."""

    name = "startup"

    def live(self) -> QuerySet[Any, Any]:
        """Staff who try a call out are no founders by that."""
        return Member.objects.live().filter(startup__is_test=False)

    def labels(self, people: Sequence[Any]) -> Mapping[int, Sequence[str]]:
        words: dict[int, list[str]] = defaultdict(list)
        for held in Member.objects.live().filter(person__in=people).select_related("startup").order_by("id"):
            words[held.person_id].append(f"{held.get_role_display()}, {held.startup.name}")
        return words

    def may_invite(self, *, by: Any, scope_id: int, role: str) -> bool:
        startup = Startup.objects.filter(pk=scope_id).first()
        return startup is not None and role in Member.Role.values and by.has_perm("startups.appoint", startup)

    def grant(self, *, scope_id: int, role: str, person: Any, by: Any) -> str:
        startup = Startup.objects.get(pk=scope_id)
        operations.join(startup, person=person, role=role, by=by)
        places = (find(startup, person) for find in registered("startup_landing"))
        return next(filter(None, places), startup.get_absolute_url())


STARTUP = StartupScope()


def _in_view(person: Any, request: HttpRequest) -> queries.Belonging | None:
    """The one whose startup the address lies in, else the oldest."""
    found = queries.belongings(person, request)
    inside = (held for held in found if request.path.startswith(held.startup.get_absolute_url()))
    return next(inside, found[0] if found else None)


def menu(person: Any, request: HttpRequest) -> list[MenuEntry]:
    """Profile and team of the startup in view; the list, for who sees all of them."""
    held = _in_view(person, request)
    if held:
        group, slug = _("Startup"), held.startup.slug
        return [
            MenuEntry(_("Profile"), reverse("startup", args=[slug]), "building-2", group=group, place=60, dock=True),
            MenuEntry(_("Team"), reverse("startup_members", args=[slug]), "users", group=group, place=61),
        ]
    if person.holds("programmes.see"):
        found = [MenuEntry(_("Startups"), reverse("startups"), "building-2", group=_("House"), place=70)]
        if person.holds("startups.merge"):
            found.append(MenuEntry(_("Duplicates"), reverse("startup_duplicates"), "copy", group=_("House"), place=71))
        return found
    return []


def places(person: Any, request: HttpRequest) -> list[Place]:
    here = _in_view(person, request)
    found = queries.belongings(person, request)
    inside = here is not None and request.path.startswith(here.startup.get_absolute_url())
    return [Place(held.startup.name, held.startup.get_absolute_url(), held.word, inside and held == here) for held in found]


@together.stepwise
def next_actions(person: Any) -> Steps[list[NextAction]]:
    """Startups one was asked to own, and profiles that lack what programmes read first."""
    if not person.may_stand_in("startup"):
        return []
    offered = Transfer.objects.open().filter(to=person).select_related("startup", "offered_by").order_by("id")
    mine, _offered = yield from together.beside(queries.mine.steps(person), together.filled(offered))
    lacking = [held for held in mine if held.role in policies.WRITERS and not held.startup.one_liner]
    return [*(_to_own(one) for one in offered), *(_to_complete(held.startup) for held in lacking)]


def _to_own(one: Transfer) -> NextAction:
    return NextAction(
        title=_("%(person)s wants to hand %(startup)s to you") % {"person": one.offered_by, "startup": one.startup},
        url=one.get_absolute_url(),
        verb=_("Answer"),
        detail=_("Nothing changes until you accept"),
        icon="key-round",
    )


def _to_complete(startup: Startup) -> NextAction:
    return NextAction(
        title=_("Say in one line what %(startup)s does") % {"startup": startup},
        url=reverse("edit_startup", args=[startup.slug]),
        verb=_("Complete"),
        detail=_("Programmes and mentors read it first"),
        icon="building-2",
    )


@together.stepwise
def search(person: Any, text: str) -> Steps[list[Hit]]:
    """Startups this person sees, by present or former name and by what they say of themselves."""
    seen = Startup.objects.visible_to(person).standing()
    found = (seen.found(text) | seen.filter(pk__in=words.found("startup", text))).order_by("name", "id")[:5]
    yield [found]
    return [Hit(one.name, one.get_absolute_url(), _("Startups"), one.one_liner, "building-2") for one in found]
