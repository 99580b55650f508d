"""Tags and flags on many at once: chosen, shown, put on, undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers
from accelerator.pipeline import operations, queries
from accelerator.pipeline.choosing import Choice
from accelerator.pipeline.forms import MarkForm
from accelerator.pipeline.models import Act
from accelerator.programmes.models import Call

if TYPE_CHECKING:
    from accelerator.pipeline.views.acting import Chosen

# (kind, how) → what would change, and the verb that changes it, both of the applications and the word.
_ACTS: Mapping[tuple[str, str], tuple[Callable[..., Choice], Callable[..., Act]]] = {
    ("tag", "put"): (queries.lacking_tag, lambda found, word, **rest: operations.tag(found, name=word, **rest)),
    ("tag", "take"): (queries.carrying_tag, lambda found, word, **rest: operations.untag(found, name=word, **rest)),
    ("flag", "put"): (queries.unflagged, lambda found, word, **rest: operations.flag(found, note=word, **rest)),
    ("flag", "take"): (lambda found, _word: queries.flagged(found), lambda found, _word, **rest: operations.clear(found, **rest)),
}


def mark(request: SignedIn, chosen: Chosen, *, kind: str) -> HttpResponse:
    """Asks what to put on, shows whom it would change, and with `confirm` does exactly that."""
    call = chosen.call
    tags = queries.tags(call) if kind == "tag" else []
    form = MarkForm(request.POST if "how" in request.POST else None, kind=kind, tags=tags)
    context: dict[str, Any] = {"call": call, "chosen": chosen, "kind": kind, "tags": tags, "form": form}
    if form.is_valid():
        would, act = _ACTS[kind, form.cleaned_data["how"]]
        word = form.cleaned_data["word"]
        if "confirm" in request.POST:
            done = answers.tried(
                form, lambda: act(chosen.applications, word, by=request.user, seen=request.POST.get("seen", "-"))
            )
            if done:
                return _said(request, chosen, done)
        choice = would(chosen.applications, word)
        context |= {"choice": choice, "verb": _verb(choice, word)}
    return answers.page(request, "accelerator/pipeline/mark.html", context, status=422 if form.errors else 200)


def _verb(choice: Choice, word: str) -> str:
    """What the button does, in words."""
    n = choice.count
    said = {
        "tag": ngettext("Put “%(word)s” on %(count)d application", "Put “%(word)s” on %(count)d applications", n),
        "untag": ngettext("Take “%(word)s” off %(count)d application", "Take “%(word)s” off %(count)d applications", n),
        "flag": ngettext("Flag %(count)d application: “%(word)s”", "Flag %(count)d applications: “%(word)s”", n),
        "unflag": ngettext("Clear the flag of %(count)d application", "Clear the flags of %(count)d applications", n),
    }[choice.act[0]]
    return said % {"word": word, "count": n}


def _said(request: SignedIn, chosen: Chosen, done: Act) -> HttpResponse:
    marks = {
        Act.Kind.TAG: "taggings_made",
        Act.Kind.UNTAG: "taggings_ended",
        Act.Kind.FLAG: "flags_made",
        Act.Kind.UNFLAG: "flags_ended",
    }
    count = getattr(done, marks[Act.Kind(done.kind)]).count()
    said = ngettext("%(count)d application changed.", "%(count)d applications changed.", count) % {"count": count}
    messages.success(request, said, extra_tags=chosen.undo("pipeline_undo", done.code))
    return redirect(chosen.back)


@login_required
@require_POST
def undo(request: SignedIn, slug: str, code: str) -> HttpResponse:
    """Takes a bulk act back."""
    call = get_object_or_404(Call.objects.run_by(request.user), slug=slug)
    count = operations.undo(get_object_or_404(Act, call=call, code=code), by=request.user)
    said = ngettext("%(count)d application is as it was before.", "%(count)d applications are as they were before.", count)
    messages.success(request, said % {"count": count})
    return redirect(answers.narrowed("pipeline", call.slug, on=request.GET.get("on", "")))
