"""One small house with something behind every door, and everybody who may stand before one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import quote
from django.contrib.contenttypes.models import ContentType

from accelerator.accounts import feeding, inviting, queries
from accelerator.accounts import operations as accounts_operations
from accelerator.accounts.models import KeptAnswer, Person
from accelerator.applications import operations as applications
from accelerator.applications import queries as queried
from accelerator.applications.models import Screening
from accelerator.decisions import marks, waiting
from accelerator.decisions import operations as deciding
from accelerator.decisions import queries as decisions
from accelerator.decisions.models import Condition, Letter, Recall, Release
from accelerator.kit import clock
from accelerator.notices.models import Delivery, Message, Reminder
from accelerator.pipeline import operations as marking
from accelerator.pipeline.models import Export
from accelerator.programmes.models import AccessCode, AccessUse, Enquiry, Minute, ReviewStage, Staff
from accelerator.questionnaires.definition import questions
from accelerator.questionnaires.models import Renewal, Sheet
from accelerator.reviews import operations as giving
from accelerator.reviews import queries as assignments
from accelerator.reviews.models import Assignment, Decline, Interview, Redaction, Relation, Remark
from accelerator.startups import operations as startups
from accelerator.startups.models import Member
from accelerator.startups.signs import Distinction, Likeness, Trait
from accelerator.trail import operations as trail
from accelerator.trail.models import key_of
from cohorts.checkins.models import Consent, Correction, Target
from cohorts.credits import operations as credits_operations
from cohorts.credits.models import ApprovalLimit
from cohorts.mentoring import operations as mentoring
from cohorts.milestones import operations as milestones
from cohorts.milestones import planning, reminding
from cohorts.milestones.models import FormerSheet, ReminderPass
from cohorts.reporting import operations as reporting
from cohorts.reporting.choosing import Choice
from cohorts.reporting.risk import Rule
from cohorts.roster import operations as roster
from tests.accounts.test_pictures import PNG
from tests.cast import CAST
from tests.factories import accounts, files, programmes, questionnaires, reviews
from tests.factories import applications as applying
from tests.factories import checkins as asking
from tests.factories import credits as granting
from tests.factories import decisions as decided
from tests.factories import interviews as meeting
from tests.factories import milestones as stepping
from tests.factories import startups as founding

# A question whose answer reviewers do not read.
LEAD = {"key": "lead", "type": "text", "label": "Who leads?", "limit": 200}

LEADS = {"key": "leads", "type": "text", "label": "Who leads the pilot?", "limit": 200}

# Who stands before every door, and who they are to the scene's programme, startup and pool.
CHARACTERS = {
    "anonymous": "has not signed in",
    "suspended": "was an operator admin; the browser is still open",
    "newcomer": "has an account and nothing else",
    "founder": "owns Quaykeeper, which applied twice, was accepted once and is in the cohort",
    "cofounder": "the second member of Quaykeeper, who may write",
    "viewer": "of Quaykeeper, reads only",
    "rival": "owns Rivalry, of the same call and cohort",
    "reviewer": "has Quaykeeper's application to score",
    "other_reviewer": "of the programme, has scored Rivalry",
    "recused": "of the programme, stands back from Quaykeeper",
    "manager": "runs the programme",
    "neighbour": "runs another programme",
    "mentor": "of Quaykeeper",
    "other_mentor": "of Rivalry",
    "officer": "grants officer",
    "approver": "approves grants",
    "partner": "of the pool's provider",
    "auditor": "reads the house",
    "house_manager": "may begin programmes, runs none",
    "admin": "operator admin",
}
NOBODY = ("anonymous", "suspended")  # who are not signed in


@dataclass
class Scene:
    """`people` by name of CHARACTERS; `things` by the name that the table's addresses use, people of the cast among them."""

    people: dict[str, Any]
    things: dict[str, Any]


