"""Startups and their members through the API: the same people may, the same refusals, nothing more is told."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accelerator.accounts.models import Invitation
from accelerator.startups.models import Member, Startup
from tests.cast import browser
from tests.factories import accounts, startups
from tests.programs import program, walked

pytestmark = pytest.mark.django_db
V1 = "/api/v1/startups"
LIST_QUERIES = 3


@pytest.fixture
def owner() -> Any:
    return accounts.person(name="Ananya Rao")


@pytest.fixture
def startup(owner: Any) -> Startup:
    return startups.startup("Sampan Analytics", owner=owner, slug="sampan")


@pytest.fixture
def api(owner: Any, startup: Startup) -> Client:
    return program(owner)


def send(client: Client, verb: str, path: str, body: Any) -> Any:
    return getattr(client, verb)(f"{V1}{path}", body, content_type="application/json")


def is_problem(response: Any, status: int, **more: Any) -> bool:
    body = response.json()
    said = (response.status_code, response["Content-Type"], body["status"]) == (status, "application/problem+json", status)
    return said and all(body.get(name) == value for name, value in more.items())


def test_nobody_without_a_key(startup: Startup) -> None:
    for door in ("", "/sampan", "/sampan/members"):
        assert is_problem(Client().get(V1 + door), 401)


def test_a_reading_key_changes_nothing(startup: Startup, owner: Any) -> None:
    client = program(owner, writes=False)
    assert client.get(f"{V1}/sampan").status_code == 200
    acts = [
        send(client, "patch", "/sampan", {"one_liner": "Mine"}),
        send(client, "post", "", {"name": "Mine"}),
        send(client, "post", "/sampan/invitations", {"email": "a@example.org"}),
        client.delete(f"{V1}/sampan/members/{owner.code}"),
    ]
    assert all(is_problem(answer, 403, title="This token lacks the scope startups:write.") for answer in acts)
    assert (Startup.objects.get().one_liner, Invitation.objects.count()) == (startup.one_liner, 0)


def test_the_list_is_paged_searched_and_ones_own(api: Client, startup: Startup, owner: Any) -> None:
    startups.startup("Others")
    startups.startup("Duplicate", owner=owner, merged_into=startup)
    expected = {
        "slug": "sampan",
        "name": "Sampan Analytics",
        "one_liner": "Berth plans that hold",
        "country": "SG",
        "website": "",
    }
    assert api.get(V1).json() == {"items": [expected], "next": None}
    assert len(api.get(f"{V1}?search=SAMPAN").json()["items"]) == 1
    assert api.get(f"{V1}?search=nothing").json() == {"items": [], "next": None}
    assert walked(api, "/startups") == [[expected]]
    for query in ("limit=0", "limit=101", "limit=x", "cursor=x"):
        assert is_problem(api.get(f"{V1}?{query}"), 422)
    assert is_problem(api.get(f"{V1}?search=%00"), 422)


def test_queries_do_not_grow(api: Client, owner: Any, django_assert_num_queries: Any) -> None:
    api.get(V1)
    for rows in (1, 3):
        while Startup.objects.count() < rows:
            startups.startup(owner=owner)
        with django_assert_num_queries(LIST_QUERIES):
            assert len(api.get(V1).json()["items"]) == rows


def test_one_with_all_that_is_known(api: Client, startup: Startup) -> None:
    stays = startups.startup(slug="tide-table")
    Startup.objects.filter(pk=startup.pk).update(merged_into=stays, former_names=["Sampan"], tags=["Ports"], team_size=4)
    assert api.get(f"{V1}/sampan").json() == {
        "slug": "sampan",
        "name": "Sampan Analytics",
        "one_liner": "Berth plans that hold",
        "country": "SG",
        "website": "",
        "former_names": ["Sampan"],
        "description": "",
        "location": "",
        "locations": [],
        "links": [],
        "stage": "",
        "registration_country": "",
        "registration_number": "",
        "sector": "",
        "tags": ["Ports"],
        "founded_on": None,
        "team_size": 4,
        "zone": "",
        "merged_into": "tide-table",
    }


def test_added_it_is_ones_own(owner: Any) -> None:
    wanted = {
        "name": "Tide Table",
        "country": "SG",
        "tags": ["Ports", "AI"],
        "founded_on": "2025-03-01",
        "website": "tide.example",
    }
    answer = send(program(owner), "post", "", wanted)
    assert (answer.status_code, answer.json()["slug"], answer.json()["website"]) == (201, "tide-table", "https://tide.example")
    assert (answer.json()["tags"], answer.json()["founded_on"]) == (["Ports", "AI"], "2025-03-01")
    assert Member.objects.get().person == owner


@pytest.mark.parametrize(
    ("wanted", "status", "field"),
    [
        ({}, 409, "name"),
        ({"name": " "}, 422, "name"),
        ({"name": "x" * 201}, 422, "name"),
        ({"name": "A", "country": "XX"}, 422, "country"),
        ({"name": "A", "website": "javascript:alert(1)"}, 422, "website"),
        ({"name": "A", "founded_on": "2999-01-01"}, 422, "founded_on"),
        ({"name": "A", "team_size": -1}, 422, "team_size"),
        ({"name": "A", "tags": ["x" * 61]}, 422, "tags"),
        ({"name": "a\0b"}, 422, "name"),
        ({"name": "A", "stage": "unicorn"}, 422, "stage"),
        ({"name": "A", "registration_country": "SG", "registration_number": "2018"}, 422, "registration_number"),
        ({"name": "A", "registration_number": "HRB 1"}, 409, "registration_country"),
    ],
)
def test_what_cannot_be_kept_is_a_problem_with_its_field(owner: Any, wanted: dict[str, Any], status: int, field: str) -> None:
    assert is_problem(send(program(owner), "post", "", wanted), status, field=field)
    assert not Startup.objects.exists()


@pytest.mark.parametrize("wanted", [{"name": 5}, {"tags": "Ports"}, {"founded_on": "March"}, {"team_size": "many"}])
def test_what_is_no_startup_is_a_problem(api: Client, wanted: Any) -> None:
    assert is_problem(send(api, "patch", "/sampan", wanted), 422)


def test_what_is_no_json_is_a_problem(api: Client) -> None:
    assert is_problem(send(api, "patch", "/sampan", "{"), 400)


def test_only_what_is_sent_is_changed(api: Client, startup: Startup) -> None:
    answer = send(api, "patch", "/sampan", {"name": "Sampan", "team_size": None, "tags": []})
    assert (answer.status_code, answer.json()["name"], answer.json()["former_names"]) == (200, "Sampan", ["Sampan Analytics"])
    assert answer.json()["one_liner"] == startup.one_liner
    assert send(api, "patch", "/sampan", {}).status_code == 200


def test_a_long_text_from_a_list_bars_no_other_change(api: Client, startup: Startup) -> None:
    Startup.objects.update(description="x" * 15_000, website="http://odd_host.example")
    assert send(api, "patch", "/sampan", {"sector": "Ports"}).status_code == 200
    assert is_problem(send(api, "patch", "/sampan", {"description": "x" * 6001}), 422, field="description")


def test_members_with_their_roles(api: Client, startup: Startup, owner: Any) -> None:
    ben = startups.member(startup, accounts.person(name="Ben Lim"), role="viewer")
    startups.member(startup, ended=True)
    found = api.get(f"{V1}/sampan/members").json()["items"]
    assert [(one["code"], one["name"], one["role"]) for one in found] == [
        (owner.code, "Ananya Rao", "owner"),
        (ben.code, "Ben Lim", "viewer"),
    ]
    assert set(found[0]) == {"code", "name", "role", "since"}


def test_inviting(api: Client, startup: Startup, owner: Any) -> None:
    assert send(api, "post", "/sampan/invitations", {"email": "ben@example.org", "role": "viewer"}).status_code == 201
    assert Invitation.objects.get().role == "viewer"
    for wanted, status in (
        ({"email": owner.email}, 409),
        ({"email": "a@example.org", "role": "boss"}, 409),
        ({"email": "x"}, 409),
        ({}, 422),
    ):
        assert is_problem(send(api, "post", "/sampan/invitations", wanted), status)
    assert Invitation.objects.count() == 1


def test_another_role(api: Client, startup: Startup, owner: Any) -> None:
    ben = startups.member(startup, accounts.person(name="Ben Lim"), role="viewer")
    changed = send(api, "patch", f"/sampan/members/{ben.code}", {"role": "owner"})
    assert (changed.status_code, changed.json()["code"], changed.json()["role"]) == (200, ben.code, "owner")
    assert send(program(ben), "patch", f"/sampan/members/{owner.code}", {"role": "viewer"}).status_code == 200
    for person, code, role, status in (
        (owner, ben.code, "viewer", 403),
        (ben, ben.code, "viewer", 409),
        (ben, owner.code, "boss", 422),
        (ben, "nobody", "member", 404),
    ):
        assert is_problem(send(program(person), "patch", f"/sampan/members/{code}", {"role": role}), status)
    assert {one.person: one.role for one in Member.objects.live()} == {ben: "owner", owner: "viewer"}


def test_ending(api: Client, startup: Startup, owner: Any) -> None:
    ben = startups.member(startup)
    assert api.delete(f"{V1}/sampan/members/{ben.code}").status_code == 204
    assert api.delete(f"{V1}/sampan/members/{ben.code}").status_code == 404
    assert is_problem(api.delete(f"{V1}/sampan/members/{owner.code}"), 409)
    assert Member.objects.live().get().person == owner


def test_members_change_the_profile_and_not_the_team_and_viewers_nothing(startup: Startup, owner: Any) -> None:
    for role, status in (("member", 200), ("viewer", 403)):
        client = program(startups.member(startup, role=role))
        assert client.get(f"{V1}/sampan").status_code == 200
        assert send(client, "patch", "/sampan", {"sector": role}).status_code == status
        assert is_problem(send(client, "post", "/sampan/invitations", {"email": "a@example.org"}), 403)
        assert is_problem(client.delete(f"{V1}/sampan/members/{owner.code}"), 403)
    assert Startup.objects.get().sector == "member"


def test_others_find_nothing(startup: Startup, owner: Any) -> None:
    for person in (accounts.person(), startups.member(startup, ended=True), accounts.partner_person()):
        client = program(person)
        assert client.get(V1).json() == {"items": [], "next": None}
        assert [client.get(f"{V1}/sampan{more}").status_code for more in ("", "/members")] == [404, 404]
        assert send(client, "patch", "/sampan", {"name": "Mine"}).status_code == 404
        assert send(client, "post", "/sampan/invitations", {"email": "a@example.org"}).status_code == 404
        assert client.delete(f"{V1}/sampan/members/{owner.code}").status_code == 404
    assert Startup.objects.get().name == "Sampan Analytics"


def test_links_and_places_take_the_place_of_those_there_were(api: Client) -> None:
    wanted: dict[str, Any] = {
        "links": [{"kind": "code", "url": "code.example/sampan"}, {"kind": "press", "url": "https://news.example"}],
        "locations": [{"place": "Penang", "country": "MY"}, {"country": "JP"}],
        "registration_country": "SG",
        "registration_number": "2018 12345k",
        "stage": "users",
    }
    said = send(api, "patch", "/sampan", wanted).json()
    assert said["links"] == [
        {"kind": "code", "url": "https://code.example/sampan"},
        {"kind": "press", "url": "https://news.example"},
    ]
    assert said["locations"] == [{"place": "Penang", "country": "MY"}, {"place": "", "country": "JP"}]
    assert (said["registration_number"], said["stage"]) == ("201812345K", "users")
    again = send(api, "patch", "/sampan", {"links": []}).json()
    assert (again["links"], again["locations"]) == ([], said["locations"])


def test_an_address_is_one_link(api: Client) -> None:
    twice = [{"kind": kind, "url": "https://a.example"} for kind in ("code", "press")]
    assert is_problem(send(api, "patch", "/sampan", {"links": twice}), 409, field="links")


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"links": [{"kind": "code", "url": "javascript:alert(1)"}]}, "links.0.url"),
        ({"links": [{"kind": "shop", "url": "https://a.example"}]}, "links.0.kind"),
        ({"links": [{"kind": "code", "url": ""}]}, "links.0"),
        ({"locations": [{"place": "Penang", "country": "MY"}, {"place": "Kiel", "country": "XX"}]}, "locations.1.country"),
    ],
)
def test_a_row_that_cannot_be_kept_is_named(api: Client, wanted: dict[str, Any], field: str) -> None:
    assert is_problem(send(api, "patch", "/sampan", wanted), 422, field=field)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("\u200b\u2060", "Write something that can be seen."),
        ("Sampan\r\nAnalytics", "This stands in one line. Take the line breaks out."),
    ],
)
def test_a_name_that_is_none(api: Client, startup: Startup, name: str, says: str) -> None:
    told = {"errors": [{"field": "name", "says": says}]}
    assert is_problem(send(api, "post", "", {"name": name}), 422, **told)
    assert is_problem(send(api, "patch", "/sampan", {"name": name}), 422, **told)
    startup.refresh_from_db()
    assert (Startup.objects.count(), startup.name) == (1, "Sampan Analytics")


def test_a_zone_of_its_own_is_named_changed_and_taken_away() -> None:
    owner = accounts.person()
    made = startups.startup("Sampan Analytics", owner=owner)
    client, door = browser(owner), f"/api/v1/startups/{made.slug}"
    for sent, kept in (("Europe/London", "Europe/London"), ("Asia/Calcutta", "Asia/Kolkata"), (None, ""), ("", "")):
        assert client.patch(door, {"zone": sent}, content_type="application/json").json()["zone"] == kept
    refused = client.patch(door, {"zone": "Mars/Olympus"}, content_type="application/json")
    assert (refused.status_code, "Mars/Olympus" in refused.content.decode()) == (422, True)
    made.refresh_from_db()
    assert not made.zone
