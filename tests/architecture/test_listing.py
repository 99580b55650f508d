"""docs/structure.md lists what large parts bring as the code has it."""

from __future__ import annotations

import pytest

from tests.architecture.listing import PARTS, ROOT, section


@pytest.mark.parametrize("part", PARTS)
def test_what_a_part_brings_is_listed(part: str) -> None:
    told = (ROOT / "docs" / "structure.md").read_text().partition(f"## What {part} bring")[2].partition("\n## ")[0]
    missing = [row for row in section(part).splitlines() if row not in told]
    assert missing == [], "python -m tests.architecture.listing prints the rows"
