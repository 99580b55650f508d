"""Lists of startups as files: JSON, JSON Lines or CSV become facts we keep. Pure; reads as a stream, in bounded memory, but for
JSON that is broken: to say where, it is read whole.
"""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import IO, Any
from urllib.parse import urlsplit

import ijson

from accelerator.kit.countries import code_of
from accelerator.kit.lines import can_be_seen

LONGEST_LINE = 1_000_000  # bytes of one line, and of one value
_HITS = "results.item.hits.item"  # where a directory's search answer keeps its companies
# What lists call the fields we keep; the first that is there counts.
_NAMES = {
    "source_id": ("source_id", "id", "objectID"),
    "name": ("name",),
    "former_names": ("former_names",),
    "one_liner": ("one_liner", "tagline"),
    "description": ("description", "long_description"),
    "website": ("website", "url"),
    "location": ("location", "all_locations"),
    "country": ("country",),
    "sector": ("sector", "industry"),
    "tags": ("tags",),
    "founded_on": ("founded_on",),
    "team_size": ("team_size",),
}
_LONGEST = {"source_id": 80, "name": 200, "one_liner": 300, "description": 20_000, "website": 300, "location": 300, "sector": 80}
_NOTHING = frozenset({"", "-", "–", "—", "n/a", "null", "none"})
_ALSO = {"USA": "US", "UK": "GB", "South Korea": "KR", "Vietnam": "VN", "Russia": "RU", "Taiwan": "TW"}
_HOST = re.compile(r"(?=.{4,253}$)([^\W_]([\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{1,62}")


class BadFile(Exception):
    """The file cannot be read to its end; `line` counts from 1, None where it is the file as a whole."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.reason, self.line = reason, line


class BadRow(Exception):
    """A row that cannot be taken: the field and why."""


@dataclass
class Facts:
    """One startup as a list has it: `kept` by name of our field, and what was left out of it, in words."""

    source_id: str
    kept: dict[str, Any]
    remarks: list[str] = field(default_factory=list)


def rows(file: IO[bytes], kind: str) -> Iterator[tuple[int, Any]]:
    """Each row with its place: its line in a file of `kind` csv or jsonl, its number in one of json."""
    try:
        yield from _READERS[kind](file)
    except UnicodeDecodeError as fault:
        raise BadFile(f"is not UTF-8: {fault.reason}") from None


def _json(file: IO[bytes]) -> Iterator[tuple[int, Any]]:
    start = file.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n")
    file.seek(3 if _has_mark(file) else 0)
    number = 0
    try:
        for number, row in enumerate(ijson.items(file, "item" if start[:1] == b"[" else _HITS, use_float=True), 1):
            yield number, row
    except ijson.JSONError as fault:
        raise BadFile(f"is not JSON: {str(fault).splitlines()[0].strip()}", _line_of(file)) from None
    if not number:
        raise BadFile("holds no startups: a list of them is expected, or an answer with results and hits")


def _has_mark(file: IO[bytes]) -> bool:
    file.seek(0)
    return file.read(3) == b"\xef\xbb\xbf"


def _line_of(file: IO[bytes]) -> int | None:
    """Where the JSON breaks: ijson does not say, so the text is read once more, whole."""
    file.seek(0)
    try:
        json.loads(file.read())
    except json.JSONDecodeError as fault:
        return fault.lineno
    except (ValueError, RecursionError):
        return None
    return None


def _lines(file: IO[bytes]) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(_bounded(file), 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except json.JSONDecodeError as fault:
                raise BadFile(f"is not JSON: {fault.msg}", number) from None
            except (ValueError, RecursionError):
                raise BadFile("holds a number too long, or is nested too deeply", number) from None


def _csv(file: IO[bytes]) -> Iterator[tuple[int, Any]]:
    reader = csv.DictReader(_bounded(file), strict=True)
    try:
        if "name" not in (reader.fieldnames or ()):
            raise BadFile("has no column called name; its first line must hold the names of the columns", 1)
        for row in reader:
            if None in row or None in row.values():
                raise BadFile("has another number of cells than its first line", reader.line_num)
            yield reader.line_num, row
    except csv.Error as fault:
        raise BadFile(f"is not CSV: {fault}", reader.line_num) from None


def _bounded(file: IO[bytes]) -> Iterator[str]:
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise BadFile(f"has a line of more than {LONGEST_LINE:,} bytes", number)
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as fault:
            raise BadFile(f"is not UTF-8: {fault.reason}", number) from None


_READERS: dict[str, Callable[[IO[bytes]], Iterator[tuple[int, Any]]]] = {"json": _json, "jsonl": _lines, "csv": _csv}


def facts(row: Any) -> Facts:
    """What we keep of a row. BadRow where it cannot be taken; a value that makes no sense is left out with a remark."""
    if not isinstance(row, dict):
        raise BadRow("is not a startup: an object with a name and an id is expected")
    given = {ours: next((row[name] for name in theirs if row.get(name) is not None), None) for ours, theirs in _NAMES.items()}
    found = Facts(source_id=_text(given, "source_id"), kept={})
    for name in ("name", "one_liner", "description", "location", "sector"):
        found.kept[name] = _text(given, name)
    if not found.source_id:
        raise BadRow("id is missing; rows are matched by it")
    if not found.kept["name"]:
        raise BadRow("name is missing")
    found.kept["former_names"] = [name for name in _words(given, "former_names", 200) if name != found.kept["name"]]
    found.kept["tags"] = _words(given, "tags", 60)
    found.kept["team_size"] = _team_size(given["team_size"])
    found.kept["founded_on"] = _day(given["founded_on"])
    found.kept["website"] = _website(_text(given, "website"), found.remarks)
    found.kept["country"] = _country(given["country"], found.kept["location"], found.remarks)
    return found


def _text(given: dict[str, Any], name: str) -> str:
    value = given[name]
    if isinstance(value, (dict, list, bool)):
        raise BadRow(f"{name} is not a text")
    text = clean("" if value is None else str(value), lines=name == "description")
    if len(text) > _LONGEST[name]:
        raise BadRow(f"{name} has {len(text):,} characters; at most {_LONGEST[name]:,} can be kept")
    return text


def clean(text: str, *, lines: bool = False) -> str:
    """`text` in one form of Unicode, without control characters or odd spaces; "" for what only stands for nothing."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(one for one in text if one.isspace() or unicodedata.category(one) not in ("Cc", "Cs"))
    parts = [" ".join(part.split()) for part in text.split("\n")]
    text = ("\n" if lines else " ").join(part for part in parts if part or lines).strip()
    return "" if text.casefold() in _NOTHING or not can_be_seen(text) else text


