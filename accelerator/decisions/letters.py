"""Letters as a release writes them, and as their page and their mail show them: the same words from the same facts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.mail import EmailMultiAlternatives

from accelerator.decisions import messages, wordings
from accelerator.decisions.models import Decision
from accelerator.decisions.wordings import Letter, Words
from accelerator.kit.addresses import reverse
from accelerator.notices import letters as mails


def written(decision: Decision, *, reply_by: datetime, words: Words | None = None) -> Letter:
    """The letter as a release at this moment would write it; `words` are ours unless given."""
    return wordings.filled(words or wordings.ours(decision.outcome), decision, reply_by=reply_by)


def of(decision: Decision) -> Letter:
    """The letter of a released decision, in the words of its release."""
    kept: Any = getattr(decision, "letter", None)
    if kept:
        return Letter(kept.subject, kept.text)
    offer: Any = getattr(decision, "offer", None)
    return written(decision, reply_by=offer.reply_by if offer else decision.release.at)  # type: ignore[union-attr]  # released


def mail(letter: Letter, decision: Decision, *, to: Any) -> EmailMultiAlternatives:
    """The mail of the letter to a person, which nobody sends: what the mail engine makes of it."""
    kind = messages.LETTERS[decision.outcome]
    return mails.rehearsed(kind, to=to, url=address(decision), title=letter.subject, text=letter.text)


def address(decision: Decision) -> str:
    """Where the letter leads: to the offer, or to the letter itself."""
    offer = getattr(decision, "offer", None)
    return offer.get_absolute_url() if offer else reverse("decision_letter", args=[decision.application.number])
