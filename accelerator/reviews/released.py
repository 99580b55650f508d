"""Applications whose decision is released: they wait in no stage and are given to no reviewer any more. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accelerator.applications.models import Application
from accelerator.kit.registered import registered


def _released(of: str) -> Q:
    """Whether told, or waiting until the release can no longer be recalled; `of` names the application."""
    found = (Q(Exists(decided(released=True).filter(application=OuterRef(of)))) for decided in registered("decided"))
    return reduce(or_, found, Q(pk__in=()))


def rows(of: Collection[int]) -> QuerySet[Application]:
    """Those among these, by key."""
    return Application.objects.filter(_released("pk"), pk__in=of)


def without(found: QuerySet[Any], of: str = "application") -> QuerySet[Any]:
    """Those of `found` without a released decision about their application, which `of` names."""
    return found.exclude(_released(of))


def among(applications: Sequence[Application]) -> set[int]:
    """Their keys. One query."""
    return set(rows([one.pk for one in applications]).order_by().values_list("pk", flat=True))


def waits_no_more(found: QuerySet[Application]) -> str:
    """Why nothing more is said or planned of these: one of them has a released decision. Empty where none has."""
    first = found.filter(_released("pk")).order_by("number").first()
    said = _(
        "The decision about %(application)s is released: it waits in no review stage any more. "
        "Leave it out, or take the release back first, while nobody is told."
    )
    return said % {"application": first.number} if first else ""


def sentence(application: Application) -> str:
    """Why it is not given out. Select the startup along."""
    said = _("The decision on %(application)s is released, so it is given to no reviewer any more.")
    return said % {"application": application}


def remedied(application: Application) -> str:
    """The same, with what to do about it."""
    return f"{sentence(application)} {_('Recall the release first, while that can be done.')}"
