"""Applications for tests."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F

from accelerator.applications import snapshots
from accelerator.applications.models import Application, Submission
from accelerator.programmes.models import Call
from accelerator.questionnaires.definition import questions
from accelerator.questionnaires.models import Sheet
from accelerator.startups.models import Member, Startup
from tests.factories import programmes, startups


def answers_to(call: Call) -> dict[str, Any]:
    """Answers to the call's form that nothing bars from submission."""
    assert call.version is not None
    samples = {
        "text": "Yes.",
        "long_text": "Yes.",
        "number": "3",
        "money": "100",
        "date": "2026-01-15",
        "url": "https://example.org",
    }
    samples |= {"email": "team@example.org", "country": "SG"}
    found: dict[str, Any] = {}
    for key, question in questions(call.version.definition).items():
        if question.required and question.type == "yes_no":
            found[key] = True
        elif question.required and question.type in ("choice", "choices"):
            first = question.options[0].value  # type: ignore[attr-defined]  # both types have options
            found[key] = first if question.type == "choice" else [first]
        elif question.required and question.type in samples:
            found[key] = samples[question.type]
    return found


def application(
    *,
    call: Call | None = None,
    startup: Startup | None = None,
    submitted: bool = True,
    by: Any = None,
    answers: dict[str, Any] | None = None,
    arrived_at: datetime | None = None,
) -> Application:
    """A draft or a submitted application, by `by` or else by an owner of the startup, who is made where there is none.

    `answers` are those the call's form requires, unless given. It was submitted an hour after the call opened.
    """
    call = call or programmes.call()
    startup = startup or startups.startup()
    owner = Member.objects.live().filter(startup=startup, role=Member.Role.OWNER).first()
    by = by or (owner.person if owner else startups.member(startup, role=Member.Role.OWNER))
    Call.objects.filter(pk=call.pk).update(last_number=F("last_number") + 1)
    call.refresh_from_db(fields=["last_number"])
    made = Application.objects.create(
        number=f"{call.prefix}-{call.last_number:04d}",
        call=call,
        startup=startup,
        sheet=Sheet.objects.create(version=call.version, answers=answers_to(call) if answers is None else answers),
        started_by=by,
    )
    if submitted:
        submission(application=made, by=by, arrived_at=arrived_at or call.opens_at + timedelta(hours=1))
    return made


def submission(*, application: Application, by: Any, arrived_at: datetime, closed_at: datetime | None = None) -> Submission:
    """One more submission of the sheet as it stands; `closed_at` is the deadline then, where that matters."""
    version = application.sheet.version
    answers = application.sheet.answers
    document = snapshots.document(
        number=application.number, questionnaire=version.questionnaire.code, version=version.number, answers=answers
    )
    made = Submission.objects.create(
        application=application,
        number=application.submissions.count() + 1,
        version=version,
        answers=answers,
        sha256=snapshots.digest(document),
        arrived_at=arrived_at,
        closed_at=closed_at,
        by=by,
    )
    application.state, application.submitted_at = Application.State.SUBMITTED, arrived_at
    application.save(update_fields=["state", "submitted_at"])
    return made
