"""Months, scales, phones, formatted texts, words, answers of one's own, tables."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from accelerator.questionnaires import definition as design
from accelerator.questionnaires.amounts import Month
from accelerator.questionnaires.choices import Choice, Choices, Scale
from accelerator.questionnaires.fields import typed
from accelerator.questionnaires.forms import SectionForm, edits
from accelerator.questionnaires.operations import Edit
from accelerator.questionnaires.phones import Phone
from accelerator.questionnaires.questions import Markdown, Option, Question, Text, Unkept

STAGES = (Option("idea", "Idea"), Option("pilot", "Pilot"))


def asked(cls: type[Question], **more: Any) -> Any:
    return cls(key="q", label="Q", **more)


def of(**raw: Any) -> Any:
    """A question made from its definition."""
    return design.question({"key": "q", "label": "Q", **raw})


TEAM = of(
    type="table",
    min_rows=1,
    max_rows=2,
    columns=[
        {"key": "name", "type": "text", "label": "Name", "required": True, "limit": 20},
        {"key": "share", "type": "number", "label": "Share", "max": "100", "unit": "%"},
        {"key": "full_time", "type": "yes_no", "label": "Full-time"},
    ],
)


class TestTexts:
    def test_a_limit_in_words(self) -> None:
        question = asked(Text, limit=3, counts="words")
        assert question.fault("one  two\nthree") == ""
        assert question.fault("one two three four") == "1 word over the limit. Shorten it to submit."
        assert question.fault("a b c d e") == "2 words over the limit. Shorten it to submit."

    def test_formatted_text_is_kept_as_its_source_and_drawn_when_read(self) -> None:
        question = asked(Markdown)
        source = question.clean("**Two** terminals <b>x</b>")
        assert (source, question.told(source)) == ("**Two** terminals <b>x</b>",) * 2
        assert question.html(source) == "<p><strong>Two</strong> terminals &lt;b&gt;x&lt;/b&gt;</p>\n"


@pytest.mark.parametrize(
    ("more", "value", "fault"),
    [
        ({}, "2026-11", ""),
        ({}, "2026-13", "Write a month such as 2026-11."),
        ({}, "November", "Write a month such as 2026-11."),
        ({"min": "2026-02"}, "2026-01", "The first possible month is February 2026."),
        ({"max": "2026-02"}, "2026-03", "The last possible month is February 2026."),
    ],
)
def test_months(more: dict[str, Any], value: str, fault: str) -> None:
    assert asked(Month, **more).fault(value) == fault


def test_impossible_months_and_scales() -> None:
    assert [name for name, _says in asked(Month, min="x", max="2026-01").impossible()] == ["min"]
    assert [name for name, _says in asked(Month, min="2026-02", max="2026-01").impossible()] == ["max"]
    wrong = [asked(Scale, low=low, high=high) for low, high in ((-1, 5), (5, 5), (0, 11))]
    assert [[name for name, _says in scale.impossible()] for scale in wrong] == [["high"]] * 3
    assert list(asked(Scale, low=0, high=10).impossible()) == []


def test_a_scale() -> None:
    question = asked(Scale, low=0, high=4, low_label="never", high_label="always", required=True)
    assert [question.clean(raw) for raw in (3, "3", "", None)] == ["3", "3", "", ""]
    assert [question.fault(value) for value in ("0", "5", "much", "")] == [
        "",
        "Choose a step from 0 to 4.",
        "Choose a step from 0 to 4.",
        "Choose a step to submit.",
    ]
    assert [question.told(step) for step in ("0", "3", "4")] == ["0 of 4 (never)", "3 of 4", "4 of 4 (always)"]


@pytest.mark.parametrize(
    ("country", "typed", "told"),
    [
        ("", "+65 6123-4567", "+65 6123 4567"),
        ("SG", "61234567", "+65 6123 4567"),
        ("SG", "+49 30 901820", "+49 30 901820"),
        ("", "6123 4567", ""),
        ("SG", "12", ""),
        ("SG", "call me", ""),
        ("SG", "6" * 200, ""),
    ],
)
def test_phones_are_kept_as_typed_and_told_internationally(country: str, typed: str, told: str) -> None:
    question = asked(Phone, country=country)
    assert question.clean(typed) == typed
    assert question.told(typed) == (told or typed)
    assert bool(question.fault(typed)) is not bool(told)


@pytest.mark.parametrize(
    ("country", "one", "other", "same"),
    [
        ("SG", "6123 4567", "+65-6123-4567", True),
        ("", "+65 6123 4567", "(+65) 61234567", True),
        ("", "6123 4567", "61234567", False),
        ("", "call me", "call me", True),
        ("SG", "6123 4567", "6123 4568", False),
        ("SG", "6123 4567 ext. 1", "6123 4567", False),
        ("SG", None, "6123 4567", False),
    ],
)
def test_phones_are_compared_as_the_numbers_they_are(country: str, one: str, other: str, same: bool) -> None:
    question = asked(Phone, country=country)
    assert (question.same(one, other), question.same(other, one)) == (same, same)


class TestInOnesOwnWords:
    one = asked(Choice, options=STAGES, other=True, required=True)
    several = asked(Choices, options=STAGES, other=True, max=2)

    def test_one(self) -> None:
        own = self.one.clean({"other": "Spin-off\r\nof a lab"})
        assert own == {"other": "Spin-off\nof a lab"}
        assert (self.one.fault(own), self.one.told(own)) == ("", "Spin-off\nof a lab")
        assert self.one.fault({"other": " "}) == "You chose “Other”. Write what it is."
        assert self.one.fault({"other": "x" * 201}) == "At most 200 characters in your own words."
        assert asked(Choice, options=STAGES).fault({"other": "x"}) == "Choose one of the options."

    def test_several(self) -> None:
        kept = self.several.clean([{"other": "Lab"}, "pilot", {"other": "Two"}])
        assert kept == ["pilot", {"other": "Lab"}]
        assert (self.several.fault(kept), self.several.told(kept)) == ("", "Pilot, Lab")
        assert self.several.fault(["idea", *kept]) == "Choose at most 2. You chose 3."
        assert self.several.fault([{"other": ""}]) == "You chose “Other”. Write what it is."

    @pytest.mark.parametrize("raw", [{"other": 5}, {"own": "x"}, {"other": "x", "more": "y"}, {}])
    def test_nothing_else_is_kept(self, raw: object) -> None:
        for question in (self.one, self.several):
            with pytest.raises(Unkept):
                question.clean([raw] if question is self.several else raw)

    def test_on_a_page_and_back(self) -> None:
        section = design.Section("a", "A", "", (self.one,))
        form = SectionForm(section, {"q": {"other": "Lab"}}, {})
        assert (form["q"].value(), form["q"].other.value()) == (":other", "Lab")  # type: ignore[attr-defined]  # Choosing
        posted = QueryDict("seen:q=3&q=:other&q:other=Lab")
        assert edits(section, posted) == [Edit("q", {"other": "Lab"}, 3)]
        several = design.Section("a", "A", "", (self.several,))
        assert edits(several, QueryDict("seen:q=0&q=idea&q=:other&q:other=Lab")) == [Edit("q", ["idea", {"other": "Lab"}], 0)]


class TestTables:
    def test_only_rows_with_something_in_them_are_kept(self) -> None:
        raw = [{"name": "Ana", "share": "1,000", "full_time": "yes"}, {}, {"name": "  ", "share": None}, {"full_time": "no"}]
        assert TEAM.clean(raw) == [{"name": "Ana", "share": "1000", "full_time": True}, {"full_time": False}]
        assert TEAM.clean(None) == TEAM.clean("") == []

    @pytest.mark.parametrize("raw", ["x", {"name": "x"}, [["x"]], [{"gone": "x"}], [{"name": 5}], [{}] * 51])
    def test_what_is_no_list_of_rows_is_refused(self, raw: object) -> None:
        with pytest.raises(Unkept):
            TEAM.clean(raw)

    def test_faults_name_row_and_column(self) -> None:
        assert TEAM.fault([{"name": "Ana", "share": "40"}]) == ""
        assert TEAM.fault([{"name": "Ana"}, {"share": "400"}]) == "Row 2, Name: Answer this to submit."
        assert TEAM.fault([{"name": "Ana", "share": "400"}]) == "Row 1, Share: The most is 100 %."
        assert TEAM.fault([{"name": "Ana"}] * 4) == "Remove 2 rows."
        assert of(type="table", min_rows=2, columns=[{"key": "n", "type": "text", "label": "N"}]).fault([{"n": "x"}]) == (
            "Add 1 row to submit."
        )
        assert of(type="table", required=True, columns=[{"key": "n", "type": "text", "label": "N"}]).fault([]) == (
            "Add 1 row to submit."
        )

    def test_it_is_told_a_line_a_row(self) -> None:
        assert TEAM.told([{"name": "Ana", "share": "40", "full_time": True}, {"name": "Bo"}]) == "Ana · 40 % · Yes\nBo"
        assert typed(TEAM, [{"share": "1000", "full_time": False}]) == [{"share": "1,000", "full_time": "no"}]

    def test_on_a_page_there_is_always_room_for_one_more(self) -> None:
        section = design.Section("a", "A", "", (TEAM,))
        for held, shown in (([], ["", ""]), ([{"name": "Ana"}], ["Ana", ""]), ([{"name": "Ana"}, {"name": "Bo"}], ["Ana", "Bo"])):
            rows = SectionForm(section, {"q": held}, {})["q"].rows  # type: ignore[attr-defined]  # a Grid
            assert [row["name"].value() for row in rows] == shown[: max(1, min(2, len(held) + 1))]
            assert rows[0]["name"].html_name == "q:0:name"
            assert rows[0]["name"].field.widget.attrs["aria-label"] == "Name, row 1"

    def test_a_column_says_its_unit_and_what_helps_with_it(self) -> None:
        paid = {"key": "paid", "type": "money", "label": "Paid", "currency": "SGD", "help": "So far"}
        table = of(type="table", columns=[{"key": "n", "type": "text", "label": "N"}, paid])
        grid = SectionForm(design.Section("a", "A", "", (table,)), {}, {})["q"]
        page = render_to_string(
            "accelerator/questionnaires/table.html", {"field": grid, "question": table, "section": {"key": "a"}}
        )
        assert '<span>N</span><span>Paid (SGD)<small id="id_q:paid_help">So far</small></span>' in page
        assert page.count('aria-label="Paid (SGD), row 1"') == 1
        assert page.count('data-says="Paid (SGD), row {row}"') == 2
        assert page.count('aria-describedby="id_q:paid_help"') == 2
        assert (page.count('aria-label="N, row 1"'), page.count("aria-describedby")) == (1, 3)

    def test_a_posted_table_is_read_row_by_row(self) -> None:
        section = design.Section("a", "A", "", (TEAM,))
        posted = QueryDict("seen:q=1&q:2:name=Bo&q:0:name=Ana&q:0:share=40&q:new:name=x&q:1:name=")
        assert edits(section, posted) == [Edit("q", [{"name": "Ana", "share": "40"}, {"name": ""}, {"name": "Bo"}], 1)]
