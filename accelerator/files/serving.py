"""The one way bytes leave. Who may have them was decided by the door that asks."""

from __future__ import annotations

import base64
from typing import Any, TypeVar

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.utils.translation import gettext as _

from accelerator.files.models import File, Preview
from accelerator.kit.refusals import Refusal

# A WebP of one clear pixel: what stands where nothing is drawn.
_CLEAR = base64.b64decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")


_Answer = TypeVar("_Answer", HttpResponse, FileResponse)


class Unscanned(Refusal):
    """The scanner has not looked at it yet, or found something in it."""

    status = 423


def answer(file: File, *, to: Any) -> FileResponse:
    """`file` as a download that no browser runs or keeps.

    Http404 where it was removed, Unscanned where `to` may not have it yet.
    """
    if file.removed_at is not None or not default_storage.exists(file.stored_as):
        raise Http404
    if file.scan == File.Scan.FOUND:
        raise Unscanned(_("The virus scanner refused %(name)s. Nobody can open it.") % {"name": file.name})
    if _waits(file, to):
        raise Unscanned(_("%(name)s waits for the virus scanner. Try again in a few minutes.") % {"name": file.name})
    response = FileResponse(
        default_storage.open(file.stored_as), as_attachment=True, filename=file.name, content_type=file.media_type
    )
    response["Content-Length"] = str(file.size)
    return _harmless(response)


def preview(file: File, *, to: Any) -> HttpResponse:
    """A small picture of `file`, under the same rules; a clear one where there is none. Http404 where the file was removed."""
    if file.removed_at is not None:
        raise Http404
    drawn = Preview.objects.filter(file=file).exclude(stored_as="").first()
    shown = drawn is not None and file.scan != File.Scan.FOUND and not _waits(file, to)
    if not shown or drawn is None or not default_storage.exists(drawn.stored_as):
        return _harmless(HttpResponse(_CLEAR, content_type="image/webp"))
    with default_storage.open(drawn.stored_as) as picture:
        return _harmless(HttpResponse(picture.read(), content_type="image/webp"))


def _waits(file: File, to: Any) -> bool:
    """Whether it is kept from `to` until the scanner has looked at it: from everybody but its sender."""
    return file.scan == File.Scan.PENDING and file.uploaded_by_id != to.pk


def _harmless(response: _Answer) -> _Answer:
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
