"""What the web role may do to each table: data, applied after every migration and compared with the catalogue by a test."""

from __future__ import annotations

from django.apps import apps
from django.db import connection

from accelerator.kit.models import AppendOnly

WEB_ROLE = "slipway_web"
FULL = ("DELETE", "INSERT", "SELECT", "UPDATE")
INSERT_ONLY = ("INSERT", "SELECT")
READ_ONLY = ("SELECT",)
# Django's own record of migrations: the web role reads it for /readyz.
_READ_ONLY_TABLES = {"django_migrations"}


def wanted() -> dict[str, tuple[str, ...]]:
    """{table: privileges} of the web role, for every table there is."""
    append_only = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if issubclass(model, AppendOnly) or hasattr(model, "pgh_tracked_model")
    }
    tables = connection.introspection.table_names()
    return {table: READ_ONLY if table in _READ_ONLY_TABLES else INSERT_ONLY if table in append_only else FULL for table in tables}


def apply() -> None:
    """Grants exactly what `wanted` says, no more; runs as owner."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [WEB_ROLE])
        if cursor.fetchone() is None:
            return  # a database without the two roles: docs/operations.md says how to make them
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {WEB_ROLE}")
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {WEB_ROLE}")
        for table, privileges in wanted().items():
            cursor.execute(f'REVOKE ALL ON TABLE "{table}" FROM {WEB_ROLE}')
            cursor.execute(f'GRANT {", ".join(privileges)} ON TABLE "{table}" TO {WEB_ROLE}')
