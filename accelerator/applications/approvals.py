"""Reads: who is asked to approve what one wrote, which request waits, which came back."""

from __future__ import annotations

from typing import Any

from accelerator.applications import policies
from accelerator.applications.models import Application, SignOff
from accelerator.startups import queries as founders


def asked(application: Application) -> SignOff | None:
    """The approval that is being waited for."""
    return application.sign_offs.select_related("asked_by").filter(state=SignOff.State.ASKED).first()


def last_returned(application: Application) -> SignOff | None:
    """What came back without approval, where nothing was asked since."""
    newest = application.sign_offs.select_related("asked_by", "answered_by").order_by("-id").first()
    return newest if newest and newest.state == SignOff.State.RETURNED else None


def approvers(application: Application, asker: Any) -> list[Any]:
    """Who may approve what `asker` asks for: the startup's other owners and members. One query."""
    writers = founders.people([application.startup_id], *policies.WRITERS).get(application.startup_id, [])
    return [person for person in writers if person != asker]
