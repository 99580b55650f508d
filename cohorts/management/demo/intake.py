"""The demo's programmes, calls and applications, each step by its operation, at the time it is said to have happened."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.text import slugify

from accelerator.accounts import operations as accounts
from accelerator.accounts.models import Person
from accelerator.applications import operations as applications
from accelerator.applications.models import Application
from accelerator.kit import clock
from accelerator.programmes import operations as programmes
from accelerator.programmes.eligibility import Check
from accelerator.programmes.models import Call, Programme
from accelerator.programmes.starter import Measure
from accelerator.questionnaires import operations as questionnaires
from accelerator.startups import operations as startups
from accelerator.startups.models import Member, Startup
from cohorts.management.demo import answers, compute, names, people
from cohorts.management.demo.names import Idea

ZONE = ZoneInfo("Asia/Singapore")
_ANCHORS = {
    "1": "No relevant record, or claims without a source",
    "2": "Early signs, gaps in the main point",
    "3": "Sound, with one open question that matters",
    "4": "Strong, the gap that is left has a named plan",
    "5": "Delivered before, and gaps are covered",
}
MEASURES = [
    Measure("Problem and user need", "Is the problem real, and do users say so?", 20, _ANCHORS),
    Measure("Evidence that it works", "What has been measured, and by whom?", 25, _ANCHORS),
    Measure(
        "Team and ability to deliver", "Can this team ship, sell and support the product over the next 12 months?", 25, _ANCHORS
    ),
    Measure("Responsible AI", "Do they know whom a wrong output could harm?", 15, _ANCHORS),
    Measure("Fit with the programme", "Can we help more than others could?", 15, _ANCHORS),
]
CHECKS = [
    Check(
        "c1", "Is the startup incorporated?", "yes_no", "Come back once it is: the agreement needs a company.", accepts=("yes",)
    ),
    Check(
        "c2",
        "How much has it raised so far?",
        "number",
        "This call is for seed stage, up to SGD 5 million.",
        most="5000000",
        currency="SGD",
    ),
]
FITS = {"c1": "yes", "c2": "250000"}


@dataclass
class Scene:
    """What the steps of the demo share."""

    chance: Random
    now: datetime
    cast: dict[str, Person]
    programme: Programme = None  # type: ignore[assignment]  # set by the first step
    calls: dict[str, Call] = field(default_factory=dict)
    startups: dict[str, Startup] = field(default_factory=dict)
    founders: dict[str, Person] = field(default_factory=dict)
    reviewers: list[Person] = field(default_factory=list)

    def day(self, days: int, hour: int = 10, minute: int = 0) -> datetime:
        """The instant `days` from today at that time of day in Singapore."""
        on = self.now.astimezone(ZONE).date() + timedelta(days=days)
        return datetime.combine(on, time(hour, minute), tzinfo=ZONE)


def make_programme(scene: Scene) -> None:
    """The programme, its staff, three calls with form and rubric."""
    manager = scene.cast["manager"]
    with clock.pretending(scene.day(-230)):
        scene.programme = programmes.create(
            name="Applied AI", summary="Six months for teams that put AI to work in ports, clinics, farms and towns.", by=manager
        )
        scene.reviewers = [scene.cast["reviewer"], *people.make_extras("reviewer", 11, first=60)]
        for reviewer in scene.reviewers:
            programmes.join(scene.programme, person=reviewer, role="reviewer", by=manager)
    scene.calls["past"] = make_call(scene, "Applied AI, Cohort 4", "SF4", opens=-200, closes=-150, places=20)
    scene.calls["open"] = make_call(scene, "Applied AI, Cohort 5", "SF5", opens=-35, closes=6, places=24)
    scene.calls["compute"] = make_call(scene, "GPU Compute Grant, Round 3", "CG3", opens=-20, closes=52, places=12)


def make_call(scene: Scene, name: str, prefix: str, *, opens: int, closes: int, places: int, listed: bool = True) -> Call:
    manager, opens_at = scene.cast["manager"], scene.day(opens, 9)
    with clock.pretending(opens_at - timedelta(days=3)):
        call = programmes.create_call(
            scene.programme,
            name=name,
            by=manager,
            prefix=prefix,
            tagline="Six-month programme for seed-stage teams." if prefix != "CG3" else "Compute for training and evaluation.",
            description="Mentors who have shipped, a first customer to build for, and credits to train on. No equity taken.",
            benefits="Mentors, SGD 90,000 of cloud credits, a desk" if prefix != "CG3" else "Up to 60,000 GPU-hours",
            opens_at=opens_at,
            closes_at=scene.day(closes, 23, 59),
            places=places,
            listed=listed,
            needs_sign_off=prefix == "CG3",
            reviews_due_on=scene.day(closes + 18).date(),
            decisions_on=scene.day(closes + 25).date(),
        )
        if prefix == "SF5":
            programmes.set_eligibility(call, checks=CHECKS, by=manager)
        version = programmes.make_form(call, by=manager)
        if prefix == "CG3":
            version = questionnaires.redraw(version, compute.with_compute, by=manager)
        rubric = programmes.make_rubric(scene.programme, name=f"{name}: first round", measures=MEASURES, by=manager)
        programmes.set_rubric(call, rubric=rubric, by=manager)
        questionnaires.publish(version, by=manager, at=clock.now())
        return programmes.publish(call, by=manager, at=clock.now())


def make_startups(scene: Scene) -> None:
    """Every idea as a startup with one or two founders; the cast's own is Quaykeeper."""
    for number, idea in enumerate(names.IDEAS):
        is_own = idea.name == "Quaykeeper"
        with clock.pretending(scene.day(-220 + number % 15)):
            owner = scene.cast["founder"] if is_own else _founder(idea, number)
            startup = startups.create(
                name=idea.name,
                by=owner,
                one_liner=idea.does,
                description=f"{idea.does} for {idea.users}.",
                country=idea.country,
                sector=idea.sector,
                website=f"https://{slugify(idea.name).replace('-', '')}.example",
                team_size=scene.chance.randint(2, 14),
                stage=Startup.Stage.values[number % 5],
                registration_country="SG" if idea.country == "SG" else "",
                registration_number=f"2024{10000 + 37 * number}{'DEKMNRW'[number % 7]}" if idea.country == "SG" else "",
            )
            if is_own:
                Member.objects.create(startup=startup, person=scene.cast["cofounder"], role=Member.Role.MEMBER)
        scene.startups[idea.name], scene.founders[idea.name] = startup, owner
    _double(scene, names.IDEAS[1])


