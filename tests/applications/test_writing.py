"""The editor's doors: a section as a plain form, the autosave, files."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accelerator.applications import operations, presence, queries
from accelerator.applications.models import Application
from accelerator.files.models import File
from accelerator.programmes.models import Call
from accelerator.questionnaires import definition as design
from accelerator.questionnaires.models import Sheet
from accelerator.questionnaires.operations import Edit
from accelerator.startups.models import Member, Startup
from accelerator.trail.models import Access
from tests.cast import browser
from tests.factories import accounts, files, programmes, startups
from tests.factories.applications import application
from tests.factories.questionnaires import ANSWERS, largest_section, published_version
from tests.factories.startups import member

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 8, 32, tzinfo=UTC)  # 16:32 in Singapore
CLOSES = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)
_OPTIONS = {"options": [{"value": "a", "label": "Anchor"}, {"value": "b", "label": "Buoy"}]}
ASKED: dict[str, dict[str, Any]] = {  # what a type needs besides key and label
    "choice": _OPTIONS,
    "choices": _OPTIONS,
    "money": {"currency": "SGD"},
    "scale": {"low": 1, "high": 5},
    "table": {"columns": [{"key": "name", "type": "text", "label": "Name"}]},
}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def call() -> Call:
    return programmes.call(
        name="Applied AI", opens_at=NOW - timedelta(days=20), closes_at=CLOSES, grace_minutes=10, version=published_version()
    )


@pytest.fixture
def startup() -> Startup:
    return startups.startup(name="Sampan Analytics")


@pytest.fixture
def owner(startup: Startup) -> Any:
    return member(startup, accounts.person(name="Ananya Rao"), role=Member.Role.OWNER)


@pytest.fixture
def other(startup: Startup) -> Any:
    return member(startup, accounts.person(name="Vikram Shetty"))


@pytest.fixture
def draft(call: Call, startup: Startup, owner: Any) -> Application:
    return application(call=call, startup=startup, submitted=False, answers={})


@pytest.fixture
def desk(client: Client, owner: Any) -> Client:
    client.force_login(owner)
    return client


def kept() -> dict[str, Any]:
    found: dict[str, Any] = Sheet.objects.get().answers
    return found


def says(one: Application, by: Any, key: str, value: Any) -> None:
    operations.write(one, changes=[Edit(key, value, Sheet.objects.get(pk=one.sheet_id).seen(key))], by=by, at=NOW)


def section(one: Application, key: str = "company") -> str:
    return f"/applications/{one.number}/edit/{key}/"


def company(
    what: str = "", stage: str = "", revenue: str = "", *, seen: tuple[int, int, int] = (0, 0, 0), **more: Any
) -> dict[str, Any]:
    """What the first section's form sends."""
    versions = dict(zip(("seen:what", "seen:stage", "seen:revenue"), seen, strict=True))
    return {"what": what, "stage": stage, "revenue": revenue, "to:": "company", **versions, **more}


