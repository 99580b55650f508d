"""A list that was brought in by mistake is taken back, in so far as nobody worked on what came of it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.applications import operations as applications
from accelerator.applications.models import Application
from accelerator.kit import clock, locking
from accelerator.kit.refusals import Refusal
from accelerator.pipeline import taking_back
from accelerator.pipeline.models import Import
from accelerator.pipeline.operations.importing import require_own
from accelerator.pipeline.progress import Progress
from accelerator.programmes.models import Call
from accelerator.startups import operations as startups
from accelerator.trail import operations as trail

_BOTH = ("self", "startup")


@transaction.atomic
def take_back(taken: Import, *, by: Any, seen: str | None = None) -> taking_back.TakeBack:
    """The applications that nobody worked on leave every list and figure, and their startups where nothing else refers to them;
    all of it or nothing. What stays may be taken back later. `seen` is the fingerprint of what a person looked at.
    """
    require_own(taken, by)
    # First the file, then its call: so does the worker who brings it in.
    held = Import.objects.defer("content").select_for_update(of=("self",)).get(pk=taken.pk)
    if not held.ids:
        raise Refusal(_("There is nothing of this file that can be taken back."))
    call = locking.held(Call.objects.all(), taken.call_id)
    # The startups too: who merges one of them, or refers to it, is waited for and seen, or waits.
    list(Application.objects.filter(pk__in=held.ids).select_related("startup").order_by("pk").select_for_update(of=_BOTH))
    found = taking_back.found(held)
    found.refuse_unless(seen)
    at, goes = clock.now(), [one.pk for one in found.changes]
    applications.take_out(goes, at=at)
    Progress.objects.filter(application__in=goes).delete()
    startups.take_out(found.startups, at=at)
    held.taken_back_at, held.ids = at, [one.pk for one in found.stays]
    held.contacts = {pk: email for pk, email in held.contacts.items() if int(pk) in held.ids}
    held.save(update_fields=["taken_back_at", "ids", "contacts"])
    sentence = gettext_noop("{actor} took back {count} of the applications to {subject} that came in with the file {file}.")
    trail.record("application.import_taken_back", sentence, by=by, on=call, count=found.count, file=held.name)
    return found
