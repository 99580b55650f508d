"""Rankings are worked out where scores came or went, and by nobody else's leave."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accelerator.kit.refusals import Forbidden
from accelerator.programmes.models import Call
from accelerator.reviews import operations, rankings
from accelerator.reviews.models import Ranked, Ranking, Review
from tests.cast import browser
from tests.factories import reviews, startups
from tests.programs import program

pytestmark = pytest.mark.django_db


@pytest.fixture
def call() -> Call:
    return reviews.call()


def stage_of(call: Call) -> Any:
    return call.review_stages.get()


def scored(call: Call, *points: int) -> Any:
    application = reviews.application(call)
    for one in points:
        reviews.review(reviews.assignment(application), {1: one, 2: one, 3: one})
    return application


def test_worked_out_where_scores_came_or_went(call: Call) -> None:
    stage = stage_of(call)
    assert (operations.rank(stage.pk), operations.rank_stale(), Ranking.objects.exists()) == (False, 0, False)
    first = scored(call, 5, 4)
    assert (operations.rank_stale(), operations.rank_stale()) == (1, 0)
    assert list(Ranked.objects.values_list("application", "rank", "mean", "scores")) == [(first.pk, 1, 4.5, 2)]
    scored(call, 3)
    assert operations.rank(stage.pk, pause=timedelta(hours=1)) is False
    assert (operations.rank(stage.pk), Ranked.objects.count()) == (True, 2)
    manager = reviews.manager(call)
    operations.reopen(Review.objects.get(total=3).assignment, by=manager)
    assert (operations.rank_stale(), Ranked.objects.count()) == (1, 1)
    Call.objects.filter(pk=call.pk).update(places=7)
    assert (operations.rank_stale(), Ranking.objects.get().places) == (1, 7)


def test_the_last_score_gone_takes_the_ranking_along(call: Call) -> None:
    scored(call, 3)
    operations.rank_stale()
    operations.reopen(Review.objects.get().assignment, by=reviews.manager(call))
    assert (operations.rank_stale(), Ranking.objects.exists()) == (1, False)


def test_only_managers_work_it_out(call: Call) -> None:
    with pytest.raises(Forbidden):
        operations.work_out(stage_of(call), by=reviews.reviewer(call))


def test_people_and_applications_are_named_and_who_is_gone_is_left_out(call: Call) -> None:
    inside, outside = scored(call, 5, 5), scored(call, 4, 4)
    scored(call, 3, 3)
    operations.rank(stage_of(call).pk)
    held = rankings.of(stage_of(call))
    assert held is not None
    held.flips = [{"application": inside.pk, "person": -1, "up": [outside.pk], "down": []}]
    held.worth = [{"application": outside.pk, "chance": 0.25, "inside": True}, {"application": -1, "chance": 1, "inside": True}]
    told = rankings.told(held, to=reviews.manager(call))
    assert (told.flips, told.moves) == ([], [])
    assert told.worth == [{"application": outside, "chance": 0.25, "inside": True, "percent": 25}]
    assert {one["person"].pk for one in told.reviewers} == set(Review.objects.values_list("assignment__reviewer", flat=True))


def test_what_one_more_read_moves_in_no_case_of_a_hundred_is_worth_none(call: Call) -> None:
    one, other = scored(call, 5, 5), scored(call, 4, 4)
    operations.rank(stage_of(call).pk)
    held = rankings.of(stage_of(call))
    assert held is not None
    held.worth = [{"application": each.pk, "chance": chance, "inside": True} for each, chance in ((one, 0.005), (other, 0.0049))]
    assert [each["application"] for each in rankings.told(held, to=reviews.manager(call)).worth] == [one]


def test_odd_scores_are_told_by_their_size_above_or_below(call: Call) -> None:
    application = scored(call, 5, 4)
    operations.rank(stage_of(call).pk)
    who = application.assignments.first().reviewer_id
    kinds = [("severity", "", -0.82), ("severity", "", 0.67), ("lean", "country", -0.4), ("lean", "conflict", -0.3)]
    odd = [{"person": who, "kind": kind, "about": about, "found": found, "expected": 0} for kind, about, found in kinds]
    Ranking.objects.update(odd=odd)
    page = " ".join(
        browser(reviews.manager(call)).get(f"/calls/{call.slug}/ranking/{stage_of(call).code}/panel/").content.decode().split()
    )
    for said in (
        "0.82 points above the panel",
        "0.67 points below the panel",
        "0.40 points fewer for startups from their own country",
        "0.30 points fewer for those they once had a conflict with",
    ):
        assert said in page


@pytest.mark.parametrize("why", ["conflict", "startup"])
def test_what_hangs_on_an_application_of_a_readers_conflict_is_not_told(call: Call, why: str) -> None:
    apart, other, third = scored(call, 5, 5), scored(call, 4, 4), scored(call, 3, 3)
    operations.rank(stage_of(call).pk)
    manager, held = reviews.manager(call), rankings.of(stage_of(call))
    assert held is not None
    person = Review.objects.values_list("assignment__reviewer", flat=True)[0]
    lines = [{"application": one.pk, "person": person} for one in (apart, other)]
    held.flips = [one | {"up": [apart.pk, third.pk], "down": []} for one in lines]
    held.flips += [one | {"up": [], "down": [apart.pk], "moved": 1.0} for one in lines]
    held.worth = [{"application": one.pk, "chance": 0.25, "inside": True} for one in (apart, other)]
    held.save()
    if why == "conflict":
        reviews.conflict(apart, manager)
    else:
        startups.member(apart.startup, manager)
    told = rankings.told(held, to=manager)
    assert [(one["application"], one["up"], one["down"]) for one in told.flips + told.moves] == [
        (other, [third], []),
        (other, [], []),
    ]
    assert [one["application"] for one in told.worth] == [other]
    at = f"/calls/{call.slug}/"
    out = program(manager).get(f"/api/v1{at}review-stages/{stage_of(call).code}/panel").json()
    named = [out[name][0]["application"] for name in ("flips", "moves", "worth_reading")]
    assert (named, apart.number in str(out)) == ([other.number] * 3, False)
    page = browser(manager).get(f"{at}ranking/{stage_of(call).code}/panel/")
    assert [one["application"] for one in page.context["told"].worth] == [other]


def leaning(call: Call) -> list[Any]:
    """Two of four reviewers and six of twelve applications are from Singapore; the first reviewer gives those more."""
    panel = [reviews.reviewer(call) for _ in range(4)]
    for person, country in zip(panel, ("SG", "SG", "MY", ""), strict=True):
        said: dict[str, Any] = {"bio": "", "languages_read": [], "max_load": None, "expertise": {}}
        operations.describe(person, by=person, country=country, **said)
    for number in range(12):
        application = reviews.application(call, country="MY" if number % 2 else "SG")
        for place, person in enumerate(panel):
            base, leans = 2 + number % 3, place == 0 and not number % 2
            last = base if leans else base + (number + place) % 3 - 1
            points = [min(5, one) for one in (base + 2 * leans, base + 2 * leans, last)]
            reviews.review(reviews.assignment(application, reviewer=person), dict(enumerate(points, 1)))
    return panel


def test_who_gives_startups_from_their_own_country_more_is_named(call: Call) -> None:
    panel = leaning(call)
    manager, stage = reviews.manager(call), stage_of(call)
    operations.work_out(stage, by=manager)
    leans = [one for one in Ranking.objects.get().odd if one["kind"] == "lean"]
    assert [(one["person"], one["about"], one["scores"]) for one in leans] == [(panel[0].pk, "country", 6)]
    assert leans[0]["found"] == pytest.approx(4 / 3)
    page = " ".join(browser(manager).get(f"/calls/{call.slug}/ranking/{stage.code}/panel/").content.decode().split())
    assert "1.33 points more for startups from their own country" in page
    told = program(manager).get(f"/api/v1/calls/{call.slug}/review-stages/{stage.code}/panel").json()["odd"]
    assert [(one["person"], one["about"]) for one in told if one["kind"] == "lean"] == [(panel[0].code, "country")]


def test_through_the_api(call: Call) -> None:
    stage, client = stage_of(call), program(reviews.manager(call))
    at = f"/api/v1/calls/{call.slug}/review-stages/{stage.code}"
    assert client.get(f"{at}/ranking").status_code == 404
    application = scored(call, 5, 4)
    assert client.post(f"{at}/ranking").status_code == 204
    told = client.get(f"{at}/ranking").json()
    (row,) = told["items"]
    assert (row["application"], row["rank"], row["raw_rank"], row["mean"], row["scores"], row["apart"]) == (
        application.number,
        1,
        1,
        4.5,
        2,
        False,
    )
    assert (told["scores"], told["places"], row["low"] <= row["estimate"] <= row["high"]) == (2, call.places, True)
    panel = client.get(f"{at}/panel").json()
    assert (len(panel["reviewers"]), panel["groups"]) == (2, [1])


def test_what_one_score_a_step_higher_or_lower_would_turn(call: Call) -> None:
    """Two read four applications, of which the first leads by half a point, for one place."""
    Call.objects.filter(pk=call.pk).update(places=1)
    panel = [reviews.reviewer(call, name=name) for name in ("Ann", "Bo")]
    rows = [reviews.application(call) for _ in range(4)]
    for row, given in zip(rows, ((5, 4), (4, 4), (2, 2), (1, 2)), strict=True):
        for person, points in zip(panel, given, strict=True):
            reviews.review(reviews.assignment(row, reviewer=person), dict.fromkeys((1, 2, 3), points))
    stage, manager = stage_of(call), reviews.manager(call)
    operations.work_out(stage, by=manager)
    moves = program(manager).get(f"/api/v1/calls/{call.slug}/review-stages/{stage.code}/panel").json()["moves"]
    turned = {"up": [rows[1].number], "down": [rows[0].number]}
    assert moves == [
        {"application": rows[place].number, "person": person.code, "moved": moved} | turned
        for place, moved in ((0, -1.0), (1, 1.0))
        for person in panel
    ]
    page = " ".join(browser(manager).get(f"/calls/{call.slug}/ranking/{stage.code}/panel/").content.decode().split())
    assert "a step of the scale (1) higher or lower" in page
    assert [page.count(f"if {name} gave 1 {way}") for name in ("Ann", "Bo") for way in ("more", "less")] == [1, 1, 1, 1]


def test_a_ranking_of_before_moves_were_asked_is_worked_out_anew(call: Call) -> None:
    scored(call, 5, 4)
    operations.rank_stale()
    Ranking.objects.update(figures={})
    assert (operations.rank_stale(), operations.rank_stale()) == (1, 0)
    assert Ranking.objects.get().figures["step"] == 1


def test_founders_and_reviewers_never_see_it(call: Call) -> None:
    application = scored(call, 5)
    operations.rank_stale()
    for person in (reviews.owner_of(application), reviews.reviewer(call)):
        for path in ("/ranking/", f"/ranking/{stage_of(call).code}/panel/"):
            assert browser(person).get(f"/calls/{call.slug}{path}").status_code == 404