def _double(scene: Scene, idea: Idea) -> None:
    """The startup of `idea` once more, added by a colleague under its legal name: what Duplicates is for."""
    with clock.pretending(scene.day(-9)):
        colleague = accounts.add_person(people.address("colleague"), name=names.person_name(98), is_demo=True)
        site = f"https://app.{slugify(idea.name).replace('-', '')}.example"
        startups.create(name=f"{idea.name} Pte. Ltd.", by=colleague, one_liner=idea.does, country=idea.country, website=site)
    startups.recognise()


def _founder(idea: Idea, number: int) -> Person:
    return accounts.add_person(
        people.address(f"founder.{slugify(idea.name)}"), name=names.person_name(100 + number), is_demo=True
    )


def make_applications(scene: Scene) -> None:
    """Half of all startups apply to the past call, the last of them late; the others to the open one, where a third are still
    drafts; the cast's draft.
    """
    first, second = _split()
    late = scene.calls["past"].ends_at() + timedelta(minutes=4)
    for place, idea in enumerate(first):
        at = scene.day(-199 + place * 48 // len(first), 9 + place % 12, place % 60)
        apply(scene, idea, scene.calls["past"], at=at, sent_at=late if idea == first[-1] else at)
    for place, idea in enumerate(second):
        at = scene.day(-34 + place * 33 // len(second), 8 + place % 13, (place * 7) % 60)
        made = apply(scene, idea, scene.calls["open"], at=at, share=0.3 + 0.6 * scene.chance.random() if place % 3 == 2 else 1.0)
        if place % 6 == 0:
            _send_again(scene, idea, made, at=at + timedelta(hours=3))
    own = next(idea for idea in names.IDEAS if idea.name == "Quaykeeper")
    apply(scene, own, scene.calls["compute"], at=scene.day(-4, 14), share=0.6, more=compute.answers())


def _split() -> tuple[list[Idea], list[Idea]]:
    """Ideas of the past call, the whole cohort among them, and as many of the open one."""
    cohort = [idea for idea in names.IDEAS if idea.name in names.COHORT]
    rest = [idea for idea in names.IDEAS if idea.name not in names.COHORT]
    others = len(names.IDEAS) // 2 - len(cohort)
    return cohort + rest[:others], rest[others:]


def apply(
    scene: Scene,
    idea: Idea,
    call: Call,
    *,
    at: datetime,
    sent_at: datetime | None = None,
    share: float = 1.0,
    more: dict[str, Any] | None = None,
) -> Application:
    """Starts and writes an application around `at` and, where all is written, submits it then or at `sent_at`."""
    startup, founder = scene.startups[idea.name], scene.founders[idea.name]
    given = answers.answers(idea, founders=[founder.name], chance=scene.chance, today=at.date())
    kept = dict(list(given.items())[: round(len(given) * share)]) | (more or {})
    with clock.pretending(at):
        application = applications.start(call=call, startup=startup, by=founder, at=clock.now(), screened=FITS)
        edits = [questionnaires.Edit(key, value, application.sheet.seen(key)) for key, value in kept.items()]
        written = applications.write(application, changes=edits, by=founder, at=clock.now())
        if written.refused or written.conflicts:
            raise ValueError(f"{idea.name}: {written}")
        if share == 1.0:
            applications.attach(application, key="deck", upload=deck(idea, given), by=founder, at=clock.now())
    if share == 1.0:
        with clock.pretending(sent_at or at):
            applications.submit(application, by=founder, arrived_at=clock.now())
    return application


def deck(idea: Idea, given: dict[str, Any]) -> SimpleUploadedFile:
    """Three lines on a page."""
    drawn = answers.pdf(idea.name, [f"{idea.does} for {idea.users}.", given["evidence"][:80], given["goal"][:80]])
    return SimpleUploadedFile(f"{slugify(idea.name)}-deck.pdf", drawn, content_type="application/pdf")


def _send_again(scene: Scene, idea: Idea, application: Application, *, at: datetime) -> None:
    """The founder says one thing better and submits once more."""
    founder, sheet = scene.founders[idea.name], application.sheet
    better = str(sheet.answers["goal"]).rstrip(".") + ", with two letters of intent signed."
    with clock.pretending(at):
        edit = questionnaires.Edit("goal", better, sheet.seen("goal"))
        applications.write(application, changes=[edit], by=founder, at=clock.now())
        applications.submit(application, by=founder, arrived_at=clock.now())
