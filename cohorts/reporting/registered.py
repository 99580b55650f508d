"""What the board answers at the points of lower areas."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accelerator.accounts.points import HomeCard, MenuEntry
from accelerator.kit import together
from accelerator.kit.addresses import reverse
from accelerator.kit.together import Steps
from cohorts.reporting import board as boards
from cohorts.roster import queries as roster


def menu(person: Any, request: HttpRequest) -> list[MenuEntry]:
    """The board of the cohort in view, for who runs it."""
    cohort = roster.in_view(person, request)
    if cohort is None:
        return []
    address = reverse("board", args=[cohort.slug])
    return [MenuEntry(_("Cohort board"), address, "grid-2x2", cohort.name, place=51, dock=True, short=_("Board"))]


@together.stepwise
def home_cards(person: Any) -> Steps[list[HomeCard]]:
    """The startups at most risk, for who runs a cohort."""
    cohort = yield from roster.foremost.steps(person)
    if cohort is None:
        return []
    board = yield from boards.board.steps(cohort)
    lines = [line for line in board.lines if line.worst][:5]
    return [HomeCard("cohorts/reporting/card.html", {"cohort": cohort, "lines": lines}, place=25)] if lines else []
