"""Lists for programs, by key set: each page says where the next one starts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from ninja import Field, Schema

from accelerator.kit import pages
from accelerator.kit.refusals import Refusal

One = TypeVar("One")


class Strange(Refusal):
    """A cursor that this list did not give."""

    status = 422


class Listed(Schema, Generic[One]):
    """A page of a list."""

    items: list[One]
    next: str | None = Field(description="cursor of the page after this one; null on the last")

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        return f"{params[0].__name__}List"


class Paging(Schema):
    limit: int = Field(50, ge=1, le=100, description="how many, at most 100")
    cursor: str = Field("", description="next of the page before; left out, the list begins")

    def cut(
        self,
        rows: QuerySet[Any],
        order: list[str],
        *,
        each: Callable[[Any], Any] | None = None,
        all_of: Callable[[list[Any]], Iterable[Any]] = list,
    ) -> dict[str, Any]:
        """The page of `rows` in `order` (as kit.pages has it) as a Listed, in one query; raises Strange.

        `each` tells one row, `all_of` all rows of the page at once; without either the schema reads the rows.
        """
        if self.cursor and not pages.is_mark(self.cursor, order):
            raise Strange(_("This cursor is not of this list. Start without one."), field="cursor")
        page = pages.cut(rows, order, mark=self.cursor, size=self.limit)
        told = [each(row) for row in page.rows] if each else list(all_of(page.rows))
        return {"items": told, "next": page.after or None}
