"""The programme of the large call, its staff, form and rubric: each by its operation."""

from __future__ import annotations

from datetime import timedelta

from accelerator.accounts import operations as accounts
from accelerator.kit import clock
from accelerator.programmes import operations as programmes
from accelerator.programmes.models import Call
from accelerator.questionnaires import operations as questionnaires
from cohorts.management.demo import names, people
from cohorts.management.demo.intake import CHECKS, MEASURES, Scene

CAST = ("manager", "reviewer")
PREFIX = "NR"
BEGAN, CLOSES = -45, 10  # days from today


def make(scene: Scene, count: int) -> Call:
    """A published call of a programme of its own, open for ten more days, with a reviewer for every hundred applications."""
    manager = scene.cast["manager"]
    with clock.pretending(scene.day(BEGAN - 20)):
        scene.programme = programmes.create(name="National Round", summary="One call for every field, read in waves.", by=manager)
        extras = [
            accounts.add_person(people.address(f"reader{number}"), name=names.person_name(400 + number), is_demo=True)
            for number in range(max(4, count // 100) - 1)
        ]
        scene.reviewers = [scene.cast["reviewer"], *extras]
        for reviewer in scene.reviewers:
            programmes.join(scene.programme, person=reviewer, role="reviewer", by=manager)
    with clock.pretending(scene.day(BEGAN - 3)):
        return _call(scene, places=max(4, count // 50))


def _call(scene: Scene, *, places: int) -> Call:
    manager = scene.cast["manager"]
    call = programmes.create_call(
        scene.programme,
        name="National Round 1",
        by=manager,
        prefix=PREFIX,
        tagline="One call for every field, read in waves.",
        description="Apply when you are ready: what arrives is read within two weeks and answered at once.",
        benefits="Mentors, SGD 90,000 of cloud credits, a desk",
        opens_at=scene.day(BEGAN, 9),
        closes_at=scene.day(CLOSES, 23, 59),
        places=places,
        reviews_due_on=scene.day(CLOSES + 18).date(),
        decisions_on=scene.day(CLOSES + 25).date(),
        reviews_wanted=5,
    )
    programmes.set_eligibility(call, checks=CHECKS, by=manager)
    version = programmes.make_form(call, by=manager)
    rubric = programmes.make_rubric(scene.programme, name="National Round", measures=MEASURES, by=manager)
    programmes.set_rubric(call, rubric=rubric, by=manager)
    questionnaires.publish(version, by=manager, at=clock.now() + timedelta(hours=1))
    return programmes.publish(call, by=manager, at=clock.now() + timedelta(hours=2))
