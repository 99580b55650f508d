"""The web server's door."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from config import celery as _celery  # noqa: F401  doorbells ring through this app
from config import telemetry

telemetry.start()
