"""Access codes: made and ended by managers, used by whoever has one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accelerator.kit import limiter, wording
from accelerator.kit.refusals import Refusal
from accelerator.kit.registered import announce
from accelerator.programmes.models import AccessCode, AccessUse, Call
from accelerator.programmes.operations.holding import hold, record
from accelerator.trail import operations as trail

MOST_CODES = 200  # of a call


@transaction.atomic
def make_access_code(
    call: Call, *, note: str, max_uses: int, by: Any, at: datetime, closes_at: datetime | None = None
) -> AccessCode:
    """A code for a published call; `closes_at` is a deadline of its own, later than the call's where that is listed."""
    held = hold(call, by)
    if held.state != Call.State.PUBLISHED:
        raise Refusal(_("Publish the call first: a code opens nothing before."))
    _require_sound(note, max_uses)
    latest = max(at, held.ends_at() if held.listed else held.opens_at)
    if closes_at and closes_at <= latest:
        says = _("Choose a moment after %(latest)s.") % {"latest": wording.moment(latest, held.zone)}
        raise Refusal(says, field="closes_at")
    if closes_at is None and at >= held.ends_at():
        raise Refusal(_("The call has closed: give the code a deadline of its own."), field="closes_at")
    if held.access_codes.count() >= MOST_CODES:
        raise Refusal(_("A call has at most %(most)d codes.") % {"most": MOST_CODES})
    made = AccessCode.objects.create(call=held, note=note.strip(), max_uses=max_uses, closes_at=closes_at, by=by)
    record("access.made", gettext_noop("{actor} made an access code for {subject}: {note}."), held, by, note=made.note)
    return made


def _require_sound(note: str, max_uses: int) -> None:
    if not note.strip():
        raise Refusal(_("Say whom the code is for."), field="note")
    if not 1 <= max_uses <= 10_000:
        raise Refusal(_("A code is used by 1 to 10,000 people."), field="max_uses")


@transaction.atomic
def change_access_code(access_code: AccessCode, *, note: str, max_uses: int, by: Any) -> None:
    """Says anew whom it is for and how many may use it: no fewer than did."""
    held_call = hold(access_code.call, by)
    held = AccessCode.objects.select_for_update(no_key=True).get(pk=access_code.pk)
    _require_sound(note, max_uses)
    if max_uses < held.uses:
        says = ngettext("%(count)d person has used it already.", "%(count)d people have used it already.", held.uses)
        raise Refusal(says % {"count": held.uses}, field="max_uses")
    if (note.strip(), max_uses) == (held.note, held.max_uses):
        return
    was, held.note, held.max_uses = held.note, note.strip(), max_uses
    held.save(update_fields=["note", "max_uses"])
    sentence = gettext_noop("{actor} changed the access code {was} for {subject}: {note}. Uses at most: {most}.")
    record("access.changed", sentence, held_call, by, was=was, note=held.note, most=max_uses)


@transaction.atomic
def end_access_code(access_code: AccessCode, *, by: Any, at: datetime) -> None:
    """Nobody can use it from now on; who did keeps what it gave."""
    held_call = hold(access_code.call, by)
    held = AccessCode.objects.select_for_update(no_key=True).get(pk=access_code.pk)
    if held.ended_at is None:
        held.ended_at = at
        held.save(update_fields=["ended_at"])
        record("access.ended", gettext_noop("{actor} ended an access code for {subject}: {note}."), held_call, by, note=held.note)


@transaction.atomic
def use_access_code(code: str, *, by: Any, at: datetime) -> AccessUse:
    """`by` is let in by the code they typed: the use they have, or a new one. What they write for the call keeps its deadline."""
    limiter.spend("access", str(by.pk), most=30, seconds=3600)
    typed = code.strip().lower().replace(" ", "").replace("-", "")
    found = AccessCode.objects.select_for_update(of=("self",)).select_related("call__programme").filter(code=typed[:16]).first()
    if found is None:
        raise Refusal(_("There is no such code. Look at its letters and digits again."), field="code")
    there = AccessUse.objects.filter(access_code=found, person=by).select_related("access_code__call").first()
    if there:
        return there
    if not found.is_live(at):
        is_over = found.ended_at is None and found.closes_at is None
        says = _("The call has closed, and this code opens nothing after that.") if is_over else _("This code has ended.")
        raise Refusal(f"{says} {_('Ask the programme for another.')}", field="code")
    if found.uses >= found.max_uses:
        raise Refusal(_("This code was used as often as it may be. Ask the programme for another."), field="code")
    made = AccessUse.objects.create(access_code=found, person=by)
    sentence = gettext_noop("{actor} used an access code for {subject}.")
    trail.record("access.used", sentence, by=by, on=found.call, touching=(found.call.programme,))
    announce("access_used", use=made)
    return made
