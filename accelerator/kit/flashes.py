"""Sentences for the next page, in a cookie of this host alone; what is too long for one waits in the session."""

from __future__ import annotations

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class HostCookie(CookieStorage):
    cookie_name = settings.SESSION_COOKIE_NAME.replace("session", "messages")


class Flashes(FallbackStorage):
    storage_classes = (HostCookie, SessionStorage)
