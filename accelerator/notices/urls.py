from __future__ import annotations

from django.urls import path

from accelerator.notices.views import inbox, mailbox, status

urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.read_all, name="inbox_read"),
    path("inbox/<slug:code>/open/", inbox.open_message, name="open_message"),
    path("deliveries/", inbox.deliveries, name="deliveries"),
    path("deliveries/<slug:code>/sent/", inbox.call_sent, name="delivery_sent"),
    path("deliveries/<slug:code>/again/", inbox.send_again, name="delivery_again"),
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/<str:key>/", mailbox.one, name="mail"),
    path("healthz", status.healthz, name="healthz"),
    path("readyz", status.readyz, name="readyz"),
    path("status.json", status.status, name="status"),
]
