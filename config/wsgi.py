"""The web server's application: Django behind its door."""

from __future__ import annotations

import gc
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from config.door import Door

application = Door(get_wsgi_application(), places=settings.WEB_THREADS)

from accelerator.kit import catalogues
from config import celery as _celery  # noqa: F401  doorbells ring through this app
from config import telemetry

telemetry.start()
catalogues.merge()

# What was loaded stays: it is not looked through for garbage again and again.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 100)
