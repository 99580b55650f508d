"""Applications whose decision is released: they are given to no reviewer any more. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accelerator.applications.models import Application
from accelerator.kit.registered import registered


def rows(of: Collection[int]) -> QuerySet[Application]:
    """Those among these, by key, whether told or waiting until the release can no longer be recalled."""
    found = (Q(pk__in=decided(released=True)) for decided in registered("decided"))
    return Application.objects.filter(reduce(or_, found, Q(pk__in=())), pk__in=of)


def among(applications: Sequence[Application]) -> set[int]:
    """Their keys. One query."""
    return set(rows([one.pk for one in applications]).order_by().values_list("pk", flat=True))


def sentence(application: Application) -> str:
    """Why it is not given out. Select the startup along."""
    said = _("The decision on %(application)s is released, so it is given to no reviewer any more.")
    return said % {"application": application}


def remedied(application: Application) -> str:
    """The same, with what to do about it."""
    return f"{sentence(application)} {_('Recall the release first, while that can be done.')}"
