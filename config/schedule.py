"""All recurring work on one screen. Beat only wakes sweeps; what is due stands in rows. Times are UTC."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import timedelta
from typing import Any

from celery.signals import beat_init
from kombu.exceptions import OperationalError

from config.celery import app

_SWEEP = float(os.environ.get("SWEEP_SECONDS", "30"))  # how long a mail whose doorbell was lost waits at most
_REMIND = float(os.environ.get("REMIND_SECONDS", "60"))

app.conf.beat_schedule = {
    "notices.sweep": {
        "task": "notices.sweep",
        "schedule": timedelta(seconds=_SWEEP),
        "args": ["beat"],
        "options": {"expires": _SWEEP * 0.8},
    },
    "notices.remind": {"task": "notices.remind", "schedule": timedelta(seconds=_REMIND), "options": {"expires": _REMIND * 0.9}},
    "programmes.watch": {"task": "programmes.watch", "schedule": timedelta(seconds=60), "options": {"expires": 55}},
    "applications.tell_extensions": {
        "task": "applications.tell_extensions",
        "schedule": timedelta(seconds=60),
        "options": {"expires": 55},
    },
    "pipeline.sweep": {"task": "pipeline.sweep", "schedule": timedelta(seconds=60), "options": {"expires": 55}},
    "startups.recognise": {"task": "startups.recognise", "schedule": timedelta(minutes=5), "options": {"expires": 280}},
    "questionnaires.change_overs": {
        "task": "questionnaires.change_overs",
        "schedule": timedelta(seconds=60),
        "options": {"expires": 55},
    },
    "reviews.rank": {"task": "reviews.rank", "schedule": timedelta(seconds=60), "options": {"expires": 55}},
    "decisions.tell": {"task": "decisions.tell", "schedule": timedelta(seconds=_SWEEP), "options": {"expires": _SWEEP * 0.8}},
    "decisions.lapse": {"task": "decisions.lapse", "schedule": timedelta(seconds=60), "options": {"expires": 55}},
    "decisions.solve_due": {"task": "decisions.solve_due", "schedule": timedelta(seconds=60), "options": {"expires": 55}},
    "decisions.sweep": {"task": "decisions.sweep", "schedule": timedelta(seconds=60), "options": {"expires": 55}},
    "reviews.watch": {"task": "reviews.watch", "schedule": timedelta(hours=1), "options": {"expires": 3000}},
    "reviews.sweep_conflicts": {
        "task": "reviews.sweep_conflicts",
        "schedule": timedelta(minutes=10),
        "options": {"expires": 540},
    },
    "accounts.forget": {"task": "accounts.forget", "schedule": timedelta(hours=1), "options": {"expires": 3500}},
    "pipeline.warn": {"task": "pipeline.warn", "schedule": timedelta(hours=1), "options": {"expires": 3000}},
    "credits.expire": {"task": "credits.expire", "schedule": timedelta(minutes=10), "options": {"expires": 540}},
    "checkins.sweep": {"task": "checkins.sweep", "schedule": timedelta(seconds=60), "options": {"expires": 55}},
    "checkins.lay_out": {"task": "checkins.lay_out", "schedule": timedelta(hours=1), "options": {"expires": 3000}},
    "checkins.tell_mentors": {"task": "checkins.tell_mentors", "schedule": timedelta(minutes=5), "options": {"expires": 280}},
    "roster.sweep": {"task": "roster.sweep", "schedule": timedelta(seconds=60), "options": {"expires": 55}},
    "milestones.sweep": {
        "task": "milestones.sweep",
        "schedule": timedelta(seconds=_REMIND),
        "options": {"expires": _REMIND * 0.9},
    },
    "files.forget": {"task": "files.forget", "schedule": timedelta(minutes=15), "options": {"expires": 840}},
    "files.look_due": {"task": "files.look_due", "schedule": timedelta(seconds=60), "options": {"expires": 55}},
    "files.sweep": {"task": "files.sweep", "schedule": timedelta(hours=1), "options": {"expires": 3500}},
}


@beat_init.connect
def _begin_with_a_sweep(**_: Any) -> None:
    """Not only after the first interval: whoever watches sees at once that beat, broker and worker reach each other."""
    with suppress(OperationalError, OSError):
        app.send_task("notices.sweep", args=["beat"], retry=False)
