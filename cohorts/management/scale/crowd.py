"""Founders and their startups by the hundred: what adding a person, adding a startup and joining it write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from allauth.account.models import EmailAddress
from django.utils.text import slugify
from django.utils.translation import gettext_noop

from accelerator.accounts import queries as house
from accelerator.accounts.models import Acceptance, Person
from accelerator.applications.models import Application
from accelerator.kit import clock
from accelerator.startups import operations as startups
from accelerator.startups.models import Member, Startup
from accelerator.trail import operations as trail
from accelerator.trail.models import Entry
from cohorts.management.demo import names, people
from cohorts.management.demo.intake import Scene
from cohorts.management.demo.names import Idea
from cohorts.management.scale import copying, opening, texts

LATER = timedelta(hours=5)
# What becomes of every hundred entrants; of the first twenty that come some of each.
_FATES = ["withdrawn"] * 2 + ["draft"] * 9 + ["whole"] * 5 + ["draft"] * 2 + ["again"] + ["submitted"] * 81


@dataclass
class Entrant:
    """A startup on its way into the call. `fate` is draft, whole (a draft that nothing bars), submitted, again or withdrawn;
    `sent_at` says when it was submitted, if it was.
    """

    idea: Idea
    startup: Startup
    founder: Person
    partner: Person | None
    fate: str
    began_at: datetime
    sent_at: datetime
    application: Application = field(default=None)  # type: ignore[assignment]  # set when it starts

    @property
    def is_sent(self) -> bool:
        return self.fate not in ("draft", "whole")

    @property
    def members(self) -> list[Person]:
        return [one for one in (self.founder, self.partner) if one]


def chunks(scene: Scene, count: int, size: int) -> Iterator[list[Entrant]]:
    """All entrants in the order in which they began, unsaved."""
    chance = scene.chance
    called = texts.names(count, chance)
    fates = [_FATES[(place * 37) % 100] for place in range(count)]  # 37 and 100 share no factor: every fate in its share
    for start in range(0, count, size):
        places = range(start, min(start + size, count))
        yield [_entrant(scene, place, called[place], fates[place], _began(scene, place, count)) for place in places]


def _began(scene: Scene, place: int, count: int) -> datetime:
    """Evenly over the days from the opening until two days ago."""
    opened, last = scene.day(opening.BEGAN, 9), scene.day(-2, 9)
    return opened + (last - opened) * (place / count)


def _entrant(scene: Scene, place: int, name: str, fate: str, began_at: datetime) -> Entrant:
    chance = scene.chance
    kind = names.IDEAS[chance.randrange(len(names.IDEAS))]
    idea = Idea(name, kind.sector, kind.country, kind.does, kind.users)
    founder = _person(f"entrant{place + 1}", 500 + 2 * place)
    partner = _person(f"partner{place + 1}", 501 + 2 * place) if chance.random() < 0.3 else None
    sent_at = began_at + timedelta(hours=chance.randint(2, 40))
    return Entrant(idea, _startup(idea, place, chance, began_at.date()), founder, partner, fate, began_at, sent_at)


def _person(local: str, number: int) -> Person:
    person = Person(email=people.address(local), name=names.person_name(number), is_demo=True)
    person.set_unusable_password()
    return person


def _startup(idea: Idea, place: int, chance: Random, today: date) -> Startup:
    registered: dict[str, Any] = {}
    if idea.country == "SG":
        number = f"{2016 + place % 9}{10000 + place // 9}{'DEKMNRW'[place % 7]}"
        registered = {"registration_country": "SG", "registration_number": number}
    return Startup(
        name=idea.name,
        one_liner=f"{idea.does} for {idea.users}.",
        description=f"{idea.does} for {idea.users}.",
        country=idea.country,
        sector=idea.sector,
        website=f"https://{slugify(idea.name).replace('-', '')}.example",
        team_size=chance.randint(2, 14),
        founded_on=today - timedelta(days=chance.randint(300, 1700)),
        stage=Startup.Stage.values[place % 5],
        **registered,
    )


def join(entrants: Sequence[Entrant]) -> None:
    """The people with what they accepted, the startups with who belongs to them, and the words they are found by."""
    _add_people([person for one in entrants for person in one.members])
    startups.listed_many([one.startup for one in entrants])
    copying.insert(
        Member(startup=one.startup, person=person, role="owner" if person is one.founder else "member")
        for one in entrants
        for person in one.members
    )
    copying.insert(entry for one in entrants for entry in _told(one))


def _add_people(persons: list[Person]) -> None:
    copying.insert(persons)
    copying.insert(EmailAddress(user=one, email=one.email, verified=True, primary=True) for one in persons)
    settings = house.settings()
    present = {"terms": settings.terms_version, "privacy": settings.privacy_version}
    copying.insert(Acceptance(person=one, document=name, version=version) for one in persons for name, version in present.items())


def _told(one: Entrant) -> Iterator[Entry]:
    with clock.pretending(one.began_at - LATER):
        for person in one.members:
            yield trail.entry("person.added", gettext_noop("{actor} added {subject}."), by=None, on=person)
        yield trail.entry("startup.created", gettext_noop("{actor} added {subject}."), by=one.founder, on=one.startup)
        if one.partner:
            sentence, touching = gettext_noop("{actor} joined {subject} as {role}."), (one.partner,)
            facts: dict[str, Any] = {"role": Member.Role.MEMBER.label}
            yield trail.entry("member.joined", sentence, by=one.partner, on=one.startup, touching=touching, **facts)
