"""A light client: one kept connection, a cookie or a token, nothing parsed. What it costs is taken from what it measures."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlsplit

_CSRF = "b" * 32


class Answer(NamedTuple):
    """`first` is when its first byte came, in seconds after it was asked for; `size` as it travelled."""

    status: int
    size: int
    first: float
    whole: float
    body: bytes


@dataclass
class Caller:
    """Somebody at one connection. `session` or `token` says who."""

    url: str
    session: str = ""
    token: str = ""
    gzip: bool = True
    line: http.client.HTTPConnection = field(init=False)
    used: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self.line = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=60)
        self.headers = {
            "Origin": self.url,
            "X-CSRFToken": _CSRF,
            "Cookie": f"slipway_session={self.session}; slipway_csrf={_CSRF}",
        }
        if self.token:
            self.headers = {"Authorization": f"Bearer {self.token}"}
        self.headers |= {"Accept-Encoding": "gzip"} if self.gzip else {}

    def ask(self, path: str, method: str = "GET", body: bytes = b"", media: str = "") -> Answer:
        began = time.perf_counter()
        if began - self.used > 1:
            self.line.close()  # as a server may have: the next request opens it anew
        self.used = began
        self.line.request(method, path, body or None, self.headers | ({"Content-Type": media} if media else {}))
        answer = self.line.getresponse()
        start = answer.read(1)
        first = time.perf_counter() - began
        content = start + answer.read()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path} answered {answer.status}: {content[:300]!r}")
        return Answer(answer.status, len(content), first, time.perf_counter() - began, content)


def rate(acts: list[Callable[[], object]], seconds: float) -> float:
    """How often a second they are done, by as many hands at once as there are acts; StopIteration ends one. What else one raises
    is raised.
    """
    done, until = [0] * len(acts), time.perf_counter() + seconds
    ended, failed = [until] * len(acts), list[Exception]()

    def hand(place: int) -> None:
        while time.perf_counter() < until:
            try:
                acts[place]()
            except StopIteration:
                break
            except Exception as fault:  # it is told where the hands are counted
                failed.append(fault)
                break
            done[place] += 1
        ended[place] = time.perf_counter()

    began = time.perf_counter()
    hands = [threading.Thread(target=hand, args=(place,)) for place in range(len(acts))]
    for one in hands:
        one.start()
    for one in hands:
        one.join()
    if failed:
        raise failed[0]
    return sum(done) / (max(ended) - began)
