"""The one way bytes leave. Who may have them was decided by the door that asks."""

from __future__ import annotations

import base64
from typing import Any

from django.core.files.base import File as Stored
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.utils.translation import gettext as _

from accelerator.files.models import File, Preview
from accelerator.kit import downloads
from accelerator.kit.refusals import Refusal

# A WebP of one clear pixel: what stands where nothing is drawn.
_CLEAR = base64.b64decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")


class Unscanned(Refusal):
    """The scanner has not looked at it yet, or found something in it."""

    status = 423


def answer(file: File, *, to: Any) -> FileResponse:
    """`file` as a download that no browser runs or keeps.

    Http404 where it was removed, Unscanned where `to` may not have it yet.
    """
    response = FileResponse(opened(file, to=to), as_attachment=True, filename=file.name, content_type=file.media_type)
    response["Content-Length"] = str(file.size)
    return downloads.harmless(response)


def opened(file: File, *, to: Any) -> Stored[bytes]:
    """Its bytes. Raises as `answer` does, with a sentence that says why."""
    _require_free(file, to)
    if not default_storage.exists(file.stored_as):
        raise _gone(file)
    return default_storage.open(file.stored_as)


def _require_free(file: File, to: Any) -> None:
    if file.removed_at is not None:
        raise _gone(file)
    if file.scan == File.Scan.FOUND:
        raise Unscanned(_("The virus scanner refused %(name)s. Nobody can open it.") % {"name": file.name})
    if file.scan == File.Scan.PENDING and file.uploaded_by_id != to.pk:
        raise Unscanned(_("%(name)s waits for the virus scanner. Try again in a few minutes.") % {"name": file.name})


def _gone(file: File) -> Http404:
    return Http404(_("%(name)s is no longer kept.") % {"name": file.name})


def preview(file: File, *, to: Any) -> HttpResponse:
    """A small picture of `file`, under the same rules; a clear one where there is none. Http404 where the file was removed."""
    return downloads.harmless(HttpResponse(_picture(file, to), content_type="image/webp"))


def _picture(file: File, to: Any) -> bytes:
    try:
        _require_free(file, to)
    except Unscanned:
        return _CLEAR
    drawn = Preview.objects.filter(file=file).exclude(stored_as="").first()
    if drawn is None or not default_storage.exists(drawn.stored_as):
        return _CLEAR
    with default_storage.open(drawn.stored_as) as picture:
        return bytes(picture.read())
