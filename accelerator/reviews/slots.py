"""At which hours what was gathered is told. Pure."""

from __future__ import annotations

from datetime import time

DAILY = time(17)  # to managers, by the call's clock
MORNING = time(9)  # to reviewers
