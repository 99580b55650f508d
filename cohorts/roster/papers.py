"""What was accepted, as PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accelerator.kit import document, markup, wording
from accelerator.notices.operations import letterhead
from cohorts.roster.models import AgreementAcceptance

_FOLDER = Path(__file__).parent / "papers"


def acceptance(one: AgreementAcceptance) -> bytes:
    """The words as they were shown, who accepted them and when, by the cohort's clock. Select version, enrolment and `by`."""
    return document.pdf(_FOLDER / "acceptance.typ", _facts(one), at=one.created_at)


def _facts(one: AgreementAcceptance) -> dict[str, Any]:
    agreement, enrolment = one.version.agreement, one.enrolment
    return {
        "title": agreement.title,
        "subtitle": _("Version %(number)d, accepted") % {"number": one.version.number},
        "operator": letterhead().name,
        "lang": (get_language() or "en").partition("-")[0],
        "foot": f"{enrolment.startup}, {enrolment.cohort}",
        "rows": [
            [_("Startup"), str(enrolment.startup)],
            [_("Cohort"), str(enrolment.cohort)],
            [_("Accepted by"), f"{one.name} ({one.by})"],
            [_("At"), wording.instant(one.created_at, enrolment.cohort.zone)],
        ],
        "fingerprint_title": _("Fingerprint of the text (SHA-256)"),
        "fingerprint_note": _("Whoever has the text as it was shown, in UTF-8, can work it out anew."),
        "sha256": one.sha256,
        "text_title": _("What was accepted"),
        "paragraphs": markup.plain(one.version.text).split("\n\n"),
    }
