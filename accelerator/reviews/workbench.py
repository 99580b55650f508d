"""What stands on the reviewer's desk: the application as submitted, the rubric with the draft, the way through the queue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import Http404

from accelerator.applications.models import Submission
from accelerator.kit import codes, together
from accelerator.kit.addresses import reverse
from accelerator.kit.kept import kept
from accelerator.programmes.models import Criterion, ReviewStage
from accelerator.programmes.scales import SCALES, USUAL, Scale
from accelerator.questionnaires import queries as questionnaires
from accelerator.reviews import blind, pace, panels, queries, queues, scoring, stages
from accelerator.reviews.models import Assignment, Review, Score
from accelerator.reviews.queues import Neighbour
from accelerator.startups.models import Member

STATES: dict[str, str] = {
    Assignment.State.ASSIGNED: "open",
    Assignment.State.SCORED: "done",
    Assignment.State.RECUSED: "conflict",
}
_APART = 60  # steps that a bar of this width shows one by one


@dataclass(frozen=True)
class Line:
    """A criterion with what the draft says about it; `error` is a refusal's sentence for this criterion."""

    criterion: Criterion
    place: int
    of: int
    points: str
    reason: str
    versions: dict[str, int]
    error: str

    @cached_property
    def scale(self) -> Scale:
        return self.criterion.rubric.points

    @cached_property
    def keys(self) -> list[tuple[str, str, str]]:
        """(points, their name, what they mean), the lowest first; none where a number is typed."""
        return [(key, self.scale.named(key), self.criterion.anchors.get(key, "")) for key in self.scale.keys]

    @cached_property
    def fits(self) -> bool:
        """Whether there are points, and on the scale: what was refused is shown again as typed."""
        try:
            return self.scale.steps(self.points) is not None
        except ValueError:
            return False

    @cached_property
    def meaning(self) -> str:
        return self.scale.meaning(self.scale.steps(self.points), self.criterion.anchors) if self.fits else ""

    @cached_property
    def low(self) -> str:
        return str(self.criterion.anchors.get(str(self.scale.low), ""))

    @cached_property
    def high(self) -> str:
        return str(self.criterion.anchors.get(str(self.scale.high), ""))


@dataclass(frozen=True)
class Way:
    """Where this application stands among the reviewer's of its call: (state, is this one) each where they are few enough to tell
    apart, and the codes around it.
    """

    steps: list[tuple[str, bool]]
    previous: str
    next: str
    scored: int
    total: int


def submission(assignment: Assignment) -> Submission:
    """What is judged: the submission that the review was begun on, else the latest."""
    return _of(assignment, _judged(assignment))


def _judged(assignment: Assignment) -> QuerySet[Submission]:
    review: Review | None = getattr(assignment, "review", None)
    begun_on = review.submission_id if review else None
    return _sent.rows(begun_on) if begun_on else _latest.rows(assignment.application_id)


def _of(assignment: Assignment, found: Iterable[Submission]) -> Submission:
    for one in found:
        one.application = assignment.application
        return one
    raise Http404


@kept
def _sent(pk: int) -> QuerySet[Submission]:
    return Submission.objects.filter(pk=pk).select_related("version")


@kept
def _latest(application: int) -> QuerySet[Submission]:
    return Submission.objects.filter(application=application).select_related("version").order_by("-id")[:1]


class Held(NamedTuple):
    """What the page is made of besides the assignment."""

    sent: Submission
    criteria: Sequence[Criterion]
    scores: Sequence[Score]
    neighbours: Sequence[Neighbour]
    paces: Sequence[int]  # seconds
    submissions: Sequence[Submission]
    team: Sequence[Member]


def held(assignment: Assignment) -> Held:
    """One query."""
    review: Review | None = getattr(assignment, "review", None)
    asked = (
        _judged(assignment),
        queries.criteria_of.rows(stages.of(assignment).rubric_id or 0),
        queries.scores_of.rows(review.pk if review else 0),
        queues.neighbours_of.rows(assignment.reviewer_id, assignment.stage_id),
        pace.own.rows(assignment.reviewer_id, assignment.stage_id),
        panels.submissions_of.rows(assignment.application_id),
        panels.team_of.rows(assignment.application.startup_id),
    )
    together.fetch(*asked)
    sent, criteria, scores, neighbours, paces, submissions, team = map(list, asked)
    return Held(_of(assignment, sent), criteria, scores, queues.named(neighbours), paces, submissions, team)


def is_told_elsewhere(assignment: Assignment) -> bool:
    """Whether the page shows rows that its stamp does not know: what others wrote, and what staff word for blind reviewers."""
    return stages.shows_others(assignment) or stages.of(assignment).hides != ReviewStage.Hides.NOTHING


