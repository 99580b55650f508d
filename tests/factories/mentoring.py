"""Mentors and sessions for tests. Every default is spelt out here."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from accelerator.kit import clock
from cohorts.mentoring.models import Action, Mentor, PrivateNote, Session
from cohorts.roster.models import Enrolment

NOTES, PRIVATE = "Offer a price a crane.", "The founders should settle who sells."


def profile(person: Any, **fields: Any) -> Mentor:
    made, _ = Mentor.objects.get_or_create(person=person, defaults=fields)
    return made


def session(enrolment: Enrolment, mentor: Any, *, private: str = "", actions: tuple[str, ...] = (), **fields: Any) -> Session:
    """`mentor` met the startup yesterday for 45 minutes; `private` is a note of the mentor's, `actions` titles of open ones."""
    given = {"held_at": clock.now() - timedelta(days=1), "minutes": 45, "topics": ["Pricing"], "shared_notes": NOTES}
    made = Session.objects.create(enrolment=enrolment, mentor=profile(mentor), **(given | fields))
    if private:
        PrivateNote.objects.create(session=made, text=private, by=mentor)
    for title in actions:
        action(made, title)
    return made


def action(session: Session, title: str = "Send the price sheet", **fields: Any) -> Action:
    return Action.objects.create(session=session, title=title, **fields)


def fresh(session: Session) -> Session:
    """Read anew, as a view would."""
    return Session.objects.select_related("mentor__person", "enrolment__startup", "enrolment__cohort").get(pk=session.pk)
