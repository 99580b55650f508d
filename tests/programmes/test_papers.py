"""What one takes away from a call's page."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar

from accelerator.applications import operations as applications
from accelerator.programmes import operations
from accelerator.programmes.models import Call
from tests.cast import browser
from tests.factories import programmes, questionnaires, startups
from tests.factories.applications import application
from tests.programmes.conftest import World

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 6, 2, tzinfo=UTC)
CLOSES = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def call(world: World) -> Call:
    return programmes.call(
        programme=world.programme,
        name="Applied AI; for ports, and 船",
        slug="applied-ai",
        tagline="Twelve weeks",
        opens_at=NOW - timedelta(days=3),
        closes_at=CLOSES,
        decisions_on=date(2026, 12, 15),
        version=questionnaires.published_version(),
    )


class TestPrinted:
    def test_every_question_and_nobodys_name(self, call: Call) -> None:
        page = Client().get("/calls/applied-ai/form/").content.decode()
        assert call.version is not None
        for section in call.version.definition["sections"]:
            assert section["title"] in page
            for question in section["questions"]:
                assert question["label"] in page
        assert "Nurul Hakim" not in page

    def test_there_is_a_box_for_every_choice_and_a_row_for_a_table(self, world: World) -> None:
        """A declaration is confirmed, a yes or no ticked, a scale has its steps, a table its columns."""
        asked: list[dict[str, Any]] = [
            {"key": "true", "type": "yes_no", "label": "All is true", "required": True, "must_be_yes": True},
            {"key": "grant", "type": "yes_no", "label": "Had one before?"},
            {
                "key": "sure",
                "type": "scale",
                "label": "How sure?",
                "low": 0,
                "high": 3,
                "low_label": "A guess",
                "high_label": "Measured",
            },
            {
                "key": "use",
                "type": "choice",
                "label": "What for?",
                "options": [{"value": "a", "label": "Training"}],
                "other": True,
            },
            {
                "key": "people",
                "type": "table",
                "label": "Who?",
                "columns": [{"key": "name", "type": "text", "label": "Full name"}],
            },
        ]
        drawn = {"sections": [{"key": "all", "title": "All", "questions": asked}]}
        version = questionnaires.published_version(definition=drawn)
        paper = programmes.call(programme=world.programme, slug="paper", version=version)
        page = " ".join(re.sub(r"<[^>]+>", " ", Client().get(f"/calls/{paper.slug}/form/").content.decode()).split())
        assert "All is true Declaration · required Confirmed Had one before?" in page
        assert "Had one before? Yes or no Yes No How sure? Scale 0 1 2 3 0: A guess · 3: Measured" in page
        assert "What for? Choose one Training Other: Who? Table · at most 10 rows Full name" in page

    def test_it_says_what_an_answer_must_keep_to(self, world: World) -> None:
        """Units, the least and the most, kinds and sizes of files, what helps with a section or a column."""
        options = [{"value": one, "label": one} for one in "ab"]
        asked: list[dict[str, Any]] = [
            {"key": "raised", "type": "money", "label": "Raised", "currency": "USD", "min": "0", "max": "5000000"},
            {"key": "staff", "type": "number", "label": "Staff", "unit": "people", "min": "1", "whole": True, "required": True},
            {"key": "since", "type": "date", "label": "Since", "min": "2020-01-01"},
            {"key": "until", "type": "month", "label": "Until", "max": "2027-03"},
            {"key": "fields", "type": "choices", "label": "Fields", "options": options, "max": 1},
            {"key": "pitch", "type": "text", "label": "Pitch", "limit": 1, "counts": "words"},
            {"key": "deck", "type": "file", "label": "Deck", "accept": ["pdf", "docx"], "max": 3},
            {"key": "logo", "type": "file", "label": "Logo", "accept": ["png"], "max_mb": 2},
            {
                "key": "caps",
                "type": "table",
                "label": "Holders",
                "min_rows": 1,
                "max_rows": 5,
                "columns": [
                    {"key": "share", "type": "number", "label": "Share", "unit": "%", "help": "Fully diluted"},
                    {"key": "paid", "type": "money", "label": "Paid", "currency": "USD"},
                ],
            },
        ]
        when = {"question": "raised", "is": "answered"}
        more = {"key": "more", "title": "More", "show_if": when, "questions": [{"key": "why", "type": "email", "label": "Mail"}]}
        drawn = {"sections": [{"key": "all", "title": "All", "intro": "Figures of today.", "questions": asked}, more]}
        version = questionnaires.published_version(definition=drawn)
        paper = programmes.call(programme=world.programme, slug="paper", version=version, file_mb=20)
        page = " ".join(re.sub(r"<[^>]+>", " ", Client().get(f"/calls/{paper.slug}/form/").content.decode()).split())
        assert (
            "1. All Figures of today."
            " Raised Amount of money · USD · at least USD 0 · at most USD 5,000,000"
            " Staff Number · required · people · a whole number · at least 1 people"
            " Since Date · not before Wed 1 Jan 2020 Until Month · not after March 2027"
            " Fields Choose several · at most 1 a b Pitch Short text · at most 1 word"
            " Deck File · PDF, DOCX · at most 3 files of 20 MB each Logo File · PNG · one file of at most 2 MB"
            " Holders Table · at least 1 row · at most 5 rows Share (%) Fully diluted Paid (USD)"
            " 2. More Asked where earlier answers call for it. Mail"
        ) in page

    def test_it_is_in_the_readers_language(self, world: World) -> None:
        part = {"key": "all", "title": "Company", "texts": {"ms": {"title": "Syarikat"}}}
        drawn = {"sections": [part | {"questions": [{"key": "mail", "type": "email", "label": "Mail"}]}]}
        paper = programmes.call(programme=world.programme, version=questionnaires.published_version(definition=drawn))
        page = Client().get(f"/calls/{paper.slug}/form/", headers={"Accept-Language": "ms-MY"}).content.decode()
        assert re.search(r'<section class="mb-8" lang="ms">\s*<h2 [^>]*>1\. Syarikat</h2>', page)

    def test_a_call_without_form_has_none(self, world: World) -> None:
        bare = programmes.call(programme=world.programme, published=False, version=None, slug="bare")
        assert browser(world.manager).get(f"/calls/{bare.slug}/form/").status_code == 404


class TestDates:
    def events(self, person: Any = None) -> dict[str, Any]:
        response = browser(person).get("/calls/applied-ai/dates.ics")
        assert response["Content-Type"] == "text/calendar; charset=utf-8"
        assert response["Content-Disposition"] == 'attachment; filename="applied-ai.ics"'
        assert response.content.count(b"\r\n") == response.content.count(b"\n")
        return {str(one["UID"]): one for one in Calendar.from_ical(response.content).walk("VEVENT")}

    def test_when_it_opens_closes_and_tells(self, call: Call) -> None:
        found = self.events()
        assert [one.split("@")[0] for one in found] == [f"call-applied-ai-{name}" for name in ("opens", "closes", "decisions")]
        opens, closes, decisions = found.values()
        assert (opens.decoded("DTSTART"), closes.decoded("DTSTART")) == (NOW - timedelta(days=3), CLOSES)
        assert ["DTEND" in one for one in (opens, closes)] == [False, False]
        assert (decisions.decoded("DTSTART"), decisions.decoded("DTEND")) == (date(2026, 12, 15), date(2026, 12, 16))
        assert str(closes["SUMMARY"]) == "Applied AI; for ports, and 船 closes"
        assert str(closes["DESCRIPTION"]) == "Twelve weeks\nWhat arrives 10 minutes later still counts."
        assert str(closes["URL"]) == "http://testserver/calls/applied-ai/"
        assert [one.decoded("TRIGGER") for one in closes.walk("VALARM")] == [timedelta(days=-1)]

    def test_an_extension_replaces_the_event(self, world: World, call: Call) -> None:
        operations.extend(call, closes_at=CLOSES + timedelta(days=1), reason="Rain.", by=world.manager, at=NOW)
        closes = self.events()["call-applied-ai-closes@testserver"]
        assert (closes.decoded("DTSTART"), closes["SEQUENCE"]) == (CLOSES + timedelta(days=1), 1)

    def test_each_change_of_a_date_replaces_the_events_and_nothing_else_does(self, call: Call) -> None:
        first = dict.fromkeys(("opens", "closes", "decisions"), 0)
        for count, moved in enumerate(
            ({}, {"added_minutes": 2}, {"decisions_on": date(2026, 12, 16)}, {"decisions_on": date(2026, 12, 15)})
        ):
            Call.objects.filter(pk=call.pk).update(last_number=count + 5, **moved)
            found = {uid.split("@")[0].rpartition("-")[2]: one["SEQUENCE"] for uid, one in self.events().items()}
            assert found == dict.fromkeys(first, count)

    def test_who_has_a_deadline_of_their_own_reads_it_there(self, world: World, call: Call) -> None:
        one = application(call=call, startup=startups.startup("Sampan", owner=world.outsider), submitted=False)
        until = CLOSES + timedelta(days=2)
        code = operations.make_access_code(call, note="Late", max_uses=1, closes_at=until, by=world.manager, at=NOW)
        assert len(self.events(world.outsider)) == 3
        operations.use_access_code(code.code, by=world.outsider, at=NOW)
        assert len(self.events()) == 3
        assert len(self.events(world.rival)) == 3
        found = self.events(world.outsider)
        own = [found[f"own-{name}@testserver"] for name in (one.number, "applied-ai")]
        assert [(str(each["SUMMARY"]), each.decoded("DTSTART")) for each in own] == [
            (f"Deadline of Sampan for {call}", until),
            (f"Your access code for {call} ends", until),
        ]
        application_row = type(one).objects.get(pk=one.pk)
        application_row.added_minutes = 3
        application_row.save()
        again = self.events(world.outsider)[f"own-{one.number}@testserver"]
        assert again.decoded("DTSTART") == until + timedelta(minutes=3)
        assert (own[0]["SEQUENCE"], again["SEQUENCE"]) == (1, 2)

    def test_a_deadline_of_ones_own_that_moves_back_replaces_the_later_one(self, world: World, call: Call) -> None:
        one = application(call=call, startup=startups.startup("Sampan", owner=world.outsider))
        applications.reopen(one, reason="Rain.", until=CLOSES + timedelta(days=9), by=world.manager, at=NOW)
        name = f"own-{one.number}@testserver"
        first = self.events(world.outsider)[name]
        sooner = CLOSES + timedelta(days=2)
        applications.shorten(one, reason="Sun.", until=sooner, by=world.manager, at=NOW)
        again = self.events(world.outsider)[name]
        assert again.decoded("DTSTART") == sooner
        assert (first["SEQUENCE"], again["SEQUENCE"]) == (1, 2)


def test_the_calls_page_leads_to_both(call: Call) -> None:
    page = Client().get(call.get_absolute_url()).content.decode()
    assert 'href="/calls/applied-ai/form/"' in page
    assert 'href="/calls/applied-ai/dates.ics"' in page
