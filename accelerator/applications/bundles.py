"""One application as a ZIP: its PDF, every file, the answers as JSON and the receipt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from accelerator.applications import papers, queries, receipts, snapshots
from accelerator.applications.models import Application, Submission
from accelerator.files.models import File
from accelerator.kit.archive import Member


def members(one: Application, sent: Submission | None, *, operator: str, at: datetime) -> Iterator[Member]:
    """As `sent`, else the draft as it stands `at`. `answers.json` is what the fingerprint was made from, to the byte."""
    answers = sent.answers if sent else queries.content(one).answers
    yield Member(f"{one.number}.pdf", [papers.application(one, sent, operator=operator, at=at)])
    yield Member("answers.json", [snapshots.canonical(sent.document() if sent else queries.document(one))])
    if sent:
        yield Member("receipt.pdf", [papers.receipt(sent, operator=operator)])
        yield Member("receipt.jws", [receipts.token_of(sent).encode()])
    missing = []
    for name, file in _files(answers):
        if file.removed_at is None and default_storage.exists(file.stored_as):
            yield Member(name, _chunks(file))
        else:
            missing.append(name)
    if missing:
        yield Member("missing.txt", ["\n".join([_("These files are no longer kept:"), *missing, ""]).encode()])


def _files(answers: dict[str, Any]) -> Iterator[tuple[str, File]]:
    """(path in the archive, file), in order; where a question has several, each with its number. One query."""
    given = queries.files_in(answers)
    kept = {file.code: file for file in File.objects.filter(code__in=[one["code"] for _key, one in given])}
    several, place = Counter(key for key, _one in given), Counter[str]()
    for key, one in given:
        place[key] += 1
        number = f"{place[key]} " if several[key] > 1 else ""
        yield f"files/{key}/{number}{one['name']}", kept[one["code"]]


def _chunks(file: File) -> Iterator[bytes]:
    with default_storage.open(file.stored_as) as source:
        yield from source.chunks()
