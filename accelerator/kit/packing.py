"""Answers leave compressed: by zlib-ng, which makes the same size of a page in less than half of zlib's time."""

from __future__ import annotations

import secrets

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware, re_accepts_gzip
from django.utils.cache import patch_vary_headers
from zlib_ng import zlib_ng

LEVEL = 5
_GZIP = 31  # the format, as zlib counts it
LEAST = 200  # bytes worth it
_HEAD = 10  # bytes of a gzip header before its file's name
_NAMED = 8  # the flag that a name follows


class Packing(GZipMiddleware):
    """Django's own, which goes on with what is streamed, unpackable or under an entity tag."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not isinstance(response, HttpResponse) or response.has_header("Content-Encoding") or response.has_header("ETag"):
            return super().process_response(request, response)
        if len(response.content) < LEAST:
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", "")):
            packed = packed_as_gzip(response.content)
            if len(packed) < len(response.content):
                response.content = packed
                response["Content-Length"] = str(len(packed))
                response["Content-Encoding"] = "gzip"
        return response


def packed_as_gzip(content: bytes) -> bytes:
    """As gzip, under a file's name of random length, so that nobody tells from its size what a page says (BREACH)."""
    packed = memoryview(zlib_ng.compress(content, LEVEL, wbits=_GZIP))
    head = bytearray(packed[:_HEAD])
    head[3] = _NAMED
    return bytes(head) + b"a" * secrets.randbelow(GZipMiddleware.max_random_bytes) + b"\0" + packed[_HEAD:]
