"""Letters as they are sent and as the page shows them: the same words from the same facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from accelerator.decisions import messages, queries
from accelerator.decisions.models import Decision
from accelerator.kit import together, wording
from accelerator.kit.addresses import reverse
from accelerator.programmes.models import Call


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str

    @property
    def paragraphs(self) -> list[str]:
        return self.text.split("\n\n")


def facts(decision: Decision, *, reply_by: datetime) -> dict[str, Any]:
    """What fills a letter. Select the application with startup and call along."""
    call = decision.application.call
    return {
        "startup": str(decision.application.startup),
        "call": str(call),
        "reply_by": wording.moment(reply_by, call.zone),
        "feedback": _("From the panel: %(feedback)s") % {"feedback": decision.feedback} if decision.feedback else "",
    }


def written(decision: Decision, *, reply_by: datetime) -> Letter:
    """The letter as a release at this moment would write it."""
    kind, filled = messages.OURS[decision.outcome], facts(decision, reply_by=reply_by)
    parts = str(kind.text).format(**filled).split("\n\n")
    return Letter(str(kind.subject).format(**filled), "\n\n".join(part for part in parts if part.strip()))


def of(decision: Decision) -> Letter:
    """The letter of a released decision, in the words of its release."""
    kept: Any = getattr(decision, "letter", None)
    if kept:
        return Letter(kept.subject, kept.text)
    offer: Any = getattr(decision, "offer", None)
    return written(decision, reply_by=offer.reply_by if offer else decision.release.at)  # type: ignore[union-attr]  # released


@dataclass(frozen=True)
class Sample:
    """One letter of a kind, as it would go to its first startup, and how many such letters there are."""

    outcome: str
    count: int
    startup: str
    letter: Letter


def samples(call: Call, *, reply_by: datetime) -> list[Sample]:
    """Of each outcome that is ready, the first letter by number."""
    ready = queries.ready(call)
    firsts = ready.order_by("outcome", "application__number").distinct("outcome")
    counts = ready.order_by().values_list("outcome").annotate(count=Count("pk"))
    together.fetch(firsts, counts)
    count, first = dict(counts), {one.outcome: one for one in firsts}
    return [
        Sample(outcome, count[outcome], str(first[outcome].application.startup), written(first[outcome], reply_by=reply_by))
        for outcome in Decision.Outcome.values
        if outcome in first
    ]


def address(decision: Decision) -> str:
    """Where the letter leads: to the offer, or to the letter itself."""
    offer = getattr(decision, "offer", None)
    return offer.get_absolute_url() if offer else reverse("decision_letter", args=[decision.application.number])
