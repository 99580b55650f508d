"""What a letter to many says to one: names in braces filled in. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accelerator.applications.models import Application
from accelerator.kit import codes, placeholders, unstorable
from accelerator.kit.refusals import Refusal

NAMES = ("startup", "number", "call")


class Unfilled(Refusal):
    """A letter has something in braces that nobody fills in."""

    status = 422


def fault(text: str) -> str:
    """What in braces is not filled in, with the remedy; empty where everything is."""
    unknown = placeholders.unknown(text, NAMES)
    return _("%(name)s is not filled in. Use {startup}, {number} or {call}.") % {"name": unknown} if unknown else ""


def require_filled(**parts: str) -> None:
    """Raises Unfilled, naming the part, for what is not filled in; Unreadable for what could not be kept."""
    unstorable.require_storable(**parts)
    for field, text in parts.items():
        if said := fault(text):
            raise Unfilled(said, field=field)


def filled(text: str, application: Application) -> str:
    """`text` with {startup}, {number} and {call}; other braces stay as they are, and so do those inside of names."""
    said = {"startup": application.startup.name, "number": application.number, "call": application.call.name}
    return placeholders.filled(text, said)


@dataclass(frozen=True)
class Letters:
    """Who gets what: each application with its people; those with nobody to write to apart."""

    subject: str
    text: str
    addressed: list[tuple[Application, list[Any]]]
    lone: list[Application]

    @property
    def applications(self) -> list[Application]:
        """All that they are about."""
        return [*(one for one, _people in self.addressed), *self.lone]

    @property
    def people(self) -> int:
        return sum(len(people) for _application, people in self.addressed)

    @property
    def fingerprint(self) -> str:
        """The same for the same words to the same people."""
        return codes.digest(
            repr([self.subject, self.text, [(one.pk, [who.pk for who in people]) for one, people in self.addressed]])
        )

    def sample(self) -> tuple[str, list[str]]:
        """The first letter: its subject and paragraphs."""
        application = self.addressed[0][0]
        return filled(self.subject, application), [part for part in filled(self.text, application).split("\n\n") if part.strip()]
