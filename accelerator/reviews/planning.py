"""Who would read what in a review stage: what a manager asks for, what is known, and the solver's answer. Reads only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from accelerator.applications.models import Application
from accelerator.kit import codes, together
from accelerator.programmes.models import ReviewStage
from accelerator.reviews import affinities, facts, matching, queries
from accelerator.reviews.affinities import Weights
from accelerator.reviews.allocation import Allocation, Infeasible, Reason, allocate, explain
from accelerator.reviews.facts import Facts, Pair
from accelerator.reviews.points import Edge

if TYPE_CHECKING:
    from accelerator.reviews.affinities import Array


@dataclass(frozen=True)
class Wish:
    """What a manager asks for.

    `most` is how many applications of the call one reviewer has at most, those they have counted; 0 for as even as can be.
    `partly`: who has too few possible reviewers gets as many as there are. `kept` and `never`: pairs of an application's number
    and a person's code that were chosen or ruled out by hand.
    """

    reviewers: Sequence[Any]
    per_item: int
    most: int = 0
    weights: Weights = field(default_factory=Weights)
    fairness: Literal["sum", "floor"] = "sum"
    partly: bool = False
    kept: frozenset[tuple[str, str]] = frozenset()
    never: frozenset[tuple[str, str]] = frozenset()
    seed: int = 0
    due_on: date | None = None


class Tight(NamedTuple):
    """Why nothing can be assigned: `applications` want `needed` reviews, and those who may read them have room for `possible`;
    `people` among them for no more. Without `people` by hand more was given than fits.
    """

    applications: list[Application]
    people: list[Any]
    needed: int
    possible: int


@dataclass(frozen=True)
class Plan:
    """Who would get what. `before` is the live load in the call by person id; `short` what lacks by application id."""

    wish: Wish
    due_on: date | None
    pairs: list[tuple[Application, Any]]
    short: dict[int, int]
    edges: list[Edge]
    before: Counter[int]
    tight: Tight | None
    question: Question = field(compare=False, repr=False)
    found: Allocation | None = field(default=None, compare=False, repr=False)
    act: str = ""  # once carried out, what undo() takes

    def loads(self) -> list[tuple[Any, int, int, int]]:
        """(reviewer, applications now, more, then), in the order given."""
        more = Counter(person.pk for _, person in self.pairs)
        return [(who, self.before[who.pk], more[who.pk], self.before[who.pk] + more[who.pk]) for who in self.wish.reviewers]

    def fits(self) -> list[float]:
        """The affinity of each pair, from 0 to 1."""
        rows, columns = _places(self.question.applications), _places(self.question.people)
        return [float(self.question.affinity[rows[one.pk], columns[who.pk]]) for one, who in self.pairs]

    @property
    def lacks(self) -> int:
        """How many reviews stay open."""
        return sum(self.short.values())

    @property
    def fingerprint(self) -> str:
        """The same for the same pairs: what a preview hands back, so that nothing else is carried out."""
        return codes.digest(repr([(application.pk, person.pk) for application, person in self.pairs]))


@dataclass(frozen=True)
class Question:
    """What the solver is asked: applications × people. By person, `carried` is what they have as it weighs by now and `room`
    how much more they take.
    """

    applications: Sequence[Application]
    people: Sequence[Any]
    parts: dict[str, Array]
    affinity: Array
    need: list[int]
    barred: set[Pair]
    kept: set[Pair]
    carried: list[int]
    room: list[int]


class Why(NamedTuple):
    """Of one pair: its parts by name, and what the solver says of it. `refused` are (person, why, value, cost)."""

    person: Any
    parts: dict[str, float]
    reason: Reason
    refused: Sequence[tuple[Any, str, float, float | None]]


def plan(stage: ReviewStage, applications: Sequence[Application], wish: Wish) -> Plan:
    """A fixed number of queries. Who is away on each day until reviews are due gets none. Select the startup along."""
    due_on = wish.due_on or stage.due_on
    found_by, told = (
        queries.edges.steps(applications, wish.reviewers),
        facts.read.steps(stage, applications, wish.reviewers, due_on),
    )
    edges, known = together.run(together.beside(found_by, told))
    conflicted = {(edge.application_id, edge.person_id) for edge in edges}
    known = replace(known, given=known.given - conflicted)  # those are taken back
    question = _question(applications, wish, known, conflicted)
    found = solved(question, wish) if any(question.need) else None
    made = found.pairs if isinstance(found, Allocation) else []
    pairs = [(applications[row], question.people[column]) for row, column in made]
    has = Counter([application for application, _ in known.given] + [application.pk for application, _ in pairs])
    short = {one.pk: wish.per_item - has[one.pk] for one in applications if has[one.pk] < wish.per_item}
    tight = _tight(question, found) if isinstance(found, Infeasible) else None
    allocation = found if isinstance(found, Allocation) else None
    return Plan(wish, due_on, pairs, short, edges, Counter(known.before), tight, question, allocation)


def _question(applications: Sequence[Application], wish: Wish, known: Facts, found: set[Pair]) -> Question:
    people = [one for one in wish.reviewers if one.pk not in known.gone]
    rows, columns = _places(applications), _places(people)
    kept = _by_hand(wish.kept, applications, people)
    barred = _numbered(known.conflicts | found | known.given, rows, columns) | _by_hand(wish.never, applications, people)
    barred |= _numbered(known.declined, rows, columns) - kept
    kept -= barred
    held, mine = Counter(application for application, _ in known.given), Counter(row for row, _ in kept)
    need = [max(0, wish.per_item - held[one.pk], mine[row]) for row, one in enumerate(applications)]
    carried = [round(known.burden.get(one.pk, 0)) for one in people]
    parts = matching.parts(known, applications, people, wish.weights)
    if wish.weights.load:
        parts["load"] = matching.load(carried, len(applications))
    affinity = affinities.combined(parts, wish.weights, (len(applications), len(people)))
    room = [_room(known, one.pk, wish.most, len(applications)) for one in people]
    return Question(applications, people, parts, affinity, need, barred, kept, carried, room)


def _room(known: Facts, person: int, most: int, else_: int) -> int:
    """How many more somebody takes on in the call, by what they said and at `most`; what they have counts whole, however late."""
    said = known.profiles.get(person)
    limits = [said.max_load] if said and said.max_load is not None else []
    limits += [most] if most else []
    return max(0, min(limits) - known.before.get(person, 0)) if limits else else_


def _places(rows: Sequence[Any]) -> dict[int, int]:
    return {one.pk: place for place, one in enumerate(rows)}


def _numbered(pairs: Collection[Pair], rows: dict[int, int], columns: dict[int, int]) -> set[Pair]:
    return {(rows[application], columns[person]) for application, person in pairs if person in columns}


def _by_hand(pairs: Collection[tuple[str, str]], applications: Sequence[Application], people: Sequence[Any]) -> set[Pair]:
    """Those whose number and code are here."""
    rows = {one.number: row for row, one in enumerate(applications)}
    columns = {one.code: column for column, one in enumerate(people)}
    return {(rows[number], columns[code]) for number, code in pairs if number in rows and code in columns}


def solved(question: Question, wish: Wish) -> Allocation | Infeasible:
    """With loads at most as wished; else as even as can be."""
    if not question.people:
        return Infeasible("places", range(len(question.need)), [], sum(question.need), 0)
    need = list(question.need)
    if wish.partly:
        barred = Counter(row for row, _ in question.barred)
        need = [min(one, len(question.people) - barred[row]) for row, one in enumerate(need)]
    tried: Allocation | Infeasible = Infeasible("places", range(len(need)), [], sum(need), 0)
    for least, most in _loads(question, sum(need), wish.most):
        tried = _tried(question, need, least, most, wish)
        if isinstance(tried, Allocation):
            break
    return tried


def _loads(question: Question, needed: int, most: int) -> Iterator[tuple[list[int], list[int]]]:
    """What each may get at least and at most, the more even first; the last is all that they can carry."""
    highest = max((one + more for one, more in zip(question.carried, question.room, strict=True)), default=0)
    if not most:
        top, step = affinities.level(question.carried, question.room, needed), 1
        yield _between(question, top - 1, top)
        while top < highest:
            yield _between(question, 0, top)
            top, step = top + step, step * 2
    yield _between(question, 0, highest)


def _between(question: Question, least: int, most: int) -> tuple[list[int], list[int]]:
    mine = Counter(column for _, column in question.kept)  # what a hand has given goes beyond what would be given else
    both = list(zip(question.carried, question.room, strict=True))
    highest = [max(min(room, max(0, most - one)), mine[column]) for column, (one, room) in enumerate(both)]
    return [min(max(0, least - one), most) for (one, _), most in zip(both, highest, strict=True)], highest


def _tried(question: Question, need: list[int], least: list[int], most: list[int], wish: Wish) -> Allocation | Infeasible:
    asked: dict[str, Any] = {"per_item": need, "min_load": least, "max_load": most, "fixed": question.kept}
    try:
        return allocate(question.affinity, **asked, conflicts=question.barred, seed=wish.seed, fairness=wish.fairness)
    except Infeasible as infeasible:
        return infeasible


def _tight(question: Question, found: Infeasible) -> Tight:
    applications = [question.applications[row] for row in found.items]
    return Tight(applications, [question.people[column] for column in found.reviewers], found.needed, found.possible)


def why(plan: Plan, number: str) -> list[Why]:
    """Of each pair that the plan makes for an application; empty where it makes none."""
    question, found = plan.question, plan.found
    rows = [row for row, one in enumerate(question.applications) if one.number == number]
    if not rows or found is None:
        return []
    return [_why(question, rows[0], reason) for reason in explain(found, rows[0])]


def _why(question: Question, row: int, reason: Reason) -> Why:
    parts = {name: float(part[row, reason.reviewer]) for name, part in question.parts.items()}
    refused = [(question.people[one.reviewer], one.why, one.value, one.cost) for one in reason.refused]
    return Why(question.people[reason.reviewer], parts, reason, refused)
