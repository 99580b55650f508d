"""Startups and their members for tests. Every default is spelt out here; only a number keeps names apart."""

from __future__ import annotations

from itertools import count
from typing import Any

from accelerator.kit import clock
from accelerator.startups.models import Member, Startup
from tests.factories import accounts

_numbers = count(1)


def startup(name: str = "", *, owner: Any = None, **fields: Any) -> Startup:
    """A startup of Singapore; `owner`, where given, owns it."""
    number = next(_numbers)
    given = {
        "slug": f"tidewise-{number}",
        "name": name or f"Tidewise {number}",
        "one_liner": "Berth plans that hold",
        "country": "SG",
    }
    made = Startup.objects.create(**(given | fields))
    if owner is not None:
        member(made, owner, role=Member.Role.OWNER)
    return made


def member(startup: Startup, person: Any = None, *, role: str = Member.Role.MEMBER, ended: bool = False) -> Any:
    """`person`, or somebody new, who belongs to `startup` as `role`; `ended` no longer."""
    person = person or accounts.person()
    Member.objects.create(startup=startup, person=person, role=role, ended_at=clock.now() if ended else None)
    return person