def build() -> Scene:
    """Everything in the caller's transaction."""
    people: dict[str, Any] = {name: CAST[name]() for name in CHARACTERS if name in CAST}
    for name in CHARACTERS:
        if name not in people:
            people[name] = accounts.person(f"{name}@example.org", name.replace("_", " ").title())
    who, one = SimpleNamespace(**people), SimpleNamespace()
    _programme(who, one)
    _selection(who, one)
    _interviews(who, one)
    _cohort(who, one)
    _credits(who, one)
    _house(who, one)
    today = clock.today("Asia/Singapore")
    days = {"yesterday": today - timedelta(days=1), "soon": today + timedelta(days=14), "later": today + timedelta(days=28)}
    days["latest"] = today + timedelta(days=100)
    one.release_mark = marks.of(one.call)
    one.type_of_person = ContentType.objects.get_for_model(Person)
    one.rows = SimpleNamespace(**{model._meta.db_table: _row(model) for model in admin.site._registry})
    return Scene(people, {**people, **vars(one), **days})


def _row(model: Any) -> Any:
    """The key of some row as the desk writes it into an address, 0 where the scene has none."""
    found = model._default_manager.first()
    return quote(str(found.pk)) if found else 0


def _programme(who: Any, one: Any) -> None:
    one.programme = programmes.programme("Applied Tides", manager=who.manager, slug="applied-tides")
    one.other_programme = programmes.programme("Elsewhere", manager=who.neighbour, slug="elsewhere")
    one.other_call = programmes.call(programme=one.other_programme, slug="other-call", name="Other call", published=False)
    for name in ("reviewer", "other_reviewer", "recused"):
        programmes.reviewer(one.programme, getattr(who, name))
    one.second_staff = Staff.objects.get(person=programmes.manager(one.programme))
    words: dict[str, Any] = {"tagline": "For ports", "description": "Twelve weeks.", "benefits": "Mentors"}
    form = questionnaires.published_version(definition=questionnaires.with_sensitive(LEAD))
    one.call = programmes.call(programme=one.programme, slug="open-call", name="Open call", prefix="OC", version=form, **words)
    one.enquiry = Enquiry.objects.create(call=one.call, by=who.cofounder, asked="Is equity taken?")
    codes: dict[str, Any] = {"by": who.manager, "max_uses": 50}
    one.access_code = AccessCode.objects.create(call=one.call, note="Late teams", **codes)
    check = {"key": "c1", "asks": "Is it afloat?", "kind": "yes_no", "why": "It must be.", "accepts": ["yes"]}
    one.checked_call = programmes.call(programme=one.programme, slug="checked-call", name="Checked call", eligibility=[check])
    one.unlisted_call = programmes.call(programme=one.programme, slug="quiet-call", name="Quiet call", listed=False)
    quiet = AccessCode.objects.create(call=one.unlisted_call, note="Invited", **codes)
    AccessUse.objects.create(access_code=quiet, person=who.cofounder)
    one.questionnaire = one.call.version.questionnaire
    one.closed_call = programmes.call(
        programme=one.programme,
        slug="closed-call",
        name="Closed call",
        prefix="CC",
        opens_at=clock.now() - timedelta(days=60),
        closes_at=clock.now() - timedelta(days=30),
    )
    ends = {"closed_at": one.closed_call.closes_at - timedelta(days=3), "closes_at": one.closed_call.closes_at}
    one.call.version.changeovers.create(by=who.manager, begun_at=clock.now(), ended_at=clock.now())
    one.closed_call.extensions.create(**ends, reason="The site was slow.", by=who.manager)
    one.ready_call = programmes.call(
        programme=one.programme,
        slug="ready-call",
        name="Secret spring call",
        prefix="RC",
        published=False,
        opens_at=clock.now() + timedelta(days=7),
        reviews_due_on=date(2031, 1, 31),
        decisions_on=date(2031, 2, 28),
        **words,
    )
    drawn = questionnaires.draft_version(name="Form in the making")
    one.drawn = drawn.questionnaire
    one.draft_call = programmes.call(
        programme=one.programme, slug="draft-call", name="Draft call", prefix="DC", published=False, version=drawn
    )
    one.spare_rubric = programmes.rubric(programme=one.programme, name="Spare rubric")


