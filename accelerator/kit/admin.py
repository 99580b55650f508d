"""The support desk looks; operations change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest


if TYPE_CHECKING:
    _Desk = admin.ModelAdmin[Any]
else:
    _Desk = admin.ModelAdmin  # generic to the type checker only


class ReadOnly(_Desk):
    """Shows rows and lets nobody add, change or delete one."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
