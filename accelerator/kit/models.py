"""Base models and fields. Rules that must never break are declared here as constraints and triggers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pgtrigger
from django.db import models

from accelerator.kit import clock, codes


class CodeField(models.CharField[str, str]):
    """A random public code: what addresses carry instead of ids."""

    def __init__(self, **kwargs: Any) -> None:
        usual: dict[str, Any] = {"max_length": 16, "unique": True, "default": codes.new, "editable": False}
        super().__init__(**(usual | kwargs))

    def deconstruct(self) -> Any:
        """Says `unique` in either case: a history row repeats its row's code, and migrations leave out what is usual."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"unique": self.unique}


class MoneyField(models.DecimalField[Decimal, Decimal]):
    """numeric(38,18), beside a CurrencyField; never a float."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"max_digits": 38, "decimal_places": 18} | kwargs))


class CurrencyField(models.CharField[str, str]):
    """ISO 4217, three capitals."""

    def __init__(self, **kwargs: Any) -> None:
        usual: dict[str, Any] = {"max_length": 3, "default": "SGD"}
        super().__init__(**(usual | kwargs))


class Row(models.Model):
    """Knows when it was written. `created_at` is the application's instant, UTC."""

    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        abstract = True


APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


class AppendOnly(Row):
    """A row that stays as written: the web role may insert and read, and a trigger refuses all else to everybody."""

    class Meta:
        abstract = True
        triggers: list[pgtrigger.Trigger] = [APPEND_ONLY]


def moves(field: str, allowed: dict[str, list[str]]) -> pgtrigger.FSM:
    """A trigger that lets `field` change only as `allowed` says: {from: [to, …]}."""
    return pgtrigger.FSM(
        name=f"{field}_moves",
        field=field,
        transitions=[(start, end) for start, ends in allowed.items() for end in ends],
    )


def one_of(name: str, **values: list[str]) -> models.CheckConstraint:
    """A check named `name` that a field holds one of its values: `one_of("call_state", state=["draft", "published"])`.

    A model's own choices cannot be named inside its Meta; a test compares the two lists.
    """
    ((field, allowed),) = values.items()
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": allowed}), name=name)
