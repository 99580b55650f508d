"""The demo's cohort in mid-programme: a plan, milestones of which some are late, mentors and what they talked about."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from accelerator.accounts.models import Person
from accelerator.kit import clock
from cohorts.management.demo import people
from cohorts.management.demo.intake import Scene
from cohorts.mentoring import operations as mentoring
from cohorts.mentoring.models import Mentor, Session
from cohorts.mentoring.operations import ActionGiven
from cohorts.milestones import coming, planning, reminding
from cohorts.milestones import operations as milestones
from cohorts.milestones.models import Milestone
from cohorts.milestones.planning import StepGiven
from cohorts.reporting import operations as reporting
from cohorts.reporting import risk
from cohorts.reporting.risk import Rule
from cohorts.roster import operations as roster
from cohorts.roster.models import Cohort, Enrolment, Supporter

FIRST_DAY, LAST_DAY = -115, 67  # from today
_STEPS = (
    StepGiven(
        "Customer interviews",
        14,
        "Talk to twenty people who would use or pay for it.",
        "Notes of twenty conversations",
        target=Decimal(20),
        unit="conversations",
        days_off="next",
    ),
    StepGiven(
        "Success measure agreed",
        15,
        "One number that says whether the pilot worked.",
        "The number and how it is read",
        due_rule="workdays",
        after="customer-interviews",
    ),
    StepGiven("Pilot signed", 60, "A first site, with dates.", "The signed agreement", days_off="next"),
    StepGiven(
        "Model card written",
        84,
        "What the model does, on which data, and where it fails.",
        "The card as a document",
        days_off="next",
    ),
    StepGiven(
        "Pilot results measured",
        45,
        "The agreed number, before and after.",
        "A page with both figures",
        after="pilot-signed",
        needs=("success-measure-agreed",),
        days_off="next",
    ),
    StepGiven(
        "Security review passed",
        122,
        "Access, backups and incidents, with an outside reader.",
        "The reader's report",
        owner="mentor",
    ),
    StepGiven(
        "Second customer",
        28,
        "Somebody who did not know you before.",
        "A signed order",
        due_rule="workdays",
        after="pilot-results-measured",
        target=Decimal(1),
        unit="signed order",
    ),
    StepGiven(
        "Demo day rehearsal",
        25,
        "Eight minutes, twice.",
        "A recording",
        after="second-customer",
        needs=("security-review-passed",),
        days_off="previous",
    ),
)
_ACCOUNTS = (
    "Done with our first site. The figures are in the attached page; the two open points are named at the end.",
    "We finished this last week. The customer confirmed it in writing.",
    "All parts are there. One interview fell away and was replaced by two shorter ones.",
)
_LINKS = ("https://example.org/pilot-page", "https://example.com/minutes/2", "https://example.net/results")
_EXPERTISE = (
    ("Operations", "Ran container terminals for eleven years"),
    ("Sales", "Sold software to hospitals"),
    ("Machine learning", "Built forecasting teams twice"),
    ("Finance", "Seed investor, formerly a controller"),
    ("Regulation", "Wrote safety cases for medical devices"),
    ("Security", "Audits cloud systems"),
    ("Hiring", "Grew an engineering team from 4 to 90"),
)
_TOPICS = (
    ("Pricing", "Moved from a price per seat to a price per site; the pilot customer accepted it at once."),
    ("Pilot", "Went through the pilot agreement. The success measure stays at hours saved per shift."),
    ("Hiring", "The second engineer starts in March. Agreed to wait with sales until the pilot result is in."),
    ("Data", "Talked about labelled data from the second site and who may keep it."),
    ("Story", "Rehearsed the first three minutes. The problem comes too late; start with the night shift."),
)
_ACTIONS = ("Send the pricing page", "Ask two more customers for an hour", "Write down the data agreement", "Draft the job post")
_PRIVATE = "Strong on the product. The two founders should settle soon who leads sales."


def make_cohort(scene: Scene) -> None:
    """The cohort that offers of the past call lead into, and its plan; before anybody accepts."""
    manager, call = scene.cast["manager"], scene.calls["past"]
    with clock.pretending(scene.day(-130, 10)):
        cohort = roster.make_cohort(
            scene.programme,
            name="Cohort 4",
            starts_on=scene.day(FIRST_DAY).date(),
            ends_on=scene.day(LAST_DAY).date(),
            places=20,
            call=call,
            by=manager,
        )
        plan = planning.make_plan(scene.programme, name="Six months, eight steps", by=manager)
        for step in _STEPS:
            planning.add_step(plan, step=step, by=manager)
        planning.apply_plan(plan, cohort=cohort, by=manager, note="As agreed with the mentors")
        spare = planning.clone_plan(plan, programme=scene.programme, name="Next cohort's plan", by=manager)
        given = StepGiven("Demo day", 2, "Eight minutes before investors.", "The recording", due_rule="quarter_end")
        planning.add_step(spare, step=given, by=manager)


def run_cohort(scene: Scene) -> None:
    """Mentors by each startup, sessions with actions, and how far everybody has come."""
    cohort = Cohort.objects.get(call=scene.calls["past"])
    enrolments = list(cohort.enrolments.select_related("startup", "cohort").order_by("id"))
    _match(scene, enrolments)
    for place, enrolment in enumerate(enrolments):
        _walk(scene, enrolment, place)
    _flag(scene, cohort, enrolments)
    _wait(scene, cohort)
    last = enrolments[-1]
    with clock.pretending(scene.day(-20, 15)):
        roster.depart(last, reason="The founders took a contract that fills their year.", by=scene.cast["manager"])


def _flag(scene: Scene, cohort: Cohort, enrolments: list[Enrolment]) -> None:
    """A manager leads the first startups, worries about one by hand, and knows of another's delay."""
    manager, today = scene.cast["manager"], clock.today(cohort.zone)
    with clock.pretending(scene.day(-3, 10)):
        for enrolment in enrolments[:8]:
            roster.add_supporter(enrolment, person=manager, role=Supporter.Role.MANAGER, by=manager)
        reporting.rule(cohort, [Rule(risk.NO_SESSION, 35, severity=risk.WATCH)], by=manager)
        reason = "The pilot partner stepped back; they look for another."
        reporting.flag(enrolments[3], reason=reason, until_on=today + timedelta(days=25), by=manager)
        reason = "Agreed on the phone: the figures come next week."
        reporting.mute(enrolments[2], reason=reason, until_on=today + timedelta(days=9), by=manager)


