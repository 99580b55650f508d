"""All recurring work on one screen. Beat only wakes sweeps; what is due stands in rows. Times are UTC."""

from __future__ import annotations

import os
from datetime import timedelta

from config.celery import app

_SWEEP = float(os.environ.get("SWEEP_SECONDS", "30"))  # how long a mail whose doorbell was lost waits at most

app.conf.beat_schedule = {
    "notices.sweep": {"task": "notices.sweep", "schedule": timedelta(seconds=_SWEEP), "options": {"expires": _SWEEP * 0.8}},
    "notices.remind": {"task": "notices.remind", "schedule": timedelta(seconds=60), "options": {"expires": 55}},
    "decisions.lapse": {"task": "decisions.lapse", "schedule": timedelta(seconds=60), "options": {"expires": 55}},
    "credits.expire": {"task": "credits.expire", "schedule": timedelta(minutes=10), "options": {"expires": 540}},
}
