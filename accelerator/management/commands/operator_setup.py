"""`manage.py operator_setup NAME --admin EMAIL`: the first step of a new house."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accelerator.accounts import operations
from accelerator.kit.refusals import Refusal


class Command(BaseCommand):
    help = "Makes the operator and its settings, and prints a single-use link that makes the first operator admin."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="what the operator is called, as people read it")
        parser.add_argument("--admin", required=True, metavar="EMAIL", help="address of the first operator admin")

    def handle(self, *args: Any, name: str, admin: str, **options: Any) -> None:
        try:
            path = operations.set_up(name, admin=admin)
        except Refusal as refusal:
            raise CommandError(str(refusal.sentence)) from None
        self.stdout.write(f"{name} is set up. Open this link once, within 7 days, as {admin}:")
        self.stdout.write(f"{settings.SITE_URL}{path}")
