"""What was said in a stage about applications: shown, listed, taken back; never to who stands in conflict, nor to founders."""

from __future__ import annotations

from typing import Any

import pytest

from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.programmes.models import Call, ReviewStage
from accelerator.reviews import operations, rulings, stages
from accelerator.reviews.models import Ruling
from accelerator.startups.models import Member
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import accounts, reviews
from tests.programs import problem, program, walked

pytestmark = pytest.mark.django_db


@pytest.fixture
def call() -> Call:
    return reviews.call()


@pytest.fixture
def manager(call: Call) -> Any:
    return reviews.manager(call, name="Mei Lin")


@pytest.fixture
def stage(call: Call, manager: Any) -> ReviewStage:
    """The first of two, with a list of reasons."""
    operations.add_stage(call, by=manager, kind="interview")
    return operations.change_stage(stages.of_call(call)[0], by=manager, kind="screening", reasons=["Too early", "Not our field"])


def rule(stage: ReviewStage, *applications: Any, outcome: str = "on", by: Any, **said: Any) -> str:
    return operations.rule(stage, applications=applications, outcome=outcome, by=by, **said)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def told(stage: ReviewStage, reader: Any, outcome: str = "") -> list[tuple[Any, str, bool]]:
    return [(one.application, one.why, one.free) for one in rulings.of(stage, reader=reader, outcome=outcome)]


def test_the_newest_first_with_why_and_what_can_be_taken_back(stage: ReviewStage, manager: Any) -> None:
    good, met, bad, gone = (reviews.application(stage.call) for _each in range(4))
    rule(stage, good, met, by=manager)
    rule(stage, bad, gone, outcome="out", reasons=["Too early"], note="Next year", by=manager)
    reviews.assignment(met)
    gone.state = "withdrawn"
    gone.save(update_fields=["state"])
    assert told(stage, manager) == [(bad, "Too early; Next year", True), (met, "", False), (good, "", True)]
    assert told(stage, manager, "out") == [(bad, "Too early; Next year", True)]
    assert rulings.counted(stage, reader=manager) == {"on": 2, "out": 1}


def test_only_who_oversees_the_call_and_stands_apart(stage: ReviewStage, manager: Any) -> None:
    one, own = reviews.application(stage.call), reviews.application(stage.call)
    rule(stage, one, own, outcome="out", reasons=["Too early"], by=manager)
    other = reviews.manager(stage.call)
    reviews.conflict(one, other)
    Member.objects.create(startup=own.startup, person=other, role=Member.Role.VIEWER)
    assert (told(stage, other), rulings.counted(stage, reader=other)) == ([], {"on": 0, "out": 0})
    assert (list(rulings.about(one, reader=other)), len(rulings.about(one, reader=manager))) == ([], 1)
    for stranger in (reviews.owner_of(one), reviews.reviewer(stage.call), reviews.manager(reviews.call())):
        assert told(stage, stranger) == []


def test_one_is_taken_back_and_the_rest_of_its_act_stays(stage: ReviewStage, manager: Any) -> None:
    one, two = reviews.application(stage.call), reviews.application(stage.call)
    rule(stage, one, two, by=manager)
    assert operations.take_ruling_back(stage, number=one.number, by=manager) == 1
    assert (list(stages.reached(stage)), [made.application for made in Ruling.objects.all()]) == ([one], [two])
    said = Entry.objects.get(verb="review_stage.ruling_undone")
    assert said.told() == f"{manager} took back what was said in a review stage about 1 of the applications to {stage.call}."
    with pytest.raises(Refusal, match="nothing left to undo"):
        operations.take_ruling_back(stage, number=one.number, by=manager)
    with pytest.raises(Forbidden):
        operations.take_ruling_back(stage, number=two.number, by=accounts.person())


def test_what_is_in_conflict_by_now_is_taken_back_by_somebody_else(stage: ReviewStage, manager: Any) -> None:
    one, two = reviews.application(stage.call), reviews.application(stage.call)
    act = rule(stage, one, two, by=manager)
    reviews.conflict(one, manager)
    with pytest.raises(Refusal, match="nothing left to undo"):
        operations.take_ruling_back(stage, number=one.number, by=manager)
    assert operations.undo_ruling(stage.call, act=act, by=manager) == 1
    assert [made.application for made in Ruling.objects.all()] == [one]
    assert operations.undo_ruling(stage.call, act=act, by=reviews.manager(stage.call)) == 1


def test_a_stage_that_was_taken_away_meanwhile_says_so(stage: ReviewStage, manager: Any) -> None:
    waits, last = reviews.application(stage.call), stages.of_call(stage.call)[1]
    for gone in (last, stage):
        operations.remove_stage(ReviewStage.objects.select_related("call").get(pk=gone.pk), by=manager)
        if gone == last:
            operations.add_stage(stage.call, by=manager, kind="final")
    with pytest.raises(Refusal, match="taken away meanwhile"):
        rule(stage, waits, by=manager, reasons=())
    with pytest.raises(Refusal, match="taken away meanwhile"):
        operations.make_panel(last, name="Panel A", people=[manager, reviews.reviewer(stage.call)], by=manager)


