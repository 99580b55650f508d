"""What two states of a plan differ in, in words. Pure but for the language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cohorts.milestones import due_words
from cohorts.milestones.content import StepGiven

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True)
class Detail:
    """One part of a step, as people read it; empty where it was not set."""

    name: str
    old: str
    new: str


@dataclass(frozen=True)
class Difference:
    kind: str
    key: str
    title: str
    details: tuple[Detail, ...] = ()


def differences(old: Sequence[StepGiven], new: Sequence[StepGiven]) -> list[Difference]:
    """What `new` differs in from `old`, in the order of `new`, what was removed last."""
    before = {one.key: one for one in old}
    titles = {one.key: one.title for one in (*old, *new)}
    stays = [one.key for one in old if one.key in {two.key for two in new}]
    order = [one.key for one in new if one.key in before]
    found = []
    for place, one in enumerate(new, 1):
        if one.key not in before:
            found.append(Difference(ADDED, one.key, one.title))
            continue
        details = list(_details(before[one.key], one, titles))
        if stays.index(one.key) != order.index(one.key):
            was = 1 + [two.key for two in old].index(one.key)
            details.append(Detail(_("Place"), f"M{was}", f"M{place}"))
        if details:
            found.append(Difference(CHANGED, one.key, one.title, tuple(details)))
    gone = [Difference(REMOVED, one.key, one.title) for one in old if one.key not in {two.key for two in new}]
    return found + gone


def _details(old: StepGiven, new: StepGiven, titles: Mapping[str, str]) -> list[Detail]:
    said: dict[str, Callable[[StepGiven], str]] = {
        _("Milestone"): lambda one: one.title,
        _("Due"): lambda one: due_words.rule(one.rule(), titles),
        _("Not before"): lambda one: ", ".join(titles.get(key, key) for key in one.needs),
        _("What is to be done"): lambda one: one.description,
        _("What shows it"): lambda one: one.evidence,
        _("Who acts"): lambda one: owner(one.owner),
        _("Target"): target,
        _("Form"): lambda one: one.questionnaire,
    }
    pairs = [(name, tell(old), tell(new)) for name, tell in said.items()]
    return [Detail(name, was, now) for name, was, now in pairs if was != now]


def owner(name: str) -> str:
    return {"founder": _("The startup"), "mentor": _("Its mentor"), "manager": _("The programme")}.get(name, name)


def target(one: Any) -> str:
    """“20 conversations”; empty without a target. `one` has `target` and `unit`."""
    return f"{one.target.normalize():,f} {one.unit}".strip() if one.target is not None else ""
