"""What startups ask for goes to mentors who know it, once, together with all else for them; who helps is told to the founders."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.kit.registered import registered
from accelerator.notices import operations as notices
from accelerator.notices import wallclock
from accelerator.startups import queries as founders
from accelerator.startups.models import Member
from accelerator.trail import operations as trail
from cohorts.checkins import fields, messages, sights
from cohorts.checkins.models import Ask, CheckIn, Referral
from cohorts.checkins.models.asks import LONGEST_TAG
from cohorts.roster.models import Enrolment, Supporter

_AT = time(9)  # by the cohort's clocks, when mentors are told of what came in since
_RELATED = ("check_in__enrolment__startup", "check_in__enrolment__cohort")


def ask(check_in: CheckIn) -> list[Ask]:
    """Makes an ask of every row of the question that takes them, and refers it. `check_in` comes with its sheet and rhythm."""
    sheet, rhythm = check_in.sheet, check_in.rhythm
    questions = sheet.version.questions() if sheet else {}
    question = questions.get(rhythm.asks)
    columns = fields.asks_with(question) if question else None
    if sheet is None or question is None or columns is None:
        return []
    words, topic = columns
    topics = next(one for one in question.columns if one.key == topic)  # type: ignore[attr-defined]  # asks_with knows a table
    to_mentors = sights.hears_asks(rhythm, questions.values())
    made = [
        Ask(
            check_in=check_in,
            key=question.key,
            place=place,
            text=row[words],
            tags=[topics.told(row[topic])[:LONGEST_TAG]],
            to_mentors=to_mentors,
        )
        for place, row in enumerate(sheet.answers.get(question.key) or [])
        if row.get(words) and row.get(topic)
    ]
    Ask.objects.bulk_create(made)
    route(check_in.enrolment, at=clock.now())
    return made


def route(enrolment: Enrolment, *, at: datetime) -> None:
    """Refers the startup's open asks to mentors who stand by it and to those of the programme who know the topic and belong to no
    other startup in it, where its founders let mentors see them. Who was referred to once is not again.
    """
    shared = Ask.objects.shared().filter(check_in__enrolment=enrolment, state=Ask.State.OPEN)
    own = _people(enrolment.startup_id)
    around = _people(Enrolment.objects.active().filter(cohort__programme=enrolment.cohort.programme_id).values("startup"))
    stand = Supporter.objects.live().filter(enrolment=enrolment, role=Supporter.Role.MENTOR, person__is_active=True)
    near, tell_at = set(stand.values_list("person", flat=True)), _next_round(enrolment, at)
    rows = [
        Referral(ask=one, person_id=person, tell_at=tell_at)
        for one in shared
        for person in sorted((near | (_who_know(one.tags, enrolment) - around)) - own)
    ]
    Referral.objects.bulk_create(rows, ignore_conflicts=True)


def show(enrolment: Enrolment, *, at: datetime) -> None:
    """Mentors may see what the startup asks for from now on: they hear of what they were not told yet with the next round."""
    route(enrolment, at=at)
    waiting = Referral.objects.filter(ask__check_in__enrolment=enrolment, told_at=None, tell_at__lte=at)
    waiting.update(tell_at=_next_round(enrolment, at))


def _people(startup: Any) -> set[int]:
    """The ids of everybody who belongs to `startup`, an id or a query of such."""
    return set(Member.objects.live().of(startup).values_list("person", flat=True))


def _who_know(tags: list[str], enrolment: Enrolment) -> set[int]:
    programme = enrolment.cohort.programme_id
    return {person for known in registered("mentors_for") for person in known(tags, programme).values_list("pk", flat=True)}


def _next_round(enrolment: Enrolment, at: datetime) -> datetime:
    zone = enrolment.cohort.zone
    today = at.astimezone(zone).date()
    rounds = (wallclock.instant(today + timedelta(days=days), _AT, zone) for days in (0, 1, 2))
    return next(moment for moment in rounds if moment > at)


def tell_next(at: datetime) -> bool:
    """Tells one mentor of all that is due to be told to them, in one message; False where nobody is to be told.

    What was settled or hidden meanwhile is left out; it is told later where it is open and shown again. Called by one process
    at a time.
    """
    with transaction.atomic():
        open_ones = Ask.objects.filter(state=Ask.State.OPEN, check_in__enrolment__state=Enrolment.State.ACTIVE)
        waiting = Referral.objects.reaching().filter(told_at=None, tell_at__lte=at, person__is_active=True, ask__in=open_ones)
        due = waiting.order_by("tell_at", "id").select_for_update(of=("self",))
        first = due.select_related("person").first()
        if first is None:
            return False
        mine = {one.ask_id: one.pk for one in due.filter(person=first.person_id)}
        asks = list(Ask.objects.filter(pk__in=mine).select_related(*_RELATED).order_by("id"))
        Referral.objects.filter(pk__in=mine.values()).update(told_at=at)
        lines = [f"{one.check_in.enrolment.startup} ({', '.join(one.tags)}): {one.text}" for one in asks]
        words = "\n\n".join(lines)
        notices.tell(messages.ASKED, to=first.person, about=asks[0], url="/asks/", due_at=first.tell_at, asks=words)
    return True


@transaction.atomic
def help_with(ask: Ask, *, by: Any) -> Ask:
    """The mentor can help; the founders hear, with an address to write to."""
    held, mine = _referred(ask, by)
    if held.state == Ask.State.TAKEN:
        raise Refusal(_("%(person)s helps with this already.") % {"person": held.taken_by})
    _require_open(held)
    _reply(mine, Referral.Reply.HELPS)
    held.state, held.taken_by, held.settled_at = Ask.State.TAKEN, by, clock.now()
    held.save(update_fields=["state", "taken_by", "settled_at"])
    startup = held.check_in.enrolment.startup
    people = founders.people([startup.pk], Member.Role.OWNER, Member.Role.MEMBER).get(startup.pk, [])
    for person in people:
        notices.tell(
            messages.HELPED, to=person, about=held, url="/asks/", person=by, startup=startup, ask=held.text, email=by.email
        )
    _record("ask.taken", gettext_noop("{actor} can help {startup} with what it asked for."), held, by)
    return held


@transaction.atomic
def pass_on(ask: Ask, *, by: Any) -> Ask:
    """The mentor cannot help; nobody is told, and it is gone from their list."""
    held, mine = _referred(ask, by)
    _require_open(held)
    _reply(mine, Referral.Reply.PASSED)
    return held


@transaction.atomic
def close(ask: Ask, *, by: Any) -> Ask:
    """It is answered, or not needed any more."""
    held = _held(ask, "checkins.settle", by)
    if held.state == Ask.State.CLOSED:
        raise Refusal(_("This is closed already."))
    held.state, held.settled_at = Ask.State.CLOSED, clock.now()
    held.save(update_fields=["state", "settled_at"])
    held.referrals.filter(told_at=None).delete()  # nobody is to hear of it any more
    _record("ask.closed", gettext_noop("{actor} closed what {startup} asked for."), held, by)
    return held


@transaction.atomic
def reopen(ask: Ask, *, by: Any) -> Ask:
    """Who said they help did not; others may again. Those who passed are not asked anew."""
    held = _held(ask, "checkins.settle", by)
    if held.state != Ask.State.TAKEN:
        raise Refusal(_("Nobody helps with this at present."))
    held.referrals.filter(person=held.taken_by_id).update(reply=Referral.Reply.PASSED)
    held.state, held.taken_by, held.settled_at = Ask.State.OPEN, None, None
    held.save(update_fields=["state", "taken_by", "settled_at"])
    _record("ask.reopened", gettext_noop("{actor} asks anew for what {startup} asked for."), held, by)
    return held


def _held(ask: Ask, permission: str, by: Any) -> Ask:
    held = Ask.objects.select_for_update(of=("self",)).select_related(*_RELATED).get(pk=ask.pk)
    if not by.has_perm(permission, held):
        raise Forbidden(_("This is for others to do: mentors it went to help, the startup and managers close it."))
    return held


def _referred(ask: Ask, by: Any) -> tuple[Ask, Referral]:
    held = _held(ask, "checkins.help", by)
    return held, held.referrals.select_for_update().get(person=by)


def _require_open(held: Ask) -> None:
    if held.state != Ask.State.OPEN:
        raise Refusal(_("This is closed already."))


def _reply(mine: Referral, reply: Referral.Reply) -> None:
    mine.reply, mine.replied_at = reply, clock.now()
    mine.save(update_fields=["reply", "replied_at"])


def _record(verb: str, sentence: str, held: Ask, by: Any) -> None:
    enrolment = held.check_in.enrolment
    trail.record(verb, sentence, by=by, on=held, touching=(enrolment, enrolment.startup), startup=enrolment.startup)
