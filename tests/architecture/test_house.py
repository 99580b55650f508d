"""What the import linter cannot see: foreign keys, doors, clocks, guards, sizes."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.template.loader import get_template
from django.utils.module_loading import import_string

from accelerator.kit import areas
from accelerator.kit.models import APPEND_ONLY, AppendOnly

ROOT = Path(__file__).resolve().parents[2]
OURS = ("config", "accelerator", "cohorts")
CODE = sorted(file for app in OURS for file in (ROOT / app).rglob("*.py") if "migrations" not in file.parts)
TEMPLATES = sorted(file for app in OURS[1:] for file in (ROOT / app / "templates").rglob("*.html"))


def _layers() -> list[str]:
    """Areas from the bottom up, neighbours in one place: {area: height} is what the contracts say."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    order: list[str] = []
    for contract in contracts[1:3]:
        (app,) = contract["containers"]
        names = [f"{app}.{part.strip()}" for layer in reversed(contract["layers"]) for part in layer.split("|")]
        order += names
    return order


def _area(model: type[models.Model]) -> str:
    return ".".join(model.__module__.split(".")[:2])


def _own_models() -> list[type[models.Model]]:
    found = [model for app in OURS[1:] for model in apps.get_app_config(app).get_models()]
    return [model for model in found if not hasattr(model, "pgh_tracked_model")]


def test_foreign_keys_point_down() -> None:
    height = {name: place for place, name in enumerate(_layers())}
    person = apps.get_model(settings.AUTH_USER_MODEL)
    upward = [
        f"{model.__name__}.{field.name} → {field.related_model.__name__}"
        for model in _own_models()
        for field in model._meta.get_fields()
        if isinstance(field, (models.ForeignKey, models.ManyToManyField))
        and isinstance(field.related_model, type)
        and field.related_model is not person
        and _area(field.related_model) in height
        and height[_area(field.related_model)] > height[_area(model)]
    ]
    assert upward == []


def test_every_area_is_in_both_contracts() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    inside = set(contracts[3]["containers"])
    there = {area for app in OURS[1:] for area in areas.of(app)}
    assert inside == there
    assert {name for name in _layers() if name != "accelerator.kit"} == there


def test_registrations_can_be_imported() -> None:
    for names in settings.REGISTRATIONS.values():
        for name in names:
            assert callable(import_string(name)) or hasattr(import_string(name), "name"), name


def test_choices_are_checked_by_the_database() -> None:
    unguarded = []
    for model in _own_models():
        checks = [
            (key.removesuffix("__in"), sorted(value))
            for constraint in model._meta.constraints
            if isinstance(constraint, models.CheckConstraint)
            for key, value in _leaves(constraint.condition)
            if key.endswith("__in")
        ]
        for field in model._meta.fields:
            inner = [c for c in vars(model).values() if isinstance(c, type) and issubclass(c, models.TextChoices)]
            declared = field.choices and any(list(c.choices) == list(field.choices) for c in inner)
            if declared and (field.name, sorted(value for value, _ in field.choices)) not in checks:
                unguarded.append(f"{model.__name__}.{field.name}")
    assert unguarded == []


def _leaves(condition: models.Q) -> Iterator[tuple[str, object]]:
    for child in condition.children:
        if isinstance(child, models.Q):
            yield from _leaves(child)
        elif isinstance(child, tuple):
            yield child


def test_append_only_rows_keep_their_trigger() -> None:
    for model in apps.get_models():
        if issubclass(model, AppendOnly):
            assert APPEND_ONLY.name in {trigger.name for trigger in model._meta.triggers}, model.__name__


@pytest.mark.parametrize(
    ("pattern", "why", "allowed"),
    [
        (
            r"timezone\.now\(|datetime\.now\(|datetime\.utcnow|date\.today\(|time\.time\(",
            "time goes through kit.clock",
            {"accelerator/kit/clock.py"},
        ),
        (r"pgtrigger\.ignore", "no guard is switched off", set()),
        (r"task_always_eager|TASK_ALWAYS_EAGER", "workers are real", set()),
        (r"\beta=|countdown=", "what is due stands in rows, not in the broker", set()),
        (r"csrf_exempt", "every form and call carries its token", set()),
        (r"mark_safe\(", "text is escaped; format_html builds markup", set()),
        (r"from config|import config", "nobody imports config", {"config"}),
        (r"post_save|pre_save|@receiver", "no signals", set()),
        (
            r"\bRunPython\b|\.raw\(|\.extra\(",
            "queries are written with the ORM or a cursor",
            {"accelerator/kit/prepared.py"},
        ),
    ],
)
def test_code_does_without(pattern: str, why: str, allowed: set[str]) -> None:
    found = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in CODE
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if re.search(pattern, line) and not any(str(file.relative_to(ROOT)).startswith(prefix) for prefix in allowed)
    ]
    assert found == [], why


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (r"\sstyle=", "the policy allows no inline style"),
        (r"\son\w+=", "the policy allows no inline script"),
        (r"hx-on|hx-live|js:|javascript:", "these need eval"),
        (r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", "the policy allows no inline script"),
        (r"\|safe\b", "text is escaped"),
        (r"https?://(?!www\.w3\.org)", "nothing comes from elsewhere"),
    ],
)
def test_templates_do_without(pattern: str, why: str) -> None:
    found = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in TEMPLATES
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if re.search(pattern, re.sub(r"{#.*?#}", "", line))
    ]
    assert found == [], why


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.stem)
def test_templates_compile(file: Path) -> None:
    get_template(str(file).partition("/templates/")[2])


def test_sizes_stay_readable() -> None:
    long_files = [f"{f.relative_to(ROOT)} ({n})" for f in CODE if (n := len(f.read_text().splitlines())) > 300]
    long_templates = [f"{f.relative_to(ROOT)} ({n})" for f in TEMPLATES if (n := len(f.read_text().splitlines())) > 120]
    assert long_files == []
    assert long_templates == []


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Of the body: without signature and docstring; a lone `return` is a table of words, not steps to follow."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    if not body or (len(body) == 1 and isinstance(body[0], ast.Return)):
        return 0
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


def test_functions_stay_readable() -> None:
    long = [
        f"{file.relative_to(ROOT)}:{node.name} ({_lines(node)})"
        for file in CODE
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _lines(node) > 30
    ]
    assert long == []


def test_rung_names_are_registered_tasks() -> None:
    from config.celery import app

    app.loader.import_default_modules()
    rung = {name for file in CODE for name in re.findall(r"\bring\(\s*\"([\w.]+)\"", file.read_text())}
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert (rung | scheduled) - set(app.tasks) == set()


def test_adrs_are_short() -> None:
    for file in (ROOT / "docs/adr").glob("*.md"):
        text = file.read_text()
        assert len(text.splitlines()) <= 40, file.name
        assert all(f"**{part}.**" in text for part in ("Context", "Decision", "Consequences")), file.name


def test_every_test_that_the_docs_name_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs/testing.md").read_text()))
    written = "".join(file.read_text() for file in (ROOT / "tests").rglob("test_*.py"))
    assert len(named) > 80
    assert [name for name in sorted(named) if f"def {name}(" not in written] == []
