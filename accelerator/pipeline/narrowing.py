"""A filter as a condition on how far applications are (Progress): what a list of 10,000 is narrowed by is looked up beside it,
and their own rows are not read for it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.fields.array import ArrayOverlap  # type: ignore[attr-defined]  # the stubs lack it
from django.db import connection
from django.db.models import BooleanField, Exists, F, Func, JSONField, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Coalesce, Upper

from accelerator.applications.models import Application, Clarification, Extract, Passage, Submission, Terms
from accelerator.kit import clock
from accelerator.kit.kept import kept
from accelerator.pipeline import comparing, stages
from accelerator.pipeline.fields import Field
from accelerator.pipeline.models import Flag, Tagging
from accelerator.pipeline.rows import SPLIT
from accelerator.programmes.models import Call
from accelerator.questionnaires.choices import OTHER
from accelerator.reviews.models import Assignment, Conflict
from accelerator.startups.models import Startup
from accelerator.trail import queries as words
from accelerator.trail.words import query

_ORDER = {"min": ">=", "max": "<=", "from": ">=", "until": "<="}
_THERE = '(@.type() != "null" && (@.type() != "string" || @ != ""))'  # an empty list holds nothing that could match


class _Matches(Func):
    """Whether a path through a JSON document finds something; what cannot be compared is not found."""

    function = "jsonb_path_exists"
    template = "%(function)s(%(expressions)s, true)"
    output_field = BooleanField()

    def __init__(self, document: str, path: str, **given: str) -> None:
        numbers = Func(Value(json.dumps(given)), template="(%(expressions)s)::jsonb", output_field=JSONField())
        super().__init__(F(document), Func(Value(path), template="(%(expressions)s)::jsonpath"), numbers)


class _Reaches(Func):
    """Whether the amount answered to `key` is as `way`, >= or <=, says; without an amount nothing is."""

    template = "%(expressions)s"
    output_field = BooleanField()

    def __init__(self, key: str, way: str, limit: Decimal) -> None:
        amount = Func(Value(f"{limit:f}"), template="(%(expressions)s)::jsonb", output_field=JSONField())
        super().__init__(KeyTransform(key, "amounts"), amount, arg_joiner=f" {way} ")


class _Like(Func):
    template = "%(expressions)s"
    arg_joiner = " LIKE "
    output_field = BooleanField()


def said(text: str) -> Q:
    """Whose startup or number is called `text`, or that say it: in an answer, or their startup of itself."""
    like, asked = connection.ops.prep_for_like_query(text), query(text)
    called = f"%{like}%", f"{like.upper()}%"
    return _among(_saying.within(asked, *called) if asked else _called.within(*called))


@kept
def _saying(asked: str, part: str, begins: str) -> QuerySet[Any, Any]:
    of_itself = Application.objects.filter(startup__in=words.holding("startup", asked)).values("pk")
    return words.holding("application", asked).union(of_itself, _named(part), _numbered(begins), all=True)


@kept
def _called(part: str, begins: str) -> QuerySet[Any, Any]:
    return _named(part).union(_numbered(begins), all=True)


def _named(part: str) -> QuerySet[Any, Any]:
    named = Startup.objects.filter(_Like(Upper("name"), Upper(Value(part)))).values("pk")
    return Application.objects.filter(startup__in=named).values("pk")


def _numbered(begins: str) -> QuerySet[Any, Any]:
    return Application.objects.filter(_Like("number", Value(begins))).values("pk")


def condition(field: Field, operator: str, values: Sequence[str], call: Call) -> Q:
    """Whose `field` is as `operator` and `values` say; the field accepts each of them."""
    if operator == "not":
        return ~condition(field, "is", values, call)
    if field.question:
        return _answer(field, operator, values)
    return _FACTS[field.name](operator, values, call)


def is_at_hand(field: Field, operator: str) -> bool:
    """Whether Progress knows it by itself, so that it costs little to look through all of them."""
    asks_amount = bool(field.question) and field.kind.name == "amount" and operator in _ORDER
    return (asks_amount and not field.sent_in) or field.name in ("stage", "reached")


def _answer(field: Field, operator: str, values: Sequence[str]) -> Q:
    key, (value, *_more) = field.key, values
    if operator in ("given", "empty"):
        there = _extracts(Q(_Matches("answers", f'$."{key}" ? {_THERE}')))
        return there if operator == "given" else ~there
    if operator == "has":
        return _among(Passage.objects.filter(key=key, said__contains=Upper(Value(value))).values("application"))
    if operator in _ORDER:
        return _ordered(field, operator, value)
    return _extracts(_chosen(field, values))


def _extracts(holds: Q) -> Q:
    return _among(Extract.objects.filter(holds).values("application"))


def _among(*found: QuerySet[Any, Any] | RawSQL) -> Q:
    """Those whose id is in one of `found`, in such a way that PostgreSQL looks up each of them whole: of an answer it cannot tell
    beforehand how many gave it, and takes them for a few that are best looked up one by one."""
    return Q(Coalesce(reduce(or_, (Q(pk__in=ids) for ids in found)), False, output_field=BooleanField()))


def _chosen(field: Field, values: Sequence[str]) -> Q:
    said = [f"{field.key}={_kept(field, one)}" for one in values if one != OTHER]
    ways = [Q(ArrayOverlap(Terms("answers"), said))] if said else []
    if OTHER in values:
        ways.append(Q(_Matches("answers", f'$."{field.key}".other')))
    return reduce(or_, ways)


def _ordered(field: Field, operator: str, value: str) -> Q:
    if field.kind.name == "amount":
        return _reaching(field, operator, value)
    on = comparing.days(value)
    bound = str(on[1]) if on and operator == "until" else value  # a month counts to its end
    return _extracts(Q(_Matches("answers", f'$."{field.key}" ? (@ {_ORDER[operator]} $limit)', limit=bound)))


def _reaching(field: Field, operator: str, value: str) -> Q:
    """Amounts are compared within a currency; of another than the question's own there is none where it never asked for it."""
    named, limit = field.limit(value)
    if limit is None or (named != field.currency and named not in field.sent_in):
        return Q(pk__in=[])
    reached = Q(_Reaches(field.key, _ORDER[operator], limit))
    return reached & _sent_to(field.sent_in[named]) if field.sent_in else reached


