"""What managers of the demo do beside the rounds: a call by invitation, next year's call tried out, a letter to many."""

from __future__ import annotations

from accelerator.applications import operations as applications
from accelerator.applications.models import Application
from accelerator.kit import clock
from accelerator.pipeline import operations as pipeline
from accelerator.programmes import operations as programmes
from accelerator.questionnaires import operations as questionnaires
from cohorts.management.demo import answers, names
from cohorts.management.demo.intake import Scene, deck, make_call

_LETTER = (
    "Dear {startup},\n\nthank you for applying to {call}. On Thursday at noon we open the house to everybody who applied: "
    "reviewers tell how they read, last year's cohort tells how it was.\n\nNothing about {number} is decided yet."
)


def make_byways(scene: Scene) -> None:
    _invite(scene)
    _try_next_year(scene)
    _write_to_many(scene)


def _invite(scene: Scene) -> None:
    """A call that nobody finds without its code."""
    call = make_call(scene, "Port Pilots, by invitation", "PP1", opens=-6, closes=40, places=4, listed=False)
    with clock.pretending(scene.day(-5, 10)):
        note = "Teams that the port authority named"
        programmes.make_access_code(call, note=note, max_uses=8, by=scene.cast["manager"], at=clock.now())


def _try_next_year(scene: Scene) -> None:
    """The past call drafted once more, a year on; the manager has sent its form in to see how that goes."""
    manager, idea = scene.cast["manager"], names.IDEAS[0]
    with clock.pretending(scene.day(-2, 17)):
        name = "Applied AI, Cohort 6"
        call = programmes.clone_call(
            scene.calls["past"], name=name, copy_form=False, copy_the_rubric=False, by=manager, at=clock.now()
        )
        given = answers.answers(idea, founders=[manager.name], chance=scene.chance, today=scene.day(-2).date())
        made = applications.start_test(call=call, by=manager, at=clock.now())
        edits = [questionnaires.Edit(key, value, made.sheet.seen(key)) for key, value in given.items()]
        applications.write(made, changes=edits, by=manager, at=clock.now())
        applications.attach(made, key="deck", upload=deck(idea, given), by=manager, at=clock.now())
        applications.submit(made, by=manager, arrived_at=clock.now())


def _write_to_many(scene: Scene) -> None:
    """To the first eight that applied to the open call."""
    rows = Application.objects.standing().filter(call=scene.calls["open"]).select_related("startup", "call").order_by("id")[:8]
    with clock.pretending(scene.day(-3, 9)):
        mailing = pipeline.write(list(rows), subject="Open house on Thursday", text=_LETTER, by=scene.cast["manager"])
    with clock.pretending(scene.day(-3, 9, 2)):
        pipeline.post(mailing.pk)
