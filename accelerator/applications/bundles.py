"""One application as a ZIP: its PDF, every file, the answers as JSON and the receipt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.files.base import File as Stored
from django.http import Http404
from django.utils.translation import gettext as _

from accelerator.applications import papers, queries, receipts, snapshots
from accelerator.applications.models import Application, Submission
from accelerator.files import serving
from accelerator.files.models import File
from accelerator.kit.archive import Member


def members(one: Application, sent: Submission | None, *, operator: str, at: datetime, to: Any) -> Iterator[Member]:
    """As `sent`, else the draft as it stands `at`. `answers.json` is what the fingerprint was made from, to the byte;
    `missing.txt` names the files that `to` may not have, each with why.
    """
    answers = sent.answers if sent else queries.content(one).answers
    yield Member(f"{one.number}.pdf", [papers.application(one, sent, operator=operator, at=at)])
    yield Member("answers.json", [snapshots.canonical(sent.document() if sent else queries.document(one))])
    if sent:
        yield Member("receipt.pdf", [papers.receipt(sent, operator=operator)])
        yield Member("receipt.jws", [receipts.token_of(sent).encode()])
    missing = []
    for name, file in _files(answers):
        try:
            kept = serving.opened(file, to=to)
        except (Http404, serving.Unscanned) as why:
            missing.append(f"{name}: {why}")
        else:
            yield Member(name, _chunks(kept))
    if missing:
        yield Member("missing.txt", ["\n".join([_("These files are not here:"), *missing, ""]).encode()])


def _files(answers: dict[str, Any]) -> Iterator[tuple[str, File]]:
    """(path in the archive, file), in order; where a question has several, each with its number. One query."""
    given = queries.files_in(answers)
    kept = {file.code: file for file in File.objects.filter(code__in=[one["code"] for _key, one in given])}
    several, place = Counter(key for key, _one in given), Counter[str]()
    for key, one in given:
        place[key] += 1
        number = f"{place[key]} " if several[key] > 1 else ""
        yield f"files/{key}/{number}{one['name']}", kept[one["code"]]


def _chunks(source: Stored[bytes]) -> Iterator[bytes]:
    with source:
        yield from source.chunks()
