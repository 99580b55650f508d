"""The demo's people: fixed addresses, one password, no second factor. They exist only in the demo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accelerator.accounts import operations as accounts
from accelerator.accounts.models import Organisation, Person
from cohorts.management.demo.names import person_name

DOMAIN = "demo.slipway.example"
PASSWORD = "launch-day-at-low-tide"  # noqa: S105  # printed for everybody who starts the demo


@dataclass(frozen=True)
class Role:
    """A demo person that `make run` prints: what stands before the @, the name, and what to see as them."""

    local: str
    name: str
    sees: str
    operator_role: str = ""


CAST = (
    Role("manager", "Nurul Hakim", "programme manager: pipeline, decisions, cohort board", "programme_manager"),
    Role("reviewer", "Daniel Ong", "reviewer: a queue of applications to score"),
    Role("founder", "Thanh Vo", "founder of Quaykeeper, in the cohort: milestones, sessions, credits, a new application"),
    Role("cofounder", "Mai Pham", "co-founder of Quaykeeper, in the same draft; changes of another application not sent yet"),
    Role("mentor", "Priya Raghunathan", "mentor: startups, sessions, actions"),
    Role("officer", "Jun Hao Lim", "grants officer: pools, grants, the ledger", "grants_officer"),
    Role("approver", "Farah Iskandar", "approver: the second person for every grant", "approver"),
    Role("partner", "Grace Teo", "partner at Northgate Cloud: its own pools"),
    Role("auditor", "Kavitha Menon", "auditor: ledger, trail, access log; changes nothing", "auditor"),
    Role("admin", "Siti Rahman", "operator admin: people, roles, settings, deliveries", "admin"),
)


def address(local: str) -> str:
    return f"{local}@{DOMAIN}"


def make(local: str, name: str, **fields: Any) -> Person:
    """A demo person with the one password."""
    return accounts.add_person(address(local), name=name, password=PASSWORD, is_demo=True, **fields)


def make_cast(operator: Organisation, partner: Organisation) -> dict[str, Person]:
    """Everybody `make run` prints, by what stands before the @, with their house-wide roles."""
    made = {role.local: make(role.local, role.name) for role in CAST}
    for role in CAST:
        if role.operator_role:
            accounts.give_role(made[role.local], role=role.operator_role, organisation=operator, by=None)
    accounts.give_role(made["partner"], role="partner", organisation=partner, by=None)
    return made


def make_extras(kind: str, count: int, *, first: int) -> list[Person]:
    """`count` invented people as reviewer2@, reviewer3@, …; names from number `first` on. They have no password."""
    return [
        accounts.add_person(address(f"{kind}{number}"), name=person_name(first + number), is_demo=True)
        for number in range(2, count + 2)
    ]