def _sent_to(versions: Sequence[int]) -> Q:
    """Whose answers that count were sent to one of these."""
    sent = Submission.objects.filter(version__in=versions, number=F("application__extract__number"))
    return _among(sent.values("application"))


def otherwise_priced(field: Field, value: str) -> Q:
    """Who gave an amount that `value` is not compared with, for it is of another currency."""
    others = [one for name, found in field.sent_in.items() if name != field.limit(value)[0] for one in found]
    return Q(amounts__has_key=field.key) & _sent_to(others)


def _kept(field: Field, value: str) -> str:
    """The answer as the database writes what the form keeps."""
    return str(value == "yes").lower() if field.question and field.question.type == "yes_no" else value


def _outcome(_operator: str, values: Sequence[str], _call: Call) -> Q:
    named = Q(application__decision__outcome__in=[one for one in values if one != "none"])
    return named | Q(application__decision=None) if "none" in values else named


def _submitted(operator: str, values: Sequence[str], call: Call) -> Q:
    """Days or months on the call's clock; the last one counts to its end."""
    first, last = comparing.days(values[0]) or (date.min, date.max)  # accepted: it is one of either
    start = datetime.combine(first, time(), tzinfo=call.zone)
    end = datetime.combine(last + timedelta(days=1), time(), tzinfo=call.zone)
    return Q(application__submitted_at__gte=start) if operator == "from" else Q(application__submitted_at__lt=end)


def _score(operator: str, values: Sequence[str], _call: Call) -> Q:
    way = "gte" if operator == "min" else "lte"
    return Q(**{f"application__standing__mean__{way}": comparing.amount(values[0])})


def _tag(_operator: str, values: Sequence[str], call: Call) -> Q:
    carried = Tagging.objects.live().filter(tag__programme=call.programme_id, tag__name__in=values)
    return Q(Exists(carried.filter(application=OuterRef("pk"))))


def _flag(_operator: str, values: Sequence[str], call: Call) -> Q:
    return reduce(or_, (_SIGNS[one](call) for one in values))


def _late(call: Call) -> Q:
    open_ = Assignment.objects.filter(state=Assignment.State.ASSIGNED, due_on__lt=clock.today(call.zone))
    return Q(Exists(open_.filter(application=OuterRef("pk"))))


def _overdue(call: Call) -> Q:
    passed = Clarification.objects.waiting().filter(due_on__lt=clock.today(call.zone))
    return Q(Exists(passed.filter(application=OuterRef("pk"))))


_SIGNS: Mapping[str, Callable[[Call], Q]] = {
    "raised": lambda _call: Q(Exists(Flag.objects.live().filter(application=OuterRef("pk")))),
    "grace": lambda _call: Q(Exists(stages.in_grace("application__"))),
    "late": _late,
    "conflict": lambda _call: Q(Exists(Conflict.objects.live().filter(application=OuterRef("pk")))),
    "split": lambda _call: Q(application__standing__spread__gte=SPLIT),
    "asked": lambda _call: Q(Exists(Clarification.objects.waiting().filter(application=OuterRef("pk")))),
    "overdue": _overdue,
}


_FACTS: Mapping[str, Callable[[str, Sequence[str], Call], Q]] = {
    "stage": lambda _operator, values, _call: Q(stage__in=values),
    "reached": lambda _operator, values, _call: Q(stage__in=set().union(*(stages.REACHED[one] for one in values))),
    "outcome": _outcome,
    "score": _score,
    "submitted": _submitted,
    "tag": _tag,
    "flag": _flag,
    "sector": lambda _operator, values, _call: Q(application__startup__sector__in=values),
    "country": lambda _operator, values, _call: Q(application__startup__country__in=values),
}
