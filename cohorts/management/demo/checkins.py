"""The demo's cohort tells every week how it goes: most in time, some late, a few not at all; asks of which some are taken."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from accelerator.kit import clock
from accelerator.questionnaires.operations import Edit
from cohorts.checkins import operations, periods
from cohorts.checkins.models import Ask, CheckIn, Referral, Rhythm
from cohorts.management.demo.cohort import FIRST_DAY
from cohorts.management.demo.intake import ZONE, Scene
from cohorts.roster.models import Cohort, Enrolment

_ALONG = ("rhythm", "enrolment__startup", "enrolment__cohort", "sheet__version")
_BLOCKERS = (
    "The port's IT department has not opened the test environment yet.",
    "",
    "We wait for the second signature on the pilot agreement.",
    "",
    "Labelling takes longer than planned; one of us does nothing else this week.",
    "",
)
_ASKS = (
    ("Who can introduce us to a hospital's purchasing team?", "sales"),
    ("An hour with somebody who has written a safety case.", "regulation"),
    ("How do others share on-call among three people?", "hiring"),
    ("Somebody to look over our term sheet before Friday.", "finance"),
    ("A second opinion on how we split test data.", "machine_learning"),
)


def send_check_ins(scene: Scene) -> None:
    """From the first week to this one, due tomorrow, which the cast's own startup and a few others have still to send."""
    cohort = Cohort.objects.get(call=scene.calls["past"])
    rhythm = _begin(scene, cohort)
    startups = {one.pk: place for place, one in enumerate(cohort.enrolments.order_by("id"))}
    own = cohort.enrolments.select_related("startup", "cohort").get(startup=scene.startups["Quaykeeper"])
    for week, period in enumerate(_weeks(scene, rhythm), 1):
        with clock.pretending(period.opens_at):
            operations.lay_out(rhythm)
            while operations.open_next(clock.now()):
                pass
        opened = CheckIn.objects.filter(period_on=period.starts_on, state=CheckIn.State.OPEN).select_related(*_ALONG)
        for one in opened.order_by("id"):
            _answer(scene, one, startups[one.enrolment_id], week, is_own=one.enrolment_id == own.pk)
        _hear(scene, period.due_at + timedelta(days=1), week)
    _decide(scene, own)


def _begin(scene: Scene, cohort: Cohort) -> Rhythm:
    """With the questions that Slipway suggests, due on tomorrow's day of the week."""
    tomorrow = scene.day(1).date()
    given = operations.RhythmGiven("weekly", tomorrow.weekday(), 1, time(12), 3, cohort.starts_on, cohort.ends_on)
    with clock.pretending(scene.day(FIRST_DAY + 1, 9)):
        made = operations.begin(cohort, given=given, by=scene.cast["manager"])
    return Rhythm.objects.select_related("cohort", "questionnaire").get(pk=made.pk)


def _weeks(scene: Scene, rhythm: Rhythm) -> list[periods.Period]:
    """Those that have opened by now."""
    found = periods.periods(rhythm.beat(ZONE), first=scene.day(FIRST_DAY + 5).date(), last=scene.day(2).date())
    return [one for one in found if one.opens_at < scene.now]


def _answer(scene: Scene, one: CheckIn, place: int, week: int, *, is_own: bool) -> None:
    """Some hours before it is due; now and then a day late, or never."""
    behind = place % 9 == 4
    missed = week == 6 if is_own else (place * 7 + week * 5) % 23 == 0 or (behind and week in (14, 16))
    sent_at = one.due_at - timedelta(hours=2 + (place * 5 + week * 3) % 60)
    if (place + week) % 17 == 0:
        sent_at = one.due_at + timedelta(hours=20)
    if missed or sent_at > scene.now or (is_own and one.due_at > scene.now):
        return
    founder = scene.founders[one.enrolment.startup.name]
    with clock.pretending(sent_at):
        said = _said(scene, one, place, week, behind=behind)
        edits = [Edit(key, value, one.sheet.seen(key) if one.sheet else 0) for key, value in said.items()]
        operations.write(one, changes=edits, by=founder, at=clock.now())
        operations.submit(one, by=founder, at=clock.now())


def _said(scene: Scene, one: CheckIn, place: int, week: int, *, behind: bool) -> dict[str, Any]:
    """Money runs down and customers come in; who is behind feels it."""
    mood = 3 + (place + week) % 3 - (2 if behind and week > 10 else 0)
    said: dict[str, Any] = {
        "runway": str(max(2, 14 + place % 5 - week // 2)),
        "revenue": str((place % 6) * 400 + week * (40 if behind else 350) + scene.chance.randrange(0, 200)),
        "users": str(20 + place * 3 + week * (2 if behind else 14) + scene.chance.randrange(0, 9)),
        "headcount": str(3 + place % 4 + week // 6),
        "mood": str(max(1, min(5, mood))),
        "blockers": _BLOCKERS[(place + week) % len(_BLOCKERS)],
    }
    if (place * 3 + week) % 11 == 0:
        words, topic = _ASKS[(place + week) % len(_ASKS)]
        known = _topics(one)
        said["asks"] = [{"ask": words, "topic": topic if topic in known else known[0]}]
    return said


def _topics(one: CheckIn) -> list[str]:
    """What an ask may be about: what the mentors of this world know."""
    (asks,) = [asked for asked in one.sheet.version.definition["sections"][1]["questions"] if asked["key"] == "asks"]  # type: ignore[union-attr]
    return [option["value"] for option in asks["columns"][1]["options"]]


def _hear(scene: Scene, at: datetime, week: int) -> None:
    """Mentors hear the morning after; of every three asks one is taken, and of old ones the rest is closed."""
    if at > scene.now:
        return
    with clock.pretending(at):
        while operations.tell_next(clock.now()):
            pass
        for number, ask in enumerate(Ask.objects.filter(state=Ask.State.OPEN).order_by("id")):
            told = Referral.objects.filter(ask=ask, told_at__isnull=False).select_related("person").order_by("id").first()
            if told is not None and number % 3 == week % 3:
                operations.help_with(ask, by=told.person)
            elif week < 12:
                operations.close(ask, by=scene.founders[ask.check_in.enrolment.startup.name])


def _decide(scene: Scene, own: Enrolment) -> None:
    """The cast's founder shows mentors what comes in, and says where it is to go."""
    with clock.pretending(scene.day(-30, 10)):
        operations.let_see(own, key="revenue", mentors=True, by=scene.cast["founder"])
        operations.let_see(own, key="blockers", mentors=False, by=scene.cast["founder"])
        operations.aim(own, key="users", value=Decimal(400), by=scene.cast["founder"])
        operations.aim(own, key="runway", value=Decimal(6), by=scene.cast["manager"])