class TestWhoMay:
    def doors(self, client: Client, one: Application) -> dict[str, int]:
        base = f"/applications/{one.number}"
        return {
            "section": client.get(section(one)).status_code,
            "save": client.post(section(one), company("Mine.")).status_code,
            "sheet": client.patch(f"{base}/sheet/", {"changes": []}, content_type="application/json").status_code,
            "files": client.get(f"{base}/files/?question=deck").status_code,
            "upload": client.post(f"{base}/files/", {"deck": files.upload()}).status_code,
        }

    def test_members_write(self, client: Client, draft: Application, other: Any) -> None:
        client.force_login(other)
        assert self.doors(client, draft) == {"section": 200, "save": 302, "sheet": 200, "files": 302, "upload": 302}

    def test_viewers_are_told_why_not(self, client: Client, draft: Application, startup: Startup) -> None:
        client.force_login(member(startup, role=Member.Role.VIEWER))
        assert set(self.doors(client, draft).values()) == {403}
        assert "Only owners and members of the startup can change it" in client.get(section(draft)).content.decode()
        assert kept() == {}

    def test_others_find_nothing(self, client: Client, draft: Application, call: Call) -> None:
        outsider = accounts.person()
        application(call=call, startup=startups.startup(owner=outsider), submitted=False)
        gone = member(draft.startup, ended=True)
        for person in (outsider, gone, programmes.manager(call.programme)):
            client.force_login(person)
            assert set(self.doors(client, draft).values()) == {404}
        assert Sheet.objects.get(pk=draft.sheet_id).answers == {}

    def test_managers_read_what_was_sent_but_do_not_write(self, client: Client, call: Call, startup: Startup, owner: Any) -> None:
        sent = application(call=call, startup=startup, answers=ANSWERS)
        client.force_login(programmes.manager(call.programme))
        assert set(self.doors(client, sent).values()) == {403}

    def test_the_signed_out(self, client: Client, draft: Application) -> None:
        base = f"/applications/{draft.number}"
        assert client.get(section(draft)).url == f"/accounts/login/?next={section(draft)}"
        asked = client.patch(
            f"{base}/sheet/", {"changes": []}, content_type="application/json", headers={"accept": "application/json"}
        )
        assert (asked.status_code, asked["HX-Trigger"]) == (401, "slipway:signed-out")

    @pytest.mark.parametrize(
        ("stays", "headers", "status", "told"),
        [
            (False, {"accept": "application/json"}, 401, "slipway:signed-out"),
            (False, {"hx-request": "true"}, 401, "slipway:signed-out"),
            (False, {}, 403, None),
            (True, {"accept": "application/json"}, 403, None),
        ],
    )
    def test_who_went_with_all_cookies_is_signed_out(
        self, draft: Application, *, stays: bool, headers: dict[str, str], status: int, told: str | None
    ) -> None:
        browser = Client(enforce_csrf_checks=True)
        if stays:
            browser.force_login(draft.started_by)
        page = {"x-person": draft.started_by.code} | headers
        asked = browser.patch(f"/applications/{draft.number}/sheet/", {}, content_type="application/json", headers=page)
        assert (asked.status_code, asked.headers.get("HX-Trigger")) == (status, told)

    def test_another_persons_session_does_not_send_what_a_page_holds(self, desk: Client, draft: Application, other: Any) -> None:
        changes = {"changes": [{"name": "what", "value": "Theirs.", "version": 0}]}
        for person, status, there in ((other, 401, {}), (draft.started_by, 200, {"what": "Theirs."})):
            answer = desk.patch(
                f"/applications/{draft.number}/sheet/", changes, "application/json", headers={"X-Person": person.code}
            )
            assert (answer.status_code, kept()) == (status, there)

    def test_nor_do_its_buttons_whose_token_went_with_the_session(self, draft: Application, other: Any) -> None:
        page = Client(enforce_csrf_checks=True)
        page.force_login(other)
        token = {"csrfmiddlewaretoken": page.get(section(draft)).context["csrf_token"]}
        page.post("/accounts/logout/", token)
        owner = draft.started_by
        owner.set_password(accounts.PASSWORD)
        owner.save()
        signed_in = page.post("/accounts/login/", {"login": owner.email, "password": accounts.PASSWORD} | token)
        assert (signed_in.status_code, signed_in.url) == (302, "/home/")
        assert page.post(section(draft), company("Theirs.") | token).status_code == 403
        assert kept() == {}

    def test_a_foreign_section_is_none(self, desk: Client, draft: Application) -> None:
        assert desk.get(section(draft, "nonsense")).status_code == 404


