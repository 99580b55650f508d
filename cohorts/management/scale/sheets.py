"""Drafts by the hundred: what starting an application, answering it and attaching a deck write."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext_noop

from accelerator.applications import reminders
from accelerator.applications.models import Application, Screening
from accelerator.files import walls
from accelerator.files.limits import MB, QUOTA
from accelerator.files.models import File, Preview, Quota
from accelerator.files.operations.keeping import place
from accelerator.kit import clock
from accelerator.notices.models import Reminder
from accelerator.programmes import eligibility
from accelerator.programmes.models import Call
from accelerator.questionnaires.models import Attachment, Change, Sheet
from accelerator.questionnaires.operations.writing import mark
from accelerator.questionnaires.questions import Question
from accelerator.trail import operations as trail
from accelerator.trail.models import Entry, key_of
from cohorts.management.demo import answers as demo
from cohorts.management.demo.intake import FITS, Scene
from cohorts.management.scale import copying, texts
from cohorts.management.scale.crowd import Entrant

_DECK = "deck"
_CHANGE = ("created_at", "sheet_id", "key", "number", "value", "by_id", "at")


def start(scene: Scene, call: Call, entrants: Sequence[Entrant]) -> None:
    """Each gets its application with the call's next number, answered as far as its fate wants."""
    asked = call.version.questions()  # type: ignore[union-attr]  # it is published
    for one in entrants:
        _answer(scene, call, one, asked)
    copying.insert(one.application.sheet for one in entrants)
    copying.insert(one.application for one in entrants)
    copying.write(Change, _CHANGE, (change for one in entrants for change in _changes(one)))
    _screen(call, entrants)
    _attach([one for one in entrants if _DECK in one.application.sheet.marks])
    copying.insert(entry for one in entrants for entry in _told(one))
    copying.insert(planned for one in entrants for planned in _reminders(one))


def _answer(scene: Scene, call: Call, one: Entrant, asked: Mapping[str, Question]) -> None:
    """The unsaved application of one entrant, and its answers, each marked."""
    call.last_number += 1
    sheet = Sheet(version=call.version, saved_at=one.sent_at if one.is_sent else one.began_at)
    with clock.pretending(one.began_at):
        one.application = Application(
            number=f"{call.prefix}-{call.last_number:04d}", call=call, startup=one.startup, sheet=sheet, started_by=one.founder
        )
    founders = [person.name for person in one.members]
    written = texts.answers(one.idea, asked, founders=founders, chance=scene.chance, today=one.began_at.date())
    written |= _facts(one)
    share = scene.chance.uniform(0.1, 0.95) if one.fate == "draft" else 1.0
    for key in list(asked)[: round(len(asked) * share)]:
        if key in written:
            sheet.answers[key] = written[key]
            mark(sheet, key, one.founder, one.began_at)
    if share == 1.0:
        mark(sheet, _DECK, one.founder, one.began_at)


def _changes(one: Entrant) -> Iterator[tuple[Any, ...]]:
    """Every answer as the change it was."""
    sheet, now = one.application.sheet, clock.now()
    for key in sheet.marks:
        value = {"attached": _name(one)} if key == _DECK else sheet.answers[key]
        yield now, sheet.pk, key, 1, copying.document(value), one.founder.pk, one.began_at


def _facts(one: Entrant) -> dict[str, Any]:
    """What the startup's record tells stands in a new application already."""
    return {
        "one_line": one.startup.one_liner,
        "website": one.startup.website,
        "founded_on": str(one.startup.founded_on),
        "team_size": str(one.startup.team_size),
    }


def _name(one: Entrant) -> str:
    return f"{one.startup.slug}-deck.pdf"


def _screen(call: Call, entrants: Sequence[Entrant]) -> None:
    verdict = eligibility.judge(eligibility.read(call.eligibility), FITS)
    kept: dict[str, Any] = {
        "asked": call.eligibility,
        "version": eligibility.version(call.eligibility),
        "answers": {line.check.key: line.answer for line in verdict.lines},
        "eligible": verdict.eligible,
    }
    copying.insert(Screening(application=one.application, by=one.founder, **kept) for one in entrants)


def _attach(entrants: Sequence[Entrant]) -> None:
    """A deck of one page each, and its picture."""
    deck, picture = _deck()
    quotas = copying.insert(Quota(owner=key_of(one.startup), used=len(deck), most=QUOTA * MB) for one in entrants)
    fact: dict[str, Any] = {"size": len(deck), "sha256": hashlib.sha256(deck).hexdigest(), "media_type": "application/pdf"}
    files = copying.insert(
        File(name=_name(one), stored_as=_stored(deck), uploaded_by=one.founder, quota=quota, **fact)
        for one, quota in zip(entrants, quotas, strict=True)
    )
    copying.insert(Preview(file=file, stored_as=_stored(picture), tries=1, settled_at=clock.now()) for file in files)
    copying.insert(
        Attachment(sheet=one.application.sheet, key=_DECK, file=file) for one, file in zip(entrants, files, strict=True)
    )


@lru_cache(maxsize=1)
def _deck() -> tuple[bytes, bytes]:
    """One deck for all, and its picture: what a deck says is read by nobody here."""
    deck = demo.pdf("Our deck", ["The problem", "The product", "The people"])
    return deck, walls.draw(BytesIO(deck), "pdf").picture


def _stored(content: bytes) -> str:
    return str(default_storage.save(place(), ContentFile(content)))


def _reminders(one: Entrant) -> Iterator[Reminder]:
    """Planned when it was started; cancelled when it was sent."""
    for planned in reminders.around(one.application):
        if one.is_sent:
            planned.state, planned.settled_at, planned.reason = Reminder.State.CANCELLED, one.sent_at, "submitted"
        yield planned


def _told(one: Entrant) -> Iterator[Entry]:
    made, call = one.application, one.application.call
    with clock.pretending(one.began_at):
        sentence = gettext_noop("{actor} started {subject} for {call}.")
        yield trail.entry("application.started", sentence, by=one.founder, on=made, touching=(one.startup, call), call=call)
        if _DECK in made.sheet.marks:
            sentence, name = gettext_noop("{actor} attached {file} to {subject}."), _name(one)
            yield trail.entry("application.attached", sentence, by=one.founder, on=made, touching=(one.startup,), file=name)
