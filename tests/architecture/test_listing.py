"""docs/structure.md lists what selection brings as the code has it."""

from __future__ import annotations

from tests.architecture.listing import ROOT, section


def test_what_selection_brings_is_listed() -> None:
    told = (ROOT / "docs" / "structure.md").read_text()
    missing = [row for row in section().splitlines() if row not in told]
    assert missing == [], "python -m tests.architecture.listing prints the rows"
