"""The trail of the whole house, for auditors and admins."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from accelerator.kit import answers, pages
from accelerator.trail.models import Access, Entry


@login_required
@permission_required("trail.see", raise_exception=True)
@require_GET
def trail(request: HttpRequest) -> HttpResponse:
    """Who did what, newest first; `?q=` part of an actor's or subject's name, `?verb=` a verb's beginning."""
    rows = Entry.objects.all()
    text, verb = request.GET.get("q", "").strip(), request.GET.get("verb", "").strip()
    if text:
        rows = rows.filter(actor_label__icontains=text) | rows.filter(subject_label__icontains=text)
    if verb:
        rows = rows.filter(verb__startswith=verb)
    page = pages.cut(rows, ["-at", "-id"], mark=request.GET.get("mark", ""))
    return answers.page(request, "accelerator/trail/trail.html", {"page": page, "text": text, "verb": verb})


@login_required
@permission_required("trail.see", raise_exception=True)
@require_GET
def access(request: HttpRequest) -> HttpResponse:
    """Who looked at what, newest first."""
    page = pages.cut(Access.objects.all(), ["-at", "-id"], mark=request.GET.get("mark", ""))
    return answers.page(request, "accelerator/trail/access.html", {"page": page})
