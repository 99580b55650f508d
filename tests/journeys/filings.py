"""A call with many submitted applications, a file of them to write and a file of others to bring in, both just asked for:
`python -m tests.journeys.filings APPLICATIONS ROWS`.

Prints one JSON object: the codes of both (`export`, `import`), and of the first, written at once, its `size` and `sha256`.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from typing import Any

import django


def main(applications: int, rows: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["SLIPWAY_PROCESS"] = "command"
    django.setup()
    from django.db import transaction

    from accelerator.applications.models import Application
    from accelerator.pipeline import operations
    from tests.factories import reviews

    manager = reviews.manager(call := reviews.call(name="Filings", slug="filings", prefix="FIL"))
    with transaction.atomic():
        operations.bring_in(first := _taken(call, applications, "Written", manager), by=manager)
        operations.carry_out(first.pk)
    ids = list(Application.objects.filter(call=call).order_by("number").values_list("pk", flat=True))
    with transaction.atomic():
        export = operations.ask(call, ids=ids, form="csv", by=manager)
        operations.bring_in(taken := _taken(call, rows, "Brought", manager), by=manager)
    whole = _written(call)
    said = {"export": export.code, "import": taken.code, "size": len(whole), "sha256": hashlib.sha256(whole).hexdigest()}
    print(json.dumps(said))


def _written(call: Any) -> bytes:
    """Of the applications of the first file, as nobody disturbs it."""
    from accelerator.kit import clock, table
    from accelerator.pipeline import queries
    from accelerator.pipeline.exported import Layout

    layout = Layout(call.version, today=clock.today(call.zone))
    rows = queries.rows(call).filter(startup__name__startswith="Written ").order_by("number")
    return (table.MARK + "".join(table.csv_lines([layout.head(), *layout.lines(rows)]))).encode()


def _taken(call: object, rows: int, name: str, manager: object) -> object:
    from accelerator.pipeline import operations

    lines = b"".join(f"{name} {number},Words\n".encode() for number in range(rows))
    return operations.take(call, name=f"{name}.csv", content=b"name,what\n" + lines, by=manager)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
