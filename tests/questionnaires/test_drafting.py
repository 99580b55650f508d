"""Changes to a form being drawn: pure, and none damages what it does not touch."""

from __future__ import annotations

import time
from contextlib import suppress
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelerator.questionnaires import definition as design
from accelerator.questionnaires import drafting
from tests.factories.questionnaires import DEFINITION

KEYS = [one["key"] for section in DEFINITION["sections"] for one in section["questions"]]


def order(definition: dict[str, Any]) -> list[list[str]]:
    return [[one["key"] for one in section["questions"]] for section in definition["sections"]]


MOVES = st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from([-1, 1])), max_size=20)


@given(MOVES)
def test_moving_about_loses_no_question_and_breaks_no_form(moves: list[tuple[str, int]]) -> None:
    before, now = deepcopy(DEFINITION), DEFINITION
    for key, by in moves:
        now = drafting.move_question(now, key, by=by)
    assert sorted(key for keys in order(now) for key in keys) == sorted(KEYS)
    assert design.check(now) == []
    assert before == DEFINITION, "the definition given is never changed"


def test_a_question_moves_within_its_section_and_over_its_edges() -> None:
    assert order(drafting.move_question(DEFINITION, "stage", by=-1)) == [["stage", "what", "revenue"], ["proof", "deck", "true"]]
    assert order(drafting.move_question(DEFINITION, "revenue", by=1)) == [["what", "stage"], ["revenue", "proof", "deck", "true"]]
    assert order(drafting.move_question(DEFINITION, "proof", by=-1)) == [["what", "stage", "revenue", "proof"], ["deck", "true"]]
    assert order(drafting.move_question(DEFINITION, "what", by=-1)) == order(DEFINITION)
    assert order(drafting.move_question(DEFINITION, "true", by=1)) == order(DEFINITION)


def test_sections_move_and_stop_at_the_ends() -> None:
    assert order(drafting.move_section(DEFINITION, "evidence", by=-1)) == [
        ["proof", "deck", "true"],
        ["what", "stage", "revenue"],
    ]
    assert drafting.move_section(DEFINITION, "evidence", by=1) == DEFINITION


def test_adding_and_removing() -> None:
    one = {"key": "new", "type": "text", "label": "New"}
    added = drafting.add_question(DEFINITION, section="company", question=one)
    assert order(added)[0] == ["what", "stage", "revenue", "new"]
    assert drafting.remove_question(added, "new") == DEFINITION
    section = drafting.add_section(DEFINITION, key="last", title="Last")
    assert section["sections"][2] == {"key": "last", "title": "Last", "intro": "", "questions": []}
    assert drafting.remove_section(section, "last") == DEFINITION


def test_a_question_keeps_its_key_and_type() -> None:
    changed = drafting.change_question(DEFINITION, "proof", {"label": "Which proof?", "key": "other", "type": "url"})
    assert changed["sections"][1]["questions"][0] == {
        "key": "proof",
        "type": "text",
        "label": "Which proof?",
        "required": True,
        "limit": 200,
    }


PLACES = st.lists(
    st.tuples(st.sampled_from(KEYS), st.sampled_from(["company", "evidence"]), st.sampled_from(["", *KEYS])), max_size=20
)


@given(PLACES)
def test_any_place_loses_no_question_and_breaks_no_form(places: list[tuple[str, str, str]]) -> None:
    now = DEFINITION
    for key, section, after in places:
        with suppress(KeyError):  # a place after a question that stands in the other section
            now = drafting.place_question(now, key, section=section, after=after)
    assert sorted(key for keys in order(now) for key in keys) == sorted(KEYS)
    assert design.check(now) == []


def test_a_question_is_placed_first_or_after_another_of_any_section() -> None:
    placed = drafting.place_question(DEFINITION, "revenue", section="evidence", after="deck")
    assert order(placed) == [["what", "stage"], ["proof", "deck", "revenue", "true"]]
    assert order(drafting.place_question(DEFINITION, "true", section="company", after=""))[0][0] == "true"
    assert order(drafting.place_question(DEFINITION, "what", section="company", after="stage"))[0] == ["stage", "what", "revenue"]
    assert drafting.place_question(DEFINITION, "what", section="company", after="what") == DEFINITION


def test_a_section_is_placed_first_or_after_another() -> None:
    keys = [["proof", "deck", "true"], ["what", "stage", "revenue"]]
    assert order(drafting.place_section(DEFINITION, "evidence", after="")) == keys
    assert order(drafting.place_section(DEFINITION, "company", after="evidence")) == keys
    assert drafting.place_section(DEFINITION, "company", after="company") == DEFINITION


@pytest.mark.parametrize(("section", "after"), [("gone", ""), ("evidence", "gone"), ("evidence", "what")])
def test_a_place_that_is_not_there_is_told(section: str, after: str) -> None:
    with pytest.raises(KeyError):
        drafting.place_question(DEFINITION, "stage", section=section, after=after)


