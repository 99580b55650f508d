"""What goes wrong in the demo, and how it was met: a slow evening, a late founder, one who withdrew, files that did not work out."""

from __future__ import annotations

from datetime import timedelta

from accelerator.accounts.models import Person
from accelerator.applications import operations as applications
from accelerator.applications.models import Application
from accelerator.kit import clock, trying
from accelerator.pipeline import operations as pipeline
from accelerator.pipeline.models import Export
from accelerator.programmes import measuring
from accelerator.programmes import operations as programmes
from accelerator.startups import operations as startups
from accelerator.startups.models import Startup
from cohorts.management.demo import names
from cohorts.management.demo.intake import Scene

_SLOW = measuring.Count(requests=140, slow=31, answered=1)
_LIST = (
    "Startup,Website,Country,Team size\n"
    "Attap Energy,https://attapenergy.example,SG,6\n"
    "Five Foot Way,five foot way,SG,4\n"
    "Rattan Robotics,https://rattanrobotics.example,Atlantis,7\n"
    "Sarong Studio,https://sarong.example,SG,seven\n"
    "Attap Energy,https://attapenergy.example,SG,6\n"
)


def slow_down(scene: Scene) -> None:
    """In three minutes before the past call closed the house was slow: it closes three minutes later."""
    call = scene.calls["past"]
    slow = [call.closes_at - timedelta(minutes=ago) for ago in (41, 40, 38)]
    measuring.write(dict.fromkeys(slow, _SLOW))
    with clock.pretending(call.closes_at - timedelta(minutes=30)):
        programmes.give_back(at=clock.now())
    call.refresh_from_db()


def make_mishaps(scene: Scene) -> None:
    """One of each, so that every page of intake that tells of trouble has some to tell of."""
    _withdraw(scene)
    _fail_to_export(scene)
    _bring_faults(scene)
    _merge_and_undo(scene)


def _withdraw(scene: Scene) -> None:
    row = Application.objects.filter(call=scene.calls["open"], state=Application.State.SUBMITTED).order_by("-id")[1]
    with clock.pretending(scene.day(-1, 18)):
        applications.withdraw(row, by=scene.founders[row.startup.name], at=clock.now())


def _fail_to_export(scene: Scene) -> None:
    """As if worker after worker had died of it."""
    call = scene.calls["open"]
    ids = list(Application.objects.filter(call=call, is_test=False).order_by("id").values_list("pk", flat=True))
    with clock.pretending(scene.day(-1, 19)):
        export = pipeline.ask(call, ids=ids, form=Export.Form.XLSX, by=scene.cast["manager"])
        Export.objects.filter(pk=export.pk).update(tries=trying.MOST)
        pipeline.advance(export.pk)


def _bring_faults(scene: Scene) -> None:
    """A list that cannot come in as it is: four things are to be mended first."""
    with clock.pretending(scene.day(-1, 20)):
        pipeline.take(scene.calls["open"], name="incubator-list.csv", content=_LIST.encode(), by=scene.cast["manager"])


def _merge_and_undo(scene: Scene) -> None:
    """Two that share a name and nothing else were taken for one, until their founders wrote; the founder's other one is none either."""
    idea, admin = names.IDEAS[6], scene.cast["admin"]
    with clock.pretending(scene.day(-16, 10)):
        other = startups.create(name=f"{idea.name} Studio", by=_owner(scene), one_liner="Draws exhibits for maritime museums")
    with clock.pretending(scene.day(-15, 10)):
        kept = Startup.objects.get(pk=scene.startups[idea.name].pk)
        startups.merge(other, into=kept, by=admin, why="Nearly the same name.")
    with clock.pretending(scene.day(-14, 9)):
        other.refresh_from_db()
        startups.unmerge(other, by=admin)
        startups.recognise()
        sister = scene.startups[names.IDEAS[5].name]
        startups.tell_apart(other, sister, by=admin, why="One founder runs both, with customers and accounts of their own.")


def _owner(scene: Scene) -> Person:
    return scene.founders[names.IDEAS[5].name]
