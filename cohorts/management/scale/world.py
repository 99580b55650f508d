"""Builds the large call: its parts that are few by their operations, its crowd in bulk, row by row what the operations write."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from random import Random
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import F

from accelerator.accounts.models import Person
from accelerator.applications import operations as applications
from accelerator.kit import clock
from accelerator.notices.models import Delivery
from accelerator.programmes.models import Call
from accelerator.questionnaires import operations as questionnaires
from cohorts.management.demo import house, people
from cohorts.management.demo.intake import Scene
from cohorts.management.scale import crowd, judging, opening, sheets, submissions
from cohorts.management.scale.crowd import Entrant

MOST = 100_000
AT_ONCE = 500  # applications of one transaction


def stands() -> bool:
    return Call.objects.filter(prefix=opening.PREFIX).exists()


def build(count: int, *, chance: Random, now: datetime, say: Callable[[str], Any]) -> Call:
    """The call with `count` applications in every state, a transaction each AT_ONCE. Old mail counts as sent."""
    scene = Scene(chance=chance, now=now, cast={})
    with _hastened():
        if Person.objects.exists():
            there = Person.objects.filter(email__in=map(people.address, opening.CAST))
            scene.cast = {one.email.partition("@")[0]: one for one in there}
        else:
            house.open_house(scene)
        call = opening.make(scene, count)
    written = 0
    for chunk in crowd.chunks(scene, count, AT_ONCE):
        with _hastened():
            _enter(scene, call, chunk)
        written += len(chunk)
        say(f"  scale world: {written} of {count} applications")
    say("  scale world: reviews")
    for part in judging.given(scene, call, AT_ONCE):
        with _hastened():
            judging.read(scene, call, part)
    say("  scale world: ranking")
    judging.rank(call)
    say("  scale world: decisions and offers")
    with transaction.atomic():
        judging.decide(scene, call)
        due = Delivery.objects.filter(message__due_at__lt=now).values("pk")  # its worker sends some of them meanwhile
        Delivery.objects.filter(pk__in=due, state="pending").update(state="sending", attempts=1)
        Delivery.objects.filter(pk__in=due, state="sending").update(state="sent", sent_at=F("next_at"))
    return call


def _enter(scene: Scene, call: Call, entrants: Sequence[Entrant]) -> None:
    crowd.join(entrants)
    sheets.start(scene, call, entrants)
    submissions.submit(call, [one for one in entrants if one.is_sent])
    call.save(update_fields=["last_number"])
    _change_minds(entrants)


@contextmanager
def _hastened() -> Iterator[None]:
    """A transaction in a hurry. Nobody has counted the new rows yet, so that left to guess the triggers would read whole tables;
    and without a context each row of history would look for one in vain, which costs more than the row.
    """
    settings = dict.fromkeys(("enable_seqscan", "enable_hashjoin", "enable_mergejoin"), "off")
    settings |= {"idle_in_transaction_session_timeout": "0"}
    settings |= {"pghistory.context_id": str(uuid4()), "pghistory.context_metadata": '{"command": "scale_world"}'}
    with transaction.atomic(), connection.cursor() as cursor:
        for name, value in settings.items():
            cursor.execute("SELECT set_config(%s, %s, true)", [name, value])
        yield


def _change_minds(entrants: Sequence[Entrant]) -> None:
    """Some submitted once more, some withdrew: few enough for the operations themselves."""
    for one in entrants:
        application, founder = one.application, one.founder
        if one.fate == "again":
            with clock.pretending(one.sent_at + crowd.LATER):
                sheet = application.sheet
                better = f"{sheet.answers['goal']} Two letters of intent are signed."
                edit = questionnaires.Edit("goal", better, sheet.seen("goal"))
                applications.write(application, changes=[edit], by=founder, at=clock.now())
                applications.submit(application, by=founder, arrived_at=clock.now())
        elif one.fate == "withdrawn":
            with clock.pretending(one.sent_at + crowd.LATER):
                applications.withdraw(application, by=founder, at=clock.now())
