"""Files that come in parts: begun for a question of an application, attached with the last part."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from accelerator.applications.models import Application
from accelerator.applications.operations.applying import require_open
from accelerator.files import names
from accelerator.files import operations as files
from accelerator.files.limits import MB
from accelerator.files.models import Upload
from accelerator.questionnaires import operations as sheets
from accelerator.trail.models import key_of

AFTER_CLOSING = timedelta(hours=1)  # how long an upload that was begun in time may take


def begin_upload(application: Application, *, key: str, name: str, size: int, by: Any, at: datetime) -> Upload:
    """A place for the parts of a file for the question `key`. What would be refused at the end is refused now, where it shows.

    The file counts as arrived `at`, when its upload began, and has until an hour after the call closes to arrive in full; for a
    test, which is never late, a day.
    """
    require_open(application, by, at)
    question, room = sheets.file_question(application.sheet, key), application.call.room()
    most = question.most_mb(room) * MB
    files.require_fit(names.clean(name), size, allowed=question.accept, most_bytes=most, field=key)
    sheets.require_room(application.sheet, question, room, more=size)
    until = None if application.is_test else application.last_moment() + AFTER_CLOSING
    return files.begin(name=name, size=size, by=by, purpose=upload_purpose(application, key), at=at, until=until)


def upload_purpose(application: Application, key: str) -> str:
    """What such an upload is for, as its row says."""
    return f"{key_of(application)} {key}"
