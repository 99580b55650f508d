"""What letters say: the programme's own words, or ours where it has none; checked when they are kept, filled when they go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accelerator.decisions import messages
from accelerator.decisions.models import LONGEST_SUBJECT, Decision, LetterTemplate
from accelerator.kit import markup, placeholders, together, wording
from accelerator.kit.together import Steps
from accelerator.programmes.models import Programme

NAMES = {
    "accept": ("startup", "call", "programme", "number", "reply_by", "feedback"),
    "waitlist": ("startup", "call", "programme", "number", "feedback"),
    "decline": ("startup", "call", "programme", "number", "feedback"),
}


@dataclass(frozen=True)
class Words:
    """Subject and text of an outcome's letter, with names in braces; `template` is None where they are ours."""

    outcome: str
    subject: str
    text: str
    template: LetterTemplate | None = None

    @property
    def mark(self) -> str:
        """Changes whenever somebody writes them anew."""
        return self.template.code if self.template else ""

    @property
    def is_own(self) -> bool:
        return bool(self.template and self.template.text)

    def fault(self, name: str) -> str:
        """What is wrong with `subject` or `text`, with the remedy; empty where nothing is."""
        return fault(getattr(self, name), NAMES[self.outcome])


def fault(text: str, names: tuple[str, ...]) -> str:
    if not text.strip():
        return _("A letter needs this.")
    there = ", ".join(f"{{{name}}}" for name in names)
    if unknown := placeholders.unknown(text, names):
        return _("%(name)s is not filled in. There are: %(names)s.") % {"name": unknown, "names": there}
    if lone := placeholders.unbalanced(text):
        return _("A brace stands alone at “%(place)s”. Names to fill in stand in a pair: %(names)s.") % {
            "place": lone,
            "names": there,
        }
    return ""


def ours(outcome: str) -> Words:
    kind = messages.OURS[outcome]
    return Words(outcome, str(kind.subject), str(kind.text))


@together.stepwise
def of(programme: Programme | int) -> Steps[dict[str, Words]]:
    """{outcome: what its letter says now}. One query."""
    rows = LetterTemplate.objects.filter(programme=programme).select_related("by")
    newest = rows.order_by("outcome", "-pk").distinct("outcome")
    yield [newest]
    own = {one.outcome: worded(one) for one in newest}
    return {outcome: own.get(outcome) or ours(outcome) for outcome in Decision.Outcome.values}


def worded(template: LetterTemplate) -> Words:
    """As `template` has it: its own words, or ours."""
    said = ours(template.outcome)
    return Words(template.outcome, template.subject or said.subject, template.text or said.text, template)


@dataclass(frozen=True)
class Letter:
    """A letter as it goes out: the text is light markdown."""

    subject: str
    text: str

    @property
    def paragraphs(self) -> list[str]:
        return self.text.split("\n\n")

    @property
    def html(self) -> str:
        return markup.rendered(self.text)


def filled(words: Words, decision: Decision, *, reply_by: datetime) -> Letter:
    """The letter that these words make of a decision. Select the application with startup and call's programme along."""
    said = facts(decision, reply_by=reply_by)
    marked = {name: value if name == "feedback" else markup.quoted(value) for name, value in said.items()}
    parts = [placeholders.filled(part, marked).strip() for part in words.text.split("\n\n")]
    subject = placeholders.filled(words.subject, said | {"feedback": ""})
    return Letter(Truncator(" ".join(subject.split())).chars(LONGEST_SUBJECT), "\n\n".join(part for part in parts if part))


def facts(decision: Decision, *, reply_by: datetime) -> dict[str, str]:
    """What names in braces stand for."""
    application: Any = decision.application
    call = application.call
    return {
        "startup": str(application.startup),
        "call": str(call),
        "programme": str(call.programme),
        "number": application.number,
        "reply_by": wording.moment(reply_by, call.zone),
        "feedback": _("From the panel: %(feedback)s") % {"feedback": decision.feedback} if decision.feedback else "",
    }
