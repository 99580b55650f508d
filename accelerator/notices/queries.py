"""What people see of their messages, and staff of deliveries."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When
from django.http import HttpRequest

from accelerator.kit import prepared
from accelerator.notices.models import Delivery, Message


def unread(person: Any, request: HttpRequest) -> int:
    """How many messages the reader has not opened."""
    return prepared.count(_unread, person, request)


@prepared.counted()
def _unread(person: Any) -> QuerySet[Message]:
    return Message.objects.visible_to(person).unread()


def deliveries(*, state: str = "", text: str = "", kinds: Collection[str] = ()) -> QuerySet[Delivery]:
    """The delivery log: what needs a person first, then the newest. `text` is part of an address, unless it is of `kinds`."""
    rows = Delivery.objects.select_related("message").annotate(
        trouble=Case(
            When(state=Delivery.State.UNKNOWN, then=Value(0)),
            When(state=Delivery.State.FAILED, then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
    )
    if state in Delivery.State.values:
        rows = rows.filter(state=state)
    if text:
        rows = rows.filter(address__icontains=text) | rows.filter(message__kind__in=kinds)
    return rows


def counts() -> dict[str, int]:
    """{state: number of deliveries}."""
    return dict(Delivery.objects.values_list("state").annotate(n=Count("id")))