def moving(assignment: Assignment, found: Held) -> dict[str, Any]:
    """What the parts of the page show that other reviews and the time decide."""
    passed, criteria = way(assignment, found.neighbours), found.criteria
    return {
        "assignment": assignment,
        "way": passed,
        "left": pace.left(found.paces, passed.total - passed.scored),
        "locked": assignment.state == Assignment.State.SCORED,
        "scale": criteria[0].rubric.points if criteria else SCALES[USUAL],
    }


def shown(assignment: Assignment, rows: Held, *, typed: dict[str, str], wrong: dict[str, str]) -> dict[str, Any]:
    """All that the page shows; `typed` stands in place of what the draft says, `wrong` beside it, by the names of drafts.py."""
    review: Review | None = getattr(assignment, "review", None)
    sent = rows.sent
    values = (queries.values(review, rows.scores) if review else {}) | typed
    marks = review.marks if review else {}
    found = lines(rows.criteria, values, marks, wrong)
    parts, answered = moving(assignment, rows), reading(assignment, sent)
    return parts | {
        "application": assignment.application,
        "startup": assignment.application.startup,
        "call": assignment.application.call,
        "sent": sent,
        "reading": answered,
        "lines": found,
        "weighted": weighted(found),
        "values": values,
        "marks": marks,
        "wrong": wrong,
        "review": review,
        "shows_others": (open_ := stages.shows_others(assignment)),
        "others": queries.others(assignment) if open_ else (),
        **panels.everything(assignment, sent, answered, submitted=rows.submissions, team=rows.team),
    }


def stamp(assignment: Assignment, held: Held) -> str:
    """The same as long as a page of this desk would show the same but for the way through the queue: a digest of every row that
    the page is made of. What comes to be shown, or to be hidden, by another row belongs in here. No query.
    """
    application = assignment.application
    rows: list[Any] = [
        assignment,
        getattr(assignment, "review", None),
        application,
        application.startup,
        application.call,
        assignment.stage,
    ]
    rows += [*held.criteria, *(one.rubric for one in held.criteria[:1])]
    facts = [[getattr(row, field.attname) for field in row._meta.concrete_fields] for row in rows if row]
    return codes.digest(repr((held.sent.pk, facts)))


def reading(assignment: Assignment, sent: Submission) -> questionnaires.Reading:
    """The answers as submitted, without what was sensitive then or is by now; files lead to this review's own door. One query
    where the call asks with another version by now.
    """
    call = assignment.application.call
    now = None if call.version_id == sent.version_id else call.version
    door = reverse("review_file", args=[assignment.code, "-"]).removesuffix("-/")
    hides = assignment.stage.hides if assignment.stage else ""
    answers = blind.answers(assignment.application, sent, hides) if hides != "nothing" else sent.answers
    return questionnaires.reading(sent.version, answers, door=door, sensitive=False, now=now)


def lines(criteria: Sequence[Criterion], typed: dict[str, str], marks: dict[str, int], wrong: dict[str, str]) -> list[Line]:
    """One for each criterion. `typed` and `wrong` are by the names of drafts.py."""
    return [
        Line(
            criterion=one,
            place=place,
            of=len(criteria),
            points=typed.get(f"points-{one.position}", ""),
            reason=typed.get(f"reason-{one.position}", ""),
            versions={kind: marks.get(f"{kind}-{one.position}", 0) for kind in ("points", "reason")},
            error=wrong.get(f"points-{one.position}", "") or wrong.get(f"reason-{one.position}", ""),
        )
        for place, one in enumerate(criteria, 1)
    ]


def weighted(found: list[Line]) -> Decimal | None:
    points = {line.place: line.scale.points(line.scale.steps(line.points)) for line in found if line.fits}
    return scoring.weighted(points, {line.place: line.criterion.weight for line in found})


def way(assignment: Assignment, mine: Sequence[Neighbour] | None = None) -> Way:
    """The next one is the next unscored, around the end of the queue, decided ones last; empty where none is left. One query
    unless its neighbours are `mine`.
    """
    mine = queues.neighbours(assignment) if mine is None else mine
    at = next(place for place, one in enumerate(mine) if one.pk == assignment.pk)
    live = [one for one in mine if one.state in Assignment.LIVE]
    here = live.index(mine[at])
    after = [one for one in (*mine[at + 1 :], *mine[:at]) if one.state == Assignment.State.ASSIGNED]
    return Way(
        steps=[(STATES[one.state], one.pk == assignment.pk) for one in mine] if len(mine) <= _APART else [],
        previous=live[here - 1].code if here else "",
        next=min(after, key=attrgetter("decided")).code if after else "",
        scored=sum(one.state == Assignment.State.SCORED for one in mine),
        total=len(live),
    )
