"""A call once more, a year on: its words, terms, form and rubric, and nothing of people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit.lines import can_be_seen
from accelerator.kit.refusals import Refusal
from accelerator.programmes import anniversaries, queries
from accelerator.programmes.models import Call, Extension
from accelerator.programmes.operations.holding import hold, record
from accelerator.programmes.operations.judging import copy_rubric
from accelerator.programmes.operations.running import insert
from accelerator.questionnaires import operations as questionnaires
from accelerator.questionnaires.models import Version

# What the new call has of its own; every other column comes along.
_OWN = {
    "id",
    "created_at",
    "slug",
    "name",
    "prefix",
    "state",
    "published_at",
    "last_number",
    "added_minutes",
    "minutes_told_at",
    "version",
    "rubric",
}
_INSTANTS, _DAYS = ("opens_at", "closes_at"), ("reviews_due_on", "decisions_on", "scoring_from", "deciding_from")


@transaction.atomic
def clone_call(call: Call, *, name: str, copy_form: bool, copy_the_rubric: bool, by: Any, at: datetime) -> Call:
    """A draft of the same programme with every date as many years on as it takes to open after `at`, on the same wall time.

    It asks with the same form, as it is asked now, or with a copy that may be changed; and so is it scored.
    """
    held = hold(call, by)
    if not can_be_seen(name):
        raise Refusal(_("A call needs a name."), field="name")
    kept = {field.attname: getattr(held, field.attname) for field in held._meta.concrete_fields if field.name not in _OWN}
    made = Call(**kept, name=name.strip(), version=_form(held, name, copy_form, by), rubric=held.rubric)
    if held.rubric and copy_the_rubric:
        made.rubric = copy_rubric(held.rubric, by=by)
    _shift(made, held, at)

    def named() -> None:
        made.slug, made.prefix = queries.free_slug(Call, made.name), queries.free_prefix(made.name)

    insert(made, named)
    record("call.cloned", gettext_noop("{actor} drafted {subject} after {model}."), made, by, model=held)
    return made


def _form(held: Call, name: str, copied: bool, by: Any) -> Version | None:
    if held.version is None or not copied:
        return queries.version_to_ask(held.version.questionnaire) if held.version else None
    title = _("%(call)s: application") % {"call": name.strip()[:180]}
    return questionnaires.create(name=title, definition=held.version.definition, by=by)


def _shift(made: Call, held: Call, at: datetime) -> None:
    """The dates as they were announced, extensions aside, some years on."""
    first = Extension.objects.filter(call=held).order_by("pk").first()
    made.closes_at = first.closed_at if first else held.closes_at
    years = anniversaries.years_until(made.opens_at, after=at, zone=held.zone)
    for name in _INSTANTS:
        setattr(made, name, anniversaries.later(getattr(made, name), years, zone=held.zone))
    for name in _DAYS:
        day = getattr(made, name)
        setattr(made, name, anniversaries.day_later(day, years) if day else None)
