"""`manage.py scale_cohort`: one large cohort of invented startups, for measuring and for looking at a long board."""

from __future__ import annotations

from random import Random
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accelerator.kit import clock
from cohorts.management.scale import cohort


class Command(BaseCommand):
    help = "Adds one large cohort to the house; the same seed writes the same one around today."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--startups", type=int, default=500)
        parser.add_argument("--milestones", type=int, default=40)
        parser.add_argument("--seed", type=int, default=4)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This writes invented startups: set DEMO=1 on a machine of your own first.")
        if not (1 <= options["startups"] <= 5000 and 1 <= options["milestones"] <= 100):
            raise CommandError("Between 1 and 5000 startups with 1 to 100 milestones, please.")
        if cohort.stands():
            raise CommandError("The large cohort is in this house already.")
        made = cohort.build(options["startups"], options["milestones"], chance=Random(options["seed"]), now=clock.now())
        self.stdout.write(made.get_absolute_url())
