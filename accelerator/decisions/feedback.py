"""What reviewers wrote for founders, without names; and names of reviewers where founders would read them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from accelerator.applications.models import Application
from accelerator.decisions.models import Decision
from accelerator.kit import codes, together
from accelerator.kit.together import Steps
from accelerator.programmes.models import Call
from accelerator.reviews.models import Assignment, Review

_SHORTEST = 3  # letters of a name that is looked for by itself


@together.stepwise
def offered(application: Application) -> Steps[list[str]]:
    """Texts for the founders out of submitted reviews, each once, in an order that tells nothing of who wrote them. One query."""
    counted = Review.objects.filter(assignment__application=application, assignment__state=Assignment.State.SCORED)
    written = counted.exclude(feedback="").values_list("feedback", flat=True)
    yield [written]
    texts = {text.strip() for text in written}
    return sorted(texts - {""}, key=lambda text: codes.digest(f"{application.pk}:{text}"))


def named(decisions: Sequence[Decision], names: Sequence[str]) -> list[tuple[Decision, list[str]]]:
    """Those whose feedback names one of the reviewers(), and whom."""
    found = [(one, _named(one.feedback, names)) for one in decisions if one.feedback]
    return [(one, said) for one, said in found if said]


def names_in(call: Call, text: str) -> list[str]:
    """Reviewers of the call whom `text` names. One query."""
    return _named(text, reviewers(call)) if text.strip() else []


@together.stepwise
def reviewers(call: Call) -> Steps[list[str]]:
    """Names of who was ever given an application of the call. One query."""
    names = Assignment.objects.filter(application__call=call).order_by().values_list("reviewer__name", flat=True).distinct()
    yield [names]
    return sorted(names)


def _named(text: str, names: Sequence[str]) -> list[str]:
    """Names of which the text has the whole, or the last part: whoever wrote Dr Rao meant Priya Rao."""
    words = set(re.findall(r"[^\W\d_]+", text.casefold()))
    return [name for name in names if name.casefold() in text.casefold() or _last(name) in words]


def _last(name: str) -> str:
    parts = re.findall(r"[^\W\d_]+", name.casefold())
    return parts[-1] if len(parts) > 1 and len(parts[-1]) >= _SHORTEST else "\0"
