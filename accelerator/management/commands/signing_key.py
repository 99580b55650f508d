"""`manage.py signing_key`: the keys that receipts are signed with; `--new` makes the next one."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from accelerator.kit import signing


class Command(BaseCommand):
    help = "Lists the keys that receipts are signed with, the newest first. Older ones go on vouching for what they signed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--new", action="store_true", help="make a key, which signs from now on")

    def handle(self, *args: Any, new: bool, **options: Any) -> None:
        if new:
            signing.make_key()
        for key in signing.SigningKey.objects.order_by("-id"):
            self.stdout.write(f"{key.kid}  {key.created_at:%Y-%m-%d %H:%M} UTC")
