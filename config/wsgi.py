"""The web server's application: Django behind its door."""

from __future__ import annotations

import gc
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from config.door import Door

application = Door(get_wsgi_application(), places=settings.WEB_THREADS)

from config import celery as _celery  # noqa: F401  doorbells ring through this app
from config import telemetry

telemetry.start()

# What was loaded stays: to look through all of it for garbage again and again would be a tenth of a page's time.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 100)
