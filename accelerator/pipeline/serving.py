"""The one way a written file leaves. Who may have it was decided by the door that asks."""

from __future__ import annotations

from typing import Any

from django.http import Http404, StreamingHttpResponse

from accelerator.kit import clock, table
from accelerator.pipeline.models import Export
from accelerator.trail import operations as trail

_TYPES = {Export.Form.CSV: table.CSV_TYPE, Export.Form.XLSX: table.XLSX_TYPE}


def answer(export: Export, *, by: Any) -> StreamingHttpResponse:
    """The file part by part, and a line in the access log; Http404 before it is written and after it expired."""
    if export.expires_at is None or export.expires_at <= clock.now():
        raise Http404
    trail.looked("export", by=by, at=export.call)
    parts = export.parts.order_by("number").values_list("content", flat=True).iterator(chunk_size=1)
    name = f"{export.call.slug}-pipeline-{export.created_at:%Y-%m-%d}.{export.form}"
    return table.answer(name, _TYPES[Export.Form(export.form)], (bytes(part) for part in parts))
