"""The shape of a form: everything impossible is found and named; what passes can be read and asked."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from accelerator.questionnaires import definition as design
from accelerator.questionnaires import starter
from accelerator.questionnaires.shapes import MOST_FIELDS
from tests.factories.designs import definitions, sent
from tests.factories.questionnaires import ANSWERS, DEFINITION, largest_section

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["sections", "key", "title", "questions", "type", "label", "options", "limit"]), inner, max_size=5
        )
    ),
    max_leaves=12,
)


@given(definitions())
def test_a_form_without_fault_is_read_as_it_is(definition: dict[str, Any]) -> None:
    assert design.check(definition) == []
    sections = design.read(definition)
    assert [[one.key for one in section.questions] for section in sections] == [
        [one["key"] for one in section["questions"]] for section in definition["sections"]
    ]


@given(definitions(), st.data())
def test_any_answers_sent_can_be_kept_judged_counted_and_told(definition: dict[str, Any], data: st.DataObject) -> None:
    answers = {}
    for key, question in design.questions(definition).items():
        if question.type == "file":
            continue
        answers[key] = kept = question.clean(data.draw(sent(question)))
        assert question.clean(kept) == kept
        if question.answered(kept):
            assert isinstance(question.told(kept), str)
            assert isinstance(question.wrong(kept), str)
    sections = design.read(definition)
    barred = {fault.path for fault in design.faults(sections, answers)}
    form = design.asking(sections, answers)
    for section in form.sections:
        progress = form.progress(section)
        assert 0 <= progress.done <= progress.of <= len(section.questions)
        if progress.state == "done":
            assert not barred & {one.key for one in section.questions}


@given(JSON)
def test_check_never_stumbles(anything: Any) -> None:
    faults = design.check(anything)
    if not faults:
        design.read(anything)


@given(JSON, st.integers(0, 1), st.integers(0, 2))
def test_check_never_stumbles_over_one_broken_question(anything: Any, section: int, place: int) -> None:
    definition = deepcopy(DEFINITION)
    definition["sections"][section]["questions"][place] = anything
    assert design.check(definition) != []


def _broken(path: list[Any], value: Any) -> dict[str, Any]:
    definition = deepcopy(DEFINITION)
    holder: Any = definition
    for part in path[:-1]:
        holder = holder[part]
    if value is ...:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return definition


FIRST = ["sections", 0, "questions", 0]


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        (["colour"], "red", "colour"),
        (["sections"], [], "sections"),
        (["sections"], {}, "sections"),
        (["sections", 0, "key"], "Company", "sections[0].key"),
        (["sections", 0, "key"], "evidence", "sections[1].key"),
        (["sections", 0, "title"], " ", "sections[0].title"),
        (["sections", 0, "title"], "x" * 121, "sections[0].title"),
        (["sections", 0, "title"], ..., "sections[0].title"),
        (["sections", 0, "colour"], 1, "sections[0].colour"),
        (["sections", 0, "questions"], None, "sections[0].questions"),
        ([*FIRST, "key"], "proof", "sections[1].questions[0].key"),
        ([*FIRST, "key"], "csrfmiddlewaretoken", "sections[0].questions[0].key"),
        ([*FIRST, "key"], "x" * 61, "sections[0].questions[0].key"),
        ([*FIRST, "type"], "telepathy", "sections[0].questions[0].type"),
        ([*FIRST, "type"], ["text"], "sections[0].questions[0].type"),
        ([*FIRST, "label"], "", "sections[0].questions[0].label"),
        ([*FIRST, "label"], 5, "sections[0].questions[0].label"),
        ([*FIRST, "help"], "a\0b", "sections[0].questions[0].help"),
        ([*FIRST, "limit"], 0, "sections[0].questions[0].limit"),
        ([*FIRST, "limit"], 20_001, "sections[0].questions[0].limit"),
        ([*FIRST, "limit"], True, "sections[0].questions[0].limit"),
        ([*FIRST, "limit"], "600", "sections[0].questions[0].limit"),
        ([*FIRST, "required"], "yes", "sections[0].questions[0].required"),
        ([*FIRST, "options"], [], "sections[0].questions[0].options"),
        (["sections", 0, "questions", 1, "options"], [{"value": "a", "label": "A"}], "sections[0].questions[1].options"),
        (["sections", 0, "questions", 1, "options", 1, "value"], "idea", "sections[0].questions[1].options"),
        (["sections", 0, "questions", 1, "options", 1, "label"], "", "sections[0].questions[1].options[1].label"),
        (["sections", 0, "questions", 1, "options", 1], "idea", "sections[0].questions[1].options[1]"),
        (["sections", 0, "questions", 2, "currency"], "sgd", "sections[0].questions[2].currency"),
        (["sections", 0, "questions", 2, "min"], "lots", "sections[0].questions[2].min"),
        (["sections", 0, "questions", 2, "max"], "-1", "sections[0].questions[2].max"),
        (["sections", 1, "questions", 1, "accept"], ["exe"], "sections[1].questions[1].accept"),
        (["sections", 1, "questions", 1, "accept"], "pdf", "sections[1].questions[1].accept"),
        (["sections", 1, "questions", 1, "max"], 11, "sections[1].questions[1].max"),
        (["sections", 1, "questions", 1, "max_mb"], 101, "sections[1].questions[1].max_mb"),
        (["sections", 1, "questions", 2, "required"], False, "sections[1].questions[2].required"),
        ([*FIRST, "counts"], "letters", "sections[0].questions[0].counts"),
        ([*FIRST, "fact"], "weather", "sections[0].questions[0].fact"),
        ([*FIRST, "fact"], "country", "sections[0].questions[0].fact"),
        ([*FIRST, "fact"], "one_liner", "sections[0].questions[0].limit"),
        (["sections", 0, "questions", 1, "other"], 1, "sections[0].questions[1].other"),
    ],
)
def test_each_impossible_thing_is_named_where_it_stands(path: list[Any], value: Any, fault: str) -> None:
    faults = design.check(_broken(path, value))
    assert [found.path for found in faults] == [fault]
    assert faults[0].sentence.endswith(".")


TABLE = {"key": "team", "type": "table", "label": "Team", "columns": [{"key": "name", "type": "text", "label": "Name"}]}


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"columns": []}, "columns"),
        ({"columns": "name"}, "columns"),
        ({"columns": [*TABLE["columns"], *TABLE["columns"]]}, "columns"),
        ({"columns": [{"key": "f", "type": "file", "label": "File"}]}, "columns[0].type"),
        ({"columns": [{"key": "n", "type": "text", "label": "Name", "limit": 0}]}, "columns[0].limit"),
        ({"columns": [{"key": "n", "type": "text"}]}, "columns[0].label"),
        ({"min_rows": 11}, "min_rows"),
        ({"max_rows": 51}, "max_rows"),
    ],
)
def test_each_impossible_thing_of_a_table_is_named(more: dict[str, Any], fault: str) -> None:
    assert [found.path for found in design.check(_broken(FIRST, TABLE | more))] == [f"sections[0].questions[0].{fault}"]


def test_a_fact_of_the_startup_cannot_be_sensitive() -> None:
    site = {"key": "site", "type": "url", "label": "Website", "fact": "website", "sensitive": True}
    faults = design.check({"sections": [{"key": "a", "title": "A", "questions": [site]}]})
    assert [fault.path for fault in faults] == ["sections[0].questions[0].fact"]


HINTED = {
    "sections": [
        {
            "key": "a",
            "title": "A",
            "questions": [
                {"key": "lead", "type": "yes_no", "label": "Is a woman in the lead?", "sensitive": True},
                {"key": "fund", "type": "text", "label": "Which fund?", "show_if": {"question": "lead", "is": "answered"}},
                {"key": "size", "type": "number", "label": "How much?", "show_if": {"question": "fund", "is": "answered"}},
                {
                    "key": "why",
                    "type": "text",
                    "label": "Why?",
                    "require_if": {
                        "any": [
                            {"question": "free", "is": "answered"},
                            {"all": [{"question": "free", "is": "equals", "answer": "fund"}]},
                        ]
                    },
                },
                {"key": "free", "type": "text", "label": "Anything else?"},
            ],
        },
        {"key": "b", "title": "B", "questions": [], "show_if": {"question": "size", "is": "greater", "value": 3}},
    ]
}


def test_what_depends_on_a_sensitive_answer_is_sensitive_too() -> None:
    first, second = design.read(HINTED)
    assert [one.key for one in first.questions if one.sensitive] == ["lead", "fund", "size", "why"]
    assert [first.sensitive, second.sensitive] == [False, True]


@pytest.mark.parametrize("condition", [{}, {"all": "lead"}, {"any": [None, {"question": ["lead"]}]}, {"is": "answered"}])
def test_what_is_no_condition_yet_looks_at_nothing(condition: dict[str, Any]) -> None:
    lead, fund, *_ = HINTED["sections"][0]["questions"]  # type: ignore[index]  # of a literal
    (section,) = design.read({"sections": [{"key": "a", "title": "A", "questions": [lead, fund | {"show_if": condition}]}]})
    assert [one.sensitive for one in section.questions] == [True, False]


def test_a_fact_of_the_startup_cannot_depend_on_a_sensitive_answer() -> None:
    lead, fund, *_ = HINTED["sections"][0]["questions"]  # type: ignore[index]  # of a literal
    faults = design.check({"sections": [{"key": "a", "title": "A", "questions": [lead, fund | {"fact": "sector", "limit": 80}]}]})
    assert [fault.path for fault in faults] == ["sections[0].questions[1].fact"]


_LEAD = {"key": "lead", "type": "number", "label": "How many women lead?", "sensitive": True}
_TEAM = {"key": "team", "type": "number", "label": "How many lead?"}
_NO_MORE = {"holds": {"question": "lead", "is": "at_most", "answer": "team"}, "sentence": "No more than lead."}
_NONE = {"when": {"question": "lead", "is": "equals", "value": 0}, "sentence": "For teams that women lead."}
_BOTH = {"when": {"all": [_NONE["when"], {"question": "team", "is": "greater", "value": 5}]}, "sentence": "Not so many."}


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        ([_TEAM, _LEAD | {"rules": [_NO_MORE]}], "questions[1].rules[0].holds"),
        ([_LEAD, _TEAM | {"rules": [_NO_MORE]}], "questions[1].rules[0].holds"),
        ([_TEAM, _LEAD | {"screens": [_NONE, _BOTH]}], "questions[1].screens[1].when"),
        ([_LEAD, _TEAM | {"screens": [_NONE]}], "questions[1].screens[0].when"),  # it is asked, so the answer is another
        ([_LEAD, _TEAM | {"show_if": _NONE["when"], "rules": [_NO_MORE]}], None),  # what hints is sensitive itself
        ([_TEAM | {"sensitive": True}, _LEAD | {"rules": [_NO_MORE], "screens": [_NONE, _BOTH]}], None),
        ([_LEAD | {"sensitive": False}, _TEAM | {"rules": [_NO_MORE], "screens": [_NONE]}], None),
        ([_TEAM, _LEAD | {"screens": [_NONE]}], None),  # says the same of everybody who submits
    ],
)
def test_nothing_joins_a_sensitive_answer_to_one_that_reviewers_read(asked: list[dict[str, Any]], fault: str | None) -> None:
    """What was submitted kept the rule: from the answer they read, reviewers would know of the one they do not."""
    faults = design.check({"sections": [{"key": "a", "title": "A", "questions": asked}]})
    sentence = "It joins a sensitive answer to one that reviewers read, which tells of it. Make all of them sensitive."
    assert faults == ([(f"sections[0].{fault}", sentence)] if fault else [])


def test_two_questions_cannot_tell_one_fact() -> None:
    site = {"type": "url", "label": "Website", "fact": "website"}
    faults = design.check({"sections": [{"key": "a", "title": "A", "questions": [site | {"key": "a"}, site | {"key": "b"}]}]})
    assert faults == [("sections[0].questions[1].fact", "Another question tells this fact.")]


def test_a_form_has_a_size() -> None:
    many = [{"key": f"q{n}", "type": "text", "label": "Q"} for n in range(design.MOST_QUESTIONS + 1)]
    (fault,) = design.check({"sections": [{"key": "a", "title": "A", "questions": many}]})
    assert fault == design.Fault("sections", "A form has at most 200 questions. This has 201.")


def test_a_section_sends_no_more_fields_than_are_taken_at_once() -> None:
    sections = design.read(largest_section())
    assert sum(one.fields_sent + 1 for one in sections[0].questions) == MOST_FIELDS < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    assert design.check(largest_section()) == []
    (fault,) = design.check(largest_section({"key": "last", "type": "file", "label": "F"}))
    assert fault.path == "sections[0]"
    assert fault.sentence.startswith("A section has at most 4000 fields, a table 50 for each of its columns. This has 4002.")


def test_the_default_form_can_be_asked() -> None:
    definition = starter.accelerator_application()
    assert design.check(definition) == []
    assert [(section.title, len(section.questions)) for section in design.read(definition)] == [
        ("Company", 6),
        ("Team", 5),
        ("Product and evidence", 7),
        ("Market and traction", 5),
        ("Responsible AI", 4),
        ("What you need", 2),
        ("Declarations", 2),
    ]


def test_nothing_bars_complete_answers() -> None:
    assert design.faults(design.read(DEFINITION), ANSWERS) == []


def test_faults_name_each_question_in_order_of_the_form() -> None:
    answers = {"what": "x" * 612, "stage": "idea", "revenue": "much"}
    assert design.faults(design.read(DEFINITION), answers) == [
        ("what", "12 characters over the limit. Shorten it to submit."),
        ("revenue", "Write a number such as 18,400 or 0.5."),
        ("proof", "Answer this to submit."),
        ("true", "Confirm this to submit."),
    ]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, (0, 2, "empty")),
        ({"what": "Yes."}, (1, 2, "started")),
        ({"what": "Yes.", "stage": "idea"}, (2, 2, "done")),
        ({"what": "Yes.", "stage": "idea", "revenue": "5"}, (2, 2, "done")),
        ({"what": "Yes.", "stage": "idea", "revenue": "much"}, (2, 2, "wrong")),
        ({"revenue": "5"}, (0, 2, "started")),
    ],
)
def test_what_must_be_answered_is_counted_and_no_optional_answer(answers: dict[str, Any], expected: tuple[int, int, str]) -> None:
    form = design.asking(design.read(DEFINITION), answers)
    assert form.progress(form.sections[0]) == expected
