"""Access codes: made, used as often as they may be, ended; calls that are not listed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client

from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.programmes import operations, queries
from accelerator.programmes.models import AccessCode, AccessUse, Call
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import accounts, programmes
from tests.programmes.conftest import World

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 6, 2, tzinfo=UTC)
CLOSES = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)
DAY = timedelta(days=1)
DESK = "/calls/quiet/settings/access/"


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def call(world: World) -> Call:
    given: dict[str, Any] = {"opens_at": NOW - DAY, "closes_at": CLOSES, "listed": False}
    return programmes.call(programme=world.programme, name="Quiet call", slug="quiet", **given)


def made(call: Call, by: Any, **given: Any) -> AccessCode:
    return operations.make_access_code(call, by=by, at=NOW, **({"note": "Sampan", "max_uses": 2} | given))


class TestMake:
    def test_the_trail_says_whom_it_is_for(self, world: World, call: Call) -> None:
        one = made(call, world.manager, closes_at=CLOSES + DAY)
        assert (one.note, one.max_uses, one.uses, one.closes_at) == ("Sampan", 2, 0, CLOSES + DAY)
        assert Entry.objects.latest("id").told() == "Nurul Hakim made an access code for Quiet call: Sampan."

    def test_a_call_has_so_many(self, world: World, call: Call) -> None:
        rows = [AccessCode(call=call, note="n", max_uses=1, by=world.manager) for _code in range(199)]
        AccessCode.objects.bulk_create(rows)
        made(call, world.manager)
        with pytest.raises(Refusal, match="at most 200 codes"):
            made(call, world.manager)

    def test_a_deadline_that_is_now_is_over(self, world: World, call: Call) -> None:
        late, given = CLOSES + DAY, {"note": "Sampan", "max_uses": 2, "by": world.manager, "at": CLOSES + DAY}
        with pytest.raises(Refusal) as refused:
            operations.make_access_code(call, closes_at=late, **given)
        assert refused.value.field == "closes_at"
        assert operations.make_access_code(call, closes_at=late + timedelta(seconds=1), **given).uses == 0

    def test_a_closed_call_lends_no_deadline(self, world: World, call: Call) -> None:
        given = {"note": "Sampan", "max_uses": 2, "by": world.manager}
        with pytest.raises(Refusal, match="give the code a deadline of its own") as refused:
            operations.make_access_code(call, at=CLOSES, **given)
        assert (refused.value.field, AccessCode.objects.count()) == ("closes_at", 0)
        assert operations.make_access_code(call, at=CLOSES - timedelta(seconds=1), **given).closes_at is None

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"note": " "}, "note"),
            ({"max_uses": 0}, "max_uses"),
            ({"max_uses": 10_001}, "max_uses"),
            ({"closes_at": NOW}, "closes_at"),
        ],
    )
    def test_what_makes_no_sense(self, world: World, call: Call, given: dict[str, Any], field: str) -> None:
        with pytest.raises(Refusal) as refused:
            made(call, world.manager, **given)
        assert refused.value.field == field

    def test_only_managers_and_only_for_published_calls(self, world: World, call: Call) -> None:
        for person in (world.reviewer, world.outsider, world.rival):
            with pytest.raises(Forbidden):
                made(call, person)
        with pytest.raises(Refusal, match="Publish the call first"):
            made(world.draft, world.manager)


class TestUse:
    def test_once_a_person_however_they_type_it(self, world: World, call: Call) -> None:
        one = made(call, world.manager)
        typed = f" {str(one.code).upper()[:5]}-{one.code[5:]} "
        uses = [operations.use_access_code(typed, by=world.outsider, at=NOW) for _again in range(2)]
        assert uses[0] == uses[1]
        assert AccessCode.objects.get().uses == 1
        assert Entry.objects.latest("id").told() == "Outsider used an access code for Quiet call."

    def test_as_often_as_it_may(self, world: World, call: Call) -> None:
        one = made(call, world.manager)
        for person in (world.outsider, world.rival):
            operations.use_access_code(one.code, by=person, at=NOW)
        with pytest.raises(Refusal, match="as often as it may be"):
            operations.use_access_code(one.code, by=accounts.person(), at=NOW)

    def test_not_one_that_is_none_or_has_ended(self, world: World, call: Call) -> None:
        one, late = made(call, world.manager), made(call, world.manager, closes_at=CLOSES + DAY)
        operations.end_access_code(one, by=world.manager, at=NOW)
        for code, at, says in (
            ("nothing", NOW, "no such code"),
            (one.code, NOW, "has ended"),
            (late.code, CLOSES + DAY, "has ended"),
        ):
            with pytest.raises(Refusal, match=says) as refused:
                operations.use_access_code(code, by=world.outsider, at=at)
            assert refused.value.field == "code"

    def test_one_that_the_call_overtook_lets_in_as_long_as_the_call(self, world: World, call: Call) -> None:
        one = made(call, world.manager, closes_at=CLOSES + DAY)
        operations.extend(call, closes_at=CLOSES + 2 * DAY, reason="More.", by=world.manager, at=NOW)
        operations.use_access_code(one.code, by=world.outsider, at=CLOSES + DAY)
        assert queries.admits(Call.objects.get(pk=call.pk), world.outsider, CLOSES + DAY)
        with pytest.raises(Refusal, match="The call has closed"):
            operations.use_access_code(one.code, by=world.rival, at=CLOSES + 2 * DAY)

    def test_one_without_a_deadline_opens_nothing_after_the_close(self, world: World, call: Call) -> None:
        one = made(call, world.manager)
        with time_machine.travel(CLOSES, tick=False):
            page = browser(world.outsider).post("/access/", {"code": one.code})
            desk = browser(world.manager).get(DESK).content.decode()
            assert ("The call has closed" in desk, "?code=" in desk) == (True, False)
        says = "The call has closed, and this code opens nothing after that. Ask the programme for another."
        assert page.context["form"].errors == {"code": [says]}
        assert (AccessCode.objects.get().uses, AccessUse.objects.count()) == (0, 0)
        operations.use_access_code(one.code, by=world.outsider, at=CLOSES - timedelta(seconds=1))

    @pytest.mark.parametrize(
        ("closes_at", "at", "says"),
        [
            (None, NOW, ["You are let in."]),
            (CLOSES + DAY, NOW, ["You can apply until Tue 1 Dec, 23:59 SGT."]),
            (None, CLOSES, []),
            (CLOSES + DAY, CLOSES + DAY, []),
        ],
    )
    def test_typed_again_it_says_what_it_still_opens(
        self, world: World, call: Call, closes_at: datetime | None, at: datetime, says: list[str]
    ) -> None:
        one = made(call, world.manager, closes_at=closes_at)
        operations.use_access_code(one.code, by=world.outsider, at=NOW)
        with time_machine.travel(at, tick=False):
            page = browser(world.outsider).post("/access/", {"code": one.code}, follow=True)
        assert [str(one) for one in page.context["messages"]] == says

    def test_who_used_it_keeps_what_it_gave(self, world: World, call: Call) -> None:
        one = made(call, world.manager, closes_at=CLOSES + DAY)
        operations.use_access_code(one.code, by=world.outsider, at=NOW)
        operations.end_access_code(one, by=world.manager, at=NOW)
        assert queries.own_deadline(call, world.outsider) == CLOSES + DAY
        assert queries.admits(call, world.outsider, CLOSES + DAY - timedelta(seconds=1))
        assert not queries.admits(call, world.outsider, CLOSES + DAY)
        assert not queries.admits(call, world.rival, CLOSES)

    def test_a_deadline_that_the_call_overtook_says_nothing(self, world: World, call: Call) -> None:
        one = made(call, world.manager, closes_at=CLOSES + DAY)
        operations.use_access_code(one.code, by=world.outsider, at=NOW)
        operations.extend(call, closes_at=CLOSES + 2 * DAY, reason="More.", by=world.manager, at=NOW)
        assert queries.own_deadline(call, world.outsider) is None


class TestGuards:
    def test_the_database_counts_and_keeps_the_most(self, world: World, call: Call) -> None:
        one = made(call, world.manager, max_uses=1)
        AccessUse.objects.create(access_code=one, person=world.outsider)
        assert AccessCode.objects.get().uses == 1
        with pytest.raises(IntegrityError, match="access_code_most_uses"), transaction.atomic():
            AccessUse.objects.create(access_code=one, person=world.rival)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            AccessUse.objects.all().delete()


class TestUnlisted:
    def test_nobody_finds_it_without_a_code(self, world: World, call: Call) -> None:
        for door in ("/", "/calls/"):
            assert "Quiet call" not in Client().get(door).content.decode()
        for person in (None, world.outsider, world.rival):
            assert browser(person).get("/calls/quiet/").status_code == 404
        for person in (world.manager, world.reviewer):
            assert "This call is not listed" in browser(person).get("/calls/quiet/").content.decode()

    def test_who_used_a_code_reads_its_page(self, world: World, call: Call) -> None:
        one = made(call, world.manager)
        visitor = browser(world.outsider)
        assert str(one.code) in visitor.get(f"/access/?code={one.code}").content.decode()
        response = visitor.post("/access/", {"code": one.code})
        assert (response.status_code, response["Location"]) == (302, "/calls/quiet/")
        assert "Quiet call" in visitor.get("/calls/quiet/").content.decode()

    def test_a_stranger_is_told_to_sign_in_first_and_comes_back_with_the_code(self) -> None:
        page = Client().get("/access/?code=abc").content.decode()
        for door in ("signup", "login"):
            assert f'href="/accounts/{door}/?next=%2Faccess%2F%3Fcode%3Dabc"' in page
        assert Client().post("/access/?code=abc")["Location"] == "/accounts/signup/?next=/access/%3Fcode%3Dabc"

    def test_a_wrong_code_comes_back_at_its_field(self, world: World) -> None:
        response = browser(world.outsider).post("/access/", {"code": "wrong"})
        assert (response.status_code, set(response.context["form"].errors)) == (422, {"code"})

    def test_listed_again_everybody_finds_it(self, world: World, call: Call) -> None:
        assert browser(world.manager).post(DESK, {"act": "list", "listed": "on"}).status_code == 302
        assert "Quiet call" in Client().get("/calls/").content.decode()


class TestDesk:
    def test_made_and_ended(self, world: World, call: Call) -> None:
        desk = browser(world.manager)
        given = {"act": "make", "note": "Sampan", "max_uses": "3", "closes_at": "2026-12-02T18:00"}
        assert desk.post(DESK, given)["Location"] == DESK
        one = AccessCode.objects.get()
        assert one.closes_at == datetime(2026, 12, 2, 10, tzinfo=UTC)
        link, page = f"https://testserver/access/?code={one.code}", desk.get(DESK, secure=True).content.decode()
        assert f">{link}</code>" in page
        assert f'hidden data-uses="copying" data-copy="{link}" aria-label="Copy the link for Sampan">' in page
        assert desk.post(f"{DESK}{one.code}/end/").status_code == 302
        page = desk.get(DESK).content.decode()
        assert str(one.code) not in page
        assert "Ended" in page

    def test_a_link_that_opens_nothing_any_more_is_not_shown(self, world: World, call: Call) -> None:
        used = made(call, world.manager, max_uses=1)
        operations.use_access_code(used.code, by=world.outsider, at=NOW)
        made(call, world.manager, closes_at=CLOSES + DAY)
        with time_machine.travel(CLOSES + 2 * DAY, tick=False):
            page = browser(world.manager).get(DESK).content.decode()
        assert ("Used up" in page, "Its deadline has passed" in page, "?code=" in page) == (True, True, False)

    def test_whom_it_is_for_and_how_many_use_it_can_be_changed(self, world: World, call: Call) -> None:
        one = made(call, world.manager, max_uses=2)
        operations.use_access_code(one.code, by=world.outsider, at=NOW)
        operations.use_access_code(one.code, by=world.rival, at=NOW)
        desk, door = browser(world.manager), f"{DESK}{one.code}/"
        assert f'href="{door}"' in desk.get(DESK).content.decode()
        assert (desk.get(door).context["form"].initial, "2 people have used it." in desk.get(door).content.decode()) == (
            {"note": one.note, "max_uses": 2},
            True,
        )
        for given, field in (({"note": "x", "max_uses": "1"}, "max_uses"), ({"note": " ", "max_uses": "3"}, "note")):
            response = desk.post(door, given)
            assert (response.status_code, set(response.context["form"].errors)) == (422, {field})
        assert desk.post(door, {"note": "Partners", "max_uses": "3"})["Location"] == DESK
        assert desk.post(door, {"note": "Partners", "max_uses": "3"})["Location"] == DESK
        held = AccessCode.objects.get()
        assert (held.note, held.max_uses, held.uses) == ("Partners", 3, 2)
        assert Entry.objects.get(verb="access.changed").told() == (
            f"Nurul Hakim changed the access code {one.note} for Quiet call: Partners. Uses at most: 3."
        )
        operations.use_access_code(one.code, by=world.reviewer, at=NOW)

    def test_a_refusal_stands_at_its_field(self, world: World, call: Call) -> None:
        response = browser(world.manager).post(
            DESK, {"act": "make", "note": "x", "max_uses": "1", "closes_at": "2026-11-20T09:00"}
        )
        assert (response.status_code, set(response.context["form"].errors)) == (422, {"closes_at"})

    def test_queries_do_not_grow(self, world: World, call: Call, django_assert_num_queries: Any) -> None:
        desk = browser(world.manager)
        desk.get(DESK)
        for rows in (1, 3):
            while AccessCode.objects.count() < rows:
                made(call, world.manager)
            with django_assert_num_queries(DESK_QUERIES):
                desk.get(DESK)


class TestApi:
    def test_made_used_and_ended(self, world: World, call: Call) -> None:
        desk, visitor, at = browser(world.manager), browser(world.outsider), "/api/v1/calls/quiet/access-codes"
        sent = {"note": "Sampan", "max_uses": 1, "closes_at": "2026-12-02T18:00:00+08:00"}
        one = desk.post(at, sent, content_type="application/json")
        assert (one.status_code, one.json()["closes_at"]) == (201, "2026-12-02T10:00:00Z")
        changed = desk.patch(f"{at}/{one.json()['code']}", {"max_uses": 2}, content_type="application/json").json()
        assert (changed["note"], changed["max_uses"]) == ("Sampan", 2)
        used = visitor.post("/api/v1/access", {"code": one.json()["code"]}, content_type="application/json")
        assert (used.status_code, used.json()["slug"]) == (200, "quiet")
        ended = desk.post(f"{at}/{one.json()['code']}/end", content_type="application/json").json()
        assert (ended["uses"], ended["ended_at"]) == (1, "2026-11-20T06:02:00Z")
        assert len(desk.get(at).json()["items"]) == 1

    @pytest.mark.parametrize(
        ("closes_at", "says"),
        [
            ("9999-12-31T23:59:00+00:00", "Value error, Check the year: it is between 2000 and 2099."),
            ("0001-01-01T00:00:00+08:00", "Value error, Check the year: it is between 2000 and 2099."),
            ("2026-12-02T18:00:00", "Input should have timezone info"),
        ],
    )
    def test_a_moment_no_clock_shows_is_refused(self, world: World, call: Call, closes_at: str, says: str) -> None:
        for door, more in (("access-codes", {"note": "Sampan", "max_uses": 1}), ("extend", {"reason": "More."})):
            sent = {"closes_at": closes_at, **more}
            answer = browser(world.manager).post(f"/api/v1/calls/quiet/{door}", sent, content_type="application/json")
            assert (answer.status_code, answer.json()["errors"]) == (422, [{"field": "closes_at", "says": says}])


DESK_QUERIES = 7
