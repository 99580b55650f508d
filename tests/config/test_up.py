"""`manage.py up`: what it says, whose engines it uses, and that nothing is left of it. Real processes."""

from __future__ import annotations

import signal
import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.config.processes import all_gone
from tests.journeys.house import House, lent

pytestmark = pytest.mark.faults


def _family(pid: int) -> list[int]:
    """The process and all below it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in _family(int(child)))]


@pytest.fixture
def foreign(django_db_setup: None) -> Iterator[dict[str, str]]:
    with lent("up") as engines:
        yield engines


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        house = House(tmp_path, PORT=str(port))
        assert house.process.wait(30) == 1
    house.close()
    assert house.said() == f"Port {port} is taken. Stop what uses it, or choose another: make run PORT=8001\n"


def test_no_page_would_work_without_its_styles(tmp_path: Path) -> None:
    house = House(tmp_path, STATIC_ROOT=str(tmp_path / "nothing"))
    assert house.process.wait(30) == 1
    house.close()
    assert house.said() == "The styles and scripts of the pages are not built: run make static first.\n"


def test_on_engines_of_others(foreign: dict[str, str], tmp_path: Path) -> None:
    """No demo people; a kill leaves no process behind; the next start finds what there was, and ends when told to."""
    with psycopg.connect(foreign["DATABASE_URL"]) as web:
        web.execute("INSERT INTO django_session VALUES ('kept', 'x', now())")
    for how, code in ((signal.SIGKILL, -signal.SIGKILL), (signal.SIGTERM, 0)):
        house = House(tmp_path, **foreign)
        try:
            house.wait_until_ready()
            said = house.said()
            assert (
                "No demo people here. Make the first admin: .venv/bin/python manage.py operator_setup NAME --admin EMAIL" in said
            )
            assert "demo.slipway.example" not in said
            assert not (tmp_path / "run" / "PG_VERSION").exists()
            with urllib.request.urlopen(f"{house.url}/accounts/login/", timeout=10) as page:  # noqa: S310  # loopback
                assert page.status == 200
            assert house.rows("SELECT email FROM accelerator_person") == []
            assert house.rows("SELECT session_key FROM django_session") == [("kept",)]
            family = _family(house.process.pid)
            assert len(family) >= 6  # itself, the web server and its two workers, the worker, beat
            house.process.send_signal(how)
            assert house.process.wait(60) == code
            assert all_gone(family)
        finally:
            house.close()
