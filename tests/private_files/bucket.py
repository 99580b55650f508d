"""A small bucket of our own that speaks as much S3 as the storage asks of it, over HTTP on a free port of this machine."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

NAME, KEY, SECRET = "private", "key", "se/cret+"


class Bucket(dict[str, bytes]):
    """{object name: bytes}; `url` is what FILES_URL has, `asked` every request line that came without a signature."""

    def __init__(self) -> None:
        self.url = ""
        self.unsigned: list[str] = []


def _handler(bucket: Bucket) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _name(self) -> str:
            if f"Credential={KEY}/" not in self.headers.get("Authorization", ""):
                bucket.unsigned.append(self.requestline)
            return unquote(urlsplit(self.path).path).removeprefix(f"/{NAME}").lstrip("/")

        def _answer(self, status: int, body: bytes = b"", *, length: int | None = None) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body) if length is None else length))
            self.send_header("ETag", '"e"')
            self.send_header("Last-Modified", "Fri, 27 Nov 2026 10:00:00 GMT")
            self.end_headers()
            self.wfile.write(body)

        def do_PUT(self) -> None:
            bucket[self._name()] = self.rfile.read(int(self.headers["Content-Length"]))
            self._answer(200)

        def do_HEAD(self) -> None:
            name = self._name()
            self._answer(200 if name in bucket else 404, length=len(bucket.get(name, b"")))

        def do_GET(self) -> None:
            name = self._name()
            if not name:
                return self._answer(200, _listed(bucket, parse_qs(urlsplit(self.path).query)))
            return self._answer(200, bucket[name]) if name in bucket else self._answer(404)

        def do_DELETE(self) -> None:
            bucket.pop(self._name(), None)
            self._answer(204)

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    return Handler


def _listed(bucket: Bucket, asked: dict[str, list[str]]) -> bytes:
    prefix = asked.get("prefix", [""])[0]
    rest = {name.removeprefix(prefix) for name in bucket if name.startswith(prefix)}
    loose = "".join(f"<Contents><Key>{escape(prefix + name)}</Key></Contents>" for name in sorted(rest) if "/" not in name)
    folders = sorted({name.partition("/")[0] for name in rest if "/" in name})
    inside = "".join(f"<CommonPrefixes><Prefix>{escape(prefix + name)}/</Prefix></CommonPrefixes>" for name in folders)
    return f"<ListBucketResult><IsTruncated>false</IsTruncated>{loose}{inside}</ListBucketResult>".encode()


@contextmanager
def opened() -> Iterator[Bucket]:
    bucket = Bucket()
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(bucket)) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        bucket.url = f"s3://{KEY}:{SECRET.replace('/', '%2F')}@127.0.0.1:{server.server_address[1]}/{NAME}?tls=0"
        try:
            yield bucket
        finally:
            server.shutdown()