def _selection(who: Any, one: Any) -> None:
    one.startup = founding.startup("Quaykeeper", owner=who.founder, slug="quaykeeper", description="Keeps quays.")
    founding.member(one.startup, who.cofounder)
    founding.member(one.startup, who.viewer, role=Member.Role.VIEWER)
    one.transfer = startups.offer(one.startup, to=who.cofounder, by=who.founder)
    one.startup.links.create(kind="code", url="https://code.example.org/quaykeeper")
    one.startup.locations.create(place="Batam", country="ID")
    one.rival_startup = founding.startup("Rivalry", owner=who.rival, slug="rivalry")
    one.merged = founding.startup("Quay Keeper", slug="quay-keeper", merged_into=one.startup)
    Trait.objects.create(startup=one.startup, kind="name", value="quaykeeper")
    pair = {"first": one.startup, "second": one.rival_startup}
    Likeness.objects.create(**pair, kind="name", said="quay", apart=Distinction.objects.create(**pair, by=who.admin, why="Two."))
    one.joining = founding.startup("Lanternfish", owner=accounts.person(), slug="lanternfish")
    one.application = _written(one.call, one.startup, by=who.founder, submitted=True)
    one.attached = one.application.sheet.attachments.get().file
    one.upload = files.begun(by=who.founder, purpose=f"application:{one.application.pk} deck")
    one.submission = one.application.submissions.get()
    Redaction.objects.create(submission=one.submission, answers={}, by=who.manager)
    one.draft = _written(
        programmes.call(programme=one.programme, prefix="SC", name="Second call"), one.startup, by=who.founder, submitted=False
    )
    one.sketch = one.draft.sheet.attachments.get().file
    sheet, by = one.application.sheet, who.founder
    Renewal.objects.create(sheet=sheet, old=sheet.version, new=sheet.version, by=by, at=clock.now())
    KeptAnswer.objects.create(person=by, key="nightly-7", digest="-")
    Screening.objects.create(application=one.application, asked=[], version="-", answers={}, eligible=True, by=who.founder)
    paired = programmes.call(programme=one.programme, prefix="PC", name="Paired call", needs_sign_off=True)
    one.paired = _written(paired, one.startup, by=who.founder, submitted=False)
    one.sign_off = applications.ask(one.paired, by=who.founder, at=clock.now())
    one.sign_off.seen = queried.fingerprint(one.paired)
    left = programmes.call(programme=one.programme, prefix="LC", name="Left call")
    one.withdrawn = _written(left, one.startup, by=who.founder, submitted=True)
    applications.withdraw(one.withdrawn, by=who.founder, at=clock.now())
    one.rival_application = applying.application(call=one.call, startup=one.rival_startup, by=who.rival)
    one.rival_application.sheet.answers["what"] = "Was told."
    one.rival_application.sheet.save()
    one.resubmission = applying.submission(
        application=one.rival_application, by=who.rival, arrived_at=one.call.opens_at + timedelta(hours=2)
    )
    later = one.call.closes_at + timedelta(days=7)
    applications.reopen(one.rival_application, reason="A page was blank.", until=later, by=who.manager, at=clock.now())
    one.unread = applying.application(call=one.call, startup=one.joining)
    noted = applications.NewStartup("Noted Quay")
    one.entered = applications.enter(call=one.call, startup=noted, email="noted@example.org", by=who.manager, at=clock.now())

    soon = clock.today("Asia/Singapore") + timedelta(days=5)
    one.clarification = applications.ask_more(one.application, asks="How deep is the berth?", due_on=soon, by=who.manager)
    one.assignment = reviews.assignment(one.application, reviewer=who.reviewer, assigned_by=who.manager)
    reviews.review(one.assignment, {1: 4, 2: 3, 3: 5}, submitted=False, comment="Draft thoughts of the reviewer.")
    one.scored = reviews.assignment(one.rival_application, reviewer=who.other_reviewer, assigned_by=who.manager)
    reviews.review(one.scored, {1: 4, 2: 3, 3: 5}, comment="Rivalry rows well.", private_note="Ask who pays.")
    one.remark = Remark.objects.create(application=one.rival_application, by=who.manager, text="Rivals row on Sundays.")
    one.dropped = reviews.assignment(
        one.application, reviewer=who.recused, assigned_by=who.manager, state=Assignment.State.RECUSED
    )
    one.conflict = reviews.conflict(one.application, who.recused, reason="A former employer.")
    one.relation = Relation.objects.create(
        person=who.reviewer, by=who.reviewer, kind="other", name="Far Quay", act="broughtbyafile"
    )

    giving.describe(who.reviewer, by=who.reviewer, bio="", languages_read=["en"], max_load=None, expertise={"Water engines": 3})
    today = clock.today("Asia/Singapore")
    one.absence = giving.announce(who.reviewer, from_on=today, until_on=today, by=who.reviewer)
    rules = {"hands_on_after": 5, "takes_more": True}
    giving.arrange(one.call, bids_from=today, bids_until=today, by=who.manager, **rules)
    giving.bid(one.call, {one.rival_application.number: "maybe"}, by=who.recused)
    Decline.objects.create(application=one.rival_application, person=who.recused, reason="no_time", note="At sea all March.")
    one.terms = giving.write_terms(one.programme, text="Tell nobody of a quay.", by=who.manager)
    for person in (who.reviewer, who.other_reviewer, who.recused, who.manager):
        giving.accept(one.terms, by=person)

    marking.tag([one.application], name="Twice applied", by=who.manager)
    one.marks = marking.flag([one.application], note="Ask about the quay", by=who.manager)
    every = list(one.call.applications.standing().values_list("pk", flat=True))
    one.export = marking.ask(one.call, ids=every, form="csv", by=who.manager)
    marking.advance(one.export.pk)
    one.unwritten = marking.ask(one.call, ids=every, form="csv", by=who.manager)
    Export.objects.filter(pk=one.unwritten.pk).update(failed_at=clock.now())
    one.letter = marking.write([one.application], subject="About the quay", text="Dear {startup}", by=who.manager)
    one.taken = marking.take(one.call, name="list.csv", content=b"name\nFar Quay\n", by=who.manager)
    one.brought = marking.take(one.call, name="came.csv", content=b"name,email\nCame Quay,came@example.org\n", by=who.manager)
    marking.bring_in(one.brought, by=who.manager)
    marking.carry_out(one.brought.pk)
    one.came = one.call.applications.get(startup__name="Came Quay")
    one.view = marking.save(one.call, name="Quays alone", query="q=Quay", by=who.manager)
    deciding.arrange(one.call, quorum=1, voters=[who.other_reviewer], grounds=["Balance"], by=who.manager)
    deciding.open_voting(one.call, by=who.manager)
    deciding.vote(one.rival_application, outcome="waitlist", by=who.other_reviewer)
    one.act = SimpleNamespace(code=deciding.decide_many([one.rival_application], outcome="waitlist", by=who.manager))
    one.waiting = SimpleNamespace(mark=waiting.mark(list(waiting.listed(one.call))))
    one.choice = decisions.choice([one.application], outcome="decline", by=who.manager)
    one.scenario = _planned(one.call, one.rival_application, act=one.act.code, by=who.manager)
    one.spread = reviews.plan(one.call, list(assignments.lacking(one.call.review_stages.get(), 1)), [who.reviewer], per_item=1)
    one.accepted = _written(one.closed_call, one.startup, by=who.founder, submitted=True)
    one.spread_out = reviews.allotted([one.accepted], reviewers=[who.reviewer], per_item=1, by=who.manager)
    just_now = {"by": who.other_reviewer, "created_at": clock.now() + timedelta(hours=1)}  # however long the tests take
    one.own_conflict = reviews.conflict(one.accepted, who.other_reviewer, **just_now)
    one.stage, one.closed_stage = (ReviewStage.objects.get(call=call) for call in (one.call, one.closed_call))
    one.ruled = giving.rule(one.closed_stage, applications=[one.accepted], outcome="on", by=who.manager)
    one.offer = decided.offer(one.accepted)
    one.worded = deciding.reword(one.programme, outcome="decline", subject="No place", text="Not this time.", by=who.manager)
    one.held, recalled = (Release.objects.create(call=one.call, by=who.manager, window=timedelta(days=1)) for _ in range(2))
    Recall.objects.create(release=recalled, by=who.manager)
    Letter.objects.create(decision=one.offer.decision, subject="A place", text="It is yours to take.")
    giving.rank(one.stage.pk)
    one.later_stage = ReviewStage.objects.create(call=one.call, position=2, kind="final", name="Last look")
    Condition.objects.create(offer=one.offer, position=1, text="Be in Singapore.")
    one.waitlisted = _written(one.closed_call, one.rival_startup, by=who.rival, submitted=True)
    decided.decision(one.waitlisted, outcome="waitlist", by=who.manager, released=True)
    deciding.order(one.closed_call, numbers=[one.waitlisted.number], by=who.manager)
    one.enclosure, one.spare_enclosure = (
        deciding.enclose(one.closed_call, upload=files.upload("agreement.pdf"), by=who.manager) for _ in range(2)
    )
    one.pack = deciding.ask_pack(one.call, beside=2, names_reviewers=False, by=who.manager)
    deciding.write_pack(one.pack.pk)


