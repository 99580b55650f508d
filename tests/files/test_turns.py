"""The line that uploads stand in, played by node's own test runner."""

from __future__ import annotations

import subprocess

from tests.nodes import ROOT


def test_who_stands_in_line_begins_in_turn_and_once() -> None:
    command = [str(ROOT / "scripts/node"), "--test", str(ROOT / "tests/files/turns.test.mjs")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout
