"""The demo's interviews: two panels meet startups of the open call next week, and one startup chooses its time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from accelerator.applications.models import Application
from accelerator.kit import clock
from accelerator.programmes.models import ReviewStage
from accelerator.reviews import away, fitting, stages
from accelerator.reviews import operations as reviews
from accelerator.reviews.models import Conflict
from accelerator.startups.models import Startup
from cohorts.management.demo.intake import Scene

_MET = 5
_LINK = "https://meet.example.org/applied-ai"


def plan_interviews(scene: Scene) -> None:
    """Some of those read early are put into times and invited; the co-founder's second startup chooses its time itself."""
    call, manager = scene.calls["open"], scene.cast["manager"]
    barred = Conflict.objects.live().filter(application__call=call).values("application")
    submitted = Application.objects.filter(call=call, state="submitted").exclude(pk__in=barred).order_by("id")
    chooses = list(submitted.filter(startup__in=Startup.objects.of(scene.cast["cofounder"]), decision=None)[:1])
    found = list(submitted.exclude(pk__in=[one.pk for one in chooses]))
    rows = found[20 : 20 + _MET] or found[-_MET:]  # a smaller world has fewer
    with clock.pretending(scene.day(-1, 18)):
        stage = reviews.add_stage(call, kind="interview", name="Interviews", shows="own", by=manager)
        first = stages.of_call(call)[0]
        reviews.rule(first, applications=rows, outcome="on", by=manager)
        if out := list(submitted.filter(decision=None).exclude(pk__in=[one.pk for one in (*rows, *chooses)]).order_by("-id")[:1]):
            reviews.rule(first, applications=out, outcome="out", note="Outside the fields of this call", by=manager)
        _lay_out(scene, stage, by=manager)
        reviews.fill(stage, seed=3, by=manager)
        reviews.invite(stage, by=manager)
        if chooses:
            reviews.rule(first, applications=chooses, outcome="on", by=manager)
            reviews.offer(stage, until=scene.day(3, 18), by=manager)


def _lay_out(scene: Scene, stage: ReviewStage, *, by: Any) -> None:
    gone = [scene.cast["reviewer"], *away.on(scene.reviewers, scene.day(6).date())]
    others = [one for one in scene.reviewers if one not in gone]
    for name, people, room, link in (
        ("Deep tech", [scene.cast["reviewer"], others[0]], "Ayer Rajah, room 3-12", ""),
        ("Services", others[1:3], "", _LINK),
    ):
        panel = reviews.make_panel(stage, name=name, people=people, by=by)
        begins = scene.day(6, 9, 30)
        pause = (begins + timedelta(minutes=60), begins + timedelta(minutes=90))
        times = fitting.laid_out(begins, begins + timedelta(hours=3), minutes=25, gap=5, pause=pause)
        reviews.lay_out(panel, times=times, room=room, link=link, by=by)
