"""What stood at a question before: told with who and when, and taken back as any other save."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accelerator.questionnaires import former, operations
from accelerator.questionnaires.models import Sheet
from accelerator.questionnaires.operations import Edit
from tests.factories import accounts
from tests.factories.questionnaires import DEFINITION, published_version, sheet

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 30, 6, 2, tzinfo=UTC)
LONG = "Cranes wait for ships, and ships for cranes."


@pytest.fixture
def ananya() -> Any:
    return accounts.person(name="Ananya Rao")


@pytest.fixture
def vikram() -> Any:
    return accounts.person(name="Vikram Shetty")


def write(on: Sheet, by: Any, key: str, value: object, *, seconds: int) -> None:
    edit = Edit(key, value, on.seen(key))
    assert operations.write(on, changes=[edit], by=by, at=AT + timedelta(seconds=seconds)).versions == {key: edit.seen + 1}


def told(on: Sheet, key: str) -> list[tuple[str, int, str]]:
    return [(str(one.by), one.number, one.told) for one in former.answers(on, on.version.questions()[key])]


class TestTelling:
    def test_of_a_run_of_saves_how_it_ended(self, ananya: Any, vikram: Any) -> None:
        paper = sheet()
        for place, (by, text) in enumerate(
            [(ananya, "Cra"), (ananya, "Cranes"), (ananya, LONG), (vikram, "Ships."), (vikram, "Quays.")]
        ):
            write(paper, by, "what", text, seconds=2 * place)
        assert told(paper, "what") == [("Ananya Rao", 3, LONG)]
        write(paper, vikram, "what", "Quays and piers.", seconds=2000)
        assert told(paper, "what") == [("Vikram Shetty", 5, "Quays."), ("Ananya Rao", 3, LONG)]
        assert former.answers(paper, paper.version.questions()["what"])[1].at == AT + timedelta(seconds=4)

    def test_what_stood_there_before_much_was_taken_away(self, ananya: Any) -> None:
        paper = sheet()
        for place, text in enumerate(["Cranes.", LONG, LONG[:25], LONG[:26]]):
            write(paper, ananya, "what", text, seconds=2 * place)
        assert told(paper, "what") == []
        write(paper, ananya, "what", "", seconds=8)
        assert told(paper, "what") == [("Ananya Rao", 4, LONG[:26])]

    def test_every_choice_that_was_made_and_not_what_stands_there(self, ananya: Any) -> None:
        paper = sheet()
        for place, choice in enumerate(["idea", "pilot", "", "idea"]):
            write(paper, ananya, "stage", choice, seconds=2 * place)
        assert told(paper, "stage") == [("Ananya Rao", 2, "Pilot with paying users")]

    def test_what_the_question_does_not_take_any_more_is_told_as_text(self, ananya: Any) -> None:
        yes = {"key": "what", "type": "yes_no", "label": "Does it float?"}
        paper = sheet()
        for place, text in enumerate(["It floats.", "It swims."]):
            write(paper, ananya, "what", text, seconds=1000 * place)
        write(paper, ananya, "stage", "idea", seconds=0)
        paper.version = published_version(definition={"sections": [{"key": "company", "title": "Company", "questions": [yes]}]})
        paper.save(update_fields=["version"])
        write(paper, ananya, "what", "yes", seconds=2000)
        write(paper, ananya, "what", "no", seconds=2001)
        found = former.answers(paper, paper.version.questions()["what"])
        assert [(one.told, one.takes) for one in found] == [("Yes", True), ("It swims.", False), ("It floats.", False)]

    def test_nothing_of_files_and_declarations(self, ananya: Any) -> None:
        paper = sheet()
        write(paper, ananya, "true", "yes", seconds=0)
        write(paper, ananya, "true", "", seconds=1)
        write(paper, ananya, "true", "yes", seconds=2)
        assert told(paper, "true") == []
        assert former.has_any(paper.version.questions()["deck"], 7) is False

    def test_two_queries_and_the_latest_twenty(self, ananya: Any, vikram: Any, django_assert_num_queries: Any) -> None:
        paper = sheet()
        for place in range(24):
            write(paper, (ananya, vikram)[place % 2], "what", f"Text {place}", seconds=place)
        with django_assert_num_queries(2):
            found = told(paper, "what")
        assert [number for _by, number, _text in found] == list(range(23, 3, -1))

    def test_what_nobody_changed_asks_nothing(self, ananya: Any, django_assert_num_queries: Any) -> None:
        paper = sheet()
        write(paper, ananya, "what", "Once.", seconds=0)
        with django_assert_num_queries(0):
            assert told(paper, "what") == []


class TestTakingBack:
    @pytest.fixture
    def paper(self, ananya: Any, vikram: Any) -> Sheet:
        paper = sheet()
        write(paper, ananya, "what", LONG, seconds=0)
        write(paper, vikram, "what", "Short.", seconds=1)
        return paper

    @pytest.mark.parametrize(
        "wanted", ["", "what", "what:", "what:x", "what:9", "what:²", "what:999999999999", "other:1", "stage:1"]
    )
    def test_what_is_not_there_changes_nothing(self, paper: Sheet, wanted: str) -> None:
        edits = [Edit("what", "Typed.", 2), Edit("stage", "idea", 0)]
        assert former.taken_back(paper, edits, wanted) == edits

    def test_it_takes_the_place_of_what_was_typed(self, paper: Sheet) -> None:
        edits = [Edit("what", "Typed.", 2, "en"), Edit("stage", "idea", 0)]
        assert former.taken_back(paper, edits, "what:1") == [Edit("what", LONG, 2, "en"), edits[1]]

    def test_no_declaration_is_made_by_it(self, ananya: Any) -> None:
        paper = sheet()
        write(paper, ananya, "true", "yes", seconds=0)
        write(paper, ananya, "true", "", seconds=1)
        edits = [Edit("true", "", 2)]
        assert former.taken_back(paper, edits, "true:1") == edits


def test_a_version_of_the_form_that_asks_no_more_has_none(ananya: Any) -> None:
    paper = sheet()
    write(paper, ananya, "what", "Once.", seconds=0)
    fewer = {"sections": [{**DEFINITION["sections"][0], "questions": DEFINITION["sections"][0]["questions"][1:]}]}
    paper.version = published_version(questionnaire=paper.version.questionnaire, number=2, definition=fewer)
    assert former.taken_back(paper, [], "what:1") == []
