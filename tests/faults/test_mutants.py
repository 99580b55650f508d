"""Tests that would pass with the guard gone are worth nothing: each guard is taken out once, and its tests have to fail."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import report
from tests.faults.mutants import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parents[2]
FULL = os.environ.get("SLIPWAY_SIZE") == "full"
_FAILED = 1  # pytest's exit code when tests ran and some failed


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_every_guard_is_where_it_is_said_to_be(mutant: Mutant) -> None:
    assert (ROOT / mutant.file).read_text().count(mutant.old) == 1
    assert mutant.old != mutant.new
    assert [name for name in mutant.tests.split() if not (ROOT / name).exists()] == []


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The tree as git has it, with what was installed and built; its engines are its own."""
    folder = tmp_path_factory.mktemp("copy")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    for name in (".venv", "node_modules", "static/dist"):
        (folder / name).symlink_to(ROOT / name)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def _run(folder: Path, tests: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in ("SLIPWAY_SIZE", "SLIPWAY_REPORT")}
    for name in ("SLIPWAY_STATE", "DATABASE_URL", "REDIS_URL", "CACHE_URL", "PYTEST_CURRENT_TEST", "PYTEST_XDIST_WORKER"):
        environment.pop(name, None)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests.split()],
        cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip


def without_the_guard_its_tests_fail(mutant: Mutant, copy: Path) -> None:
    began, file = time.monotonic(), copy / mutant.file
    whole = file.read_text()
    file.write_text(whole.replace(mutant.old, mutant.new))
    try:
        done = _run(copy, mutant.tests)
    finally:
        file.write_text(whole)
    report.write(
        "guards taken out", guard=mutant.name, noticed=done.returncode == _FAILED, seconds=round(time.monotonic() - began)
    )
    assert done.returncode == _FAILED, done.stdout[-3000:] + done.stderr[-1000:]
    assert "failed" in done.stdout.splitlines()[-1], done.stdout[-3000:]


if FULL:
    test_without_the_guard_its_tests_fail = pytest.mark.faults(
        pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)(without_the_guard_its_tests_fail)
    )