def test_a_copied_section_has_questions_of_its_own() -> None:
    copied = drafting.copy_section(DEFINITION, "company", new_key="company_2")
    assert [one["key"] for one in copied["sections"]] == ["company", "company_2", "evidence"]
    assert order(copied)[1] == ["what_does_your_product_do", "stage_2", "monthly_recurring_revenue"]
    assert copied["sections"][1]["questions"][1] == DEFINITION["sections"][0]["questions"][1] | {"key": "stage_2"}
    assert design.check(copied) == []


def test_copies_look_at_each_other_and_not_at_what_they_are_copied_from() -> None:
    """Save what stands outside the section: there is one of it."""
    stage = {"question": "stage", "is": "equals", "value": "pilot"}
    since = {"question": "revenue", "is": "at_least", "answer": "raised"}
    form = deepcopy(DEFINITION)
    form["sections"][0]["questions"].insert(0, {"key": "raised", "type": "money", "label": "Raised", "currency": "SGD"})
    form["sections"][1]["questions"] = [
        {"key": "a", "type": "text", "label": "A", "show_if": stage},
        {
            "key": "b",
            "type": "text",
            "label": "B",
            "fact": "name",
            "require_if": {"any": [{"all": [stage, since]}, {"question": "a", "is": "answered"}]},
            "rules": [{"holds": {"question": "b", "is": "not", "answer": "a"}, "sentence": "Say two things."}],
            "screens": [{"when": {"question": "a", "is": "equals", "value": "x"}, "sentence": "Not x."}],
        },
    ]
    assert design.check(form) == []
    copied = drafting.copy_section(form, "evidence", new_key="again")
    assert design.check(copied) == []
    assert copied["sections"][1] == form["sections"][1]
    first, second = copied["sections"][2]["questions"]
    assert (first["key"], first["show_if"]) == ("a_2", stage)
    assert second == {
        "key": "b_2",
        "type": "text",
        "label": "B",
        "require_if": {"any": [{"all": [stage, since]}, {"question": "a_2", "is": "answered"}]},
        "rules": [{"holds": {"question": "b_2", "is": "not", "answer": "a_2"}, "sentence": "Say two things."}],
        "screens": [{"when": {"question": "a_2", "is": "equals", "value": "x"}, "sentence": "Not x."}],
    }
    alone = drafting.question(drafting.copy_question(form, "b", new_key="c"), "c")
    assert alone["rules"][0]["holds"] == {"question": "c", "is": "not", "answer": "a"}
    assert design.check(drafting.copy_question(form, "b", new_key="c")) == []


def test_a_copy_stands_right_after_its_original() -> None:
    copied = drafting.copy_question(DEFINITION, "proof", new_key="proof_2")
    assert order(copied)[1] == ["proof", "proof_2", "deck", "true"]


def test_wording_of_a_section() -> None:
    changed = drafting.change_section(DEFINITION, "company", {"title": "You", "intro": "", "key": "other", "questions": []})
    assert changed["sections"][0] == DEFINITION["sections"][0] | {"title": "You", "intro": ""}


@pytest.mark.parametrize("act", [drafting.remove_question, drafting.remove_section])
def test_what_is_not_there_is_told(act: Any) -> None:
    with pytest.raises(KeyError):
        act(DEFINITION, "gone")


@pytest.mark.parametrize(
    ("wording", "taken", "key"),
    [
        ("What did you learn?", set(), "what_did_you_learn"),
        ("What did you learn?", {"what_did_you_learn"}, "what_did_you_learn_2"),
        ("什么?", set(), "question"),
        ("什么?", {"question", "question_2"}, "question_3"),
        ("3 things", set(), "things"),
    ],
)
def test_keys_come_from_words(wording: str, taken: set[str], key: str) -> None:
    assert drafting.free_key(wording, taken, "question") == key


@given(st.text(max_size=400), st.sets(st.sampled_from(["question", "a", "b"])))
def test_any_wording_gives_a_key_that_can_be_asked(wording: str, taken: set[str]) -> None:
    key = drafting.free_key(wording, taken, "question")
    assert key not in taken
    assert (
        design.check({"sections": [{"key": "a", "title": "A", "questions": [{"key": key, "type": "text", "label": "Q"}]}]}) == []
    )


WORDS = ["Idea", "Pilot", "Sales", "Pilots", "Growing", "Ideas", "Sale", "Seed", "Grown", "Selling", "Exit", "Sea", "Seaport"]


