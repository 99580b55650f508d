"""Questions about a call: asked by anybody signed in, answered by its managers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import limiter
from accelerator.kit.refusals import Refusal
from accelerator.notices import operations as notices
from accelerator.programmes import messages, queries
from accelerator.programmes.models import Call, Enquiry
from accelerator.programmes.operations.holding import hold
from accelerator.trail import operations as trail

MOST_WAITING = 5  # unanswered ones of a person about a call


@transaction.atomic
def ask(call: Call, *, asked: str, by: Any, at: datetime) -> Enquiry:
    """Puts a question to the call's managers, who hear of it; one that waits for its answer already is not put twice."""
    if call.phase(at) not in ("planned", "open"):
        raise Refusal(_("This call takes no questions any more."), field="asked")
    if not asked.strip():
        raise Refusal(_("Write your question."), field="asked")
    limiter.spend("enquiry", str(by.pk), most=20, seconds=3600)
    Call.objects.select_for_update(no_key=True).get(pk=call.pk)
    waiting = Enquiry.objects.waiting().filter(call=call, by=by)
    if there := waiting.filter(asked=asked.strip()).first():
        return there
    if waiting.count() >= MOST_WAITING:
        raise Refusal(_("%(most)d of your questions wait for an answer. Ask on when they have one.") % {"most": MOST_WAITING})
    made = Enquiry.objects.create(call=call, by=by, asked=asked.strip())
    trail.record("enquiry.asked", gettext_noop("{actor} asked about {call}."), by=by, on=made, touching=(call,), call=call)
    for manager in queries.managers(call.programme):
        notices.tell(messages.ENQUIRY_ASKED, to=manager, about=made, url=queries.enquiry_door(made), call=call, asked=made.asked)
    return made


@transaction.atomic
def answer(enquiry: Enquiry, *, told: str, text: str, publish: bool, by: Any, at: datetime) -> Enquiry:
    """Answers the asker; with `publish` the public page shows `told` and `text` without their name. Answering again replaces."""
    hold(enquiry.call, by)
    held = Enquiry.objects.select_for_update(no_key=True, of=("self",)).select_related("call__programme", "by").get(pk=enquiry.pk)
    if not text.strip():
        raise Refusal(_("Write the answer."), field="text")
    again = held.answer == text.strip()
    held.told, held.answer = told.strip() or held.asked, text.strip()
    held.answered_at, held.answered_by = at, by
    held.published_at = (held.published_at or at) if publish else None
    held.save(update_fields=["told", "answer", "answered_at", "answered_by", "published_at"])
    sentence = gettext_noop("{actor} answered a question about {call}.")
    trail.record("enquiry.answered", sentence, by=by, on=held, touching=(held.call,), call=held.call)
    if not again and held.by != by:
        notices.tell(
            messages.ENQUIRY_ANSWERED,
            to=held.by,
            about=held,
            url=held.call.get_absolute_url(),
            call=held.call,
            asked=held.asked,
            answer=held.answer,
        )
    return held
