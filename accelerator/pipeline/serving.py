"""The one way a written file leaves. Who may have it was decided by the door that asks."""

from __future__ import annotations

from typing import Any

from django.http import Http404, StreamingHttpResponse
from django.utils.translation import gettext as _

from accelerator.kit import clock, table
from accelerator.kit.refusals import Refusal
from accelerator.pipeline.models import Export
from accelerator.reviews import queries
from accelerator.trail import operations as trail

_TYPES = {Export.Form.CSV: table.CSV_TYPE, Export.Form.XLSX: table.XLSX_TYPE}


def answer(export: Export, *, by: Any) -> StreamingHttpResponse:
    """The file part by part, and a line in the access log; Http404 before it is written and after it expired."""
    if export.expires_at is None or export.expires_at <= clock.now():
        raise Http404
    if queries.apart_since(by, export.ids, export.created_at):
        raise Refusal(_("A conflict of interest keeps one of its applications from you by now. Export anew."))
    trail.looked("export", by=by, at=export.call)
    parts = export.parts.order_by("number").values_list("content", flat=True).iterator(chunk_size=1)
    name = f"{export.call.slug}-pipeline-{export.created_at:%Y-%m-%d}.{export.form}"
    return table.answer(name, _TYPES[Export.Form(export.form)], (bytes(part) for part in parts))
