"""Resumable uploads as browsers and programs speak them: tus 1.0 (tus.io) with creation, expiration and termination.

Whoever takes files opens two doors of their own and answers them here: who may, what for and when are that area's rules.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date
from django.utils.translation import gettext as _

from accelerator.files import operations
from accelerator.files.models import Upload
from accelerator.files.operations.uploading import Take
from accelerator.kit import arrived
from accelerator.kit.refusals import Refusal

VERSION = "1.0.0"
_BYTES = "application/offset+octet-stream"


class Unspoken(Refusal):
    """A request in another protocol, or another version of it."""

    status = 412


class Garbled(Refusal):
    status = 400


def begun(
    request: HttpRequest, begin: Callable[[str, int, dict[str, str]], Upload], door: Callable[[Upload], str]
) -> HttpResponse:
    """Answers POST: `begin` is given the file's name, its size in bytes and what else the request tells of it."""
    _require_version(request)
    told = _metadata(request.headers.get("Upload-Metadata", ""))
    upload = begin(told.get("filename", ""), _number(request, "Upload-Length"), told)
    response = _answer(upload, 201)
    response["Location"] = door(upload)
    return response


def resumed(request: HttpRequest, upload: Upload, take: Take) -> HttpResponse:
    """Answers HEAD (how far it is), PATCH (the next part) and DELETE. `take` is given the whole file with the last part."""
    _require_version(request)
    if request.method == "DELETE":
        operations.discard(upload)
        return _spoken(HttpResponse(status=204))
    if request.method == "PATCH":
        part = _part(request)
        at: datetime = arrived.at(request)
        upload = operations.append(upload, part, offset=_number(request, "Upload-Offset"), at=at, take=take)
        return _answer(upload, 204)
    response = _answer(upload, 200)
    response["Upload-Length"] = str(upload.size)
    return response


def _require_version(request: HttpRequest) -> None:
    if request.headers.get("Tus-Resumable") != VERSION:
        raise Unspoken(_("Uploads in parts speak tus %(version)s.") % {"version": VERSION})


def _number(request: HttpRequest, header: str) -> int:
    given = request.headers.get(header, "")
    if not (given.isascii() and given.isdigit() and len(given) <= 15):
        raise Garbled(_("The header %(header)s must be a whole number.") % {"header": header})
    return int(given)


def _metadata(header: str) -> dict[str, str]:
    """{name: text} of `filename ZGVjay5wZGY=,question ZGVjaw==`."""
    told = {}
    for pair in header.split(",") if header else []:
        name, _space, value = pair.strip().partition(" ")
        try:
            told[name] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, ValueError):
            raise Garbled(_("The header Upload-Metadata cannot be read.")) from None
    return told


def _part(request: HttpRequest) -> bytes:
    """The body. One that broke off on the way is not kept: the sender asks where to go on."""
    if request.content_type != _BYTES:
        raise Garbled(_("A part is sent as %(type)s.") % {"type": _BYTES})
    length = _number(request, "Content-Length")
    if length > operations.PART_MOST:
        raise operations.TooLarge(_("A part may have %(most)d MB.") % {"most": operations.PART_MOST >> 20})
    try:
        part: bytes = request.read(length)
    except OSError:  # the line broke
        part = b""
    if not part or len(part) != length:
        raise Garbled(_("The part did not arrive whole. Send it again."))
    return part


def _answer(upload: Upload, status: int) -> HttpResponse:
    response = _spoken(HttpResponse(status=status))
    response["Upload-Offset"] = str(upload.received)
    response["Upload-Expires"] = http_date(upload.expires_at.timestamp())
    return response


def _spoken(response: HttpResponse) -> HttpResponse:
    response["Tus-Resumable"] = VERSION
    response["Cache-Control"] = "no-store"
    return response
