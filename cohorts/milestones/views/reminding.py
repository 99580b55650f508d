"""Reminders: the rules of a plan, and the calendar of what will be sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers, clock
from accelerator.kit.refusals import Forbidden
from accelerator.notices.models import Reminder
from cohorts.milestones import coming, forms_reminding, ladder, passes, phrases, reminding
from cohorts.milestones.models import Plan, ReminderRule
from cohorts.roster.models import Cohort

WEEKS = (1, 2, 4, 8)
_AT = {"offset": "count"}  # what the form calls otherwise
form_page = require_http_methods(["GET", "HEAD", "POST"])


def _plan(request: SignedIn, code: str) -> Plan:
    return get_object_or_404(Plan.objects.visible_to(request.user).select_related("programme"), code=code)


def _managed(request: SignedIn, plan: Plan) -> Plan:
    if not request.user.has_perm("milestones.plan", plan):
        raise Forbidden(_("Only managers of %(programme)s may do this.") % {"programme": plan.programme})
    return plan


@login_required
@form_page
def rules(request: SignedIn, code: str) -> HttpResponse:
    """A plan's reminders in the order in which they speak; a manager adds one here."""
    found = _plan(request, code)
    if request.method == "POST":
        _managed(request, found)
    form = forms_reminding.RuleForm(request.POST or None)
    if form.is_valid() and answers.tried(form, lambda: reminding.add_rule(found, given=form.given(), by=request.user), at=_AT):
        messages.success(request, _("Added. Milestones that are still owed have it from now on."))
        return redirect("plan_reminders", code=code)
    known = found.reminder_rules.live().order_by("offset", "id")
    context: dict[str, Any] = {
        "plan": found,
        "progress": passes.progress(passes.of_plan(found)),
        "rules": [(one, phrases.when(one), *ladder.worded(one)) for one in known],
        "runs": request.user.has_perm("milestones.plan", found),
        "form": form,
    }
    return answers.page(request, "cohorts/milestones/reminding/rules.html", context, status=422 if form.errors else 200)


def _rule(request: SignedIn, code: str, rule: str) -> ReminderRule:
    found = get_object_or_404(ReminderRule.objects.live().select_related("plan__programme"), plan=_plan(request, code), code=rule)
    _managed(request, found.plan)
    return found


@login_required
@form_page
def rule(request: SignedIn, code: str, rule: str) -> HttpResponse:
    found = _rule(request, code, rule)
    form = forms_reminding.RuleForm.of(found, request.POST or None)
    if form.is_valid() and answers.tried(form, lambda: reminding.change_rule(found, given=form.given(), by=request.user), at=_AT):
        messages.success(request, _("Saved. What is still to be sent follows it."))
        return redirect("plan_reminders", code=code)
    context = {"plan": found.plan, "rule": found, "said": phrases.whole(found), "form": form}
    return answers.page(request, "cohorts/milestones/reminding/rule.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def remove_rule(request: SignedIn, code: str, rule: str) -> HttpResponse:
    reminding.remove_rule(_rule(request, code, rule), by=request.user)
    messages.success(request, _("Removed. Nothing more is sent by it."))
    return redirect("plan_reminders", code=code)


def _cohort(request: SignedIn, slug: str) -> Cohort:
    return get_object_or_404(Cohort.objects.visible_to(request.user).select_related("programme"), slug=slug)


@login_required
@require_safe
def calendar(request: SignedIn, slug: str) -> HttpResponse:
    """What the next `?weeks=` (one of WEEKS) will say, by day."""
    cohort = _cohort(request, slug)
    asked = request.GET.get("weeks", "")
    weeks = int(asked) if asked in map(str, WEEKS) else 2
    ahead = coming.ahead(cohort, until=clock.now() + timedelta(weeks=weeks))
    found = coming.lines([*ahead, *coming.not_sent(cohort)])
    context = {
        "cohort": cohort,
        "weeks": weeks,
        "spans": WEEKS,
        "progress": passes.progress(passes.of_cohort(cohort)),
        "days": coming.by_day(one for one in found if not one.is_settled),
        "not_sent": [one for one in found if one.is_settled],
        "runs": request.user.has_perm("roster.run_cohort", cohort),
    }
    return answers.page(request, "cohorts/milestones/reminding/calendar.html", context)


def _together(request: SignedIn, slug: str, code: str) -> tuple[Cohort, list[Reminder]]:
    """What the same rule says of the same milestone on the same day as the reminder of this code, it first."""
    cohort = _cohort(request, slug)
    one = get_object_or_404(coming.of_cohort(cohort).waiting(), code=code)
    found = coming.beside(cohort, one)
    if not found:
        raise Http404
    return cohort, found


@login_required
@require_safe
def group(request: SignedIn, slug: str, code: str) -> HttpResponse:
    """One milestone's reminder of one day, startup by startup."""
    return _group(request, *_together(request, slug, code))


def _group(request: SignedIn, cohort: Cohort, found: list[Reminder], form: Any = None) -> HttpResponse:
    lines = coming.lines(found)
    first = lines[0]
    subject, paragraphs = first.told()
    words = {"subject": first.reminder.own_subject, "text": first.reminder.own_text}
    context = {
        "cohort": cohort,
        "lines": lines,
        "first": first,
        "group": coming.Group(first.reminder.local_on, first.rule, lines),
        "when": phrases.whole(first.rule) if first.rule else "",
        "subject": subject,
        "paragraphs": paragraphs,
        "form": form or forms_reminding.WordsForm(initial=words),
        "runs": request.user.has_perm("roster.run_cohort", cohort),
    }
    return answers.page(request, "cohorts/milestones/reminding/group.html", context, status=422 if form else 200)


def _codes(request: SignedIn, found: list[Reminder]) -> list[str]:
    """All of the group, or with `only` the first alone."""
    return [one.code for one in (found[:1] if request.POST.get("only") else found)]


@login_required
@require_POST
def hold(request: SignedIn, slug: str, code: str) -> HttpResponse:
    cohort, found = _together(request, slug, code)
    count = reminding.hold(cohort, codes=_codes(request, found), by=request.user)
    said = ngettext(
        "%(count)d reminder held. It waits for its release.", "%(count)d reminders held. They wait for their release.", count
    )
    messages.success(request, said % {"count": count})
    return redirect("reminder_group", slug=slug, code=code)


@login_required
@require_POST
def release(request: SignedIn, slug: str, code: str) -> HttpResponse:
    cohort, found = _together(request, slug, code)
    count = reminding.release(cohort, codes=_codes(request, found), by=request.user)
    said = ngettext("%(count)d reminder released", "%(count)d reminders released", count) % {"count": count}
    messages.success(request, said)
    return redirect("reminder_group", slug=slug, code=code)


@login_required
@require_POST
def word(request: SignedIn, slug: str, code: str) -> HttpResponse:
    cohort, found = _together(request, slug, code)
    form = forms_reminding.WordsForm(request.POST)
    codes = _codes(request, found)
    if form.is_valid() and answers.tried(form, lambda: reminding.word(cohort, codes=codes, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Saved. It reads like this now."))
        return redirect("reminder_group", slug=slug, code=code)
    return _group(request, cohort, found, form)
