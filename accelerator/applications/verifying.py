"""Doors for anybody: a receipt is checked, the keys that sign are told."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accelerator.applications import receipts
from accelerator.applications.forms import ReceiptBrought
from accelerator.kit import signing


@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Says what a receipt proves: scanned, it comes in the address; else pasted or as its PDF."""
    scanned = request.GET.get("receipt")
    given = request.POST if request.method == "POST" else {"text": scanned} if scanned else None
    form, found = ReceiptBrought(given, request.FILES or None), None
    if form.is_bound and form.is_valid():
        try:
            found = receipts.verified(receipts.token_in(form.brought()))
        except receipts.Unverified as refusal:
            form.add_error(None, str(refusal.sentence))
    context = {"form": form, "found": found, "title": _("Check a receipt")}
    return render(request, "accelerator/applications/verify.html", context, status=422 if form.errors else 200)


@require_GET
def jwks(request: HttpRequest) -> HttpResponse:
    """The public keys, as a JWK Set."""
    response = JsonResponse(signing.public_keys(), content_type="application/jwk-set+json")
    response["Cache-Control"] = "public, max-age=300"
    response["Access-Control-Allow-Origin"] = "*"
    return response
