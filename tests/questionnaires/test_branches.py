"""Conditions as the builder's fields say them: what is drawn is what was there, and each act does one thing."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from accelerator.questionnaires import branches, condition_forms, conditions, drafting, mending, sentences, versions
from accelerator.questionnaires import definition as design
from accelerator.questionnaires.parts import Section
from tests.factories.designs import OPTIONS, conditional

ASKED: dict[str, dict[str, Any]] = {
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
}
QUESTIONS = tuple(design.question({"key": key, **raw}) for key, raw in ASKED.items())
FORM = sentences.placed((Section("a", "A", "", QUESTIONS),))
KNOWN = {key: one.question for key, one in FORM.items()}


class _Fields(HTMLParser):
    """What a browser sends of a form: names with values."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "select":
            self.select = given["name"]
        chosen = tag == "option" and "selected" in given
        typed = tag == "input" and (given.get("type") != "checkbox" or "checked" in given)
        if chosen or typed:
            self.sent.append((self.select if chosen else given["name"], given.get("value", "")))


def sent(condition: Any, wrong: dict[str, str] | None = None) -> QueryDict:
    """The fields of the editor of `condition`, untouched."""
    group = condition_forms.editors({"show_if": condition}, FORM, {}, wrong or {})["show_if"]
    page = _Fields()
    page.feed(render_to_string("accelerator/questionnaires/builder/group.html", {"group": group}))
    data = QueryDict(mutable=True)
    for name, value in page.sent:
        data.appendlist(name, value)
    return data


def compare(question: str, verb: str, **second: Any) -> dict[str, Any]:
    return {"question": question, "is": verb, **second}


def drawn(condition: Any, do: str = "", **changed: Any) -> Any:
    """The condition that its editor sends back after one act and changes of `{field: value}`."""
    data = sent(condition)
    for name, value in changed.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return branches.condition(data, "show_if", KNOWN, branches.act(do))


SIZE = compare("size", "at_least", value="5")
PILOT = compare("pilot", "equals", value=True)
STAGE = compare("stage", "in", value=["a", ":other"])


@pytest.mark.parametrize(
    "condition",
    [
        SIZE,
        PILOT,
        STAGE,
        compare("raised", "greater", answer="size"),
        compare("founded", "less", value="2026-01-01"),
        compare("founded", "in", value=["2026-01-01", "2026-02-01"]),
        compare("first", "at_most", value="2026-01"),
        compare("wants", "contains", value="b"),
        compare("land", "in", value=["SG", "MY"]),
        compare("land", "not", value="SG"),
        compare("what", "contains", value="port"),
        compare("what", "in", value=["a", "b, c"]),
        compare("deck", "answered"),
        compare("size", "greater", value=""),
        compare("gone", "equals", value="x"),
        {"all": [SIZE, PILOT]},
        {"any": [SIZE, {"all": [PILOT, {"any": [STAGE, {"all": [SIZE, PILOT]}]}]}]},
    ],
    ids=str,
)
def test_what_is_drawn_and_sent_back_untouched_is_what_was_there(condition: dict[str, Any]) -> None:
    assert drawn(condition) == condition


@settings(max_examples=40, deadline=None)
@given(conditional())
def test_the_conditions_of_any_form_come_back_and_are_possible(form: dict[str, Any]) -> None:
    """Numbers come back as text, and a group of one as its part."""
    sections = design.read(form, "")
    before: dict[str, sentences.Placed] = {}
    for key, place in sentences.placed(sections).items():
        if show := place.question.show_if:
            group = condition_forms.Group(show, "show_if", "show_if", condition_forms.Drawn(before, {}))
            page = _Fields()
            page.feed(render_to_string("accelerator/questionnaires/builder/group.html", {"group": group}))
            data = QueryDict(mutable=True)
            for name, value in page.sent:
                data.appendlist(name, value)
            known = {one: at.question for one, at in before.items()}
            made = branches.condition(data, "show_if", known)
            assert made is not None
            assert list(conditions.misfits(made, "", known)) == []
            assert sorted(conditions.keys(made)) == sorted(conditions.keys(show))
        before[key] = place


