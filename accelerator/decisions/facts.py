"""What is known of the applications to a call and can be limited: facts of the startup, answers of the call's form."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTransform
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django_countries.data import COUNTRIES

from accelerator.applications.models import Application, Submission
from accelerator.decisions.models import Decision
from accelerator.kit import wording
from accelerator.programmes.models import Call
from accelerator.questionnaires.amounts import as_number
from accelerator.questionnaires.choices import OTHER
from accelerator.questionnaires.models import Version
from accelerator.questionnaires.questions import Question
from accelerator.reviews.models import Ruling
from accelerator.startups.models import Startup

ANSWER = "a."  # before a question's key
_KINDS = {
    **dict.fromkeys(("choice", "country", "yes_no"), "one"),
    "choices": "several",
    **dict.fromkeys(("number", "money", "scale"), "amount"),
}
_OWN = {"sector": "startup__sector", "country": "startup__country", "stage": "startup__stage"}
Values = Mapping[int, Mapping[str, Any]]


@dataclass(frozen=True)
class Fact:
    """Something that applications differ in. `kind` is "one" of its choices, "several" of them, or an "amount"."""

    name: str
    label: str
    group: str
    kind: str
    choices: Sequence[tuple[str, str | Promise]] = ()
    question: Question | None = None

    @property
    def currency(self) -> str:
        return getattr(self.question, "currency", "")

    def word(self, value: str) -> str:
        """A value as people read it."""
        return str(dict(self.choices).get(value, value)) or _("Not said")

    def amount(self, value: Decimal) -> str:
        """With its unit."""
        return self.question.told(f"{value:f}") if self.question else wording.number(value)


def of(call: Call) -> dict[str, Fact]:
    """By name. One query, for the sectors that occur; two where the form is not at hand."""
    startup = _("Startup")
    sectors = open_to(call).exclude(startup__sector="").order_by("startup__sector")
    named = [(one, one) for one in sectors.values_list("startup__sector", flat=True).distinct()]
    own = [
        Fact("sector", _("Sector"), startup, "one", named),
        Fact("country", _("Country"), startup, "one", list(COUNTRIES.items())),
        Fact("stage", _("Stage of the startup"), startup, "one", Startup.Stage.choices),
    ]
    return {one.name: one for one in (*own, *_asked(call.version))}


def _asked(version: Version | None) -> Iterator[Fact]:
    """A declaration that everybody must make tells nobody apart."""
    for section in version.sections() if version else ():
        for one in section.questions:
            if one.type in _KINDS and not getattr(one, "must_be_yes", False):
                yield Fact(f"{ANSWER}{one.key}", one.label, section.title, _KINDS[one.type], _choices(one), one)


def _choices(question: Question) -> Sequence[tuple[str, str | Promise]]:
    if question.type == "yes_no":
        return [("yes", _("Yes")), ("no", _("No"))]
    if question.type == "country":
        return list(COUNTRIES.items())
    offered = [(option.value, option.label) for option in getattr(question, "options", ())]
    return [*offered, (OTHER, _("Other, in their own words"))] if getattr(question, "other", False) else offered


def open_to(call: Call) -> QuerySet[Application]:
    """Applications that can still be chosen: they stand, nobody was told a decision, and no review stage let them go no further,
    unless it was decided otherwise since.
    """
    return _untold(call).exclude(STOPPED)


def stopped(call: Call) -> QuerySet[Application]:
    """Those that could be chosen else, and went no further than a review stage."""
    return _untold(call).filter(STOPPED)


STOPPED = Q(Exists(Ruling.objects.filter(application=OuterRef("pk"), outcome=Ruling.Outcome.OUT))) & (
    Q(decision=None) | Q(decision__outcome=Decision.Outcome.DECLINE)
)


def _untold(call: Call) -> QuerySet[Application]:
    return Application.objects.standing().filter(call=call).exclude(decision__release__isnull=False)


def read(call: Call, wanted: Collection[Fact]) -> Values:
    """{application id: {name of the fact: value}} of all that can be chosen; what is not known is left out.

    A value is a text, a set of texts, or an amount; one of money only where it was asked in the currency it is asked in now. One
    query, and one where money is among them.
    """
    columns: dict[str, Any] = {}
    for place, one in enumerate(wanted):
        key = one.name.removeprefix(ANSWER)
        columns[f"fact_{place}"] = KeyTransform(key, "extract__answers") if one.question else F(_OWN[one.name])
    sent = Submission.objects.filter(application=OuterRef("pk"), number=OuterRef("extract__number"))
    priced = {one.name: _asked_alike(call, one) for one in wanted if one.currency}
    if priced:
        columns["version"] = Subquery(sent.values("version")[:1])
    found: dict[int, dict[str, Any]] = {}
    rows: Any = open_to(call).order_by("pk").values("pk", **columns)
    for row in rows:
        values = {one.name: _value(one, row[f"fact_{place}"]) for place, one in enumerate(wanted)}
        stray = {name for name, versions in priced.items() if row["version"] not in versions}
        found[row["pk"]] = {name: value for name, value in values.items() if value is not None and name not in stray}
    return found


def _asked_alike(call: Call, fact: Fact) -> set[int]:
    """The versions of the form that ask in its currency."""
    published = Version.objects.filter(questionnaire=call.version.questionnaire_id if call.version else None)
    key = fact.name.removeprefix(ANSWER)
    return {one.pk for one in published if getattr(one.questions().get(key), "currency", "") == fact.currency}


def _value(fact: Fact, raw: Any) -> str | frozenset[str] | Decimal | None:
    if raw is None or raw == "" or raw == []:
        return None
    if fact.kind == "amount":
        return as_number(str(raw))
    if fact.kind == "several":
        return frozenset(_chosen(one) for one in raw) if isinstance(raw, list) else None
    return _chosen(raw)


def _chosen(raw: Any) -> str:
    if isinstance(raw, dict):
        return OTHER
    return {True: "yes", False: "no"}.get(raw, str(raw)) if isinstance(raw, bool) else str(raw)