def _interviews(who: Any, one: Any) -> None:
    """A call in whose one stage people meet: Quaykeeper is invited and may choose anew, Rivalry is put in, Lanternfish waits."""
    one.met_call = programmes.call(programme=one.programme, slug="met-call", name="Met call", prefix="MC")
    ReviewStage.objects.filter(call=one.met_call).update(kind="interview")
    one.met_stage = ReviewStage.objects.select_related("call").get(call=one.met_call)
    one.sitting, one.idle_panel = (
        giving.make_panel(one.met_stage, name=name, people=[who.reviewer, one.second_staff.person], by=who.manager)
        for name in ("Harbour panel", "Idle panel")
    )
    times = meeting.hours(*(meeting.at(hour, days=40) for hour in (9, 10, 11, 12)))
    link = "https://meet.example.org/quay"
    _taken, _filled, one.free_slot, _more = giving.lay_out(one.sitting, times=times, link=link, by=who.manager)
    one.met_day = one.free_slot.starts_at.date()
    one.met = _written(one.met_call, one.startup, by=who.founder, submitted=True)
    one.interview = giving.place(one.met, slot=_taken, by=who.manager)
    giving.invite(one.met_stage, by=who.manager)
    Interview.objects.filter(pk=one.interview.pk).update(choose_until=clock.now() + timedelta(days=3))
    one.met_rival = _written(one.met_call, one.rival_startup, by=who.rival, submitted=True)
    one.filled = giving.fill(one.met_stage, by=who.manager)
    one.met_waiting = applying.application(call=one.met_call, startup=one.joining)


