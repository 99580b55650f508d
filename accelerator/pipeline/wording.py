"""What a letter to many says to one: names in braces filled in. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accelerator.applications.models import Application
from accelerator.kit import codes

NAMES = ("startup", "number", "call")


def filled(text: str, application: Application) -> str:
    """`text` with {startup}, {number} and {call}; other braces stay as they are, and so do those inside of names."""
    said = {"startup": application.startup.name, "number": application.number, "call": application.call.name}
    parts = text.split("{")
    return parts[0] + "".join(_part(part, said) for part in parts[1:])


def _part(part: str, said: dict[str, str]) -> str:
    name, brace, rest = part.partition("}")
    return f"{said[name]}{rest}" if brace and name in said else f"{{{part}"


@dataclass(frozen=True)
class Letters:
    """Who gets what: each application with its people; those with nobody to write to apart."""

    subject: str
    text: str
    addressed: list[tuple[Application, list[Any]]]
    lone: list[Application]

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
