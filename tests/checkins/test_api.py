"""Check-ins for programs: the same people may, and read no more than on pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse

from cohorts.checkins import operations
from cohorts.checkins.models import Ask, CheckIn, Consent, Rhythm, Target
from cohorts.roster.models import Enrolment
from tests.factories import checkins as factories
from tests.factories.checkins import ANSWERS, ASK
from tests.factories.cohorts import Scene
from tests.programs import Program, problem, walked


@pytest.fixture
def rhythm(scene: Scene) -> Rhythm:
    return factories.rhythm(scene.cohort)


@pytest.fixture
def check_in(rhythm: Rhythm, scene: Scene) -> CheckIn:
    return factories.check_in(rhythm, scene.enrolment, ago=-1)


def put(person: Any, path: str, **body: Any) -> HttpResponse:
    return Program(person).client.put(f"/api/v1{path}", body, content_type="application/json")


def patch(person: Any, path: str, **body: Any) -> HttpResponse:
    return Program(person).client.patch(f"/api/v1{path}", body, content_type="application/json")


def told(response: HttpResponse) -> Any:
    assert response.status_code == 200
    return response.json()  # type: ignore[attr-defined]  # the test client's


class TestReading:
    def test_one_with_what_its_reader_may_read(self, rhythm: Rhythm, scene: Scene) -> None:
        sent = factories.check_in(rhythm, scene.enrolment, ago=1, state="sent")
        expected = {
            "code": sent.code,
            "startup": "quaykeeper",
            "cohort": "cohort-5",
            "period_on": "2026-11-09",
            "opens_at": "2026-11-08T04:00:00Z",
            "due_at": "2026-11-11T04:00:00Z",
            "state": "sent",
            "sent_at": "2026-11-11T03:00:00Z",
            "corrected_at": None,
        }
        assert told(Program(scene.manager).get(f"/check-ins/{sent.code}")) == expected | {"answers": ANSWERS}
        shared = {key: ANSWERS[key] for key in ("users", "headcount", "blockers", "asks")}
        assert told(Program(scene.mentor).get(f"/check-ins/{sent.code}")) == expected | {"answers": shared}
        for person in scene.outsiders:
            assert problem(Program(person).get(f"/check-ins/{sent.code}")) == (404, None)

    def test_the_list_is_ones_own_and_paged(self, rhythm: Rhythm, scene: Scene) -> None:
        mine = [factories.check_in(rhythm, scene.enrolment, ago=ago, state="sent") for ago in (1, 2, 3)]
        theirs = factories.check_in(rhythm, Enrolment.objects.get(startup__name="Sandbar"), ago=2)
        factories.check_in(rhythm, scene.enrolment, ago=-3, state="planned")
        for person in (*scene.insiders, scene.mentor):
            items = told(Program(person).get("/check-ins"))["items"]
            assert [one["code"] for one in items] == [one.code for one in mine]
            assert "answers" not in items[0]
        pages = walked(Program(scene.manager).client, "/check-ins", limit=2)
        assert [[one["code"] for one in page] for page in pages] == [[mine[0].code, theirs.code], [mine[1].code, mine[2].code]]
        assert told(Program(scene.manager).get("/check-ins?startup=nobody"))["items"] == []
        assert told(Program(scene.manager).get("/check-ins"))["items"][1]["state"] == "missed"

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries_of_the_list(self, rhythm: Rhythm, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        for ago in range(size):
            factories.check_in(rhythm, scene.enrolment, ago=ago + 1, state="sent")
        program = Program(scene.owner)
        program.get("/check-ins")
        with django_assert_num_queries(3):
            program.get("/check-ins")

    def test_figures_over_time(self, rhythm: Rhythm, scene: Scene) -> None:
        for ago, runway in ((2, "9"), (1, "6.5")):
            factories.check_in(rhythm, scene.enrolment, ago=ago, state="sent", answers=ANSWERS | {"runway": runway})
        operations.aim(scene.enrolment, key="users", value=500, by=scene.owner)
        found = told(Program(scene.owner).get(f"/enrolments/{scene.enrolment.code}/figures"))
        assert found["streak"] == 2
        assert found["figures"][0] == {
            "key": "runway",
            "label": "Runway",
            "better": "more",
            "values": ["9", "6.5"],
            "target": None,
        }
        seen = told(Program(scene.mentor).get(f"/enrolments/{scene.enrolment.code}/figures"))["figures"]
        assert [(one["key"], one["target"]) for one in seen] == [("users", "500.000000000000"), ("headcount", None)]


class TestWriting:
    def test_written_and_sent(self, check_in: CheckIn, scene: Scene) -> None:
        body = told(patch(scene.member, f"/check-ins/{check_in.code}", answers=ANSWERS))
        assert (body["state"], body["answers"]) == ("open", ANSWERS)
        sent = told(Program(scene.member).post(f"/check-ins/{check_in.code}/send"))
        assert sent["state"] == "sent"
        assert Ask.objects.get().text == ASK
        assert problem(Program(scene.owner).post(f"/check-ins/{check_in.code}/send")) == (409, None)

    def test_what_is_missing_is_named(self, check_in: CheckIn, scene: Scene) -> None:
        patch(scene.owner, f"/check-ins/{check_in.code}", answers={"runway": "7"})
        response = Program(scene.owner).post(f"/check-ins/{check_in.code}/send")
        assert problem(response)[0] == 422
        assert [one["field"] for one in response.json()["errors"]] == ["revenue", "mood"]  # type: ignore[attr-defined]

    def test_what_cannot_be_kept_is_named(self, check_in: CheckIn, scene: Scene) -> None:
        assert problem(patch(scene.owner, f"/check-ins/{check_in.code}", answers={"salary": "7"}))[0] == 422
        assert problem(patch(scene.owner, f"/check-ins/{check_in.code}", answers={"asks": "7"}))[0] == 422
        assert problem(patch(scene.owner, f"/check-ins/{check_in.code}", other=1))[0] == 422

    def test_others_may_not(self, check_in: CheckIn, scene: Scene) -> None:
        for person in (scene.viewer, scene.mentor, scene.manager, scene.auditor):
            assert problem(patch(person, f"/check-ins/{check_in.code}", answers={"runway": "7"}))[0] == 403
            assert problem(Program(person).post(f"/check-ins/{check_in.code}/send"))[0] == 403


class TestDeciding:
    def test_targets_and_consent(self, rhythm: Rhythm, scene: Scene) -> None:
        code = scene.enrolment.code
        assert put(scene.manager, f"/enrolments/{code}/figures/runway/target", value="12.5").status_code == 204
        assert str(Target.objects.get().value).rstrip("0") == "12.5"
        assert put(scene.owner, f"/enrolments/{code}/figures/runway/target", value=None).status_code == 204
        assert not Target.objects.exists()
        assert put(scene.owner, f"/enrolments/{code}/answers/runway/consent", mentors=True).status_code == 204
        assert Consent.objects.get().mentors is True
        assert problem(put(scene.manager, f"/enrolments/{code}/answers/runway/consent", mentors=True))[0] == 403
        assert problem(put(scene.mentor, f"/enrolments/{code}/figures/runway/target", value="1"))[0] == 403
        assert problem(put(scene.owner, f"/enrolments/{code}/figures/salary/target", value="1")) == (409, "key")
        assert problem(put(scene.owner, f"/enrolments/{code}/figures/runway/target", value="much"))[0] == 422


class TestAsks:
    def test_listed_helped_with_and_closed(self, rhythm: Rhythm, scene: Scene) -> None:
        ask = factories.ask(factories.check_in(rhythm, scene.enrolment, ago=1, state="sent"), scene.mentor)
        listed = {"code": ask.code, "startup": "quaykeeper", "text": ASK, "tags": ["Sales"], "state": "open", "taken_by": None}
        for person in (scene.owner, scene.mentor, scene.manager):
            assert told(Program(person).get("/asks"))["items"] == [listed]
        for person in scene.outsiders:
            assert told(Program(person).get("/asks"))["items"] == []
        taken = told(Program(scene.mentor).post(f"/asks/{ask.code}/help"))
        assert (taken["state"], taken["taken_by"]) == ("taken", "Priya Raghunathan")
        assert told(Program(scene.owner).post(f"/asks/{ask.code}/reopen"))["state"] == "open"
        assert Program(scene.mentor).post(f"/asks/{ask.code}/pass").status_code == 204
        assert told(Program(scene.manager).post(f"/asks/{ask.code}/close"))["state"] == "closed"
        assert problem(Program(scene.rival).post(f"/asks/{ask.code}/close"))[0] == 404


class TestRhythm:
    GIVEN = {"every": "monthly", "day": 31, "due_time": "10:00", "starts_on": "2026-11-01", "ends_on": "2027-02-26"}

    def test_begun_read_and_changed(self, scene: Scene) -> None:
        path = f"/cohorts/{scene.cohort.slug}/rhythm"
        assert problem(Program(scene.manager).get(path))[0] == 404
        made = told(put(scene.manager, path, **self.GIVEN))
        assert (made["every"], made["day"], made["due_time"], made["opens_days"]) == ("monthly", 31, "10:00:00", 3)
        assert told(put(scene.manager, path, **self.GIVEN | {"day": 15}))["day"] == 15
        assert Rhythm.objects.count() == 1
        assert told(Program(scene.auditor).get(path))["day"] == 15
        assert problem(put(scene.auditor, path, **self.GIVEN))[0] == 403
        assert problem(put(scene.elsewhere, path, **self.GIVEN))[0] == 404
        assert problem(put(scene.manager, path, **self.GIVEN | {"ends_on": "2026-10-01"})) == (409, "ends_on")
        assert problem(put(scene.manager, path, **self.GIVEN | {"opens_days": 0}))[0] == 422