class TestOptions:
    OLD = [{"value": "idea", "label": "Idea"}, {"value": "pilot", "label": "Pilot"}]

    def test_labels_that_stay_keep_their_values_wherever_they_stand(self) -> None:
        assert drafting.options("Sales\nPilot\nIdea", self.OLD) == [
            {"value": "sales", "label": "Sales"},
            {"value": "pilot", "label": "Pilot"},
            {"value": "idea", "label": "Idea"},
        ]

    def test_what_else_an_option_has_stays_with_its_value(self) -> None:
        old = [self.OLD[0] | {"texts": {"ms": {"label": "Idea awal"}}}, self.OLD[1]]
        assert drafting.options("Pilot\nIdea", old) == [self.OLD[1], old[0]]

    def test_a_reworded_label_keeps_its_value(self) -> None:
        assert drafting.options("Idea\nPilot with users", self.OLD)[1] == {"value": "pilot", "label": "Pilot with users"}

    def test_swapped_labels_are_not_mistaken_for_rewording(self) -> None:
        assert drafting.options("Pilot\nIdea", self.OLD) == list(reversed(self.OLD))

    def test_empty_lines_count_for_nothing(self) -> None:
        assert drafting.options("\n  Idea \n\nPilot\n", self.OLD) == self.OLD

    @given(
        st.lists(
            st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=12),
            max_size=12,
            unique_by=str.strip,
        )
    )
    def test_values_are_never_the_same(self, labels: list[str]) -> None:
        made = drafting.options("\n".join(labels), self.OLD)
        assert len({one["value"] for one in made}) == len(made)

    @pytest.mark.parametrize(
        ("lines", "values"),
        [
            ("Idea\n\nGrowing", ["idea", "pilot", "growing"]),
            ("\nPilot\nGrowing", ["idea", "pilot", "growing"]),
            ("Idea\nPilot\n", ["idea", "pilot", "growing"]),
            ("\n\n", ["idea", "pilot", "growing"]),
            ("Idea\n\nPilot\nGrowing\n\n", ["idea", "pilot", "growing"]),
            ("Idea\n\nPilots\nGrowing", ["idea", "pilot", "growing"]),
            ("Idea\nSales\nGrowing", ["idea", "pilot", "growing"]),
            ("Idea\nPilot\nSales\nGrown", ["idea", "pilot", "sales", "growing"]),
            ("Idea\nPilot\nGrowing fast\nSales", ["idea", "pilot", "growing", "sales"]),
            ("Idea\nGrowing\nSales", ["idea", "growing", "sales"]),
            ("Growing\nIdea\n\nSales", ["growing", "idea", "pilot"]),
            ("Growing\nGrowing\nPilot", ["growing", "idea", "pilot"]),
            ("Growing\nPilot\nGrowing", ["idea", "pilot", "growing"]),
        ],
    )
    def test_each_line_is_the_option_that_it_was(self, lines: str, values: list[str]) -> None:
        old = [*self.OLD, {"value": "growing", "label": "Growing"}]
        assert [one["value"] for one in drafting.options(lines, old)] == values

    def test_an_empty_line_keeps_its_option_as_it_was(self) -> None:
        old = [self.OLD[0] | {"texts": {"ms": {"label": "Idea awal"}}}, self.OLD[1]]
        assert drafting.options("\nPilot", old) == old
        assert drafting.options("Thought\nPilot", old) == [old[0] | {"label": "Thought"}, old[1]]

    @pytest.mark.parametrize(
        ("lines", "kept"),
        [([f"Pasted line {number}" for number in range(999)], 0), (["Same"] * 500 + ["Other"] * 499, 500)],
    )
    def test_a_long_list_pasted_over_another_is_read_at_once(self, lines: list[str], kept: int) -> None:
        """So that nobody waits for minutes, lines are compared up to a number of pairs."""
        old = [{"value": f"v{at}", "label": "Same" if at % 2 else f"Option {at}"} for at in range(1000)]
        began = time.process_time()
        made = drafting.options("\n".join(lines), old)
        assert time.process_time() - began < 5
        assert (len(made), sum(one["value"].startswith("v") for one in made)) == (999, kept)

    def test_more_lines_than_anybody_picks_among_are_refused(self) -> None:
        assert len(drafting.options("\n".join(str(number) for number in range(1000)), [])) == 1000
        with pytest.raises(drafting.TooMany, match=r"At most 1000 options can be typed\. These are 1001 lines\."):
            drafting.options("\n" * 1000, [])

    @given(st.data())
    def test_edits_leave_the_options_they_do_not_touch(self, data: st.DataObject) -> None:
        """As a list is typed: saved after each edit, and while a line is empty."""
        old = [{"value": f"v{at}", "label": word, "texts": {"ms": {"label": f"m{at}"}}} for at, word in enumerate(WORDS[:5])]
        now, lines, spare = old, [one["label"] for one in old], list(WORDS[5:])
        for _edit in range(data.draw(st.integers(1, 8))):
            at = data.draw(st.integers(0, len(lines) - 1))
            do = data.draw(st.sampled_from(["reword", "clear", "insert", "move", *(["remove"] if len(lines) > 2 else [])]))
            expected = list(now)
            if do in ("reword", "clear"):
                if do == "clear":
                    now = drafting.options("\n".join([*lines[:at], "", *lines[at + 1 :]]), now)
                    assert now == expected
                lines[at] = spare.pop()
                expected[at] = expected[at] | {"label": lines[at]}
            elif do == "insert":
                word = spare.pop()
                lines.insert(at, word)
                expected.insert(at, {"value": drafting.free_key(word, {one["value"] for one in now}, ""), "label": word})
            elif do == "move":
                to = data.draw(st.integers(0, len(lines) - 1))
                lines.insert(to, lines.pop(at))
                expected.insert(to, expected.pop(at))
            else:
                del lines[at], expected[at]
            now = drafting.options("\n".join(lines), now)
            assert now == expected
