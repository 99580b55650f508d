"""Who would read what: what is known of reviewers and applications, weighed, solved, explained."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from accelerator.kit import clock
from accelerator.kit.refusals import Refusal
from accelerator.programmes.models import ReviewStage
from accelerator.reviews import explaining, overviews, planning, queries
from accelerator.reviews.affinities import Weights
from accelerator.reviews.models import Assignment, Bid, Conflict, Decline, Expertise, Profile, Ruling
from accelerator.trail.models import Entry, SearchRow
from tests.factories import reviews, startups

pytestmark = pytest.mark.django_db
NOTHING = dict.fromkeys(("bids", "expertise", "sector", "text", "language", "load"), 0)


@pytest.fixture
def call() -> Any:
    return reviews.call()


@pytest.fixture
def manager(call: Any) -> Any:
    return reviews.manager(call, name="Mei Lin")


@pytest.fixture
def two(call: Any) -> list[Any]:
    return [reviews.application(call, name=name) for name in ("Berth", "Kiln")]


@pytest.fixture
def people(call: Any) -> list[Any]:
    return [reviews.reviewer(call, name=name) for name in ("Ann", "Bo")]


def told(plan: planning.Plan) -> list[tuple[str, str]]:
    return [(one.startup.name, who.name) for one, who in plan.pairs]


def only(name: str) -> Weights:
    return Weights(**NOTHING | {name: 5})


def bid(application: Any, person: Any, value: str) -> None:
    Bid.objects.create(application=application, person=person, value=value)


def crossed(name: str, two: list[Any], people: list[Any]) -> None:
    """Makes the second the one for the first, and the first the one for the second, by one part alone."""
    berth, kiln = two
    ann, bo = people
    if name == "bids":
        bid(berth, bo, "yes")
        bid(kiln, bo, "no")
        bid(berth, ann, "maybe")
    elif name in ("expertise", "sector"):
        for one, tag in ((berth, "Ports"), (kiln, "Céramics")):
            startups_ = type(one.startup).objects.filter(pk=one.startup_id)
            startups_.update(**({"tags": [tag]} if name == "expertise" else {"sector": tag}))
            one.startup.refresh_from_db()
        Expertise.objects.create(person=bo, tag="ports", level=3)
        Expertise.objects.create(person=ann, tag="ceramics", level=1)
    elif name == "text":
        SearchRow.objects.filter(noun="application").delete()
        SearchRow.objects.create(noun="application", row=berth.pk, words="'harbour':1 'cranes':2")
        SearchRow.objects.create(noun="application", row=kiln.pk, words="'clay':1 'glaze':2")
        Profile.objects.create(person=bo, bio="Built cranes for twenty years")
        Profile.objects.create(person=ann, bio="Glaze chemist")
    elif name == "language":
        version = kiln.sheet.version
        type(kiln.sheet).objects.filter(pk=kiln.sheet_id).update(version=_in_malay(version))
        Profile.objects.create(person=bo, languages=["en"])
        Profile.objects.create(person=ann, languages=["ms"])


def _in_malay(version: Any) -> Any:
    definition = version.definition | {"language": "ms"}
    return type(version).objects.create(questionnaire=version.questionnaire, number=version.number + 1, definition=definition)


@pytest.mark.parametrize("name", ["bids", "expertise", "sector", "text", "language"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_each_part_alone_says_who_reads_what(call: Any, two: list[Any], people: list[Any], name: str, seed: int) -> None:
    crossed(name, two, people)
    plan = reviews.plan(call, two, people, per_item=1, weights=only(name), seed=seed)
    assert told(plan) == [("Berth", "Bo"), ("Kiln", "Ann")]
    other = Weights(**NOTHING | {"load": 5})
    assert {tuple(told(reviews.plan(call, two, people, per_item=1, weights=other, seed=seed))) for seed in range(8)} == {
        (("Berth", "Ann"), ("Kiln", "Bo")),
        (("Berth", "Bo"), ("Kiln", "Ann")),
    }


def test_fit_is_the_weighted_mean_of_what_anybody_spoke_of(call: Any, two: list[Any], people: list[Any]) -> None:
    bid(two[0], people[0], "yes")
    Expertise.objects.create(person=people[0], tag="Ports", level=3)
    plan = reviews.plan(call, two, people, per_item=1, weights=Weights(**NOTHING | {"bids": 3, "expertise": 1}))
    assert dict(zip(told(plan), plan.fits(), strict=True)) == {("Berth", "Ann"): 0.75, ("Kiln", "Bo"): 0.1875}


def test_loads_are_even_and_what_fades_counts_less(call: Any, people: list[Any]) -> None:
    ann, bo = people
    for _ in range(2):
        reviews.assignment(reviews.application(call), reviewer=ann, due_on=clock.today(call.zone) - timedelta(days=20))
    fresh = [reviews.application(call) for _ in range(4)]
    assert [more for _who, _now, more, _then in reviews.plan(call, fresh, people, per_item=1).loads()] == [2, 2]
    Assignment.objects.update(due_on=clock.today(call.zone) + timedelta(days=20))
    plan = reviews.plan(call, fresh, people, per_item=1)
    assert plan.loads() == [(ann, 2, 1, 3), (bo, 0, 3, 3)]


def test_nobody_gets_more_than_they_take_on(call: Any, people: list[Any]) -> None:
    Profile.objects.create(person=people[0], max_load=1)
    plan = reviews.plan(call, [reviews.application(call) for _ in range(4)], people, per_item=1)
    assert [more for _who, _now, more, _then in plan.loads()] == [1, 3]


def test_what_is_late_counts_whole_against_the_most_a_manager_wishes(call: Any, people: list[Any]) -> None:
    """It weighs nothing after two weeks, and is theirs to read still."""
    ann, bo = people
    for _ in range(2):
        reviews.assignment(reviews.application(call), reviewer=ann, due_on=clock.today(call.zone) - timedelta(days=20))
    fresh = [reviews.application(call) for _ in range(4)]
    assert reviews.plan(call, fresh, people, per_item=1, most=3).loads() == [(ann, 2, 1, 3), (bo, 0, 3, 3)]
    tight = reviews.plan(call, fresh, people, per_item=1, most=2).tight
    assert tight is not None
    assert (tight.needed, tight.possible) == (4, 2)
    Profile.objects.create(person=bo, max_load=1)
    assert reviews.plan(call, fresh[:2], people, per_item=1, most=3).loads() == [(ann, 2, 1, 3), (bo, 0, 1, 1)]


def test_who_is_too_full_makes_it_impossible_and_nothing_is_given(call: Any, manager: Any, people: list[Any]) -> None:
    three = [reviews.application(call) for _ in range(3)]
    plan = reviews.plan(call, three, people, per_item=2, most=2)
    assert (plan.pairs, plan.lacks, plan.tight and (plan.tight.needed, plan.tight.possible)) == ([], 6, (6, 4))
    assert plan.tight is not None
    assert explaining.tight(plan.tight) == (
        "3 applications want 6 reviews, and those who may read them have room for 4. 2 reviews are too many."
    )
    with pytest.raises(Refusal, match="2 reviews are too many") as refused:
        reviews.allotted(three, reviewers=people, per_item=2, most=2, by=manager)
    assert refused.value.field == "reviewers"
    assert not Assignment.objects.exists()


def test_what_is_too_tight_is_named_and_given_out_partly_where_wished(call: Any, two: list[Any], people: list[Any]) -> None:
    reviews.conflict(two[0], people[0])
    plan = reviews.plan(call, two, people, per_item=2)
    assert plan.tight is not None
    assert ([one.startup.name for one in plan.tight.applications], plan.tight.needed, plan.tight.possible) == (["Berth"], 2, 1)
    partly = reviews.plan(call, two, people, per_item=2, partly=True)
    assert (sorted(told(partly)), partly.short) == ([("Berth", "Bo"), ("Kiln", "Ann"), ("Kiln", "Bo")], {two[0].pk: 1})


def test_nobody_there_is_said(call: Any, two: list[Any]) -> None:
    away = reviews.reviewer(call)
    away.absences.create(from_on=date(2000, 1, 1), until_on=date(2999, 1, 1))
    plan = reviews.plan(call, two, [away], per_item=1, due_on=clock.today(call.zone))
    assert plan.tight is not None
    assert (plan.pairs, plan.tight.needed, plan.tight.possible) == ([], 2, 0)


def test_a_hand_goes_first_and_never_into_a_conflict(call: Any, two: list[Any], people: list[Any]) -> None:
    ann, bo = people
    bid(two[0], ann, "yes")
    bid(two[1], bo, "yes")
    pair = lambda one, who: (one.number, who.code)  # noqa: E731
    kept = reviews.plan(call, two, people, per_item=1, kept=frozenset([pair(two[0], bo)]))
    assert told(kept) == [("Berth", "Bo"), ("Kiln", "Ann")]
    never = reviews.plan(call, two, people, per_item=1, never=frozenset([pair(two[0], ann)]))
    assert told(never)[0] == ("Berth", "Bo")
    more = reviews.plan(call, two[:1], people, per_item=1, kept=frozenset([pair(two[0], ann), pair(two[0], bo)]))
    assert told(more) == [("Berth", "Ann"), ("Berth", "Bo")]
    reviews.conflict(two[0], bo)
    barred = reviews.plan(call, two, people, per_item=1, kept=frozenset([pair(two[0], bo)]))
    assert told(barred)[0] == ("Berth", "Ann")


def test_what_was_handed_back_comes_back_only_by_hand(call: Any, two: list[Any], people: list[Any]) -> None:
    Decline.objects.create(application=two[0], person=people[0], reason="no_time")
    assert reviews.plan(call, two[:1], people[:1], per_item=1).pairs == []
    kept = frozenset([(two[0].number, people[0].code)])
    assert told(reviews.plan(call, two[:1], people[:1], per_item=1, kept=kept)) == [("Berth", "Ann")]


def test_the_worst_served_comes_first_where_that_is_wished(call: Any, two: list[Any], people: list[Any]) -> None:
    for person, values in zip(people, (("yes", "no"), ("maybe", "no")), strict=True):
        for application, value in zip(two, values, strict=True):
            bid(application, person, value)
    Bid.objects.filter(application=two[1], person=people[0]).update(value="maybe")
    at_best = reviews.plan(call, two, people, per_item=1, weights=only("bids"))
    lifted = reviews.plan(call, two, people, per_item=1, weights=only("bids"), fairness="floor")
    assert (sum(at_best.fits()), min(at_best.fits())) == (1.0, 0.0) or (sum(at_best.fits()), min(at_best.fits())) == (1.0, 0.5)
    assert (sum(lifted.fits()), min(lifted.fits())) == (1.0, 0.5)


def test_why_somebody_has_it_and_the_best_refused_has_not(call: Any, two: list[Any], people: list[Any]) -> None:
    ann, bo = people
    bid(two[0], ann, "yes")
    bid(two[1], ann, "yes")
    plan = reviews.plan(call, two, people, per_item=1, weights=only("bids"))
    (mine,) = [one for number in (two[0].number, two[1].number) for one in planning.why(plan, number) if one.person == bo]
    assert (mine.reason.rank, mine.reason.choice, explaining.counted(mine)) == (2, 2, [("Bids", 25)])
    assert explaining.others(mine) == [
        "Ann would fit better, 100, but has no room. With them here all applications together would fit as well."
    ]
    assert planning.why(plan, "none") == []


class TestStages:
    @pytest.fixture
    def later(self, call: Any) -> Any:
        stage = ReviewStage.objects.create(call=call, position=2, kind="interview", own_wanted=1)
        stage.call = call
        return stage

    @pytest.fixture
    def first(self, call: Any) -> Any:
        stage = ReviewStage.objects.get(call=call, position=1)
        stage.call = call
        return stage

    def test_what_was_read_before_is_read_anew_by_the_same_person(
        self, call: Any, manager: Any, two: list[Any], people: list[Any], first: Any, later: Any
    ) -> None:
        reviews.review(reviews.assignment(two[0], reviewer=people[0]))
        Ruling.objects.create(application=two[0], stage=first, outcome="on", by=manager)
        assert [one.startup.name for one in queries.lacking(first)] == ["Kiln"]
        assert [one.startup.name for one in queries.lacking(later)] == ["Berth"]
        plan = planning.plan(later, list(queries.lacking(later)), planning.Wish(people[:1], per_item=1))
        assert told(plan) == [("Berth", "Ann")]
        operations_ = reviews.operations.allot(later, two[:1], planning.Wish(people[:1], per_item=1), by=manager)
        assert operations_.pairs == plan.pairs
        assert list(Assignment.objects.order_by("pk").values_list("stage__position", "state")) == [(1, "scored"), (2, "assigned")]
        seen = [overviews.read(first, [first, later], hands_on=False), overviews.read(later, [first, later], hands_on=False)]
        covered = [one.coverage for one in seen]
        assert [(one.given, one.scored, one.covered) for one in covered] == [(1, 1, 0), (1, 0, 1)]

    def test_what_is_elsewhere_is_not_given_out_here(self, two: list[Any], people: list[Any], manager: Any, later: Any) -> None:
        with pytest.raises(Refusal, match="not in this review stage any more"):
            reviews.operations.allot(later, two, planning.Wish(people, per_item=1), by=manager)


def test_weights_stand_in_the_trail(two: list[Any], people: list[Any], manager: Any) -> None:
    plan = reviews.allotted(two, reviewers=people, per_item=1, weights=only("bids"), by=manager)
    facts = Entry.objects.get(verb="review.spread").facts
    assert facts == {"reviews": 2, "reviewers": 2, "counted": "bids 5", "act": plan.act}


@pytest.mark.parametrize("size", [1, 3])
def test_a_plan_asks_the_same_for_one_and_three(call: Any, size: int, django_assert_num_queries: Any) -> None:
    applications = [reviews.application(call) for _ in range(size)]
    people = [reviews.reviewer(call) for _ in range(size)]
    for one, who in zip(applications, people, strict=True):
        bid(one, who, "yes")
        Expertise.objects.create(person=who, tag="Ports", level=2)
        Profile.objects.create(person=who, bio="Ports", languages=["en"])
        startups.member(one.startup, reviews.reviewer(call))
    wish = planning.Wish(people, per_item=1)
    stage = call.review_stages.select_related("call").get()
    with django_assert_num_queries(3):
        planning.plan(stage, applications, wish)
    assert not Conflict.objects.exists()
