"""A plan as one YAML file (kit.yamlfile): its name and its steps. Pure but for the language.

    plan: Six months
    steps:
    - key: pilot
      title: Pilot signed
      due: {working_days: 30, after: interviews, day_off: next}
      needs: [measure]

Of a step only the title and when it is due are needed; plan_schema.py says the rest. What keys of `due` stand for is in _KINDS.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from accelerator.kit import yamlfile
from accelerator.kit.lines import is_one
from accelerator.kit.yamlfile import LARGEST, LineFault, Misread, located
from cohorts.milestones import content, due
from cohorts.milestones.content import Fault, StepGiven

__all__ = ["LARGEST", "LineFault", "Misread", "PlanFile", "faults_of", "located", "read", "write"]

_KINDS = {
    "days": due.DAYS,
    "working_days": due.WORKDAYS,
    "month_end": due.MONTH_END,
    "quarter_end": due.QUARTER_END,
    "on": due.ON,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}
_TEXTS = ("key", "title", "description", "evidence", "owner", "unit", "questionnaire")
_STEP = (*_TEXTS[:4], "owner", "target", "unit", "questionnaire", "due", "needs")
_DUE = (*_KINDS, "after", "day_off")
_IN_DUE = {"due_days", "due_rule", "fixed_on", "after", "days_off"}
_USUAL = {field.name: field.default for field in fields(StepGiven)}


class PlanFile(NamedTuple):
    """`lines` says where each path stands, for what is found wrong later."""

    name: str
    steps: list[StepGiven]
    lines: dict[str, int]


def write(name: str, steps: Sequence[StepGiven]) -> str:
    return yamlfile.write({"plan": name, "steps": [_step(one) for one in steps]})


def _step(given: StepGiven) -> dict[str, Any]:
    target = {"target": _number(given.target)} if given.target is not None else {}
    texts = {name: getattr(given, name) for name in _TEXTS if getattr(given, name) != _USUAL.get(name)}
    needs = {"needs": list(given.needs)} if given.needs else {}
    said = texts | target | {"due": _due(given)} | needs
    return {name: said[name] for name in _STEP if name in said}


def _number(target: Decimal) -> int | str:
    """Whole ones as numbers; others as text, which no reader rounds."""
    return int(target) if target == int(target) else f"{target.normalize():f}"


def _due(given: StepGiven) -> dict[str, Any]:
    counted: Any = given.fixed_on.isoformat() if given.fixed_on else given.due_days
    after = {"after": given.after} if given.after else {}
    day_off = {"day_off": given.days_off} if given.days_off != due.LEAVE else {}
    return {_NAMES[given.due_rule]: counted} | after | day_off


def read(text: str) -> PlanFile:
    """The plan that `text` writes out. Raises Misread with everything that stands in the way, each with its line."""
    value, lines = yamlfile.read(text)
    yamlfile.require(_misshapen(value), lines)
    steps = [_given(one) for one in value["steps"]]
    yamlfile.require(faults_of(steps), lines)
    return PlanFile(value["plan"].strip(), steps, lines)


def faults_of(steps: Sequence[StepGiven]) -> list[Fault]:
    """What is wrong with a whole plan, with paths as its file has them."""
    return [Fault(_path(place, fault.path), fault.sentence) for place, fault in content.all_faults(content.with_keys(steps))]


def _path(place: int, name: str) -> str:
    return f"steps[{place}].due" if name in _IN_DUE else f"steps[{place}].{name}"


def _given(said: dict[str, Any]) -> StepGiven:
    texts = {name: said[name] for name in _TEXTS if name in said}
    (name,) = said["due"].keys() & _KINDS.keys()
    counted = said["due"][name]
    return StepGiven(
        **texts,
        target=Decimal(str(said["target"])) if said.get("target") is not None else None,
        due_rule=_KINDS[name],
        due_days=0 if name == "on" else counted,
        fixed_on=date.fromisoformat(counted) if name == "on" else None,
        after=said["due"].get("after", ""),
        days_off=said["due"].get("day_off", due.LEAVE),
        needs=tuple(said.get("needs", ())),
    )


def _misshapen(value: Any) -> Iterator[Fault]:
    """What is of another shape than a plan's."""
    if not isinstance(value, dict):
        yield Fault("", _("A plan has a name under “plan” and a list of steps under “steps”."))
        return
    yield from _strange(value, "", ("plan", "steps"))
    if not isinstance(value.get("plan"), str) or not value["plan"].strip() or len(value["plan"]) > content.LONGEST["title"]:
        yield Fault("plan", _("Give the plan's name, up to %(most)d characters.") % {"most": content.LONGEST["title"]})
    elif not is_one(value["plan"].strip()):
        yield Fault("plan", _("This stands in one line. Take the line breaks out."))
    if not isinstance(value.get("steps"), list) or not value["steps"]:
        yield Fault("steps", _("Give at least one step."))
        return
    if len(value["steps"]) > content.MOST_STEPS:
        yield Fault("steps", content.too_many())
        return
    for place, one in enumerate(value["steps"]):
        path = f"steps[{place}]"
        if isinstance(one, dict):
            yield from _wrong_step(one, path)
        else:
            yield Fault(path, _("A step has a title and says when it is due."))


def _strange(value: dict[str, Any], path: str, known: Sequence[str]) -> Iterator[Fault]:
    for name in value.keys() - set(known):
        facts = {"name": name, "known": ", ".join(known)}
        here = f"{path}.{name}" if path else name
        yield Fault(here, _("“%(name)s” is unknown here. There are: %(known)s.") % facts)


def _wrong_step(one: dict[str, Any], path: str) -> Iterator[Fault]:
    yield from _strange(one, path, _STEP)
    for name in _TEXTS:
        if not isinstance(one.get(name, ""), str):
            yield Fault(f"{path}.{name}", _("This must be text. Put it in quotes."))
    if "title" not in one:
        yield Fault(f"{path}.title", _("A milestone needs a name."))
    if not _is_number(one.get("target")):
        yield Fault(f"{path}.target", _("This must be a number."))
    needs = one.get("needs", [])
    if not isinstance(needs, list) or not all(isinstance(key, str) for key in needs):
        yield Fault(f"{path}.needs", _("This must be a list of keys of steps."))
    yield from _wrong_due(one.get("due"), f"{path}.due")


def _is_number(value: Any) -> bool:
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return True
    whole, _point, part = str(value).partition(".") if isinstance(value, str) else ("", "", "")
    return bool(whole) and f"{whole}{part}".isascii() and f"{whole}{part}".isdigit()


def _wrong_due(value: Any, path: str) -> Iterator[Fault]:
    counted = value.keys() & _KINDS.keys() if isinstance(value, dict) else set()
    if len(counted) != 1:
        said = _("Say when it is due with one of these: %(known)s.") % {"known": ", ".join(_KINDS)}
        yield Fault(path, said)
        return
    yield from _strange(value, path, _DUE)
    (name,) = counted
    if name == "on" and not _is_day(value[name]):
        yield Fault(f"{path}.on", _("Write the day as 2026-11-30."))
    if name != "on" and (not isinstance(value[name], int) or isinstance(value[name], bool)):
        yield Fault(f"{path}.{name}", _("This must be a whole number."))
    for text in ("after", "day_off"):
        if not isinstance(value.get(text, ""), str):
            yield Fault(f"{path}.{text}", _("This must be text. Put it in quotes."))


def _is_day(value: Any) -> bool:
    try:
        return bool(date.fromisoformat(value).isoformat() == value)
    except (TypeError, ValueError):
        return False
