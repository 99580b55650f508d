"""The one way bytes leave. Who may have them was decided by the door that asks."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404

from accelerator.files.models import File


def answer(file: File) -> FileResponse:
    """`file` as a download that no browser runs or keeps; Http404 where it was removed."""
    if file.removed_at is not None or not default_storage.exists(file.stored_as):
        raise Http404
    response = FileResponse(
        default_storage.open(file.stored_as), as_attachment=True, filename=file.name, content_type=file.media_type
    )
    response["Content-Length"] = str(file.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
