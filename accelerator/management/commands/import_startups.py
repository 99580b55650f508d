"""`manage.py import_startups FILE`: startups from a list somebody keeps elsewhere, as often as it is sent."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from tqdm import tqdm

from accelerator.startups import importing, lists

KINDS = {".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv"}


class Command(BaseCommand):
    help = "Creates and updates startups from a JSON, JSON Lines or CSV file, matched by their id in that list; all or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", default="directory", help="what the list is called; ids are told apart by it (directory)")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")

    def handle(self, *args: Any, file: Path, source: str, dry_run: bool, **options: Any) -> None:
        kind = KINDS.get(file.suffix.lower())
        if kind is None:
            raise CommandError(f"{file.name}: the name must end in {', '.join(KINDS)}, which says how to read it")
        if not 0 < len(source) <= 40:
            raise CommandError("--source: between 1 and 40 characters")
        try:
            with file.open("rb") as opened, transaction.atomic():
                counts = self._report(importing.take(self._watched(opened, kind), source=source))
                transaction.set_rollback(dry_run)
        except OSError as fault:
            raise CommandError(f"{file}: {fault.strerror}") from None
        except lists.BadFile as fault:
            place = f", line {fault.line}" if fault.line else ""
            raise CommandError(f"{file.name}{place}: {fault.reason}. Nothing was taken in.") from None
        said = ", ".join(f"{counts[did]} {did}" for did in ("created", "updated", "unchanged", "refused"))
        self.stdout.write(f"{file.name}: {counts.total()} read: {said}.{' A dry run: nothing was kept.' if dry_run else ''}")

    def _watched(self, file: IO[bytes], kind: str) -> Iterator[tuple[int, Any]]:
        """The rows, with a bar of how far the file is read where somebody watches."""
        whole = Path(file.name).stat().st_size
        with tqdm(total=whole, unit="B", unit_scale=True, disable=not sys.stderr.isatty(), leave=False) as bar:
            for place, row in lists.rows(file, kind):
                bar.update(file.tell() - bar.n)
                yield place, row

    def _report(self, outcomes: Iterator[importing.Outcome]) -> Counter[str]:
        counts: Counter[str] = Counter()
        for outcome in outcomes:
            counts[outcome.did] += 1
            if outcome.did != "unchanged" or outcome.remarks:
                remarks = f": {'; '.join(outcome.remarks)}" if outcome.remarks else ""
                self.stdout.write(f"{outcome.place:>6}  {outcome.did:<9}  {outcome.name}{remarks}")
        return counts
