"""What workers do with a file once it is kept: have it scanned, and draw a small picture of it."""

from __future__ import annotations

import structlog
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_noop

from accelerator.files import clamav, messages, walls
from accelerator.files.kinds import drawn_as
from accelerator.files.models import File, Preview
from accelerator.files.operations.keeping import place
from accelerator.kit import clock
from accelerator.kit.addresses import reverse
from accelerator.notices import operations as notices
from accelerator.trail import operations as trail

TRIES = 3  # a preview that takes its worker along is left alone then
AT_ONCE = 50
log = structlog.get_logger(__name__)


def look(file_id: int) -> None:
    """Scans the file if it waits for that, then draws its preview if it has none. Twice, or not at all, does no harm."""
    file = File.objects.filter(pk=file_id, removed_at=None).first()
    if file is None or not default_storage.exists(file.stored_as):
        return
    if file.scan == File.Scan.PENDING:
        _scan(file)
    if file.scan in (File.Scan.NONE, File.Scan.CLEAN):
        _draw(file)


def look_due() -> list[int]:
    """Files that wait for the scanner or for their preview, oldest first, at most fifty."""
    waiting = Q(scan=File.Scan.PENDING) | (
        Q(scan__in=[File.Scan.NONE, File.Scan.CLEAN], preview__settled_at=None, preview__tries__lt=TRIES)
    )
    due = File.objects.filter(waiting, removed_at=None).order_by("id")
    return list(due.values_list("pk", flat=True)[:AT_ONCE])


def _scan(file: File) -> None:
    """While the scanner is away, or none is named any more, the file waits: what nobody looked at is served to nobody."""
    try:
        if not settings.CLAMAV_URL:
            raise clamav.Away("no scanner is named")
        with default_storage.open(file.stored_as) as bytes_:
            found = clamav.find(bytes_, settings.CLAMAV_URL)
    except clamav.Away as away:
        log.warning("files.unscanned", file=file.code, why=str(away)[:200])
        return
    _settle_scan(file, found[:200])


@transaction.atomic
def _settle_scan(file: File, found: str) -> None:
    file.scan = File.Scan.FOUND if found else File.Scan.CLEAN
    file.found, file.scanned_at = found, clock.now()
    facts = {"scan": file.scan, "found": found, "scanned_at": file.scanned_at}
    if not File.objects.filter(pk=file.pk, scan=File.Scan.PENDING).update(**facts) or not found:
        return
    trail.record("file.refused", gettext_noop("The scanner found {found} in {subject}."), by=None, on=file, found=found)
    notices.tell(messages.FOUND, to=file.uploaded_by, about=file, url=reverse("home"), name=file.name, found=found)


def _draw(file: File) -> None:
    """Counts the try before it begins, so that a file that kills its worker is not tried for ever."""
    due = Preview.objects.filter(file=file, settled_at=None, tries__lt=TRIES)
    if not due.update(tries=F("tries") + 1):
        return
    with default_storage.open(file.stored_as) as bytes_:
        picture = walls.draw(bytes_, drawn_as(file.media_type)).picture
    stored = default_storage.save(place(), ContentFile(picture)) if picture else ""
    if not Preview.objects.filter(file=file, settled_at=None).update(stored_as=stored, settled_at=clock.now()) and stored:
        default_storage.delete(stored)  # another worker was quicker
