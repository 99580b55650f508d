"""Why a file is barred though it is what it says: sentences with `%(name)s`, for the person who sends it."""

from __future__ import annotations

from django.utils.translation import gettext_noop

LOCKED = gettext_noop("%(name)s is locked with a password. Save it without one, then send it.")
PROGRAM = gettext_noop("%(name)s holds a program, such as a macro or a script. Save it without, then send it.")
BOMB = gettext_noop("%(name)s unpacks to more than we take. Make it smaller or leave parts out.")
PIXELS = gettext_noop("%(name)s has more than 40 million pixels. Save it smaller.")


class Barred(Exception):
    """A file that is not taken for `reason`, one of the sentences above."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
