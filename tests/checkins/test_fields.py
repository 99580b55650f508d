"""What check-ins make of a form's questions, and the form they begin with."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from accelerator.questionnaires import definition as design
from cohorts.checkins import fields, starter
from cohorts.checkins.fields import Setting
from tests.factories.checkins import ANSWERS, TOPICS

FORM = starter.definition(TOPICS)
SECTIONS = design.read(FORM, "")
QUESTIONS = {one.key: one for one in fields.asked(SECTIONS)}


def form(*questions: dict[str, Any]) -> tuple[design.Section, ...]:
    return design.read({"sections": [{"key": "a", "title": "A", "questions": list(questions)}]}, "")


def ask(key: str, type: str = "text", **more: Any) -> dict[str, Any]:
    return {"key": key, "type": type, "label": key.title(), **more}


def test_the_usual_form_is_sound_and_takes_less_than_three_minutes() -> None:
    assert design.check(FORM) == []
    assert list(QUESTIONS) == ["runway", "revenue", "users", "headcount", "mood", "blockers", "asks"]
    assert design.faults(SECTIONS, ANSWERS) == []
    assert [fault.path for fault in design.faults(SECTIONS, {})] == ["runway", "revenue", "mood"]


@pytest.mark.parametrize(
    "topics", [(), ("Sales",), ("Sales", "Hiring", "机器学习", "!!!"), tuple(f"Topic {n}" for n in range(120))]
)
def test_its_topics_are_what_mentors_know_or_what_everybody_asks_about(topics: tuple[str, ...]) -> None:
    made = starter.definition(topics)
    assert design.check(made) == []
    offered = [one["label"] for one in made["sections"][1]["questions"][1]["columns"][1]["options"]]
    assert offered == (
        [*topics][:40] if len(topics) > 1 else ["Customers", "Product", "Hiring", "Funding", "Regulation", "Technology"]
    )


def test_its_settings_are_of_its_questions() -> None:
    assert starter.SETTINGS.keys() == QUESTIONS.keys()
    assert {starter.HEADLINE, starter.ASKS} <= QUESTIONS.keys()
    assert [key for key, one in starter.SETTINGS.items() if one["mentors"]] == ["users", "headcount", "blockers", "asks"]


def test_a_number_is_a_figure_until_somebody_says_otherwise_and_nothing_is_for_mentors() -> None:
    assert list(fields.figures(QUESTIONS.values(), {})) == ["runway", "revenue", "users", "headcount", "mood"]
    assert fields.setting(QUESTIONS["users"], {}) == Setting(is_figure=True)
    assert fields.setting(QUESTIONS["blockers"], {}) == Setting()
    plain = {"users": Setting(is_figure=False, better="more", mentors=True).stored()}
    assert "users" not in fields.figures(QUESTIONS.values(), plain)
    assert fields.setting(QUESTIONS["users"], plain) == Setting(better="more", mentors=True)


@pytest.mark.parametrize(
    ("raw", "value"),
    [("18400", 18400), ("0.5", Decimal("0.5")), ("soon", None), ("", None), (None, None), ([], None), (True, None)],
)
def test_the_figure_an_answer_tells(raw: Any, value: Any) -> None:
    assert fields.value(raw) == value


def test_figures_and_choices_come_along_and_words_are_written_anew() -> None:
    kept = fields.carried(QUESTIONS.values(), ANSWERS)
    assert kept == {"runway": "7", "revenue": "18400", "users": "320", "headcount": "6", "mood": "4"}


def test_what_no_longer_fits_does_not_come_along() -> None:
    assert fields.carried(QUESTIONS.values(), {"runway": "soon", "mood": "9", "users": "1.5", "gone": "1", "headcount": "3"}) == {
        "headcount": "3"
    }


def test_files_are_left_out_and_a_section_of_nothing_else_goes() -> None:
    parts = design.read(
        {
            "sections": [
                {"key": "a", "title": "A", "questions": [ask("deck", "file"), ask("what")]},
                {"key": "b", "title": "B", "questions": [ask("more", "file")]},
            ]
        },
        "",
    )
    assert [(part.key, [one.key for one in part.questions]) for part in fields.without_files(parts)] == [("a", ["what"])]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ([ask("words"), ask("topic", "choice", options=[])], ("words", "topic")),
        ([ask("topic", "choice", options=[]), ask("words")], ("words", "topic")),
        ([ask("words")], None),
        ([ask("n", "number"), ask("topic", "choice", options=[])], None),
    ],
)
def test_a_table_takes_asks_where_it_has_words_and_a_topic(
    columns: list[dict[str, Any]], expected: tuple[str, str] | None
) -> None:
    ((section,),) = (form(ask("t", "table", columns=columns)),)
    assert fields.asks_with(section.questions[0]) == expected
    assert fields.asks_with(QUESTIONS["blockers"]) is None


class TestOpenTo:
    """What a mentor sees tells nothing of what they do not."""

    HIDDEN = ask("layoffs", "yes_no")
    SHOWN = ask("who", show_if={"question": "layoffs", "is": True})

    def test_what_depends_on_a_hidden_answer_is_hidden(self) -> None:
        parts = form(self.HIDDEN, self.SHOWN, ask("other"))
        assert fields.open_to(parts, frozenset({"who", "other"})) == {"other"}
        assert fields.open_to(parts, frozenset({"who", "other", "layoffs"})) == {"who", "other", "layoffs"}

    def test_so_is_what_is_required_because_of_it(self) -> None:
        asked = ask("why", require_if={"any": [{"question": "layoffs", "is": True}]})
        assert fields.open_to(form(self.HIDDEN, asked), frozenset({"why"})) == frozenset()

    def test_and_a_section_of_its_own(self) -> None:
        first = {"key": "a", "title": "A", "questions": [self.HIDDEN]}
        second = {"key": "b", "title": "B", "show_if": {"question": "layoffs", "is": True}, "questions": [ask("who")]}
        parts = design.read({"sections": [first, second]}, "")
        assert fields.open_to(parts, frozenset({"who"})) == frozenset()

    def test_of_the_usual_form_nothing_depends_on_anything(self) -> None:
        assert fields.open_to(SECTIONS, frozenset(QUESTIONS)) == frozenset(QUESTIONS)
