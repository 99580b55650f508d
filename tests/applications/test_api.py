"""The same through the API: the same people may, the same refusals, nothing more is told."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accelerator.applications.models import Application, Submission
from accelerator.programmes.models import Call
from accelerator.questionnaires import operations as forms
from accelerator.questionnaires.models import Sheet
from accelerator.startups.models import Member
from accelerator.trail.models import Access
from tests.factories import accounts, files, programmes, startups
from tests.factories.applications import application
from tests.factories.questionnaires import ANSWERS, DEFINITION, published_version
from tests.factories.startups import member
from tests.programs import problem, program

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 6, 2, tzinfo=UTC)
CLOSES = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def call() -> Call:
    return programmes.call(slug="applied-ai", opens_at=NOW - timedelta(days=20), closes_at=CLOSES, version=published_version())


@pytest.fixture
def owner() -> Any:
    return accounts.person(name="Ananya Rao")


@pytest.fixture
def draft(call: Call, owner: Any) -> Application:
    return application(call=call, startup=startups.startup(owner=owner, slug="sampan"), submitted=False, answers=ANSWERS)


@pytest.fixture
def api(client: Client, owner: Any) -> Client:
    client.force_login(owner)
    return client


def at(one: Application, *parts: str) -> str:
    return "/".join([f"/api/v1/applications/{one.number}", *parts])


def change(client: Client, one: Application, *changes: dict[str, Any]) -> Any:
    return client.patch(at(one, "answers"), {"changes": list(changes)}, content_type="application/json")


def test_the_list_is_paged_and_ones_own(api: Client, draft: Application, call: Call) -> None:
    application(call=call)
    expected = {
        "number": draft.number,
        "call": "applied-ai",
        "startup": "sampan",
        "state": "draft",
        "submitted_at": None,
        "closes_at": "2026-11-30T15:59:00Z",
        "is_test": False,
        "form": {"code": call.version.questionnaire.code, "version": 1},
    }
    assert api.get("/api/v1/applications").json() == {"items": [expected], "next": None}
    assert api.get("/api/v1/applications?limit=101").status_code == 422


def test_one_with_all_that_a_member_may_know(api: Client, draft: Application) -> None:
    change(api, draft, {"name": "proof", "value": "", "version": 0})
    body = api.get(at(draft)).json()
    assert body["answers"] == {**ANSWERS, "proof": ""}
    assert (body["versions"], body["missing"], body["receipts"]) == ({"proof": 1}, {"proof": "Answer this to submit."}, [])


def test_the_form_that_it_is_asked_with_and_what_no_longer_fits(
    client: Client, api: Client, draft: Application, call: Call
) -> None:
    form = draft.sheet.version.questionnaire
    first, *others = DEFINITION["sections"]
    newer = {"sections": [{**first, "questions": first["questions"][1:]}, *others]}
    version = published_version(definition=newer, questionnaire=form, number=2)
    Call.objects.filter(pk=call.pk).update(version=version)
    asked = api.get(at(draft, "questionnaire")).json()
    assert api.get(at(draft)).json()["form"] == {"code": form.code, "version": 1}
    assert (asked["code"], asked["number"], asked["state"], asked["unfit"]) == (form.code, 1, "published", [])
    assert asked["definition"] == DEFINITION
    by = programmes.manager(call.programme)
    forms.renew(draft.sheet, version=version, by=by, at=call.opens_at)
    asked = api.get(at(draft, "questionnaire")).json()
    why = "This is not asked any more."
    unfit = {"question": "what", "label": "What does your product do?", "why": why, "kept": False}
    assert (asked["number"], asked["definition"], asked["unfit"]) == (2, newer, [unfit])
    assert api.get("/api/v1/applications").json()["items"][0]["form"] == {"code": form.code, "version": 2}
    api.post(at(draft, "submit"))
    client.force_login(by)
    asked = client.get(at(draft, "questionnaire")).json()
    assert (asked["number"], asked["unfit"]) == (2, [])
    client.force_login(accounts.person())
    assert client.get(at(draft, "questionnaire")).status_code == 404


def test_as_many_queries_for_three_as_for_one(api: Client, draft: Application, call: Call) -> None:
    api.get("/api/v1/applications")
    with CaptureQueriesContext(connection) as for_one:
        assert len(api.get("/api/v1/applications").json()["items"]) == 1
    for _n in range(2):
        application(call=programmes.call(), startup=draft.startup, by=draft.started_by)
    with CaptureQueriesContext(connection) as for_three:
        assert len(api.get("/api/v1/applications").json()["items"]) == 3
    assert len(for_three) == len(for_one)


def test_staff_get_what_was_sent(client: Client, api: Client, draft: Application, call: Call) -> None:
    receipt = api.post(at(draft, "submit")).json()
    change(api, draft, {"name": "what", "value": "Written later.", "version": 0})
    client.force_login(programmes.manager(call.programme))
    body = client.get(at(draft)).json()
    assert body["answers"] == ANSWERS
    assert (body["versions"], body["missing"], body["receipts"]) == ({}, {}, [receipt])


def test_changing_answers(api: Client, draft: Application) -> None:
    answer = change(
        api, draft, {"name": "what", "value": "Better.", "version": 0}, {"name": "revenue", "value": 18400, "version": 0}
    )
    assert (answer.status_code, answer.json()["versions"]) == (200, {"what": 1, "revenue": 1})
    assert Sheet.objects.get().answers == {**ANSWERS, "what": "Better.", "revenue": "18400"}
    clash = change(api, draft, {"name": "what", "value": "Mine.", "version": 0})
    assert problem(clash) == (409, None)
    assert clash.json()["conflicts"] == [
        {"name": "what", "yours": "Mine.", "theirs": "Better.", "version": 1, "by": "Ananya Rao"}
    ]
    odd = change(api, draft, {"name": "nonsense", "value": "x", "version": 0}, {"name": "proof", "value": "Kept.", "version": 0})
    assert problem(odd) == (422, None)
    assert (odd.status_code, odd.json()["refused"][0]["name"], odd.json()["versions"]) == (422, "nonsense", {"proof": 1})


@pytest.mark.parametrize(
    "bad",
    [
        {},
        {"changes": 5},
        {"changes": [{"name": "what", "value": "x"}]},
        {"changes": [{"name": "what", "value": "x", "version": -1}]},
    ],
)
def test_what_is_no_change_is_a_problem_not_a_crash(api: Client, draft: Application, bad: dict[str, Any]) -> None:
    answer = api.patch(at(draft, "answers"), bad, content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert Sheet.objects.get().answers == ANSWERS


def test_submitting_is_the_same_receipt_until_something_changes(api: Client, draft: Application) -> None:
    first, again = api.post(at(draft, "submit")), api.post(at(draft, "submit"))
    assert first.status_code == 200
    assert first.json() == again.json()
    assert (first.json()["number"], first.json()["arrived_at"]) == (1, "2026-11-20T06:02:00Z")
    assert Submission.objects.get().receipt == first.json()["receipt"]


def test_what_bars_submission_is_a_problem_with_its_field(api: Client, draft: Application) -> None:
    change(api, draft, {"name": "true", "value": False, "version": 0})
    answer = api.post(at(draft, "submit"))
    assert (answer.status_code, answer.json()["field"]) == (422, "true")


def test_too_late(api: Client, draft: Application) -> None:
    with time_machine.travel(CLOSES + timedelta(minutes=10), tick=False):
        assert api.post(at(draft, "submit")).status_code == 409
        assert change(api, draft, {"name": "what", "value": "Late.", "version": 0}).status_code == 409
    assert Submission.objects.count() == 0


def test_withdrawing(api: Client, draft: Application) -> None:
    assert api.post(at(draft, "withdraw")).json()["state"] == "withdrawn"
    assert api.post(at(draft, "submit")).status_code == 409


def test_viewers_read_and_no_more(client: Client, draft: Application) -> None:
    client.force_login(member(draft.startup, role=Member.Role.VIEWER))
    assert client.get(at(draft)).status_code == 200
    assert change(client, draft, {"name": "what", "value": "Mine.", "version": 0}).status_code == 403
    assert client.post(at(draft, "submit")).status_code == 403
    assert client.post(at(draft, "withdraw")).status_code == 403
    assert Sheet.objects.get().answers == ANSWERS


def test_others_find_nothing(client: Client, draft: Application, call: Call) -> None:
    for person in (accounts.person(), programmes.manager(call.programme), accounts.operator_person(role="auditor")):
        client.force_login(person)
        assert client.get("/api/v1/applications").json() == {"items": [], "next": None}
        assert client.get(at(draft)).status_code == 404
        assert change(client, draft).status_code == 404
        assert client.post(at(draft, "submit")).status_code == 404
        assert client.post(at(draft, "withdraw")).status_code == 404


def test_nobody_without_a_key(draft: Application) -> None:
    assert Client().get(at(draft)).status_code == 401


class TestStarting:
    def start(self, client: Client, **given: str) -> Any:
        wanted = {"call": "applied-ai", "startup": "sampan"} | given
        return client.post("/api/v1/applications", wanted, content_type="application/json")

    def test_a_draft_is_made_once(self, api: Client, call: Call, owner: Any) -> None:
        startups.startup(owner=owner, slug="sampan")
        made = self.start(api)
        assert (made.status_code, made.json()["state"], made.json()["call"], made.json()["startup"]) == (
            201,
            "draft",
            "applied-ai",
            "sampan",
        )
        assert self.start(api).json() == made.json()
        assert Application.objects.get().started_by == owner

    def test_from_start_to_receipt_by_programs_alone(self, call: Call, owner: Any) -> None:
        startups.startup(owner=owner, slug="sampan")
        client = program(owner)
        where = f"/api/v1/applications/{self.start(client).json()['number']}"
        asked = client.get("/api/v1/calls/applied-ai/questionnaire").json()["definition"]
        wanted = [one["key"] for section in asked["sections"] for one in section["questions"] if one.get("required")]
        changes = [{"name": key, "value": ANSWERS[key], "version": 0} for key in wanted]
        assert client.patch(f"{where}/answers", {"changes": changes}, content_type="application/json").status_code == 200
        receipt = client.post(f"{where}/submit").json()["receipt"]
        assert Submission.objects.get().receipt == receipt

    def test_what_bars_submission_is_told_question_by_question(self, api: Client, call: Call, owner: Any) -> None:
        startups.startup(owner=owner, slug="sampan")
        answer = api.post(f"/api/v1/applications/{self.start(api).json()['number']}/submit")
        assert (answer.status_code, [one["field"] for one in answer.json()["errors"]]) == (
            422,
            ["what", "stage", "proof", "true"],
        )

    def test_only_for_ones_own_startup_and_an_open_call(self, api: Client, call: Call, owner: Any) -> None:
        startup = startups.startup(slug="sampan")
        assert self.start(api).status_code == 404
        startups.member(startup, owner, role="viewer")
        assert self.start(api).status_code == 403
        startups.startup(owner=owner, slug="junk")
        assert self.start(api, startup="junk", call="none").status_code == 404
        with time_machine.travel(CLOSES + timedelta(hours=1), tick=False):
            assert self.start(api, startup="junk").status_code == 409
        assert not Application.objects.exists()


def test_the_list_is_narrowed(api: Client, draft: Application, owner: Any) -> None:
    other = application(startup=startups.startup(owner=owner, slug="junk"), call=programmes.call(slug="tides"))

    def numbers(query: str) -> list[str]:
        return [one["number"] for one in api.get(f"/api/v1/applications?{query}").json()["items"]]

    assert numbers("") == [other.number, draft.number]
    assert numbers("call=tides") == numbers("startup=junk") == numbers("state=submitted") == [other.number]
    assert numbers("call=tides&state=draft") == []
    assert api.get("/api/v1/applications?state=sunk").status_code == 422


class TestAttachments:
    def attach(self, client: Client, one: Application, *, question: str = "deck", name: str = "deck.pdf", key: str = "") -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        return client.post(at(one, "attachments"), {"question": question, "file": files.upload(name)}, headers=headers)

    def test_attached_listed_downloaded_and_removed(self, api: Client, draft: Application) -> None:
        made = self.attach(api, draft)
        assert (made.status_code, made.json()["question"], made.json()["name"]) == (201, "deck", "deck.pdf")
        assert api.get(at(draft, "attachments")).json() == {"items": [made.json()], "next": None}
        one = at(draft, "attachments", made.json()["code"])
        content = b"".join(api.get(one).streaming_content)
        assert (content[:4], hashlib.sha256(content).hexdigest()) == (b"%PDF", made.json()["sha256"])
        assert api.delete(one).status_code == 204
        assert [api.get(one).status_code, api.delete(one).status_code] == [404, 404]
        assert api.get(at(draft, "attachments")).json()["items"] == []

    def test_sent_twice_with_a_key_it_is_one(self, api: Client, draft: Application) -> None:
        codes = {self.attach(api, draft, key="k").json()["code"] for _ in range(2)}
        assert len(codes) == 1
        assert self.attach(api, draft).status_code == 409  # the question takes one

    def test_what_no_question_takes_names_it(self, api: Client, draft: Application) -> None:
        assert problem(self.attach(api, draft, question="what")) == (422, "what")
        assert problem(self.attach(api, draft, question="boats")) == (422, "boats")
        assert problem(self.attach(api, draft, name="deck.png"))[1] == "deck"
        assert problem(api.post(at(draft, "attachments"), {"question": "deck"})) == (422, ["file"])
        assert api.get(at(draft, "attachments")).json()["items"] == []

    def test_staff_get_what_was_submitted_and_their_looks_are_logged(self, api: Client, draft: Application, call: Call) -> None:
        code = self.attach(api, draft).json()["code"]
        api.post(at(draft, "submit"))
        api.delete(at(draft, "attachments", code))
        desk = program(programmes.manager(call.programme))
        assert [one["code"] for one in desk.get(at(draft, "attachments")).json()["items"]] == [code]
        assert desk.get(at(draft, "attachments", code)).status_code == 200
        assert Access.objects.get().what == "file"
        assert self.attach(desk, draft).status_code == 403
        for person in (accounts.person(), programmes.manager(programmes.programme())):
            assert program(person).get(at(draft, "attachments", code)).status_code == 404
