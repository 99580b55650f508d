"""The smallest Django on the same stack, to measure pages against: sessions, a signed-in person, no more."""

from __future__ import annotations

from config.settings import *  # noqa: F403  the same database, templates and sessions

ROOT_URLCONF = "benchmarks.floor.urls"
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # allauth does not start without it
]
SESSION_ENGINE = "django.contrib.sessions.backends.db"  # Django's own
