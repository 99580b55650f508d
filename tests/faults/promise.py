"""A process that promises mail, as a busy web server does: `python -m tests.faults.promise COUNT SEED`.

Twenty messages a transaction; every ninth transaction is given up, so that what it said must never leave.
"""

from __future__ import annotations

import sys
from random import Random

import django


class GivenUp(Exception):
    pass


def main(count: int, seed: int) -> None:
    django.setup()
    from django.db import transaction

    from accelerator.accounts.models import Person
    from accelerator.applications.messages import RECEIPT
    from accelerator.kit import clock
    from accelerator.notices import operations as notices
    from config import celery as _celery  # noqa: F401  doorbells ring through this app

    chance = Random(seed)
    readers = list(Person.objects.order_by("id"))
    at, made, turn = clock.now(), 0, 0
    while made < count:
        turn += 1
        many = min(20, count - made)
        try:
            with transaction.atomic():
                for number in range(many):
                    about = f"promise:{seed}:{turn}:{number}"
                    to = chance.choice(readers)
                    notices.tell(RECEIPT, to=to, about=about, due_at=at, url="/home/", **_facts(turn))
                if turn % 9 == 0:
                    raise GivenUp
        except GivenUp:
            continue
        made += many


def _facts(turn: int) -> dict[str, str]:
    said = {"startup": "Ünïcode & Söhne", "call": "Grüße an ein Programm", "number": f"T-{turn}", "receipt": f"R-{turn}"}
    return said | {"arrived": "noon", "closes": "midnight", "sha256": "0" * 64, "proof": "/verify/"}


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
