"""Loads every area's support desk."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from accelerator.kit import areas

for _area in areas.of("cohorts"):
    if find_spec(f"{_area}.admin"):
        import_module(f"{_area}.admin")