def test_a_stage_that_moved_since_it_was_read_counts_as_it_stands(stage: ReviewStage, manager: Any) -> None:
    waits = reviews.application(stage.call)
    operations.move_stage(stage, up=False, by=manager)
    with pytest.raises(Refusal, match="Not all of them wait in this stage"):
        rule(stage, waits, by=manager)


class TestPages:
    def test_who_is_out_and_back(self, stage: ReviewStage, manager: Any) -> None:
        bad = reviews.application(stage.call, name="Tidewise")
        rule(stage, bad, outcome="out", reasons=["Too early"], note="<Next year>", by=manager)
        client, at = browser(manager), f"/calls/{stage.call.slug}/reviews/stages/{stage.code}/"
        page = text(client.get(f"{at}?show=out"))
        assert all(one in page for one in ("Tidewise", "Too early; &lt;Next year&gt;", "Mei Lin", "Take back"))
        assert "Nobody was sent on yet" in text(client.get(f"{at}?show=on"))
        assert "Nobody waits here" in text(client.get(f"{at}?show=other"))
        back = client.post(f"{at}rulings/{bad.number}/", {"on": "show=out"})
        assert (back.status_code, back["Location"], list(stages.reached(stage))) == (302, f"{at}?show=out", [bad])

    def test_beside_the_reviews_and_the_decision(self, stage: ReviewStage, manager: Any) -> None:
        bad = reviews.application(stage.call)
        rule(stage, bad, outcome="out", reasons=["Too early"], by=manager)
        conflicted = reviews.manager(stage.call)
        reviews.conflict(bad, conflicted)
        for at in (f"/calls/{stage.call.slug}/reviews/{bad.number}/", f"/calls/{stage.call.slug}/decisions/{bad.number}/"):
            page = text(browser(manager).get(at))
            assert ("Screening: Goes no further" in page, "Too early · Mei Lin" in page) == (True, True)
            assert "Too early" not in text(browser(conflicted).get(at))

    def test_founders_read_none_of_it(self, stage: ReviewStage, manager: Any) -> None:
        bad = reviews.application(stage.call)
        rule(stage, bad, outcome="out", reasons=["Too early"], by=manager)
        client = browser(reviews.owner_of(bad))
        page = client.get(bad.get_absolute_url())
        assert (page.status_code, "Too early" in text(page), "Goes no further" in text(page)) == (200, False, False)
        assert client.get(f"/calls/{stage.call.slug}/reviews/stages/{stage.code}/?show=out").status_code == 404

    @pytest.mark.parametrize("count", [1, 3])
    def test_as_many_queries_for_three_as_for_one(
        self, stage: ReviewStage, manager: Any, count: int, django_assert_num_queries: Any
    ) -> None:
        rule(stage, *(reviews.application(stage.call) for _each in range(count)), by=manager)
        client, at = browser(manager), f"/calls/{stage.call.slug}/reviews/stages/{stage.code}/?show=on"
        client.get(at)
        with django_assert_num_queries(QUERIES):
            client.get(at)


QUERIES = 8


class TestApi:
    def test_listed_by_cursor_and_by_outcome(self, stage: ReviewStage, manager: Any) -> None:
        good, bad = reviews.application(stage.call), reviews.application(stage.call, name="Tidewise")
        rule(stage, good, by=manager)
        act = rule(stage, bad, outcome="out", reasons=["Too early"], note="Next year", by=manager)
        client, path = program(manager), f"/calls/{stage.call.slug}/review-stages/{stage.code}/rulings"
        found = client.get(f"/api/v1{path}?outcome=out").json()["items"]
        at = found[0].pop("at")
        assert at.startswith(Ruling.objects.get(application=bad).created_at.isoformat()[:19])
        assert found == [
            {"application": bad.number, "startup": "Tidewise", "outcome": "out", "reasons": ["Too early"], "note": "Next year"}
            | {"by": "Mei Lin", "act": act, "free": True}
        ]
        assert [[one["application"] for one in page] for page in walked(client, path)] == [[bad.number], [good.number]]
        conflicted = reviews.manager(stage.call)
        reviews.conflict(bad, conflicted)
        assert [one["application"] for one in program(conflicted).get(f"/api/v1{path}").json()["items"]] == [good.number]

    def test_taken_back_one_by_one(self, stage: ReviewStage, manager: Any) -> None:
        one, two = reviews.application(stage.call), reviews.application(stage.call)
        rule(stage, one, two, by=manager)
        client, path = program(manager), f"/api/v1/calls/{stage.call.slug}/review-stages/{stage.code}/rulings"
        assert client.delete(f"{path}/{one.number}").status_code == 204
        assert [made.application for made in Ruling.objects.all()] == [two]
        assert problem(client.delete(f"{path}/{one.number}")) == (409, None)
