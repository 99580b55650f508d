"""A form as one YAML file: taken along, changed elsewhere, brought back."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods

from accelerator.kit import downloads
from accelerator.kit.addresses import reverse
from accelerator.kit.lines import joined
from accelerator.questionnaires import operations, written
from accelerator.questionnaires import schema as shape
from accelerator.questionnaires.design_forms import FormFile
from accelerator.questionnaires.models import Version
from accelerator.questionnaires.views.page import asked_for, newest


@cache_control(public=True, max_age=3600)
@require_GET
def schema(request: HttpRequest) -> HttpResponse:
    """The shape of every form, for editors and programs."""
    return JsonResponse(shape.schema(), content_type="application/schema+json")


@login_required
@require_GET
def download(request: HttpRequest, code: str) -> HttpResponse:
    """The newest version, or the one named. Its first line tells editors where the schema is."""
    version = asked_for(request, code)
    schema = request.build_absolute_uri(reverse("questionnaire_schema"))
    text = f"# yaml-language-server: $schema={schema}\n{written.write(version.definition)}"
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    return downloads.attached(response, f"form-{code}-v{version.number}.yaml")


@login_required
@require_http_methods(["GET", "POST"])
def as_file(request: HttpRequest, code: str) -> HttpResponse:
    """The newest version as text; posted back, it replaces the draft, or is told line by line why it cannot."""
    version = newest(request, code)
    if request.method == "GET":
        return _page(request, version, FormFile(initial={"text": written.write(version.definition)}))
    form = FormFile(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, version, form, status=422)
    text = joined(form.brought())
    shown = FormFile(initial={"text": text.encode("utf-8", "replace").decode()})
    seen = request.POST.get("seen", "")
    try:
        operations.replace(version, written.read(text), by=request.user, seen=seen)
    except written.Misread as refusal:
        return _page(request, version, shown, status=422, faults=refusal.faults, seen=seen)
    except operations.Overtaken as refusal:
        return _page(request, version, shown, status=409, overtaken=str(refusal.sentence))
    messages.success(request, _("The draft is as the file says."))
    return redirect(version.questionnaire)


def _page(request: HttpRequest, version: Version, form: FormFile, *, status: int = 200, **told: object) -> HttpResponse:
    """`told` are the file's `faults` with the mark that was `seen`, or that it was `overtaken`."""
    context = {
        "seen": operations.mark(version),
        "version": version,
        "questionnaire": version.questionnaire,
        "is_draft": version.state == Version.State.DRAFT,
        "form": form,
        **told,
    }
    return render(request, "accelerator/questionnaires/file.html", context, status=status)
