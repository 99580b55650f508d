"""What two versions differ in is named, whatever changed; answers that no longer fit are found, and no others."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from accelerator.questionnaires import definition as design
from accelerator.questionnaires import drafting, versions
from accelerator.questionnaires.details import NAMES, Detail
from accelerator.questionnaires.parts import languages_of
from accelerator.questionnaires.versions import Misfit
from tests.factories.designs import conditional, definitions, sent
from tests.factories.questionnaires import ANSWERS, DEFINITION


def told(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.key, one.kinds) for one in versions.differences(old, new)]


def with_type(key: str, **changes: Any) -> dict[str, Any]:
    """DEFINITION with one question asked otherwise, its type too."""
    new = drafting.change_question(DEFINITION, key, {})
    for section in new["sections"]:
        section["questions"] = [
            {"key": key, "label": one["label"], **changes} if one["key"] == key else one for one in section["questions"]
        ]
    return new


@given(definitions())
def test_a_form_does_not_differ_from_itself(definition: dict[str, Any]) -> None:
    assert versions.differences(definition, definition) == []


@given(definitions(), definitions())
def test_every_question_that_came_or_went_is_named(old: dict[str, Any], new: dict[str, Any]) -> None:
    found = versions.differences(old, new)
    was, now = set(design.questions(old)), set(design.questions(new))
    sections = {one["key"] for definition in (old, new) for one in definition["sections"]}
    questions = [one for one in found if one.section or one.key not in sections]
    assert {one.key for one in questions if one.kinds == ("added",)} >= now - was
    assert {one.key for one in questions if one.kinds == ("removed",)} >= was - now


def test_each_kind_of_difference() -> None:
    new = drafting.remove_question(DEFINITION, "deck")
    new = drafting.add_question(new, section="company", question={"key": "new", "type": "text", "label": "New?"})
    new = drafting.place_question(new, "revenue", section="evidence", after="")
    new = drafting.change_question(new, "what", {"label": "What is it?", "limit": 900})
    new = drafting.change_question(new, "proof", {"help": "Numbers help."})
    new = drafting.change_section(new, "company", {"title": "You", "intro": "Who you are."})
    assert told(DEFINITION, new) == [
        ("company", ("reworded",)),
        ("what", ("reworded", "rules")),
        ("new", ("added",)),
        ("revenue", ("moved",)),
        ("proof", ("reworded",)),
        ("deck", ("removed",)),
    ]
    assert versions.differences(DEFINITION, new)[1].details == (
        Detail("Question", "What does your product do?", "What is it?"),
        Detail("Limit", "600", "900"),
    )


def test_only_what_was_moved_is_said_to_have_moved() -> None:
    assert told(DEFINITION, drafting.place_question(DEFINITION, "what", section="company", after="revenue")) == [
        ("what", ("moved",))
    ]
    assert told(DEFINITION, drafting.place_section(DEFINITION, "evidence", after="")) == [
        ("evidence", ("moved",)),
    ]


def test_options_and_truths_are_told_as_people_read_them() -> None:
    new = drafting.change_question(DEFINITION, "stage", {"required": False, "options": drafting.options("Idea\nSales", [])})
    assert versions.differences(DEFINITION, new)[0].details == (
        Detail("Must be answered", "Yes", ""),
        Detail("Options", "Idea (idea)\nPilot with paying users (pilot)", "Idea (idea)\nSales (sales)"),
    )


def test_writing_out_what_is_usual_changes_nothing() -> None:
    new = drafting.change_question(DEFINITION, "deck", {"help": "", "required": False, "max": 1})
    assert versions.differences(DEFINITION, new) == []


SHARES = {
    "key": "cap",
    "type": "table",
    "label": "Cap table",
    "columns": [
        {"key": "who", "type": "text", "label": "Who", "texts": {"ms": {"label": "Siapa"}}},
        {"key": "paid", "type": "money", "label": "Paid", "currency": "SGD"},
        {
            "key": "kind",
            "type": "choice",
            "label": "Kind",
            "options": [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}],
        },
    ],
}


def with_columns(**changes: Any) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """What is told where these columns of SHARES have these attributes instead."""
    old = drafting.add_question(DEFINITION, section="company", question=SHARES)
    columns = [{**one, **changes.get(one["key"], {})} for one in SHARES["columns"]]
    (found,) = versions.differences(old, drafting.change_question(old, "cap", {"columns": columns}))
    return found.kinds, [tuple(one) for one in found.details]


def test_columns_are_told_as_questions_are() -> None:
    assert with_columns(who={"type": "number"}) == (
        ("rules",),
        [("Who: Type", "Short text", "Number"), ("Who: Limit", "200", ""), ("Who: Counted in", "characters", "")],
    )
    assert with_columns(who={"required": True}, paid={"currency": "USD"}) == (
        ("rules",),
        [("Who: Must be answered", "", "Yes"), ("Paid: Currency", "SGD", "USD")],
    )
    options = [{"value": "a", "label": "A"}, {"value": "c", "label": "B"}]
    assert with_columns(kind={"options": options}) == (("rules",), [("Kind: Options", "A (a)\nB (b)", "A (a)\nB (c)")])
    assert with_columns(who={"label": "Holder"}) == (("reworded",), [("Column", "Who", "Holder")])
    assert with_columns(who={"texts": {"ms": {"label": "Pemegang"}}}) == (
        ("reworded",),
        [("Translations", "ms, Column: Siapa", "ms, Column: Pemegang")],
    )
    assert with_columns(who={"key": "holder"}) == (
        ("rules",),
        [("Columns", "Who (who)\nPaid (paid)\nKind (kind)", "Who (holder)\nPaid (paid)\nKind (kind)")],
    )


def test_values_and_translations_of_options_rules_and_sections_are_told() -> None:
    options = [{"value": "idea", "label": "Idea", "texts": {"ms": {"label": "Idea awal"}}}, {"value": "pilot", "label": "Pilot"}]
    rules = [{"holds": {"question": "stage", "is": "answered"}, "sentence": "Say.", "texts": {"ms": {"sentence": "Nyatakan."}}}]
    old = drafting.change_question(DEFINITION, "stage", {"options": options, "rules": rules})
    old = drafting.change_section(old, "company", {"texts": {"ms": {"title": "Syarikat"}}})
    new = deepcopy(old)
    drafting.section(new, "company")["texts"]["ms"]["title"] = "Anda"
    asked = drafting.question(new, "stage")
    asked["options"][0]["texts"]["ms"]["label"] = "Idea"
    asked["options"][1]["value"] = "trial"
    asked["rules"][0]["texts"]["ms"]["sentence"] = "Sila nyatakan."
    assert [(one.key, one.kinds, one.details) for one in versions.differences(old, new)] == [
        ("company", ("reworded",), (Detail("Translations", "ms, Title: Syarikat", "ms, Title: Anda"),)),
        (
            "stage",
            ("reworded", "rules"),
            (
                Detail("Options", "Idea (idea)\nPilot (pilot)", "Idea (idea)\nPilot (trial)"),
                Detail(
                    "Translations", "ms, Option: Idea awal\nms, Rule: Nyatakan.", "ms, Option: Idea\nms, Rule: Sila nyatakan."
                ),
            ),
        ),
    ]


def test_the_forms_own_language_is_told() -> None:
    (found,) = versions.differences(DEFINITION, DEFINITION | {"language": "ms"})
    assert (found.key, found.label, found.kinds) == ("", "The form", ("reworded",))
    assert found.details == (Detail("The form is written in", "English", "Bahasa Melayu (Malay)"),)
    assert versions.differences(DEFINITION, DEFINITION | {"language": "en"}) == []


def test_every_attribute_has_a_name() -> None:
    assert {name for kind in design.TYPES.values() for name in kind.attributes()} - set(NAMES) == {"key"}


def places(part: Any, *at: Any) -> Iterator[tuple[Any, ...]]:
    """Where anything stands in a definition: names and numbers that lead there."""
    for name, value in part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ():
        yield (*at, name)
        yield from places(value, *at, name)


def others(value: Any) -> list[Any]:
    """What might stand where `value` does."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1]
    if isinstance(value, str):
        return [
            *design.TYPES,
            "xother",
            "1",
            "2026-01-02",
            "2026-02",
            "USD",
            "DE",
            "words",
            "ms",
            "answered",
            "q1",
            "q2",
            "b",
            "",
        ]
    return [value[::-1], value[1:], value[:-1]] if isinstance(value, list) else []


