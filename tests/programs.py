"""Programs that act for a person, with a token of theirs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client

from accelerator.accounts import operations
from accelerator.accounts.models import Person
from accelerator.accounts.scopes import ALL, READS


def program(person: Person, *, writes: bool = True, scopes: Collection[str] = ()) -> Client:
    """A client with a token of `person` for `scopes`; where none are named for all, or without `writes` for reading all."""
    chosen = scopes or (ALL if writes else READS)
    _token, secret = operations.make_token(person, name="Test", scopes=chosen, lasts=timedelta(days=30), by=person)
    return Client(headers={"Authorization": f"Bearer {secret}"})


class Program:
    """Speaks to /api/v1 as `program` does."""

    def __init__(self, person: Person, *, writes: bool = True) -> None:
        self.client = program(person, writes=writes)

    def get(self, path: str) -> HttpResponse:
        return self.client.get(f"/api/v1{path}")

    def post(self, path: str, **body: Any) -> HttpResponse:
        return self.client.post(f"/api/v1{path}", body, content_type="application/json")


def problem(response: HttpResponse) -> tuple[int, Any]:
    """(status, field) of a problem document, having looked that it is one with a sentence."""
    assert response["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = response.json()  # type: ignore[attr-defined]  # the test client's
    assert body["title"]
    return response.status_code, body.get("field") or [error["field"] for error in body.get("errors", [])] or None


def walked(client: Client, path: str, *, limit: int = 1) -> list[list[Any]]:
    """The pages of a list of the API, from cursor to cursor."""
    pages: list[list[Any]] = []
    cursor = ""
    while cursor is not None:
        page = client.get(f"/api/v1{path}", {"limit": limit, **({"cursor": cursor} if cursor else {})}).json()
        pages.append(page["items"])
        cursor = page["next"]
    return pages
