"""What a list of applications can be narrowed by: where they are, what their startups are, and every answer of the form."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property, lru_cache

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_countries.data import COUNTRIES

from accelerator.applications.models import Submission
from accelerator.decisions.models import Decision
from accelerator.kit import days, states, wording
from accelerator.pipeline import comparing, stages
from accelerator.pipeline.comparing import Kind
from accelerator.pipeline.telling import currency
from accelerator.programmes.models import Call
from accelerator.questionnaires.amounts import Money
from accelerator.questionnaires.choices import OTHER
from accelerator.questionnaires.models import Version
from accelerator.questionnaires.questions import Question

ANSWER = "a."  # before a question's key, in addresses
APPLICATION, EARLIER = _("Application"), _("Earlier form")
Choices = Sequence[tuple[str, str | Promise]]
FLAGS = [
    ("raised", _("Flagged")),
    ("grace", _("After the deadline")),
    ("late", _("Reviewer late")),
    ("conflict", _("Conflict")),
    ("split", _("Split scores")),
    ("asked", _("Asked, not answered")),
    ("overdue", _("Answer overdue")),
]


@dataclass(frozen=True)
class Field:
    """Something to narrow by. `name` stands in addresses; `choices` are all its values where they are few and known."""

    name: str
    label: str | Promise
    kind: Kind
    choices: Choices = ()
    low: Decimal | None = None
    high: Decimal | None = None
    group: str | Promise = APPLICATION
    question: Question | None = None
    sent_in: Mapping[str, Sequence[int]] = field(default_factory=dict)  # {currency: versions}, of money asked in several

    @property
    def key(self) -> str:
        """Of the question; empty for what is no answer."""
        return self.question.key if self.question else ""

    @property
    def currency(self) -> str:
        """That it is asked in now; empty for what is no money."""
        return currency(self.question)

    def limit(self, value: str) -> tuple[str, Decimal | None]:
        """(currency, amount) of a value: what is money names one, or else means the one that it is asked in now."""
        named, rest = comparing.priced(value) if self.currency else ("", value)
        return named or self.currency, comparing.amount(rest)

    def accepts(self, operator: str, value: str) -> bool:
        """Whether `value` makes sense after `operator`."""
        asked = self.kind.operator(operator)
        if asked is None:
            return False
        if asked.bare:
            return not value
        if self.kind.name == "amount":
            return self._is_within(self.limit(value)[1])
        if self.kind.name == "day":
            on = comparing.days(value)
            return on is not None and (self.question is not None or on[0].year in days.YEARS)
        return bool(value) and (not self.choices or value in dict(self.choices))

    def _is_within(self, amount: Decimal | None) -> bool:
        return amount is not None and (self.low is None or amount >= self.low) and (self.high is None or amount <= self.high)

    def told(self, value: str) -> str:
        """`value` as people read it."""
        if self.choices:
            return str(dict(self.choices).get(value, value))
        if on := comparing.days(value) if self.kind.name == "day" else None:
            return wording.day(on[0]) if on[0] == on[1] else wording.month(on[0])
        named, exact = self.limit(value) if self.kind.name == "amount" else ("", None)
        if exact is None:
            return value
        asked = replace(self.question, currency=named) if isinstance(self.question, Money) else self.question
        return asked.told(f"{exact:f}") if asked else wording.number(exact, 2)


def _stages() -> Choices:
    return [(name, states.look(name, "application").word) for name in stages.NAMES]


def _outcomes() -> Choices:
    words = [(name, states.look(name, "decision").word) for name in Decision.Outcome.values]
    return [*words, ("none", _("Not decided"))]


_FACTS: tuple[Callable[[], Field], ...] = (
    lambda: Field("stage", _("Stage"), comparing.ONE, _stages()),
    lambda: Field(
        "reached", _("Reached"), comparing.ONE, [(name, states.look(name, "application").word) for name in stages.REACHED]
    ),
    lambda: Field("outcome", _("Decision"), comparing.ONE, _outcomes()),
    lambda: Field("score", _("Score"), comparing.AMOUNT, low=Decimal(1), high=Decimal(5)),
    lambda: Field("submitted", _("Submitted"), comparing.DAY),
    lambda: Field("tag", _("Tag"), comparing.SEVERAL),
    lambda: Field("flag", _("Flag"), comparing.ONE, FLAGS),
    lambda: Field("sector", _("Sector"), comparing.ONE, group=_("Startup")),
    lambda: Field("country", _("Country"), comparing.ONE, list(COUNTRIES.items()), group=_("Startup")),
)


class Fields:
    """The fields of a call's list. Its form is read only where an answer is asked for."""

    def __init__(self, call: Call) -> None:
        self.call = call

    @cached_property
    def facts(self) -> dict[str, Field]:
        """What is no answer, by name."""
        return {one.name: one for one in (make() for make in _FACTS)}

    @cached_property
    def answers(self) -> dict[str, Field]:
        """The questions of the form, by name, in its order."""
        return {one.name: one for one in (_answer(*asked) for asked in self._asked())}

    @cached_property
    def earlier(self) -> dict[str, Field]:
        """What the form does not ask any more and applications were sent to all the same, by name, as it was asked last. One
        query; none where the form has one version.
        """
        now = self.call.version
        if now is None or (now.number or 1) == 1:
            return {}
        gone: dict[str, Question] = {}
        for version in carried(self.call, now):
            gone = version.questions() | gone
        known = now.questions()
        told = (_answer(_of_earlier(one), str(EARLIER)) for key, one in gone.items() if key not in known)
        return {one.name: one for one in told}

    def get(self, name: str) -> Field | None:
        if not name.startswith(ANSWER):
            return self.facts.get(name)
        asked = (_answer(one, title) for one, title in self._asked() if one.key == name.removeprefix(ANSWER))
        found = next(asked, None) or self.earlier.get(name)
        return replace(found, sent_in=self._sent_in(found)) if found and found.currency else found

    def _sent_in(self, field: Field) -> Mapping[str, Sequence[int]]:
        now = self.call.version
        if now is None or now.published_at is None or now.number == 1:
            return {}
        found = _asked_in(now.questionnaire_id, now.number, now.published_at).get(field.key, {})
        return found if len(found) > 1 else {}

    def _asked(self) -> Iterator[tuple[Question, str]]:
        """Each question with the title of its section."""
        version = self.call.version
        yield from ((one, section.title) for section in (version.sections() if version else ()) for one in section.questions)

    def __iter__(self) -> Iterator[Field]:
        yield from self.facts.values()
        yield from self.answers.values()
        yield from self.earlier.values()


