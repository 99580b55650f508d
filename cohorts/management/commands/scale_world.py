"""`manage.py scale_world`: one large call of invented startups, for measuring and for looking at long lists."""

from __future__ import annotations

from random import Random
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accelerator.kit import clock
from cohorts.management.scale import world


class Command(BaseCommand):
    help = "Adds one large call to the house; the same seed writes the same applications around today."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--applications", type=int, default=10_000)
        parser.add_argument("--seed", type=int, default=4)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo people share one printed password: set DEMO=1 on a machine of your own first.")
        if not 1 <= options["applications"] <= world.MOST:
            raise CommandError(f"Between 1 and {world.MOST} applications, please.")
        if world.stands():
            raise CommandError("The large call is in this house already.")
        world.build(options["applications"], chance=Random(options["seed"]), now=clock.now(), say=self.stdout.write)
