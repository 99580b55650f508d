"""Doors of receipts: their page and papers, what changed between two; for anybody whether one is genuine."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accelerator.accounts import queries as house
from accelerator.applications import comparing, editor, late, papers, queries, receipts, snapshots
from accelerator.applications.forms import ReceiptBrought
from accelerator.applications.models import Submission
from accelerator.kit import clock, limiter, signing, wording


@login_required
@require_GET
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """A receipt, and whether what is stored still is what it vouches for."""
    sent, now = _sent(request, code), clock.now()
    last, standing = sent.application.last_submission(), queries.standings([sent.application], request.user)
    is_open = queries.is_open(sent.application, standing[sent.application_id], now)
    context = {
        "submission": sent,
        "application": sent.application,
        "belongs": request.user.has_perm("applications.belong", sent.application),
        "older": sent.number > 1,
        "is_whole": sent.is_whole(),
        "counts": last == sent,
        "last": last,
        "until": wording.moment(late.open_until(sent.application, now)) if is_open else "",
        "there": editor.elsewhere(sent.application.call, sent.arrived_at),
        "token": receipts.token_of(sent),
    }
    return render(request, "accelerator/applications/receipt.html", context)


def _sent(request: HttpRequest, code: str) -> Submission:
    found = Submission.objects.visible_to(request.user)
    beside = ("application__call", "application__startup", "version__questionnaire", "by")
    return get_object_or_404(found.select_related(*beside, "sign_off__asked_by", "sign_off__answered_by"), receipt=code)


@login_required
@require_GET
def receipt_paper(request: HttpRequest, code: str) -> HttpResponse:
    """The receipt as PDF, the same bytes each time."""
    sent = _sent(request, code)
    return papers.answer(papers.receipt(sent, operator=house.settings().name), f"{sent.application.number}-{sent.receipt}.pdf")


@login_required
@require_GET
def receipt_document(request: HttpRequest, code: str) -> HttpResponse:
    """What was hashed, to the byte: its SHA-256 is the fingerprint on the receipt."""
    sent = _sent(request, code)
    name = f"{sent.application.number}-{sent.receipt}.json"
    return papers.answer(snapshots.canonical(sent.document()), name, content_type="application/json")


@login_required
@require_GET
def changes(request: HttpRequest, code: str) -> HttpResponse:
    """What a submission says otherwise than the one before it, or than an earlier one that the address names."""
    sent = _sent(request, code)
    before = comparing.earlier(sent, request.GET.get("against", ""))
    if before is None:
        raise Http404
    numbers = sent.application.submissions.filter(number__lt=sent.number).order_by("-number").values("number", "arrived_at")
    context = {
        "submission": sent,
        "before": before,
        "others": numbers if sent.number > 2 else [],
        "application": sent.application,
        "sections": comparing.changes(before, sent),
    }
    return render(request, "accelerator/applications/changes.html", context)


@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Says what a receipt proves: scanned, it comes in the address; else pasted or as its PDF. A document brought along is the
    one it names or is not. Sixty times a minute at most.
    """
    scanned = request.GET.get("receipt")
    given = request.POST if request.method == "POST" else {"text": scanned} if scanned else None
    form, found, fits = ReceiptBrought(given, request.FILES or None), None, None
    if form.is_bound:
        limiter.spend("verify", get_adapter().get_client_ip(request), most=60, seconds=60)
    if form.is_bound and form.is_valid():
        try:
            found = receipts.verified(receipts.token_in(form.brought()))
            fits = form.is_document(found.sha256)
        except receipts.Unverified as refusal:
            form.add_error(None, str(refusal.sentence))
    context = {"form": form, "found": found, "fits": fits, "title": _("Check a receipt")}
    status = 422 if form.errors or fits is False else 200
    return render(request, "accelerator/applications/verify.html", context, status=status)


@require_GET
def jwks(request: HttpRequest) -> HttpResponse:
    """The public keys, as a JWK Set."""
    response = JsonResponse(signing.public_keys(), content_type="application/jwk-set+json")
    response["Cache-Control"] = "public, max-age=300"
    response["Access-Control-Allow-Origin"] = "*"
    return response
