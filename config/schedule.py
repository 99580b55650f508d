"""All recurring work on one screen. Beat only wakes sweeps; what is due stands in rows. Times are UTC."""

from __future__ import annotations

from datetime import timedelta

from config.celery import app

app.conf.beat_schedule = {
    "notices.sweep": {"task": "notices.sweep", "schedule": timedelta(seconds=30), "options": {"expires": 25}},
    "notices.remind": {"task": "notices.remind", "schedule": timedelta(seconds=60), "options": {"expires": 55}},
}
