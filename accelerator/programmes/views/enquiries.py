"""Questions about a call: asked on its page, answered in its settings."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers, arrived, clock
from accelerator.programmes import forms, operations, queries
from accelerator.programmes.models import Enquiry
from accelerator.programmes.views import public
from accelerator.programmes.views.calls import form_page, managed, tab


@login_required
@require_POST
def ask(request: SignedIn, slug: str) -> HttpResponse:
    call = get_object_or_404(queries.readable_calls(request.user), slug=slug)
    form = forms.Ask(request.POST)
    at = arrived.at(request)
    if form.is_valid() and answers.tried(form, lambda: operations.ask(call, by=request.user, at=at, **form.cleaned_data)):
        messages.success(request, _("Your question is with the programme. You get a letter when it is answered."))
        return redirect(f"{call.get_absolute_url()}#questions")
    return public.page(request, call, form)


@login_required
@require_safe
def enquiries(request: SignedIn, slug: str) -> HttpResponse:
    """All that was asked, what waits first."""
    call = managed(request, slug)
    return tab(request, call, "enquiries", {"enquiries": queries.enquiries_for_staff(call)})


@login_required
@form_page
def answer(request: SignedIn, slug: str, code: str) -> HttpResponse:
    call = managed(request, slug)
    found = get_object_or_404(Enquiry.objects.filter(call=call).select_related("call__programme", "by"), code=code)
    form = forms.Answer(request.POST or None, enquiry=found)
    if request.method == "POST" and form.is_valid():
        done = answers.tried(form, lambda: operations.answer(found, by=request.user, at=clock.now(), **form.cleaned_data))
        if done:
            said = _("Answered and published") if done.published_at else _("Answered to who asked")
            messages.success(request, said)
            return redirect("call_enquiries", slug=slug)
    return tab(request, call, "answer", {"form": form, "enquiry": found}, status=422 if form.errors else 200)