def carried(call: Call, now: Version) -> QuerySet[Version]:
    """The published versions before `now` that what counts of an application to `call` was sent to, the latest first."""
    standing = Submission.objects.filter(
        application__progress__call=call, application__extract__number=F("number"), version=OuterRef("pk")
    )
    earlier = Version.objects.filter(questionnaire=now.questionnaire_id, number__lt=now.number, state=Version.State.PUBLISHED)
    return earlier.filter(Exists(standing)).order_by("-number")


@lru_cache(maxsize=200)
def _asked_in(questionnaire: int, number: int, _published_at: datetime) -> Mapping[str, Mapping[str, Sequence[int]]]:
    """{key: {currency: versions}} of a published version and those before it, which never change; "" for what is no money."""
    found: dict[str, dict[str, list[int]]] = {}
    published = Version.objects.filter(questionnaire=questionnaire, number__lte=number, state=Version.State.PUBLISHED)
    for version in published.order_by("-number"):
        for key, question in version.questions().items():
            found.setdefault(key, {}).setdefault(currency(question), []).append(version.pk)
    return found


def _of_earlier(question: Question) -> Question:
    return replace(question, label=str(_("%(label)s (earlier form)")) % {"label": question.label})


def _answer(question: Question, section: str) -> Field:
    return Field(
        f"{ANSWER}{question.key}",
        question.label,
        comparing.of_type(question.type),
        _choices(question),
        group=section,
        question=question,
    )


def _choices(question: Question) -> Choices:
    if question.type == "yes_no":
        return [("yes", _("Yes")), ("no", _("No"))]
    if question.type == "country":
        return list(COUNTRIES.items())
    offered: Choices = [(option.value, option.label) for option in getattr(question, "options", ())]
    return [*offered, (OTHER, _("Other, in their own words"))] if getattr(question, "other", False) else offered
