"""Which scores a set is chosen by. Whoever estimates them otherwise adds a source here; nothing else changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.programmes.models import Call
from accelerator.reviews import ranks


class Source(NamedTuple):
    """`read` gives {application id: score, 0 or more} of those that have one."""

    label: str | Promise
    read: Callable[[Call], dict[int, Decimal]]


def _means(call: Call) -> dict[int, Decimal]:
    found = ranks.standings(call).filter(mean__isnull=False).order_by()
    return dict(found.values_list("pk", "mean"))


RAW = "raw"
SOURCES: Mapping[str, Source] = {RAW: Source(_("Means of the reviews"), _means)}


def scores(call: Call, source: str) -> dict[int, Decimal]:
    """One query of the means. A source that is no more is the means."""
    return SOURCES.get(source, SOURCES[RAW]).read(call)
