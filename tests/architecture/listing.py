"""What large parts of the product bring, read out of the code: `python -m tests.architecture.listing` prints it."""

from __future__ import annotations

import importlib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_VERB = re.compile(r'record(?:_[a-z]+)?\((?:[a-z.]+,)?\s*f?"([a-z_]+\.[a-z_{}.]+)"')


@dataclass(frozen=True)
class Part:
    """`areas` are packages; `modules` are further ones whose API is the part's; `guide` are pages of docs."""

    areas: tuple[str, ...]
    guide: tuple[str, ...]
    modules: tuple[str, ...] = ()

    @property
    def code(self) -> tuple[str, ...]:
        return (*(f"{area}." for area in self.areas), *self.modules)

    @property
    def folders(self) -> list[Path]:
        return [ROOT / area.replace(".", "/") for area in self.areas]


PARTS = {
    "selection": Part(
        ("accelerator.reviews", "accelerator.decisions"),
        ("assigning", *(f"guide/{name}" for name in ("selection", "reviewing", "interviews", "conflicts", "calibration"))),
        ("accelerator.pipeline.api_assigning",),
    ),
    "cohorts": Part(
        tuple(f"cohorts.{area}" for area in ("roster", "milestones", "checkins", "reporting")),
        tuple(f"guide/{name}" for name in ("cohorts", "roster", "plans", "milestones", "check-ins", "board")),
    ),
}


def section(name: str) -> str:
    """The rows of the part's table."""
    part = PARTS[name]
    rows = {
        "sentences of the trail": _verbs(part),
        "notices": _notices(part),
        "API": _paths(part),
        "support desk": _desk(part),
        "guide": {f"docs/{page}.md" for page in part.guide if (ROOT / "docs" / f"{page}.md").exists()},
        "demo": _demo(part),
        "doors by role": {"tests/security/routes.txt"},
    }
    return "\n".join(f"| {name} | {_told(found)} |" for name, found in rows.items())


def _told(found: Iterable[str]) -> str:
    return ", ".join(f"`{one}`" for one in sorted(found))


def _verbs(part: Part) -> set[str]:
    files = [path for folder in part.folders for path in folder.rglob("*.py")]
    return {verb for path in files for verb in _VERB.findall(path.read_text())}


def _notices(part: Part) -> set[str]:
    from accelerator.notices.operations import Kind

    files = [path for folder in part.folders for path in folder.glob("messages*.py")]
    modules = [importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts)) for path in files]
    there = [one for module in modules for one in vars(module).values()]
    there += [one for found in there if isinstance(found, dict) for one in found.values()]
    return {one.name for one in there if isinstance(one, Kind)}


def _paths(part: Part) -> set[str]:
    from config.api import api

    doors = [view for router in api._get_bound_routers() for view in router.path_operations.items()]
    return {
        f"{one.methods[0]} {path}"
        for path, view in doors
        for one in view.operations
        if one.view_func.__module__.startswith(part.code)
    }


def _desk(part: Part) -> set[str]:
    from django.contrib import admin

    return {one.__name__ for one in admin.site._registry if one.__module__.startswith(part.code)}


def _demo(part: Part) -> set[str]:
    imports = re.compile("|".join(rf"^from {re.escape(area)}\b" for area in part.areas), re.MULTILINE)
    files = (ROOT / "cohorts/management/demo").glob("*.py")
    return {str(path.relative_to(ROOT)) for path in files if imports.search(path.read_text())}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    for name in PARTS:
        print(f"\n{name}\n{section(name)}")
