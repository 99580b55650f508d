"""What startups are found by: their names of any time, and what they say of themselves."""

from __future__ import annotations

from collections.abc import Sequence

from accelerator.startups.models import Startup
from accelerator.trail import operations as trail


def keep(startups: Sequence[Startup]) -> None:
    """Has each found by its words as they are now. One query."""
    trail.findable({one: _texts(one) for one in startups})


def _texts(startup: Startup) -> list[str]:
    said = [startup.one_liner, startup.description, startup.sector, startup.location, startup.site()]
    return [startup.name, *startup.former_names, *said, *startup.tags]
