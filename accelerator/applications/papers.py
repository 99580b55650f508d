"""Documents of an application, as PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accelerator.applications import receipts
from accelerator.applications.models import Submission
from accelerator.kit import document, wording

_LINE = 96  # letters of the token side by side
_FOLDER = Path(__file__).parent / "papers"


def receipt(submission: Submission, *, operator: str) -> bytes:
    """The receipt on one page, times on the call's clock. Select the application's call and startup, the version's form, `by`."""
    return document.pdf(_FOLDER / "receipt.typ", _receipt_facts(submission, operator), at=submission.arrived_at)


def answer(made: bytes, name: str, *, content_type: str = "application/pdf") -> HttpResponse:
    """`made` as a download called `name`."""
    return HttpResponse(
        made,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )


def _receipt_facts(submission: Submission, operator: str) -> dict[str, Any]:
    application = submission.application
    token = receipts.token_of(submission)
    url = receipts.verify_url(token)
    form = _("%(form)s, version %(number)d") % {"form": submission.version.questionnaire, "number": submission.version.number}
    return {
        "title": _("Receipt"),
        "subtitle": _("%(startup)s applied to %(call)s") % {"startup": application.startup, "call": application.call},
        "operator": operator,
        "lang": _language(),
        "foot": _("Receipt %(code)s of application %(number)s") % {"code": submission.receipt, "number": application.number},
        "rows": [
            [_("Receipt"), submission.receipt],
            [_("Application"), application.number],
            [_("Arrived"), wording.instant(submission.arrived_at, application.call.zone)],
            [_("Submitted by"), str(submission.by)],
            [_("Form"), form],
        ],
        "sha256": submission.sha256,
        "fingerprint_title": _("Fingerprint (SHA-256)"),
        "fingerprint_note": _("Of everything that was sent, files included. Any change to it, however small, gives another one."),
        "token": token,
        "lines": [token[at : at + _LINE] for at in range(0, len(token), _LINE)],
        "token_title": _("Signed receipt"),
        "token_note": _("Signed with the portal's key. Anybody can check it: scan the picture, or bring this file to %(url)s.")
        % {"url": url.partition("?")[0]},
        "verify_url": url,
        "qr": document.qr(url),
        "qr_alt": _("QR code of the address that checks this receipt"),
        "qr_note": _("Scan to check this receipt."),
    }


def _language() -> str:
    return (get_language() or "en").partition("-")[0]
