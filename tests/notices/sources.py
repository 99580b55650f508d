"""A source of reminders for tests: says who hears what it is told to say."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from accelerator.notices.models import Reminder
from accelerator.notices.points import Hearing


class Told:
    name = "told"

    def __init__(self) -> None:
        self.answer: Callable[[Reminder], Sequence[Hearing] | str] = lambda reminder: []

    def audience(self, reminder: Reminder) -> Sequence[Hearing] | str:
        return self.answer(reminder)


TOLD = Told()
