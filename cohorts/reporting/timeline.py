"""What happened to a startup in its cohort, as far as somebody may read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accelerator.kit.registered import registered
from accelerator.trail.models import Entry
from cohorts.roster import policies as roster
from cohorts.roster.models import Enrolment


class Told(NamedTuple):
    """A kind of entries that people filter by: the nouns of its verbs, and its sign."""

    nouns: tuple[str, ...]
    icon: str


KINDS: Mapping[str, Told] = {
    "milestones": Told(("milestone", "enrolment", "plan"), icon="flag"),
    "checkins": Told(("check_in", "ask"), icon="notebook-pen"),
    "sessions": Told(("session", "action"), icon="messages-square"),
    "credits": Told(("grant",), icon="cloud"),
    "announcements": Told(("announcement", "event"), icon="megaphone"),
    "cohort": Told(("startup", "supporter"), icon="layers-2"),
    "onboarding": Told(("onboarding", "agreement", "payment_ids"), icon="list-checks"),
    "files": Told(("file",), icon="folder"),
    "selection": Told(("application", "decision", "offer"), icon="file-text"),
    "flags": Told(("risk",), icon="bell"),
}
_OWN = ("check_in.consent", "check_in.aimed", "check_in.aimless")  # between the startup and who runs its cohort
_STANDING_BY = ("milestones", "checkins", "sessions", "announcements", "cohort")  # of what the startup's own people read


def words() -> dict[str, str]:
    return {
        "milestones": _("Milestones"),
        "checkins": _("Check-ins"),
        "sessions": _("Mentor sessions"),
        "credits": _("Credits"),
        "announcements": _("Announcements"),
        "cohort": _("Cohort"),
        "onboarding": _("Onboarding"),
        "files": _("Files"),
        "selection": _("Selection"),
        "flags": _("Flags"),
    }


def kind_of(verb: str) -> str:
    """The kind that an entry of `verb` is of; "cohort" for what none names."""
    noun = verb.partition(".")[0]
    return next((kind for kind, one in KINDS.items() if noun in one.nouns), "cohort")


def icon_of(verb: str) -> str:
    return KINDS[kind_of(verb)].icon


class Reader(NamedTuple):
    """Of which kinds somebody reads entries; `as_told` only those that the startup's own people read too, and none of `but`.
    `decides`: runs the cohort, and does not belong to the startup.
    """

    kinds: tuple[str, ...]
    as_told: bool = True
    but: tuple[str, ...] = ()
    decides: bool = False


def reader(enrolment: Enrolment, person: Any) -> Reader:
    """What `person` may read here. Who belongs to the startup reads as its founders do, whatever else they are."""
    if roster.belongs_to(person, enrolment):
        return Reader(tuple(kind for kind in KINDS if kind != "flags"))
    runs = roster.runs_enrolment(person, enrolment)
    credits = runs or person.holds("credits.see")
    if runs or person.holds("programmes.see"):
        return Reader(tuple(kind for kind in KINDS if kind != "credits" or credits), as_told=False, decides=runs)
    if roster.stands_by(person, enrolment):
        return Reader(_STANDING_BY, but=_OWN)
    return Reader(("credits", "cohort") if credits else ())


def entries(enrolment: Enrolment, by: Reader, *, kind: str = "") -> QuerySet[Entry]:
    """Those that touch the enrolment, or the application that led to it, and that `by` may read; newest first."""
    wanted = [one for one in by.kinds if kind in ("", one)]
    things = [enrolment, enrolment.application] if enrolment.application else [enrolment]
    found = Entry.objects.about(*things).newest_first()
    if not wanted:
        return found.none()
    named = Q()
    for noun in (noun for one in wanted for noun in KINDS[one].nouns):
        named |= Q(verb__startswith=f"{noun}.")
    return found.filter(named, verb__in=told() - {*by.but}) if by.as_told else found.filter(named)


def told() -> set[str]:
    """What a startup's own people may read of what happened to it."""
    return {verb for give in registered("timeline") for verb in give()}
