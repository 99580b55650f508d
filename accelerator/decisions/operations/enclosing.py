"""Files that come along with the offers of a call."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.decisions.models import Enclosure
from accelerator.decisions.operations.deciding import run_call
from accelerator.files import operations as files
from accelerator.kit import clock
from accelerator.kit.refusals import Refusal
from accelerator.programmes.models import Call
from accelerator.trail import operations as trail

MOST = 10
_KINDS = ("pdf", "docx")


@transaction.atomic
def enclose(call: Call, *, upload: UploadedFile[bytes], by: Any) -> Enclosure:
    """Keeps a PDF or DOCX for every startup with an offer of the call to read, those with one by now among them."""
    held = run_call(call.pk, by=by)
    if Enclosure.objects.live().filter(call=held).count() >= MOST:
        raise Refusal(_("%(most)d files come along already. Take one out first.") % {"most": MOST}, field="file")
    made = Enclosure.objects.create(call=held, file=files.keep(upload, by=by, allowed=_KINDS))
    trail.record("enclosure.made", gettext_noop("{actor} enclosed {subject} with offers."), by=by, on=made, touching=(held,))
    return made


@transaction.atomic
def take_out(enclosure: Enclosure, *, by: Any) -> None:
    """Nobody reads it from then on; that it was there stays on record. Twice is once."""
    held = run_call(enclosure.call_id, by=by)
    if not Enclosure.objects.live().filter(pk=enclosure.pk).update(ended_at=clock.now()):
        return
    sentence = gettext_noop("{actor} no longer encloses {subject} with offers.")
    trail.record("enclosure.taken_out", sentence, by=by, on=enclosure, touching=(held,))
