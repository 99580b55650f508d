"""Deadlines of one's own that a call's extension reaches."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.db.models import QuerySet, Value

from accelerator.programmes.models import ADDED


def overtake(rows: QuerySet[Any], deadline: str, *, was: datetime, closes_at: datetime) -> None:
    """Those in the field `deadline` that a call overtakes as it moves from `was` to `closes_at` are none any more; one before the
    call was to close stays. Where added minutes reach beyond `closes_at`, these stay, added to that.

    Two queries, one for each that reaches beyond.
    """
    reached = rows.filter(**{f"{deadline}__range": (was, closes_at)})
    reached.filter(**{f"{deadline}__lte": Value(closes_at) - ADDED}).update(**{deadline: None}, added_minutes=0)
    for one in reached.select_for_update(of=("self",), no_key=True).order_by("pk"):
        beyond = getattr(one, deadline) + timedelta(minutes=one.added_minutes) - closes_at
        setattr(one, deadline, closes_at)
        one.added_minutes = ceil(beyond / timedelta(minutes=1))
        one.save(update_fields=[deadline, "added_minutes"])
