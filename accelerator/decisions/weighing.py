"""What decisions are held against: how others of the call that stand were decided, and the line at the last place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet, Value, Window
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.applications.models import Application
from accelerator.decisions import ballots, overruling, voting
from accelerator.decisions.models import Decision
from accelerator.decisions.overruling import Weighed
from accelerator.kit import states, together, wording
from accelerator.kit.together import Steps
from accelerator.programmes.models import Call
from accelerator.reviews import ranks

_TAKEN = Q(decision__outcome=Decision.Outcome.ACCEPT)


@dataclass(frozen=True)
class Weighing:
    """One application: `passed` is the best that is not accepted and stands above it, `taken` the last that is accepted and
    stands below it; each with `n`, how many such there are, or None. `count` are its votes, None where no panel votes.
    """

    weighed: Weighed
    passed: Any
    taken: Any
    count: ballots.Count | None

    def told(self, outcome: str) -> list[str]:
        """A sentence for each rule that `outcome` touches."""
        return [self._told(rule) for rule in overruling.rules(outcome, self.weighed)]

    def _told(self, rule: str) -> str:
        if rule == overruling.LOWER:
            return _named(self.passed, ngettext(
                "%(n)s with a higher mean is not accepted: %(startup)s (%(mean)s).",
                "%(n)s with a higher mean are not accepted, the highest is %(startup)s (%(mean)s).", self.passed.n,
            ))  # fmt: skip
        if rule == overruling.HIGHER:
            return _named(self.taken, ngettext(
                "%(n)s with a lower mean is accepted: %(startup)s (%(mean)s).",
                "%(n)s with a lower mean are accepted, the lowest is %(startup)s (%(mean)s).", self.taken.n,
            ))  # fmt: skip
        if rule == overruling.TIE:
            return _("It shares the mean at the last place, and not all who do fit.")
        return _("The panel voted otherwise: %(outcome)s.") % {"outcome": states.look(self.weighed.voted, "decision").word}

    @property
    def asking(self) -> list[tuple[str, list[str]]]:
        """(outcome, its sentences) of those that need a reason."""
        told = [(outcome, self.told(outcome)) for outcome in Decision.Outcome.values]
        return [(outcome, sentences) for outcome, sentences in told if sentences]


def _named(row: Any, sentence: str) -> str:
    mean = _("no score") if row.mean is None else wording.number(row.mean, 2)
    return sentence % {"n": row.n, "startup": row.startup, "mean": mean}


@together.stepwise
def weigh(call: Call, application: Application) -> Steps[Weighing]:
    """Two queries, with the panel's vote."""
    own, last = _scores(call, [application.pk]), line(call)
    counted, *_rest = yield from together.beside(
        voting.counts.steps(call, [application.pk]), together.filled(own), together.filled(last)
    )
    count = counted.get(application.pk)
    score = dict(own).get(application.pk, Decimal())
    others = _others(call, [application.pk]).select_related("startup").annotate(n=Window(Count("pk")))
    passed = others.exclude(_TAKEN).filter(score__gt=score).order_by("-score", "pk")[:1]
    taken = others.filter(_TAKEN, score__lt=score).order_by("score", "pk")[:1]
    yield passed, taken
    best, least = next(iter(passed), None), next(iter(taken), None)
    weighed = Weighed(score, best and best.score, least and least.score, tied_score(last), count.outcome if count else "")
    return Weighing(weighed, best, least, count)


def against(call: Call, pks: Sequence[int], *, outcome: str) -> dict[str, int]:
    """{rule: for how many of the applications the one outcome for all of them touches it}. Two queries."""
    own, last = _scores(call, pks), line(call)
    best, least = Max("score", filter=~_TAKEN), Min("score", filter=_TAKEN)
    ends = _others(call, pks).order_by().values(_all=Value(1)).annotate(best=best, least=least).values_list("best", "least")
    together.fetch(own, last, ends)
    scores, at_the_line = dict(own), tied_score(last)
    best_passed, least_taken = next(iter(ends), (None, None))
    voted = voting.outcomes(call, pks)
    found: Counter[str] = Counter()
    for pk in pks:
        its = Weighed(scores.get(pk, Decimal()), best_passed, least_taken, at_the_line, voted.get(pk, ""))
        found.update(overruling.rules(outcome, its))
    return dict(found)


def counted(against: Mapping[str, int]) -> list[str]:
    """A sentence for each rule that many touch."""
    sentences = {
        overruling.LOWER: lambda n: ngettext(
            "%(n)d has a lower mean than one that is not accepted.", "%(n)d have a lower mean than one that is not accepted.", n
        ),
        overruling.HIGHER: lambda n: ngettext(
            "%(n)d has a higher mean than one that is accepted.", "%(n)d have a higher mean than one that is accepted.", n
        ),
        overruling.TIE: lambda n: ngettext(
            "%(n)d shares the mean at the last place, and not all who do fit.",
            "%(n)d share the mean at the last place, and not all who do fit.", n,
        ),
        overruling.PANEL: lambda n: ngettext(
            "On %(n)d the panel voted otherwise.", "On %(n)d the panel voted otherwise.", n
        ),
    }  # fmt: skip
    return [sentences[rule](n) % {"n": n} for rule, n in against.items()]


def _scores(call: Call, pks: Sequence[int]) -> QuerySet[Any, Any]:
    return ranks.standings(call).filter(pk__in=pks).order_by().values_list("pk", "score")


def _others(call: Call, pks: Sequence[int]) -> QuerySet[Any]:
    return ranks.standings(call).filter(decision__isnull=False).exclude(pk__in=pks)


def line(call: Call) -> QuerySet[Any, Any]:
    """The means at the last place and just behind it."""
    scored = ranks.standings(call).filter(mean__isnull=False)
    return scored.values_list("score", flat=True)[call.places - 1 : call.places + 1]


def tied_score(last: Iterable[Decimal]) -> Decimal | None:
    """The mean at the last place, where the next has it too."""
    scores = list(last)
    return scores[0] if len(scores) == 2 and scores[0] == scores[1] else None
