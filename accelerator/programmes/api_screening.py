"""What a call checks before its form, for programs."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from accelerator.accounts.tokens import scope
from accelerator.kit.given import Given
from accelerator.programmes import eligibility
from accelerator.programmes.models import Call

router = Router()


class AnswersIn(Given):
    answers: dict[str, str] = Field(
        description="{key of a check: yes or no, an option, a country's code, a number or an ISO date}"
    )


class LineOut(Schema):
    key: str
    answer: str = Field(description="empty where there was none that can be read")
    passed: bool
    why: str


class VerdictOut(Schema):
    eligible: bool
    lines: list[LineOut]


@router.post(
    "/calls/{slug}/eligibility",
    response=VerdictOut,
    auth=scope("programmes", changes=False),
    url_name="eligibility",
    summary="Judge answers to the call's checks",
)
def screen(request: HttpRequest, slug: str, given: AnswersIn) -> dict[str, object]:
    """Judges answers to the call's checks; stores nothing."""
    call = get_object_or_404(Call.objects.readable_by(request.user), slug=slug)
    verdict = eligibility.judge(eligibility.read(call.eligibility), given.answers)
    lines = [{"key": one.check.key, "answer": one.answer, "passed": one.passed, "why": one.check.why} for one in verdict.lines]
    return {"eligible": verdict.eligible, "lines": lines}
