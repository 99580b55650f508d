"""The support desk looks; operations change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accelerator.kit import money
from accelerator.kit.models import MoneyField
from accelerator.kit.registered import registered


def onward(request: HttpRequest, content_type_id: str, object_id: str) -> HttpResponse:
    """From a row to its page, for the nouns the desk shows; of others, some without a table, nothing is read."""
    number = int(content_type_id) if content_type_id.isascii() and content_type_id.isdigit() else 0
    shown = ContentType.objects.get_for_models(*admin.site._registry).values()
    if number not in {one.pk for one in shown}:
        raise Http404
    answer: HttpResponse = shortcut(request, number, object_id)
    return answer


HISTORY = 200  # entries of the trail on a row's page, the newest


class EachValue(admin.AllValuesFieldListFilter):
    """A filter by the values there are. The empty one has a name: a link without words leads nobody."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):
            yield {**choice, "display": choice["display"] or _("none")}


class ReadOnly(admin.ModelAdmin[Any]):
    """Shows rows and lets nobody add, change or delete one."""

    list_per_page = 50
    show_full_result_count = False
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def get_list_select_related(self, request: HttpRequest) -> list[str]:
        """What its columns name of other rows comes along; `list_select_related` adds what those rows are called by."""
        fields = {field.name for field in self.opts.get_fields() if field.many_to_one or field.one_to_one}
        named = [name for name in self.get_list_display(request) if name in fields]
        return [*named, *(self.list_select_related or ())]  # type: ignore[misc]  # never True in this house

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return self._written(super().get_list_display(request))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return self._written(super().get_fields(request, obj))

    def _written(self, names: Any) -> list[Any]:
        """`names` of columns, with sums as people write them: PostgreSQL keeps 18 decimals."""
        sums = {field.name: field for field in self.opts.get_fields() if isinstance(field, MoneyField)}
        return [_sum(sums[name]) if name in sums else name for name in names]

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """What the trail tells of a row. Django's own log knows what was done at this desk, which is nothing."""
        row = self.get_object(request, unquote(object_id))
        told = [entry for of in registered("row_history") if row for entry in of(row)[:HISTORY]]
        return super().history_view(request, object_id, {"told": told, **(extra_context or {})})

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever the desk is open to; Django's own permission tables are not asked in this house."""
        return bool(request.user.is_active and request.user.is_staff)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _sum(field: MoneyField) -> Callable[[Any], str]:
    @admin.display(description=field.verbose_name, ordering=field.name)
    def column(row: Any) -> str:
        return money.written(getattr(row, field.name), "", exact=True)

    return column
