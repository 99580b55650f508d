"""What a call checks before its form, for programs."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from accelerator.accounts.tokens import scope
from accelerator.kit import countries
from accelerator.kit.given import Given, Line
from accelerator.programmes import eligibility
from accelerator.programmes.models import Call

router = Router()


class CheckTexts(Given):
    """A check in another language; what is empty is read as it stands."""

    asks: Line = Field("", max_length=300)
    why: Line = Field("", max_length=300)
    options: list[Line] = Field([], max_length=eligibility.MOST_OPTIONS, description="all of them, in their order")


class CheckRule(Given):
    """What stands between a founder and the form: a question, and which answers let in."""

    key: Line = Field(min_length=1, max_length=40, description="what its answer is named by, once in a call")
    asks: Line = Field(min_length=1, max_length=300)
    kind: Literal["yes_no", "choice", "country", "number", "date"]
    why: Line = Field(min_length=1, max_length=300, description="what who is not let in is told")
    options: list[Line] = Field([], max_length=eligibility.MOST_OPTIONS, description="of a choice")
    accepts: list[Line] = Field([], max_length=300, description="options, countries (ISO 3166, two letters), or yes and no")
    least: str = Field("", max_length=40, description="of a number or a date; empty where there is no such end")
    most: str = Field("", max_length=40)
    currency: str = Field("", max_length=3, description="ISO 4217, of a number that is an amount of money")
    language: str = Field("", max_length=21, description="the check is written in it; empty for en")
    texts: dict[str, CheckTexts] = Field({}, description="{language, such as ms or zh-hans: the same in it}")

    def check(self) -> eligibility.Check:
        lets = [countries.code_of(one) or one for one in self.accepts] if self.kind == "country" else self.accepts
        return eligibility.read([self.dict() | {"accepts": lets, "currency": self.currency.upper()}])[0]


class AnswersIn(Given):
    answers: dict[str, str] = Field(
        description="{key of a check: yes or no, an option, a country's code, a number or an ISO date}"
    )


class LineOut(Schema):
    key: str
    answer: str = Field(description="empty where there was none that can be read")
    passed: bool
    why: str = Field(description="in the language that the reader asks for, where it is translated")


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
    lines = [
        {"key": one.check.key, "answer": one.answer, "passed": one.passed, "why": eligibility.said(one.check).why}
        for one in verdict.lines
    ]
    return {"eligible": verdict.eligible, "lines": lines}