def _planned(call: Any, application: Any, *, act: str, by: Any) -> Any:
    """A scenario of which `application` is the set, used by the bulk act `act`."""
    limit = {"kind": "count", "way": "least", "of": "country", "bound": "0", "values": ["SG"]}
    made = deciding.plan(call, name="Even tides", places=2, limits=[limit], by=by)
    made.act, made.used_by, made.used_at = act, by, clock.now()
    made.save()
    made.limit_id = made.limits[0]["id"]
    made.seen = decisions.choice([application], outcome="accept", by=by).fingerprint
    return made


def _written(call: Any, startup: Any, *, by: Any, submitted: bool) -> Any:
    """An application with a deck; a draft, or submitted an hour after the call opened."""
    at = call.opens_at + timedelta(hours=1)
    answers = questionnaires.ANSWERS | ({"lead": "A diver of 61."} if LEAD["key"] in questions(call.version.definition) else {})
    made = applying.application(call=call, startup=startup, by=by, submitted=False, answers=answers)
    applications.attach(made, key="deck", upload=files.upload(), by=by, at=at)
    if submitted:
        made.sheet.refresh_from_db()
        applications.submit(made, by=by, arrived_at=at)
    return made


def _cohort(who: Any, one: Any) -> None:
    today = clock.today("Asia/Singapore")
    one.cohort = roster.make_cohort(
        one.programme,
        name="Cohort 4",
        starts_on=today - timedelta(days=20),
        ends_on=today + timedelta(days=160),
        places=5,
        by=who.manager,
    )
    one.plan = planning.make_plan(one.programme, name="Six months", by=who.manager)
    planning.add_step(one.plan, step=planning.StepGiven("Customer interviews", 30), by=who.manager)
    planning.add_step(one.plan, step=planning.StepGiven("First pilot", 60), by=who.manager)
    one.enrolment = roster.enrol(one.cohort, startup=one.startup, by=who.manager, reason="Accepted")
    one.rival_enrolment = roster.enrol(one.cohort, startup=one.rival_startup, by=who.manager, reason="Accepted")
    planning.apply_plan(one.plan, cohort=one.cohort, by=who.manager)
    one.retired_step = planning.add_step(one.plan, step=planning.StepGiven("Early idea", 10), by=who.manager)
    planning.keep_version(one.plan, note="With an early idea", by=who.manager)
    planning.remove_step(one.retired_step, by=who.manager)
    one.plan_text = "{plan: Written anew, steps: [{key: fresh, title: Fresh, due: {days: 3}}]}"
    one.other_plan = planning.make_plan(one.other_programme, name="Plan elsewhere", by=who.neighbour)
    planning.add_step(one.other_plan, step=planning.StepGiven("A step elsewhere", 30), by=who.neighbour)
    one.other_cohort = roster.make_cohort(
        one.other_programme, name="Elsewhere 1", starts_on=today, ends_on=today + timedelta(days=90), places=5, by=who.neighbour
    )
    one.spare_plan = planning.make_plan(one.programme, name="Spare plan", by=who.manager)
    planning.add_step(one.spare_plan, step=planning.StepGiven("Third pilot", 90), by=who.manager)
    mentoring.match(one.enrolment, person=who.mentor, by=who.manager)
    mentoring.match(one.rival_enrolment, person=who.other_mentor, by=who.manager)
    _check_ins(who, one)
    one.session = _session(
        one.enrolment, by=who.mentor, shared="Offer a price a crane.", private="The founders should settle who sells."
    )
    _session(one.rival_enrolment, by=who.other_mentor, shared="Rivals meet at noon.", private="Rivalry may run dry.")
    one.action = one.session.actions.get()
    first, one.coming = one.enrolment.milestones.order_by("position")
    one.rule = one.plan.reminder_rules.get(offset=1)
    one.other_rule = one.other_plan.reminder_rules.get(offset=1)
    ahead = Reminder.objects.filter(subject=key_of(one.coming)).order_by("due_at", "id")
    one.reminder, one.held_reminder = ahead[0], ahead[1]
    reminding.hold(one.cohort, codes=[one.held_reminder.code], by=who.manager)
    one.milestone = milestones.submit(first, account="Twenty conversations.", uploads=[files.upload()], by=who.founder)
    one.evidence = one.milestone.evidence.get().file
    _with_evidence(one, who)
    one.rival_milestone = milestones.submit(one.rival_enrolment.milestones.get(position=1), account="Done.", by=who.rival)
    milestones.sign_off(one.rival_milestone, by=who.other_mentor)
    _aboard(who, one, today)
    one.feed_secret = feeding.make(who.newcomer, by=who.newcomer).rpartition("/")[2].removesuffix(".ics")
    one.gone_secret = feeding.make(who.suspended, by=who.suspended).rpartition("/")[2].removesuffix(".ics")
    who.newcomer.calendar_feed.last_read_at = clock.now()  # so that reading it changes nothing
    who.newcomer.calendar_feed.save()
    words = {"reason": "Their pilot partner withdrew", "until_on": today + timedelta(days=30), "by": who.manager}
    one.flag, one.mute = reporting.flag(one.enrolment, **words), reporting.mute(one.enrolment, kind="no_session", **words)
    reporting.keep_view(one.cohort, choice=Choice(group="lead"), by=one.second_staff.person)
    reporting.rule(one.cohort, [Rule("missed", 3)], by=who.manager)


