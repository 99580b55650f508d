"""The ledger as a file."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required, permission_required
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accelerator.accounts.requests import SignedIn
from accelerator.kit import table
from accelerator.trail import operations as trail
from cohorts.credits import queries
from cohorts.credits.models import Entry, Pool


@login_required
@permission_required("credits.see", raise_exception=True)
@require_GET
def ledger(request: SignedIn) -> StreamingHttpResponse:
    """Every leg the reader may see, oldest first, exact amounts; who exported stands in the access log."""
    pools = Pool.objects.visible_to(request.user)
    chosen = get_object_or_404(pools, slug=request.GET["pool"]) if request.GET.get("pool") else None
    trail.looked("ledger export", by=request.user, at=chosen or request.user)
    entries = queries.entries(request.user, pool=chosen).order_by("id").iterator(chunk_size=2000)
    return table.csv_answer("ledger", _head(), map(_line, entries))


def _head() -> list[str]:
    return [
        _("Posting"),
        _("Recorded (UTC)"),
        _("Effective"),
        _("Kind"),
        _("Pool"),
        _("Account"),
        _("Startup"),
        _("Currency"),
        _("Amount"),
        _("Balance after"),
        _("By"),
        _("Memo"),
    ]


def _line(entry: Entry) -> tuple[object, ...]:
    return (
        f"CL-{entry.posting_id}",
        f"{entry.posting.recorded_at:%Y-%m-%d %H:%M:%S}",
        entry.posting.effective_on.isoformat(),
        entry.posting.kind,
        entry.account.pool.name,
        entry.account.kind,
        entry.account.grant.enrolment.startup.name if entry.account.grant else "",
        entry.posting.currency,
        entry.amount,
        entry.balance_after,
        entry.posting.by_label,
        entry.posting.memo,
    )
