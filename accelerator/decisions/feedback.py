"""What reviewers wrote for founders, without names; and names of reviewers where founders would read them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db.models import Q, QuerySet

from accelerator.applications.models import Application
from accelerator.decisions.models import Decision
from accelerator.decisions.naming import Named, Names, Person
from accelerator.kit import codes, together
from accelerator.kit.together import Steps
from accelerator.programmes.models import Call
from accelerator.reviews.models import Assignment, Review


@together.stepwise
def offered(application: Application) -> Steps[list[str]]:
    """Texts for the founders out of submitted reviews, each once, in an order that tells nothing of who wrote them. One query."""
    written = _written([application.pk]).values_list("feedback", flat=True)
    yield [written]
    return _nameless(application.pk, written)


def gathered(pks: Collection[int]) -> dict[int, str]:
    """{application id: all that is offered() for it, a paragraph each}, where there is something. One query."""
    found: dict[int, list[str]] = {}
    for pk, text in _written(pks).values_list("assignment__application", "feedback"):
        found.setdefault(pk, []).append(text)
    texts = {pk: "\n\n".join(_nameless(pk, written)) for pk, written in found.items()}
    return {pk: text for pk, text in texts.items() if text}


def _written(pks: Collection[int]) -> QuerySet[Review]:
    counted = Review.objects.filter(assignment__application__in=pks, assignment__state=Assignment.State.SCORED)
    return counted.exclude(feedback="")


def _nameless(pk: int, written: Iterable[str]) -> list[str]:
    texts = {text.strip() for text in written}
    return sorted(texts - {""}, key=lambda text: codes.digest(f"{pk}:{text}"))


def named(decisions: Sequence[Decision], reviewers: Mapping[int, Sequence[Person]]) -> list[tuple[Decision, list[Named]]]:
    """Those whose feedback names one of the reviewers of its application, by its id, and how. Select its startup along."""
    found = [(one, _within(one, Names(reviewers[one.application_id]))) for one in decisions if one.application_id in reviewers]
    return [(one, said) for one, said in found if said]


def names_others(decisions: Sequence[Decision], names: Names) -> list[tuple[Decision, list[Named]]]:
    """The same of anybody."""
    found = [(one, _within(one, names)) for one in decisions if one.feedback]
    return [(one, said) for one, said in found if said]


def names_in(application: Application, text: str) -> list[Named]:
    """Reviewers of its call whom `text` names. One query."""
    return Names(reviewers(application.call)).within(text, spared=_spared(application)) if text.strip() else []


@together.stepwise
def reviewers(call: Call) -> Steps[list[Person]]:
    """Who was ever given an application of the call. One query."""
    given = Assignment.objects.filter(application__call=call).order_by()
    rows = given.values_list("reviewer__name", "reviewer__email").distinct()
    yield [rows]
    return sorted((Person(*row) for row in rows), key=lambda one: (one.name, one.email))


@together.stepwise
def told_about(call: Call) -> Steps[dict[int, list[Person]]]:
    """{application id: who was ever given it}, of those to release with a feedback. One query."""
    ready = Q(application__decision__release=None) & ~Q(application__decision__feedback="")
    given = Assignment.objects.filter(ready, application__call=call, application__decision__isnull=False).order_by()
    rows = given.values_list("application", "reviewer__name", "reviewer__email").distinct()
    yield [rows]
    found: dict[int, list[Person]] = {}
    for application, name, email in rows:
        found.setdefault(application, []).append(Person(name, email))
    return found


def _within(decision: Decision, names: Names) -> list[Named]:
    return names.within(decision.feedback, spared=_spared(decision.application))


def _spared(application: Application) -> tuple[str, ...]:
    """Names that founders may well read."""
    return str(application.startup), str(application.call), str(application.call.programme)
