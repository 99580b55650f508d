"""People for tests. Every default is spelt out here; nothing is random but the number that keeps addresses apart."""

from __future__ import annotations

from itertools import count
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP

from accelerator.accounts.models import Acceptance, Membership, Organisation, Person
from accelerator.kit import clock

_numbers = count(1)

# Long enough for the validators, the same for everybody who has one. Hashing takes 30 ms, so only who asks for one gets it.
PASSWORD = "keel-laid-in-november"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def person(email: str = "", name: str = "", *, password: str | None = None, verified: bool = True, **fields: Any) -> Person:
    """Somebody with a verified address who has accepted version 1 of both documents; without `password` none works."""
    number = next(_numbers)
    made = Person.objects.create_user(
        email=email or f"person{number}@example.org", password=password, name=name or f"Person {number}", **fields
    )
    EmailAddress.objects.create(user=made, email=made.email, verified=verified, primary=True)
    Acceptance.objects.bulk_create(Acceptance(person=made, document=name, version="1") for name in ("terms", "privacy"))
    return made


def suspended_person(email: str = "", name: str = "", **fields: Any) -> Person:
    return person(email, name, is_active=False, suspended_at=clock.now(), suspended_reason="Left the partner", **fields)


def operator() -> Organisation:
    """The one operator organisation."""
    made, _ = Organisation.objects.get_or_create(kind="operator", defaults={"slug": "harbour-board", "name": "Harbour Board"})
    return made


def partner(name: str = "Nimbus Cloud") -> Organisation:
    made, _ = Organisation.objects.get_or_create(slug=name.lower().replace(" ", "-"), defaults={"name": name, "kind": "partner"})
    return made


def operator_person(email: str = "", name: str = "", *, role: str = "admin", factor: bool = True, **fields: Any) -> Person:
    """Somebody with an operator role. `factor` gives a second factor, without which every page leads to setting one up."""
    made = person(email, name, **fields)
    Membership.objects.create(organisation=operator(), person=made, role=role)
    if factor:
        second_factor(made)
    return made


def partner_person(email: str = "", name: str = "", *, organisation: Organisation | None = None, **fields: Any) -> Person:
    made = person(email, name, **fields)
    Membership.objects.create(organisation=organisation or partner(), person=made, role="partner")
    return made


def second_factor(whose: Person) -> Authenticator:
    """A time-based one-time password of TOTP_SECRET, as the set-up page would have stored it."""
    made: Authenticator = TOTP.activate(whose, TOTP_SECRET).instance
    return made
