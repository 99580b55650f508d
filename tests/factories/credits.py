"""Pools and grants for tests, made by the operations themselves."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from accelerator.kit import clock, codes
from cohorts.credits import operations
from cohorts.credits.models import Grant, Pool, Provider
from tests.factories import accounts


def officer(**fields: Any) -> Any:
    return accounts.operator_person(role="grants_officer", **fields)


def approver(**fields: Any) -> Any:
    return accounts.operator_person(role="approver", **fields)


def provider(name: str = "Nimbus Cloud", *, partner: Any = None) -> Provider:
    return Provider.objects.create(name=name, slug=f"provider-{codes.new()}", partner=partner)


def pool(*, by: Any, amount: str = "100000", currency: str = "SGD", name: str = "General compute", **fields: Any) -> Pool:
    """A pool valid this year and next, funded with `amount`."""
    year = clock.now().year
    return operations.open_pool(
        fields.pop("provider", None) or provider(),
        name=name,
        currency=currency,
        starts_on=fields.pop("starts_on", date(year - 1, 1, 1)),
        expires_on=fields.pop("expires_on", date(year + 1, 12, 31)),
        amount=Decimal(amount),
        document="Letter of 2 January",
        by=by,
    )


def grant(*, pool: Pool, enrolment: Any, by: Any, amount: str = "1000", purpose: str = "Training runs") -> Grant:
    return operations.request(pool, enrolment=enrolment, amount=Decimal(amount), purpose=purpose, by=by)


def awarded(*, pool: Pool, enrolment: Any, by: Any, approver: Any, amount: str = "1000") -> Grant:
    made = grant(pool=pool, enrolment=enrolment, by=by, amount=amount)
    operations.approve(made, by=approver)
    return operations.award(made, by=by)