def _words(given: dict[str, Any], name: str, longest: int) -> list[str]:
    value = given[name] or []
    if not isinstance(value, (list, str)):
        raise BadRow(f"{name} is not a list")
    words = [clean(str(word)) for word in (value.split(";") if isinstance(value, str) else value)]
    for word in words:
        if len(word) > longest:
            raise BadRow(f"{name} has an entry of {len(word)} characters; at most {longest} can be kept")
    return list(dict.fromkeys(filter(None, words)))


def _team_size(value: Any) -> int | None:
    if value is None or str(value).strip() in ("", "0"):
        return None
    try:
        size = int(str(value))
    except ValueError:
        raise BadRow(f"team_size {str(value)[:40]!r} is not a whole number") from None
    if not 0 < size < 10_000_000:
        raise BadRow(f"team_size {size} is out of range")
    return size


def _day(value: Any) -> date | None:
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise BadRow(f"founded_on {str(value)[:40]!r} is not a day such as 2025-03-01") from None


def _website(text: str, remarks: list[str]) -> str:
    bare = text if "://" in text or not text else f"https://{text}"
    if text.rstrip("/") in ("", "http:", "https:"):
        return ""
    try:
        parts = urlsplit(bare)
        host = parts.hostname or ""
    except ValueError:
        parts, host = None, ""
    if parts is None or parts.scheme not in ("http", "https") or not _HOST.fullmatch(host) or " " in bare:
        remarks.append(f"website {text[:80]!r} is not an address and was left out")
        return ""
    if len(bare) > _LONGEST["website"]:
        remarks.append(f"website has {len(bare)} characters with its https:// and was left out")
        return ""
    return bare


def _country(value: Any, location: str, remarks: list[str]) -> str:
    """The code of the country a list names, else of the one that ends the first of its locations."""
    named = clean(str(value or ""))
    wanted = named or location.split(";")[0].rsplit(",", 1)[-1].strip()
    code = country_code(wanted)
    if named and not code:
        remarks.append(f"country {named[:80]!r} is not known and was left out")
    return code


def country_code(text: str) -> str:
    """The code of a country as lists write it; "" for what is none."""
    return _ALSO.get(text) or code_of(text)
