"""Documents of an application, as PDF."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.template.defaultfilters import filesizeformat
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accelerator.applications import queries, receipts
from accelerator.applications.models import Application, Submission
from accelerator.kit import document, downloads, wording
from accelerator.questionnaires import queries as reads

_LOST_MOST = 40  # letters without a letterform that are named
_LINES_MOST = 200  # of one answer
LETTERS_MOST = 500_000  # of all answers: a hundred pages, and a second's work
_CELL = 40  # letters that take as long as a cell of a table does by itself
_GAPS = re.compile(r"\n{3,}")
_LINES = re.compile(r".{0,95}[^-]")  # of the token; a reader of PDF takes a hyphen at the end of a line for a broken word's
_FOLDER = Path(__file__).parent / "papers"


def receipt(submission: Submission, *, operator: str) -> bytes:
    """The receipt on one page, times on the call's clock. Select the application's call and startup, the version's form, `by`."""
    return document.pdf(_FOLDER / "receipt.typ", _receipt_facts(submission, operator), at=submission.arrived_at)


def answer(made: bytes, name: str, *, content_type: str = "application/pdf") -> HttpResponse:
    """`made` as a download called `name`."""
    return downloads.attached(HttpResponse(made, content_type=content_type), name)


def application(one: Application, sent: Submission | None, *, operator: str, at: datetime) -> bytes:
    """All of it with every answer: as `sent`, else the draft as it stands `at`. Letters no font has are named at its end."""
    facts = _application_facts(one, sent, operator, at)
    return document.pdf(_FOLDER / "application.typ", facts, at=sent.arrived_at if sent else at)


def _application_facts(one: Application, sent: Submission | None, operator: str, at: datetime) -> dict[str, Any]:
    read = queries.reading(one, sent) if sent else reads.reading(one.sheet.version, reads.whole(one.sheet))
    room = _Room(LETTERS_MOST)
    sections = [{"title": part.title, "answers": [_answer_facts(each, room) for each in part.answers]} for part in read]
    rows = [*_test(one), [_("Application"), one.number], [_("Call"), f"{one.call.programme}, {one.call}"]]
    if sent:
        rows += [[_("Arrived"), _arrived(sent, one)], [_("Submitted by"), submitter(sent)], [_("Receipt"), sent.receipt]]
    else:
        rows.append([_("Draft, not submitted"), wording.instant(at, one.call.zone)])
    made: dict[str, Any] = {
        "title": str(one.startup),
        "subtitle": one.startup.one_liner,
        "number": one.number,
        "operator": operator,
        "lang": _language(),
        "foot": _("%(startup)s, %(number)s") % {"startup": one.startup, "number": one.number},
        "rows": rows,
        "sha256": sent.sha256 if sent else "",
        "sections": sections,
        "cut": _cut() if room.cut else "",
        "unanswered": _("No answer"),
    }
    lost = document.undrawn(json.dumps(made, ensure_ascii=False))
    told = _("The fonts of this document do not draw %(letters)s. The file answers.json holds every letter.")
    codes = ", ".join(f"U+{ord(letter):04X}" for letter in lost[:_LOST_MOST]) + (" …" if len(lost) > _LOST_MOST else "")
    return {**made, "undrawn": told % {"letters": codes} if lost else ""}


def _test(one: Application) -> list[list[str]]:
    return [[_("Test"), _("Staff tried the call out. It is no application, and counts nowhere.")]] if one.is_test else []


def submitter(sent: Submission) -> str:
    """Who sent it, and that it was for the founder where it was."""
    return _("%(staff)s, on the founder's behalf") % {"staff": sent.by} if sent.on_behalf else str(sent.by)


def _cut() -> str:
    return _(
        "These answers are longer than a document can be: it holds their first %(most)s letters. "
        "The file answers.json in the ZIP of this application holds all of them."
    ) % {"most": f"{LETTERS_MOST:,}"}


@dataclass
class _Room:
    """How many letters of answers a document still takes; it is `cut` from the first that does not fit."""

    left: int
    cut: bool = False

    def text(self, whole: str) -> str:
        """As much of `whole` as fits."""
        kept = whole[: self.left]
        self.left -= len(kept)
        self.cut = self.cut or kept != whole
        return kept if kept == whole else f"{kept}…"

    def rows(self, whole: Iterable[list[str]]) -> Iterator[list[str]]:
        """The first rows of `whole`, as many as fit."""
        for row in whole:
            letters = sum(len(cell) + _CELL for cell in row)
            if letters > self.left:
                self.left, self.cut = 0, True
                return
            self.left -= letters
            yield row


def _answer_facts(answer: reads.ReadAnswer, room: _Room) -> dict[str, Any]:
    if answer.rows:
        rows = list(room.rows([cell for _label, cell in row] for row in answer.rows))
        head = [label for label, _cell in answer.rows[0]]
        return {"label": answer.label, "text": "" if rows else "…", "rows": [head, *rows] if rows else []}
    files = [f"{one.name} ({filesizeformat(one.size)})" for one in answer.files]
    return {"label": answer.label, "text": room.text("\n".join(files) if files else _laid(answer.text)), "rows": []}


def _laid(text: str) -> str:
    """`text` as a page takes it: one empty line at most between two; after very many the rest runs on, parted by slashes.

    A hundred thousand ends of lines are a small answer, and two thousand pages.
    """
    lines = _GAPS.sub("\n\n", text).split("\n")
    most = lines[:_LINES_MOST]
    return "\n".join([*most, " / ".join(filter(None, lines[_LINES_MOST:]))] if len(lines) > _LINES_MOST else most)


def lines(token: str) -> list[str]:
    """`token` to be read and copied. A signature of 64 bytes ends in one of AQgw, so nothing is left over."""
    return _LINES.findall(token)


def _receipt_facts(submission: Submission, operator: str) -> dict[str, Any]:
    application, token = submission.application, receipts.token_of(submission)
    url = receipts.verify_url(token)
    form = _("%(form)s, version %(number)d") % {"form": submission.version.questionnaire, "number": submission.version.number}
    return {
        "title": _("Receipt of a test") if application.is_test else _("Receipt"),
        "subtitle": _("%(startup)s applied to %(call)s") % {"startup": application.startup, "call": application.call},
        "operator": operator,
        "lang": _language(),
        "foot": _("Receipt %(code)s of application %(number)s") % {"code": submission.receipt, "number": application.number},
        "rows": [
            *_test(application),
            [_("Receipt"), submission.receipt],
            [_("Application"), application.number],
            [_("Arrived"), _arrived(submission, application)],
            [_("Submitted by"), submitter(submission)],
            [_("Form"), form],
        ],
        "sha256": submission.sha256,
        "fingerprint_title": _("Fingerprint (SHA-256)"),
        "fingerprint_note": _("Of everything that was sent, files included. Any change to it, however small, gives another one."),
        "token": token,
        "lines": lines(token),
        "token_title": _("Signed receipt"),
        "token_note": _("Signed with the portal's key. Anybody can check it: scan the picture, or bring this file to %(url)s.")
        % {"url": url.partition("?")[0]},
        "verify_url": url,
        "qr": document.qr(url),
        "qr_alt": _("QR code of the address that checks this receipt"),
        "qr_note": _("Scan to check this receipt."),
    }


def _arrived(sent: Submission, application: Application) -> str:
    at = wording.instant(sent.arrived_at, application.call.zone)
    return f"{at}\n{sent.lateness()}" if sent.in_grace() else at


def _language() -> str:
    return (get_language() or "en").partition("-")[0]
