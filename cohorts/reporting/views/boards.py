"""Doors to the board: as a page, as a file, along time."""

from __future__ import annotations

import io
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers, clock, table
from accelerator.trail import operations as trail
from cohorts.milestones import queries as milestones
from cohorts.reporting import board as boards
from cohorts.reporting import choosing, drawing, export, gantt, rail, sentences
from cohorts.reporting.choosing import Choice
from cohorts.roster import queries as roster
from cohorts.roster.models import Cohort

_CSV, _XLSX = "csv", "xlsx"


def seen(request: SignedIn, slug: str) -> Cohort:
    return get_object_or_404(Cohort.objects.visible_to(request.user).select_related("programme"), slug=slug)


def _chosen(request: SignedIn, cohort: Cohort) -> dict[str, Any]:
    """The page of the board that the address asks for, and what narrows it."""
    found = boards.board(cohort, request.user, Choice.of(request.GET.dict()))
    return {
        "cohort": cohort,
        "board": found,
        "choice": found.choice,
        "segments": [(name, word, found.choice.address(only=name), found.counts[name]) for name, word in sentences.shown()],
        "flags": [(kind, sentences.kind_word(kind)) for kind in choosing.FLAGS],
        "groups": sentences.groups(),
        "sorts": sentences.sorts(),
        "runs": request.user.has_perm("roster.run_cohort", cohort),
    }


@login_required
@require_safe
def board(request: SignedIn, slug: str) -> HttpResponse:
    """Narrowed, grouped, sorted and paged as choosing.Choice reads the address; htmx gets the table alone."""
    cohort = seen(request, slug)
    context = _chosen(request, cohort)
    context |= {"bodies": drawing.bodies(context["board"]), "legend": boards.LEGEND, "week": roster.week(cohort)}
    if not answers.wants_fragment(request):
        context["to_check"] = milestones.to_check(request.user).filter(enrolment__cohort=cohort)[:8]
        context["coming"] = rail.coming(cohort) if context["runs"] else []
    return answers.page(request, "cohorts/reporting/board.html", context, fragment="board")


@login_required
@require_safe
def along_time(request: SignedIn, slug: str) -> HttpResponse:
    """The same startups with their milestones along the weeks of the cohort."""
    cohort = seen(request, slug)
    context = _chosen(request, cohort)
    rows = [(one.line.name, one.line.code, one.cells) for one in context["board"].rows]
    span = gantt.span(cohort.starts_on, cohort.ends_on, [one for _name, _code, cells in rows for one in cells if one])
    context["chart"] = gantt.drawn(span, rows, starts_on=cohort.starts_on, today=clock.today(cohort.zone))
    return answers.page(request, "cohorts/reporting/along_time.html", context, fragment="chart")


@login_required
@require_safe
def file(request: SignedIn, slug: str, kind: str) -> StreamingHttpResponse:
    """All startups that the address narrows the board to; who took them stands in the access log."""
    cohort = seen(request, slug)
    found = boards.board(cohort, request.user, Choice.of(request.GET.dict()), size=export.MOST)
    trail.looked("board export", by=request.user, at=cohort)
    if kind == _CSV:
        return table.csv_answer(f"{cohort.slug}-board", export.head(found), export.lines(found))
    book = io.BytesIO()
    table.workbook(book, cohort.name, export.head(found), export.lines(found))
    return table.answer(f"{cohort.slug}-board.xlsx", table.XLSX_TYPE, [book.getvalue()])
