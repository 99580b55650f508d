"""What a conflict keeps from somebody stays from them by every door that writes out answers, scores and words."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accelerator.decisions import operations as deciding
from accelerator.decisions import packs
from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden
from accelerator.pipeline import operations
from accelerator.programmes.models import Call, ReviewStage
from accelerator.reviews import chasing, handing
from accelerator.reviews import operations as reviewing
from accelerator.reviews.models import Arrangement, Assignment, Conflict, Ruling
from tests.cast import browser
from tests.factories import decisions, reviews
from tests.kit.test_table import cells
from tests.pipeline.conftest import read
from tests.pipeline.test_views import AT, text
from tests.programs import program

pytestmark = pytest.mark.django_db
SECRET = "Cranes that never sleep"


@pytest.fixture
def desk(manager: Any) -> Client:
    return browser(manager)


@pytest.fixture
def two(call: Call, manager: Any) -> list[Any]:
    """The manager may read the first and not the second."""
    made = [reviews.application(call, name=name) for name in ("Open Quay", "Shut Quay")]
    for one in made:
        reviews.submission(one, what=SECRET)
    reviews.conflict(made[1], manager)
    return made


def test_files_leave_it_out(call: Call, desk: Client, two: list[Any]) -> None:
    rows = cells(desk.get(AT + "export.csv"))
    assert [row[1] for row in rows] == ["Startup", "Open Quay"]
    workbook = desk.get(AT + "export.xlsx")
    assert b"Shut Quay" not in b"".join(workbook.streaming_content)  # type: ignore[attr-defined]  # streamed
    assert "1 application" in text(desk.get(AT + "export/"))


def test_the_list_shows_its_row_without_answers(desk: Client, two: list[Any]) -> None:
    page = text(desk.get(AT, {"columns": "a.what"}))
    assert ("Open Quay" in page, "Shut Quay" in page, page.count(SECRET)) == (True, True, 1)


def test_a_file_written_before_is_not_handed_over(call: Call, manager: Any, desk: Client, two: list[Any]) -> None:
    export = operations.ask(call, ids=[one.pk for one in two], form="csv", by=manager)
    while operations.advance(export.pk):
        pass
    assert desk.get(f"/exports/{export.code}/file/").status_code == 200  # the conflict is older: it was left out
    reviews.conflict(two[0], manager)
    assert desk.get(f"/exports/{export.code}/file/").status_code == 409


def test_a_pack_asks_again_when_it_is_written_and_when_it_is_fetched(call: Call, manager: Any, desk: Client) -> None:
    one = read(reviews.application(call, name="Best Ltd"))
    pack = deciding.ask_pack(call, by=manager, beside=5, names_reviewers=False)
    deciding.write_pack(pack.pk)
    assert desk.get(f"/packs/{pack.code}/file/").status_code == 200
    reviews.conflict(one, manager)
    assert desk.get(f"/packs/{pack.code}/file/").status_code == 409
    pack.refresh_from_db()
    assert (pack.ids, packs._facts(pack, "Ours")["pages"]) == ([one.pk], [])


def test_the_blind_copy_is_neither_read_nor_worded(call: Call, manager: Any, desk: Client, two: list[Any]) -> None:
    doors = [f"/calls/spring/reviews/{one.number}/blind-copy/" for one in two]
    assert [desk.get(door).status_code for door in doors] == [200, 404]
    with pytest.raises(Forbidden):
        reviewing.redact(two[1].submissions.latest("id"), texts={}, by=manager)


def test_the_words_of_a_decision_are_for_others(call: Call, manager: Any, desk: Client, two: list[Any]) -> None:
    words = {"feedback": "Come back with a pilot", "reason": "Too early"}
    for one in two:
        decisions.decision(one, outcome="decline", released=True, by=reviews.manager(call), **words)
    for one, seen in zip(two, (True, False), strict=True):
        page = text(desk.get(f"/calls/spring/decisions/{one.number}/"))
        assert ("Come back with a pilot" in page, "Too early" in page) == (seen, seen)
    told = program(manager).get("/api/v1/calls/spring/decisions").json()["items"]
    assert {one["startup"]: (one["feedback"], one["reason"]) for one in told} == {
        "Open Quay": ("Come back with a pilot", "Too early"),
        "Shut Quay": ("", ""),
    }


class TestBlind:
    @pytest.fixture(autouse=True)
    def _blind(self, call: Call) -> None:
        ReviewStage.objects.filter(call=call).update(hides=ReviewStage.Hides.COMPANY)

    def test_taking_another_names_no_startup(self, call: Call) -> None:
        Arrangement.objects.create(call=call, takes_more=True)
        one, reviewer = reviews.application(call, name="Open Quay"), reviews.reviewer(call)
        answer = program(reviewer).post("/api/v1/calls/spring/take")
        assert (answer.status_code, answer.json()["application"], answer.json()["startup"]) == (201, one.number, "")

    def test_a_conflict_said_in_a_bid_names_none_either(self, call: Call) -> None:
        one, reviewer = reviews.application(call, name="Open Quay"), reviews.reviewer(call)
        today = clock.today(call.zone)
        Arrangement.objects.create(call=call, bids_from=today, bids_until=today)
        reviewing.bid(call, {one.number: "conflict"}, by=reviewer)
        client, conflict = browser(reviewer), Conflict.objects.get()
        page = text(client.get("/reviews/conflicts/"))
        assert ("Open Quay" in page, one.number in page) == (False, True)
        said = text(client.post(f"/conflicts/{conflict.code}/take-back/", follow=True))
        assert "Open Quay" not in said

    def test_nor_one_put_on_record_by_a_program_nor_the_queue(self, call: Call) -> None:
        one, reviewer = reviews.application(call, name="Open Quay"), reviews.reviewer(call)
        reviews.assignment(one, reviewer=reviewer)
        assert "Open Quay" not in text(browser(reviewer).get("/reviews/"))
        answer = program(reviewer).post(f"/api/v1/applications/{one.number}/conflicts", {"reason": "Cousin"}, "application/json")
        assert (answer.status_code, "Open Quay" in answer.content.decode()) == (201, False)


def test_two_late_reviews_of_one_application_go_to_two(call: Call, manager: Any) -> None:
    Arrangement.objects.create(call=call, hands_on_after=5)
    one, day = reviews.application(call), clock.today(call.zone)
    late = [reviews.assignment(one, assigned_by=manager) for _ in range(2)]
    fresh = [reviews.reviewer(call) for _ in range(2)]
    due = {given.stage_id: day for given in late}
    assert {who.pk for _given, who in handing.pairs(call, late, until=due)} == {who.pk for who in fresh}


def test_what_a_stage_sent_on_is_neither_chased_nor_handed_on(call: Call, manager: Any) -> None:
    stage = ReviewStage.objects.get(call=call)
    ReviewStage.objects.create(call=call, position=2, kind="final")
    given = reviews.assignment(reviews.application(call))
    assert list(chasing.waiting()) == [given]
    Ruling.objects.create(application=given.application, stage=stage, outcome="on", by=manager)
    assert list(chasing.waiting()) == []


def test_a_table_of_an_old_spreadsheet_is_carried_out_as_it_was_read(call: Call, desk: Client) -> None:
    person = reviews.reviewer(call, email="ann@example.org")
    lines = "email,tag,level\nann@example.org,Énergie,3\n"
    page = desk.post("/calls/spring/reviews/tables/expertise/", {"file": SimpleUploadedFile("t.csv", lines.encode("cp1252"))})
    sent = {"content": page.context["content"], "seen": page.context["judged"].fingerprint}
    assert desk.post("/calls/spring/reviews/tables/expertise/", sent).status_code == 302
    assert list(person.expertise.values_list("tag", "level")) == [("Énergie", 3)]
    assert not Assignment.objects.exists()
