"""Mentors stand by startups, log sessions, and leave actions behind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accelerator.accounts import operations as accounts
from accelerator.accounts.models import Invitation
from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import operations as notices
from accelerator.startups import queries as founders
from accelerator.trail import operations as trail
from cohorts.mentoring import messages
from cohorts.mentoring.models import Action, Mentor, PrivateNote, Session
from cohorts.roster import operations as roster
from cohorts.roster.models import Enrolment, Supporter

_FAR = timedelta(days=731)


@dataclass(frozen=True)
class ActionGiven:
    """A follow-up as the mentor wrote it; without an owner it is the startup's."""

    title: str
    owner: Any = None
    due_on: date | None = None


@transaction.atomic
def match(enrolment: Enrolment, *, person: Any, by: Any) -> Supporter:
    """The programme's manager asks `person` to stand by the startup as its mentor."""
    supporter = roster.add_supporter(enrolment, person=person, role=Supporter.Role.MENTOR, by=by)
    Mentor.objects.get_or_create(person=person)
    return supporter


def invite(enrolment: Enrolment, *, email: str, by: Any) -> Invitation:
    """Mails `email` a link that makes whoever proves the address a mentor of the startup."""
    where, role = enrolment.startup.name, Supporter.Role.MENTOR
    return accounts.invite(scope="enrolment", scope_id=enrolment.pk, scope_label=where, role=role, email=email, by=by)


@transaction.atomic
def log(
    enrolment: Enrolment,
    *,
    held_at: datetime,
    minutes: int,
    by: Any,
    topics: Iterable[str] = (),
    shared_notes: str = "",
    private_note: str = "",
    actions: Iterable[ActionGiven] = (),
    next_at: datetime | None = None,
    device_key: UUID | None = None,
) -> Session:
    """Writes a session down that has a topic, a note or an action; the founders read the shared notes and their actions, nobody
    of them the private note. `next_at` is when they meet next, as they agreed: it stands until this mentor logs another.

    The same `device_key` is the same session: sent twice, it is logged once.
    """
    if not by.has_perm("mentoring.log", enrolment):
        raise Forbidden(_("Only a mentor of the startup logs its sessions."))
    mentor, _is_new = Mentor.objects.select_for_update().get_or_create(person=by)
    topics = [topic.strip()[:60] for topic in topics if topic.strip()]
    actions = [one for one in actions if one.title.strip()]
    known = Session.objects.filter(device_key=device_key).first() if device_key else None
    if known is not None:
        facts = {"mentor": mentor, "enrolment": enrolment, "held_at": held_at, "minutes": minutes, "shared_notes": shared_notes}
        return _same(known, facts | {"topics": topics, "next_at": next_at}, private_note, actions)
    _check(enrolment, held_at, minutes, actions)
    _check_next(next_at)
    if not (topics or actions or shared_notes.strip() or private_note.strip()):
        raise Refusal(_("Choose a topic, or fill in shared notes, a private note or an action."), field="shared_notes")
    session = Session.objects.create(
        enrolment=enrolment,
        mentor=mentor,
        held_at=held_at.astimezone(UTC),
        minutes=minutes,
        topics=topics,
        shared_notes=shared_notes,
        next_at=next_at.astimezone(UTC) if next_at else None,
        **({"device_key": device_key} if device_key else {}),
    )
    if private_note.strip():
        PrivateNote.objects.create(session=session, text=private_note, by=by)
    Action.objects.bulk_create(Action(session=session, title=one.title, owner=one.owner, due_on=one.due_on) for one in actions)
    _tell_founders(session, actions)
    _record(session, by=by)
    return session


def _same(known: Session, facts: dict[str, Any], private_note: str, actions: Iterable[ActionGiven]) -> Session:
    """`known` again, where all that is sent is kept there; never somebody's other session in place of what they wrote."""
    kept = set(known.private_notes.values_list("text", flat=True)), set(known.actions.values_list("title", "due_on"))
    is_kept = (not private_note.strip() or private_note in kept[0]) and {(one.title, one.due_on) for one in actions} <= kept[1]
    if not is_kept or any(getattr(known, name) != value for name, value in facts.items()):
        raise Refusal(_("This form was saved before, as another session. Open “Log a session” again for this one."))
    return known


def _check(enrolment: Enrolment, held_at: datetime, minutes: int, actions: Iterable[ActionGiven]) -> None:
    if enrolment.state != Enrolment.State.ACTIVE:
        raise Refusal(_("%(startup)s is no longer in the cohort.") % {"startup": enrolment.startup})
    if not 1 <= minutes <= 600:
        raise Refusal(_("A session lasts between 1 and 600 minutes."), field="minutes")
    at = clock.now()
    if held_at > at:
        raise Refusal(_("That is in the future. Log a session after it was held."), field="held_at")
    if at - held_at > _FAR:
        raise Refusal(_("That is more than two years ago. Check the year."), field="held_at")
    for one in actions:
        if one.due_on and abs(one.due_on - at.date()) > _FAR:
            raise Refusal(
                _("“%(title)s” is due more than two years away. Check the year.") % {"title": one.title}, field="actions"
            )


def _check_next(next_at: datetime | None) -> None:
    at = clock.now()
    if next_at is not None and not at < next_at <= at + _FAR:
        raise Refusal(_("Choose a moment that is still to come, within two years."), field="next_at")


def _tell_founders(session: Session, actions: list[ActionGiven]) -> None:
    zone = session.enrolment.cohort.zone
    facts: dict[str, Any] = {
        "mentor": session.mentor,
        "day": f"{session.held_at.astimezone(zone):%-d %B}",
        "minutes": session.minutes,
        "notes": session.shared_notes or "–",
        "actions": ngettext("%(n)d action", "%(n)d actions", len(actions)) % {"n": len(actions)},
    }
    startup = session.enrolment.startup_id
    for person in founders.people([startup]).get(startup, []):
        notices.tell(messages.LOGGED, to=person, about=session, url=session.get_absolute_url(), **facts)


def _record(session: Session, *, by: Any) -> None:
    enrolment = session.enrolment
    trail.record(
        "session.logged",
        gettext_noop("{actor} logged a session of {minutes} minutes with {startup}."),
        by=by,
        on=session,
        touching=(enrolment, enrolment.startup),
        startup=enrolment.startup,
        minutes=session.minutes,
    )


@transaction.atomic
def add_private_note(session: Session, *, text: str, by: Any) -> PrivateNote:
    """One more note between mentor and programme team."""
    if not by.has_perm("mentoring.private_notes", session):
        raise Forbidden(_("Private notes are for the session's mentor and the programme team."))
    if not text.strip():
        raise Refusal(_("Write something first."), field="text")
    return PrivateNote.objects.create(session=session, text=text, by=by)


@transaction.atomic
def settle(action: Action, *, done: bool = True, by: Any) -> Action:
    """Marks an action as done, or as open again; the same twice is one."""
    if not by.has_perm("mentoring.settle", action):
        raise Forbidden(_("Only those the action concerns settle it."))
    held = Action.objects.select_for_update(of=("self",)).select_related("session__enrolment__startup").get(pk=action.pk)
    if bool(held.done_at) == done:
        return held
    held.done_at, held.done_by = (clock.now(), by) if done else (None, None)
    held.save(update_fields=["done_at", "done_by"])
    startup = held.session.enrolment.startup
    sentence = gettext_noop("{actor} did “{subject}”.") if done else gettext_noop("{actor} reopened “{subject}”.")
    trail.record(
        "action.done" if done else "action.reopened",
        sentence,
        by=by,
        on=held,
        touching=(held.session, held.session.enrolment, startup),
    )
    return held
