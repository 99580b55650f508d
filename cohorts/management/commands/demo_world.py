"""`manage.py demo_world`: a house full of invented startups, mid-programme, for looking around."""

from __future__ import annotations

from random import Random
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accelerator.accounts.models import Person
from accelerator.kit import clock, locking
from cohorts.management.demo import house, people


class Command(BaseCommand):
    help = "Builds the demo world into an empty database; the same seed builds the same world around today."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do nothing where people exist already")
        parser.add_argument("--people", action="store_true", help="only print the demo people and how to sign in")
        parser.add_argument("--seed", type=int, default=4)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["people"]:
            self._introduce()
            return
        if not settings.DEMO:
            raise CommandError("Demo people share one printed password: set DEMO=1 on a machine of your own first.")
        with locking.alone("demo_world"), transaction.atomic():
            if not Person.objects.exists():
                house.build(chance=Random(options["seed"]), now=clock.now(), say=self.stdout.write)
            elif not options["once"]:
                raise CommandError("There are people in this database already; the demo world wants an empty one.")

    def _introduce(self) -> None:
        self.stdout.write(f"Sign in with any of these and the password  {people.PASSWORD}\n")
        for role in people.CAST:
            self.stdout.write(f"  {people.address(role.local):<34} {role.sees}")