def _wait(scene: Scene, cohort: Cohort) -> None:
    """The cast's own startup asks for more time, and a reminder to come is held."""
    own = scene.startups["Quaykeeper"]
    owed = Milestone.objects.unsettled().filter(enrolment__cohort=cohort, enrolment__startup=own).exclude(state="submitted")
    ahead = owed.select_related("enrolment__cohort", "enrolment__startup").filter(due_on__gt=scene.now.date()).order_by("due_on")
    for milestone in ahead[1:2]:
        day = milestone.due_on + timedelta(days=12)
        why = "The customer's board meets a week later than planned; the order is signed after that."
        milestones.ask_extension(milestone, due_on=day, reason=why, by=scene.founders[own.name])
    for reminder in coming.ahead(cohort, until=scene.now + timedelta(weeks=8)).filter(due_at__gt=scene.now)[:1]:
        reminding.hold(cohort, codes=[reminder.code], by=scene.cast["manager"])


def _match(scene: Scene, enrolments: list[Enrolment]) -> None:
    """Fifteen mentors; every startup has one, the cast's own two."""
    with clock.pretending(scene.day(FIRST_DAY - 12, 9)):
        helpers = [scene.cast["mentor"], *people.make_extras("mentor", 14, first=30)]
    for place, person in enumerate(helpers):
        field, headline = _EXPERTISE[place % len(_EXPERTISE)]
        Mentor.objects.create(person=person, headline=headline, expertise=[field])
        with clock.pretending(scene.day(FIRST_DAY + 3, 11, place)):
            for enrolment in enrolments[place::15]:
                mentoring.match(enrolment, person=person, by=scene.cast["manager"])
    own = next(one for one in enrolments if one.startup == scene.startups["Quaykeeper"])
    with clock.pretending(scene.day(FIRST_DAY + 4, 11)):
        mentoring.match(own, person=scene.cast["mentor"], by=scene.cast["manager"])


