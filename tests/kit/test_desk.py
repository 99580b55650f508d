"""The support desk wears the house's face, and its nouns are words."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from tests.cast import browser
from tests.factories import accounts, startups

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Client:
    return browser(accounts.operator_person(name="Siti Rahman", role="admin", is_staff=True))


def test_its_first_page_names_every_noun_as_people_do(desk: Client) -> None:
    page = desk.get("/desk/", secure=True).text
    nouns = set(re.findall(r'<a href="/desk/\w+/\w+/"[^>]*>([^<]+)</a>', page))
    assert {"Access log", "API tokens", "Applications on behalf", "Sign-offs", "Staff", "Uses of access codes"} <= nouns
    assert not nouns & {"Accesses", "Behalfs", "Api tokens", "Sign offs", "Staffs"}
    assert "Recent actions" not in page
    assert "desk.css" in page
    assert "Siti Rahman" in page


def test_a_filter_by_nothing_has_a_name(desk: Client) -> None:
    startups.startup("Sampan", source="Old list")
    startups.startup("Junk", source="")
    page: Any = desk.get("/desk/accelerator/startup/", secure=True).text
    named = re.findall(r'<a href="\?source=[^"]*">\s*([^<]*?)\s*</a>', page)
    assert named == ["none", "Old list"]
