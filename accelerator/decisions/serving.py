"""How a committee's pack leaves."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from accelerator.decisions.models import Pack
from accelerator.kit import clock, downloads
from accelerator.kit.refusals import Refusal
from accelerator.reviews import queries as reviews
from accelerator.trail import operations as trail


def pack(held: Pack, *, to: Any) -> HttpResponse:
    """The document, until it expires: Http404 after it and before it is there. Refuses once a conflict keeps an application of
    it from `to`.
    """
    if held.expires_at is None or held.expires_at <= clock.now() or held.content is None:
        raise Http404
    if reviews.apart_since(to, held.ids, held.created_at):
        raise Refusal(_("A conflict of interest keeps one of its applications from you by now. Ask for a new pack."))
    trail.looked("pack", by=to, at=held.call)
    name = f"{held.call.slug}-committee-{held.created_at:%Y-%m-%d}.pdf"
    return downloads.attached(HttpResponse(bytes(held.content), content_type="application/pdf"), name)
