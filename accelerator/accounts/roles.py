"""Roles whose scope is the whole house: named sets of permissions. Pure data."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Role:
    """`name` is stored, `label` shown; `permissions` are the words policies ask for."""

    name: str
    label: str | Promise
    permissions: frozenset[str]


def _role(name: str, label: str | Promise, *permissions: str) -> Role:
    return Role(name, label, frozenset(permissions))


OPERATOR = {
    role.name: role
    for role in (
        _role(
            "admin",
            _("Operator admin"),
            "people.manage",
            "settings.change",
            "programmes.see",
            "programmes.create",
            "startups.merge",
            "deliveries.manage",
            "trail.see",
        ),
        _role("programme_manager", _("Programme manager"), "programmes.create", "deliveries.see"),
        _role("grants_officer", _("Grants officer"), "credits.see", "credits.manage", "credits.approve"),
        _role("approver", _("Approver"), "credits.see", "credits.approve"),
        _role("auditor", _("Auditor"), "credits.see", "programmes.see", "trail.see", "deliveries.see"),
    )
}
PARTNER = {role.name: role for role in (_role("partner", _("Partner"), "pools.see_own"),)}
ALL = OPERATOR | PARTNER


def of_kind(kind: str) -> dict[str, Role]:
    """The roles an organisation of `kind` ("operator", "partner") has."""
    return OPERATOR if kind == "operator" else PARTNER


def word(name: str) -> str:
    """A house-wide role in words; a role of another scope by its own name."""
    return str(ALL[name].label) if name in ALL else name.replace("_", " ")
