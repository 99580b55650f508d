from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from config import checks


@pytest.mark.parametrize(
    ("site", "hosts", "debug", "faults"),
    [
        ("localhost", ["localhost", "127.0.0.1", "[::1]"], False, []),
        ("slipway.localhost", ["slipway.localhost"], False, []),
        ("apply.example.org", ["apply.example.org"], False, ["slipway.E001"]),
        ("localhost", ["*"], False, ["slipway.E001"]),
        ("localhost", ["10.0.0.4"], False, ["slipway.E001"]),
        ("apply.example.org", ["apply.example.org"], True, []),
    ],
)
def test_demo_stays_on_this_machine(settings: Any, site: str, hosts: list[str], debug: bool, faults: list[str]) -> None:
    settings.DEMO, settings.DEBUG, settings.SITE_HOST, settings.ALLOWED_HOSTS = True, debug, site, hosts
    assert [fault.id for fault in checks.demo_stays_at_home()] == faults


def test_without_demo_any_host_will_do(settings: Any) -> None:
    settings.DEMO, settings.SITE_HOST, settings.ALLOWED_HOSTS = False, "apply.example.org", ["apply.example.org"]
    assert checks.demo_stays_at_home() == []


def test_one_role_for_everything_is_refused(settings: Any) -> None:
    settings.OWNER_DATABASE_URL = settings.WEB_DATABASE_URL
    assert [fault.id for fault in checks.two_database_roles()] == ["slipway.E002"]


def test_production_settings_leave_nothing_to_warn_of(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """`check --deploy`, on the settings of tests with the redirect that a real address has."""
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE")
    settings.SECURE_SSL_REDIRECT = True
    call_command("check", deploy=True, fail_level="WARNING")


def test_a_warning_fails_that_check(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = False
    with pytest.raises(SystemCheckError, match=r"security\.W008"):
        call_command("check", deploy=True, fail_level="WARNING")


@pytest.mark.parametrize(("header", "proxies", "faults"), [("", 0, 0), ("X-Request-Start", 1, 0), ("X-Request-Start", 0, 1)])
def test_an_arrival_is_told_by_a_trusted_proxy_only(settings: Any, header: str, proxies: int, faults: int) -> None:
    settings.ARRIVAL_HEADER, settings.TRUSTED_PROXY_COUNT = header, proxies
    assert [one.id for one in checks.an_arrival_is_told_by_a_trusted_proxy()] == ["slipway.E003"] * faults
