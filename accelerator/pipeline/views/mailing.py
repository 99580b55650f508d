"""A letter to the founders of many applications: written, shown as it will read, sent, stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers
from accelerator.kit.wording import number
from accelerator.pipeline import operations, queries, stopped
from accelerator.pipeline.forms import LetterForm
from accelerator.pipeline.models import Mailing
from accelerator.programmes.models import Call

if TYPE_CHECKING:
    from accelerator.pipeline.views.acting import Chosen


def write(request: SignedIn, chosen: Chosen) -> HttpResponse:
    """Asks for the letter, shows it and who gets it, and with `confirm` sends exactly that."""
    half = stopped.halfway(chosen.applications)
    form = LetterForm(_given(request, half), half=half)
    context: dict[str, Any] = {"call": chosen.call, "chosen": chosen, "form": form}
    if form.is_valid():
        wanted: dict[str, Any] = form.cleaned_data
        left_out = wanted.pop("leave_out", False)
        letters = queries.letters(chosen.applications, **wanted)
        if half and left_out:
            letters = half.without(letters)
        if "confirm" in request.POST:
            seen = request.POST.get("seen", "-")
            made = answers.tried(form, lambda: operations.write(letters.applications, **wanted, by=request.user, seen=seen))
            if made:
                said = ngettext(
                    "Goes out to %(count)d person in a minute.", "Goes out to %(count)d people in a minute.", letters.people
                )
                messages.success(
                    request, said % {"count": letters.people}, extra_tags=chosen.undo("pipeline_letter_undo", made.code)
                )
                return redirect(chosen.back)
        context |= {"letters": letters, "sample": letters.sample() if letters.addressed else None}
    return answers.page(request, "accelerator/pipeline/mail.html", context, status=422 if form.errors else 200)


def _given(request: SignedIn, half: stopped.Halfway | None) -> Any:
    """What was sent. Who has the letter that was stopped is left out of that one by itself; of another, once it is asked for."""
    if "subject" not in request.POST:
        return None
    given = request.POST.copy()
    if half and "seen" not in given and str(given["subject"]).strip() != half.subject:
        given.pop("leave_out", None)
    return given


@login_required
@require_POST
def undo(request: SignedIn, slug: str, code: str) -> HttpResponse:
    """Stops what of a letter has not gone out."""
    call = get_object_or_404(Call.objects.run_by(request.user), slug=slug)
    done = operations.recall(get_object_or_404(Mailing, call=call, code=code), by=request.user)
    if done.went:
        said = _(
            "The letter is stopped. People written to: %(went)s; stopped: %(stopped)s. Written again, it leaves out who has it."
        )
        messages.success(request, said % {"went": number(done.went), "stopped": number(done.stopped)})
    else:
        messages.success(request, _("The letter is taken back. Nobody was written to."))
    return redirect(answers.narrowed("pipeline", call.slug, on=request.GET.get("on", "")))
