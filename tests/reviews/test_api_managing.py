"""For programs: panels, coverage, the copy that blind reviewers read, tables, the order of stages."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accelerator.applications.models import Application
from accelerator.programmes.models import Call, ReviewStage
from accelerator.reviews import operations, stages
from accelerator.reviews.models import Assignment, Bid, Redaction
from accelerator.reviews.redacting import MARK
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import accounts, reviews, startups
from tests.programs import problem, program

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def call() -> Call:
    return reviews.call(name="Tides", slug="tides")


@pytest.fixture
def mei(call: Call) -> Any:
    return reviews.manager(call, name="Mei")


@pytest.fixture
def ann(call: Call) -> Any:
    return reviews.reviewer(call, name="Ann", email="ann@example.org")


@pytest.fixture
def kelp(call: Call) -> Application:
    return reviews.application(call, name="Kelpworks", owner=accounts.person(name="Rose Tan"))


@pytest.fixture
def client(mei: Any) -> Client:
    return program(mei)


def sent(lines: str) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("table.csv", lines.encode())}


class TestPanel:
    def test_who_reviews_it_and_what_they_say(self, client: Client, call: Call, kelp: Application, ann: Any) -> None:
        given = reviews.assignment(kelp, reviewer=ann, due_on=date(2031, 1, 31))
        made = reviews.review(given, {1: 4, 2: 4, 3: 4}, comment="Solid.", feedback="Go on.", private_note="Ask who pays.")
        waiting = reviews.assignment(kelp)
        reviews.review(waiting, {1: 5, 2: 5, 3: 5}, submitted=False, comment="Not yet.")
        stage = ReviewStage.objects.get(call=call).code
        first, second = client.get(f"{API}/applications/{kelp.number}/panel").json()
        assert first == {
            "code": given.code,
            "reviewer": ann.code,
            "name": "Ann",
            "stage": stage,
            "state": "scored",
            "due_on": "2031-01-31",
            "review": {
                "total": f"{made.total}",
                "submitted_at": first["review"]["submitted_at"],
                "scores": [
                    {"position": place, "criterion": name, "points": "4", "reason": "Because."}
                    for place, name in ((1, "Problem"), (2, "Evidence"), (3, "Team"))
                ],
                "comment": "Solid.",
                "feedback": "Go on.",
            },
        }
        assert (second["code"], second["state"], second["review"]) == (waiting.code, "assigned", None)

    def test_nothing_of_it_to_who_stands_in_a_conflict(self, client: Client, kelp: Application, mei: Any, ann: Any) -> None:
        reviews.review(reviews.assignment(kelp, reviewer=ann))
        reviews.conflict(kelp, mei)
        assert client.get(f"{API}/applications/{kelp.number}/panel").json() == []

    def test_reviewers_and_others_find_none_of_it(self, call: Call, kelp: Application, ann: Any) -> None:
        given = reviews.assignment(kelp, reviewer=ann)
        for person in (ann, reviews.manager(reviews.call()), accounts.person()):
            for path in (
                f"/applications/{kelp.number}/panel",
                "/calls/tides/tables/bids",
                f"/applications/{kelp.number}/blind-copy",
            ):
                assert program(person).get(f"{API}{path}").status_code == 404
        assert problem(program(ann).post(f"{API}/reviews/{given.code}/take-back")) == (403, None)

    def test_reopened_then_taken_back(self, client: Client, kelp: Application, ann: Any) -> None:
        given = reviews.assignment(kelp, reviewer=ann)
        reviews.review(given)
        assert problem(client.post(f"{API}/reviews/{given.code}/take-back")) == (409, None)
        assert client.post(f"{API}/reviews/{given.code}/reopen").status_code == 204
        assert problem(client.post(f"{API}/reviews/{given.code}/reopen")) == (409, None)
        assert client.post(f"{API}/reviews/{given.code}/take-back").status_code == 204
        given.refresh_from_db()
        assert (given.state, given.review.submitted_at) == (Assignment.State.UNASSIGNED, None)
        said = Entry.objects.filter(verb__startswith="review.").order_by("id").values_list("verb", flat=True)
        assert [*said] == ["review.reopened", "review.unassigned"]
        assert problem(client.post(f"{API}/reviews/forged/reopen"))[0] == 404

    @pytest.mark.parametrize("why", ["conflict", "startup", "duplicate"])
    def test_no_review_stops_counting_by_who_must_not_judge(
        self, client: Client, kelp: Application, mei: Any, ann: Any, why: str
    ) -> None:
        scored, given = reviews.assignment(kelp, reviewer=ann), reviews.assignment(kelp)
        reviews.review(scored)
        if why == "conflict":
            reviews.conflict(kelp, mei)
        else:
            startups.member(kelp.startup if why == "startup" else startups.startup(merged_into=kelp.startup), mei)
        assert problem(client.post(f"{API}/reviews/{scored.code}/reopen")) == (403, None)
        assert problem(client.post(f"{API}/reviews/{given.code}/take-back")) == (403, None)
        for one, state in ((scored, "scored"), (given, "assigned")):
            one.refresh_from_db()
            assert one.state == state
        assert scored.review.submitted_at is not None

    def test_taking_back_twice_is_once(self, client: Client, kelp: Application, ann: Any) -> None:
        given, recused = reviews.assignment(kelp, reviewer=ann), reviews.assignment(kelp, state="recused")
        for one in (given, given, recused):
            assert client.post(f"{API}/reviews/{one.code}/take-back").status_code == 204
        assert set(Assignment.objects.values_list("pk", "state")) == {(given.pk, "unassigned"), (recused.pk, "recused")}
        assert Entry.objects.filter(verb="review.unassigned").count() == 1

    def test_how_far_a_stage_is(self, client: Client, call: Call, kelp: Application, ann: Any) -> None:
        reviews.review(reviews.assignment(kelp, reviewer=ann))
        other = reviews.application(call)
        reviews.conflict(other, ann)
        stage = ReviewStage.objects.get(call=call).code
        told = client.get(f"{API}/calls/tides/review-stages/{stage}/coverage").json()
        reviewers = {one.pop("name"): one for one in told.pop("reviewers")}
        assert told == {"applications": 2, "covered": 0, "wanted": 2, "given": 1, "scored": 1, "late": 0}
        assert reviewers["Ann"] == {"reviewer": ann.code, "given": 1, "scored": 1, "late": 0, "conflicts": 1}


class TestBlindCopy:
    @pytest.fixture(autouse=True)
    def _hidden(self, kelp: Application) -> None:
        ReviewStage.objects.update(hides="company")
        reviews.submission(kelp, what="Rose Tan says Kelpworks reads tides.")

    def test_read_worded_and_hidden_by_rule_again(self, client: Client, kelp: Application) -> None:
        path = f"{API}/applications/{kelp.number}/blind-copy"
        copy = client.get(path).json()
        texts = {one["key"]: one for one in copy.pop("texts")}
        assert copy == {"application": kelp.number, "submission": 2, "hides": "company", "is_read": True}
        hidden = f"{MARK} says {MARK} reads tides."
        assert (texts["what"]["sent"], texts["what"]["hidden"], texts["what"]["read"]) == (
            "Rose Tan says Kelpworks reads tides.",
            hidden,
            hidden,
        )
        for said, read in (("They read tides.", "They read tides."), (None, hidden)):
            answer = client.patch(path, {"texts": {"what": said}}, content_type="application/json")
            assert {one["key"]: one["read"] for one in answer.json()["texts"]}["what"] == read
        assert Redaction.objects.get().answers == {}

    def test_a_text_that_the_form_lacks_or_that_is_too_long(self, client: Client, kelp: Application) -> None:
        path = f"{API}/applications/{kelp.number}/blind-copy"
        for texts, field in (({"nowhere": "x"}, "nowhere"), ({"what": "x" * 20_001}, "what")):
            refused = client.patch(path, {"texts": {"what": "They."} | texts}, content_type="application/json")
            assert problem(refused) == (409, field)
        assert not Redaction.objects.exists()

    def test_not_to_a_manager_in_conflict(self, client: Client, kelp: Application, mei: Any) -> None:
        reviews.conflict(kelp, mei)
        path = f"{API}/applications/{kelp.number}/blind-copy"
        assert client.get(path).status_code == 404
        assert client.patch(path, {"texts": {"what": "x"}}, content_type="application/json").status_code == 404


class TestTables:
    def test_out(self, client: Client, call: Call, kelp: Application, ann: Any) -> None:
        Bid.objects.create(application=kelp, person=ann, value="yes", at=kelp.submitted_at)
        answer: Any = client.get(f"{API}/calls/tides/tables/bids")
        assert answer["Content-Disposition"] == 'attachment; filename="tides-bids.csv"'
        assert b"".join(answer.streaming_content).decode("utf-8-sig").splitlines() == [
            '"application","startup","email","name","value"',
            f'"{kelp.number}","Kelpworks","ann@example.org","Ann","yes"',
        ]
        assert client.get(f"{API}/calls/tides/tables/secrets").status_code == 422

    def test_looked_at_then_carried_out_and_undone(self, client: Client, kelp: Application, ann: Any) -> None:
        lines, path = f"application,email\n{kelp.number},ann@example.org\n", f"{API}/calls/tides/tables/assignments"
        seen = client.post(f"{path}/preview", sent(lines)).json()
        assert seen == {"seen": seen["seen"], "changes": 1, "same": 0, "faults": []}
        assert not Assignment.objects.exists()
        done = client.post(path, sent(lines) | {"seen": seen["seen"]})
        assert (done.status_code, done.json()["count"], Assignment.objects.get().reviewer) == (201, 1, ann)
        assert problem(client.post(path, sent(lines) | {"seen": seen["seen"]})) == (409, None)
        assert problem(client.post(path, sent(lines) | {"seen": ""})) == (409, None)
        assert problem(client.post(path, sent("application,email\n"))) == (422, "file")
        taken_back = client.post(f"{API}/calls/tides/assignments/{done.json()['act']}/undo").json()
        assert taken_back == {"count": 1, "left": 0, "stranded": 0}

    def test_without_a_look_the_same_checks(self, client: Client, kelp: Application, ann: Any) -> None:
        path = f"{API}/calls/tides/tables/bids"
        wrong = f"application,email,value\n{kelp.number},ann@example.org,yes\nX-1,ann@example.org,dunno\n"
        assert problem(client.post(path, sent(wrong))) == (409, "file")
        errors = client.post(path, sent(wrong)).json()["errors"]
        assert [one["field"] for one in errors] == ["3.application", "3.value"]
        assert [one["column"] for one in client.post(f"{path}/preview", sent(wrong)).json()["faults"]] == ["application", "value"]
        assert not Bid.objects.exists()
        right = f"application,email,value\n{kelp.number},ann@example.org,yes\n"
        assert client.post(path, sent(right)).json() == {"count": 1, "act": ""}
        assert problem(client.post(path, sent("application\n"))) == (422, "file")

    def test_only_looking_with_a_token_to_read(self, mei: Any, kelp: Application, ann: Any) -> None:
        reader, path = program(mei, writes=False), f"{API}/calls/tides/tables/bids"
        lines = f"application,email,value\n{kelp.number},ann@example.org,yes\n"
        assert reader.post(f"{path}/preview", sent(lines)).status_code == 200
        assert reader.post(path, sent(lines)).status_code == 403


class TestOrder:
    def test_a_stage_moves_by_one_place(self, client: Client, call: Call, mei: Any) -> None:
        added = operations.add_stage(call, by=mei, kind="screening")
        path = f"{API}/calls/tides/review-stages/{added.code}/move"
        for up, kinds in ((True, ["screening", "review"]), (True, ["screening", "review"]), (False, ["review", "screening"])):
            told = client.post(path, {"up": up}, content_type="application/json").json()
            assert [one["kind"] for one in told] == kinds == [one.kind for one in stages.of_call(call)]
        assert problem(client.post(path, {"down": True}, content_type="application/json"))[0] == 422
        reviews.assignment(reviews.application(call))
        assert problem(client.post(path, {"up": True}, content_type="application/json")) == (409, None)
        forged = f"{API}/calls/tides/review-stages/forged/move"
        assert client.post(forged, {"up": True}, content_type="application/json").status_code == 404

    def test_not_by_who_only_looks(self, call: Call, mei: Any) -> None:
        added = operations.add_stage(call, by=mei, kind="screening")
        auditor = accounts.operator_person("auditor@example.org", "Auditor", role="auditor")
        answer = browser(auditor).post(
            f"{API}/calls/tides/review-stages/{added.code}/move", {"up": True}, content_type="application/json"
        )
        assert (answer.status_code, [one.kind for one in stages.of_call(call)]) == (403, ["review", "screening"])
