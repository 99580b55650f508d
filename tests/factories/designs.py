"""Random forms that can be asked, and random answers as people and programs send them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from accelerator.questionnaires import conditions
from accelerator.questionnaires import definition as design
from accelerator.questionnaires.tables import SIMPLE

WORDS = st.text(alphabet="abc déジ٣", min_size=1, max_size=12).map(lambda text: f"x{text}")
KEYS = st.sampled_from([f"q{number}" for number in range(1, 40)])
TYPED = st.one_of(
    st.sampled_from(["", "a", "b", ":other", "5", "-3", "1,200", "2026-11-30", "2026-11", "yes", "no", "SG", "x@y.example"]),
    st.sampled_from(["https://a.example", "+65 6123 4567", "**b** <i>x</i>", "one two  three", "  "]),
    st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12),
)


def _pair(values: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """A least and a most that do not cross; either may be left out."""
    places = st.tuples(st.integers(0, len(values)), st.integers(0, len(values))).map(sorted)
    ends = places.map(lambda both: {"min": ([*values, ""])[both[0]], "max": ([*values, ""])[both[1]]})
    return ends.map(lambda both: both if both["min"] else both | {"max": ""})


OPTIONS = [{"value": "a", "label": "Anchor"}, {"value": "b", "label": "Buoy"}, {"value": "c", "label": "Crane"}]
_AMOUNTS = _pair(["-5", "0", "2.5", "1,000"])
_MORE: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    **dict.fromkeys(
        ("text", "long_text", "markdown"),
        st.fixed_dictionaries({"limit": st.integers(1, 100), "counts": st.sampled_from(["characters", "words"])}),
    ),
    "number": st.builds(lambda ends, whole: {**ends, "whole": whole, "unit": "t"}, _AMOUNTS, st.booleans()),
    "money": st.builds(lambda ends, currency: {**ends, "currency": currency}, _AMOUNTS, st.sampled_from(["SGD", "JPY"])),
    "date": _pair(["2026-01-01", "2026-11-30"]),
    "month": _pair(["2026-01", "2026-11"]),
    "choice": st.fixed_dictionaries({"options": st.just(OPTIONS), "other": st.booleans()}),
    "choices": st.fixed_dictionaries({"options": st.just(OPTIONS), "other": st.booleans(), "max": st.integers(0, 3)}),
    "scale": st.tuples(st.integers(0, 4), st.integers(5, 10)).map(lambda ends: {"low": ends[0], "high": ends[1]}),
    "phone": st.fixed_dictionaries({"country": st.sampled_from(["", "SG", "DE"])}),
    "file": st.fixed_dictionaries({"max": st.integers(1, 3), "max_mb": st.integers(1, 100)}),
}


@st.composite
def questions(draw: st.DrawFn, key: str, kinds: tuple[str, ...] = tuple(design.TYPES)) -> dict[str, Any]:
    """A question of any of `kinds`."""
    kind = draw(st.sampled_from(kinds))
    made = {"key": key, "type": kind, "label": draw(WORDS), "required": draw(st.booleans())}
    made |= {"texts": {"ms": {"label": draw(WORDS)}}} if draw(st.booleans()) else {}
    if kind == "table":
        columns = [draw(questions(f"c{place}", tuple(sorted(SIMPLE)))) for place in range(draw(st.integers(1, 3)))]
        ends = draw(st.tuples(st.integers(0, 2), st.integers(2, 5)))
        return (
            made
            | {"columns": [one | {"other": False} if one["type"] == "choice" else one for one in columns]}
            | {
                "min_rows": ends[0],
                "max_rows": ends[1],
            }
        )
    return made | (draw(_MORE[kind]) if kind in _MORE else {})


@st.composite
def definitions(draw: st.DrawFn) -> dict[str, Any]:
    """Any form that can be asked: two sections of together up to six questions."""
    keys = draw(st.lists(KEYS, min_size=1, max_size=6, unique=True))
    drawn = [draw(questions(key)) for key in keys]
    cut = draw(st.integers(0, len(drawn)))
    return {
        "sections": [
            {"key": "one", "title": draw(WORDS), "questions": drawn[:cut]},
            {"key": "two", "title": draw(WORDS), "questions": drawn[cut:]},
        ]
    }


def sent(question: Any) -> st.SearchStrategy[Any]:
    """What somebody may send for a question: of the right shape, with anything in it."""
    own = TYPED.map(lambda text: {"other": text})
    if question.type == "choice":
        return TYPED | own
    if question.type == "choices":
        return st.lists(st.sampled_from(["a", "b", "c", "gone"]) | own, max_size=4)
    if question.type == "yes_no":
        return st.sampled_from([True, False, None, "yes", "no", ""])
    if question.type == "table":
        return st.lists(st.fixed_dictionaries({one.key: sent(one) for one in question.columns}), max_size=6)
    return TYPED


# For each type that is typed: what people write, right and wrong, as it is sent.
VALUES: dict[str, list[Any]] = {
    "number": ["", "5", "-3", "2.50", "1,000", "1000", "many", " 7 ", "\x1c8", "−4", "1,00", "0.0000001"],
    "money": ["", "5", "10", "0.5", "lots"],
    "date": ["", "2026-11-30", "2026-02-30", "0000-01-01", "2025-01-01", "soon", "٢٠٢٦-11-30"],
    "month": ["", "2026-11", "2026-13", "2025-01", "0000-01"],
    "scale": ["", "1", "3", "5", "9"],
    "choice": ["", "a", "b", {"other": "Lab"}, {"other": ""}],
    "choices": [[], ["a"], ["a", "b"], ["c"]],
    "yes_no": [True, False, None],
    "country": ["", "SG", "MY"],
    "text": ["", "a", " a", "a\x85", "ab", "\ufeffa", "  ", "\x1f"],
    "url": ["", "https://a.example", "a"],
}


@st.composite
def conditional(draw: st.DrawFn) -> dict[str, Any]:
    """Such a form in which sections and questions also depend on what comes before them."""
    definition = draw(definitions())
    known: list[Any] = []
    for section in definition["sections"]:
        if known and draw(st.booleans()):
            section["show_if"] = draw(conditions_on(known))
        for raw in section["questions"]:
            for name in ("show_if", "require_if"):
                if known and draw(st.booleans()):
                    raw[name] = draw(conditions_on(known))
            known.append(design.question(raw))
            if draw(st.booleans()):
                raw["rules"] = [{"holds": draw(conditions_on(known)), "sentence": "Not so."}]
                raw["screens"] = [{"when": draw(conditions_on(known)), "sentence": "Not for us."}]
    return definition


def conditions_on(known: list[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Conditions over answers to `known`, up to two deep."""
    alone = st.sampled_from([{"question": one.key, "is": verb} for one in known for verb in ("answered", "unanswered")])
    compared = [
        {"question": one.key, "is": verb, "value": _fit(one, verb)}
        for one in known
        for verb in conditions.verbs(one)
        if verb not in ("answered", "unanswered")
    ]
    single = alone | st.sampled_from(compared) if compared else alone
    return single | st.tuples(st.sampled_from(["all", "any"]), st.lists(single, min_size=1, max_size=3)).map(
        lambda one: dict([one])
    )


_FIT = {"number": 5, "day": "2026-11-30", "month": "2026-11", "truth": True, "options": "a", "text": "a"}


def _fit(question: Any, verb: str) -> Any:
    kind = conditions.family(question)
    value = _FIT.get(kind, "SG" if question.type == "country" else "a")
    return [value] if verb == "in" else value
