"""The support desk wears the house's face, and its nouns are words."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from accelerator.accounts.models import KeptAnswer
from accelerator.kit import clock
from accelerator.questionnaires.models import Attachment, Renewal
from accelerator.startups import operations
from cohorts.credits.models import Account
from tests.cast import browser
from tests.factories import accounts, credits, files, startups
from tests.factories.applications import application

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


def test_sums_are_written_as_people_write_them(desk: Client) -> None:
    credits.pool(by=credits.officer(), amount="38260.5")
    held = Account.objects.get(balance=38260.5)
    assert "38,260.50</td>" in desk.get("/desk/cohorts/account/", secure=True).text
    page = desk.get(f"/desk/cohorts/account/{held.pk}/change/", secure=True).text
    assert '<div class="readonly">38,260.50</div>' in page
    assert ".500000" not in page


def test_the_history_of_a_row_is_what_the_trail_tells_of_it(desk: Client) -> None:
    owner = accounts.person(name="Mai <Pham>")
    with_history = operations.create(name="Sampan", by=owner)
    without = startups.startup("Junk")
    told = desk.get(f"/desk/accelerator/startup/{with_history.pk}/history/", secure=True).text
    assert "<b>Mai &lt;Pham&gt;</b> added <b>Sampan</b>." in told
    assert "The trail tells nothing" in desk.get(f"/desk/accelerator/startup/{without.pk}/history/", secure=True).text


def test_the_history_of_no_row_is_nowhere(desk: Client) -> None:
    assert desk.get("/desk/accelerator/startup/0/history/", secure=True)["Location"] == "/desk/"


def test_what_goes_along_with_drafts_and_calls_by_programs_is_looked_up_without_its_content(desk: Client) -> None:
    one, person = application(submitted=False), accounts.person()
    sheet, version = one.sheet, one.sheet.version
    facts = {"digest": "d1ge57", "body": "s3cret", "status": 200, "content_type": "application/json"}
    rows = (
        (KeptAnswer.objects.create(person=person, key="nightly-7", **facts), "nightly-7"),
        (
            Renewal.objects.create(
                sheet=sheet, old=version, new=version, misfits=[{"kept": "s3cret"}], by=person, at=clock.now()
            ),
            str(version),
        ),
        (Attachment.objects.create(sheet=sheet, key="deck", file=files.file(name="Deck.pdf", by=person)), "Deck.pdf"),
    )
    for row, told in rows:
        door = f"/desk/accelerator/{row._meta.model_name}/"
        for page in (desk.get(door, secure=True).text, desk.get(f"{door}{row.pk}/change/", secure=True).text):
            assert told in page
            assert not any(word in page for word in ("s3cret", "d1ge57"))
