"""The stages of a call and what each allows, worked out from its dates alone. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

APPLYING, SCORING, DECIDING = "applying", "scoring", "deciding"


@dataclass(frozen=True)
class Stage:
    """Open from `begins` until `ends`, for ever where that is None."""

    name: str
    begins: datetime
    ends: datetime | None = None

    def is_open(self, at: datetime) -> bool:
        return self.begins <= at and (self.ends is None or at < self.ends)


def stages(
    *,
    opens_at: datetime,
    last_moment: datetime,
    zone: tzinfo,
    scoring_from: date | None = None,
    scores_until: date | None = None,
    deciding_from: date | None = None,
) -> dict[str, Stage]:
    """{name: stage}. Days count whole, by the clock of `zone`; a stage without a day of its own begins when the call opens."""
    scored = day_after(scores_until, zone) if scores_until else None
    return {
        APPLYING: Stage(APPLYING, opens_at, last_moment),
        SCORING: Stage(SCORING, midnight(scoring_from, zone) if scoring_from else opens_at, scored),
        DECIDING: Stage(DECIDING, midnight(deciding_from, zone) if deciding_from else opens_at),
    }


def midnight(day: date, zone: tzinfo) -> datetime:
    """The instant at which `day` begins in `zone`."""
    return datetime.combine(day, time(0), tzinfo=zone)


def day_after(day: date, zone: tzinfo) -> datetime:
    """The instant at which `day` is over in `zone`."""
    return midnight(day + timedelta(days=1), zone)
