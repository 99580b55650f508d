"""A letter to the founders of many applications: written, shown as it will read, sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers
from accelerator.pipeline import operations, queries
from accelerator.pipeline.forms import LetterForm

if TYPE_CHECKING:
    from accelerator.pipeline.views.acting import Chosen


def write(request: SignedIn, chosen: Chosen) -> HttpResponse:
    """Asks for the letter, shows it and who gets it, and with `confirm` sends exactly that."""
    form = LetterForm(request.POST if "subject" in request.POST else None)
    context: dict[str, Any] = {"call": chosen.call, "chosen": chosen, "form": form}
    if form.is_valid():
        wanted: dict[str, Any] = form.cleaned_data
        letters = queries.letters(chosen.applications, **wanted)
        if "confirm" in request.POST:
            seen = request.POST.get("seen", "-")
            if answers.tried(form, lambda: operations.write(chosen.applications, **wanted, by=request.user, seen=seen)):
                said = ngettext("Written to %(count)d person.", "Written to %(count)d people.", letters.people)
                messages.success(request, said % {"count": letters.people})
                return redirect(chosen.back)
        context |= {"letters": letters, "sample": letters.sample() if letters.addressed else None}
    return answers.page(request, "accelerator/pipeline/mail.html", context, status=422 if form.errors else 200)
