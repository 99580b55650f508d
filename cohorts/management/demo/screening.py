"""The demo's small call in two stages: a screening that stopped some, and reviews that know neither company nor people."""

from __future__ import annotations

from random import Random

from accelerator.applications.models import Application
from accelerator.kit import clock
from accelerator.programmes.models import Call
from accelerator.reviews import blind, stages
from accelerator.reviews import operations as reviews
from accelerator.reviews.models import Assignment
from accelerator.reviews.planning import Wish
from cohorts.management.demo import intake, names
from cohorts.management.demo.intake import Scene
from cohorts.management.demo.selection import score

_REASONS = ["Not at a port or a shipyard", "No pilot within a year", "Another call of ours fits better"]
_NOTE = "Come back with a site that would try it."
_FOUNDERS = "Two people. One ran operations in this field for years, the other led engineering at a supplier of it."


def screen_pilot_call(scene: Scene) -> None:
    """Some apply to try their idea at one port; one of them still waits to be screened."""
    call = intake.make_call(scene, "Harbour Pilot, Round 1", "HP1", opens=-45, closes=-21, places=3)
    scene.calls["pilot"] = call
    rest = [idea for idea in names.IDEAS if idea.name not in names.COHORT]
    for place, idea in enumerate(rest[3:9]):
        intake.apply(scene, idea, call, at=scene.day(-40 + 2 * place, 10, place))
    rows = list(Application.objects.filter(call=call).select_related("startup", "call").order_by("id"))
    _screen(scene, call, rows)
    _read(scene, [row for place, row in enumerate(rows[:-1]) if place % 3 != 1])


def _screen(scene: Scene, call: Call, rows: list[Application]) -> None:
    manager = scene.cast["manager"]
    with clock.pretending(scene.day(-20, 10)):
        reviews.move_stage(reviews.add_stage(call, kind="screening", reasons=_REASONS, by=manager), up=True, by=manager)
        screening, reading = stages.of_call(call)
        reviews.change_stage(reading, hides="company", own_wanted=2, by=manager)
    with clock.pretending(scene.day(-19, 15)):
        stopped, passed = rows[1:-1:3], [row for place, row in enumerate(rows[:-1]) if place % 3 != 1]
        for row, reason in zip(stopped, _REASONS, strict=False):
            reviews.rule(screening, applications=[row], outcome="out", reasons=[reason], note=_NOTE, by=manager)
        reviews.rule(screening, applications=passed, outcome="on", by=manager)


def _read(scene: Scene, rows: list[Application]) -> None:
    """Two reviews of each, half of them in; what tells who one is, a manager worded anew."""
    manager, sent = scene.cast["manager"], blind.newest(rows[0])
    with clock.pretending(scene.day(-18, 9)):
        reviews.redact(sent, texts={"founders": _FOUNDERS}, by=manager)
        wish = Wish(scene.reviewers[:4], per_item=2, due_on=scene.day(9).date())
        reviews.allot(stages.at_work(stages.of_call(rows[0].call)), rows, wish, by=manager)
    given = Assignment.objects.filter(application__in=rows).select_related("application__call__rubric", "reviewer").order_by("id")
    for place, one in enumerate(given[: len(rows)]):
        with clock.pretending(scene.day(-12 + place, 11)):
            score(one, Random(one.application.number + str(place)))
