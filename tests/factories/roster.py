"""What stands in a cohort besides its startups, for tests. Every default is spelt out here."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from accelerator.kit import clock
from accelerator.notices.models import Delivery
from cohorts.roster import operations
from cohorts.roster.models import Agreement, AgreementAcceptance, AgreementVersion, Cohort, Enrolment, Event, OnboardingItem
from tests.factories import accounts, cohorts


def agreement(cohort: Cohort | None = None, *, title: str = "Terms", text: str = "Be there.") -> Agreement:
    made = Agreement.objects.create(cohort=cohort or cohorts.cohort(), title=title)
    digest = sha256(text.encode()).hexdigest()
    AgreementVersion.objects.create(agreement=made, number=1, text=text, sha256=digest, anew=True, by=accounts.person())
    return made


def newest(agreement: Agreement) -> AgreementVersion:
    return agreement.versions.select_related("agreement__cohort").latest("number")


def signed(
    agreement: Agreement, enrolment: Enrolment, *, by: Any, version: AgreementVersion | None = None
) -> AgreementAcceptance:
    """Accepted by `by`, under their own name."""
    version = version or newest(agreement)
    return AgreementAcceptance.objects.create(version=version, enrolment=enrolment, by=by, name=str(by), sha256=version.sha256)


def item(cohort: Cohort, *, by: Any, kind: str = "other", title: str = "Send a photo", **given: Any) -> OnboardingItem:
    """A line of the checklist, due ten days after joining unless said otherwise."""
    due = {} if {"due_days", "due_on"} & set(given) else {"due_days": 10}
    return operations.add_item(cohort, given=operations.ItemGiven(kind=kind, title=title, **due, **given), by=by)


def given_event(*, starts_at: datetime | None = None, hours: int = 2, **given: Any) -> operations.EventGiven:
    """A workshop in three days, for everybody in the cohort."""
    begins = starts_at or clock.now() + timedelta(days=3)
    usual = {"kind": "workshop", "title": "Pricing", "place": "Room 4", "note": ""}
    return operations.EventGiven(starts_at=begins, ends_at=begins + timedelta(hours=hours), **(usual | given))


def event(cohort: Cohort, *, by: Any, **given: Any) -> Event:
    return operations.plan_event(cohort, given=given_event(**given), by=by)


def delivered() -> None:
    """All mail that waits has gone out."""
    for state in ("sending", "sent"):
        Delivery.objects.filter(state={"sending": "pending", "sent": "sending"}[state]).update(state=state)
