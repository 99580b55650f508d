"""A small scanner of our own that speaks INSTREAM and knows one thing: the EICAR test file."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Written in two halves, so that no scanner takes this file for it.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + rb"ANTIVIRUS-TEST-FILE!$H+H*"
SIZE_MOST = 200_000


class _Scan(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        if self.rfile.read(10) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        given = b""
        while size := struct.unpack("!I", self.rfile.read(4))[0]:
            given += self.rfile.read(size)
        if len(given) > SIZE_MOST:
            self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
        else:
            self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0" if EICAR in given else b"stream: OK\0")


class _Tcp(socketserver.ThreadingTCPServer):
    daemon_threads = True


class _Unix(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


@contextmanager
def scanner(socket: Path | None = None) -> Iterator[str]:
    """Runs one, on `socket` or a free port of this machine; its address as CLAMAV_URL has it."""
    with _Unix(str(socket), _Scan) if socket else _Tcp(("127.0.0.1", 0), _Scan) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield f"unix://{socket}" if socket else f"tcp://127.0.0.1:{server.server_address[1]}"  # type: ignore[str-bytes-safe]
        finally:
            server.shutdown()
