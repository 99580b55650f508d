"""Conditions as the builder's fields say them, and what one act does to them. Pure.

Whichever way it is written, a condition is drawn as a group: `show_if:join` says whether all or any of its parts must hold. The
parts are `show_if:0`, `show_if:1` and so on, each a group again or a comparison with the fields `question`, `is`, `with` (the
key of another question, empty for a value) and `value`, which comes several times where it is any of several.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.http import QueryDict

from accelerator.kit.lines import joined
from accelerator.questionnaires.conditions import ALONE, MOST_PARTS, are_alike, family, literal, verbs
from accelerator.questionnaires.questions import Condition, Question
from accelerator.questionnaires.shapes import MOST_RULES

OTHER_JOIN = {"all": "any", "any": "all"}
ADD, GROUP, REMOVE = "add", "group", "remove"
_MOST = MOST_PARTS + 5  # parts that are read at all: one too many is kept, and told


class Act(NamedTuple):
    """What a button does: `add show_if` a comparison, `group show_if` a group, `remove show_if:0`."""

    verb: str
    name: str


NOTHING = Act("", "")
Known = Mapping[str, Question]


def act(said: str) -> Act:
    verb, _space, name = said.partition(" ")
    return Act(verb, name)


def condition(data: QueryDict, name: str, known: Known, do: Act = NOTHING) -> Condition | None:
    """The condition that the fields named `name` say once `do` is done, which may look at the questions `known`.

    None where no part is left.
    """
    join = "any" if data.get(f"{name}:join") == "any" else "all"
    parts = list(_parts(data, name, known, do))
    if do == (ADD, name):
        parts.append(blank(known))
    elif do == (GROUP, name):
        parts.append({OTHER_JOIN[join]: [blank(known), blank(known)]})
    if not parts:
        return None
    return {join: parts} if len(parts) > 1 else parts[0]


def attributes(data: QueryDict, raw: Mapping[str, Any], *, before: Known, own: Known, do: Act = NOTHING) -> dict[str, Any]:
    """What the fields of a question or a section say of its conditions, rules and screens, as far as they were sent.

    `raw` is what they were drawn from, `before` the questions before it, `own` itself where it is a question.
    """
    looks = {name: condition(data, name, before, do) for name in ("show_if", "require_if") if f"{name}:join" in data}
    every = {**before, **own}
    told = {
        name: list(_told(data, name, part, raw.get(name, []), every, do))
        for name, part in (("rules", "holds"), ("screens", "when"))
        if f"{name}:" in data
    }
    return looks | told


def _told(data: QueryDict, name: str, part: str, old: list[dict[str, Any]], known: Known, do: Act) -> Iterator[dict[str, Any]]:
    for place in range(MOST_RULES + 1):
        here = f"{name}:{place}"
        if f"{here}:sentence" not in data:
            break
        if do != (REMOVE, here):
            kept = old[place] if place < len(old) else {}
            holds = condition(data, f"{here}:{part}", known, do) or {"all": []}
            yield kept | {part: holds, "sentence": joined(data.get(f"{here}:sentence", ""))[:300]}
    if do == (ADD, name):
        yield {part: blank(known), "sentence": ""}


def _parts(data: QueryDict, name: str, known: Known, do: Act) -> Iterator[Condition]:
    for place in range(_MOST):
        here = f"{name}:{place}"
        is_group = f"{here}:join" in data
        if not is_group and f"{here}:question" not in data:
            return
        if do != (REMOVE, here) and (part := condition(data, here, known, do) if is_group else _comparison(data, here, known)):
            yield part


def _comparison(data: QueryDict, name: str, known: Known) -> dict[str, Any]:
    """As far as it fits the question it looks at: a verb or a choice that belongs to another is not carried over."""
    key = str(data.get(f"{name}:question", ""))[:60]
    question, is_ = known.get(key), data.get(f"{name}:is", "")
    if question is not None and is_ not in verbs(question):
        is_ = verbs(question)[0]
    made = {"question": key, "is": is_}
    if is_ in ALONE:
        return made
    other = data.get(f"{name}:with", "")
    if question is not None and other in comparables(question, is_, known):
        return made | {"answer": other}
    sent = [one for one in data.getlist(f"{name}:value")[:_MOST] if one.strip() and not _is_begun(one, question)]
    given = [_typed(one, question) for one in sent]
    if question is not None and family(question) in ("truth", "option", "options"):
        given = [one for one in given if literal(question, one) is not None]
    return made | {"value": list(dict.fromkeys(given)) if is_ == "in" else given[0] if given else ""}


def _is_begun(value: str, question: Question | None) -> bool:
    """A date whose year is being typed: browsers send its first digit as 0002-01-01."""
    return question is not None and family(question) in ("day", "month") and value.startswith("0")


def _typed(value: str, question: Question | None) -> str | bool:
    is_truth = question is not None and family(question) == "truth"
    return {"yes": True, "no": False}.get(value, "") if is_truth else value[:300]


def comparables(question: Question, is_: str, known: Known) -> list[str]:
    """Keys of the questions whose answers stand on the other side of `is_`."""
    if is_ in ("in", "contains", "lacks", *ALONE):
        return []
    return [key for key, one in known.items() if key != question.key and are_alike(question, one)]


def blank(known: Known) -> dict[str, Any]:
    """A comparison to begin with: of the nearest question before, with nothing yet."""
    key = list(known)[-1] if known else ""
    is_ = verbs(known[key])[0] if key else "equals"
    return {"question": key, "is": is_} | ({} if is_ in ALONE else {"value": ""})
