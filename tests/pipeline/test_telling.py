"""An answer is told as it was sent, whatever its question asks for by now."""

from __future__ import annotations

from typing import Any

import pytest

from accelerator.applications.models import Application, Submission
from accelerator.kit import clock
from accelerator.pipeline import columns, queries
from accelerator.pipeline.exported import Layout
from accelerator.pipeline.telling import Tellers, told
from accelerator.programmes.models import Call
from accelerator.questionnaires import definition
from accelerator.questionnaires.models import Version
from accelerator.questionnaires.questions import Question, Unkept
from tests.cast import browser
from tests.factories import reviews
from tests.factories.questionnaires import published_version
from tests.kit.test_table import cells
from tests.pipeline.test_filters import at
from tests.pipeline.test_views import AT

pytestmark = pytest.mark.django_db

ANSWERS: dict[str, Any] = {
    "text": "pilot",
    "long_text": "Today, by boat",
    "markdown": "**b**",
    "url": "https://tide.example",
    "email": "ann@tide.example",
    "phone": "+65 6123 4567",
    "number": "5",
    "money": "18400.50",
    "date": "2026-11-30",
    "month": "2026-11",
    "choice": "pilot",
    "choices": ["idea", {"other": "Afloat"}],
    "scale": "4",
    "yes_no": False,
    "country": "SG",
    "file": [{"code": "c", "name": "deck.pdf", "size": 1, "sha256": "0" * 64}],
    "table": [{"who": "Ann"}],
}
KINDS = list(definition.TYPES)
_OPTIONS = {"options": [{"value": "idea", "label": "Idea"}, {"value": "pilot", "label": "Pilot"}], "other": True}
_MORE = {"choice": _OPTIONS, "choices": _OPTIONS, "table": {"columns": [{"key": "who", "type": "text", "label": "Who"}]}}


def form(shift: int) -> dict[str, Any]:
    """A question for each type, which asks for the one `shift` places further."""
    kinds = {one: KINDS[(place + shift) % len(KINDS)] for place, one in enumerate(KINDS)}
    asked = [{"key": key, "type": kind, "label": key, **_MORE.get(kind, {})} for key, kind in kinds.items()]
    return {"sections": [{"key": "all", "title": "All", "questions": asked}]}


def changed(call: Call, shift: int) -> tuple[Application, Version]:
    """Somebody sent an answer of each type; then the form asks for another in its place."""
    first = published_version(definition=form(0))
    call.version = first
    made = reviews.application(call, submitted=False)
    made.sheet.answers = ANSWERS
    reviews.submission(made)
    Call.objects.filter(pk=call.pk).update(
        version=published_version(questionnaire=first.questionnaire, number=2, definition=form(shift))
    )
    call.refresh_from_db()
    return made, first


def teller(was: Question, now: Question, value: Any) -> Question:
    """By the book: who keeps the answer as it is and finds nothing wrong with it."""
    try:
        fits = was.type == now.type or ("file" not in (was.type, now.type) and now.clean(value) == value)
    except Unkept:
        fits = False
    return now if fits and not now.wrong(value) else was


@pytest.mark.parametrize("shift", range(len(KINDS)))
def test_every_type_may_become_any_other(call: Call, shift: int) -> None:
    made, first = changed(call, shift)
    was, now = first.questions(), call.version.questions()  # type: ignore[union-attr]
    expected = {key: teller(was[key], now[key], value).told(value) for key, value in ANSWERS.items()}
    (line,) = Layout(call.version, today=clock.today(call.zone)).lines(queries.rows(call))
    amounts = {"number": "5", "money": "18400.50"}
    typed = {key: value for key, value in ANSWERS.items() if isinstance(value, str)}
    for key, cell in zip(KINDS, line[-len(KINDS) :], strict=True):
        assert str(cell) in (expected[key], amounts.get(key), typed.get(key)), key
    for key in KINDS:
        row = queries.shown.first(True, False, made.pk)
        columns.read(at(call, columns=f"a.{key}")).dress([row], call.version)
        assert row.cells[0].text == ("✓" if key in ("file", "table") else expected[key]), key


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ("long_text", "choices", "Today, by boat"),
        ("choice", "scale", "Pilot"),
        ("choices", "text", "Idea, Afloat"),
        ("url", "file", "https://tide.example"),
        ("money", "table", "SGD 18,400.50"),
        ("yes_no", "number", "No"),
        ("file", "yes_no", "✓"),
        ("text", "choice", "Pilot"),
    ],
)
def test_it_stands_in_the_list_and_in_the_file(call: Call, manager: Any, was: str, now: str, says: str) -> None:
    changed(call, (KINDS.index(now) - KINDS.index(was)) % len(KINDS))
    client = browser(manager)
    page = client.get(AT, {"columns": f"a.{was}"})
    assert [cell.text for cell in page.context["page"].rows[0].cells] == [says]
    head, row = cells(client.get(AT + "export.csv"))
    in_file = {"file": "deck.pdf"}.get(was, says)
    assert dict(zip(head, row, strict=True))[f"{was} (SGD)" if now == "money" else was] == in_file


def test_an_amount_keeps_the_currency_it_was_sent_in(call: Call, manager: Any) -> None:
    _made, first = changed(call, 0)
    asked: dict[str, Any] = {"key": "money", "type": "money", "label": "Raised", "currency": "USD"}
    form = {"sections": [{"key": "all", "title": "All", "questions": [asked]}]}
    Call.objects.filter(pk=call.pk).update(
        version=published_version(questionnaire=first.questionnaire, number=3, definition=form)
    )
    client = browser(manager)
    page = client.get(AT, {"columns": "a.money"})
    assert [cell.text for cell in page.context["page"].rows[0].cells] == ["SGD 18,400.50"]
    head, row = cells(client.get(AT + "export.csv"))
    assert dict(zip(head, row, strict=True))["Raised (USD)"] == "SGD 18,400.50"


def test_a_version_is_read_once_and_the_live_one_never(call: Call, django_assert_num_queries: Any) -> None:
    _made, first = changed(call, 1)
    now, tellers = call.version.questions()["text"], Tellers(call.version)  # type: ignore[union-attr]
    assert call.version_id
    for version, queried in ((call.version_id, 0), (first.pk, 1), (first.pk, 0)):
        with django_assert_num_queries(queried):
            tellers.of(now, version, "pilot")


def test_what_no_version_asked_is_told_as_it_is_kept(call: Call) -> None:
    made, _first = changed(call, 0)
    sent = Submission.objects.get(application=made)
    stray = definition.question({"key": "stray", "type": "number", "label": "Stray"})
    assert Tellers(call.version).of(stray, sent.version_id, "5") is None
    assert (told(None, "5"), told(None, [{"a": "1"}]), told(stray, ["5"])) == ("5", '[{"a": "1"}]', '["5"]')
