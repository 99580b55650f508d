"""An app's areas: packages inside it that hold models, policies, messages, tasks."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

LOADED_AT_START = ("policies", "messages", "tasks")


def of(app: str) -> list[str]:
    """Dotted names of the area packages of `app` ("accelerator.trail", …), in alphabetical order."""
    spec = find_spec(app)
    folder = Path(next(iter(spec.submodule_search_locations or ()))) if spec else Path(app)
    apart = {"migrations", "management", "templatetags", "kit"}
    return [f"{app}.{path.parent.name}" for path in sorted(folder.glob("*/__init__.py")) if path.parent.name not in apart]


def load(app: str) -> None:
    """Imports what registers itself on import: permissions, message kinds, task names."""
    for area in of(app):
        for module in LOADED_AT_START:
            if find_spec(f"{area}.{module}"):
                import_module(f"{area}.{module}")
