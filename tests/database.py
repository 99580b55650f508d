"""Test databases: migrated once as owner into a template, cloned for every run, used as the web role."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

ROOT = Path(__file__).resolve().parent.parent


def _address(name: str) -> str:
    return _named(settings.OWNER_DATABASE_URL, name)


def _named(url: str, name: str) -> str:
    base, _, query = url.partition("?")
    return f"{base.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")


def web_address() -> str:
    """Where the web role finds this run's database, for processes that a test starts."""
    return _named(settings.WEB_DATABASE_URL, str(connection.settings_dict["NAME"]))


def _digest() -> str:
    """Changes with every migration and with the grants."""
    files = [*ROOT.glob("*/migrations/*.py"), ROOT / "accelerator/kit/grants.py", ROOT / "requirements/base.txt"]
    whole = hashlib.sha256()
    for file in sorted(files):
        whole.update(file.read_bytes())
    return whole.hexdigest()[:12]


@contextmanager
def as_owner(name: str | None = None) -> Iterator[None]:
    """Inside, Django's connection is the owner's (to the database `name`, where given); after it, the web role's again."""
    kept = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict["USER"] = "slipway_owner"
    if name:
        connection.settings_dict["NAME"] = name
    connection.settings_dict["OPTIONS"] = {k: v for k, v in kept["OPTIONS"].items() if k not in ("options", "pool")}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(kept)


_STAYS = {"django_migrations", "django_content_type", "auth_permission"}


def empty() -> None:
    """Deletes all rows but what `migrate` writes for itself, past the guards. Foreign keys are looked at once, at the end."""
    with transaction.atomic(), connection.cursor() as cursor:
        tables = [table for table in connection.introspection.table_names(cursor) if table not in _STAYS]
        cursor.execute(" UNION ALL ".join(f"(SELECT '{table}' FROM \"{table}\" LIMIT 1)" for table in tables))  # noqa: S608
        filled = [f'"{row[0]}"' for row in cursor.fetchall()]
        acts = [
            *(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in filled),
            *(f"DELETE FROM {table}" for table in filled),  # noqa: S608
            "SET CONSTRAINTS ALL IMMEDIATE",
            *(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in filled),
        ]
        cursor.execute("; ".join(acts))


def _template(admin: psycopg.Connection) -> str:
    name = f"template_{_digest()}"
    admin.execute("SELECT pg_advisory_lock(4711)")
    try:
        if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate", [name]).fetchone():
            return name
        admin.execute(f'DROP DATABASE IF EXISTS "{name}"')
        admin.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'")
        with as_owner(name):
            call_command("migrate", verbosity=0)
        admin.execute(f'ALTER DATABASE "{name}" IS_TEMPLATE true')
        return name
    finally:
        admin.execute("SELECT pg_advisory_unlock(4711)")


def _clear_up(admin: psycopg.Connection) -> None:
    """Drops databases of runs that are gone, and templates of older migrations."""
    names = [row[0] for row in admin.execute("SELECT datname FROM pg_database WHERE datname ~ '^test_[0-9]+_'")]
    for name in names:
        if not Path(f"/proc/{name.split('_')[1]}").exists():
            _drop(admin, name)


def _drop(admin: psycopg.Connection, name: str) -> None:
    """Whoever is in there is sent out. FORCE would fail over a vacuum at work, not the owner's to stop; DROP itself stops it."""
    admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename IS NOT NULL", [name])
    admin.execute(f'DROP DATABASE IF EXISTS "{name}"')


def create(worker: str) -> str:
    """A fresh migrated database for this process; returns its name, which Django's connection now points to."""
    name = f"test_{os.getpid()}_{worker}"
    with psycopg.connect(_address("postgres"), autocommit=True) as admin:
        _clear_up(admin)
        template = _template(admin)
        admin.execute("SELECT pg_advisory_lock(4711)")
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        admin.execute("SELECT pg_advisory_unlock(4711)")
    connection.close()
    connection.settings_dict["NAME"] = name
    return name


@contextmanager
def another(called: str) -> Iterator[tuple[str, str]]:
    """A second fresh migrated database for a block: its addresses for the web role and for the owner."""
    name = f"test_{os.getpid()}_{called}"
    with psycopg.connect(_address("postgres"), autocommit=True) as admin:
        template = _template(admin)
        admin.execute("SELECT pg_advisory_lock(4711)")
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        admin.execute("SELECT pg_advisory_unlock(4711)")
        try:
            yield _named(settings.WEB_DATABASE_URL, name), _address(name)
        finally:
            _drop(admin, name)


def drop(name: str) -> None:
    connection.close()
    with psycopg.connect(_address("postgres"), autocommit=True) as admin:
        _drop(admin, name)
