"""PDFs under the oldest of the standard's locks (revision 2, 40 bits): enough for a reader to ask for the password."""

from __future__ import annotations

import hashlib
import struct

_PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
_MAY = -44  # read, not print


def locked(password: bytes) -> bytes:
    """A page that opens with `password`; without any where it is empty, as files that may only not be printed do."""
    number = hashlib.md5(b"slipway", usedforsecurity=False).digest()
    owner = _rc4(_digest(_padded(b"owner"))[:5], _padded(password))
    key = _digest(_padded(password) + owner + struct.pack("<i", _MAY) + number)[:5]
    lock = b"<</Filter/Standard/V 1/R 2/P %d/O<%s>/U<%s>>>" % (_MAY, owner.hex().encode(), _rc4(key, _PAD).hex().encode())
    parts = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"]
    parts += [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>", lock]
    body, places = b"%PDF-1.4\n", []
    for place, part in enumerate(parts, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (place, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<%b><%b>]>>\n" % ((number.hex().encode(),) * 2)
    return body + b"xref\n0 5\n0000000000 65535 f \n" + table + end + b"startxref\n%d\n%%%%EOF\n" % len(body)


def _padded(password: bytes) -> bytes:
    return (password + _PAD)[:32]


def _digest(given: bytes) -> bytes:
    return hashlib.md5(given, usedforsecurity=False).digest()


def _rc4(key: bytes, given: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    made, i, j = bytearray(), 0, 0
    for byte in given:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        made.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(made)
