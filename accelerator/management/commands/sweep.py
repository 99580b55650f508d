"""`manage.py sweep`: sends what is due without broker or worker; from a timer, or by hand when these are away."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from accelerator.accounts import repeats
from accelerator.decisions import operations as decisions
from accelerator.notices import delivering, reminding


class Command(BaseCommand):
    help = (
        "Posts letters of decisions, lapses offers and offers places on, turns due reminders into messages, "
        "settles lost deliveries, sends what is due, forgets old answers."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        reminders, deliveries, passing = 0, 0, set[int]()
        while decisions.tell_due():
            pass
        while decisions.lapse_due():
            pass
        decisions.offer_on_due()
        while reminding.remind_one(passing):
            reminders += 1
        repeats.forget()
        settled = delivering.settle_expired()
        while delivering.send_one():
            deliveries += 1
        self.stdout.write(f"{reminders} reminders settled, {settled} lost deliveries settled, {deliveries} deliveries tried.")
