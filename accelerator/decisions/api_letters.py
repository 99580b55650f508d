"""A programme's letters and the rehearsal of a release, for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from accelerator.decisions import letters, marks, operations, queries, rehearsal, waiting, wordings
from accelerator.decisions.models import Decision
from accelerator.decisions.wordings import Words
from accelerator.kit import clock, together
from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.given import Given
from accelerator.programmes.models import Call, Programme
from accelerator.trail import operations as trail

router = Router()
Outcome = Literal["accept", "waitlist", "decline"]


class LetterWords(Schema):
    outcome: str = Field(description="accept, waitlist or decline")
    subject: str = Field(description="with names in braces")
    text: str = Field(description="light markdown, with names in braces")
    names: list[str] = Field(description="what may stand in braces")
    is_own: bool = Field(description="false where the programme has the words that Slipway suggests")
    changed_at: datetime | None = Field(description="UTC; null where nobody ever changed them")


class LetterWordsIn(Given):
    subject: str = Field(max_length=300)
    text: str = Field(max_length=10_000)


class RehearsedCheck(Schema):
    level: str = Field(description="stop: the release is refused; warn: look at it; note: to know")
    title: str
    detail: str
    url: str = Field(description="where it is mended")


class Rehearsal(Schema):
    places: int
    offered: int = Field(description="places offered once everything decided is released, less those turned down")
    taken: int
    undecided: int
    ready: dict[str, int] = Field(description="decisions to release by outcome")
    checks: list[RehearsedCheck]
    mark: str = Field(description="another one once something else would be told; a release takes it as `seen`")
    named: list[str] = Field(description="numbers of applications whose letters name one of their reviewers")


class RehearsedLetter(Schema):
    application: str
    startup: str
    outcome: str
    subject: str
    text: str = Field(description="light markdown, exactly as a release would write it now")


class ReleasedLetter(Schema):
    application: str
    outcome: str = Field(description="accept, waitlist or decline")
    subject: str
    text: str = Field(description="light markdown, in the words of its release")
    told_at: datetime = Field(description="UTC; from when its founders know")
    place: int | None = Field(description="on the waiting list, where the call tells it; null else")
    offer: str | None = Field(description="code of the offer that came with it; null without one")


def _words(words: Words) -> dict[str, Any]:
    template = words.template
    facts = {"outcome": words.outcome, "subject": words.subject, "text": words.text, "names": wordings.NAMES[words.outcome]}
    return facts | {"is_own": words.is_own, "changed_at": template.at if template else None}


def _programme(request: HttpRequest, slug: str) -> Programme:
    return get_object_or_404(Programme.objects.run_by(request.user), slug=slug)


def _call(request: HttpRequest, slug: str) -> Call:
    return get_object_or_404(Call.objects.run_by(request.user).select_related("programme"), slug=slug)


@router.get("/programmes/{slug}/letters", response=list[LetterWords], summary="What letters of a programme say")
def programme_letters(request: HttpRequest, slug: str) -> list[dict[str, Any]]:
    """For its managers. The next release writes these words."""
    return [_words(one) for one in wordings.of(_programme(request, slug)).values()]


@router.put("/programmes/{slug}/letters/{outcome}", response=LetterWords, summary="Word a letter")
def word_letter(request: HttpRequest, slug: str, outcome: Outcome, wanted: LetterWordsIn) -> dict[str, Any]:
    """Names in braces that nobody fills in are refused, with those that there are."""
    programme = _programme(request, slug)
    made = operations.reword(programme, outcome=outcome, subject=wanted.subject, text=wanted.text, by=request.user)
    return _words(made)


@router.delete("/programmes/{slug}/letters/{outcome}", response=LetterWords, summary="Put a letter back")
def restore_letter(request: HttpRequest, slug: str, outcome: Outcome) -> dict[str, Any]:
    """It says what Slipway suggests again; its own words stay in the history."""
    return _words(operations.restore_ours(_programme(request, slug), outcome=outcome, by=request.user))


@router.get("/calls/{slug}/rehearsal", response=Rehearsal, summary="What a release would do now")
def rehearse(request: HttpRequest, slug: str) -> dict[str, Any]:
    """For managers of the programme. Nothing is sent."""
    call = _call(request, slug)
    # The mark first: what changes while the rest is read makes it old, and a release refuses it.
    named, mark = together.run(together.beside(rehearsal.named.steps(call), marks.of.steps(call)))
    tally = queries.tally(call)
    return {
        "places": tally.places,
        "offered": tally.accepts,
        "taken": tally.offers["accepted"],
        "undecided": tally.undecided,
        "ready": tally.ready,
        "checks": rehearsal.checks(call, tally, reader=request.user),
        "mark": mark,
        "named": [decision.application.number for decision, _said in named],
    }


@router.get("/calls/{slug}/rehearsal/letters", response=Listed[RehearsedLetter], summary="Letters that a release would send")
def rehearse_letters(request: HttpRequest, slug: str, paging: Query[Paging]) -> dict[str, Any]:
    """For managers of the programme, without those of applications that they must not judge."""
    call = _call(request, slug)
    words, reply_by = wordings.of(call.programme), operations.usual_reply_by(call, at=clock.now())

    def each(one: Decision) -> dict[str, Any]:
        written = letters.written(one, reply_by=reply_by, words=words[one.outcome])
        facts = {"application": one.application.number, "startup": str(one.application.startup), "outcome": one.outcome}
        return facts | {"subject": written.subject, "text": written.text}

    return paging.cut(queries.rehearsed_letters(call, request.user), ["outcome", "application__number"], each=each)


@router.get("/applications/{number}/letter", response=ReleasedLetter, summary="A released decision as its letter tells it")
def released_letter(request: HttpRequest, number: str) -> dict[str, Any]:
    """For the startup's members once they are told, and without a conflict of interest its managers and who sees every programme.
    Looking is logged.
    """
    related = queries.readable_letters(request.user).select_related(
        "application__startup", "application__call", "release", "letter", "offer"
    )
    decision = get_object_or_404(related, application__number=number)
    trail.looked("letter", by=request.user, at=decision)
    told, offer, release = letters.of(decision), getattr(decision, "offer", None), decision.release
    facts = {"application": number, "outcome": decision.outcome, "subject": told.subject, "text": told.text}
    place = waiting.told_place(decision)
    return facts | {"told_at": release and release.told_at, "place": place, "offer": offer.code if offer else None}
