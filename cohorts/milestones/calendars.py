"""The steps of a plan as people read them: when each is due by its rule, and which day that comes to for a cohort."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cohorts.milestones import differing, due, due_words
from cohorts.milestones.models import Step
from cohorts.roster.models import Cohort


@dataclass(frozen=True)
class Line:
    """A step with its `rule` in words, the titles that it is `never_before`, and its day for a cohort with the reason (`why`).
    `late` where that is after the cohort's last day.
    """

    step: Step
    rule: str
    never_before: str
    target: str
    on: date | None = None
    why: str = ""
    late: bool = False


def lines(steps: Sequence[Step], cohort: Cohort | None) -> list[Line]:
    """Of the live steps of a plan, in their order; without days where there is no cohort. No query."""
    titles = {one.key: one.title for one in steps}
    found: dict[str, due.Due] = {}
    if cohort is not None:
        found = due.days([one.planned() for one in steps], start=cohort.starts_on, workdays=cohort.workdays)
    return [_line(one, titles, found.get(one.key), cohort) for one in steps]


def _line(step: Step, titles: dict[str, str], day: due.Due | None, cohort: Cohort | None) -> Line:
    rule = step.rule()
    said = due_words.rule(rule, titles)
    never_before = ", ".join(titles.get(key, key) for key in step.needs)
    target = differing.target(step)
    if day is None or cohort is None:
        return Line(step, said, never_before, target)
    return Line(step, said, never_before, target, day.on, due_words.why(rule, day, titles), day.on > cohort.ends_on)
