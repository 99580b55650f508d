"""Relations to startups and organisations: typed, brought in with a file, taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.kit import answers, pages
from accelerator.kit.addresses import reverse
from accelerator.reviews import operations, relations
from accelerator.reviews.forms import RelationForm, RelationsFile
from accelerator.reviews.models import Relation


@login_required
@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """One's own relations, and those of one's programmes' people to managers. POST declares one more."""
    form = RelationForm(_reader(request), request.POST or None)
    if request.method == "POST" and form.is_valid() and (made := answers.tried(form, lambda: _declared(request, form))):
        said = _("On record: %(relation)s.") % {"relation": made}
        messages.success(request, said, extra_tags=reverse("relation_take_back", args=[made.code]))
        return redirect("relations")
    return _page(request, form, RelationsFile())


def _reader(request: HttpRequest) -> Any:
    """Who reads or is to declare: somebody of a programme."""
    person: Any = request.user
    if not person.has_perm("reviews.relate", person) and relations.people_of(person).count() < 2:
        raise PermissionDenied
    return person


def _declared(request: HttpRequest, form: RelationForm) -> Relation:
    chosen = form.cleaned_data
    return operations.relate(operations.Said(**({"person": request.user} | chosen)), by=request.user)


def _page(request: HttpRequest, form: RelationForm, file: RelationsFile) -> HttpResponse:
    found = Relation.objects.standing().visible_to(request.user).select_related("person", "startup", "by")
    others = "person" in form.fields
    context: dict[str, Any] = {
        "form": form,
        "file": file,
        "page": pages.cut(found, ["-created_at", "-pk"], mark=request.GET.get("mark", "")),
        "columns": ", ".join(name for name in relations.COLUMNS if others or name != "person"),
        "others": others,
    }
    return answers.page(request, "accelerator/reviews/relations.html", context, status=422 if form.errors or file.errors else 200)


@login_required
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Brings in all of a file, or nothing."""
    reader = _reader(request)
    file = RelationsFile(request.POST, request.FILES)
    if not file.is_valid() or not (done := answers.tried(file, lambda: _brought(request, file))):
        return _page(request, RelationForm(reader), file)
    act, count = done
    said = ngettext("%(count)d relation is on record.", "%(count)d relations are on record.", count) % {"count": count}
    messages.success(request, said, extra_tags=reverse("relations_undo", args=[act]) if count else "")
    return redirect("relations")


def _brought(request: HttpRequest, file: RelationsFile) -> tuple[str, int]:
    every = relations.read(file.cleaned_data["file"].read(), by=request.user)
    return operations.relate_all(every, by=request.user), len(every)


@login_required
@require_POST
def take_back(request: HttpRequest, code: str) -> HttpResponse:
    relation = _seen(request, code)
    operations.take_back_relation(relation, by=request.user)
    undo = reverse("relation_put_back", args=[relation.code])
    messages.success(request, _("Taken back: %(relation)s.") % {"relation": relation}, extra_tags=undo)
    return redirect("relations")


@login_required
@require_POST
def put_back(request: HttpRequest, code: str) -> HttpResponse:
    relation = _seen(request, code)
    operations.put_back_relation(relation, by=request.user)
    messages.success(request, _("On record again: %(relation)s.") % {"relation": relation})
    return redirect("relations")


def _seen(request: HttpRequest, code: str) -> Relation:
    return get_object_or_404(Relation.objects.visible_to(request.user).select_related("person", "startup"), code=code)


@login_required
@require_POST
def undo(request: HttpRequest, act: str) -> HttpResponse:
    count = operations.undo_relations(relations.act_of(request.user, act), by=request.user)
    messages.success(
        request, ngettext("%(count)d relation taken back.", "%(count)d relations taken back.", count) % {"count": count}
    )
    return redirect("relations")
