"""Django's migrate, one at a time, and then the web role's grants."""

from __future__ import annotations

import gc
from typing import Any

from django.core.management.commands import migrate

from accelerator.kit import grants, locking


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        if options.get("plan") or options.get("check_unapplied"):
            super().handle(*args, **options)
            return
        gc.set_threshold(200_000, 20, 20)  # else all models of all states so far are looked through again and again
        with locking.alone("migrate"):
            super().handle(*args, **options)
            grants.apply()
