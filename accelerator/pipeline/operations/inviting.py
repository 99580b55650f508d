"""The contacts that a list names are invited to take their applications over, where somebody says so: never by itself."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.applications import operations as applications
from accelerator.applications.models import Application
from accelerator.kit import clock, doorbell
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.pipeline import queries
from accelerator.pipeline.models import Import
from accelerator.pipeline.operations.importing import require_own
from accelerator.trail import operations as trail

AT_ONCE = 50  # letters of one task


@transaction.atomic
def invite_contacts(taken: Import, *, by: Any) -> int:
    """Has workers invite each contact to take over their application, once; how many. Who proves the address owns the startup."""
    require_own(taken, by)
    held = Import.objects.defer("content").select_for_update(of=("self",)).get(pk=taken.pk)
    if held.invited_at:
        raise Refusal(_("The contacts of this file were invited already."))
    count = len(queries.contacts(held))
    if not count:
        raise Refusal(_("There is no contact of this file to invite."))
    held.invited_at = clock.now()
    held.save(update_fields=["invited_at"])
    sentence = gettext_noop("{actor} had the contacts of {file} invited to take over their applications to {subject}: {count}.")
    trail.record("application.contacts_invited", sentence, by=by, on=taken.call, count=count, file=held.name)
    doorbell.ring("pipeline.invite", held.pk)
    return count


@transaction.atomic
def invite_next(pk: int) -> bool:
    """Invites the next contacts; True while there are more. Who cannot be invited any more is left out."""
    asked = Import.objects.filter(pk=pk, invited_at__isnull=False).exclude(contacts={}).defer("content")
    held = asked.select_for_update(skip_locked=True, of=("self",)).select_related("by").first()
    if held is None:
        return False
    part = dict(sorted(held.contacts.items(), key=lambda pair: int(pair[0]))[:AT_ONCE])
    with translation.override(held.by.language):
        for one, email in queries.contacts(held, only=part):
            _invite(one, email, held.by)
    held.contacts = {pk: email for pk, email in held.contacts.items() if pk not in part}
    held.save(update_fields=["contacts"])
    return bool(held.contacts)


def _invite(application: Application, email: str, by: Any) -> None:
    try:
        applications.invite_founder(application, email=email, by=by, counted=False)
    except (Refusal, Forbidden):
        return  # somebody took it over or withdrew it meanwhile, or whoever asked manages the call no longer
