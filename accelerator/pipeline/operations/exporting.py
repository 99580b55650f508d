"""Files of many applications: asked for, written part by part by workers, kept for a week."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import clock, doorbell, table, trying, wording
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import operations as notices
from accelerator.pipeline import messages, queries
from accelerator.pipeline.exported import Layout
from accelerator.pipeline.models import Export, ExportPart
from accelerator.programmes.models import Call
from accelerator.trail import operations as trail

AT_ONCE = 1000  # applications written by one task
KEPT = timedelta(days=7)
MOST = 5  # under way for one person


@transaction.atomic
def ask(call: Call, *, ids: Sequence[int], form: str, by: Any) -> Export:
    """Has the applications `ids` written into a file, save those that a conflict keeps from `by`, who hears when it is there."""
    if not by.has_perm("pipeline.see", call):
        raise Forbidden(_("Only who sees the applications takes them away."))
    if not ids:
        raise Refusal(_("There is nothing to export."))
    get_user_model()._default_manager.select_for_update(no_key=True).values_list("pk").get(pk=by.pk)  # counts one after another
    if Export.objects.under_way().filter(by=by).count() >= MOST:
        raise Refusal(_("%(most)d files of yours are being written. Wait for one of them.") % {"most": MOST})
    made = Export.objects.create(call=call, version=call.version, by=by, form=form, ids=list(ids))
    sentence = gettext_noop("{actor} had {count} of the applications to {subject} written into a file.")
    trail.record("pipeline.exported", sentence, by=by, on=call, count=len(ids))
    doorbell.ring("pipeline.export", made.pk)
    return made


def advance(pk: int) -> bool:
    """Writes the next part of an export; True while more is to be written. Nobody else writes at the same time.

    A worker that dies leaves the parts before; a part at which five died is given up with its export, and the person hears.
    """
    tries = trying.count(Export.objects.under_way(), pk)
    if tries > trying.MOST:
        _give_up(pk)
    return 0 < tries <= trying.MOST and _write_on(pk)


@transaction.atomic
def _write_on(pk: int) -> bool:
    held = Export.objects.under_way().select_for_update(skip_locked=True, of=("self",)).filter(pk=pk)
    export = held.select_related("call", "version", "by").first()
    if export is None:
        return False
    with translation.override(export.by.language):
        layout = Layout(export.version, today=clock.today(export.call.zone))
        if _width(export) not in (0, len(layout.head())):  # of other columns: begun before the portal was updated
            export.parts.all().delete()
            export.done = 0
        part = export.ids[export.done : export.done + AT_ONCE]
        found = queries.readable(export.call, export.by).filter(pk__in=part)
        lines = list(layout.lines(found.order_by("number")))
        content = _csv(layout, lines, first=export.done == 0) if export.form == Export.Form.CSV else _kept(lines)
        ExportPart.objects.create(export=export, number=export.parts.count(), content=content)
        export.done += len(part)
        if export.done >= export.total:
            _finish(export, layout)
        export.tries = 0
        export.save(update_fields=["done", "tries", "ready_at", "expires_at"])
    return export.ready_at is None


def _width(export: Export) -> int:
    """How many columns its rows have; 0 where none is written yet: a part whose applications were all taken back has none."""
    first = export.parts.exclude(content=b"[]").order_by("number").first()
    if first is None:
        return 0
    text = bytes(first.content).decode("utf-8-sig")
    return len(next(csv.reader(io.StringIO(text))) if export.form == Export.Form.CSV else json.loads(text)[0])


@transaction.atomic
def _give_up(pk: int) -> None:
    held = Export.objects.under_way().select_for_update(skip_locked=True, of=("self",)).filter(pk=pk)
    export = held.select_related("call", "by").first()
    if export is None:
        return
    export.failed_at = clock.now()
    export.save(update_fields=["failed_at"])
    export.parts.all().delete()
    facts: dict[str, Any] = {"call": export.call, "count": export.total}
    notices.tell(messages.NOT_EXPORTED, to=export.by, about=export, url=export.get_absolute_url(), **facts)


def _csv(layout: Layout, lines: list[tuple[Any, ...]], *, first: bool) -> bytes:
    rows = [layout.head(), *lines] if first else lines
    return ((table.MARK if first else "") + "".join(table.csv_lines(rows))).encode()


def _kept(lines: list[tuple[Any, ...]]) -> bytes:
    """Rows until the workbook is made of them: a workbook cannot be written in parts."""
    return json.dumps(lines, default=_packed).encode()


def _packed(value: Any) -> dict[str, str]:
    return {"number": str(value)} if isinstance(value, Decimal) else {"at": value.isoformat()}


def _unpacked(cell: Any) -> Any:
    if not isinstance(cell, dict):
        return cell
    return Decimal(cell["number"]) if "number" in cell else datetime.fromisoformat(cell["at"])


def _finish(export: Export, layout: Layout) -> None:
    """Makes the workbook of its rows, says until when the file is kept, and tells who asked for it."""
    if export.form == Export.Form.XLSX:
        file = io.BytesIO()
        table.workbook(file, export.call.prefix, layout.head(), _rows(export))
        export.parts.all().delete()
        ExportPart.objects.create(export=export, number=0, content=file.getvalue())
    export.ready_at = clock.now()
    export.expires_at = export.ready_at + KEPT
    until = wording.moment(export.expires_at, str(export.by.zone))
    facts: dict[str, Any] = {"call": export.call, "count": export.total, "until": until}
    notices.tell(messages.EXPORTED, to=export.by, about=export, url=export.get_absolute_url(), **facts)


def _rows(export: Export) -> Iterator[list[Any]]:
    for content in export.parts.order_by("number").values_list("content", flat=True).iterator(chunk_size=1):
        for row in json.loads(bytes(content)):
            yield [_unpacked(one) for one in row]


def expire() -> int:
    """Takes away the files whose time is over, and what is left of those that failed a week ago; how many."""
    now = clock.now()
    gone = Export.objects.filter(Q(expires_at__lte=now) | Q(failed_at__lte=now - KEPT))
    ExportPart.objects.filter(export__in=gone).delete()
    return gone.delete()[0]
