"""Whose word counts for when a request arrived: our door's, and a proxy's only where it is trusted and can be believed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client, RequestFactory

from accelerator.kit import arrived

HERE = datetime(2026, 11, 30, 16, 0, 5, tzinfo=UTC)


def _read(header: str | None = None, stamp: datetime | None = HERE) -> datetime:
    request = RequestFactory().get("/", **({"HTTP_X_REQUEST_START": header} if header is not None else {}))
    if stamp:
        request.META[arrived.STAMP] = stamp
    return arrived.read(request)


def _said(before: float) -> str:
    return f"t={HERE.timestamp() - before:.3f}"


@pytest.fixture
def _behind_a_proxy(settings: Any) -> None:
    settings.TRUSTED_PROXY_COUNT, settings.ARRIVAL_HEADER = 1, "X-Request-Start"


def test_the_doors_stamp_counts_and_without_it_the_clock(time_machine: Any) -> None:
    assert _read() == HERE
    time_machine.move_to(HERE + timedelta(hours=1), tick=False)
    assert _read(stamp=None) == HERE + timedelta(hours=1)


@pytest.mark.parametrize(("proxies", "header"), [(0, "X-Request-Start"), (1, ""), (0, "")])
def test_nobody_says_when_they_came_unless_a_proxy_is_trusted_to(settings: Any, proxies: int, header: str) -> None:
    settings.TRUSTED_PROXY_COUNT, settings.ARRIVAL_HEADER = proxies, header
    assert _read(_said(30)) == HERE


@pytest.mark.usefixtures("_behind_a_proxy")
class TestBehindAProxy:
    @pytest.mark.parametrize(
        ("header", "before"),
        [(_said(0.25), 0.25), (_said(59.999), 59.999), (f"{HERE.timestamp() - 8:.0f}", 8), (_said(0), 0)],
    )
    def test_its_stamp_counts(self, header: str, before: float) -> None:
        assert _read(header) == HERE - timedelta(seconds=before)

    @pytest.mark.parametrize(
        "header",
        [
            _said(60.001),
            _said(-0.001),
            _said(86400),
            None,
            "",
            "t=",
            "yesterday",
            "t=1e9",
            "t=-1795780800",
            "t=99999999999999",
            "t=9999999999",
            "t=١٧٩٥٧٨٠٨٠٤",
            f"{_said(30)}, {_said(0)}",
            f"{_said(30)}\n",
        ],
    )
    def test_what_cannot_be_believed_counts_for_nothing(self, header: str | None) -> None:
        assert _read(header) == HERE


@pytest.mark.django_db
def test_a_forged_header_or_name_moves_no_request() -> None:
    before = datetime.now(UTC)
    forged = {"X-Request-Start": "t=1000000000", "slipway.arrived_at": "2020-01-01", "Slipway-Arrived-At": "2020-01-01"}
    answer = Client().get("/calls/", secure=True, headers=forged)
    assert answer.wsgi_request.arrived_at >= before