@pytest.mark.parametrize(
    ("condition", "do", "expected"),
    [
        (None, "add show_if", compare("deck", "answered")),
        (SIZE, "add show_if", {"all": [SIZE, compare("deck", "answered")]}),
        (SIZE, "remove show_if:0", None),
        ({"any": [SIZE, PILOT]}, "remove show_if:0", PILOT),
        ({"any": [SIZE, {"all": [PILOT, STAGE]}]}, "remove show_if:1:0", {"any": [SIZE, STAGE]}),
        ({"any": [SIZE, {"all": [PILOT, STAGE]}]}, "remove show_if:1", SIZE),
        (SIZE, "group show_if", {"all": [SIZE, {"any": [compare("deck", "answered")] * 2}]}),
        (SIZE, "remove show_if:7", SIZE),
        (SIZE, "explode show_if", SIZE),
    ],
)
def test_each_act_does_one_thing(condition: Any, do: str, expected: Any) -> None:
    assert drawn(condition, do) == expected


@pytest.mark.parametrize(
    ("condition", "changed", "expected"),
    [
        (SIZE, {"show_if:0:question": "stage"}, compare("stage", "equals", value="")),
        (SIZE, {"show_if:0:question": "raised"}, compare("raised", "at_least", value="5")),
        (SIZE, {"show_if:0:is": "answered"}, compare("size", "answered")),
        (SIZE, {"show_if:0:with": "raised"}, compare("size", "at_least", answer="raised")),
        (SIZE, {"show_if:0:with": "stage"}, SIZE),
        (
            compare("founded", "at_most", value="2026-05-20"),
            {"show_if:0:with": "first"},
            compare("founded", "at_most", answer="first"),
        ),
        (
            compare("founded", "at_most", value="2026-05-20"),
            {"show_if:0:value": "0002-05-20"},
            compare("founded", "at_most", value=""),
        ),
        (SIZE, {"show_if:0:value": "several"}, compare("size", "at_least", value="several")),
        (STAGE, {"show_if:0:is": "equals"}, compare("stage", "equals", value="a")),
        (STAGE, {"show_if:0:value": ["a", "b", "gone"]}, compare("stage", "in", value=["a", "b"])),
        (compare("stage", "equals", value="a"), {"show_if:0:is": "in"}, compare("stage", "in", value=["a"])),
        (compare("land", "in", value=["SG"]), {"show_if:0:value": ["SG", "MY", ""]}, compare("land", "in", value=["SG", "MY"])),
        (PILOT, {"show_if:0:value": "no"}, compare("pilot", "equals", value=False)),
        ({"all": [SIZE, PILOT]}, {"show_if:join": "any"}, {"any": [SIZE, PILOT]}),
    ],
)
def test_a_comparison_fits_the_question_it_looks_at(condition: Any, changed: dict[str, Any], expected: Any) -> None:
    assert drawn(condition, **changed) == expected


def test_rules_keep_what_else_they_have() -> None:
    rules = [
        {"holds": SIZE, "sentence": "Five at least.", "texts": {"ms": {"sentence": "Lima."}}},
        {"holds": PILOT, "sentence": ""},
    ]
    data = QueryDict(mutable=True)
    data["rules:"] = ""
    for place, rule in enumerate(rules):
        for name, value in sent(rule["holds"]).items():
            data[name.replace("show_if", f"rules:{place}:holds")] = value
        data[f"rules:{place}:sentence"] = str(rule["sentence"])

    def told(do: str) -> Any:
        return branches.attributes(data, {"rules": rules}, before=KNOWN, own={}, do=branches.act(do))

    assert told("") == {"rules": rules}
    assert told("remove rules:0") == {"rules": rules[1:]}
    assert told("add rules") == {"rules": [*rules, {"holds": compare("deck", "answered"), "sentence": ""}]}
    assert told("remove rules:0:holds:0")["rules"][0] == rules[0] | {"holds": {"all": []}}


def test_what_was_not_sent_is_left_alone() -> None:
    assert branches.attributes(QueryDict(), {"rules": [], "show_if": SIZE}, before=KNOWN, own={}) == {}


