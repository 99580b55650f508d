"""Programmes and calls run by programs: only what is sent changes, and what people may not do no program may."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from accelerator.accounts.models import Invitation
from accelerator.programmes.models import Call, Staff
from tests.factories import accounts, programmes, questionnaires
from tests.programmes.conftest import World
from tests.programs import problem, program

pytestmark = pytest.mark.django_db
V1 = "/api/v1"
CHECK = {"key": "seat", "asks": "Where are you?", "kind": "country", "why": "Only here.", "accepts": ["SG", "MY"]}


def send(client: Client, method: str, path: str, body: Any) -> Any:
    return getattr(client, method)(V1 + path, body, content_type="application/json")


def change(client: Client, **body: Any) -> Any:
    return send(client, "patch", "/calls/cohort-5/settings", body)


class TestProgrammes:
    def test_only_what_is_sent_changes(self, world: World) -> None:
        client, path = program(world.manager), f"/programmes/{world.programme.slug}"
        whole = {"slug": world.programme.slug, "name": "Applied AI", "summary": "", "zone": "Asia/Singapore"}
        whole |= {"recall_minutes": 0}
        assert client.get(V1 + path).json() == whole
        assert send(client, "patch", path, {"summary": "Twelve weeks"}).json() == whole | {"summary": "Twelve weeks"}
        moved = send(client, "patch", path, {"zone": "Asia/Calcutta", "name": "Applied tides"}).json()
        assert moved == whole | {"summary": "Twelve weeks", "zone": "Asia/Kolkata", "name": "Applied tides"}

    @pytest.mark.parametrize(
        ("sent", "status", "field"),
        [
            ({"name": ""}, 422, ["name"]),
            ({"name": None}, 422, ["name"]),
            ({"name": "  "}, 409, "name"),
            ({"zone": "Mars"}, 422, ["zone"]),
            ({"recall_minutes": 1441}, 422, ["recall_minutes"]),
            ({"recall_minutes": -1}, 422, ["recall_minutes"]),
            ({"slug": "x"}, 422, ["slug"]),
        ],
    )
    def test_what_cannot_be_is_named(self, world: World, sent: dict[str, Any], status: int, field: Any) -> None:
        answer = send(program(world.manager), "patch", f"/programmes/{world.programme.slug}", sent)
        assert problem(answer) == (status, field)
        world.programme.refresh_from_db()
        assert (world.programme.name, str(world.programme.zone)) == ("Applied AI", "Asia/Singapore")

    def test_its_staff_read_it_and_managers_change_it(self, world: World) -> None:
        path = f"/programmes/{world.programme.slug}"
        assert program(world.reviewer).get(V1 + path).status_code == 200
        assert problem(send(program(world.reviewer), "patch", path, {"name": "Mine"}))[0] == 403
        assert problem(send(program(world.rival), "patch", path, {"name": "Mine"}))[0] == 404


class TestStaff:
    def test_who_works_on_it(self, world: World) -> None:
        found = program(world.reviewer).get(f"{V1}/programmes/{world.programme.slug}/staff").json()["items"]
        assert [(one["code"], one["name"], one["role"]) for one in found] == [
            (world.manager.code, "Nurul Hakim", "manager"),
            (world.reviewer.code, "Devan Pillai", "reviewer"),
        ]

    def test_invited_and_ended(self, world: World, django_capture_on_commit_callbacks: Any) -> None:
        client, path = program(world.manager), f"/programmes/{world.programme.slug}/staff"
        answer = send(client, "post", path, {"email": "new@example.org"})
        said = answer.json()
        made = Invitation.objects.get(scope="programme", scope_id=world.programme.pk)
        assert (answer.status_code, said["email"], said["role"]) == (201, "new@example.org", "reviewer")
        assert said["expires_at"][:16] == f"{made.expires_at:%Y-%m-%dT%H:%M}"
        assert send(client, "post", f"{path}/{world.reviewer.code}/reviewer/end", {}).status_code == 204
        assert Staff.objects.live().get(programme=world.programme).person == world.manager
        assert problem(send(client, "post", f"{path}/{world.manager.code}/manager/end", {})) == (409, None)

    def test_a_role_that_there_is_not(self, world: World) -> None:
        path = f"/programmes/{world.programme.slug}/staff"
        answer = send(program(world.manager), "post", path, {"email": "new@example.org", "role": "owner"})
        assert (problem(answer)[1], Invitation.objects.count()) == ("role", 0)
        assert problem(send(program(world.reviewer), "post", path, {"email": "new@example.org"}))[0] == 403


class TestCalls:
    def test_words_and_dates_of_a_draft(self, world: World) -> None:
        answer = change(
            program(world.manager),
            places=24,
            prefix="tide",
            closes_at="2031-02-10T23:59:00+08:00",
            zone="Asia/Tokyo",
            decisions_on=None,
            file_mb=50,
            listed=False,
        )
        assert answer.status_code == 200
        found = Call.objects.get()
        assert (found.places, found.prefix, found.closes_at, str(found.zone)) == (
            24,
            "TIDE",
            datetime(2031, 2, 10, 15, 59, tzinfo=UTC),
            "Asia/Tokyo",
        )
        assert (found.decisions_on, found.reviews_due_on, found.file_mb, found.listed) == (None, date(2031, 2, 17), 50, False)
        assert found.name == "Cohort 5"
        said = answer.json()
        assert (said["prefix"], said["closes_at"], said["zone"], said["decisions_on"], said["questionnaire"], said["checks"]) == (
            "TIDE",
            "2031-02-10T15:59:00Z",
            "Asia/Tokyo",
            None,
            found.version.questionnaire.code if found.version else "",
            [],
        )
        assert program(world.reviewer).get(f"{V1}/calls/cohort-5/settings").json() == said

    def test_terms_of_a_published_call_stay(self, world: World) -> None:
        Call.objects.update(state="published", published_at=datetime(2030, 1, 1, tzinfo=UTC))
        assert problem(change(program(world.manager), tagline="New", places=3)) == (409, "places")
        assert Call.objects.get().tagline == "Twelve weeks for teams with a first user"
        assert change(program(world.manager), tagline="New").status_code == 200
        assert (Call.objects.get().tagline, Call.objects.get().places) == ("New", 12)

    @pytest.mark.parametrize(
        ("sent", "status", "field"),
        [
            ({"closes_at": "2031-01-01T00:00:00Z"}, 409, "closes_at"),
            ({"closes_at": "2031-02-10T23:59:00"}, 422, ["closes_at"]),
            ({"closes_at": None}, 422, ["closes_at"]),
            ({"decisions_on": "2310-01-01"}, 422, ["decisions_on"]),
            ({"prefix": "4A"}, 422, ["prefix"]),
            ({"places": 0}, 422, ["places"]),
            ({"file_mb": 101}, 422, ["file_mb"]),
            ({"name": "\u200b"}, 422, ["name"]),
            ({"state": "published"}, 422, ["state"]),
        ],
    )
    def test_what_cannot_be_is_named(self, world: World, sent: dict[str, Any], status: int, field: Any) -> None:
        before = Call.objects.values().get()
        assert problem(change(program(world.manager), **sent)) == (status, field)
        assert Call.objects.values().get() == before

    def test_by_its_managers_alone(self, world: World) -> None:
        for person, status in ((world.reviewer, 403), (world.rival, 404), (world.outsider, 404)):
            for method, path, body in (
                ("patch", "settings", {"places": 3}),
                ("put", "form", {}),
                ("put", "rubric", {}),
                ("put", "checks", {"checks": []}),
            ):
                assert problem(send(program(person), method, f"/calls/cohort-5/{path}", body))[0] == status
        assert program(world.outsider).get(f"{V1}/calls/cohort-5/settings").status_code == 404
        assert Call.objects.get().places == 12


class TestWhatIsAsked:
    def test_the_standard_form_or_another(self, world: World) -> None:
        client, before = program(world.manager), Call.objects.get().version
        programmes.call(programme=world.programme, version=before)  # who runs nothing that asks with a form does not see it
        code = before.questionnaire.code  # type: ignore[union-attr]  # the draft has a form
        made = send(client, "put", "/calls/cohort-5/form", {}).json()["questionnaire"]
        assert made not in ("", code)
        assert send(client, "put", "/calls/cohort-5/form", {"questionnaire": code}).json()["questionnaire"] == code
        assert Call.objects.get(slug="cohort-5").version == before
        assert problem(send(client, "put", "/calls/cohort-5/form", {"questionnaire": "nothing"}))[0] == 404

    def test_not_with_what_belongs_to_others(self, world: World) -> None:
        theirs = programmes.call(programme=world.rival.programme_roles.get().programme, published=False)
        theirs.version = questionnaires.draft_version(name="Theirs")
        theirs.save()
        answer = send(program(world.manager), "put", "/calls/cohort-5/form", {"questionnaire": theirs.version.questionnaire.code})
        assert (problem(answer)[0], Call.objects.get(pk=world.draft.pk).version) == (404, world.draft.version)

    def test_a_rubric_of_the_programme_or_one_of_its_own(self, world: World) -> None:
        client, spare = program(world.manager), programmes.rubric(programme=world.programme, name="Spare")
        other = programmes.rubric(name="Elsewhere")
        listed = client.get(f"{V1}/programmes/{world.programme.slug}/rubrics").json()["items"]
        assert {"code": spare.code, "name": "Spare"} in listed
        assert other.code not in [one["code"] for one in listed]
        assert send(client, "put", "/calls/cohort-5/rubric", {"rubric": spare.code}).json()["rubric"] == spare.code
        assert problem(send(client, "put", "/calls/cohort-5/rubric", {"rubric": other.code}))[0] == 404
        own = send(client, "put", "/calls/cohort-5/rubric", {}).json()["rubric"]
        assert own not in (spare.code, other.code)

    def test_who_may_apply(self, world: World) -> None:
        client = program(world.manager)
        said = send(client, "put", "/calls/cohort-5/checks", {"checks": [CHECK]}).json()["checks"]
        assert said == [CHECK | {"options": [], "least": "", "most": "", "currency": "", "language": "", "texts": {}}]
        assert Call.objects.get().eligibility == [CHECK]
        assert send(client, "put", "/calls/cohort-5/checks", {"checks": []}).json()["checks"] == []

    def test_countries_are_kept_by_their_code_and_currencies_in_capitals(self, world: World) -> None:
        where = CHECK | {"kind": "country", "accepts": ["UK", "Singapore"]}
        amount = {"key": "n", "asks": "How much?", "kind": "number", "why": "Much.", "most": "5", "currency": "sgd"}
        said = send(program(world.manager), "put", "/calls/cohort-5/checks", {"checks": [where, amount]}).json()["checks"]
        assert [(one["accepts"], one["currency"]) for one in said] == [(["GB", "SG"], ""), ([], "SGD")]
        wrong = {"checks": [where | {"accepts": ["EU"]}, amount | {"currency": "XYZ"}]}
        answer = send(program(world.manager), "put", "/calls/cohort-5/checks", wrong)
        errors = answer.json()["errors"]
        assert [one["field"] for one in errors] == ["checks.0.accepts", "checks.1.currency"]
        assert errors[1]["says"] == "“XYZ” is no currency. Give three letters, as in SGD."
        unsaid = send(program(world.manager), "put", "/calls/cohort-5/checks", {"checks": [where | {"why": " "}]})
        assert unsaid.json()["errors"] == [{"field": "checks.0.why", "says": "This field is required."}]

    def test_a_translated_option_stands_in_one_line_as_the_page_draws_it(self, world: World) -> None:
        one = {"key": "s", "asks": "What is it?", "kind": "choice", "why": "Boats alone.", "options": ["Boat", "Quay"]}
        one |= {"accepts": ["Boat"]}

        def put(*options: str) -> Any:
            body = {"checks": [one | {"texts": {"ms": {"options": options}}}]}
            return send(program(world.manager), "put", "/calls/cohort-5/checks", body)

        assert problem(put("Bot\nkapal", "Dermaga")) == (422, ["checks.0.texts.ms.options.0"])
        assert put("Bot", "").status_code == 200
        assert Call.objects.get().eligibility == [one | {"texts": {"ms": {"options": ["Bot", ""]}}}]

    def test_checks_that_cannot_be_judged_are_named_one_by_one(self, world: World) -> None:
        wrong = [CHECK, CHECK | {"accepts": []}, {"key": "n", "asks": "How many?", "kind": "number", "why": "Few.", "least": "x"}]
        answer = send(program(world.manager), "put", "/calls/cohort-5/checks", {"checks": wrong})
        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == ["checks.1.key", "checks.1.accepts", "checks.2.least"]
        assert answer.json()["errors"][0]["says"] == "Each check has a key of its own."
        assert Call.objects.get().eligibility == []


def test_a_reading_token_changes_nothing(world: World) -> None:
    client = program(world.manager, writes=False)
    assert client.get(f"{V1}/calls/cohort-5/settings").status_code == 200
    assert problem(change(client, places=3))[0] == 403
    assert problem(send(client, "post", f"/programmes/{world.programme.slug}/staff", {"email": "a@example.org"}))[0] == 403


def test_lists_cost_the_same_with_one_row_and_with_three(world: World, django_assert_num_queries: Any) -> None:
    client, path = program(world.manager), f"{V1}/programmes/{world.programme.slug}/staff"
    client.get(path)
    with django_assert_num_queries(4):
        assert len(client.get(f"{path}?limit=1").json()["items"]) == 1
    programmes.reviewer(world.programme, accounts.person(name="Third"))
    with django_assert_num_queries(4):
        assert len(client.get(f"{path}?limit=3").json()["items"]) == 3
