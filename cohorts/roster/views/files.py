"""Doors to the files of a startup and of a cohort."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accelerator.accounts.requests import SignedIn
from accelerator.files import serving
from accelerator.kit import answers, pages
from accelerator.trail import operations as trail
from cohorts.roster import forms, operations, policies
from cohorts.roster.models import Cohort, Enrolment, SharedFile
from cohorts.roster.views.place import form_page, joined


@login_required
@form_page
def of_cohort(request: SignedIn, slug: str) -> HttpResponse:
    cohort, place = joined(request, slug)
    return _page(request, cohort, {**place, "may_add": place["leads"]}, removes=lambda _one: place["leads"])


@login_required
@form_page
def of_startup(request: SignedIn, code: str) -> HttpResponse:
    found = get_object_or_404(
        Enrolment.objects.watched_by(request.user).select_related("startup", "cohort__programme"), code=code
    )
    reader, tidies = request.user, bool(policies.tidies(request.user, found))
    stands = not tidies and bool(policies.stands_by(reader, found))
    context = {"enrolment": found, "may_add": (tidies or stands) and policies.adds_yet(reader, found)}
    return _page(request, found, context, removes=lambda one: tidies or (stands and one.file.uploaded_by_id == reader.pk))


def _page(
    request: SignedIn, of: Cohort | Enrolment, place: dict[str, Any], *, removes: Callable[[SharedFile], bool]
) -> HttpResponse:
    """A page of the list, the newest first; who may puts a file to it, and takes away those that `removes` names."""
    form = forms.FileForm(request.POST, request.FILES) if request.method == "POST" else forms.FileForm()
    if form.is_valid() and answers.tried(
        form, lambda: operations.keep_file(of, upload=form.cleaned_data["file"], by=request.user)
    ):
        messages.success(request, _("Kept"))
        return redirect(request.path)
    found = of.shared_files.live().select_related("file__uploaded_by")
    page = pages.cut(found, ["-id"], mark=request.GET.get("mark", ""))
    context = {**place, "page": page, "rows": [(one, removes(one)) for one in page.rows], "form": form}
    return answers.page(request, "cohorts/roster/files.html", context, status=422 if form.errors else 200)


def _seen(request: SignedIn, code: str) -> SharedFile:
    related = ("file", "cohort__programme", "enrolment__cohort", "enrolment__startup")
    return get_object_or_404(SharedFile.objects.visible_to(request.user).select_related(*related), code=code)


@login_required
@require_safe
def file(request: SignedIn, code: str) -> FileResponse:
    found = _seen(request, code)
    if found.enrolment is not None and not request.user.has_perm("roster.belong", found.enrolment):
        trail.looked("file", by=request.user, at=found.enrolment)
    return serving.answer(found.file, to=request.user)


@login_required
@require_POST
def remove(request: SignedIn, code: str) -> HttpResponse:
    found = _seen(request, code)
    operations.remove_file(found, by=request.user)
    if found.enrolment is not None:
        return redirect("enrolment_files", code=found.enrolment.code)
    return redirect("cohort_files", slug=found.cohort.slug if found.cohort else "")
