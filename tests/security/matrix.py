"""Reads routes.txt, the table of who is let in where. The table's own head says how a line is written."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from tests.factories import files
from tests.security.scene import CHARACTERS, NOBODY

DAY = timedelta(days=1)
TABLE = Path(__file__).with_name("routes.txt")
_PLACE = re.compile(r"\{([a-z_]+(?:\.[a-z_]+)*)\}")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass
class Line:
    """`others` is how everybody who is neither in `allowed` nor in `refused` is turned away; `cast` is who stands there."""

    number: int
    method: str
    path: str
    allowed: frozenset[str]
    answer: str
    refused: dict[str, str] = field(default_factory=dict)
    others: str = ""
    quiet: bool = False
    canary: str = ""
    body: str = ""
    cast: tuple[str, ...] = tuple(CHARACTERS)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def is_api(self) -> bool:
        return self.path.startswith("/api/v1/")

    def expects(self, character: str) -> str:
        if character in self.allowed:
            return self.answer
        if character in self.refused:
            return self.refused[character]
        if character in NOBODY:
            return "401" if self.is_api else "desk" if self.path.startswith("/desk/") else "login"
        return self.others or ("404" if _PLACE.search(self.path) else "403")

    def route(self, things: dict[str, Any]) -> str:
        """The URL pattern that answers this line."""
        return str(resolve(self.address(things).partition("?")[0]).route)

    def address(self, things: dict[str, Any]) -> str:
        return filled(self.path, things)

    def missing(self, things: dict[str, Any]) -> str:
        """The address with names in it that nothing has, of the same length and kind."""
        return _PLACE.sub(lambda found: _unlike(_value(things, found[1])), self.path)

    def request(self, things: dict[str, Any]) -> dict[str, Any]:
        """What the test client sends along; made anew for each request, since uploads are read once."""
        body = filled(self.body, things)
        if self.method == "GET":
            return {}
        if body.startswith("{") or (self.is_api and not body):
            return {"data": json.dumps(json.loads(body or "{}")), "content_type": "application/json"}
        pairs: dict[str, Any] = {}
        for name, value in parse_qsl(body, keep_blank_values=True):
            pairs.setdefault(name, []).append(_uploaded(value[1:]) if value.startswith("@") else value)
        return {"data": pairs}


def _uploaded(name: str) -> Any:
    return files.upload(name, b"Startup,Contact\nTidewise,ann@example.org\n") if name.endswith(".csv") else files.upload(name)


def filled(text: str, things: dict[str, Any]) -> str:
    return _PLACE.sub(lambda found: _value(things, found[1]), text)


def _value(things: dict[str, Any], name: str) -> str:
    first, *rest = name.split(".")
    found = things[first]
    for one in rest:
        found = getattr(found, one)
    return str(found)


def _unlike(value: str) -> str:
    return "".join("9" if one.isdigit() else "Z" if one.isupper() else "z" if one.isalpha() else one for one in value)


def read() -> tuple[list[Line], dict[str, frozenset[str]]]:
    """The lines, and {secret text: who may read it}."""
    groups = {name: frozenset({name}) for name in CHARACTERS}
    groups |= {"everybody": frozenset(CHARACTERS), "strangers": frozenset(NOBODY), "nobody": frozenset()}
    groups["signed-in"] = groups["everybody"] - groups["strangers"]
    lines: list[Line] = []
    secrets: dict[str, frozenset[str]] = {}
    for number, text in enumerate(TABLE.read_text().splitlines(), 1):
        said = text.strip()
        if not said or said.startswith("#"):
            continue
        if text[0] == " ":
            lines[-1].body += said
        elif said.startswith("= "):
            _, name, *members = said.split()
            groups[name] = _people(members, groups)
        elif said.startswith("secret "):
            _, secret, *members = shlex.split(said)
            secrets[secret] = _people(members, groups)
        else:
            lines.append(_line(number, said, groups))
    return [one for line in lines for one in _spread(line)], secrets


def _people(names: list[str], groups: dict[str, frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*(groups[name] for name in names))


def _line(number: int, said: str, groups: dict[str, frozenset[str]]) -> Line:
    head, *tails = said.split(" | ")
    words = shlex.split(head)
    method, path = words[:2]
    if method not in METHODS:
        raise ValueError(f"routes.txt:{number}: {method} is no method")
    line = Line(number, method, path, frozenset(), "200" if method == "GET" else "2xx" if "/api/v1/" in path else "302")
    quoted = re.findall(r'"([^"]*)"', head)
    line.canary = quoted[0] if quoted else ""
    names = [word for word in words[2:] if word not in quoted and word != "quietly"]
    if "->" in names:
        line.answer = names[names.index("->") + 1]
        names = names[: names.index("->")]
    line.allowed, line.quiet = _people(names, groups), "quietly" in words
    for tail in tails:
        kind, *whom = tail.split()
        if kind == "else":
            line.others = whom[0]
        elif kind == "before":
            line.cast = tuple(name for name in CHARACTERS if name in _people(whom, groups))
        else:
            line.refused |= dict.fromkeys(_people(whom, groups), kind)
    return line


def _spread(line: Line) -> Iterator[Line]:
    """A line on `*ours*` or `*theirs*` stands for each model of the support desk, our own or those of installed apps."""
    found = re.search(r"\*(ours|theirs)\*", line.path)
    if not found:
        yield line
        return
    for model in admin.site._registry:
        ours = model._meta.app_label in ("accelerator", "cohorts")
        if ours == (found[1] == "ours"):
            name = str(model._meta.model_name)
            path = line.path.replace(f"{{rows.{found[0]}}}", f"{{rows.{model._meta.db_table}}}")
            yield Line(**(vars(line) | {"path": path.replace(found[0], f"{model._meta.app_label}/{name}")}))


def routes() -> dict[str, list[URLPattern]]:
    """Every URL pattern of the house by its whole route; several where they share one, as in the API."""
    found: dict[str, list[URLPattern]] = {}
    for route, pattern in _walk(get_resolver().url_patterns, ""):
        found.setdefault(route, []).append(pattern)
    return found


def _walk(patterns: Any, before: str) -> Iterator[tuple[str, URLPattern]]:
    for one in patterns:
        route = before + str(one.pattern).removeprefix("^")
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, route)
        else:
            yield route, one
