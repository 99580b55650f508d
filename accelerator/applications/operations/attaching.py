"""Files that come in parts: begun for a question of an application, attached with the last part."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from accelerator.applications.models import Application
from accelerator.applications.operations.applying import require_open
from accelerator.files import names
from accelerator.files import operations as files
from accelerator.files.limits import MB
from accelerator.files.models import Upload
from accelerator.questionnaires import operations as sheets
from accelerator.trail.models import key_of

AFTER_CLOSING = timedelta(hours=1)  # how long an upload that was begun in time may take
TOGETHER = timedelta(seconds=30)  # files chosen together begin within it; what was left lying bars nobody for longer


@transaction.atomic
def begin_upload(application: Application, *, key: str, name: str, size: int, by: Any, at: datetime) -> Upload:
    """A place for the parts of a file for the question `key`. What would be refused at the end is refused now, where it shows:
    also one too many beside those that have just begun.

    The file counts as arrived `at`, when its upload began, and has until an hour after the call closes to arrive in full; for a
    test, which is never late, a day.
    """
    require_open(application, by, at)
    question, room = sheets.file_question(application.sheet, key), application.call.room()
    most = question.most_mb(room) * MB
    files.require_fit(names.clean(name), size, allowed=question.accept, most_bytes=most, field=key)
    own = (upload_purpose(application, key), by.pk, names.clean(name), size)
    sheets.require_room(application.sheet, question, room, more=size, coming=_coming(application, own, at))
    until = None if application.is_test else application.last_moment() + AFTER_CLOSING
    return files.begin(name=name, size=size, by=by, purpose=upload_purpose(application, key), at=at, until=until)


def _coming(application: Application, own: tuple[str, int, str, int], at: datetime) -> list[tuple[str, int]]:
    """(question, bytes) of each other file that has just begun, which nobody adds to before this transaction ends.

    Whose answer was lost on the way is begun again: the same file of the same person counts once.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"applications.upload:{application.pk}"])
    begun = Upload.objects.open_at(at).filter(purpose__startswith=upload_purpose(application, ""), began_at__gt=at - TOGETHER)
    others = set(begun.values_list("purpose", "by", "name", "size")) - {own}
    return [(purpose.rpartition(" ")[2], size) for purpose, _by, _name, size in others]


def upload_purpose(application: Application, key: str) -> str:
    """What such an upload is for, as its row says."""
    return f"{key_of(application)} {key}"
