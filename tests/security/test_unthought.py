"""The API asked what nobody thought of: no guess breaks it, and each answer is one that its description tells."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import resolve
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator
from schemathesis.core import NOT_SET
from schemathesis.generation import GenerationMode

from config.api import api
from tests.cast import browser
from tests.factories import accounts
from tests.security import matrix
from tests.security.house import House, undone
from tests.security.scene import build

DOCUMENT: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema()))
OPERATIONS = {one.ok().label: one.ok() for one in schemathesis.openapi.from_dict(DOCUMENT).get_all_operations()}
LINES = [line for line in matrix.read()[0] if line.is_api and line.allowed]


def guesses(label: str, *, mode: GenerationMode, most: int) -> list[Any]:
    """Requests that the operation's description allows, or does not; the same ones each time."""
    made: list[Any] = []

    @settings(
        max_examples=most,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=OPERATIONS[label].as_strategy(generation_mode=mode))
    def keep(case: Any) -> None:
        made.append(case)

    keep()
    return made


def faults(client: Client, label: str, address: str, case: Any) -> Iterator[str]:
    """What is wrong with the answer to `case` at `address`; afterwards nothing has happened."""
    method, path = label.split(" ", 1)
    client.raise_request_exception = False
    with transaction.atomic():
        send = getattr(client, method.lower())
        response = send(address, query_params=case.query or {}, secure=True, **_sent(case))
        content = b"".join(response) if response.streaming else response.content
        transaction.set_rollback(True)
    told, status = DOCUMENT["paths"][path][method.lower()]["responses"], str(response.status_code)
    if response.status_code >= 500:
        yield f"breaks with {status}"
    elif status not in told:
        yield f"answers {status}, which is not described"
    else:
        media = response.headers.get("Content-Type", "").partition(";")[0]
        yield from _strange(told[status].get("content", {}), media, content)


def _sent(case: Any) -> dict[str, Any]:
    if case.body is NOT_SET:
        return {"content_type": "application/json"}
    if case.media_type == "multipart/form-data":
        fields = case.body if isinstance(case.body, dict) else {}
        return {"data": {name: _part(value) for name, value in fields.items() if value is not None}}
    return {"data": json.dumps(case.body, default=str), "content_type": "application/json"}


def _part(value: Any) -> Any:
    return SimpleUploadedFile("deck.pdf", value) if isinstance(value, bytes) else str(value)


def _strange(described: dict[str, Any], media: str, content: bytes) -> Iterator[str]:
    if media in described and media.endswith("json"):
        schema = described[media]["schema"] | {"components": DOCUMENT["components"]}
        yield from (fault.message[:200] for fault in Draft202012Validator(schema).iter_errors(json.loads(content)))
    elif content and not {media, "*/*"} & described.keys():
        yield f"answers in {media}, which is not described"


@pytest.fixture(autouse=True)
def _no_limit(settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 10**6


@pytest.mark.django_db
def test_no_guess_breaks_an_empty_house() -> None:
    """Two guesses at every third operation, as a newcomer and as who runs the house."""
    wrong, people = [], [browser(accounts.person()), browser(accounts.operator_person())]
    for label in list(OPERATIONS)[::3]:
        for case in guesses(label, mode=GenerationMode.POSITIVE, most=2):
            for client in people:
                wrong += [
                    f"{label}: {fault}: {case.query} {case.body}" for fault in faults(client, label, case.formatted_path, case)
                ]
    assert not wrong, "\n".join(["", *wrong])


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any) -> Iterator[House]:
    with django_db_blocker.unblock(), undone():
        yield House(build())


def _lines(label: str) -> list[matrix.Line]:
    """Where the table lets somebody in at this operation."""
    method, path = label.split(" ", 1)
    route = resolve(path.replace("{number}", "1").replace("{", "").replace("}", "")).route
    return [
        line
        for line in LINES
        if line.method == method and resolve(matrix._PLACE.sub("1", line.path).partition("?")[0]).route == route
    ]


@pytest.mark.full
@pytest.mark.faults
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["described", "not-described"])
@pytest.mark.parametrize("label", OPERATIONS)
def test_no_guess_breaks_it(label: str, mode: GenerationMode, house: House) -> None:
    """At every address of the table that somebody is let in at, as one of them, and anywhere as a newcomer."""
    places = [(sorted(line.allowed)[0], line.address(house.things).partition("?")[0]) for line in _lines(label)]
    assert places, "no line of the table lets anybody in"
    wrong: dict[str, str] = {}
    for case in guesses(label, mode=mode, most=12):
        for name, address in [("newcomer", case.formatted_path), *places]:
            for fault in faults(house.browsers[name], label, address, case):
                wrong.setdefault(fault, f"{name} {address} {case.query} {case.body}"[:400])
    assert not wrong, "\n".join(["", *(f"{fault}: {how}" for fault, how in wrong.items())])