class TestSection:
    def test_the_page(self, desk: Client, draft: Application, owner: Any, other: Any) -> None:
        says(draft, other, "what", "Predicts dwell time.")
        page = desk.get(section(draft)).content.decode()
        for text in (
            "Applied AI",
            "Sampan Analytics",
            draft.number,
            "Section 1 of 2",
            "Predicts dwell time.",
            "Vikram Shetty",
            "7 h 27 min",
        ):
            assert text in page
        assert 'data-version="1"' in page
        assert '<input type="hidden" name="seen:what" value="1">' in page
        assert "Mon 30 Nov, 23:59" in page

    def test_the_readers_clock_comes_first(self, client: Client, draft: Application, startup: Startup) -> None:
        client.force_login(member(startup, accounts.person(zone="Asia/Kolkata")))
        clocks = client.get(section(draft)).context["clocks"]
        assert [(clock.place, clock.moment) for clock in clocks] == [
            ("Your time, Kolkata (IST)", "Mon 30 Nov, 21:29"),
            ("Singapore (SGT)", "Mon 30 Nov, 23:59"),
        ]

    def test_a_clock_whose_place_is_its_zone_is_named_once(self, client: Client, draft: Application, startup: Startup) -> None:
        client.force_login(member(startup, accounts.person(zone="UTC")))
        clocks = client.get(section(draft)).context["clocks"]
        assert [clock.place for clock in clocks] == ["Your time (UTC)", "Singapore (SGT)"]

    def test_how_far_each_section_is(self, desk: Client, draft: Application, owner: Any) -> None:
        for key, value in (("what", "x" * 601), ("stage", "idea"), ("proof", "Yes.")):
            says(draft, owner, key, value)
        context = desk.get(section(draft, "evidence")).context
        assert [(link.key, link.state, link.done, link.of) for link in context["links"]] == [
            ("company", "wrong", 1, 2),
            ("evidence", "now", 1, 2),
        ]
        assert (context["percent"], [link.key for link in context["to_fix"]]) == (50, ["company"])

    def test_the_base_stays_as_optional_answers_come(self, desk: Client, draft: Application, owner: Any) -> None:
        for value in (None, "18400"):
            says(draft, owner, "revenue", value)
            page = desk.get(section(draft, "company")).content.decode()
            assert '<span class="text-ink3 num">0 of 4 required</span>' in page
            assert page.count('<span class="n">0/2</span>') == 4

    def test_what_is_wrong_is_told_and_kept(self, desk: Client, draft: Application, owner: Any) -> None:
        says(draft, owner, "what", "x" * 612)
        page = desk.get(section(draft)).content.decode()
        assert "12 characters over the limit. Shorten it to submit." in page
        assert "data-refused" not in page  # it is told, and was not sent just now
        assert "x" * 612 in page

    def test_saving_and_going_on(self, desk: Client, draft: Application) -> None:
        response = desk.post(section(draft), company("Predicts\r\ndwell time.", "pilot", "18,400", **{"to:": "evidence"}))
        assert (response.status_code, response.url) == (302, f"{section(draft, 'evidence')}#main")
        assert kept() == {"what": "Predicts\ndwell time.", "stage": "pilot", "revenue": "18400"}

    def test_what_is_wrong_is_led_to(self, desk: Client, draft: Application, owner: Any) -> None:
        says(draft, owner, "what", "x" * 612)
        response = desk.post(section(draft, "evidence"), {"proof": "Yes.", "seen:proof": "0", "to:": "fix:"})
        assert (response.status_code, response.url) == (302, f"{section(draft)}#id_what")
        assert kept()["proof"] == "Yes."

    @pytest.mark.parametrize("kind", design.TYPES)
    def test_a_question_of_any_type_can_be_led_to(self, desk: Client, startup: Startup, owner: Any, kind: str) -> None:
        """Its address ends in an id that one thing on the page has, and that takes the focus."""
        asked = {"key": "q", "type": kind, "label": "Q", "required": True} | ASKED.get(kind, {})
        version = published_version(definition={"sections": [{"key": "company", "title": "C", "questions": [asked]}]})
        draft = application(call=programmes.call(version=version), startup=startup, submitted=False, answers={})
        (missing,) = queries.missing(draft)
        path, _hash, place = missing.url.partition("#")
        (found,) = re.findall(rf'<(input|textarea|select|fieldset)[^>]* id="{place}"([^>]*)', desk.get(path).content.decode())
        assert found[0] != "fieldset" or 'tabindex="-1"' in found[1]

    @pytest.mark.parametrize(
        ("to", "url"), [("submit:", "submit/"), ("nowhere", "edit/company/"), ("", "edit/company/"), ("fix:", "edit/company/")]
    )
    def test_where_the_button_leads(self, desk: Client, draft: Application, to: str, url: str) -> None:
        assert desk.post(section(draft), company("Yes.", **{"to:": to})).url == f"/applications/{draft.number}/{url}"

    def test_declarations_and_choices_come_as_browsers_send_them(self, desk: Client, draft: Application) -> None:
        desk.post(section(draft, "evidence"), {"proof": "Yes.", "true": "yes", "seen:proof": "0", "seen:true": "0"})
        assert kept() == {"proof": "Yes.", "true": True}
        desk.post(section(draft, "evidence"), {"proof": "Yes.", "seen:proof": "1", "seen:true": "1"})
        assert kept() == {"proof": "Yes.", "true": None}

    def test_fields_the_form_did_not_show_are_left_alone(self, desk: Client, draft: Application, owner: Any) -> None:
        says(draft, owner, "stage", "idea")
        desk.post(section(draft), {"what": "Yes.", "seen:what": "0"})
        assert kept() == {"stage": "idea", "what": "Yes."}

    def test_a_conflict_shows_both_and_loses_neither(self, desk: Client, draft: Application, other: Any) -> None:
        says(draft, other, "what", "Theirs.")
        response = desk.post(section(draft), company("Mine.", "pilot"))
        page = response.content.decode()
        assert response.status_code == 409
        assert "Vikram Shetty changed this answer on Mon 30 Nov, 16:32" in page
        assert "Theirs." in page
        assert "Mine.</textarea>" in page
        assert '<input type="hidden" name="seen:what" value="1">' in page
        assert kept() == {"what": "Theirs.", "stage": "pilot"}

    def test_then_one_keeps_either(self, desk: Client, draft: Application, other: Any) -> None:
        says(draft, other, "what", "Theirs.")
        desk.post(section(draft), company("Mine.", seen=(1, 0, 0), **{"take:": "what"}))
        assert kept() == {"what": "Theirs."}
        desk.post(section(draft), company("Mine.", seen=(1, 0, 0)))
        assert kept() == {"what": "Mine."}

    def test_what_one_did_not_touch_is_no_conflict(self, desk: Client, draft: Application, owner: Any, other: Any) -> None:
        says(draft, owner, "what", "Old.")
        says(draft, other, "what", "New.")
        assert desk.post(section(draft), company("Old.", "pilot", seen=(1, 0, 0))).status_code == 302
        assert kept() == {"what": "New.", "stage": "pilot"}

    def test_what_cannot_be_kept_is_told_beside_it(self, desk: Client, draft: Application) -> None:
        response = desk.post(section(draft), company("a\0b", "pilot"))
        assert response.status_code == 422
        assert "invisible character" in response.content.decode()
        assert kept() == {"stage": "pilot"}

    @pytest.mark.parametrize("seen", ["x", "-1", "9" * 5000, ""])
    def test_forged_versions_overwrite_nothing(self, desk: Client, draft: Application, other: Any, seen: str) -> None:
        says(draft, other, "what", "Theirs.")
        assert desk.post(section(draft), {"what": "Mine.", "seen:what": seen}).status_code == 409
        assert kept() == {"what": "Theirs."}

    def test_after_the_end_the_page_leads_back_and_nothing_is_kept(self, desk: Client, draft: Application) -> None:
        with time_machine.travel(CLOSES + timedelta(minutes=10), tick=False):
            assert desk.get(section(draft)).url == f"/applications/{draft.number}/"
            response = desk.post(section(draft), company("Too late."))
        assert response.status_code == 409
        told = "This call closed on Mon 30 Nov, 23:59 SGT. Your draft is kept; what came after the end is not saved."
        assert told in response.content.decode()
        assert kept() == {}

    def test_queries_do_not_grow_with_people_and_changes(
        self, desk: Client, draft: Application, owner: Any, startup: Startup
    ) -> None:
        desk.get(section(draft))
        counts = []
        for _ in range(3):
            with CaptureQueriesContext(connection) as asked:
                desk.get(section(draft))
            counts.append(len(asked))
            says(draft, member(startup), "what", f"Text {len(counts)}")
        assert len(set(counts)) == 1
        assert counts[0] <= 16


