"""The worker's door. Business facts live in PostgreSQL; the broker only says that there is something to look at."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("SLIPWAY_PROCESS", "worker")

app = Celery("slipway")
app.config_from_object("django.conf:settings", namespace="CELERY")
# Read literally from the app's configuration: how many tasks may share one database connection.
app.conf["CELERY_DB_REUSE_MAX"] = 500
app.conf.beat_schedule_filename = os.environ.get("BEAT_SCHEDULE_FILE", "celerybeat-schedule")
app.conf.imports = ("config.schedule",)


@setup_logging.connect
def _keep_our_logging(**_: Any) -> None:
    """Celery would replace the logging that settings configured; taking this signal stops it."""
