"""What a manager does to many applications at once: shown first, then done, then perhaps undone."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accelerator.accounts.requests import SignedIn
from accelerator.applications.models import Application
from accelerator.decisions import feedback, weighing
from accelerator.decisions import operations as decisions
from accelerator.decisions import queries as decided
from accelerator.decisions.forms import ManyForm
from accelerator.decisions.models import Decision
from accelerator.kit import answers, states
from accelerator.kit.addresses import reverse
from accelerator.kit.refusals import Refusal
from accelerator.pipeline import filters, queries
from accelerator.pipeline.views import mailing, marking
from accelerator.programmes.models import Call
from accelerator.reviews import queries as reviews
from accelerator.reviews import stages
from accelerator.reviews.forms import PlanForm
from accelerator.reviews.views import planning


@dataclass(frozen=True)
class Chosen:
    """What a bulk act is about; `query` is that of the list it came from."""

    call: Call
    applications: list[Application]
    query: str

    @property
    def numbers(self) -> str:
        return ",".join(one.number for one in self.applications)

    @property
    def back(self) -> str:
        return f"{reverse('pipeline', args=[self.call.slug])}{self.query}"

    def undo(self, name: str, code: str) -> str:
        """The address that takes the act `code` back and leads to this list again."""
        return f"{reverse(name, args=[self.call.slug, code])}?{urlencode({'on': self.query})}"


@login_required
@require_POST
def act(request: SignedIn, slug: str) -> HttpResponse:
    """What a bulk act would do; with `confirm` it is done."""
    call = get_object_or_404(Call.objects.run_by(request.user).select_related("programme", "version"), slug=slug)
    asked = filters.from_query(request.POST.get("query", ""), call)
    numbers = request.POST.getlist("application") or request.POST.get("numbers", "").split(",")
    found = queries.chosen(call, numbers=numbers, filters=asked, every=request.POST.get("every") == "1")
    chosen = Chosen(call, found, asked.query())
    wanted = request.POST.get("act", "")
    if not found:
        messages.warning(request, _("Choose at least one application."))
        return redirect(chosen.back)
    if wanted == "assign":
        return _assign(request, chosen)
    if wanted in ("tag", "flag"):
        return marking.mark(request, chosen, kind=wanted)
    if wanted == "mail":
        return mailing.write(request, chosen)
    if wanted in Decision.Outcome.values:
        return _decide(request, chosen, outcome=wanted)
    raise Refusal(_("Choose what to do with them."))


def _assign(request: SignedIn, chosen: Chosen) -> HttpResponse:
    call = chosen.call
    stage = stages.at_work(stages.of_call(call))
    start = planning.usual(stage, [who.code for who in reviews.usual_reviewers(call)])
    asked = planning.Asked(stage, chosen.numbers.split(","), on=chosen.query)
    return planning.preview(request, PlanForm(start, call=call), asked)


def _decide(request: SignedIn, chosen: Chosen, *, outcome: str) -> HttpResponse:
    confirmed = "confirm" in request.POST
    form = ManyForm(request.POST if confirmed else None, grounds=decided.grounds(chosen.call.programme_id))
    if confirmed and form.is_valid():
        seen = request.POST.get("seen", "-")
        done = answers.tried(
            form,
            lambda: decisions.decide_many(chosen.applications, outcome=outcome, by=request.user, seen=seen, **form.cleaned_data),
        )
        if done:
            _say_done(request, chosen, outcome, done)
            return redirect(chosen.back)
    choice = decided.choice(chosen.applications, outcome=outcome, by=request.user)
    context = {
        "call": chosen.call,
        "chosen": chosen,
        "outcome": outcome,
        "word": states.look(outcome, "decision").word,
        "choice": choice,
        "form": form,
        "fed": len(feedback.gathered(choice.wordless)),
        "against": weighing.counted(weighing.against(chosen.call, choice.ids, outcome=outcome)),
    }
    return answers.page(request, "accelerator/pipeline/act.html", context, status=409 if form.errors else 200)


def _say_done(request: SignedIn, chosen: Chosen, outcome: str, done: str) -> None:
    count = Decision.objects.filter(act=done).count()
    said = {
        "accept": ngettext("%(count)d application accepted.", "%(count)d applications accepted.", count),
        "waitlist": ngettext("%(count)d application waitlisted.", "%(count)d applications waitlisted.", count),
        "decline": ngettext("%(count)d application declined.", "%(count)d applications declined.", count),
    }[outcome]
    undo = chosen.undo("call_decisions_undo", done) if count else ""
    messages.success(request, said % {"count": count}, extra_tags=undo)
