"""Review stages drawn by managers, and who goes on from one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.programmes import operations as programmes_operations
from accelerator.programmes.models import Call, ReviewStage
from accelerator.reviews import operations, stages
from accelerator.reviews.models import Ruling
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import accounts, programmes, reviews
from tests.programs import problem, program

pytestmark = pytest.mark.django_db


@pytest.fixture
def call() -> Call:
    return reviews.call()


@pytest.fixture
def manager(call: Call) -> Any:
    return reviews.manager(call)


def names(call: Call) -> list[str]:
    return [str(one) for one in stages.of_call(call)]


def first(call: Call) -> ReviewStage:
    return stages.of_call(call)[0]


def test_added_changed_moved_taken_away(call: Call, manager: Any) -> None:
    added = operations.add_stage(call, by=manager, kind="screening", reasons=[" Too early ", "", "Too early", "Not our field"])
    assert (added.reasons, names(call)) == (["Too early", "Not our field"], ["Review", "Screening"])
    operations.move_stage(added, up=True, by=manager)
    assert names(call) == ["Screening", "Review"]
    operations.move_stage(added, up=True, by=manager)
    assert names(call) == ["Screening", "Review"]
    operations.change_stage(added, by=manager, name=" First look ", hides="people", own_wanted=2)
    assert names(call) == ["First look", "Review"]
    operations.remove_stage(added, by=manager)
    assert [(one.position, str(one)) for one in stages.of_call(call)] == [(1, "Review")]
    assert list(Entry.objects.order_by("id").values_list("verb", flat=True)) == [
        "review_stage.added",
        "review_stage.moved",
        "review_stage.changed",
        "review_stage.removed",
    ]


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        ({"own_from": date(2031, 2, 2), "own_due_on": date(2031, 2, 1)}, "own_from"),
        ({"least": 3, "own_wanted": 2}, "own_wanted"),
        ({"ends": True}, "own_due_on"),
        ({"reasons": ["x" * 121]}, "reasons"),
        ({"reasons": [f"No {place}" for place in range(21)]}, "reasons"),
    ],
)
def test_rules_that_make_no_sense_are_named_and_nothing_is_kept(
    call: Call, manager: Any, rules: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        operations.add_stage(call, by=manager, **rules)
    assert refusal.value.field == field
    assert names(call) == ["Review"]


def test_a_rubric_of_another_programme_is_refused(call: Call, manager: Any) -> None:
    with pytest.raises(Refusal) as refusal:
        operations.change_stage(first(call), by=manager, own_rubric=programmes.rubric())
    assert refusal.value.field == "own_rubric"


def test_what_was_begun_stays(call: Call, manager: Any) -> None:
    other = operations.add_stage(call, by=manager, kind="final")
    assignment = reviews.assignment(reviews.application(call))
    for act in (
        lambda: operations.move_stage(other, up=True, by=manager),
        lambda: operations.remove_stage(first(call), by=manager),
    ):
        with pytest.raises(Refusal, match="given out"):
            act()
    spare = programmes.rubric(programme=call.programme, name="Spare")
    operations.change_stage(first(call), by=manager, own_rubric=spare)
    operations.change_stage(first(call), by=manager, own_rubric=None)
    reviews.review(assignment, {}, submitted=False)
    with pytest.raises(Refusal) as refusal:
        operations.change_stage(first(call), by=manager, own_rubric=spare)
    assert (refusal.value.field, first(call).rubric_id) == ("own_rubric", call.rubric_id)
    operations.remove_stage(other, by=manager)
    with pytest.raises(Refusal, match="needs a review stage"):
        operations.remove_stage(first(reviews.call(programme=call.programme)), by=manager)


def test_reviewers_and_others_change_nothing(call: Call) -> None:
    for person in (reviews.reviewer(call), accounts.person(), reviews.manager(reviews.call())):
        with pytest.raises(Forbidden):
            operations.add_stage(call, by=person)
        with pytest.raises(Forbidden):
            operations.rule(first(call), applications=[reviews.application(call)], outcome="on", by=person)


def test_sent_on_stopped_and_taken_back(call: Call, manager: Any) -> None:
    later = operations.add_stage(call, by=manager, kind="interview")
    operations.change_stage(first(call), by=manager, reasons=["Too early"])
    good, bad, open_ = (reviews.application(call) for _each in range(3))
    act = operations.rule(first(call), applications=[good], outcome="on", by=manager)
    stopped = operations.rule(first(call), applications=[bad], outcome="out", by=manager, reasons=["Too early"], note="Next year")
    assert (set(stages.reached(first(call), [])), set(stages.reached(later, [first(call)]))) == ({open_}, {good})
    ruling = Ruling.objects.get(application=bad)
    assert (ruling.outcome, ruling.reasons, ruling.note, ruling.by) == ("out", ["Too early"], "Next year", manager)
    said = Entry.objects.get(verb="review_stage.ruled_out")
    assert said.told() == f"{manager} stopped 1 of the applications to {call} in Review. Reasons: Too early; Next year."
    assert operations.undo_ruling(call, act=stopped, by=manager) == 1
    reviews.assignment(good)
    with pytest.raises(Refusal, match="nothing left to undo"):
        operations.undo_ruling(call, act=act, by=manager)
    assert set(stages.reached(first(call), [])) == {bad, open_}


def test_who_is_stopped_hears_of_no_reason_that_is_none(call: Call, manager: Any) -> None:
    application = reviews.application(call)
    for reasons, note, field in (([], "", "note"), (["Other"], "", "reasons"), ([], "x" * 301, "note")):
        with pytest.raises(Refusal) as refusal:
            operations.rule(first(call), applications=[application], outcome="out", by=manager, reasons=reasons, note=note)
        assert refusal.value.field == field
    assert not Ruling.objects.exists()


def test_all_of_them_or_none(call: Call, manager: Any) -> None:
    one, gone = reviews.application(call), reviews.application(call)
    operations.rule(first(call), applications=[gone], outcome="on", by=manager)
    with pytest.raises(Refusal, match="Not all of them wait"):
        operations.rule(first(call), applications=[one, gone], outcome="on", by=manager)
    reviews.conflict(one, manager)
    with pytest.raises(Forbidden, match="conflict of interest"):
        operations.rule(first(call), applications=[one], outcome="on", by=manager)
    assert Ruling.objects.count() == 1


def test_a_clone_has_the_stages_with_their_days_a_year_on(call: Call, manager: Any) -> None:
    operations.add_stage(call, by=manager, kind="interview", own_from=date(2030, 2, 28), hides="company", reasons=["No"])
    Call.objects.filter(pk=call.pk).update(opens_at="2029-01-01T00:00Z", closes_at="2029-02-01T00:00Z")
    said: dict[str, Any] = {"name": "Again", "copy_form": False, "copy_the_rubric": False}
    made = programmes_operations.clone_call(call, by=manager, at=clock.now().replace(year=2029, month=6), **said)
    found = stages.of_call(made)
    assert [(str(one), one.hides, one.own_from, one.reasons) for one in found] == [
        ("Review", "nothing", None, []),
        ("Interview", "company", date(2031, 2, 28), ["No"]),
    ]
    assert {one.code for one in found}.isdisjoint(one.code for one in stages.of_call(call))


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def stage_form(**fields: str) -> dict[str, str]:
    return (
        {"kind": "screening", "name": "", "own_rubric": "", "hides": "people", "shows": "never", "least": "1"}
        | {
            "own_wanted": "2",
            "own_from": "",
            "own_due_on": "",
            "reasons": "Too early\r\nNot our field",
        }
        | fields
    )


class TestPages:
    def test_drawn(self, call: Call, manager: Any) -> None:
        client, at = browser(manager), f"/calls/{call.slug}/settings/stages/"
        assert client.post(at, stage_form()).status_code == 302
        made = stages.of_call(call)[1]
        assert (made.kind, made.hides, made.shows, made.own_wanted, made.reasons) == (
            "screening",
            "people",
            "never",
            2,
            ["Too early", "Not our field"],
        )
        assert client.post(f"{at}{made.code}/", stage_form(name="First look")).status_code == 302
        assert client.post(f"{at}{made.code}/move/up/").status_code == 302
        assert names(call) == ["First look", "Review"]
        assert client.post(f"{at}{made.code}/remove/").status_code == 302
        assert names(call) == ["Review"]

    def test_what_makes_no_sense_stands_beside_its_field(self, call: Call, manager: Any) -> None:
        response = browser(manager).post(f"/calls/{call.slug}/settings/stages/", stage_form(least="3"))
        assert (response.status_code, "No fewer than the 3 that are needed." in text(response)) == (422, True)
        assert names(call) == ["Review"]

    def test_who_goes_on(self, call: Call, manager: Any, django_assert_num_queries: Any) -> None:
        stage, client = first(call), browser(manager)
        at = f"/calls/{call.slug}/reviews/stages/{stage.code}/"
        good = reviews.application(call, name="Tidewise")
        reviews.review(reviews.assignment(good), {1: 5, 2: 5, 3: 5})
        assert "Tidewise" in text(client.get(at))
        assert client.post(at, {"outcome": "on", "note": ""}).status_code == 422
        assert client.post(at, {"outcome": "out", "note": "", "applications": [good.number]}).status_code == 422
        assert client.post(at, {"outcome": "on", "note": "", "applications": [good.number]}).status_code == 302
        page = text(client.get(at))
        assert ("1 application goes on." in page, "Nobody waits here" in page) == (True, True)
        act = Ruling.objects.get().act
        assert client.post(f"{at}undo/{act}/").status_code == 302
        assert not Ruling.objects.exists()

    def test_as_many_queries_for_three_as_for_one(self, call: Call, manager: Any, django_assert_num_queries: Any) -> None:
        client, at = browser(manager), f"/calls/{call.slug}/reviews/stages/{first(call).code}/"
        reviews.review(reviews.assignment(reviews.application(call)))
        client.get(at)
        with django_assert_num_queries(QUERIES):
            client.get(at)
        for _each in range(2):
            reviews.review(reviews.assignment(reviews.application(call)))
        with django_assert_num_queries(QUERIES):
            client.get(at)


QUERIES = 8


class TestApi:
    def test_drawn_and_taken_away(self, call: Call, manager: Any) -> None:
        client, at = program(manager), f"/api/v1/calls/{call.slug}/review-stages"
        sent = {"kind": "interview", "hides": "company", "wanted": 2, "begins_on": "2031-03-01", "reasons": ["No show"]}
        made = client.post(at, sent, content_type="application/json")
        assert (made.status_code, made.json()["name"], made.json()["wanted"], made.json()["begins_on"]) == (
            201,
            "Interview",
            2,
            "2031-03-01",
        )
        one = f"{at}/{made.json()['code']}"
        assert client.put(one, sent | {"name": "Talks"}, content_type="application/json").json()["name"] == "Talks"
        assert problem(client.put(one, sent | {"rubric": "nowhere"}, content_type="application/json")) == (409, "rubric")
        assert [found["name"] for found in client.get(at).json()] == ["Review", "Talks"]
        assert client.delete(one).status_code == 204
        assert names(call) == ["Review"]

    def test_who_waits_and_goes_on(self, call: Call, manager: Any) -> None:
        stage, application = first(call), reviews.application(call, name="Tidewise")
        client, at = program(manager), f"/api/v1/calls/{call.slug}/review-stages/{stage.code}"
        waits = {"application": application.number, "startup": "Tidewise", "given": 0, "scored": 0, "mean": None}
        assert client.get(f"{at}/waiting").json()["items"] == [waits]
        sent = {"applications": [application.number], "outcome": "out"}
        assert problem(client.post(f"{at}/rulings", sent, content_type="application/json")) == (409, "note")
        ruled = client.post(f"{at}/rulings", sent | {"note": "Too early"}, content_type="application/json")
        assert (ruled.status_code, client.get(f"{at}/waiting").json()["items"]) == (201, [])
        assert problem(client.post(f"{at}/rulings", sent, content_type="application/json")) == (409, "applications")
        assert client.delete(f"/api/v1/calls/{call.slug}/rulings/{ruled.json()['act']}").status_code == 204
        assert client.get(f"{at}/waiting").json()["items"] == [waits]
