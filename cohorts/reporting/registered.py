"""What the board answers at the points of lower areas."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accelerator.accounts.points import HomeCard, MenuEntry
from accelerator.kit import together, wording
from accelerator.kit.addresses import reverse
from accelerator.kit.together import Steps
from cohorts.reporting import board as boards
from cohorts.reporting import sentences, timeline
from cohorts.reporting.choosing import Choice
from cohorts.roster import queries as cohorts
from cohorts.roster.models import Enrolment

_SHOWN = 5
_LATELY = 6


def menu(person: Any, request: HttpRequest) -> list[MenuEntry]:
    """The board of the cohort in view, for who runs it."""
    cohort = cohorts.in_view(person, request)
    if cohort is None:
        return []
    address = reverse("board", args=[cohort.slug])
    return [MenuEntry(_("Cohort board"), address, "grid-2x2", cohort.name, place=51, dock=True, short=_("Board"))]


@together.stepwise
def home_cards(person: Any) -> Steps[list[HomeCard]]:
    """The startups at most risk, for who runs a cohort."""
    cohort = yield from cohorts.foremost.steps(person)
    if cohort is None:
        return []
    board = yield from boards.board.steps(cohort, person, Choice(only="at_risk"), size=_SHOWN)
    return [HomeCard("cohorts/reporting/card.html", {"cohort": cohort, "rows": board.rows}, place=25)] if board.rows else []


@together.stepwise
def enrolment_panels(enrolment: Enrolment, person: Any) -> Steps[list[HomeCard]]:
    """Flags, for who runs the cohort; what happened lately, for everybody."""
    by = timeline.reader(enrolment, person)
    entries = timeline.entries(enrolment, by)[:_LATELY]
    yield [entries]
    lately = HomeCard("cohorts/reporting/lately.html", {"enrolment": enrolment, "entries": list(entries)}, place=90)
    if not by.decides or enrolment.state != Enrolment.State.ACTIVE:
        return [lately] if entries else []
    flags = yield from _flags(enrolment, person)
    return [flags, lately] if entries else [flags]


def _flags(enrolment: Enrolment, person: Any) -> Steps[HomeCard]:
    line = yield from boards.line.steps(enrolment, person)
    context: dict[str, Any] = {"enrolment": enrolment, "heard": [], "quiet": [], "flags": [], "mutes": []}
    if line is not None:
        context["heard"] = [(one.severity, sentences.told(one)) for one in line.standing.heard]
        context["quiet"] = [sentences.told(one) for one in line.standing.quiet]
        context["flags"] = line.flags
        context["mutes"] = [(one, sentences.kind_word(one.kind), _until(one)) for one in line.mutes]
    return HomeCard("cohorts/reporting/flags.html", context, place=5)


def _until(mark: Any) -> str:
    return wording.day(mark.until_on) if mark.until_on else ""
