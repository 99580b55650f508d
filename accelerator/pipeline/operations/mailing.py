"""Letters to the founders of many applications: shown before, posted once, and stopped as far as they have not gone out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.applications.models import Application
from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import operations as notices
from accelerator.notices.models import Message
from accelerator.pipeline import messages, queries, wording
from accelerator.pipeline.models import Mailing
from accelerator.programmes.models import Call
from accelerator.trail import operations as trail

AT_ONCE = 100  # applications written to by one task
LATELY = timedelta(hours=1)


@transaction.atomic
def write(applications: Sequence[Application], *, subject: str, text: str, by: Any, seen: str | None = None) -> Mailing:
    """Has every founder of these applications written to, once the letter is due. `seen` is the fingerprint of the letters a
    person looked at. The same letter to the same applications within an hour is that letter: nobody gets it twice because
    somebody pressed twice.
    """
    calls = {application.call_id: application.call for application in applications}
    if len(calls) != 1:
        raise Refusal(_("Choose applications of one call."))
    (call,) = calls.values()
    _require_writer(call, by)
    wording.require_filled(subject=subject, text=text)
    letters = queries.letters(applications, subject=subject, text=text)
    if seen is not None and seen != letters.fingerprint:
        raise Refusal(_("The letter or who gets it changed since you looked. Nothing was sent. Look at it again."))
    if not letters.people:
        raise Refusal(_("Nobody belongs to these startups: there is nobody to write to."))
    ids = [one.pk for one, _people in letters.addressed]
    Call.objects.select_for_update(no_key=True).get(pk=call.pk)
    lately = Mailing.objects.filter(call=call, by=by, ids=ids, created_at__gt=clock.now() - LATELY, undone_at=None)
    if there := lately.filter(subject=subject, text=text).first():
        return there
    made = Mailing.objects.create(call=call, by=by, subject=subject, text=text, ids=ids)
    sentence = gettext_noop("{actor} wrote to the founders of {count} of the applications to {subject}: {title}")
    trail.record("pipeline.mailed", sentence, by=by, on=call, count=len(ids), title=subject, act=made.code)
    return made


def _require_writer(call: Call, by: Any) -> None:
    if not by.has_perm("pipeline.mark", call):
        raise Forbidden(_("Only managers of the programme write to founders."))


@dataclass(frozen=True)
class Stopped:
    """How many people a letter went out to before it was stopped, and how many do not get it any more."""

    mailing: Mailing
    went: int
    stopped: int


@transaction.atomic
def recall(mailing: Mailing, *, by: Any) -> Stopped:
    """Stops what of a letter has not gone out: who is not written to yet, and whose message is unread and its mail waiting."""
    _require_writer(mailing.call, by)
    held = Mailing.objects.select_for_update(of=("self",)).select_related("call").get(pk=mailing.pk)
    if held.undone_at:
        raise Refusal(_("This letter was taken back or stopped already."))
    posted = Message.objects.filter(kind=messages.WRITTEN.name, due_at=held.created_at, subject__startswith=held.subjects)
    gone = len(notices.take_back(posted))
    if held.posted_at and not gone:
        raise Refusal(_("This letter has gone out. It can no longer be taken back."))
    told = list(posted.values_list("subject", flat=True))
    done = Stopped(held, len(told), gone + _unwritten(held).people)
    held.undone_at, held.posted_at, held.done = clock.now(), None, len(set(told))
    held.save(update_fields=["undone_at", "posted_at", "done"])
    _record(done, by)
    return done


def _unwritten(mailing: Mailing) -> wording.Letters:
    rest = Application.objects.filter(pk__in=mailing.ids[mailing.done :]).select_related("startup", "call")
    return queries.letters(list(rest), subject=mailing.subject, text=mailing.text)


def _record(done: Stopped, by: Any) -> None:
    facts: dict[str, Any] = {"by": by, "on": done.mailing.call, "title": done.mailing.subject}
    if done.went:
        sentence = gettext_noop(
            "{actor} stopped a letter to founders of {subject}: {title} People written to: {went}; stopped: {stopped}."
        )
        trail.record("pipeline.mail_stopped", sentence, went=done.went, stopped=done.stopped, **facts)
    else:
        sentence = gettext_noop("{actor} took back a letter to founders of {subject} before it went out: {title}")
        trail.record("pipeline.mail_undone", sentence, **facts)


@transaction.atomic
def post(pk: int) -> bool:
    """Writes to the founders of the next applications once a letter is due; True while there are more. A person gets it once."""
    held = Mailing.objects.due(clock.now()).filter(pk=pk).select_for_update(skip_locked=True, of=("self",))
    mailing = held.select_related("call__programme", "by").first()
    if mailing is None:
        return False
    part = mailing.ids[mailing.done : mailing.done + AT_ONCE]
    found = list(Application.objects.filter(pk__in=part).select_related("startup", "call").order_by("pk"))
    for application, people in queries.letters(found, subject=mailing.subject, text=mailing.text).addressed:
        for person in people:
            _tell(mailing, application, person)
    mailing.done += len(part)
    mailing.posted_at = clock.now() if mailing.done >= len(mailing.ids) else None
    mailing.save(update_fields=["done", "posted_at"])
    return mailing.posted_at is None


def _tell(mailing: Mailing, application: Application, person: Any) -> None:
    facts: dict[str, Any] = {
        "title": wording.filled(mailing.subject, application),
        "text": wording.filled(mailing.text, application),
        "by": mailing.by,
        "programme": mailing.call.programme,
    }
    about, url = f"{mailing.subjects}{application.pk}", application.get_absolute_url()
    notices.tell(messages.WRITTEN, to=person, about=about, url=url, due_at=mailing.created_at, **facts)