class TestBeside:
    """Who has which section open, told to those who write along."""

    def said(self, client: Client, draft: Application, key: str, door: str = "") -> str:
        page = client.get(f"/applications/{draft.number}/edit/{key}/{door}").content.decode()
        return page.partition('id="beside"')[2].partition("</div>")[0]

    def test_two_founders_see_where_the_other_is(self, desk: Client, draft: Application, other: Any) -> None:
        theirs = browser(other)
        assert "Vikram Shetty" not in self.said(desk, draft, "company")
        assert "Ananya Rao is in “Company”." in self.said(theirs, draft, "evidence")
        assert "Vikram Shetty is in “Product and evidence”." in self.said(desk, draft, "company", "beside/")
        assert "Ananya Rao has this section open as well." in self.said(theirs, draft, "company")
        assert "Vikram Shetty has this section open as well." in self.said(desk, draft, "company", "beside/")

    def test_who_began_alone_hears_of_who_joins_meanwhile(self, desk: Client, draft: Application) -> None:
        alone = self.said(desk, draft, "company")
        assert ('hx-trigger="every 45s"' in alone, "is in" in alone) == (True, False)
        joined = member(draft.startup, accounts.person(name="Vikram Shetty"))
        assert "Ananya Rao is in “Company”." in self.said(browser(joined), draft, "evidence")
        together = self.said(desk, draft, "company", "beside/")
        assert ('hx-trigger="every 20s"' in together, "Vikram Shetty is in “Product and evidence”." in together) == (True, True)

    def test_nobody_hears_of_other_drafts_or_of_who_left(self, desk: Client, draft: Application, other: Any, call: Call) -> None:
        elsewhere = application(call=call, startup=startups.startup("Elsewhere", owner=other), submitted=False, answers={})
        member(elsewhere.startup, accounts.person())
        self.said(browser(other), elsewhere, "company")
        assert "Vikram Shetty" not in self.said(desk, draft, "company")
        self.said(browser(other), draft, "company")
        Member.objects.filter(startup=draft.startup, person=other).update(ended_at=NOW)
        assert "Vikram Shetty" not in self.said(desk, draft, "company", "beside/")

    def test_a_section_that_the_form_no_longer_has_is_nowhere(self, desk: Client, draft: Application, other: Any) -> None:
        presence.arrive(draft, "gone", other)
        assert "Vikram Shetty" not in self.said(desk, draft, "company")
        assert desk.get(f"/applications/{draft.number}/edit/gone/beside/").status_code == 404

    def test_queries_do_not_grow_with_writers(self, desk: Client, draft: Application, django_assert_num_queries: Any) -> None:
        presence.arrive(draft, "company", draft.started_by)
        desk.get(f"/applications/{draft.number}/edit/company/beside/")
        counts = []
        for _more in range(2):
            member(draft.startup, accounts.person())
            with CaptureQueriesContext(connection) as asked:
                desk.get(f"/applications/{draft.number}/edit/company/beside/")
            counts.append(len(asked))
        assert counts[0] == counts[1] <= 8


