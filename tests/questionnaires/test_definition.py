"""The shape of a form: everything impossible is found and named; what passes can be read and asked."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelerator.questionnaires import definition as design
from accelerator.questionnaires import starter
from tests.factories.questionnaires import ANSWERS, DEFINITION

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
KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True).filter(lambda key: key != "csrfmiddlewaretoken")
WORDS = st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1, max_size=20)


def _question(key: str, kind: str, label: str, required: bool, limit: int) -> dict[str, Any]:
    made: dict[str, Any] = {"key": key, "type": kind, "label": label, "required": required}
    if kind in ("text", "long_text"):
        made["limit"] = limit
    if kind in ("choice", "choices"):
        made["options"] = [{"value": "a", "label": label}, {"value": "b", "label": "B"}]
    return made


@st.composite
def definitions(draw: st.DrawFn) -> dict[str, Any]:
    """Any form that can be asked."""
    keys = draw(st.lists(KEYS, min_size=1, max_size=8, unique=True))
    kinds = st.sampled_from(list(design.TYPES))
    questions = [_question(key, draw(kinds), draw(WORDS), draw(st.booleans()), draw(st.integers(1, 500))) for key in keys]
    cut = draw(st.integers(0, len(questions)))
    return {
        "sections": [
            {"key": "one", "title": draw(WORDS), "questions": questions[:cut]},
            {"key": "two", "title": draw(WORDS), "questions": questions[cut:]},
        ]
    }


@given(definitions())
def test_a_form_without_fault_is_read_as_it_is(definition: dict[str, Any]) -> None:
    assert design.check(definition) == []
    sections = design.read(definition)
    assert [[one.key for one in section.questions] for section in sections] == [
        [one["key"] for one in section["questions"]] for section in definition["sections"]
    ]


@given(
    definitions(),
    st.dictionaries(KEYS, st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)),
)
def test_any_typed_answers_can_be_kept_judged_counted_and_told(definition: dict[str, Any], typed: dict[str, str]) -> None:
    answers = {}
    for key, question in design.questions(definition).items():
        if question.type not in ("file", "yes_no"):
            answers[key] = question.clean(typed.get(key, ""))
            assert isinstance(question.told(answers[key]), str)
    sections = design.read(definition)
    barred = {fault.path for fault in design.faults(sections, answers)}
    for section in sections:
        progress = design.progress(section, answers)
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
        (["sections", 1, "questions", 2, "required"], False, "sections[1].questions[2].required"),
    ],
)
def test_each_impossible_thing_is_named_where_it_stands(path: list[Any], value: Any, fault: str) -> None:
    faults = design.check(_broken(path, value))
    assert [found.path for found in faults] == [fault]
    assert faults[0].sentence.endswith(".")


def test_a_form_has_a_size() -> None:
    many = [{"key": f"q{n}", "type": "text", "label": "Q"} for n in range(design.MOST_QUESTIONS + 1)]
    (fault,) = design.check({"sections": [{"key": "a", "title": "A", "questions": many}]})
    assert fault == design.Fault("sections", "A form has at most 200 questions. This has 201.")


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
        ({"what": "Yes.", "stage": "idea", "revenue": "5"}, (3, 3, "done")),
        ({"what": "Yes.", "stage": "idea", "revenue": "much"}, (2, 3, "wrong")),
        ({"revenue": "5"}, (1, 3, "started")),
    ],
)
def test_an_optional_question_counts_once_it_is_answered(answers: dict[str, Any], expected: tuple[int, int, str]) -> None:
    assert design.progress(design.read(DEFINITION)[0], answers) == expected
