"""What accounts answers at the points it asks itself: its scope of roles, its lines of the menu, people in the palette."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accelerator.accounts import operations, queries, roles
from accelerator.accounts.models import Membership, Organisation, Person
from accelerator.accounts.points import Hit, MenuEntry
from accelerator.kit import together
from accelerator.kit.addresses import reverse
from accelerator.kit.refusals import Refusal
from accelerator.kit.together import Steps
from accelerator.notices.points import Letterhead


class OrganisationScope:
    """Roles at the operator and at partners."""

    name = "organisation"

    def live(self) -> QuerySet[Any, Any]:
        return Membership.objects.live()

    def labels(self, people: Sequence[Person]) -> Mapping[int, Sequence[str]]:
        words: dict[int, list[str]] = defaultdict(list)
        for held in Membership.objects.live().filter(person__in=people).select_related("organisation").order_by("id"):
            house = held.organisation.kind == Organisation.Kind.OPERATOR
            words[held.person_id].append(held.role_word if house else f"{held.role_word}, {held.organisation}")
        return words

    def may_invite(self, *, by: Person, scope_id: int, role: str) -> bool:
        """Who manages people; into roles that the organisation has."""
        organisation = Organisation.objects.filter(pk=scope_id).first()
        return by.holds("people.manage") and organisation is not None and role in roles.of_kind(organisation.kind)

    def grant(self, *, scope_id: int, role: str, person: Person, by: Person | None) -> str:
        organisation = Organisation.objects.get(pk=scope_id)
        if by is not None and not by.holds("people.manage"):
            raise Refusal(_("Who invited you no longer runs this. Ask for a new invitation."))
        operations.give_role(person, role=role, organisation=organisation, by=by)
        return reverse("home")


ORGANISATION = OrganisationScope()


def letterhead() -> Letterhead:
    """What notices need of the operator's settings."""
    house = queries.settings()
    return Letterhead(
        name=house.name,
        from_address=house.from_address,
        accent=house.accent,
        quiet_from=house.quiet_from,
        quiet_until=house.quiet_until,
        zone=house.zone,
    )


def menu(person: Person, request: HttpRequest) -> list[MenuEntry]:
    lines = [MenuEntry(pgettext("menu", "Home"), reverse("home"), "house", place=0, dock=True)]
    house = _("House")
    if person.holds("people.manage"):
        lines.append(
            MenuEntry(_("People and roles"), reverse("people"), "users", group=house, place=80, dock=True, short=_("People"))
        )
        lines.append(MenuEntry(_("Partners"), reverse("organisations"), "building-2", group=house, place=81))
    if person.has_perm("notices.see_deliveries"):
        lines.append(MenuEntry(_("Delivery log"), reverse("deliveries"), "mail", group=house, place=85))
    if person.has_perm("trail.see"):
        lines.append(MenuEntry(_("Trail"), reverse("trail"), "history", group=house, place=86, dock=True))
    if person.holds("settings.change"):
        lines.append(MenuEntry(_("Settings"), reverse("settings"), "settings", group=house, place=90))
    if person.is_staff:
        lines.append(MenuEntry(_("Support desk"), reverse("admin:index"), "headset", group=house, place=91))
    return lines


@together.stepwise
def search(person: Person, text: str) -> Steps[list[Hit]]:
    if not person.holds("people.manage"):
        return []
    found = queries.people(text=text)[:5]
    yield [found]
    return [Hit(str(who), reverse("person", args=[who.code]), _("People"), who.email, "circle-user-round") for who in found]
