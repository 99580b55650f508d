"""A call with many submitted applications, a file of them to write and a file of others to bring in, both just asked for:
`python -m tests.journeys.filings APPLICATIONS ROWS`.

Prints one JSON object: the codes of both (`export`, `import`).
"""

from __future__ import annotations

import json
import os
import sys

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
    print(json.dumps({"export": export.code, "import": taken.code}))


def _taken(call: object, rows: int, name: str, manager: object) -> object:
    from accelerator.pipeline import operations

    lines = b"".join(f"{name} {number},Words\n".encode() for number in range(rows))
    return operations.take(call, name=f"{name}.csv", content=b"name,what\n" + lines, by=manager)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
