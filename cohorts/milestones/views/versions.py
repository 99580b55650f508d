"""The versions of a plan, and the plan as a file."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST, require_safe

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers, downloads
from accelerator.kit.addresses import reverse
from accelerator.kit.lines import joined
from cohorts.milestones import forms_plans, histories, plan_file, plan_schema, planning, queries
from cohorts.milestones.models import Plan
from cohorts.milestones.views.plans import form_page, managed, seen

_DIGITS = 9  # of a version's number


@login_required
@form_page
def versions(request: SignedIn, code: str) -> HttpResponse:
    """Every version with what it changed, the newest first; a manager keeps the plan as it is now as the next one."""
    found = managed(request, code) if request.method == "POST" else seen(request, code)
    form = forms_plans.NoteForm(request.POST or None)
    if form.is_valid():
        made = answers.tried(form, lambda: planning.keep_version(found, by=request.user, **form.cleaned_data))
        if made:
            messages.success(request, _("Kept as version %(number)d.") % {"number": made.number})
            return redirect("plan_versions", code=code)
    context = {
        "plan": found,
        "history": histories.history(found),
        "runs": request.user.has_perm("milestones.plan", found),
        "form": form,
    }
    return answers.page(request, "cohorts/milestones/plans/versions.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def take_up(request: SignedIn, code: str, number: int) -> HttpResponse:
    version = get_object_or_404(managed(request, code).versions.select_related("plan__programme"), number=number)
    planning.take_up(version, by=request.user)
    messages.success(request, _("The plan is as in version %(number)d again. Apply it where it is to hold.") % {"number": number})
    return redirect("plan", code=code)


@cache_control(public=True, max_age=3600)
@require_GET
def schema(request: HttpRequest) -> HttpResponse:
    """The shape of every plan's file, for editors and programs."""
    return JsonResponse(plan_schema.schema(), content_type="application/schema+json")


@login_required
@require_safe
def download(request: SignedIn, code: str) -> HttpResponse:
    """The plan as it is now, or as the version named was. Its first line tells editors where the schema is."""
    found = seen(request, code)
    named = request.GET.get("version", "")
    if len(named) > _DIGITS:
        raise Http404
    text = text_of(found, int(named) if named.isdecimal() else None)
    whole = f"# yaml-language-server: $schema={request.build_absolute_uri(reverse('plan_schema'))}\n{text}"
    response = HttpResponse(whole, content_type="application/yaml; charset=utf-8")
    return downloads.attached(response, f"plan-{code}{f'-v{named}' if named.isdecimal() else ''}.yaml")


def text_of(plan: Plan, number: int | None = None) -> str:
    """The plan as it is now as YAML, or its version `number`."""
    if number is None:
        rows = plan.steps.live().select_related("questionnaire").order_by("position")
        return plan_file.write(plan.name, [queries.given(one) for one in rows])
    version = get_object_or_404(plan.versions, number=number)
    kept = version.steps.select_related("step", "questionnaire").order_by("position")
    return plan_file.write(plan.name, [queries.given(one) for one in kept])


@login_required
@form_page
def as_file(request: SignedIn, code: str) -> HttpResponse:
    """The plan as text; posted back, it replaces the steps, or is told line by line why it cannot."""
    if request.method != "POST":
        found = seen(request, code)
        return _page(request, found, forms_plans.PlanText(initial={"text": text_of(found)}))
    found = managed(request, code)
    form = forms_plans.PlanText(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    text, was = joined(form.brought()), request.POST.get("seen", "")
    shown = forms_plans.PlanText(initial={"text": text.encode("utf-8", "replace").decode()})
    lines: dict[str, int] = {}
    try:
        brought = plan_file.read(text)
        lines = brought.lines
        planning.replace_steps(found, name=brought.name, steps=brought.steps, by=request.user, seen=was)
    except plan_file.Misread as refusal:
        return _page(request, found, shown, status=422, faults=refusal.faults, seen=was)
    except planning.Overtaken as refusal:
        return _page(request, found, shown, status=409, overtaken=str(refusal.sentence))
    except planning.Unfit as refusal:
        return _page(request, found, shown, status=422, faults=plan_file.located(refusal.faults, lines), seen=was)
    messages.success(request, _("The plan is as the file says. Apply it where it is to hold."))
    return redirect(found)


def _page(request: SignedIn, plan: Plan, form: forms_plans.PlanText, *, status: int = 200, **told: object) -> HttpResponse:
    """`told` are the file's `faults` with the mark that was `seen`, or that it was `overtaken`."""
    context = {
        "plan": plan,
        "form": form,
        "seen": queries.mark(plan),
        "runs": request.user.has_perm("milestones.plan", plan),
        **told,
    }
    return answers.page(request, "cohorts/milestones/plans/file.html", context, status=status)
