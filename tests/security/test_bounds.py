"""What people bring is read within bounds: half a gigabyte of memory and ten seconds of a processor, however it was made."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import NamedTuple

import pytest

from tests.security import bounds

MEMORY, SECONDS = 512, 10  # MB, of a whole process; seconds of processor time for one input


class Bounds(NamedTuple):
    inputs: int
    slowest: tuple[float, str]
    memory: int


@pytest.mark.parametrize(
    ("every", "readers", "inputs"),
    [
        (5, ["tables", "forms", "cells", "receipts", "markups", "rewritings"], 16),
        pytest.param(1, ["tables"], 28, marks=pytest.mark.full),
        pytest.param(1, ["forms", "cells", "receipts", "markups", "rewritings"], 47, marks=pytest.mark.full),
        pytest.param(1, ["files"], 226, marks=pytest.mark.full),
    ],
)
def test_no_input_takes_more_than_it_may(every: int, readers: list[str], inputs: int) -> None:
    command = [sys.executable, "-m", "tests.security.bounds", str(every), *readers]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found = Bounds(**json.loads(done.stdout.splitlines()[-1]))
    assert found.inputs >= inputs
    assert found.slowest[0] <= SECONDS, found
    assert found.memory <= MEMORY, found


def test_every_reader_is_asked() -> None:
    assert set(bounds.READERS) == {"files", "tables", "forms", "cells", "receipts", "markups", "rewritings"}
