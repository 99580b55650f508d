"""Packs for a committee: asked for, written by a worker, kept for a week."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.accounts import queries as house
from accelerator.decisions import messages, packs
from accelerator.decisions.models import Pack
from accelerator.kit import clock, doorbell, trying, wording
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import operations as notices
from accelerator.programmes.models import Call
from accelerator.trail import operations as trail

KEPT = timedelta(days=7)
MOST = 3  # under way for one person


@transaction.atomic
def ask_pack(call: Call, *, beside: int, names_reviewers: bool, by: Any) -> Pack:
    """Has a pack written with a page for each of `beside` applications before and behind the last place; the person hears when
    it is there. Those that `by` must not judge stand in the table alone.
    """
    if not by.has_perm("reviews.oversee", call):
        raise Forbidden(_("Only who sees the scores of a call has a pack of it made."))
    get_user_model()._default_manager.select_for_update(no_key=True).values_list("pk").get(pk=by.pk)  # counts one after another
    if Pack.objects.under_way().filter(by=by).count() >= MOST:
        raise Refusal(_("%(most)d packs of yours are being written. Wait for one of them.") % {"most": MOST})
    pack = Pack.objects.create(call=call, by=by, names_reviewers=names_reviewers, ids=packs.around(call, beside=beside, by=by))
    sentence = gettext_noop("{actor} had a committee's pack made of {subject}.")
    trail.record("pack.asked", sentence, by=by, on=call, pages=len(pack.ids))
    doorbell.ring("decisions.pack", pack.pk)
    return pack


def write_pack(pk: int) -> None:
    """Writes it. A worker that dies of it leaves it to the next; at the fifth it is given up, and the person hears."""
    tries = trying.count(Pack.objects.under_way(), pk)
    if tries:
        _write(pk, given_up=tries > trying.MOST)


@transaction.atomic
def _write(pk: int, *, given_up: bool) -> None:
    held = Pack.objects.under_way().select_for_update(skip_locked=True, of=("self",)).filter(pk=pk)
    pack = held.select_related("call__programme", "by").first()
    if pack is None:
        return
    at = clock.now()
    facts: dict[str, Any] = {"call": pack.call}
    if given_up:
        pack.failed_at = at
        notices.tell(messages.NOT_PACKED, to=pack.by, about=pack, url=pack.get_absolute_url(), **facts)
    else:
        with translation.override(pack.by.language):
            pack.content = packs.made(pack, operator=house.settings().name)
        pack.ready_at, pack.expires_at = at, at + KEPT
        until = wording.moment(pack.expires_at, str(pack.by.zone))
        notices.tell(messages.PACKED, to=pack.by, about=pack, url=pack.get_absolute_url(), until=until, **facts)
    pack.save(update_fields=["failed_at", "ready_at", "expires_at", "content"])


def expire_packs() -> int:
    """Takes away those whose time is over, and what is left of those that failed a week ago; how many."""
    now = clock.now()
    return Pack.objects.filter(Q(expires_at__lte=now) | Q(failed_at__lte=now - KEPT)).delete()[0]