class TestSheet:
    def send(self, client: Client, one: Application, *changes: Any, raw: str | None = None) -> Any:
        body = raw if raw is not None else json.dumps({"changes": list(changes)})
        return client.patch(
            f"/applications/{one.number}/sheet/", body, content_type="application/json", headers={"accept": "application/json"}
        )

    def test_what_draft_js_sends_is_kept(self, desk: Client, draft: Application) -> None:
        changes = [
            {"name": "what", "value": "Predicts dwell time.", "version": 0},
            {"name": "true", "value": True, "version": 0},
            {"name": "revenue", "value": "18,400", "version": 0},
        ]
        answer = self.send(desk, draft, *changes)
        assert (answer.status_code, answer.json()) == (
            200,
            {"saved": "16:32", "versions": {"what": 1, "true": 1, "revenue": 1}, "conflicts": [], "wrong": {}},
        )
        assert kept() == {"what": "Predicts dwell time.", "true": True, "revenue": "18400"}

    def test_a_conflict_carries_both_as_their_controls_hold_them(self, desk: Client, draft: Application, other: Any) -> None:
        says(draft, other, "revenue", "18400")
        says(draft, other, "true", True)
        answer = self.send(
            desk,
            draft,
            {"name": "revenue", "value": "99", "version": 0},
            {"name": "stage", "value": "idea", "version": 0},
            {"name": "true", "value": False, "version": 0},
        )
        assert answer.status_code == 409
        body, newest = answer.json(), {"version": 1, "by": "Vikram Shetty", "at": "16:32"}
        money = {"yours": "SGD 99", "theirs": "SGD 18,400"}
        assert body["versions"] == {"stage": 1}
        assert body["conflicts"] == [
            {"name": "revenue", "yours": "99", "theirs": "18,400", "told": money, **newest},
            {"name": "true", "yours": False, "theirs": True, "told": {"yours": "", "theirs": "Yes"}, **newest},
        ]

    def test_what_cannot_be_kept_is_named_and_the_rest_is_kept(self, desk: Client, draft: Application) -> None:
        answer = self.send(
            desk, draft, {"name": "what", "value": "\ud800", "version": 0}, {"name": "stage", "value": "idea", "version": 0}
        )
        assert answer.status_code == 422
        body = answer.json()
        assert (body["field"], body["versions"], [one["name"] for one in body["refused"]]) == ("what", {"stage": 1}, ["what"])
        assert "invisible character" in body["detail"]
        assert kept() == {"stage": "idea"}

    def test_what_bars_submission_is_told_until_it_is_mended(self, desk: Client, draft: Application) -> None:
        long = self.send(desk, draft, {"name": "what", "value": "x" * 603, "version": 0}).json()
        assert long["wrong"] == {"what": "3 characters over the limit. Shorten it to submit."}
        other = self.send(desk, draft, {"name": "stage", "value": "idea", "version": 0}).json()
        assert other["wrong"] == long["wrong"]
        assert self.send(desk, draft, {"name": "what", "value": "Short.", "version": 1}).json()["wrong"] == {}

    @pytest.mark.parametrize(
        "raw",
        [
            "",
            "[]",
            "null",
            "{",
            '{"changes": 5}',
            '{"changes": [5]}',
            '{"changes": {"a": 1}}',
            '{"changes": [{"name": "what"}]}',
            '{"changes": [{"name": 5, "value": "x", "version": 0}]}',
            *(f'{{"changes": [{{"name": "what", "value": "x", "version": {bad}}}]}}' for bad in ('"0"', "true", "1.5", "null")),
            "[" * 3000,
        ],
    )
    def test_what_is_no_list_of_changes_is_told(self, desk: Client, draft: Application, raw: str) -> None:
        answer = self.send(desk, draft, raw=raw)
        assert (answer.status_code, answer.json()["field"]) == (422, "changes")
        assert kept() == {}

    @pytest.mark.parametrize("value", [None, 5, {"a": 1}, [1], "x" * 100_001])
    def test_values_of_the_wrong_type_or_size(self, desk: Client, draft: Application, value: Any) -> None:
        answer = self.send(desk, draft, {"name": "what", "value": value, "version": 0})
        assert answer.status_code in (413, 422)
        assert answer.json()["field"] == "what"

    def test_too_much_at_once(self, desk: Client, draft: Application) -> None:
        assert self.send(desk, draft, raw='{"changes": ["' + "x" * 2_200_000 + '"]}').status_code == 413
        assert self.send(desk, draft, *[{"name": "what", "value": "x", "version": 0}] * 201).status_code == 413

    def test_too_late(self, desk: Client, draft: Application) -> None:
        with time_machine.travel(CLOSES + timedelta(minutes=10), tick=False):
            answer = self.send(desk, draft, {"name": "what", "value": "Late.", "version": 0})
        assert (answer.status_code, answer.json()["detail"]) == (
            409,
            "This call closed on Mon 30 Nov, 23:59 SGT. Your draft is kept; what came after the end is not saved.",
        )

    def test_it_needs_the_token_of_the_site(self, draft: Application, owner: Any) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(owner)
        assert self.send(strict, draft, {"name": "what", "value": "Forged.", "version": 0}).status_code == 403

    def test_one_save_takes_few_queries(self, desk: Client, draft: Application) -> None:
        self.send(desk, draft, {"name": "what", "value": "One.", "version": 0})
        with CaptureQueriesContext(connection) as asked:
            self.send(
                desk, draft, {"name": "what", "value": "Two.", "version": 1}, {"name": "proof", "value": "Yes.", "version": 0}
            )
        assert len(asked) <= 12


class TestFiles:
    def attach(self, client: Client, one: Application, upload: Any = None, **headers: str) -> Any:
        return client.post(f"/applications/{one.number}/files/", {"deck": upload or files.upload()}, headers=headers)

    def test_by_script(self, desk: Client, draft: Application) -> None:
        answer = self.attach(desk, draft, accept="application/json")
        assert (answer.status_code, answer.json()) == (201, {"attached": ["deck.pdf"]})
        listed = desk.get(
            f"/applications/{draft.number}/files/?question=deck", headers={"hx-request": "true", "hx-request-type": "partial"}
        )
        assert "deck.pdf" in listed.content.decode()
        assert "<html" not in listed.content.decode()

    def test_where_no_file_arrives_nobody_is_told_that_one_did(self, desk: Client, draft: Application) -> None:
        answer = desk.post(f"/applications/{draft.number}/files/", {}, headers={"accept": "application/json"})
        assert (answer.status_code, answer.json()["detail"]) == (422, "No file arrived. Choose it again.")

    def test_a_refused_file_says_why(self, desk: Client, draft: Application) -> None:
        answer = self.attach(desk, draft, files.upload("deck.pdf", b"MZ\x90\0"), accept="application/json")
        assert (answer.status_code, answer.json()["field"]) == (409, "deck")
        assert "deck.pdf does not hold what its name says" in answer.json()["detail"]

    def test_by_plain_form_with_the_section(self, desk: Client, draft: Application) -> None:
        posted = {"proof": "Yes.", "seen:proof": "0", "deck": files.upload(), "to:": "evidence"}
        assert desk.post(section(draft, "evidence"), posted).status_code == 302
        assert (kept(), draft.sheet.attachments.get().file.name) == ({"proof": "Yes."}, "deck.pdf")

    def test_a_refused_file_in_a_plain_form_keeps_the_answers(self, desk: Client, draft: Application) -> None:
        posted = {"proof": "Yes.", "seen:proof": "0", "deck": files.upload("deck.pdf", b"MZ\x90\0")}
        response = desk.post(section(draft, "evidence"), posted)
        assert response.status_code == 422
        assert "does not hold what its name says" in response.content.decode()
        assert kept() == {"proof": "Yes."}

    def test_removing(self, desk: Client, draft: Application) -> None:
        self.attach(desk, draft)
        code = draft.sheet.attachments.get().file.code
        assert 'data-confirm="Remove deck.pdf?"' in desk.get(section(draft, "evidence")).content.decode()
        assert desk.post(section(draft, "evidence"), {"remove:": code}).status_code == 302
        assert draft.sheet.attachments.count() == 0
        assert File.objects.get().removed_at == NOW

    def test_nobody_removes_what_is_not_theirs(self, desk: Client, draft: Application, call: Call) -> None:
        strange = application(call=call, startup=startups.startup(), submitted=False)
        theirs = operations.attach(strange, key="deck", upload=files.upload(), by=strange.started_by, at=NOW)
        assert desk.post(section(draft, "evidence"), {"remove:": theirs.file.code}).status_code == 404
        assert strange.sheet.attachments.count() == 1

    def test_a_list_of_no_question(self, desk: Client, draft: Application) -> None:
        for key in ("what", "nonsense", ""):
            assert desk.get(f"/applications/{draft.number}/files/?question={key}").status_code == 404


class TestDownload:
    @pytest.fixture
    def file(self, draft: Application, owner: Any) -> File:
        return operations.attach(draft, key="deck", upload=files.upload(), by=owner, at=NOW).file

    def door(self, one: Application, file: File) -> str:
        return f"/applications/{one.number}/files/{file.code}/"

    def test_members_have_it_at_once_and_safely(self, client: Client, draft: Application, startup: Startup, file: File) -> None:
        for person in (member(startup), member(startup, role=Member.Role.VIEWER)):
            client.force_login(person)
            response = client.get(self.door(draft, file))
            assert b"".join(response.streaming_content) == files.PDF
            assert response["Content-Disposition"] == 'attachment; filename="deck.pdf"'
        assert Access.objects.count() == 0

    def test_managers_have_what_was_sent_and_the_log_says_so(
        self, client: Client, draft: Application, owner: Any, call: Call, file: File
    ) -> None:
        manager = programmes.manager(call.programme, accounts.person(name="Nurul Hakim"))
        client.force_login(manager)
        assert client.get(self.door(draft, file)).status_code == 404
        for key, value in ANSWERS.items():
            says(draft, owner, key, value)
        operations.submit(draft, by=owner, arrived_at=NOW)
        assert client.get(self.door(draft, file)).status_code == 200
        assert list(Access.objects.values_list("person_label", "what", "subject")) == [
            ("Nurul Hakim", "file", f"application:{draft.pk}")
        ]

    def test_managers_do_not_have_what_came_after(self, client: Client, call: Call, startup: Startup, owner: Any) -> None:
        sent = application(call=call, startup=startup, answers=ANSWERS)
        later = operations.attach(sent, key="deck", upload=files.upload(), by=owner, at=NOW).file
        client.force_login(programmes.manager(call.programme))
        assert client.get(self.door(sent, later)).status_code == 404

    def test_others_find_nothing(self, client: Client, draft: Application, call: Call, file: File) -> None:
        outsider = accounts.person()
        own = application(call=call, startup=startups.startup(owner=outsider), submitted=False)
        client.force_login(outsider)
        assert client.get(self.door(draft, file)).status_code == 404
        assert client.get(self.door(own, file)).status_code == 404


