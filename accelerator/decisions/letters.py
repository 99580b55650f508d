"""Letters as they are sent and as the page shows them: the same words from the same facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accelerator.decisions import messages, queries
from accelerator.decisions.models import Decision
from accelerator.kit import wording
from accelerator.programmes.models import Call


@dataclass(frozen=True)
class Letter:
    subject: str
    paragraphs: list[str]


def facts(decision: Decision, *, reply_by: datetime) -> dict[str, Any]:
    """What fills a letter of messages.LETTERS. Select the application with startup and call along."""
    call = decision.application.call
    return {
        "startup": str(decision.application.startup),
        "call": str(call),
        "reply_by": wording.moment(reply_by, call.zone),
        "feedback": _("From the panel: %(feedback)s") % {"feedback": decision.feedback} if decision.feedback else "",
    }


def written(decision: Decision, *, reply_by: datetime) -> Letter:
    kind, filled = messages.LETTERS[decision.outcome], facts(decision, reply_by=reply_by)
    text = str(kind.text).format(**filled)
    return Letter(str(kind.subject).format(**filled), [part for part in text.split("\n\n") if part.strip()])


@dataclass(frozen=True)
class Sample:
    """One letter of a kind, as it would go to its first startup, and how many such letters there are."""

    outcome: str
    count: int
    startup: str
    letter: Letter


def samples(call: Call, *, reply_by: datetime) -> list[Sample]:
    """Of each outcome that is ready, the first letter by number."""
    found = []
    for outcome in Decision.Outcome.values:
        same = queries.ready(call).filter(outcome=outcome)
        first = same.order_by("application__number").first()
        if first:
            letter = written(first, reply_by=reply_by)
            found.append(Sample(outcome, same.count(), str(first.application.startup), letter))
    return found


def address(decision: Decision) -> str:
    """Where the letter leads: to the offer, or to the letter itself."""
    offer = getattr(decision, "offer", None)
    return offer.get_absolute_url() if offer else reverse("decision_letter", args=[decision.application.number])