def _walk(scene: Scene, enrolment: Enrolment, place: int) -> None:
    """One startup's months: most keep up, some fall behind, the cast's own waits for a second look."""
    founder = scene.founders[enrolment.startup.name]
    mentors = [row.person for row in Supporter.objects.live().filter(enrolment=enrolment).select_related("person").order_by("id")]
    behind = (0, 0, 2, 0, 3, 0, 2, 1, 0, 2)[place % 10]
    is_own = founder == scene.cast["founder"]
    for milestone in enrolment.milestones.select_related("step", "asked").order_by("position")[: 6 - behind]:
        _reach(scene, milestone, founder, mentors[0], place, last=is_own and milestone.position == 5)
    for number, mentor in enumerate(mentors):
        for week in range(place % 3 + number, 16, 4):
            _meet(scene, enrolment, founder, mentor, on=FIRST_DAY + 5 + week * 7, place=place + week)


def _reach(scene: Scene, milestone: Milestone, founder: Person, checker: Person, place: int, *, last: bool) -> None:
    """Started early, handed in around the due day; signed off, returned where `last`, or still to be checked. What a mentor does
    is done by the one who would check."""
    due, who = (milestone.due_on - scene.now.date()).days, founder if milestone.is_for_founders else checker
    with clock.pretending(scene.day(min(due - 12, -1), 9, place)):
        milestones.start(milestone, by=who)
    handed_in = due + (place * 5 + milestone.position * 3) % 9 - 6
    if due > 0 or handed_in >= 0:
        return
    with clock.pretending(scene.day(handed_in, 16, place)):
        shown = [_LINKS[place % len(_LINKS)]] if (place + milestone.position) % 3 == 0 else []
        figure, account = milestone.asks.target, _ACCOUNTS[(place + milestone.position) % 3]
        milestones.submit(milestone, account=account, links=shown, figure=figure and figure + place % 4, by=who)
    checked = handed_in + 2
    if who == checker or checked >= 0 or (place % 5 == 3 and milestone.position == 5):
        return
    with clock.pretending(scene.day(checked, 10, place)):
        if last:
            back = {"account": "The figure before the pilot is missing. Please add it."}
            milestones.give_back(milestone, comment="Nearly there.", sections=back, by=checker)
        else:
            milestones.sign_off(milestone, comment="Clear and complete." if place % 2 else "", by=checker)


def _meet(scene: Scene, enrolment: Enrolment, founder: Person, mentor: Person, *, on: int, place: int) -> Session | None:
    """One session, its actions done where their day is past, mostly."""
    if on >= 0:
        return None
    topic, notes = _TOPICS[place % len(_TOPICS)]
    held_at = scene.day(on, 9 + place % 8)
    given = [
        ActionGiven(_ACTIONS[(place + n) % len(_ACTIONS)], None, (held_at + timedelta(days=7 + 7 * n)).date()) for n in (0, 1)
    ]
    with clock.pretending(held_at + timedelta(hours=2)):
        session = mentoring.log(
            enrolment,
            held_at=held_at,
            minutes=(45, 60, 30)[place % 3],
            topics=[topic],
            shared_notes=notes,
            private_note=_PRIVATE if place % 4 == 0 else "",
            actions=given[: 1 + place % 2],
            next_at=scene.day(on + 14, 15) if place % 3 else None,
            by=mentor,
        )
    for action in session.actions.order_by("id"):
        days = (action.due_on - scene.now.date()).days if action.due_on else 0
        if days < -3 and (place % 7 or days < -20):
            with clock.pretending(scene.day(days - 1, 17)):
                mentoring.settle(action, by=founder)
    return session
