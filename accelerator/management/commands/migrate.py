"""Django's migrate, and then the web role's grants."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate

from accelerator.kit import grants


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if not (options.get("plan") or options.get("check_unapplied")):
            grants.apply()
