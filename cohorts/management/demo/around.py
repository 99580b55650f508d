"""What happens around applications in the demo: reopened, waiting for a second member, entered by staff, brought in, handed on."""

from __future__ import annotations

from datetime import timedelta

from accelerator.accounts import operations as accounts
from accelerator.applications import operations as applications
from accelerator.applications.models import Application
from accelerator.kit import clock
from accelerator.pipeline import operations as pipeline
from accelerator.questionnaires import operations as questionnaires
from accelerator.startups import operations as startups
from accelerator.startups.models import Member, Startup
from cohorts.management.demo import answers, compute, names, people
from cohorts.management.demo.intake import Scene, deck

_BROUGHT = (
    "Startup,Website,Country,Sector,Team size\n"
    "Kelong Sensors,https://kelongsensors.example,SG,Aquaculture,5\n"
    "Batik Loom Labs,https://batikloom.example,ID,Textiles,3\n"
    "Void Deck Health,https://voiddeckhealth.example,SG,Health,8\n"
)


def make_detours(scene: Scene) -> None:
    """One of each, so that every page of intake has something to show."""
    _reopen(scene)
    _change_and_not_send(scene)
    _wait_for_approval(scene)
    _enter(scene)
    _bring_in(scene)
    _merge(scene)
    with clock.pretending(scene.day(-1, 17)):
        startups.offer(scene.startups["Quaykeeper"], to=scene.cast["cofounder"], by=scene.cast["founder"])
    with clock.pretending(scene.day(-12, 9)):
        founder, scopes = scene.cast["founder"], ["applications:read", "startups:read"]
        accounts.make_token(founder, name="Spreadsheet at home", scopes=scopes, lasts=timedelta(days=90), by=founder)


def _reopen(scene: Scene) -> None:
    row = Application.objects.filter(call=scene.calls["open"], state=Application.State.SUBMITTED).order_by("-id")[0]
    reason = "Page 3 of your deck came out blank. Send it again; everything else is fine."
    with clock.pretending(scene.day(-1, 11)):
        until = scene.calls["open"].closes_at + timedelta(days=1)
        applications.reopen(row, reason=reason, until=until, by=scene.cast["manager"], at=clock.now())


def _change_and_not_send(scene: Scene) -> None:
    """The co-founder writes for a second startup too. What she changed since it applied counts once it is submitted again."""
    sent, person = Application.objects.filter(call=scene.calls["open"], state="submitted", decision=None), scene.cast["cofounder"]
    row = list(sent.order_by("-id")[:3])[-1]  # a smaller world has fewer
    with clock.pretending(scene.day(-1, 13)):
        Member.objects.create(startup=row.startup, person=person, role=Member.Role.MEMBER)
        _write(row, {"goal": "Three paying sites, a published model card, and somebody who sells full-time."}, person)


def _wait_for_approval(scene: Scene) -> None:
    """A founder has written all of it and asked a colleague to approve."""
    idea, call = names.IDEAS[2], scene.calls["compute"]
    startup, founder = scene.startups[idea.name], scene.founders[idea.name]
    with clock.pretending(scene.day(-3, 15)):
        colleague = accounts.add_person(people.address("second"), name=names.person_name(97), is_demo=True)
        Member.objects.create(startup=startup, person=colleague, role=Member.Role.MEMBER)
        given = answers.answers(idea, founders=[founder.name], chance=scene.chance, today=clock.today("Asia/Singapore"))
        made = applications.start(call=call, startup=startup, by=founder, at=clock.now())
        shorter = {"plan": "One run in January, one in March.", "used_before": False}
        _write(made, given | compute.answers() | shorter, founder)
        applications.attach(made, key="deck", upload=deck(idea, given), by=founder, at=clock.now())
        applications.ask(made, by=founder, at=clock.now())


def _enter(scene: Scene) -> None:
    """What came on paper at a fair: begun by the manager, not taken over yet."""
    startup = applications.NewStartup("Tin Lantern", "https://tinlantern.example", "Finds leaks by listening to pipes", "MY")
    manager, call = scene.cast["manager"], scene.calls["open"]
    with clock.pretending(scene.day(-1, 10)):
        made = applications.enter(call=call, startup=startup, email=people.address("lantern"), by=manager, at=clock.now())
        idea = names.IDEAS[3]
        given = answers.answers(idea, founders=["Aisyah Rahim"], chance=scene.chance, today=clock.today("Asia/Singapore"))
        _write(made, dict(list(given.items())[:4]), manager)


def _write(application: Application, given: dict[str, object], by: object) -> None:
    edits = [questionnaires.Edit(key, value, application.sheet.seen(key)) for key, value in given.items()]
    applications.write(application, changes=edits, by=by, at=clock.now())


def _bring_in(scene: Scene) -> None:
    """Three of another system's applications to the past call."""
    manager = scene.cast["manager"]
    with clock.pretending(scene.day(-180, 16)):
        taken = pipeline.take(scene.calls["past"], name="fair-2025.csv", content=_BROUGHT.encode(), by=manager)
        mapping = dict(zip(("Startup", "Website", "Country", "Sector", "Team size"), _TARGETS, strict=True))
        pipeline.assign(taken, mapping=mapping, by=manager)
        pipeline.bring_in(taken, by=manager)
        pipeline.carry_out(taken.pk)


_TARGETS = ("name", "website", "country", "sector", "team_size")


def _merge(scene: Scene) -> None:
    """One startup was there twice; the admin saw it and merged the two."""
    idea = names.IDEAS[4]
    with clock.pretending(scene.day(-20, 14)):
        colleague = accounts.add_person(people.address("other"), name=names.person_name(96), is_demo=True)
        site = scene.startups[idea.name].website
        twice = startups.create(name=f"{idea.name} Singapore", by=colleague, one_liner=idea.does, website=site)
    with clock.pretending(scene.day(-18, 10)):
        kept = Startup.objects.get(pk=scene.startups[idea.name].pk)
        why = "Same website, and both founders say so."
        startups.merge(twice, into=kept, by=scene.cast["admin"], why=why)
