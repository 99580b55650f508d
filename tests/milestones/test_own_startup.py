"""A manager of the programme who belongs to a startup decides nothing for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from accelerator.kit.refusals import Forbidden
from cohorts.milestones import operations, planning
from cohorts.milestones.models import ExtensionRequest, Milestone
from cohorts.reporting import operations as risk
from tests.cast import browser
from tests.factories import milestones as factories
from tests.factories import startups
from tests.factories.cohorts import Scene

LATER = date(2027, 1, 10)


@pytest.fixture
def milestone(scene: Scene) -> Milestone:
    startups.member(scene.startup, scene.manager)
    return factories.milestone(scene.enrolment, state="active")


def _asked(one: Milestone, by: Any) -> ExtensionRequest:
    return operations.ask_extension(one, due_on=LATER, reason="A trial runs late.", by=by)


ACTS: dict[str, Callable[[Milestone, Any], Any]] = {
    "waive": lambda one, by: operations.waive(one, reason="Not needed.", by=by),
    "move": lambda one, by: planning.move(one, due_on=LATER, reason="Not needed.", by=by),
    "plan anew": lambda one, by: planning.replan(one.enrolment, planning.Shift(3), reason="Late start.", by=by),
    "grant": lambda one, by: operations.grant_extension(_asked(one, by), by=by),
    "decline": lambda one, by: operations.decline_extension(_asked(one, by), answer="No.", by=by),
    "flag": lambda one, by: risk.flag(one.enrolment, reason="Quiet.", until_on=date(2026, 12, 20), by=by),
    "mute": lambda one, by: risk.mute(one.enrolment, reason="Quiet.", until_on=date(2026, 12, 20), by=by),
}


@pytest.mark.parametrize("act", ACTS)
def test_nobody_decides_for_their_own_startup(scene: Scene, milestone: Milestone, act: str) -> None:
    with pytest.raises(Forbidden):
        ACTS[act](milestone, scene.manager)
    one = factories.fresh(milestone)
    assert (one.state, one.due_on) == ("active", date(2026, 12, 1))
    assert not one.enrolment.riskflags.exists()
    assert not one.enrolment.riskmutes.exists()


def test_why_ones_own_startup_is_flagged_is_not_shown(scene: Scene) -> None:
    risk.flag(scene.enrolment, reason="Founders quarrel", until_on=date(2026, 12, 20), by=scene.manager)
    client = browser(scene.manager)
    pages = [scene.enrolment.get_absolute_url(), f"/enrolments/{scene.enrolment.code}/timeline/"]
    assert ["quarrel" in client.get(page).content.decode() for page in pages] == [True, True]
    startups.member(scene.startup, scene.manager)
    assert ["quarrel" in client.get(page).content.decode() for page in pages] == [False, False]
