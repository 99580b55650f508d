"""The web role's privileges are exactly what kit.grants says, and the guards hold against a login of its own."""

from __future__ import annotations

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from accelerator.kit import grants


@pytest.mark.django_db
def test_privileges_are_as_written() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.relname, array_remove(array_agg(a.privilege_type::text ORDER BY a.privilege_type), NULL)
            FROM pg_class c
            LEFT JOIN LATERAL (SELECT * FROM aclexplode(c.relacl) WHERE grantee = 'slipway_web'::regrole) a ON true
            WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
            GROUP BY c.relname
            """
        )
        there = {name: tuple(privileges) for name, privileges in cursor.fetchall()}
    assert there == grants.wanted()


@pytest.mark.django_db
def test_tests_run_as_the_web_role_which_owns_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, (SELECT count(*) FROM pg_class WHERE relowner = 'slipway_web'::regrole)")
        assert cursor.fetchone() == ("slipway_web", 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "command", ["TRUNCATE accelerator_entry", "ALTER TABLE accelerator_entry DISABLE TRIGGER ALL", "CREATE TABLE loot (id int)"]
)
def test_the_web_role_cannot_alter(command: str) -> None:
    where = connection.settings_dict
    address = {"dbname": where["NAME"], "user": "slipway_web", "host": where["OPTIONS"].get("host") or where["HOST"]}
    with psycopg.connect(**address) as own, pytest.raises(psycopg.errors.InsufficientPrivilege):
        own.execute(command)
    assert settings.ROLE == "web"
