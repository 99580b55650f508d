"""What is wrong with a cell of a file from another system: what stands there, and how to write it. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accelerator.questionnaires.questions import Question, Text
from accelerator.startups import lists

OF_FACTS: Mapping[str, str | Promise] = {  # of what the reader of lists cannot read; `value` stands in the cell
    "country": gettext_lazy("“%(value)s” is not known as a country. Write its name or its code, such as Singapore or SG."),
    "founded_on": gettext_lazy("“%(value)s” is not a day. Write it as 2025-03-01."),
    "team_size": gettext_lazy("“%(value)s” is not a whole number from 1 to 9,999,999. Write the number alone, such as 12."),
    "website": gettext_lazy("“%(value)s” is not a web address. Write it as https://example.org."),
}


def quoted(question: Question, text: str, fault: str) -> str:
    """`fault` with what stands there, but for texts: of those the length alone is wrong."""
    if question.type == "country":
        return str(OF_FACTS["country"]) % {"value": shown(text)}
    if isinstance(question, Text):
        return fault
    return _("“%(value)s”: %(fault)s") % {"value": shown(text), "fault": fault}


def shown(cell: str) -> str:
    """A cell in a fault: in one line, without what cannot be seen, shortened."""
    return Truncator(lists.clean(cell) or cell.strip()).chars(60)