def _check_ins(who: Any, one: Any) -> None:
    """Revenue is for managers, what holds the startup up and what it asks for are for mentors too."""
    rhythm = asking.rhythm(one.cohort)
    told = {"revenue": "918273", "blockers": "Our bank froze the account.", "mood": "4", "runway": "7"}
    one.sent_check_in = asking.check_in(rhythm, one.enrolment, ago=1, state="sent", answers=told)
    one.check_in = asking.check_in(rhythm, one.enrolment)
    one.ready_check_in = asking.check_in(rhythm, one.enrolment, ago=2, answers=told)
    theirs = {"revenue": "645312", "blockers": "Rivals lost their pilot.", "mood": "2", "runway": "2"}
    one.rival_check_in = asking.check_in(rhythm, one.rival_enrolment, ago=1, state="sent", answers=theirs)
    one.rival_fresh = asking.check_in(rhythm, one.rival_enrolment, state="sent", answers=theirs)
    Correction.objects.create(check_in=one.sent_check_in, number=1, answers=told, by=who.founder)
    _link, address = asking.link(one.check_in, who.founder)
    one.secret = address.split("/")[2]
    one.ask = asking.ask(one.sent_check_in, who.mentor, text="Who buys for a port in Batam?")
    one.taken_ask = asking.ask(one.sent_check_in, who.mentor, text="Who hires divers?", state="taken", taken_by=who.mentor)
    Consent.objects.create(enrolment=one.enrolment, key="users", mentors=False, by=who.founder)
    Target.objects.create(enrolment=one.enrolment, key="users", value=500, by=who.founder)


