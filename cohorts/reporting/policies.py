"""Who may say when startups are flagged."""

from __future__ import annotations

from typing import Any

import rules

from cohorts.reporting.models import RiskFlag, RiskMute
from cohorts.roster import policies as roster


@rules.predicate
def runs(person: Any, word: RiskFlag | RiskMute | None = None) -> bool:
    return word is not None and bool(roster.decides_for(person, word.enrolment))


rules.add_perm("reporting.rule_risk", roster.runs_cohort)
rules.add_perm("reporting.flag", roster.decides_for)
rules.add_perm("reporting.end_flag", runs)
