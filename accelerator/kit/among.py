"""One of a few that PostgreSQL finds first."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Func, QuerySet


class _Among(Func):
    arg_joiner = " = ANY("
    template = "%(expressions)s)"
    output_field = BooleanField()


def among(field: Any, few: QuerySet[Any, Any]) -> Func:
    """As `field` in a query that finds few: those are listed first, and looked up. Of a join of few with many PostgreSQL, which
    counts on as many for everybody, goes through the many.
    """
    return _Among(field, ArraySubquery(few))