def _aboard(who: Any, one: Any, today: date) -> None:
    """What Quaykeeper has to do and was told in its cohort; one startup pauses, one has graduated."""
    roster.add_to_team(one.cohort, person=one.second_staff.person, role="manager", by=who.manager)
    one.paused, one.graduated = (
        roster.enrol(one.cohort, startup=founding.startup(name), by=who.manager, reason="Accepted")
        for name in ("Slack", "Landfall")
    )
    roster.pause(one.paused, from_on=today, until_on=today + timedelta(days=20), reason="A birth.", by=who.manager)
    roster.graduate(one.graduated, by=who.manager)
    one.text = roster.write_agreement(one.cohort, title="Rules of the quay", text="Nobody runs on the *quay*.", by=who.manager)
    one.unsigned = roster.write_agreement(one.cohort, title="Rules of the crane", text="Nobody swings.", by=who.manager)
    one.words, one.unread_words = one.text.versions.get(), one.unsigned.versions.get()
    one.unread_hash = one.unread_words.sha256
    signed = {"name": "Founder Of Quay", "sha256": one.words.sha256, "by": who.founder}
    one.signed = roster.accept(one.words, enrolment=one.enrolment, **signed)
    asked = [roster.ItemGiven("other", title, due_days=7) for title in ("Send a photo", "Send a logo")]
    one.item, one.second_item = (roster.add_item(one.cohort, given=given, by=who.manager) for given in asked)
    one.duty, one.done_duty = (each.duties.get(enrolment=one.enrolment) for each in (one.item, one.second_item))
    roster.settle(one.done_duty, by=who.founder)
    roster.save_payment_ids(one.enrolment, given={"account_number": "SG-77-4711"}, by=who.founder)
    told = {"subject": "Keys", "text": "Bring the *quay* keys.", "press": "press-of-keys", "by": who.manager}
    one.announcement = roster.send(one.cohort, audience="selection", enrolments=[one.enrolment], **told)
    later = {"subject": "Lanterns", "text": "Bring lanterns.", "press": "press-of-lanterns", "by": who.manager}
    one.planned = roster.plan_announcement(one.cohort, audience="cohort", send_at=clock.now() + timedelta(days=2), **later)
    begins = clock.now() + timedelta(days=3)
    ahead = {"starts_at": begins, "ends_at": begins + timedelta(hours=2), "place": "Berth 9"}
    given = roster.EventGiven("workshop", "Quay pricing", **ahead, audience="selection", enrolments=[one.enrolment])
    one.event = roster.plan_event(one.cohort, given=given, by=who.manager)
    roster.reply(one.event, coming=False, by=one.second_staff.person)
    over = {"starts_at": begins - timedelta(days=9), "ends_at": begins - timedelta(days=8), "place": "Hall"}
    one.past_event = roster.plan_event(one.cohort, given=roster.EventGiven("other", "Kick-off", **over), by=who.manager)
    there = {(one.enrolment.pk, who.founder.pk): "present"}
    roster.record_attendance(one.past_event, states=there, by=who.manager)
    one.shared = roster.keep_file(one.enrolment, upload=files.upload("quaypapers.pdf"), by=who.founder)
    one.cohort_file = roster.keep_file(one.cohort, upload=files.upload("handbook.pdf"), by=who.manager)


