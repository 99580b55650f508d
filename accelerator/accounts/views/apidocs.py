"""The API as a page of ours, drawn from its own description."""

from __future__ import annotations

import json

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accelerator.accounts import openapi, scopes
from accelerator.accounts.requests import SignedIn


@login_required
@require_safe
def apidocs(request: SignedIn) -> HttpResponse:
    """What the search narrows on the page itself while one types, it narrows here without scripts."""
    address = reverse("api:openapi-json")
    door = resolve(address)
    document = json.loads(door.func(request, **door.kwargs).content)
    text = request.GET.get("q", "").strip()
    found = {tag: [one for one in those if one.mentions(text)] for tag, those in openapi.operations(document).items()}
    context = {
        "address": address,
        "about": document["info"],
        "limit": settings.API_REQUESTS_A_MINUTE,
        "required": _("required"),
        "q": text,
        "groups": [(noun, words, found[noun]) for noun, words in scopes.NOUNS.items() if found.get(noun)],
        "count": sum(map(len, found.values())),
        "shapes": openapi.shapes(document),
    }
    return render(request, "accelerator/accounts/apidocs.html", context)
