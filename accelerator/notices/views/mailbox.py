"""The demo's mailbox: every mail that was sent, for demo people to read."""

from __future__ import annotations

import mailbox as boxes
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from accelerator.kit import answers

_SHOWN = 50


@dataclass(frozen=True)
class Mail:
    """One mail as the list shows it; `key` leads to it."""

    key: str
    to: str
    subject: str
    at: datetime
    body: str


def _box() -> boxes.Maildir:
    if not settings.DEMO:
        raise Http404
    Path(settings.MAILBOX_DIR).parent.mkdir(parents=True, exist_ok=True)
    return boxes.Maildir(settings.MAILBOX_DIR, create=True)


def _mail(key: str, raw: bytes, at: float) -> Mail:
    parsed: EmailMessage = BytesParser(policy=policy.default).parsebytes(raw)
    part = parsed.get_body(preferencelist=("plain",))
    body = part.get_content() if part is not None else ""
    return Mail(key, str(parsed["To"] or ""), str(parsed["Subject"] or ""), datetime.fromtimestamp(at, UTC), body)


@require_GET
def mailbox(request: HttpRequest) -> HttpResponse:
    """The newest mails, those to an address in `?to=`; 404 outside the demo."""
    box = _box()
    wanted = request.GET.get("to", "").strip().lower()
    entries = sorted(((box.get_message(key).get_date(), key) for key in box.keys()), reverse=True)  # noqa: SIM118  # not a dict
    found: list[Mail] = []
    for at, key in entries:
        mail = _mail(key, box.get_bytes(key), at)
        if wanted in mail.to.lower():
            found.append(mail)
        if len(found) == _SHOWN:
            break
    return answers.page(request, "accelerator/notices/mailbox.html", {"mails": found, "to": wanted})


@require_GET
def one(request: HttpRequest, key: str) -> HttpResponse:
    box = _box()
    if key not in box:
        raise Http404
    mail = _mail(key, box.get_bytes(key), box.get_message(key).get_date())
    return answers.page(request, "accelerator/notices/one_mail.html", {"mail": mail})