def _with_evidence(one: Any, who: Any) -> None:
    """A milestone with a form, for which more time is asked; and one that came back with its file."""
    pilots = stepping.plan(one.programme, days=(60, 62), name="Pilots")
    form = {"sections": [{"key": "pilot", "title": "Pilot", "questions": [LEADS]}]}
    asked = questionnaires.published_version(definition=form).questionnaire
    pilots.steps.filter(position=1).update(questionnaire=asked)
    day = one.coming.due_on
    one.asking, one.returned = (
        stepping.milestone(one.enrolment, step=step, due_on=day) for step in pilots.steps.order_by("position")
    )
    sheet = milestones.fill_in(one.asking, by=who.founder)
    assert sheet is not None
    answered = Sheet.objects.create(version=sheet.version, saved_at=clock.now())
    FormerSheet.objects.create(milestone=one.asking, sheet=answered)
    ReminderPass.objects.create(plan=pilots, of=2, done=2, done_at=clock.now(), reason="the plan changed")
    later = day + timedelta(days=7)
    one.asked = milestones.ask_extension(one.asking, due_on=later, reason="The quay is closed.", by=who.founder)
    milestones.submit(one.returned, account="Signed.", uploads=[files.upload()], by=who.founder)
    milestones.give_back(one.returned, comment="Whose name is it?", by=who.mentor)
    one.returned_file = one.returned.evidence.get().file
    introducing = stepping.plan(one.programme, days=(61,), name="Introductions")
    introducing.steps.update(owner="mentor")
    one.mentored = stepping.milestone(one.enrolment, step=introducing.steps.get(), due_on=day)


def _session(enrolment: Any, *, by: Any, shared: str, private: str) -> Any:
    return mentoring.log(
        enrolment,
        held_at=clock.now() - timedelta(days=1),
        minutes=45,
        by=by,
        shared_notes=shared,
        private_note=private,
        actions=[mentoring.ActionGiven("Send the price sheet")],
    )


def _credits(who: Any, one: Any) -> None:
    one.provider = granting.provider(partner=accounts.partner())
    one.pool = granting.pool(by=who.officer, provider=one.provider, name="Nimbus compute")
    ApprovalLimit.objects.create(currency="SGD", above=50_000, needed=2)
    one.foreign_pool = granting.pool(by=who.officer, provider=granting.provider("Cumulus"), name="Cumulus compute")
    wanted: dict[str, Any] = {"pool": one.pool, "enrolment": one.enrolment, "by": who.officer}
    one.grant = granting.grant(**wanted, purpose="Training the quay model")
    one.approved = granting.grant(**wanted, purpose="Tests")
    credits_operations.approve(one.approved, by=who.approver)
    one.awarded = granting.awarded(**wanted, approver=who.approver)


def _house(who: Any, one: Any) -> None:
    Minute.objects.create(at=clock.now().replace(second=0, microsecond=0), requests=240)
    trail.looked("file", by=who.manager, at=one.application)
    one.person = accounts.person("somebody@example.org", "Somebody")
    one.gone = accounts.suspended_person("gone@example.org", "Gone")
    one.second = accounts.operator_person("second@example.org", "Second Auditor", role="auditor")
    one.operator = accounts.operator()
    house: dict[str, Any] = {
        "scope": "organisation",
        "scope_id": one.operator.pk,
        "scope_label": "Harbour Board",
        "role": "auditor",
    }
    one.invitation = accounts_operations.invite(**house, email="invited@example.org", by=who.admin)
    link = inviting.first_link(one.operator.pk, "Harbour Board", role="auditor", email=who.newcomer.email)
    one.link = SimpleNamespace(token=link.strip("/").rpartition("/")[2])
    one.startup_invitation = startups.invite(one.startup, email="third@example.org", role="member", by=who.founder)
    laptop = {"name": "Laptop", "scopes": ["account:read"], "lasts": timedelta(days=30)}
    one.token, _secret = accounts_operations.make_token(who.founder, **laptop, by=who.founder)
    one.message = Message.objects.filter(recipient=who.founder).latest("id")
    one.delivery = Delivery.objects.filter(message__recipient=who.founder).latest("id")
    for state in (Delivery.State.SENDING, Delivery.State.UNKNOWN):
        Delivery.objects.filter(pk=one.delivery.pk).update(state=state)
    accounts_operations.change_settings(queries.settings(), by=None, logo=PNG)
    one.logo = SimpleNamespace(name=queries.settings().logo.rpartition("/")[2])
