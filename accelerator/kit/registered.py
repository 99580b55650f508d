"""Knowledge of upper areas, asked for by name: config/registrations.py lists who answers at each point."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


@cache
def registered(point: str) -> tuple[Any, ...]:
    """What is registered at `point`, in order. The asking area's Protocol says what each must be able to do."""
    return tuple(import_string(name) for name in settings.REGISTRATIONS.get(point, ()))


def announce(event: str, **facts: Any) -> None:
    """Calls everyone registered for `event`, in order, inside the caller's transaction: one failing undoes all."""
    for hear in registered(event):
        hear(**facts)