def test_a_fault_stands_beside_what_causes_it() -> None:
    wrong = {"show_if.any[1].all[0].value": "Say what to compare with.", "show_if": "Too deep."}
    group = condition_forms.Group(
        {"any": [SIZE, {"all": [PILOT, STAGE]}]}, "show_if", "show_if", condition_forms.Drawn(FORM, wrong)
    )
    first, inner = group.parts
    assert [group.fault, first.fault, inner.fault] == ["Too deep.", "", ""]
    assert isinstance(inner, condition_forms.Group)
    assert [part.fault for part in inner.parts] == ["Say what to compare with.", ""]


@pytest.mark.parametrize(
    ("condition", "says"),
    [
        (STAGE, "1.5 is any of Anchor, Other"),
        (PILOT, "1.7 is Yes"),
        (compare("founded", "less", value="2026-01-01"), "1.3 is before 2026-01-01"),
        (compare("founded", "at_least", answer="first"), "1.3 is on or after 1.4"),
        (compare("land", "equals", value="SG"), "1.8 is Singapore"),
        (compare("wants", "lacks", value="b"), "1.6 does not include Buoy"),
        (compare("deck", "unanswered"), "1.10 is not answered"),
        (compare("gone", "equals", value=""), "… is …"),
        ({"any": [SIZE, {"all": [PILOT, SIZE]}]}, "1.1 is at least 5 or (1.7 is Yes and 1.1 is at least 5)"),
    ],
)
def test_conditions_in_words(condition: Any, says: str) -> None:
    assert sentences.told(condition, FORM) == says


_NAMES = st.sampled_from(
    [
        *("show_if:join", "show_if:0:join", "show_if:0:question", "show_if:0:is", "show_if:0:value", "show_if:0:with"),
        *("show_if:0:0:question", "show_if:0:0:is", "show_if:0:0:value", "show_if:1:question", "require_if:join"),
        *("require_if:0:question", "rules:", "rules:0:sentence", "rules:0:holds:0:question", "rules:0:holds:0:is"),
        *("screens:", "screens:0:sentence", "screens:0:when:join", "screens:0:when:0:question", "screens:0:when:0:value"),
    ]
)
_SAID = st.sampled_from(
    ["", *ASKED, "gone", "in", "equals", "contains", "answered", "any", "yes", "a", ":other", "5", "2026-01", "港"]
)
_ACTS = st.sampled_from(["", "add show_if", "group show_if:0", "remove show_if:0", "add rules", "remove screens:0", "add", " "])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(_NAMES, _SAID), max_size=25), _ACTS)
def test_whatever_is_sent_makes_a_draft_that_is_drawn_and_told_again(sent: list[tuple[str, str]], do: str) -> None:
    """However impossible: it can be read, shown, compared and put into words."""
    data = QueryDict(mutable=True)
    for name, value in sent:
        data.appendlist(name, value)
    itself = {"key": "it", "type": "text", "label": "It"}
    own = {"it": design.question(itself)}
    attributes = branches.attributes(data, itself, before=KNOWN, own=own, do=branches.act(do))
    before = [{"key": key, **raw} for key, raw in ASKED.items()]
    old = {"sections": [{"key": "a", "title": "A", "questions": [*before, itself]}]}
    new = drafting.change_question(old, "it", attributes)
    assert design.misshapen(new) == []
    wrong = {one.path: one.sentence for one in mending.found(new, design.impossible(new))}
    form = sentences.placed(design.read(new, ""))
    drawn = condition_forms.editors(drafting.question(new, "it"), FORM, {"it": form["it"]}, wrong)
    for name in ("show_if", "require_if"):
        render_to_string("accelerator/questionnaires/builder/group.html", {"group": drawn[name]})
    for one in (*drawn["rules"], *drawn["screens"]):
        render_to_string("accelerator/questionnaires/builder/group.html", {"group": one.group})
    assert {one.key for one in versions.differences(old, new)} <= {"it"}
    if not wrong:
        design.asking(design.read(new, ""), {"size": "5", "stage": "a"})
