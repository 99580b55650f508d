"""E-mail addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accelerator.questionnaires.questions import Question

LONGEST = 254  # characters of an address: no mail goes to a longer one
_ADDRESS = re.compile(r"[^\s@<>,;:\"()]+@[^\s@<>,;:\"()]+\.[^\s@<>,;:\"().]+")


@dataclass(frozen=True, kw_only=True)
class Email(Question):
    type = "email"
    name = gettext_lazy("E-mail address")
    icon = "at-sign"
    half = True

    def wrong(self, value: str) -> str:
        if not _ADDRESS.fullmatch(value.strip()):
            return _("Write an e-mail address such as name@example.org.")
        return (
            "" if len(value.strip()) <= LONGEST else _("An e-mail address has at most %(most)d characters.") % {"most": LONGEST}
        )
