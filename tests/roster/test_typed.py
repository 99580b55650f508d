"""What people and programs send that cannot be: said beside its field, what was typed stays, and nothing is half done."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple

import pytest

from cohorts.roster import operations
from cohorts.roster.models import (
    Agreement,
    Announcement,
    Criterion,
    Duty,
    Enrolment,
    Event,
    OnboardingItem,
    PaymentIds,
    PlannedAnnouncement,
    SharedFile,
)
from tests.cast import browser
from tests.factories import applications, files, programmes, roster, startups
from tests.factories.cohorts import NOW, Scene
from tests.programs import Program, problem

COHORT = "/cohorts/cohort-5"
KEPT = "Typed with care."  # what must not be lost


class Typed(NamedTuple):
    """`path` is sent `body`, and `field` is at fault with a sentence that has `says` in it."""

    path: str
    body: dict[str, Any]
    field: str
    says: str


_ITEM = {"kind": "other", "title": "Photo", "note": KEPT, "agreement": "", "due_days": "3", "due_on": ""}
_EVENT = {
    "kind": "workshop", "title": "Pricing", "starts_on": "2026-12-01", "begins": "09:00", "until": "10:00", "ends_on": "",
    "place": "Room 4", "note": KEPT, "audience": "cohort",
}  # fmt: skip
_TOLD = {"act": "send", "press": "press-of-page", "audience": "cohort", "subject": "Tides", "text": KEPT}
_SETTINGS = {
    "name": KEPT, "starts_on": "2026-09-01", "ends_on": "2027-02-26", "zone": "Asia/Singapore", "places": "20", "holidays": "SG",
}  # fmt: skip
_PAUSE = {"from_on": "2026-11-20", "until_on": "2026-11-27", "reason": KEPT}

TYPED: dict[str, Typed] = {
    "line without words": Typed(f"{COHORT}/onboarding/", _ITEM | {"title": ""}, "title", "Fill this in."),
    "line of no kind": Typed(f"{COHORT}/onboarding/", _ITEM | {"kind": "song"}, "kind", "valid choice"),
    "line without a day": Typed(f"{COHORT}/onboarding/", _ITEM | {"due_days": ""}, "due_days", "one of the two"),
    "line with two days": Typed(f"{COHORT}/onboarding/", _ITEM | {"due_on": "2026-12-01"}, "due_days", "one of the two"),
    "line after a year": Typed(f"{COHORT}/onboarding/", _ITEM | {"due_days": "366"}, "due_days", "365"),
    "line on no day": Typed(f"{COHORT}/onboarding/", _ITEM | {"due_days": "", "due_on": "soon"}, "due_on", "Write a day such as"),
    "line without its text": Typed(f"{COHORT}/onboarding/", _ITEM | {"kind": "conduct"}, "agreement", "Choose the text"),
    "text without a title": Typed(f"{COHORT}/agreements/", {"title": "", "text": KEPT}, "title", "Fill this in."),
    "text without words": Typed(f"{COHORT}/agreements/", {"title": KEPT, "text": " "}, "text", "Fill this in."),
    "event of no length": Typed(f"{COHORT}/calendar/new/", _EVENT | {"until": "09:00"}, "until", "end after it begins"),
    "event without a day": Typed(f"{COHORT}/calendar/new/", _EVENT | {"starts_on": ""}, "starts_on", "Fill this in."),
    "event at no time": Typed(f"{COHORT}/calendar/new/", _EVENT | {"begins": "noon"}, "begins", "valid time"),
    "event for nobody": Typed(f"{COHORT}/calendar/new/", _EVENT | {"audience": "selection"}, "startups", "at least one startup"),
    "event of a far year": Typed(f"{COHORT}/calendar/new/", _EVENT | {"starts_on": "2199-01-01"}, "starts_on", "Check the year"),
    "announced to nobody": Typed(f"{COHORT}/announcements/new/", _TOLD | {"audience": "all"}, "audience", "valid choice"),
    "announced to none": Typed(f"{COHORT}/announcements/new/", _TOLD | {"audience": "selection"}, "startups", "at least one"),
    "announced without a subject": Typed(f"{COHORT}/announcements/new/", _TOLD | {"subject": ""}, "subject", "Fill this in."),
    "announced on a day alone": Typed(f"{COHORT}/announcements/new/", _TOLD | {"send_on": "2026-12-01"}, "send_time", "both"),
    "a cohort of no length": Typed(f"{COHORT}/settings/", _SETTINGS | {"ends_on": "2026-09-01"}, "ends_on", "has to end after"),
    "a cohort nowhere": Typed(f"{COHORT}/settings/", _SETTINGS | {"zone": "Moon/Tranquility"}, "zone", "valid choice"),
    "a cohort of no places": Typed(f"{COHORT}/settings/", _SETTINGS | {"places": "0"}, "places", "1"),
    "a share beyond all": Typed(f"{COHORT}/graduation/", {"milestones": "80", "check_ins": "101"}, "check_ins", "100"),
    "a share in words": Typed(f"{COHORT}/graduation/", {"checklist": "most"}, "checklist", "whole number"),
    "no ids": Typed("/enrolments/{enrolment}/payment/", {"account_name": KEPT}, "account_number", "billing id"),
}


def _left() -> list[int]:
    kinds = (Agreement, Announcement, Criterion, Duty, Event, OnboardingItem, PaymentIds, PlannedAnnouncement, SharedFile)
    return [one.objects.count() for one in kinds]  # type: ignore[attr-defined]  # each has objects


@pytest.mark.parametrize("name", TYPED)
def test_said_beside_its_field_and_nothing_is_lost(scene: Scene, name: str) -> None:
    path, body, field, says = TYPED[name]
    before, client = _left(), browser(scene.manager)
    sent = client.post(path.format(enrolment=scene.enrolment.code), body)
    page = sent.content.decode()
    assert sent.status_code == 422
    errors = sent.context["form"].errors
    assert list(errors) == [field]
    assert says in " ".join(errors[field])
    assert all(str(value) in page for value in body.values() if value == KEPT)
    assert _left() == before
    scene.cohort.refresh_from_db()
    assert (scene.cohort.name, scene.cohort.places) == ("Cohort 5", 20)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"until_on": "2026-11-19"}, "until_on"),
        ({"until_on": "2199-01-01"}, "until_on"),
        ({"from_on": ""}, "from_on"),
        ({"reason": ""}, "reason"),
    ],
)
def test_a_pause_that_cannot_be_stands_on_the_startups_page(scene: Scene, typed: dict[str, str], field: str) -> None:
    sent = browser(scene.manager).post(f"/enrolments/{scene.enrolment.code}/pause/", _PAUSE | typed)
    assert (sent.status_code, list(sent.context["pause_form"].errors)) == (422, [field])
    scene.enrolment.refresh_from_db()
    assert scene.enrolment.paused_from is None


@pytest.mark.parametrize("typed", [{"startup": "nobody", "reason": KEPT}, {"reason": KEPT}, {"startup": "applied", "reason": ""}])
def test_who_cannot_be_enrolled_is_said(scene: Scene, typed: dict[str, str]) -> None:
    new = startups.startup("Applied", slug="applied")
    applications.application(call=programmes.call(programme=scene.programme), startup=new)
    sent = browser(scene.manager).post(f"{COHORT}/startups/", typed)
    assert (sent.status_code, KEPT in sent.content.decode()) == (422, typed["reason"] == KEPT)
    assert not Enrolment.objects.filter(startup=new).exists()


class Sent(NamedTuple):
    """`method` and `path` with `body` are answered with `status`, `field` at fault."""

    method: str
    path: str
    body: dict[str, Any]
    status: int
    field: Any


_API_EVENT = {
    "kind": "workshop", "title": "Pricing", "place": "Room 4", "starts_at": "2026-12-01T09:00:00+08:00",
    "ends_at": "2026-12-01T10:00:00+08:00",
}  # fmt: skip

SENT: dict[str, Sent] = {
    "no change": Sent("patch", COHORT, {"places": 0}, 422, ["places"]),
    "a cohort of no zone": Sent("patch", COHORT, {"zone": "Moon/Tranquility"}, 409, "zone"),
    "a cohort of no holidays": Sent("patch", COHORT, {"holidays": "QQ"}, 409, "holidays"),
    "something unknown": Sent("patch", COHORT, {"colour": "red"}, 422, ["colour"]),
    "nobody in the team": Sent("post", f"{COHORT}/team", {"person": "nobody", "role": "mentor"}, 409, "person"),
    "a cook in the team": Sent("post", f"{COHORT}/team", {"person": "nobody", "role": "cook"}, 422, ["role"]),
    "nobody enrolled": Sent("post", f"{COHORT}/enrolments", {"startup": "nobody", "reason": "In"}, 409, "startup"),
    "enrolled for nothing": Sent("post", f"{COHORT}/enrolments", {"startup": "nobody", "reason": ""}, 422, ["reason"]),
    "paused backwards": Sent(
        "post",
        "/enrolments/{enrolment}/pause",
        {"from_on": "2026-12-01", "until_on": "2026-11-30", "reason": "x"},
        409,
        "until_on",
    ),
    "paused in no year": Sent(
        "post",
        "/enrolments/{enrolment}/pause",
        {"from_on": "2026-12-01", "until_on": "2199-11-30", "reason": "x"},
        422,
        ["until_on"],
    ),
    "back from nowhere": Sent("post", "/enrolments/{enrolment}/resume", {}, 409, None),
    "left for nothing": Sent("post", "/enrolments/{enrolment}/depart", {"reason": ""}, 422, ["reason"]),
    "a share of nothing": Sent("put", f"{COHORT}/criteria", {"least": {"dances": 5}}, 409, "dances"),
    "a share beyond all": Sent("put", f"{COHORT}/criteria", {"least": {"check_ins": 101}}, 409, "check_ins"),
    "an event of no kind": Sent("post", f"{COHORT}/events", _API_EVENT | {"kind": "dance"}, 422, ["kind"]),
    "an event by no clock": Sent(
        "post", f"{COHORT}/events", _API_EVENT | {"starts_at": "2026-12-01T09:00:00"}, 422, ["starts_at"]
    ),
    "an event that ends first": Sent("post", f"{COHORT}/events", _API_EVENT | {"ends_at": "2026-11-30T10:00:00Z"}, 409, "until"),
    "an event for strangers": Sent(
        "post", f"{COHORT}/events", _API_EVENT | {"audience": "selection", "enrolments": ["x"]}, 409, "enrolments"
    ),
    "a text without words": Sent("post", f"{COHORT}/agreements", {"title": "Terms", "text": ""}, 422, ["text"]),
    "no audience": Sent("post", f"{COHORT}/audience", {"audience": "all"}, 422, ["audience"]),
}


@pytest.mark.parametrize("name", SENT)
def test_a_program_is_told_which_field(scene: Scene, name: str) -> None:
    method, path, body, status, field = SENT[name]
    before, client = _left(), Program(scene.manager).client
    answer = getattr(client, method)(f"/api/v1{path.format(enrolment=scene.enrolment.code)}", body, "application/json")
    assert problem(answer) == (status, field)
    assert _left() == before
    assert Enrolment.objects.active().filter(paused_from=None).count() == 2


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'"x"', b"null"])
def test_what_is_no_json_is_told(scene: Scene, content: bytes) -> None:
    client = Program(scene.manager).client
    answer = client.post(f"/api/v1{COHORT}/events", content, content_type="application/json")
    assert answer.status_code in (400, 422)
    assert not Event.objects.exists()


class TestFiles:
    def test_an_empty_post_is_told_and_keeps_nothing(self, scene: Scene) -> None:
        for path in (f"{COHORT}/files/", f"/enrolments/{scene.enrolment.code}/files/"):
            sent = browser(scene.manager).post(path, {})
            assert (sent.status_code, list(sent.context["form"].errors)) == (422, ["file"])
        assert not SharedFile.objects.exists()

    @pytest.mark.parametrize(("name", "content"), [("deck.pdf", b"not a pdf"), ("tool.exe", b"MZ"), ("empty.pdf", b"")])
    def test_what_is_no_document_is_kept_nowhere(self, scene: Scene, name: str, content: bytes) -> None:
        program = Program(scene.manager).client
        answer = program.post(f"/api/v1{COHORT}/shared-files", {"file": files.upload(name, content)})
        assert answer.status_code in (409, 422)
        assert not SharedFile.objects.exists()


class TestAttendance:
    def test_of_somebody_else_is_refused_whole(self, scene: Scene) -> None:
        made = roster.event(scene.cohort, by=scene.manager, starts_at=NOW - timedelta(days=2))
        people = [
            {"enrolment": scene.enrolment.code, "person": str(scene.owner.code), "state": "present"},
            {"enrolment": scene.enrolment.code, "person": str(scene.rival.code), "state": "present"},
        ]
        answer = Program(scene.manager).client.put(
            f"/api/v1/events/{made.code}/attendance", {"people": people}, "application/json"
        )
        assert problem(answer) == (409, "person")
        assert not made.attendances.exists()

    def test_fields_that_nobody_drew_are_passed_over(self, scene: Scene) -> None:
        """The page reads the names it gave; others change nothing."""
        made = roster.event(scene.cohort, by=scene.manager, starts_at=NOW - timedelta(days=2))
        client = browser(scene.manager)
        client.post(f"{made.get_absolute_url()}attendance/", {f"{scene.enrolment.code}.nobody": "present"})
        assert not made.attendances.exists()

    def test_a_founder_records_nobody(self, scene: Scene) -> None:
        made = roster.event(scene.cohort, by=scene.manager, starts_at=NOW - timedelta(days=2))
        name = f"{scene.enrolment.code}.{scene.owner.code}"
        sent = browser(scene.owner).post(f"{made.get_absolute_url()}attendance/", {name: "present"})
        assert (sent.status_code, made.attendances.exists()) == (403, False)


def test_reworded_to_nothing_it_keeps_its_words(scene: Scene) -> None:
    made = operations.write_agreement(scene.cohort, title="Terms", text="Be there.", by=scene.manager)
    sent = browser(scene.manager).post(f"{made.get_absolute_url()}reword/", {"text": " "}, follow=True)
    assert "Fill this in." in sent.content.decode()
    assert made.versions.get().text == "Be there."
