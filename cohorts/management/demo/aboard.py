"""Life in the demo's cohort besides its milestones: what is due on joining, texts, a pause, announcements, events and files."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accelerator.kit import clock
from cohorts.management.demo.cohort import FIRST_DAY
from cohorts.management.demo.intake import Scene
from cohorts.roster import operations as roster
from cohorts.roster import queries
from cohorts.roster.models import Agreement, Audience, Cohort, Duty, Enrolment, Event, Supporter

_PARTICIPATION = """Straits Foundry and the startup agree for the length of the cohort:

1. The startup sends **two people** to every workshop and answers check-ins on time.
2. Straits Foundry gives a mentor, cloud credits as awarded, and *takes no equity*.
3. Either side may end this with a reason, in writing.
"""
_CONDUCT = """We treat each other well.

- What a founder tells another stays between them.
- Nobody sells to other startups of the cohort unless asked.
- Who is bothered by anything tells a programme manager, who answers within a day.
"""
_EVENTS = (  # kind, title, day from the first, hour, hours, place
    ("other", "Kick-off and lunch", 1, 9, 5, "Foundry hall, level 2"),
    ("workshop", "Talking to customers", 9, 14, 3, "Room Keppel"),
    ("workshop", "Pricing a pilot", 44, 10, 2, "Room Keppel"),
    ("workshop", "Where the model fails: writing a card", 79, 14, 3, "Room Brani"),
    ("workshop", "Telling it in three minutes", 121, 14, 3, "https://meet.example.org/foundry"),
    ("demo_day", "Demo day", 176, 13, 5, "Pier 7, great hall"),
)
_TOLD = (  # days from today, subject, text
    (-100, "Welcome aboard", "The **door code** is on the card in your folder. Lunch is at noon, every day.\n\nAsk us anything."),
    (-30, "Two seats at the port visit", "The port authority takes *two more people* on Friday. Answer this mail to get one."),
    (
        -3,
        "Rehearsals before demo day",
        "Each of you has **eight minutes**, twice:\n\n- once with your mentor\n- once in the great hall",
    ),
)
_ABSENT = ("absent", "excused")


def go_aboard(scene: Scene) -> None:
    """What a running cohort looks like after sixteen weeks."""
    cohort = Cohort.objects.select_related("programme").get(call=scene.calls["past"])
    enrolments = list(cohort.enrolments.active().select_related("startup", "cohort").order_by("id"))
    own = next(one for one in enrolments if one.startup == scene.startups["Quaykeeper"])
    _ask_on_joining(scene, cohort)
    _settle(scene, enrolments, own)
    _gather(scene, cohort, enrolments)
    _tell(scene, cohort, own)
    _keep(scene, cohort, own)
    with clock.pretending(scene.day(-6, 10)):
        days: dict[str, Any] = {"from_on": scene.day(-5).date(), "until_on": scene.day(16).date()}
        roster.pause(enrolments[-2], reason="Both founders are abroad for a funeral.", by=scene.cast["manager"], **days)


def _ask_on_joining(scene: Scene, cohort: Cohort) -> None:
    manager = scene.cast["manager"]
    with clock.pretending(scene.day(FIRST_DAY - 3, 10)):
        roster.add_to_team(cohort, person=manager, role="manager", by=manager)
        agreement = roster.write_agreement(cohort, title="Participation agreement", text=_PARTICIPATION, by=manager)
        conduct = roster.write_agreement(cohort, title="Code of conduct", text=_CONDUCT, by=manager)
        for given in (
            roster.ItemGiven("agreement", "Accept the participation agreement", agreement=agreement, due_days=7),
            roster.ItemGiven("conduct", "Accept the code of conduct", agreement=conduct, due_days=7),
            roster.ItemGiven("profile", "Complete your profile", "What mentors read first.", due_days=10),
            roster.ItemGiven("payment", "Enter bank or billing ids", "For credits and travel.", due_days=21),
            roster.ItemGiven("other", "Send a photo of the team", due_days=14),
        ):
            roster.add_item(cohort, given=given, by=manager)
        roster.set_criteria(cohort, least={"milestones": 80, "checklist": 100, "attendance": 75, "check_ins": 70}, by=manager)


def _settle(scene: Scene, enrolments: list[Enrolment], own: Enrolment) -> None:
    """Most have done most of it; the cast's own has its billing ids and its photo still to send."""
    for place, enrolment in enumerate(enrolments):
        founder = scene.founders[enrolment.startup.name]
        with clock.pretending(scene.day(FIRST_DAY + 2 + place % 5, 11)):
            for agreement in Agreement.objects.filter(cohort=enrolment.cohort)[: 1 if place % 7 == 5 else 2]:
                version = queries.newest_version(agreement)
                signed: dict[str, Any] = {"name": founder.name, "sha256": version.sha256, "by": founder}
                roster.accept(version, enrolment=enrolment, **signed)
        if enrolment == own:
            continue
        with clock.pretending(scene.day(FIRST_DAY + 9 + place % 4, 15)):
            if place % 3:
                roster.save_payment_ids(enrolment, given={"billing_id": f"demo-{place:03d}"}, by=founder)
            if place % 4:
                photo = Duty.objects.open().filter(enrolment=enrolment, item__kind="other").select_related("item").first()
                if photo:
                    roster.settle(photo, by=founder)
    unpaid = Duty.objects.open().filter(enrolment__in=enrolments, item__kind="payment").exclude(enrolment=own)
    last = unpaid.select_related("enrolment__cohort", "item").order_by("id").first()
    if last:
        with clock.pretending(scene.day(-40, 9)):
            roster.waive(last, reason="It takes no credits.", by=scene.cast["manager"])


