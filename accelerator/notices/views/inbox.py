"""A person's messages, and staff's delivery log."""

from __future__ import annotations

from django.contrib import messages as flash
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accelerator.kit import answers, pages
from accelerator.notices import health, judging, letters, operations, queries
from accelerator.notices.models import Delivery, Message


@login_required
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    page = pages.cut(Message.objects.visible_to(request.user), ["-id"], mark=request.GET.get("mark", ""), size=30)
    context = {"page": page, "rows": letters.shown(page.rows), "unread": queries.unread(request.user, request)}
    return answers.page(request, "accelerator/notices/inbox.html", context)


@login_required
@require_POST
def open_message(request: HttpRequest, code: str) -> HttpResponse:
    """Marks as read and leads to what the message is about."""
    message = get_object_or_404(Message.objects.visible_to(request.user), code=code)
    operations.read(message)
    return redirect(message.url if message.url.startswith("/") else "inbox")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    operations.read_all(request.user)
    return redirect("inbox")


@login_required
@permission_required("notices.see_deliveries", raise_exception=True)
@require_GET
def deliveries(request: HttpRequest) -> HttpResponse:
    state, text = request.GET.get("state", ""), request.GET.get("q", "").strip()
    rows, counts = queries.deliveries(state=state, text=text, kinds=operations.kinds_called(text)), queries.counts()
    page = pages.cut(rows, ["trouble", "-id"], mark=request.GET.get("mark", ""))
    context = {
        "page": page,
        "rows": [(one, operations.label(one.message.kind)) for one in page.rows],
        "states": [(value, label, counts.get(value, 0)) for value, label in Delivery.State.choices],
        "state": state,
        "text": text,
        "status": health.status(),
    }
    return answers.page(request, "accelerator/notices/deliveries.html", context)


@login_required
@permission_required("notices.manage_deliveries", raise_exception=True)
@require_POST
def call_sent(request: HttpRequest, code: str) -> HttpResponse:
    judging.call_sent(get_object_or_404(Delivery, code=code), by=request.user)
    flash.success(request, _("Marked as sent."))
    return redirect("deliveries")


@login_required
@permission_required("notices.manage_deliveries", raise_exception=True)
@require_POST
def send_again(request: HttpRequest, code: str) -> HttpResponse:
    judging.send_again(get_object_or_404(Delivery, code=code), by=request.user)
    flash.success(request, _("It goes out again within a minute."))
    return redirect("deliveries")
