"""Expected refusals: a sentence for the person, never a stack trace."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from django.db import IntegrityError
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _


class Fault(Protocol):
    """What is wrong at one input."""

    @property
    def path(self) -> str: ...

    @property
    def sentence(self) -> str: ...


class Refusal(Exception):
    """An operation says no.

    `sentence` tells the person what stands in the way and what to do; `field` names the input, where one is at fault.
    """

    status = 409
    faults: Sequence[Fault] = ()  # several inputs at fault, where the operation looks at all of them

    def __init__(self, sentence: str | Promise, *, field: str | None = None) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
        self.field = field


class Forbidden(Refusal):
    """The person may see the thing but may not do this to it."""

    status = 403


class Unreadable(Refusal):
    """Text that no database column can hold; nobody types such."""

    status = 422


class TooMany(Refusal):
    """A limit on how often was reached; `wait` is in seconds."""

    status = 429

    def __init__(self, sentence: str | Promise, *, wait: int) -> None:
        super().__init__(sentence)
        self.wait = wait


@contextmanager
def refused_by(constraint: str, refusal: Refusal) -> Iterator[None]:
    """Raises `refusal` where the database refuses by the constraint or the trigger of this name: somebody was quicker."""
    try:
        yield
    except IntegrityError as fault:
        diagnosis = getattr(fault.__cause__, "diag", None)
        if diagnosis is None or diagnosis.constraint_name != constraint:
            raise
        raise refusal from fault


def require_role(role: str, roles: type[TextChoices]) -> None:
    """Refuses a role that is none of `roles`, and names those there are."""
    if role not in roles.values:
        named = ", ".join(map(str, roles.labels))
        raise Refusal(_("There is no such role. Choose one of these: %(roles)s.") % {"roles": named}, field="role")
