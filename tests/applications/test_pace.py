"""The pace of the autosave, played by node's own test runner."""

from __future__ import annotations

import subprocess

from tests.nodes import ROOT


def test_the_promises_of_the_autosave_hold_at_every_evening() -> None:
    command = [str(ROOT / "scripts/node"), "--test", str(ROOT / "tests/applications/pace.test.mjs")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout
