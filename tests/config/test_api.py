"""What holds at every door of the API, whichever area it belongs to."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from ninja import Schema
from ninja.operation import Operation

from accelerator.accounts import scopes
from accelerator.accounts.models import OperatorSettings
from accelerator.accounts.tokens import Token, scope
from accelerator.kit import clock
from accelerator.startups.models import Startup
from config.api import api
from tests.factories import accounts, files
from tests.programs import problem, program

# What they are told is too much for an address; they change nothing.
LOOKED_AT_BY_POST = (
    "/calls/{slug}/eligibility",
    "/calls/{slug}/assignments/preview",
    "/calls/{slug}/assignments/why/{number}",
    "/calls/{slug}/tables/{what}/preview",
    "/calls/{slug}/letters/preview",
)


def doors() -> Iterator[Operation]:
    for router in api._get_bound_routers():
        for path in router.path_operations.values():
            yield from path.operations


def test_every_door_names_its_scope_and_every_scope_has_a_door() -> None:
    nouns = set()
    for door in doors():
        (opener,) = door.auth_callbacks
        assert isinstance(opener, Token), door.path
        assert door.tags == [opener.noun], door.path
        nouns.add(opener.noun)
    assert nouns == set(scopes.NOUNS)


def test_a_scope_that_is_not_declared_opens_nothing() -> None:
    with pytest.raises(LookupError, match="boats is no noun"):
        scope("boats")


def test_scopes_follow_the_method() -> None:
    assert [scopes.needed("boats", method) for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")] == [
        "boats:read",
        "boats:read",
        *["boats:write"] * 4,
    ]
    assert len(scopes.ALL) == 2 * len(scopes.NOUNS) == len(set(scopes.ALL))


def told(answer: Any) -> tuple[int, int]:
    """(status, how many requests are left)"""
    return answer.status_code, int(answer["RateLimit"].partition("r=")[2].partition(";")[0])


@pytest.mark.django_db
@pytest.mark.usefixtures("standing_clock")
class TestLimits:
    @pytest.fixture(autouse=True)
    def _three_a_minute(self, settings: Any) -> None:
        settings.API_REQUESTS_A_MINUTE = 3

    def test_each_answer_says_what_is_left(self) -> None:
        client = program(accounts.person())
        seconds = 60 - int(clock.now().timestamp()) % 60
        for left in (2, 1, 0):
            answer = client.get("/api/v1/me")
            assert answer["RateLimit-Policy"] == '"default";q=3;w=60'
            assert answer["RateLimit"] == f'"default";r={left};t={seconds}'
        refused = client.get("/api/v1/me")
        assert problem(refused) == (429, None)
        assert (refused["RateLimit"], refused["Retry-After"]) == (f'"default";r=0;t={seconds}', str(seconds))

    def test_each_token_and_each_browser_has_its_own(self) -> None:
        person = accounts.person()
        one, other, browser = program(person), program(person), Client()
        browser.force_login(person)
        for client in (one, other, browser):
            assert [client.get("/api/v1/me").status_code for _ in range(4)] == [200, 200, 200, 429]

    def test_what_lacks_the_scope_counts_for_its_token(self) -> None:
        person = accounts.person()
        narrow, other = program(person, scopes=["account:read"]), program(person)
        assert [told(narrow.get("/api/v1/startups")) for _ in range(4)] == [(403, 2), (403, 1), (403, 0), (429, 0)]
        assert told(narrow.get("/api/v1/me")) == (429, 0)
        assert told(other.get("/api/v1/me")) == (200, 2)

    def test_what_no_door_opens_to_counts_for_its_address(self) -> None:
        """A guessed token, no token, an address that is none, a method that does not go."""
        guess, near, far = Client(headers={"Authorization": "Bearer guess"}), Client(), Client(REMOTE_ADDR="192.0.2.7")
        assert told(guess.get("/api/v1/startups?colour=blue")) == (401, 2)
        assert told(near.get("/api/v1/startups")) == (401, 1)
        assert told(near.get("/api/v1/boats")) == (404, 0)
        refused = guess.get("/api/v1/startups")
        assert (problem(refused), refused["Retry-After"]) == ((429, None), str(60 - int(clock.now().timestamp()) % 60))
        assert [told(one) for one in (near.get("/api/v1/boats"), near.delete("/api/v1/me"))] == [(429, 0)] * 2
        assert [told(one) for one in (far.delete("/api/v1/me"), far.get("/api/v1/openapi.json"))] == [(405, 2), (200, 1)]
        assert told(program(accounts.person()).get("/api/v1/me")) == (200, 2)

    def test_what_a_browser_sends_without_its_csrf_token_counts_for_it(self) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(accounts.person())
        answers = [client.post("/api/v1/startups", {"name": "Tide"}, content_type="application/json") for _ in range(4)]
        assert [told(one) for one in answers] == [(403, 2), (403, 1), (403, 0), (429, 0)]

    def test_a_page_says_nothing_of_it(self) -> None:
        assert "RateLimit" not in Client().get("/healthz").headers

    def test_a_write_with_a_key_counts_once_and_its_repetition_too(self) -> None:
        client = program(accounts.person())
        codes = [
            client.post(
                "/api/v1/startups", {"name": "Tide"}, content_type="application/json", headers={"Idempotency-Key": "k"}
            ).status_code
            for _ in range(4)
        ]
        assert codes == [201, 201, 201, 429]


def _shapes(of: type[Schema]) -> Iterator[type[Schema]]:
    for one in of.__subclasses__():
        if not one.__name__.startswith("Listed["):
            yield one
        yield from _shapes(one)


@pytest.mark.django_db
class TestProblems:
    def test_an_address_that_is_none_is_a_problem_too(self) -> None:
        client = program(accounts.person())
        assert problem(client.get("/api/v1/boats")) == (404, None)
        assert client.get("/api/v1/boats").content == client.get("/api/v1/startups/boats").content

    def test_so_is_a_method_that_does_not_go(self) -> None:
        answer = program(accounts.person()).delete("/api/v1/me")
        assert (problem(answer), answer["Allow"]) == ((405, None), "GET")

    def test_so_is_json_that_is_none_or_does_not_say_so(self) -> None:
        client, door = program(accounts.person()), "/api/v1/startups"
        assert problem(client.post(door, "{", content_type="application/json")) == (400, None)
        assert problem(client.post(door, '{"name": "Tide"}', content_type="text/plain")) == (415, None)
        assert client.post(door, '{"name": "Tide"}', content_type="application/json; charset=utf-8").status_code == 201
        assert problem(Client().post(door, '{"name": "Tide"}', content_type="text/plain")) == (401, None)

    def test_fields_are_told_by_their_path(self) -> None:
        body = {"changes": [{"name": "x", "value": 1, "version": 0}, {"name": "y", "version": -1}]}
        answer = program(accounts.person()).patch("/api/v1/applications/x/answers", body, content_type="application/json")
        assert problem(answer) == (422, ["changes.1.version"])

    def test_a_field_that_nobody_asks_for_is_named(self) -> None:
        client, says = program(accounts.person()), "There is no such field here."
        for answer, name in (
            (client.post("/api/v1/startups", {"name": "Tide", "nmae": "Tied"}, content_type="application/json"), "nmae"),
            (client.get("/api/v1/applications?startup=tide&stat=draft"), "stat"),
            (
                client.patch(
                    "/api/v1/applications/x/answers",
                    {"changes": [{"name": "x", "version": 0, "vlaue": 1}]},
                    content_type="application/json",
                ),
                "changes.0.vlaue",
            ),
        ):
            assert (answer.status_code, answer.json()["errors"]) == (422, [{"field": name, "says": says}])
        assert not Startup.objects.exists()

    def test_one_in_a_form_is_named_too(self) -> None:
        door, body = "/api/v1/applications/x/attachments", {"question": "deck", "file": files.upload("deck.pdf")}
        sent = body | {"kwestion": "deck", "flie": files.upload("deck.pdf")}
        says = "There is no such field here."
        answer = program(accounts.person()).post(door, sent)
        assert answer.status_code == 422
        assert answer.json()["errors"] == [{"field": name, "says": says} for name in ("flie", "kwestion")]
        assert problem(Client().post(door, sent)) == (401, None)

    def test_who_may_not_ask_is_told_nothing_of_fields(self) -> None:
        assert problem(Client().get("/api/v1/applications?stat=draft")) == (401, None)

    def test_a_refusal_names_its_field_both_ways(self) -> None:
        answer = program(accounts.person()).post("/api/v1/startups", {"name": ""}, content_type="application/json")
        body = answer.json()
        assert (answer.status_code, body["type"], body["status"], body["field"]) == (422, "about:blank", 422, "name")
        assert body["errors"] == [{"field": "name", "says": body["title"]}]

    def test_documents_to_accept_first_are_told_as_a_problem(self) -> None:
        client = Client()
        client.force_login(accounts.person())
        OperatorSettings.objects.create(pk=1, terms_version="2")
        assert problem(client.get("/api/v1/me")) == (403, None)

    def test_what_crashes_says_so_without_a_word_about_it(self, settings: Any) -> None:
        class Broken:
            def __bool__(self) -> bool:
                raise OSError("secret place")

        settings.MFA_REQUIRED_FOR_OPERATORS = Broken()
        answer = program(accounts.person()).get("/api/v1/me")
        assert problem(answer) == (500, None)
        assert set(answer.json()) == {"type", "status", "title", "code"}


class TestDescription:
    def test_no_two_shapes_share_a_name(self) -> None:
        """The description keeps one of them, and a generated client then reads the other wrongly."""
        named = Counter(one.__name__ for one in set(_shapes(Schema)) if one.__module__.startswith(("accelerator.", "cohorts.")))
        assert [name for name, count in named.items() if count > 1] == []

    def test_no_body_takes_more_than_it_says(self) -> None:
        schemas = self.DOCUMENT["components"]["schemas"]
        bodies = {
            content["schema"]["$ref"].rpartition("/")[2]
            for verbs in self.DOCUMENT["paths"].values()
            for one in verbs.values()
            for kind, content in one.get("requestBody", {}).get("content", {}).items()
            if kind == "application/json" and "$ref" in content["schema"]
        }
        assert bodies
        assert [name for name in bodies if schemas[name].get("additionalProperties") is not False] == []

    DOCUMENT = json.loads(json.dumps(api.get_openapi_schema()))

    def test_it_is_whole(self) -> None:
        told = self.DOCUMENT
        assert (told["openapi"], told["servers"]) == ("3.1.0", [{"url": settings.SITE_URL}])
        assert "Problem" in told["components"]["schemas"]
        assert not [name for name in told["components"]["schemas"] if name.startswith("Listed")]
        ids = [one["operationId"] for verbs in told["paths"].values() for one in verbs.values()]
        assert len(ids) == len(set(ids)) == len(list(doors()))
        named = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(told)))
        assert named - set(told["components"]["schemas"]) == set()

    def test_each_operation_names_its_scope_its_problems_and_a_word_of_its_own(self) -> None:
        for path, verbs in self.DOCUMENT["paths"].items():
            for verb, one in verbs.items():
                ((scheme, (needed,)),) = one["security"][0].items()
                looks = verb == "get" or path.removeprefix("/api/v1") in LOOKED_AT_BY_POST
                assert (scheme, needed) == ("Token", f"{one['tags'][0]}:{'read' if looks else 'write'}"), path
                assert {"401", "403", "422", "429"} <= set(one["responses"]), path
                assert one["summary"], path
                assert {"405", "503"} <= set(one["responses"]), path
                sends_json = "application/json" in one.get("requestBody", {}).get("content", {})
                assert ({"400", "415"} <= set(one["responses"])) is sends_json, path
                keyed = [given["name"] for given in one["parameters"] if given["in"] == "header"]
                assert keyed == (["Idempotency-Key"] if verb != "get" else []), path

    def test_an_error_is_a_problem_whatever_else_it_tells(self) -> None:
        changes = self.DOCUMENT["paths"]["/api/v1/applications/{number}/answers"]["patch"]["responses"]
        plain = {"$ref": "#/components/schemas/Problem"}
        own = {"allOf": [plain, {"$ref": "#/components/schemas/ChangesOut"}]}
        for status in ("409", "422"):
            assert changes[status]["content"] == {"application/problem+json": {"schema": {"anyOf": [own, plain]}}}

    def test_a_list_gives_items_and_next(self) -> None:
        page = self.DOCUMENT["components"]["schemas"]["ApplicationOutList"]
        assert set(page["properties"]) == {"items", "next"}
