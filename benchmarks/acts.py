"""What people and programs do on the evening of a large call: each an address, who asks for it and what it should cost."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

_CALL = "/calls/national-round-1/"


def _nothing(version: int, text: str) -> bytes:
    return b""


def _answer(version: int, text: str) -> bytes:
    return json.dumps({"changes": [{"name": "product", "value": text, "version": version}]}).encode()


@dataclass(frozen=True)
class Act:
    """`path` has gaps for an application's number and a review's code. `goal_ms` is for the 95th percentile, `goal_share` of
    the floor's rate; 0 for none. `body` makes what is sent of the version an answer has and its next text.
    """

    name: str
    who: str
    path: str
    goal_ms: int = 0
    goal_share: float = 0
    method: str = "GET"
    media: str = ""
    body: Callable[[int, str], bytes] = _nothing


def _list(name: str, path: str, who: str = "manager") -> Act:
    return Act(name, who, path, 60, 0.12)


def _detail(name: str, who: str, path: str) -> Act:
    return Act(name, who, path, 40, 0.25)


_PIPELINE = f"{_CALL}pipeline/"
ALL = (
    _detail("public call", "anybody", _CALL),
    _detail("form, a section", "founder", "/applications/{draft}/edit/product/"),
    _list("pipeline", _PIPELINE),
    _list("pipeline, revenue at least", f"{_PIPELINE}?a.revenue=min:9000"),
    _list("pipeline, one of the choices", f"{_PIPELINE}?a.wants=mentors"),
    _list("pipeline, product contains", f"{_PIPELINE}?a.product=has:machines"),
    _list("pipeline, searched", f"{_PIPELINE}?q=regulator"),
    _detail("application", "manager", "/applications/{number}/"),
    _list("review dashboard", f"{_CALL}reviews/"),
    _list("ranking", f"{_CALL}ranking/"),
    _detail("reviewer home", "reviewer", "/home/"),
    _list("review queue", "/reviews/", "reviewer"),
    _detail("workbench", "reviewer", "/reviews/{review}/"),
    _list("API, 50 applications", "/api/v1/applications?call=national-round-1&limit=50"),
    Act("export, all as CSV", "manager", f"{_PIPELINE}export.csv"),
    # Last: the worker writes receipts and letters for a while after each.
    Act("autosave", "founder", "/applications/{draft}/sheet/", 40, 0, "PATCH", "application/json", _answer),
    Act("submit", "sender", "/applications/{whole}/submit/", 0, 0, "POST", "application/x-www-form-urlencoded"),
)
WRITES = ("autosave", "submit")
