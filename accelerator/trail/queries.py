"""Rows found by their words."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, Exists, F, Func, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce

from accelerator.trail import words
from accelerator.trail.models import SearchRow


def found(noun: str, text: str) -> QuerySet[Any, Any]:
    """Ids of rows of the model `noun` that hold all that `text` names, as a query of one column; none where it names nothing.

    It says nothing about who may see them.
    """
    asked = words.query(text)
    return holding(noun, asked) if asked else SearchRow.objects.none().values("row")


def holding(noun: str, asked: str) -> QuerySet[Any, Any]:
    """The same for what `words.query` made of a text, which is not empty."""
    holds = Func(F("words"), Value(asked), template="%(expressions)s::tsquery", arg_joiner=" @@ ", output_field=BooleanField())
    # In a way that no index knows: asked for the noun alone PostgreSQL would read the words of all its rows.
    return SearchRow.objects.alias(kind=Coalesce("noun", Value(""))).filter(holds, kind=noun).values("row")


def unfindable(rows: QuerySet[Any], noun: str) -> QuerySet[Any]:
    """Those of `rows` that nobody made findable yet."""
    return rows.filter(~Exists(SearchRow.objects.filter(noun=noun, row=OuterRef("pk"))))
