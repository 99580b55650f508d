"""A call once more, a year on: its words, terms, form and rubric, perhaps what was asked and answered; nothing of people."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import clock, codes
from accelerator.kit.lines import can_be_seen
from accelerator.kit.refusals import Refusal
from accelerator.programmes import anniversaries, dated, queries
from accelerator.programmes.models import Call, Enquiry, Extension
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
def clone_call(
    call: Call, *, name: str, copy_form: bool, copy_the_rubric: bool, by: Any, at: datetime, copy_enquiries: bool = False
) -> Call:
    """A draft of the same programme with every date as many years on as it takes to open after `at`, on the same wall time; so
    are the days that its checks, and a copied form, take.

    It asks with the same form, as it is asked now, or with a copy that may be changed; and so is it scored. With `copy_enquiries`
    it has the published answers of the old call, but for what names one of its dates.
    """
    held = hold(call, by)
    if not can_be_seen(name):
        raise Refusal(_("A call needs a name."), field="name")
    kept = {field.attname: getattr(held, field.attname) for field in held._meta.concrete_fields if field.name not in _OWN}
    years = anniversaries.years_until(held.opens_at, after=at, zone=held.zone)
    made = Call(**kept, name=name.strip(), version=_form(held, name, copy_form, years, by), rubric=held.rubric)
    if held.rubric and copy_the_rubric:
        made.rubric = copy_rubric(held.rubric, by=by)
    _shift(made, held, years)

    def named() -> None:
        made.slug, made.prefix = queries.free_slug(Call, made.name), queries.free_prefix(made.name)

    insert(made, named)
    _bring_stages(made, held, years)
    if copy_enquiries:
        _bring_enquiries(made, held, by)
    record("call.cloned", gettext_noop("{actor} drafted {subject} after {model}."), made, by, model=held)
    return made


def _bring_stages(made: Call, held: Call, years: int) -> None:
    """The review stages, in place of the one that every call begins with; their days as many years on."""
    made.review_stages.all().delete()
    for one in held.review_stages.order_by("position"):
        one.pk, one.call, one.code, one.created_at = None, made, codes.new(), clock.now()
        for name in ("own_from", "own_due_on"):
            day = getattr(one, name)
            setattr(one, name, anniversaries.day_later(day, years) if day else None)
        one.save(force_insert=True)


def _form(held: Call, name: str, copied: bool, years: int, by: Any) -> Version | None:
    if held.version is None or not copied:
        return queries.version_to_ask(held.version.questionnaire) if held.version else None
    title = _("%(call)s: application") % {"call": name.strip()[:180]}
    sections = [one | {"questions": _bounded(one["questions"], years)} for one in held.version.definition["sections"]]
    return questionnaires.create(name=title, definition=held.version.definition | {"sections": sections}, by=by)


def _bounded(questions: list[dict[str, Any]], years: int) -> list[dict[str, Any]]:
    """With the days and months that they take, and columns of tables, so many years on."""
    made = []
    for one in questions:
        moved = _ends_later(one, ("min", "max"), years) if one["type"] in ("date", "month") else one
        made.append(moved | ({"columns": _bounded(one["columns"], years)} if one.get("columns") else {}))
    return made


def _ends_later(one: dict[str, Any], ends: tuple[str, str], years: int) -> dict[str, Any]:
    return one | {end: anniversaries.written_later(one[end], years) for end in ends if one.get(end)}


def _shift(made: Call, held: Call, years: int) -> None:
    """The dates as they were announced, extensions aside, some years on."""
    first = Extension.objects.filter(call=held).order_by("pk").first()
    made.closes_at = first.closed_at if first else held.closes_at
    made.eligibility = [_ends_later(one, ("least", "most"), years) if one["kind"] == "date" else one for one in held.eligibility]
    for name in _INSTANTS:
        setattr(made, name, anniversaries.later(getattr(made, name), years, zone=held.zone))
    for name in _DAYS:
        day = getattr(made, name)
        setattr(made, name, anniversaries.day_later(day, years) if day else None)


def _bring_enquiries(made: Call, held: Call, by: Any) -> None:
    """Each as if `by` had asked it, answered when it was: before it was asked here, which the call's page tells."""
    days = _days_of(held)
    published = Enquiry.objects.filter(call=held, published_at__isnull=False).order_by("pk")
    Enquiry.objects.bulk_create(
        Enquiry(
            call=made,
            by=by,
            asked=one.told,
            told=one.told,
            answer=one.answer,
            answered_at=one.answered_at,
            answered_by_id=one.answered_by_id,
            published_at=one.published_at,
        )
        for one in published
        if not dated.names(f"{one.told}\n{one.answer}", days)
    )


def _days_of(held: Call) -> list[date]:
    """All that were ever announced, on the call's own clock."""
    moved = Extension.objects.filter(call=held).values_list("closed_at", "closes_at")
    instants = [getattr(held, name) for name in _INSTANTS] + [held.ends_at()] + [one for pair in moved for one in pair]
    days = [getattr(held, name) for name in _DAYS]
    return [one.astimezone(held.zone).date() for one in instants] + [day for day in days if day]
