"""What is done in a cohort, through the API: the same operations, the same refusals, pages by cursor."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse

from accelerator.trail.models import Access
from cohorts.roster import operations
from cohorts.roster.models import Announcement, Cohort, Duty, Enrolment, Event, OnboardingItem, SharedFile
from tests.factories import applications, cohorts, files, programmes, roster
from tests.factories.cohorts import NOW, Scene
from tests.programs import Program, problem, walked

SLUG = "/cohorts/cohort-5"


class Speaks(Program):
    def send(self, method: str, path: str, **body: Any) -> HttpResponse:
        return getattr(self.client, method)(f"/api/v1{path}", body, content_type="application/json")  # type: ignore[no-any-return]


def body(response: HttpResponse, status: int = 200) -> Any:
    assert response.status_code == status, response.content
    return response.json() if response.content else None  # type: ignore[attr-defined]  # the test client's


@pytest.fixture
def manager(scene: Scene) -> Speaks:
    return Speaks(scene.manager)


@pytest.fixture
def founder(scene: Scene) -> Speaks:
    return Speaks(scene.owner)


class TestRunning:
    def test_only_what_is_sent_is_changed(self, scene: Scene, manager: Speaks) -> None:
        told = body(manager.send("patch", SLUG, places=25, zone="Australia/Sydney"))
        assert (told["places"], told["zone"], told["name"], told["holidays"]) == (25, "Australia/Sydney", "Cohort 5", "SG")
        assert body(manager.send("patch", SLUG, holidays=""))["holidays"] == ""

    @pytest.mark.parametrize(
        ("sent", "expected"),
        [
            ({"zone": "Mars/Base"}, (409, "zone")),
            ({"holidays": "XX"}, (409, "holidays")),
            ({"ends_on": "2026-01-01"}, (409, "ends_on")),
            ({"places": 0}, (422, ["places"])),
            ({"colour": "red"}, (422, ["colour"])),
        ],
    )
    def test_what_cannot_be_is_named(self, scene: Scene, manager: Speaks, sent: dict[str, Any], expected: Any) -> None:
        assert problem(manager.send("patch", SLUG, **sent)) == expected

    def test_the_team(self, scene: Scene, manager: Speaks, founder: Speaks) -> None:
        made = body(manager.post(f"{SLUG}/team", person=scene.mentor.code, role="mentor"), 201)
        assert made == {"person": scene.mentor.code, "name": "Priya Raghunathan", "role": "mentor"}
        assert body(founder.get(f"{SLUG}/team")) == [made]
        assert problem(manager.post(f"{SLUG}/team", person=scene.stranger.code, role="mentor")) == (409, "person")
        assert body(manager.send("delete", f"{SLUG}/team/{scene.mentor.code}"), 204) is None
        assert body(founder.get(f"{SLUG}/team")) == []

    def test_enrolled_beyond_the_places_only_when_said(self, scene: Scene, manager: Speaks) -> None:
        Cohort.objects.filter(pk=scene.cohort.pk).update(places=2)
        new = applications.application(call=programmes.call(programme=scene.programme)).startup
        assert problem(manager.post(f"{SLUG}/enrolments", startup=new.slug, reason="Late")) == (409, "beyond")
        assert problem(manager.post(f"{SLUG}/enrolments", startup="nobody", reason="Late")) == (409, "startup")
        told = body(manager.post(f"{SLUG}/enrolments", startup=new.slug, reason="Late", beyond=True), 201)
        assert (told["startup"], told["state"]) == (new.slug, "active")

    def test_paused_and_back(self, scene: Scene, manager: Speaks) -> None:
        path = f"/enrolments/{scene.enrolment.code}"
        told = body(manager.post(f"{path}/pause", from_on="2026-11-25", until_on="2026-12-31", reason="A birth"))
        assert (told["paused_from"], told["paused_until"], told["state"]) == ("2026-11-25", "2026-12-31", "active")
        assert problem(manager.post(f"{path}/pause", from_on="2026-12-25", until_on="2026-12-01", reason="x")) == (
            409,
            "until_on",
        )
        assert body(manager.post(f"{path}/resume"))["paused_from"] is None

    def test_criteria_and_graduation(self, scene: Scene, manager: Speaks, founder: Speaks) -> None:
        path = f"/enrolments/{scene.enrolment.code}"
        assert problem(manager.send("put", f"{SLUG}/criteria", least={"dances": 5})) == (409, "dances")
        body(manager.send("put", f"{SLUG}/criteria", least={"checklist": 100}), 204)
        expected = {"kind": "checklist", "label": "Onboarding checklist done", "least": 100, "have": 0, "of": 0, "met": False}
        assert body(founder.get(f"{path}/criteria")) == [expected]
        assert problem(manager.post(f"{path}/graduate")) == (409, "reason")
        assert body(manager.post(f"{path}/graduate", reason="Bought early"))["state"] == "graduated"
        (alumnus,) = body(manager.get("/alumni"))["items"]
        assert (alumnus["startup"], alumnus["graduated_at"]) == ("quaykeeper", "2026-11-20T06:02:00Z")
        assert problem(founder.get("/alumni")) == (403, None)

    def test_left(self, scene: Scene, manager: Speaks) -> None:
        path = f"/enrolments/{scene.enrolment.code}/depart"
        assert body(manager.post(path, reason="Sold"))["state"] == "departed"
        assert problem(manager.post(path, reason="Sold")) == (409, None)


class TestOnboarding:
    def test_asked_changed_and_taken_off(self, scene: Scene, manager: Speaks, founder: Speaks) -> None:
        made = body(manager.post(f"{SLUG}/onboarding-items", kind="other", title="A photo", due_days=5), 201)
        assert made == {
            "code": made["code"],
            "kind": "other",
            "title": "A photo",
            "note": "",
            "agreement": None,
            "due_days": 5,
            "due_on": None,
        }
        path = f"/onboarding-items/{made['code']}"
        assert body(manager.send("put", path, kind="other", title="Two", due_on="2026-12-24"))["due_on"] == "2026-12-24"
        assert [one["title"] for one in body(founder.get(f"{SLUG}/onboarding-items"))] == ["Two"]
        assert problem(manager.post(f"{SLUG}/onboarding-items", kind="agreement", title="A", due_days=1)) == (409, "agreement")
        wrong = manager.post(f"{SLUG}/onboarding-items", kind="agreement", title="A", due_days=1, agreement="nothing")
        assert problem(wrong) == (409, "agreement")
        body(manager.send("delete", path), 204)
        assert not OnboardingItem.objects.live().exists()

    def test_settled_reopened_waived(self, scene: Scene, manager: Speaks, founder: Speaks) -> None:
        duty = roster.item(scene.cohort, by=scene.manager).duties.get(enrolment=scene.enrolment)
        told = body(founder.post(f"/duties/{duty.code}/settle"))
        assert (told["state"], told["settled_by"], told["settled_at"]) == ("done", "Ananya Rao", "2026-11-20T06:02:00Z")
        assert body(founder.post(f"/duties/{duty.code}/reopen"))["seen_as"] == "open"
        assert body(manager.post(f"/duties/{duty.code}/waive", reason="None"))["reason"] == "None"
        assert problem(Speaks(scene.viewer).post(f"/duties/{duty.code}/reopen")) == (403, None)

    def test_lists_are_narrowed_and_paged(self, scene: Scene, manager: Speaks, founder: Speaks) -> None:
        for title in ("A", "B", "C"):
            roster.item(scene.cohort, by=scene.manager, title=title)
        assert [len(page) for page in walked(manager.client, "/duties", limit=4)] == [4, 2]
        assert {one["startup"] for one in body(founder.get("/duties"))["items"]} == {"quaykeeper"}
        operations.settle(Duty.objects.filter(enrolment=scene.enrolment)[0], by=scene.owner)
        assert len(body(founder.get("/duties?state=open&cohort=cohort-5"))["items"]) == 2
        assert body(founder.get("/duties?cohort=other"))["items"] == []

    @pytest.mark.parametrize("size", [1, 3])
    @pytest.mark.parametrize("path", ["/duties", "/events", "/announcements", "/agreements", "/acceptances", "/shared-files"])
    def test_queries(self, scene: Scene, path: str, size: int, django_assert_num_queries: Any) -> None:
        for number in range(size):
            roster.item(scene.cohort, by=scene.manager)
            roster.event(scene.cohort, by=scene.manager)
            roster.signed(roster.agreement(scene.cohort), scene.enrolment, by=scene.owner)
            operations.keep_file(scene.enrolment, upload=files.upload(), by=scene.owner)
            told = {"subject": "Tides", "text": "High", "audience": "cohort", "press": f"press-{number}"}
            operations.send(scene.cohort, by=scene.manager, **told)
        program = Speaks(scene.owner)
        program.get(path)  # notes when the token was used
        with django_assert_num_queries(3):
            assert len(body(program.get(path))["items"]) == size

    def test_payment_ids(self, scene: Scene, manager: Speaks, founder: Speaks) -> None:
        path = f"/enrolments/{scene.enrolment.code}/payment-ids"
        assert problem(founder.send("put", path, bank_code="DBSS")) == (409, "account_number")
        body(founder.send("put", path, account_number="SG-4711"), 204)
        assert body(manager.get(path))["account_number"] == "SG-4711"
        assert Access.objects.filter(what="payment ids").count() == 1
        assert problem(Speaks(scene.member).get(path)) == (403, None)


class TestPapers:
    def test_written_read_and_accepted(self, scene: Scene, manager: Speaks, founder: Speaks) -> None:
        made = body(manager.post(f"{SLUG}/agreements", title="Terms", text="Be *there*."), 201)
        path = f"/agreements/{made['code']}"
        read = body(founder.get(path))
        assert (read["title"], read["newest"]["text"], read["withdrawn"]) == ("Terms", "Be *there*.", False)
        sent = {"enrolment": scene.enrolment.code, "version": read["newest"]["code"], "name": "Ananya Rao"}
        assert problem(founder.post(f"{path}/accept", **sent, sha256="0" * 64)) == (409, "sha256")
        told = body(founder.post(f"{path}/accept", **sent, sha256=read["newest"]["sha256"]), 201)
        assert (told["name"], told["version"], told["sha256"]) == ("Ananya Rao", 1, read["newest"]["sha256"])
        assert body(manager.get(f"/acceptances?enrolment={scene.enrolment.code}"))["items"] == [told]
        assert body(manager.post(f"{path}/versions", text="Be early.", anew=False))["newest"]["number"] == 2
        body(manager.send("delete", path), 204)
        assert body(founder.get("/agreements?cohort=cohort-5"))["items"][0]["withdrawn"] is True

    def test_nobody_accepts_for_another(self, scene: Scene, manager: Speaks) -> None:
        text = roster.agreement(scene.cohort)
        version = roster.newest(text)
        sent = {"enrolment": scene.enrolment.code, "version": version.code, "name": "R", "sha256": version.sha256}
        assert problem(Speaks(scene.rival).post(f"/agreements/{text.code}/accept", **sent)) == (404, None)

    def test_files(self, scene: Scene, founder: Speaks, manager: Speaks) -> None:
        for program, path in ((founder, f"/enrolments/{scene.enrolment.code}"), (manager, SLUG)):
            sent = program.client.post(f"/api/v1{path}/shared-files", {"file": files.upload("deck.pdf")})
            assert body(sent, 201)["name"] == "deck.pdf"
        assert [(one["cohort"], one["enrolment"]) for one in body(founder.get("/shared-files"))["items"]] == [
            ("cohort-5", None),
            (None, scene.enrolment.code),
        ]
        (own,) = body(founder.get(f"/shared-files?enrolment={scene.enrolment.code}"))["items"]
        fetched = founder.get(f"/shared-files/{own['code']}")
        assert b"".join(fetched.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
        body(founder.send("delete", f"/shared-files/{own['code']}"), 204)
        assert SharedFile.objects.live().count() == 1
        refused = founder.client.post(f"/api/v1{SLUG}/shared-files", {"file": files.upload()})
        assert problem(refused) == (403, None)


class TestTogether:
    SENT = {"subject": "Tides", "text": "High at *noon*.", "press": "press-one"}

    def test_announced_once(self, scene: Scene, manager: Speaks, founder: Speaks) -> None:
        heard = body(manager.post(f"{SLUG}/audience", audience="cohort"))
        assert heard == {"people": 6, "founders": 4, "supporters": 1, "team": 1, "startups": 2}
        first, second = (body(manager.post(f"{SLUG}/announcements", **self.SENT), 201) for _ in range(2))
        assert first == second
        assert body(founder.get(f"/announcements/{first['code']}"))["text"] == "High at *noon*."
        assert Announcement.objects.count() == 1

    def test_to_a_selection_of_this_cohort(self, scene: Scene, manager: Speaks) -> None:
        foreign = cohorts.enrolment(cohorts.cohort())
        wrong = manager.post(f"{SLUG}/announcements", **self.SENT, audience="selection", enrolments=[foreign.code])
        assert problem(wrong) == (409, "enrolments")
        assert problem(manager.post(f"{SLUG}/audience", audience="selection")) == (409, "startups")
        heard = body(manager.post(f"{SLUG}/audience", audience="selection", enrolments=[scene.enrolment.code]))
        assert heard["people"] == 4

    def test_who_leads_alone(self, scene: Scene, founder: Speaks) -> None:
        assert problem(founder.post(f"{SLUG}/audience")) == (403, None)
        assert problem(founder.post(f"{SLUG}/announcements", **self.SENT)) == (403, None)

    def event(self, **other: Any) -> dict[str, Any]:
        at = NOW + timedelta(days=3)
        usual = {"kind": "workshop", "title": "Pricing", "place": "Room 4"}
        return {**usual, "starts_at": at.isoformat(), "ends_at": (at + timedelta(hours=2)).isoformat(), **other}

    def test_events(self, scene: Scene, manager: Speaks, founder: Speaks) -> None:
        made = body(manager.post(f"{SLUG}/events", **self.event()), 201)
        path = f"/events/{made['code']}"
        assert (made["starts_at"], made["revision"], made["called_off"]) == ("2026-11-23T06:02:00Z", 0, False)
        assert body(manager.send("put", path, **self.event(place="Room 9")))["revision"] == 1
        assert body(founder.get(path))["place"] == "Room 9"
        assert problem(manager.send("put", path, **self.event(ends_at=NOW.isoformat()))) == (409, "until")
        assert problem(founder.post(f"{path}/call-off", reason="x")) == (403, None)
        assert body(manager.post(f"{path}/call-off", reason="Rain"))["called_off"] is True
        assert len(body(founder.get("/events?cohort=cohort-5"))["items"]) == 1

    def test_attendance(self, scene: Scene, manager: Speaks, founder: Speaks) -> None:
        made = roster.event(scene.cohort, by=scene.manager, starts_at=NOW - timedelta(days=2))
        path = f"/events/{made.code}/attendance"
        there = {"enrolment": scene.enrolment.code, "person": scene.owner.code, "state": "present"}
        told = body(manager.send("put", path, people=[there]))
        assert {**there, "name": "Ananya Rao"} in told
        strange = {**there, "person": scene.stranger.code}
        assert problem(manager.send("put", path, people=[strange])) == (409, "person")
        assert problem(founder.get(path)) == (403, None)
        assert Event.objects.get().attendances.count() == 1


def test_outsiders_find_nothing(scene: Scene) -> None:
    duty = roster.item(scene.cohort, by=scene.manager).duties.get(enrolment=scene.enrolment)
    event = roster.event(scene.cohort, by=scene.manager)
    for person in (scene.stranger, scene.elsewhere, scene.former):
        program = Speaks(person)
        for path in (f"/events/{event.code}", f"{SLUG}/team", f"{SLUG}/onboarding-items"):
            assert problem(program.get(path)) == (404, None)
        assert problem(program.post(f"/duties/{duty.code}/settle")) == (404, None)
        for path in ("/duties", "/events", "/announcements", "/agreements", "/acceptances", "/shared-files"):
            assert body(program.get(path))["items"] == []
    assert Enrolment.objects.active().count() == 2
