"""`manage.py ledger verify`: adds the whole ledger up again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cohorts.credits import verification
from cohorts.credits.models import Entry, Posting


class Command(BaseCommand):
    help = "Re-adds every posting and account; exits with 1 where something does not fit."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["verify"])

    def handle(self, *args: Any, **options: Any) -> None:
        found = verification.faults()
        for name, ids in found.items():
            self.stderr.write(f"{name}: {', '.join(map(str, ids[:20]))}")
        if found:
            raise CommandError("The ledger does not hold.")
        self.stdout.write(f"The ledger holds: {Posting.objects.count()} postings, {Entry.objects.count()} entries.")
