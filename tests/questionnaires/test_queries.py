"""Answers as people read them; who wrote last."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accelerator.questionnaires import operations, queries
from accelerator.questionnaires.models import Sheet
from accelerator.questionnaires.operations import Edit
from tests.factories import accounts
from tests.factories.questionnaires import ANSWERS, published_version, sheet

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 30, 6, 2, tzinfo=UTC)
PDF = b"%PDF-1.4\n%%EOF\n"


def write(on: Sheet, by: Any, key: str, value: Any, *, minute: int) -> None:
    operations.write(
        on, changes=[Edit(key, value, Sheet.objects.get(pk=on.pk).seen(key))], by=by, at=AT + timedelta(minutes=minute)
    )


def texts(reading: list[queries.ReadSection]) -> dict[str, str]:
    return {answer.key: answer.text for section in reading for answer in section.answers}


class TestReading:
    def test_every_question_with_its_answer_in_words(self) -> None:
        reading = queries.reading(published_version(), {**ANSWERS, "revenue": "18400"})
        assert [section.title for section in reading] == ["Company", "Product and evidence"]
        assert texts(reading) == {
            "what": "Predicts dwell time.",
            "stage": "Pilot with paying users",
            "revenue": "SGD 18,400",
            "proof": "Re-stacks fell by 41%.",
            "deck": "",
            "true": "Yes",
        }

    def test_a_plain_no_is_an_answer_and_nothing_is_none(self) -> None:
        definition = {"sections": [{"key": "a", "title": "A", "questions": [{"key": "q", "type": "yes_no", "label": "Q"}]}]}
        version = published_version(definition=definition)
        assert texts(queries.reading(version, {"q": False})) == {"q": "No"}
        assert texts(queries.reading(version, {})) == {"q": ""}

    def test_only_whole_web_addresses_become_links(self) -> None:
        definition = {"sections": [{"key": "a", "title": "A", "questions": [{"key": "q", "type": "url", "label": "Q"}]}]}
        version = published_version(definition=definition)
        shown = {
            given: queries.reading(version, {"q": given})[0].answers[0]
            for given in ("https://example.org", "javascript:alert(1)")
        }
        assert shown["https://example.org"].href == "https://example.org"
        assert (shown["javascript:alert(1)"].href, shown["javascript:alert(1)"].text) == ("", "javascript:alert(1)")

    def test_files_stand_behind_the_door_of_whoever_shows_them(self) -> None:
        paper, founder = sheet(), accounts.person()
        one = operations.attach(paper, key="deck", upload=SimpleUploadedFile("deck.pdf", PDF), by=founder, at=AT).file
        from_sheet = queries.reading(paper.version, paper.answers, paper.attachments.select_related("file"), door="/files/")
        from_submission = queries.reading(paper.version, queries.whole(paper), door="/files/")
        assert from_sheet == from_submission
        (given,) = from_sheet[1].answers[1].files
        assert given == queries.ReadFile(one.code, "deck.pdf", len(PDF), f"/files/{one.code}/", sha256=one.sha256)
        assert queries.reading(paper.version, queries.whole(paper))[1].answers[1].files[0].url == ""


class TestWhole:
    def test_answers_with_their_files_oldest_first(self) -> None:
        definition = {
            "sections": [{"key": "a", "title": "A", "questions": [{"key": "f", "type": "file", "label": "F", "max": 2}]}]
        }
        paper, founder = sheet(version=published_version(definition=definition), answers={"old": "kept"}), accounts.person()
        files = [
            operations.attach(paper, key="f", upload=SimpleUploadedFile(name, PDF), by=founder, at=AT).file
            for name in ("b.pdf", "a.pdf")
        ]
        assert queries.whole(paper) == {
            "old": "kept",
            "f": [{"code": one.code, "name": one.name, "size": one.size, "sha256": one.sha256} for one in files],
        }


class TestRecent:
    def test_a_run_of_saves_in_one_section_is_one_line(self) -> None:
        paper, ananya, vikram = sheet(), accounts.person(name="Ananya"), accounts.person(name="Vikram")
        for minute, text in enumerate(("a", "ab", "abc")):
            write(paper, ananya, "what", text, minute=minute)
        write(paper, ananya, "stage", "pilot", minute=2)
        write(paper, vikram, "proof", "Yes.", minute=3)
        operations.attach(paper, key="deck", upload=SimpleUploadedFile("deck.pdf", PDF), by=ananya, at=AT + timedelta(minutes=4))
        found = queries.recent(paper)
        assert [(one.by, one.section, one.number, one.verb, one.file, one.questions) for one in found] == [
            ("Ananya", "Product and evidence", 2, "attached", "deck.pdf", 1),
            ("Vikram", "Product and evidence", 1, "", "", 1),
            ("Ananya", "Company", 2, "", "", 2),
        ]
        assert found[-1].at == AT + timedelta(minutes=2)

    def test_one_query_and_no_more_than_asked(self, django_assert_num_queries: Any) -> None:
        paper, people = sheet(), [accounts.person() for _ in range(3)]
        for minute in range(12):
            write(paper, people[minute % 3], "what", str(minute), minute=minute)
        paper = Sheet.objects.select_related("version").get(pk=paper.pk)
        with django_assert_num_queries(1):
            assert len(queries.recent(paper, limit=5)) == 5


def test_each_writers_latest_change() -> None:
    paper, ananya, vikram = sheet(), accounts.person(), accounts.person()
    write(paper, ananya, "what", "a", minute=0)
    write(paper, vikram, "what", "b", minute=1)
    write(paper, ananya, "proof", "c", minute=2)
    assert {who: (one.key, one.at) for who, one in queries.last_written(paper).items()} == {
        ananya.pk: ("proof", AT + timedelta(minutes=2)),
        vikram.pk: ("what", AT + timedelta(minutes=1)),
    }
