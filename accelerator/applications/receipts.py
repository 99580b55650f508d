"""Receipts: what the portal signs about a submission, and what anybody can learn from a token (docs/guide/receipts.md)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext as _

from accelerator.applications import snapshots
from accelerator.applications.models import Submission
from accelerator.kit import signing
from accelerator.kit.addresses import reverse
from accelerator.kit.refusals import Refusal

TYP = "slipway-receipt"
_TOKEN = re.compile(r"eyJ[\w-]{10,400}+\.eyJ[\w-]{10,4000}+\.[\w-]{86}", re.ASCII)  # nothing is read twice in vain
_BREAKS = re.compile(r"=?\r?\n|[ \t\u200b]")  # mail programs and people break the long line

digest = snapshots.digest


class Unverified(Refusal):
    """What was brought proves nothing; the sentence says why."""

    status = 422


@dataclass(frozen=True)
class Verified:
    """What a genuine receipt says: nothing more than this leaves the house."""

    receipt: str
    application: str
    call: str
    arrived_at: datetime
    sha256: str
    kid: str
    on_behalf: bool
    is_test: bool


def signed(submission: Submission) -> str:
    """The token of a submission: its claims, canonical and signed. One query."""
    return signed_all([submission])[0]


def signed_all(submissions: Iterable[Submission]) -> list[str]:
    """The token of each. One query."""
    return signing.sign_all((snapshots.canonical(_claims(one)) for one in submissions), typ=TYP)


def _claims(submission: Submission) -> dict[str, Any]:
    marks = {"on_behalf": submission.on_behalf, "test": submission.application.is_test}
    return {
        "application": submission.application.number,
        "arrived_at": submission.arrived_at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "call": submission.application.call.name,
        "issuer": settings.SITE_URL,
        "receipt": submission.receipt,
        "sha256": submission.sha256,
    } | {name: True for name, holds in marks.items() if holds}


def token_of(submission: Submission) -> str:
    """The token it was given, or for one from before there were any, the one it would be given now."""
    return submission.token or signed(submission)


def verify_url(token: str) -> str:
    """Where anybody looks at it: a whole address, for mails and QR codes."""
    return f"{settings.SITE_URL}{reverse('verify')}?{urlencode({'receipt': token})}"


def token_in(brought: str) -> str:
    """The token within pasted text, a mail or the bytes of a PDF read as Latin-1. Raises Unverified."""
    found = _TOKEN.search(brought) or _TOKEN.search(_BREAKS.sub("", brought))
    if found is None:
        raise Unverified(_("There is no receipt in this. Paste the whole code under the QR picture, or choose the PDF."))
    return found[0]


def verified(token: str) -> Verified:
    """What `token` proves. Two queries. Raises Unverified."""
    try:
        payload, kid = signing.read(token, typ=TYP)
        said: dict[str, Any] = json.loads(payload)
    except (signing.Unproven, ValueError):
        raise Unverified(_("This is no receipt of ours, or it was changed: the signature does not fit.")) from None
    found = Submission.objects.filter(receipt=said["receipt"], sha256=said["sha256"])
    kept = list(found.values_list("application__is_test", flat=True))
    if not kept:
        raise Unverified(_("The signature is ours, but no such submission is kept here. Ask the programme's team."))
    return Verified(
        receipt=said["receipt"],
        application=said["application"],
        call=said["call"],
        arrived_at=datetime.fromisoformat(said["arrived_at"]),
        sha256=said["sha256"],
        kid=kid,
        on_behalf=said.get("on_behalf", False),
        is_test=kept[0],  # receipts of the first tests do not say it
    )
