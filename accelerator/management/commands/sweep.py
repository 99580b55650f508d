"""`manage.py sweep`: sends what is due without broker or worker; from a timer, or by hand when these are away."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from accelerator.notices import delivering, reminding


class Command(BaseCommand):
    help = "Turns due reminders into messages, settles lost deliveries and sends what is due."

    def handle(self, *args: Any, **options: Any) -> None:
        reminders = deliveries = 0
        while reminding.remind_one():
            reminders += 1
        settled = delivering.settle_expired()
        while delivering.send_one():
            deliveries += 1
        self.stdout.write(f"{reminders} reminders settled, {settled} lost deliveries settled, {deliveries} deliveries tried.")
