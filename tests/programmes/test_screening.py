"""The checks before a call's form: drawn by managers, answered by anybody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.programmes import eligibility, operations
from accelerator.programmes.eligibility import Check
from accelerator.programmes.models import Call
from accelerator.trail.models import Entry
from tests import posting
from tests.cast import browser
from tests.factories import programmes
from tests.programmes.conftest import World
from tests.programs import program

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 6, 2, tzinfo=UTC)
CHECKS = [
    Check("c1", "Where is it registered?", "country", "Only startups of Singapore or Malaysia.", accepts=("SG", "MY")),
    Check("c2", "How much was raised?", "number", "It was too much.", most="5000000", currency="SGD"),
    Check("c3", "Is it at work on AI?", "yes_no", "This call is for AI.", accepts=("yes",)),
]
DOOR, DESK = "/calls/applied-ai/eligibility/", "/calls/cohort-5/settings/eligibility/"
FITS = {"c1": "SG", "c2": "100", "c3": "yes"}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def call(world: World) -> Call:
    given: dict[str, Any] = {"closes_at": NOW + timedelta(days=10), "eligibility": eligibility.store(CHECKS)}
    return programmes.call(programme=world.programme, name="Applied AI", slug="applied-ai", **given)


def rows(*drawn: dict[str, str]) -> dict[str, str]:
    given = {"e-TOTAL_FORMS": str(len(drawn)), "e-INITIAL_FORMS": "0"}
    for place, one in enumerate(drawn):
        given |= {f"e-{place}-{name}": value for name, value in ({"ORDER": str(place + 1), "why": "So it is."} | one).items()}
    return given


class TestDrawn:
    def test_set_once_and_said_once(self, world: World) -> None:
        for _again in range(2):
            operations.set_eligibility(world.draft, checks=CHECKS, by=world.manager)
        assert eligibility.read(Call.objects.get(pk=world.draft.pk).eligibility) == CHECKS
        assert [one.told() for one in Entry.objects.filter(verb="call.eligibility_set")] == [
            "Nurul Hakim changed who may apply to Cohort 5."
        ]

    def test_a_published_call_keeps_them(self, world: World, call: Call) -> None:
        with pytest.raises(Refusal, match="stays as it was announced"):
            operations.set_eligibility(call, checks=[], by=world.manager)

    def test_only_by_managers_and_only_sound_ones(self, world: World) -> None:
        with pytest.raises(Forbidden):
            operations.set_eligibility(world.draft, checks=CHECKS, by=world.reviewer)
        with pytest.raises(operations.Unsound) as refused:
            operations.set_eligibility(world.draft, checks=[CHECKS[0], Check("c2", "?", "number", "No.")], by=world.manager)
        assert refused.value.places == [(1, "least")]

    def test_typed_in_the_settings(self, world: World) -> None:
        desk = browser(world.manager)
        given = rows(
            {"asks": "Which stage?", "kind": "choice", "options": "Idea\r\nSeed", "accepts": "Seed"},
            {"asks": "Where?", "kind": "country", "accepts": "Singapore\nmy"},
            {"asks": "Founded?", "kind": "date", "least": "2021-01-01"},
            {"asks": "Sanctioned?", "kind": "yes_no", "accepts": "No", "currency": "SGD"},
            {"asks": "Raised?", "kind": "number", "most": "5", "currency": "sgd"},
        )
        assert desk.post(DESK, given)["Location"] == DESK
        kept = eligibility.read(Call.objects.get(pk=world.draft.pk).eligibility)
        assert [(one.key, one.options, one.accepts, one.least, one.currency) for one in kept] == [
            ("c1", ("Idea", "Seed"), ("Seed",), "", ""),
            ("c2", (), ("SG", "MY"), "", ""),
            ("c3", (), (), "2021-01-01", ""),
            ("c4", (), ("no",), "", ""),
            ("c5", (), (), "", "SGD"),
        ]
        page = desk.get(DESK).content.decode()
        assert "Singapore" in page
        assert (page.count("Remove this check"), page.count("A further check")) == (5, 2)
        assert desk.post(DESK, rows()).status_code == 302
        assert Call.objects.get(pk=world.draft.pk).eligibility == []

    def test_what_makes_no_sense_comes_back_at_its_field(self, world: World) -> None:
        given = rows({"asks": "Where?", "kind": "country", "accepts": "Atlantis"}, {"asks": "How many?", "kind": "number"})
        response = browser(world.manager).post(DESK, given)
        assert response.status_code == 422
        assert [set(one.errors) for one in response.context["rows"]][:2] == [{"accepts"}, {"least"}]


class TestPosted:
    """The tab as a browser posts it: every field that the page draws, and the empty check at the end."""

    @pytest.fixture
    def desk(self, world: World) -> Client:
        operations.set_eligibility(world.draft, checks=CHECKS, by=world.manager)
        return browser(world.manager)

    def saved(self, desk: Client, **changed: str) -> list[Check]:
        given = posting.form(desk.get(DESK).content.decode(), "e-0-asks") | changed
        response = desk.post(DESK, given)
        assert (response.status_code, response.get("Location")) == (302, DESK)
        return eligibility.read(Call.objects.get(slug="cohort-5").eligibility)

    def test_untouched_it_stays_as_it_was(self, desk: Client) -> None:
        assert self.saved(desk) == CHECKS

    def test_a_check_is_edited(self, desk: Client) -> None:
        kept = self.saved(desk, **{"e-2-asks": "Does it use AI?"})
        assert [one.asks for one in kept] == ["Where is it registered?", "How much was raised?", "Does it use AI?"]

    def test_a_check_is_added(self, desk: Client) -> None:
        added = {"e-3-asks": "Sanctioned?", "e-3-accepts": "no", "e-3-why": "We may not."}
        kept = self.saved(desk, **added)
        assert kept == [*CHECKS, Check("c4", "Sanctioned?", "yes_no", "We may not.", accepts=("no",))]

    def test_checks_are_put_in_another_order(self, desk: Client) -> None:
        kept = self.saved(desk, **{"e-0-ORDER": "3", "e-2-ORDER": "1"})
        assert [one.asks for one in kept] == [one.asks for one in reversed(CHECKS)]

    def test_a_check_is_removed_though_it_is_not_whole(self, desk: Client) -> None:
        kept = self.saved(desk, **{"e-1-DELETE": "on", "e-1-asks": "", "e-1-why": ""})
        assert [one.asks for one in kept] == ["Where is it registered?", "Is it at work on AI?"]
        for place in range(2):
            kept = self.saved(desk, **{"e-0-DELETE": "on"})
            assert len(kept) == 1 - place

    def test_another_kind_or_place_alone_adds_nothing(self, desk: Client) -> None:
        assert self.saved(desk, **{"e-3-kind": "number", "e-3-ORDER": "1"}) == CHECKS

    def test_amounts_are_written_as_people_write_them(self, desk: Client) -> None:
        kept = self.saved(desk, **{"e-1-least": "1,000", "e-1-most": "5 000 000.50"})
        assert (kept[1].least, kept[1].most) == ("1000", "5000000.50")

    def test_what_is_no_currency_is_named(self, desk: Client) -> None:
        page = desk.get(DESK).content.decode()
        assert page.count('<datalist id="currencies">') == 1
        response = desk.post(DESK, posting.form(page, "e-0-asks") | {"e-1-currency": "dollars"})
        assert response.status_code == 422
        assert response.context["rows"][1].errors == {"currency": ["“DOLLARS” is no currency. Give three letters, as in SGD."]}
        assert 'value="dollars"' in response.content.decode()
        assert 'maxlength="3"' not in page

    def test_what_was_begun_comes_back_to_be_filled_in(self, desk: Client) -> None:
        page = desk.get(DESK).content.decode()
        response = desk.post(DESK, posting.form(page, "e-0-asks") | {"e-3-why": "We may not."})
        assert response.status_code == 422
        assert [one.errors for one in response.context["rows"]] == [{}, {}, {}, {"asks": ["Fill this in."]}]
        faulty = desk.post(DESK, posting.form(page, "e-0-asks") | {"e-1-why": ""}).content.decode()
        assert (faulty.count("Remove this check"), faulty.count("A further check")) == (3, 2)


class TestAnswered:
    def test_the_calls_page_says_who_may_apply(self, call: Call) -> None:
        page = Client().get(call.get_absolute_url()).content.decode()
        for asked, wanted in (
            ("Where is it registered?", "Singapore · Malaysia"),
            ("How much was raised?", "At most SGD 5,000,000"),
            ("Is it at work on AI?", "Yes"),
        ):
            assert f"<b>{asked}</b><small>{wanted}</small>" in page
        assert "Only startups of Singapore or Malaysia." not in page  # which nobody was refused with yet
        assert f'href="{DOOR}"' in page
        assert f'href="{DOOR}"' in Client().get("/").content.decode()

    def test_a_stranger_hears_at_once(self, call: Call) -> None:
        visitor = Client()
        response = visitor.post(DOOR, FITS)
        assert (response.status_code, response["Location"]) == (302, DOOR)
        page = visitor.get(DOOR).content.decode()
        assert "You may apply" in page
        assert 'href="/calls/applied-ai/apply/"' in page

    def test_who_is_not_let_in_reads_why(self, call: Call) -> None:
        visitor = Client()
        visitor.post(DOOR, FITS | {"c1": "DE", "c2": "6000000"})
        page = visitor.get(DOOR).content.decode()
        assert "This call is not for your startup" in page
        assert "Germany. Only startups of Singapore or Malaysia." in page
        assert "SGD 6,000,000. It was too much." in page
        assert 'href="/calls/applied-ai/apply/"' not in page

    def test_every_question_is_answered(self, call: Call) -> None:
        response = Client().post(DOOR, {"c1": "XX", "c2": "many"})
        assert (response.status_code, set(response.context["form"].errors)) == (422, {"c1", "c2", "c3"})
        assert response.content.decode().count("data-refused") == 3

    def test_an_amount_of_money_has_its_currency_and_is_not_below_zero(self, call: Call) -> None:
        visitor = Client()
        page = visitor.get(DOOR).content.decode()
        assert '<span class="text-ink3 text-sm contents">SGD</span>' in page
        refused = visitor.post(DOOR, FITS | {"c2": "-5"})
        assert (refused.status_code, refused.context["form"].errors) == (422, {"c2": ["Give an amount of money: 0 or more."]})
        assert visitor.post(DOOR, FITS | {"c2": "0.125"}).status_code == 422  # finer than a cent
        assert visitor.post(DOOR, FITS | {"c2": "0"}).status_code == 302

    @pytest.mark.parametrize(("typed", "kept"), [("1,250,000.50", "1250000.50"), ("1 000", "1000"), ("5000000", "5000000")])
    def test_an_amount_is_written_as_in_the_form(self, call: Call, typed: str, kept: str) -> None:
        visitor = Client()
        assert 'inputmode="decimal"' in visitor.get(DOOR).content.decode()
        assert visitor.post(DOOR, FITS | {"c2": typed}).status_code == 302
        assert visitor.session["eligibility"]["applied-ai"]["c2"] == kept

    def test_a_comma_that_parts_no_thousands_is_refused(self, call: Call) -> None:
        assert Client().post(DOOR, FITS | {"c2": "1,5"}).status_code == 422

    def test_a_call_without_checks_has_no_such_page(self, world: World) -> None:
        programmes.call(slug="open-to-all")
        assert Client().get("/calls/open-to-all/eligibility/").status_code == 404

    def test_the_session_keeps_ten_calls(self, world: World) -> None:
        visitor = Client()
        for place in range(12):
            programmes.call(slug=f"call-{place}", eligibility=eligibility.store(CHECKS))
            visitor.post(f"/calls/call-{place}/eligibility/", FITS)
        assert list(visitor.session["eligibility"]) == [f"call-{place}" for place in range(2, 12)]


def test_tokens_that_only_read_hear_it(world: World, call: Call) -> None:
    door, sent = "/api/v1/calls/applied-ai/eligibility", {"answers": FITS}
    for scopes, status in (({"programmes:read"}, 200), ({"programmes:write"}, 403), ({"applications:write"}, 403)):
        answer = program(world.outsider, scopes=scopes).post(door, sent, content_type="application/json")
        assert answer.status_code == status


def test_programs_hear_it_too(world: World, call: Call) -> None:
    visitor = browser(world.outsider)
    assert [one["key"] for one in visitor.get("/api/v1/calls/applied-ai").json()["eligibility"]] == ["c1", "c2", "c3"]
    sent = {"answers": FITS | {"c2": "lots"}}
    told = visitor.post("/api/v1/calls/applied-ai/eligibility", sent, content_type="application/json").json()
    assert (told["eligible"], told["lines"][1]) == (
        False,
        {"key": "c2", "answer": "", "passed": False, "why": "It was too much."},
    )
