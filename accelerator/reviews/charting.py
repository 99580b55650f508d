"""Loads as a chart, beside the table of the same numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

MOST = 40  # bars of a chart; the table has all


def of_loads(loads: Sequence[tuple[Any, int, int, int]]) -> dict[str, Any]:
    """Of (reviewer, now, more, then), the most loaded first: what they have and what they get, one on the other."""
    shown = sorted(loads, key=lambda one: -one[3])[:MOST]
    series = [
        {"name": name, "type": "bar", "stack": "load", "data": [one[place] for one in shown], "barMaxWidth": 18}
        for place, name in ((1, _("Now")), (2, _("Gets")))
    ]
    names = {"type": "category", "data": [str(one[0]) for one in shown], "axisLabel": {"width": 110, "overflow": "truncate"}}
    return {
        "grid": {"left": 8, "right": 8, "top": 36, "bottom": 4, "containLabel": True},
        "legend": {"top": 0},
        "xAxis": {"type": "value", "minInterval": 1},
        "yAxis": names | {"inverse": True},
        "series": series,
    }
