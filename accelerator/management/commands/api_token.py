"""`manage.py api_token EMAIL --scope applications:read`: a token for a program, made at the machine."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accelerator.accounts import operations, safety, scopes
from accelerator.accounts.models import Person
from accelerator.kit.refusals import Refusal


class Command(BaseCommand):
    help = "Prints a new API token of a person, once. The person is told by message."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="whom the token acts for")
        parser.add_argument(
            "--scope",
            action="append",
            required=True,
            dest="chosen",
            choices=["all", *scopes.ALL],
            metavar="SCOPE",
            help=f"what it is let into, once for each; all, or one of: {', '.join(scopes.ALL)}",
        )
        parser.add_argument("--name", default="Made at the machine", help="what will use it")
        parser.add_argument("--days", type=int, default=90, choices=range(1, 366), metavar="1–365", help="how long it works")

    def handle(self, *args: Any, email: str, chosen: list[str], name: str, days: int, **options: Any) -> None:
        person = Person.objects.with_standing().filter(email=email.strip().lower(), is_active=True).first()
        if person is None:
            raise CommandError(f"Nobody active has the address {email}.")
        if safety.lacks_factor(person):
            raise CommandError(f"The role of {person} needs a second factor first; until then no token of theirs opens anything.")
        wanted = scopes.ALL if "all" in chosen else chosen
        try:
            _token, secret = operations.make_token(person, name=name[:80], scopes=wanted, lasts=timedelta(days=days), by=None)
        except Refusal as refusal:
            raise CommandError(str(refusal.sentence)) from None
        self.stdout.write(secret)
