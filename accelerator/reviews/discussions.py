"""Reads of the panel's discussion: who may hear, whom a text calls, what is new to whom."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.html import escape
from django.utils.safestring import SafeString

from accelerator.applications.models import Application
from accelerator.kit import clock, markup
from accelerator.programmes.models import Staff
from accelerator.reviews.models import Assignment, Conflict, Hearing, Remark
from accelerator.startups.models import Member

MENDED_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True)
class Heard:
    """A remark as one person reads it."""

    remark: Remark
    new: bool
    own: bool
    may_change: bool

    def html(self) -> SafeString:
        """Its text, with the names it calls set apart."""
        found = str(markup.rendered(self.remark.text))
        names = sorted(map(escape, self.remark.mentions), key=len, reverse=True)
        if not names:
            return SafeString(found)
        calls = re.compile(rf"@(?:{'|'.join(map(re.escape, names))})(?!\w)", re.IGNORECASE)
        parts = re.split(r"(<[^>]+>)", found)  # words and tags by turns
        parts[::2] = [calls.sub(lambda call: f'<b class="mention">{call[0]}</b>', words) for words in parts[::2]]
        return SafeString("".join(parts))


def listeners(application: Application, *, besides: Any) -> list[Any]:
    """Who may be mentioned, by name: the reviewers it is given to and the programme's managers, nobody in conflict. One query."""
    given = Assignment.objects.live().filter(application=application).values("reviewer")
    staff = Staff.objects.live().filter(programme=application.call.programme_id)
    managers = staff.filter(role=Staff.Role.MANAGER).values("person")
    people: QuerySet[Any] = get_user_model()._default_manager.filter(is_active=True, pk__in=staff.values("person"))
    people = people.filter(Q(pk__in=given) | Q(pk__in=managers)).exclude(pk=besides.pk)
    people = people.exclude(pk__in=Conflict.objects.live().filter(application=application).values("person"))
    members = Member.objects.live().of(application.startup_id).values("person")
    return list(people.exclude(pk__in=members).order_by("name", "pk"))


def title(application: Application, person: Any) -> str:
    """What `person` calls it: by its number where the stage they read it in hides the startup. One query."""
    mine = Assignment.objects.filter(application=application, reviewer=person).select_related("stage", "application__startup")
    latest = mine.order_by("-id").first()
    return latest.title if latest else str(application.startup)


def called(text: str, people: Iterable[Any]) -> list[Any]:
    """Those of `people` whose whole name stands behind an `@`; of names that begin alike the longest is meant."""
    found, rest = [], text
    for person in sorted(people, key=lambda one: len(str(one)), reverse=True):
        pattern = rf"(?<!\w)@{re.escape(str(person))}(?!\w)"
        if re.search(pattern, rest, re.IGNORECASE):
            found.append(person)
            rest = re.sub(pattern, "", rest, flags=re.IGNORECASE) if _alone(person, people) else rest
    return found


def _alone(person: Any, people: Iterable[Any]) -> bool:
    """Whether nobody else has this very name: two of one name are both meant."""
    return sum(str(one).casefold() == str(person).casefold() for one in people) == 1


def _said(application: Application, person: Any) -> QuerySet[Any]:
    """Its remarks, each with how far `person` has heard (`upto`)."""
    heard = Hearing.objects.filter(application=application, person=person).values("upto")
    return Remark.objects.filter(application=application).annotate(upto=Coalesce(Subquery(heard), 0)).order_by("id")


def thread(application: Application, person: Any) -> list[Heard]:
    """The discussion from its beginning, as `person`, who may hear it, reads it. One query."""
    return [_heard(one, person, one.upto) for one in _said(application, person).select_related("by")]


def _heard(one: Remark, person: Any, upto: int) -> Heard:
    own = one.by_id == person.pk
    fresh = clock.now() - one.created_at <= MENDED_WITHIN
    return Heard(one, new=one.pk > upto and not own, own=own, may_change=own and fresh and not one.removed_at)


def news(application: Application, person: Any) -> tuple[int, int]:
    """(remarks, those of them that are new to `person`). One query."""
    rows = list(_said(application, person).filter(removed_at=None).values_list("id", "by", "upto"))
    return len(rows), sum(pk > upto and by != person.pk for pk, by, upto in rows)
