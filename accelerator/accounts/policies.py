"""Who may manage people, and which of them; who may change the house."""

from __future__ import annotations

from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from accelerator.kit.refusals import Forbidden


@rules.predicate
def manages_people(person: Any) -> bool:
    return bool(person.holds("people.manage"))


@rules.predicate
def changes_settings(person: Any) -> bool:
    return bool(person.holds("settings.change"))


@rules.predicate
def is_somebody_else(person: Any, whom: Any) -> bool:
    return bool(person.pk != whom.pk)


rules.add_perm("people.manage", manages_people)
rules.add_perm("people.suspend", manages_people & is_somebody_else)
rules.add_perm("settings.change", changes_settings)


def require(permission: str, by: Any, thing: Any = None) -> None:
    """Raises Forbidden unless `by` may; None is the house itself (set-up, a sweep), which may."""
    if by is not None and not by.has_perm(permission, thing):
        raise Forbidden(_("Your role does not allow this. Ask an operator admin."))
