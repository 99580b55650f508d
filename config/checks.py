"""Settings that must not stand together are refused before anything starts."""

from __future__ import annotations

import ipaddress
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


@register()
def demo_stays_at_home(**_: Any) -> list[CheckMessage]:
    """Demo people share one printed password, so they live on this machine only."""
    hosts = [settings.SITE_HOST, *settings.ALLOWED_HOSTS]
    away = [host for host in dict.fromkeys(hosts) if not _is_loopback(host)]
    if settings.DEMO and not settings.DEBUG and away:
        return [
            Error(
                f"DEMO is on, but {', '.join(away)} can be reached from elsewhere.",
                hint="Unset DEMO, or point SITE_URL and ALLOWED_HOSTS at localhost.",
                id="slipway.E001",
            )
        ]
    return []


@register(deploy=True)
def two_database_roles(**_: Any) -> list[CheckMessage]:
    """One role for everything would let the web server rewrite the ledger."""
    if settings.OWNER_DATABASE_URL != settings.WEB_DATABASE_URL:
        return []
    return [
        Error(
            "DATABASE_OWNER_URL is not set apart from DATABASE_URL.",
            hint="Migrate as slipway_owner, serve as slipway_web.",
            id="slipway.E002",
        )
    ]


@register()
def an_arrival_is_told_by_a_trusted_proxy(**_: Any) -> list[CheckMessage]:
    """Whoever may say when a request arrived decides deadlines."""
    if not settings.ARRIVAL_HEADER or settings.TRUSTED_PROXY_COUNT:
        return []
    return [
        Error(
            "ARRIVAL_HEADER names a header, but no proxy is trusted to set it.",
            hint="Set TRUSTED_PROXY_COUNT, and let the outermost proxy replace that header.",
            id="slipway.E003",
        )
    ]
