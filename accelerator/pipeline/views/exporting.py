"""The list as a file."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accelerator.kit import table
from accelerator.pipeline import filters, queries
from accelerator.pipeline.views.listing import overseen
from accelerator.trail import operations as trail


@login_required
@require_GET
def export(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The list as it is narrowed, as CSV."""
    call = overseen(request, slug)
    trail.looked("export", by=request.user, at=call)
    head = (
        _("Number"), _("Startup"), _("One-liner"), _("Sector"), _("Country"), _("Stage"), _("Mean score"), _("Spread"),
        _("Reviews in"), _("Reviewers"), _("Decision"), _("Submitted (UTC)"),
    )  # fmt: skip
    return table.csv_answer(f"{call.slug}-pipeline", head, queries.export(call, filters.read(request.GET, call)))