def meant(definition: dict[str, Any]) -> tuple[Any, ...]:
    """All that a form asks, in each language."""
    spoken = ("", *sorted(languages_of(definition)))
    return spoken, definition.get("language", "en"), *(design.read(definition, one) for one in spoken)


@given(conditional(), st.data())
def test_whatever_changes_in_one_place_is_told(old: dict[str, Any], data: st.DataObject) -> None:
    new = deepcopy(old)
    *way, last = data.draw(st.sampled_from(list(places(old))))
    holder = new
    for step in way:
        holder = holder[step]
    wanted = [one for one in others(holder[last]) if one != holder[last]]
    if not wanted or data.draw(st.booleans()):
        del holder[last]
    else:
        holder[last] = data.draw(st.sampled_from(wanted))
    assume(design.check(old) == design.check(new) == [] and meant(old) != meant(new))
    assert versions.differences(old, new) != []


def test_answers_to_the_same_form_fit() -> None:
    assert versions.misfits(DEFINITION, DEFINITION, ANSWERS) == []


@given(definitions(), st.data())
def test_whatever_was_answered_fits_the_same_form(definition: dict[str, Any], data: st.DataObject) -> None:
    asked = {key: one for key, one in design.questions(definition).items() if one.type != "file"}
    answers = {key: one.clean(data.draw(sent(one))) for key, one in asked.items()}
    assert versions.misfits(definition, definition, answers) == []


