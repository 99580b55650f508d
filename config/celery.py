"""The worker's door. Business facts live in PostgreSQL; the broker only says that there is something to look at."""

from __future__ import annotations

import os
import warnings
from typing import Any

from celery import Celery
from celery.platforms import SecurityWarning
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("SLIPWAY_PROCESS", "worker")

# In a container of its own the worker may well be root; it takes JSON only, which is what the warning is about.
warnings.filterwarnings("ignore", category=SecurityWarning)

app = Celery("slipway")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    timezone="UTC",
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_time_limit=90,
    task_soft_time_limit=60,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    worker_soft_shutdown_timeout=10,
    worker_enable_soft_shutdown_on_idle=True,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    visibility_timeout=300,
    broker_transport_options={
        "visibility_timeout": 300,
        "unacked_restore_throttle": 1,
        "socket_timeout": 30,
        "socket_connect_timeout": 3,
        "socket_keepalive": True,
        "connect_retries_timeout": 1,  # a doorbell nobody hears costs a second, not six
    },
)
# Read literally from the app's configuration: how many tasks may share one database connection.
app.conf["CELERY_DB_REUSE_MAX"] = 500
app.conf.beat_schedule_filename = os.environ.get("BEAT_SCHEDULE_FILE", "celerybeat-schedule")
app.conf.imports = ("config.schedule",)


@setup_logging.connect
def _keep_our_logging(**_: Any) -> None:
    """Celery would replace the logging that settings configured; taking this signal stops it."""
