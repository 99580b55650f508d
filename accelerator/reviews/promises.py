"""Reads about the terms of a programme's reviewers: what holds, who accepted it, who has yet to."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import OuterRef, QuerySet, Subquery

from accelerator.programmes.models import Programme, Staff
from accelerator.reviews.models import Terms, Undertaking


def versions(programme: Programme) -> list[Terms]:
    """The newest first. One query."""
    return list(Terms.objects.filter(programme=programme).select_related("by").order_by("-version"))


def unaccepted(person: Any) -> QuerySet[Terms]:
    """What `person` has yet to accept before they open an application, of the programmes on whose staff they are. One query."""
    staff = Staff.objects.live().filter(person=person).values("programme")
    return Terms.objects.unaccepted_by(person).filter(programme__in=staff).select_related("programme").order_by("programme__name")


def accepted(programme: Programme, terms: Terms) -> list[Any]:
    """The programme's staff by name, each with `accepted_at`, None where they have not yet. One query."""
    staff = Staff.objects.live().filter(programme=programme).values("person")
    when = Undertaking.objects.filter(terms=terms, person=OuterRef("pk")).values("created_at")
    people = get_user_model()._default_manager.filter(pk__in=staff, is_active=True)
    return list(people.annotate(accepted_at=Subquery(when)).order_by("name", "pk"))
