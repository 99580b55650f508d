"""Conditions: what is possible, what holds, and that the browser decides as the server does."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelerator.questionnaires import conditions, live
from accelerator.questionnaires import definition as design
from accelerator.questionnaires.fields import typed
from tests import nodes
from tests.factories.designs import OPTIONS, VALUES, conditional, sent

ASKED = {
    "size": {"type": "number", "label": "People"},
    "raised": {"type": "money", "label": "Raised", "currency": "SGD"},
    "founded": {"type": "date", "label": "Founded on"},
    "first": {"type": "month", "label": "First revenue"},
    "stage": {"type": "choice", "label": "Stage", "options": OPTIONS, "other": True},
    "wants": {"type": "choices", "label": "Wants", "options": OPTIONS},
    "pilot": {"type": "yes_no", "label": "Pilot?"},
    "land": {"type": "country", "label": "Country"},
    "what": {"type": "text", "label": "What?"},
    "deck": {"type": "file", "label": "Deck"},
    "usd": {"type": "money", "label": "In USD", "currency": "USD"},
}
KNOWN = {key: design.question({"key": key, **raw}) for key, raw in ASKED.items()}


def compare(question: str, verb: str, **second: Any) -> dict[str, Any]:
    return {"question": question, "is": verb, **second}


@pytest.mark.parametrize(
    ("condition", "answers", "expected"),
    [
        (compare("size", "at_least", value=5), {"size": "5"}, True),
        (compare("size", "less", value="1,000"), {"size": "1000"}, False),
        (compare("size", "in", value=[1, "2.50"]), {"size": "2.5"}, True),
        (compare("size", "greater", value=0.00001), {"size": "0.00002"}, True),
        (compare("size", "in", value=[1e16]), {"size": "10000000000000000"}, True),
        (compare("size", "greater", value=5), {"size": "several"}, None),
        (compare("size", "greater", value=5), {}, None),
        (compare("size", "not", value=5), {}, None),
        (compare("raised", "greater", answer="size"), {"raised": "10", "size": "9"}, True),
        (compare("founded", "less", value="2026-01-01"), {"founded": "2025-12-31"}, True),
        (compare("first", "at_most", value="2026-01"), {"first": "2026-02"}, False),
        (compare("founded", "less", answer="first"), {"founded": "2026-04-30", "first": "2026-05"}, True),
        (compare("founded", "less", answer="first"), {"founded": "2026-05-20", "first": "2026-05"}, False),
        (compare("founded", "at_most", answer="first"), {"founded": "2026-05-20", "first": "2026-05"}, True),
        (compare("founded", "at_most", answer="first"), {"founded": "2026-06-01", "first": "2026-05"}, False),
        (compare("first", "equals", answer="founded"), {"founded": "2026-05-20", "first": "2026-05"}, True),
        (compare("first", "greater", answer="founded"), {"founded": "2026-05-20", "first": "2026-05"}, False),
        (compare("first", "at_least", answer="founded"), {"founded": "2026-05", "first": "2026-05"}, None),
        (compare("stage", "equals", value="a"), {"stage": "a"}, True),
        (compare("stage", "in", value=["a", ":other"]), {"stage": {"other": "Lab"}}, True),
        (compare("wants", "contains", value="b"), {"wants": ["a", "b"]}, True),
        (compare("wants", "lacks", value="b"), {"wants": ["a"]}, True),
        (compare("wants", "lacks", value="b"), {"wants": []}, None),
        (compare("pilot", "equals", value=False), {"pilot": False}, True),
        (compare("land", "not", value="SG"), {"land": "MY"}, True),
        (compare("what", "contains", value="port"), {"what": "Two ports"}, True),
        (compare("what", "equals", value="x"), {"what": " x\n"}, True),
        (compare("deck", "answered"), {"deck": [{"name": "a"}]}, True),
        (compare("deck", "unanswered"), {}, True),
        (compare("pilot", "answered"), {"pilot": None}, False),
        ({"all": [compare("size", "less", value=5), compare("pilot", "answered")]}, {"size": "9"}, False),
        ({"all": [compare("size", "less", value=5), compare("pilot", "equals", value=True)]}, {"size": "4"}, None),
        ({"any": [compare("size", "less", value=5), compare("pilot", "equals", value=True)]}, {"size": "4"}, True),
        ({"any": [compare("size", "less", value=5), compare("pilot", "equals", value=True)]}, {"size": "9"}, None),
    ],
)
def test_what_holds(condition: dict[str, Any], answers: dict[str, Any], expected: bool | None) -> None:
    assert list(conditions.misfits(condition, "", KNOWN)) == []
    assert conditions.holds(condition, answers, KNOWN) is expected


def test_what_is_not_asked_is_unknown() -> None:
    answers = {"size": "5"}
    assert conditions.holds(compare("size", "equals", value=5), answers, {}) is None
    assert conditions.holds(compare("size", "unanswered"), answers, {}) is True
    assert conditions.holds(compare("raised", "less", answer="size"), {"raised": "1"}, {"raised": KNOWN["raised"]}) is None


def _deep(depth: int) -> dict[str, Any]:
    return {"all": [_deep(depth - 1)]} if depth else compare("deck", "answered")


@pytest.mark.parametrize(
    ("condition", "path"),
    [
        ("size > 5", "if"),
        ({}, "if"),
        (compare("gone", "answered"), "if.question"),
        ({"question": ["size"], "is": "answered"}, "if.question"),
        ({"question": "size"}, "if.is"),
        (compare("size", "contains", value=5), "if.is"),
        (compare("wants", "equals", value="a"), "if.is"),
        (compare("deck", "equals", value="x"), "if.is"),
        (compare("size", ["less"], value=5), "if.is"),  # type: ignore[arg-type]  # on purpose
        (compare("size", "answered", value=5), "if.value"),
        (compare("size", "less"), "if.value"),
        (compare("size", "less", value=5, answer="raised"), "if.value"),
        (compare("size", "less", value="many"), "if.value"),
        (compare("size", "less", value=True), "if.value"),
        (compare("size", "in", value=5), "if.value"),
        (compare("size", "in", value=[1, "x"]), "if.value[1]"),
        (compare("founded", "less", value="2026-13-01"), "if.value"),
        (compare("founded", "in", answer="first"), "if.answer"),
        (compare("stage", "equals", value="gone"), "if.value"),
        (compare("wants", "contains", value=":other"), "if.value"),
        (compare("pilot", "equals", value="yes"), "if.value"),
        (compare("land", "equals", value="Singapore"), "if.value"),
        (compare("what", "equals", value=" "), "if.value"),
        (compare("size", "less", answer="gone"), "if.answer"),
        (compare("size", "less", answer="founded"), "if.answer"),
        (compare("raised", "less", answer="usd"), "if.answer"),
        (compare("size", "less", value=5, colour="red"), "if.colour"),
        ({"all": []}, "if.all"),
        ({"all": [compare("deck", "answered")], "any": []}, "if.any"),
        ({"any": [compare("deck", "answered"), compare("gone", "answered")]}, "if.any[1].question"),
        (_deep(5), "if.all[0].all[0].all[0].all[0]"),
    ],
)
def test_what_is_impossible_is_named_where_it_stands(condition: Any, path: str) -> None:
    assert [found for found, _says in conditions.misfits(condition, "if", KNOWN)] == [path]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.sampled_from([*KNOWN, "less", "in"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["all", "any", "question", "is", "value", "answer"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(ANYTHING)
def test_whatever_a_condition_is_it_is_judged_or_holds_or_not(condition: Any) -> None:
    if not list(conditions.misfits(condition, "if", KNOWN)):
        assert conditions.holds(condition, {}, KNOWN) in (True, False, None)


class TestInAForm:
    form: dict[str, Any] = {
        "sections": [
            {
                "key": "one",
                "title": "One",
                "questions": [
                    {"key": "pilot", "type": "yes_no", "label": "Pilot?", "required": True},
                    {"key": "sites", "type": "number", "label": "Sites", "show_if": compare("pilot", "equals", value=True)},
                    {"key": "names", "type": "text", "label": "Names", "require_if": compare("sites", "greater", value=1)},
                ],
            },
            {
                "key": "two",
                "title": "Two",
                "show_if": compare("sites", "at_least", value=1),
                "questions": [
                    {"key": "founded", "type": "date", "label": "Founded on"},
                    {
                        "key": "sold",
                        "type": "date",
                        "label": "First revenue",
                        "rules": [{"holds": compare("sold", "at_least", answer="founded"), "sentence": "Not before founding."}],
                        "screens": [{"when": compare("sold", "less", value="2000-01-01"), "sentence": "Too old for us."}],
                    },
                ],
            },
        ]
    }

    def keys(self, answers: dict[str, Any]) -> list[list[str]]:
        asked = design.asking(design.read(self.form), answers)
        return [[one.key for one in section.questions] for section in asked.sections]

    def test_it_can_be_asked(self) -> None:
        assert design.check(self.form) == []

    def test_what_is_asked_follows_the_answers(self) -> None:
        assert self.keys({}) == [["pilot", "names"]]
        assert self.keys({"pilot": True}) == [["pilot", "sites", "names"]]
        assert self.keys({"pilot": True, "sites": "2"}) == [["pilot", "sites", "names"], ["founded", "sold"]]

    def test_an_answer_that_is_not_asked_for_counts_nowhere(self) -> None:
        answers = {"pilot": False, "sites": "many", "founded": "never"}
        assert self.keys(answers) == [["pilot", "names"]]
        assert design.faults(design.read(self.form), answers) == []
        assert design.asking(design.read(self.form), answers).answers == {"pilot": False}

    def test_required_where_it_says(self) -> None:
        faults = design.faults(design.read(self.form), {"pilot": True, "sites": "2"})
        assert faults == [("names", "Answer this to submit.")]
        assert design.faults(design.read(self.form), {"pilot": True, "sites": "1"}) == []

    def test_rules_and_screens_are_told_beside_their_question(self) -> None:
        answers = {"pilot": True, "sites": "1", "founded": "2024-05-02", "sold": "2024-05-01"}
        assert design.faults(design.read(self.form), answers) == [("sold", "Not before founding.")]
        assert design.faults(design.read(self.form), answers | {"sold": "2024-05-02"}) == []
        del answers["founded"]
        assert design.faults(design.read(self.form), answers) == []
        assert design.faults(design.read(self.form), answers | {"sold": "1999-05-02"}) == [("sold", "Too old for us.")]
        form = design.asking(design.read(self.form), answers | {"sold": "1999-05-02"})
        assert form.progress(form.sections[1]) == (0, 0, "wrong")

    @pytest.mark.parametrize(
        ("section", "place", "more", "path"),
        [
            (0, 0, {"show_if": compare("names", "answered")}, "show_if.question"),
            (0, 1, {"show_if": compare("sites", "answered")}, "show_if.question"),
            (0, 1, {"show_if": 5}, "show_if"),
            (0, 1, {"require_if": compare("sold", "answered")}, "require_if.question"),
            (0, 1, {"rules": [{"holds": compare("names", "answered"), "sentence": "x"}]}, "rules[0].holds.question"),
            (0, 1, {"rules": [{"holds": compare("sites", "answered")}]}, "rules[0].sentence"),
            (0, 1, {"rules": {}}, "rules"),
            (0, 1, {"screens": [{"when": compare("sites", "less", value="x"), "sentence": "x"}]}, "screens[0].when.value"),
            (0, 1, {"screens": [{"when": compare("pilot", "answered"), "sentence": " "}]}, "screens[0].sentence"),
        ],
    )
    def test_only_what_comes_before_can_be_looked_at(self, section: int, place: int, more: dict[str, Any], path: str) -> None:
        form = json.loads(json.dumps(self.form))
        form["sections"][section]["questions"][place] |= more
        assert f"sections[{section}].questions[{place}].{path}" in [found for found, _says in design.check(form)]

    def test_a_section_cannot_wait_for_itself(self) -> None:
        form = json.loads(json.dumps(self.form))
        form["sections"][1]["show_if"] = compare("founded", "answered")
        assert design.check(form) == [
            ("sections[1].show_if.question", "A condition looks at a question that comes before it."),
        ]


@given(conditional(), st.data())
def test_whatever_is_asked_can_be_judged_and_what_is_not_bars_nothing(definition: dict[str, Any], data: st.DataObject) -> None:
    assert design.check(definition) == []
    sections = design.read(definition)
    answers = {
        one.key: one.clean(data.draw(sent(one)))
        for section in sections
        for one in section.questions
        if one.type != "file" and data.draw(st.booleans())
    }
    form = design.asking(sections, answers)
    assert {fault.path for fault in design.faults(sections, answers)} <= form.questions.keys()
    assert set(form.answers) <= form.questions.keys()
    assert design.asking(sections, form.answers) == form


def test_the_browser_decides_as_the_server_does() -> None:
    chance = Random(7)
    cases, expected = [], []
    for _ in range(400):
        definition = _drawn(chance)
        assert design.check(definition) == []
        sections = design.read(definition)
        answers = {
            one.key: one.clean(chance.choice(VALUES[one.type]))
            for section in sections
            for one in section.questions
            if chance.random() < 0.8
        }
        form = design.asking(sections, answers)
        for section in sections:
            rules = live.rules(sections, form, section)
            if rules is None or all(section.key != one.key for one in form.sections):
                continue
            held = {one.key: typed(one, answers.get(one.key)) for one in section.questions}
            cases.append([rules, held])
            expected.append({one.key: _decided(form, one) for one in section.questions})
    found = nodes.run("conditions.js", "given.map(([rules, held]) => m.decide(rules, (key) => held[key]))", cases)
    assert len(cases) > 300
    for case, decided, wanted in zip(cases, found, expected, strict=True):
        for key, one in wanted.items():
            assert decided[key]["shown"] == one["shown"], case
            assert not one["shown"] or decided[key]["required"] == one["required"], case


def test_the_browser_compares_a_day_and_a_month_as_the_server_does() -> None:
    verbs = [verb for verb in conditions.VERBS["day"] if verb != "in"]
    pairs = [(one, other, verb) for one, other in (("founded", "first"), ("first", "founded")) for verb in verbs]
    days = ["2026-04-30", "2026-05-01", "2026-05-20", "2026-06-01", ""]
    cases, expected = [], []
    for one, other, verb in pairs:
        shown = {"key": "what", **ASKED["what"], "show_if": compare(one, verb, answer=other)}
        asked = [{"key": key, **ASKED[key]} for key in ("founded", "first")]
        definition = {"sections": [{"key": "a", "title": "A", "questions": [*asked, shown]}]}
        assert design.check(definition) == []
        sections = design.read(definition)
        for day in days:
            form = design.asking(sections, {"founded": day, "first": "2026-05"})
            cases.append([live.rules(sections, form, sections[0]), {"founded": day, "first": "2026-05", "what": ""}])
            expected.append("what" in form.questions)
    found = nodes.run("conditions.js", "given.map(([rules, held]) => m.decide(rules, (key) => held[key]).what.shown)", cases)
    assert found == expected
    assert expected.count(True) == 24


def _decided(form: design.Asking, question: Any) -> dict[str, bool]:
    asked = form.questions.get(question.key)
    return {"shown": asked is not None, "required": bool(asked and asked.required)}


def _drawn(chance: Random) -> dict[str, Any]:
    """A form of two sections, most of whose questions depend on earlier ones."""
    drawn: list[dict[str, Any]] = []
    kinds = [kind for kind in VALUES if kind != "table"]
    for number in range(8):
        raw = ASKED | {"again": {"type": "scale", "label": "Scale"}, "url": {"type": "url", "label": "Link"}}
        kind = chance.choice(kinds)
        made = next(one for one in raw.values() if one["type"] == kind) | {"key": f"q{number}", "required": chance.random() < 0.3}
        known = {one["key"]: design.question(one) for one in drawn}
        for name in ("show_if", "require_if"):
            if known and chance.random() < 0.6:
                made[name] = _condition(chance, known, 2)
        drawn.append(made)
    return {"sections": [{"key": "a", "title": "A", "questions": drawn[:4]}, {"key": "b", "title": "B", "questions": drawn[4:]}]}


def _condition(chance: Random, known: dict[str, Any], deep: int) -> dict[str, Any]:
    if deep and chance.random() < 0.4:
        return {chance.choice(["all", "any"]): [_condition(chance, known, deep - 1) for _ in range(chance.randint(1, 3))]}
    question = chance.choice(list(known.values()))
    verb = chance.choice(conditions.verbs(question))
    if verb in ("answered", "unanswered"):
        return compare(question.key, verb)
    others = [
        key
        for key, one in known.items()
        if not list(conditions.misfits(compare(question.key, verb, answer=key), "", known)) and one.type != "usd"
    ]
    if others and chance.random() < 0.4:
        return compare(question.key, verb, answer=chance.choice(others))
    fit = [value for value in VALUES[question.type] if conditions.literal(question, value) is not None]
    fit = [one for value in fit for one in (value if isinstance(value, list) else [value])] or ["a"]
    if conditions.family(question) == "truth":
        fit = [True, False]
    return compare(question.key, verb, value=[chance.choice(fit)] if verb == "in" else chance.choice(fit))
