"""The API as a page of ours, drawn from its own description."""

from __future__ import annotations

import json

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import resolve, reverse
from django.views.decorators.http import require_safe

from accelerator.accounts import openapi
from accelerator.accounts.requests import SignedIn


@login_required
@require_safe
def apidocs(request: SignedIn) -> HttpResponse:
    address = reverse("api:openapi-json")
    door = resolve(address)
    document = json.loads(door.func(request, **door.kwargs).content)
    context = {
        "address": address,
        "about": document["info"],
        "groups": openapi.operations(document),
        "shapes": openapi.shapes(document),
    }
    return render(request, "accelerator/accounts/apidocs.html", context)