def test_without_scripts_the_largest_section_goes_in_whole(call: Call, startup: Startup, owner: Any) -> None:
    form = largest_section()
    wide = programmes.call(opens_at=call.opens_at, closes_at=CLOSES, version=published_version(definition=form))
    one = application(call=wide, startup=startup, submitted=False, answers={}, by=owner)
    sent: dict[str, Any] = {"to:": "a", "live:": ""}
    for asked in form["sections"][0]["questions"]:
        key = asked["key"]
        sent[f"seen:{key}"] = "0"
        if asked["type"] == "table":
            sent |= {f"{key}:{row}:c{place}": f"{row} {place}" for row in range(50) for place in range(8)}
        elif asked["type"] == "choices":
            sent |= {key: [option["value"] for option in asked["options"]] + [":other"], f"{key}:other": "More."}
        elif asked["type"] == "choice":
            sent |= {key: ":other", f"{key}:other": "Another."}
        else:
            sent[key] = "A word."
    response = browser(owner).post(f"/applications/{one.number}/edit/a/", sent)
    assert (response.status_code, response.url) == (302, f"/applications/{one.number}/edit/a/")
    kept = Sheet.objects.get(pk=one.sheet_id).answers
    assert len(kept) == len(form["sections"][0]["questions"])
    assert kept["t8"][49] == {f"c{place}": f"49 {place}" for place in range(8)}
    assert (len(kept["wide"]), kept["wide"][-1], kept["q"], kept["x92"]) == (
        99,
        {"other": "More."},
        {"other": "Another."},
        "A word.",
    )


def test_a_form_of_several_languages_is_written_in_the_one_that_was_picked(desk: Client, startup: Startup) -> None:
    what = {"key": "what", "type": "text", "label": "What?", "texts": {"zh-hans": {"label": "什么?"}}}
    part = {"key": "company", "title": "Company", "texts": {"zh-hans": {"title": "公司"}}, "questions": [what]}
    run = programmes.call(closes_at=CLOSES, version=published_version(definition={"sections": [part]}))
    where = section(application(call=run, startup=startup, submitted=False, answers={}))
    assert '<label for="id_what">What?' in desk.get(where).content.decode()
    assert desk.post("/language/forms/", {"language": "zh-hans", "next": where})["Location"] == where
    page = desk.get(where).content.decode()
    assert '<label for="id_what">什么?' in page
    assert '<h1 class="hidden lg:block text-3xl mt-1" lang="zh-hans">公司</h1>' in page
    assert 'name="language" value="zh-hans" lang="zh-hans" aria-pressed="true"' in page


def test_a_form_of_one_language_offers_none(desk: Client, draft: Application) -> None:
    assert "/language/forms/" not in desk.get(section(draft)).content.decode()
