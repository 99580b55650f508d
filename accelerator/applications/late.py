"""Files on their way when the last moment passed: what began in time counts, and its application can still be submitted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Max

from accelerator.applications.models import Application
from accelerator.files.models import Upload
from accelerator.kit import wording
from accelerator.programmes.models import Call
from accelerator.trail.models import key_of

TO_SUBMIT = timedelta(minutes=10)  # once the file is here


class Late(NamedTuple):
    """The files that are still coming, and until when the application can be submitted since one came; "" where none did."""

    coming: list[str]
    until: str


def until(application: Application) -> datetime | None:
    """Until when it can be submitted after its last moment: ten minutes from the newest file that was here only then. One query.

    Nothing but an upload that began in time is attached after the last moment, and all else that was written stays as it was.
    """
    attached = application.sheet.attachments.filter(file__created_at__gte=application.last_moment())
    newest: datetime | None = attached.aggregate(newest=Max("file__created_at"))["newest"]
    return newest + TO_SUBMIT if newest else None


def open_until(application: Application, at: datetime) -> datetime:
    """Until when what is submitted counts, as it is told `at`: the deadline; after it the end of the grace, and after that of
    what a late file allows. No query before the end of the grace.
    """
    last = application.last_moment()
    if at < last:
        return application.closes_at() if at < application.closes_at() else last
    return until(application) or last


def takes(application: Application, arrived_at: datetime) -> bool:
    """Whether what arrived after the last moment is in time for the sake of such a file."""
    closes = until(application) if application.call.state == Call.State.PUBLISHED else None
    return closes is not None and application.last_moment() <= arrived_at < closes


def seen(application: Application, at: datetime) -> Late | None:
    """What its page says of such files; None where there are none. Two queries after the last moment, none before."""
    if application.takes(at):
        return None
    began = Upload.objects.open_at(at).filter(
        purpose__startswith=f"{key_of(application)} ", began_at__lt=application.last_moment()
    )
    coming = list(began.order_by("id").values_list("name", flat=True))
    closes = until(application)
    told = wording.moment(closes) if closes and at < closes else ""
    return Late(coming, told) if coming or told else None
