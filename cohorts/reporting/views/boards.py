"""Doors to the board: as a page, as a file, along time."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers, clock, table, together
from accelerator.kit.together import Steps
from accelerator.trail import operations as trail
from cohorts.reporting import board as boards
from cohorts.reporting import choosing, drawing, export, gantt, operations, queries, rail, sentences
from cohorts.reporting.board import Board
from cohorts.reporting.choosing import Choice
from cohorts.roster import queries as roster
from cohorts.roster.models import Cohort

_CSV, _XLSX = "csv", "xlsx"


def seen(request: SignedIn, slug: str) -> Cohort:
    """The cohort, with whether the reader runs it (`is_run`). One query."""
    cohort: Cohort = answers.found(queries.overseen.first(request.user, slug))
    return cohort


def _asked(request: SignedIn) -> Choice:
    return Choice.of(request.GET.dict() | {name: ",".join(request.GET.getlist(name)) for name in {"columns"} & {*request.GET}})


def _as_kept(request: SignedIn, cohort: Cohort) -> HttpResponse | None:
    """Where the reader keeps this board in some way, and the address asks for none: there."""
    kept: str | None = cohort.kept  # type: ignore[attr-defined]  # an annotation
    return redirect(f"{request.path}{Choice.kept(kept).address()}") if kept and not request.GET else None


def _alone(board: Steps[Board]) -> Steps[tuple[Board, dict[str, Any]]]:
    return (yield from board), {}


def _beside(board: Steps[Board], cohort: Cohort, person: Any) -> Steps[tuple[Board, dict[str, Any]]]:
    """The board with what stands in its rail."""
    asked = together.filled(rail.to_check.rows(cohort.pk, person))
    if not cohort.is_run:  # type: ignore[attr-defined]  # an annotation
        found, to_check = yield from together.beside(board, asked)
        return found, {"to_check": to_check}
    found, to_check, coming = yield from together.beside(board, asked, rail.coming.steps(cohort))
    return found, {"to_check": to_check, "coming": coming}


def _chosen(request: SignedIn, cohort: Cohort, found: Board) -> dict[str, Any]:
    """The page of the board that the address asks for, and what narrows it."""
    return {
        "cohort": cohort,
        "board": found,
        "choice": found.choice,
        "segments": [(name, word, found.choice.address(only=name), found.counts[name]) for name, word in sentences.shown()],
        "flags": [(kind, sentences.kind_word(kind)) for kind in choosing.FLAGS],
        "groups": sentences.groups(),
        "sorts": sentences.sorts(),
        "columns": sentences.columns().items(),
        "is_kept": cohort.kept == found.choice.address()[1:],  # type: ignore[attr-defined]  # an annotation
        "keeps": bool(cohort.kept),  # type: ignore[attr-defined]
        "runs": cohort.is_run,  # type: ignore[attr-defined]  # an annotation
    }


@login_required
@require_safe
def board(request: SignedIn, slug: str) -> HttpResponse:
    """Narrowed, grouped, sorted and paged as choosing.Choice reads the address; htmx gets the table alone."""
    cohort = seen(request, slug)
    if elsewhere := _as_kept(request, cohort):
        return elsewhere
    asked = boards.board.steps(cohort, request.user, _asked(request))
    is_part = answers.wants_fragment(request)
    found, beside = together.run(_alone(asked) if is_part else _beside(asked, cohort, request.user))
    context = _chosen(request, cohort, found) | beside
    context |= {"table": drawing.table(found), "legend": boards.LEGEND, "week": roster.week(cohort)}
    return answers.page(request, "cohorts/reporting/board.html", context, fragment="board")


@login_required
@require_safe
def along_time(request: SignedIn, slug: str) -> HttpResponse:
    """The same startups with their milestones along the weeks of the cohort."""
    cohort = seen(request, slug)
    if elsewhere := _as_kept(request, cohort):
        return elsewhere
    context = _chosen(request, cohort, boards.board(cohort, request.user, _asked(request)))
    rows = [(one.line.name, one.line.code, one.cells) for one in context["board"].rows]
    span = gantt.span(cohort.starts_on, cohort.ends_on, [one for _name, _code, cells in rows for one in cells if one])
    context["chart"] = gantt.drawn(span, rows, starts_on=cohort.starts_on, today=clock.today(cohort.zone))
    return answers.page(request, "cohorts/reporting/along_time.html", context, fragment="chart")


@login_required
@require_safe
def file(request: SignedIn, slug: str, kind: str) -> StreamingHttpResponse:
    """All startups that the address narrows the board to; who took them stands in the access log."""
    cohort = seen(request, slug)
    found = boards.board(cohort, request.user, _asked(request), size=export.MOST)
    trail.looked("board export", by=request.user, at=cohort)
    if kind == _CSV:
        return table.csv_answer(f"{cohort.slug}-board", export.head(found), export.lines(found))
    book = io.BytesIO()
    table.workbook(book, cohort.name, export.head(found), export.lines(found))
    return table.answer(f"{cohort.slug}-board.xlsx", table.XLSX_TYPE, [book.getvalue()])


@login_required
@require_POST
def keep(request: SignedIn, slug: str) -> HttpResponse:
    """From now on the board opens for this person as the query `on` has it."""
    cohort = seen(request, slug)
    operations.keep_view(cohort, choice=Choice.kept(request.POST.get("on", "").removeprefix("?")), by=request.user)
    messages.success(request, _("The board opens like this for you from now on."))
    return redirect("board", slug)


@login_required
@require_POST
def forget(request: SignedIn, slug: str) -> HttpResponse:
    operations.forget_view(seen(request, slug), by=request.user)
    messages.success(request, _("The board opens with all startups again."))
    return redirect("board", slug)