@pytest.mark.parametrize(
    ("new", "misfit"),
    [
        (
            drafting.remove_question(DEFINITION, "what"),
            Misfit("what", "What does your product do?", "Predicts dwell time.", "This is not asked any more.", False),
        ),
        (
            drafting.change_question(DEFINITION, "what", {"limit": 8}),
            Misfit(
                "what",
                "What does your product do?",
                "Predicts dwell time.",
                "12 characters over the limit. Shorten it to submit.",
                True,
                over=12,
                counts="characters",
            ),
        ),
        (
            drafting.change_question(DEFINITION, "stage", {"options": drafting.options("Idea\nSales", [])}),
            Misfit("stage", "Stage", "Pilot with paying users", "Choose one of the options.", True),
        ),
        (
            with_type("true", type="date"),
            Misfit("true", "Everything here is true", "Yes", "This asks for something else now.", False),
        ),
        (
            drafting.change_question(DEFINITION, "true", {"label": "All we have is yours"}),
            Misfit("true", "All we have is yours", "Yes", "The words of this declaration are others now.", False),
        ),
        (
            drafting.change_question(DEFINITION, "true", {"texts": {"ms": {"label": "Semua benar"}}}),
            Misfit("true", "Everything here is true", "Yes", "The words of this declaration are others now.", False),
        ),
    ],
    ids=["removed", "shorter", "options", "type", "declaration", "translation"],
)
def test_what_no_longer_fits_is_told_with_the_answer(new: dict[str, Any], misfit: Misfit) -> None:
    assert versions.misfits(DEFINITION, new, ANSWERS) == [misfit]


def test_an_answer_that_another_type_keeps_unchanged_fits() -> None:
    assert versions.misfits(DEFINITION, with_type("proof", type="long_text"), ANSWERS) == []


def test_what_was_wrong_before_is_not_the_fault_of_the_form() -> None:
    assert versions.misfits(DEFINITION, drafting.change_question(DEFINITION, "what", {"limit": 5}), {"what": "x" * 700}) == []


def test_files_are_told_by_name_and_gone_where_no_file_is_asked() -> None:
    answers = {"deck": [{"code": "a", "name": "deck.pdf", "size": 1, "sha256": ""}]}
    assert versions.misfits(DEFINITION, with_type("deck", type="text"), answers) == [
        Misfit("deck", "Deck", "deck.pdf", "This asks for something else now.", False)
    ]


def test_conditions_rules_and_translations_are_told_in_words() -> None:
    pilot = {"question": "stage", "is": "in", "value": ["pilot"]}
    new = drafting.change_question(
        DEFINITION,
        "revenue",
        {
            "show_if": pilot,
            "rules": [{"holds": {"question": "revenue", "is": "greater", "value": 0}, "sentence": "Earn."}],
            "texts": {"ms": {"label": "Hasil"}},
        },
    )
    assert versions.differences(DEFINITION, new)[0].details == (
        Detail("Shown if", "", "1.2 is any of Pilot with paying users"),
        Detail("Rules", "", "1.3 is more than 0: Earn."),
        Detail("Translations", "", "ms, Question: Hasil"),
    )
    moved = drafting.move_question(drafting.move_question(new, "what", by=1), "what", by=1)
    assert [(one.key, one.kinds) for one in versions.differences(new, moved)] == [("what", ("moved",))]


def test_a_type_is_told_as_the_builder_calls_it() -> None:
    (one,) = [one for one in versions.differences(DEFINITION, with_type("proof", type="long_text")) if one.key == "proof"]
    assert ("Type", "Short text", "Long text") in one.details