def _gather(scene: Scene, cohort: Cohort, enrolments: list[Enrolment]) -> None:
    manager = scene.cast["manager"]
    for number, (kind, title, day, hour, hours, place) in enumerate(_EVENTS):
        begins = scene.day(FIRST_DAY + day, hour)
        with clock.pretending(min(begins, scene.now) - timedelta(days=12)):
            given = roster.EventGiven(kind, title, begins, begins + timedelta(hours=hours), place)
            event = roster.plan_event(cohort, given=given, by=manager)
        if FIRST_DAY + day >= 0:
            _reply(scene, event, enrolments)
            continue
        states = {
            (one.pk, scene.founders[one.startup.name].pk): _ABSENT[number % 2] if (at + number) % 6 == 0 else "present"
            for at, one in enumerate(enrolments)
        }
        with clock.pretending(begins + timedelta(hours=hours)):
            roster.record_attendance(event, states=states, by=manager)


def _reply(scene: Scene, event: Event, enrolments: list[Enrolment]) -> None:
    """Most come, some cannot, some have not said."""
    with clock.pretending(scene.day(-1, 11)):
        for place, one in enumerate(enrolments):
            if place % 4:
                roster.reply(event, coming=bool(place % 3), by=scene.founders[one.startup.name])


def _tell(scene: Scene, cohort: Cohort, own: Enrolment) -> None:
    for day, subject, text in _TOLD:
        with clock.pretending(scene.day(day, 9)):
            told: dict[str, Any] = {"subject": subject, "text": text, "press": f"demo-world-{-day}"}
            roster.send(cohort, audience=Audience.COHORT, by=scene.cast["manager"], **told)
    with clock.pretending(scene.day(-1, 15)):
        ahead: dict[str, Any] = {
            "subject": "The great hall is open on Saturday",
            "text": "Rehearse where you will stand: **10:00 to 16:00**, with sound.\n\nAsk at the desk for the microphone.",
            "press": "demo-world-ahead",
        }
        manager, at = scene.cast["manager"], scene.day(3, 9)
        roster.plan_announcement(cohort, audience=Audience.COHORT, send_at=at, by=manager, **ahead)
    with clock.pretending(scene.day(-2, 16)):
        told = {
            "subject": "Your pilot letter",
            "text": "Please bring the *signed* letter on Monday.",
            "press": "demo-world-letter",
        }
        roster.send(cohort, audience=Audience.SELECTION, enrolments=[own], by=scene.cast["manager"], **told)


def _keep(scene: Scene, cohort: Cohort, own: Enrolment) -> None:
    handbook = b"week,theme\n1,Customers\n8,Pricing\n16,Telling it\n"
    notes = b"Site visit at the second terminal: 14 cranes, two shifts, one dispatcher.\n"
    with clock.pretending(scene.day(FIRST_DAY + 1, 8)):
        roster.keep_file(cohort, upload=SimpleUploadedFile("weeks.csv", handbook), by=scene.cast["manager"])
    mentor = Supporter.objects.live().filter(enrolment=own, role="mentor").select_related("person").order_by("id")[0].person
    with clock.pretending(scene.day(-12, 17)):
        roster.keep_file(own, upload=SimpleUploadedFile("site-visit.txt", notes), by=scene.cast["founder"])
        roster.keep_file(own, upload=SimpleUploadedFile("questions.txt", b"Who signs for the port?\n"), by=mentor)
