"""What the areas of selection bring, read out of the code: `python -m tests.architecture.listing` prints it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[2]
AREAS = ("reviews", "decisions")
_VERB = re.compile(r'record\(\s*f?"([a-z_]+\.[a-z_{}.]+)"')


def section() -> str:
    """The table's rows."""
    rows = {
        "sentences of the trail": _verbs(),
        "notices": _notices(),
        "API": _paths(),
        "support desk": _desk(),
        "guide": _named("docs/guide", "selection", "reviewing", "interviews", "conflicts", "calibration") | {"docs/assigning.md"},
        "demo": _named("cohorts/management/demo", *_demo()),
        "doors by role": {"tests/security/routes.txt"},
    }
    return "\n".join(f"| {name} | {_told(found)} |" for name, found in rows.items())


def _told(found: Iterable[str]) -> str:
    return ", ".join(f"`{one}`" for one in sorted(found))


def _verbs() -> set[str]:
    files = [path for area in AREAS for path in (ROOT / "accelerator" / area / "operations").rglob("*.py")]
    return {verb for path in files for verb in _VERB.findall(path.read_text())}


def _notices() -> set[str]:
    from accelerator.decisions import messages as decisions
    from accelerator.notices.operations import Kind
    from accelerator.reviews import messages as reviews
    from accelerator.reviews import messages_of_interviews as interviews

    there = [*vars(reviews).values(), *vars(interviews).values(), *vars(decisions).values()]
    there += [one for found in there if isinstance(found, dict) for one in found.values()]
    return {one.name for one in there if isinstance(one, Kind)}


def _paths() -> set[str]:
    from config.api import api

    doors = [view for router in api._get_bound_routers() for view in router.path_operations.items()]
    ours = ("accelerator.pipeline.api_assigning", *(f"accelerator.{area}." for area in AREAS))
    return {
        f"{one.methods[0]} {path}" for path, view in doors for one in view.operations if one.view_func.__module__.startswith(ours)
    }


def _desk() -> set[str]:
    from django.contrib import admin

    return {
        one.__name__ for one in admin.site._registry if one.__module__.startswith(tuple(f"accelerator.{area}." for area in AREAS))
    }


def _demo() -> Iterable[str]:
    return [
        path.stem
        for path in (ROOT / "cohorts/management/demo").glob("*.py")
        if re.search(r"from accelerator\.(reviews|decisions)", path.read_text())
    ]


def _named(folder: str, *names: str) -> set[str]:
    return {
        str(path.relative_to(ROOT))
        for name in names
        for path in (ROOT / folder).glob(f"{name}.*")
        if path.suffix in (".md", ".py")
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    print(section())
