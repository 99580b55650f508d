"""What was lately done to many at once, and the way back."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers
from accelerator.kit.addresses import reverse
from accelerator.pipeline import filters, recent
from accelerator.pipeline.views.listing import overseen


@login_required
@require_GET
def acts(request: SignedIn, slug: str) -> HttpResponse:
    """The last acts on the call; who runs it takes back what still can be. `on` is the query of the list."""
    call = overseen(request, slug)
    query = filters.from_query(request.GET.get("on", ""), call).query()
    own, others = recent.acts(call, request.user)
    context = {
        "call": call,
        "back": f"{reverse('pipeline', args=[call.slug])}{query}",
        "handed": urlencode({"on": query}),
        "groups": [(_("What you did"), own), (_("What others did"), others)],
        "may": call.is_run,  # type: ignore[attr-defined]  # an annotation
    }
    return answers.page(request, "accelerator/pipeline/acts.html", context, fragment="adder")
