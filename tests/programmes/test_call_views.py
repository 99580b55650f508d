"""Doors of a call's settings, tab by tab, and its publication."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from accelerator.files.limits import Room
from accelerator.notices.models import Message
from accelerator.programmes.models import Call, Rubric
from accelerator.questionnaires.models import Questionnaire
from tests import posting
from tests.cast import browser
from tests.factories import accounts, programmes
from tests.programmes.conftest import World

pytestmark = pytest.mark.django_db
TABS = ("", "form/", "rubric/", "dates/")
AT = "/calls/cohort-5/settings/"
WORDS = {
    "name": "Cohort 5",
    "tagline": "Ten weeks",
    "description": "Line one.\r\n\r\nLine two.",
    "benefits": "A desk",
    "places": "8",
    "prefix": "sf6",
}
DATES = {
    "zone": "Asia/Tokyo",
    "opens_at": "2031-01-06T09:00",
    "closes_at": "2031-02-03T23:59",
    "grace_minutes": "0",
    "reviews_wanted": "2",
    "reviews_due_on": "2031-02-17",
    "decisions_on": "2031-03-03",
}


def text(response: Any) -> str:
    return str(response.content.decode())


def fresh(world: World) -> Call:
    return Call.objects.get(pk=world.draft.pk)


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_days_no_clock_shows_are_refused(world: World, year: str) -> None:
    days = dict.fromkeys(("scoring_from", "reviews_due_on", "deciding_from", "decisions_on"), f"{year}-12-31")
    response = browser(world.manager).post(f"{AT}dates/", DATES | days)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == set(days)
    assert all(says == ["Check the year: it is between 2000 and 2099."] for says in response.context["form"].errors.values())


def rows(*measures: tuple[str, str], **more: str) -> dict[str, str]:
    """A posted rubric: (name, weight) of each criterion, all with the ends of their scale described."""
    given = {"act": "write", "scale": "1-5", "name": "First", "m-TOTAL_FORMS": str(len(measures)), "m-INITIAL_FORMS": "0"}
    for place, (name, weight) in enumerate(measures):
        given |= {f"m-{place}-name": name, f"m-{place}-weight": weight, f"m-{place}-ORDER": str(place + 1)}
        given |= {f"m-{place}-anchor_1": "low", f"m-{place}-anchor_5": "high"}
    return given | more


class TestDoors:
    def test_strangers_sign_in_first(self, world: World) -> None:
        for tab in TABS:
            assert Client().get(AT + tab)["Location"] == f"/accounts/login/?next={AT}{tab}"
        assert Client().post("/calls/cohort-5/publish/").status_code == 302

    def test_outsiders_find_nothing(self, world: World) -> None:
        for person in (world.outsider, world.rival, programmes.staff(world.programme, ended=True)):
            client = browser(person)
            assert {client.get(AT + tab).status_code for tab in TABS} == {404}
            assert client.post("/calls/cohort-5/publish/").status_code == 404

    def test_reviewers_and_auditors_may_not(self, world: World) -> None:
        for person in (world.reviewer, accounts.operator_person(role="auditor")):
            client = browser(person)
            assert {client.get(AT + tab).status_code for tab in TABS} == {403}
            assert {client.post(AT + tab, WORDS | DATES | {"act": "make"}).status_code for tab in TABS} == {403}
            assert client.post("/calls/cohort-5/publish/").status_code == 403
        assert (fresh(world).tagline, fresh(world).state) == (world.draft.tagline, "draft")

    def test_publishing_is_no_link(self, world: World) -> None:
        assert browser(world.manager).get("/calls/cohort-5/publish/").status_code == 405

    def test_a_call_that_is_none(self, world: World) -> None:
        assert browser(world.manager).get("/calls/nothing/settings/").status_code == 404


class TestWords:
    def test_saved(self, world: World) -> None:
        client = browser(world.manager)
        response = client.post(AT, WORDS)
        assert (response.status_code, response["Location"]) == (302, AT)
        held = fresh(world)
        assert (held.tagline, held.description, held.places, held.prefix) == ("Ten weeks", "Line one.\n\nLine two.", 8, "SF6")
        assert "Saved" in text(client.get(AT))

    @pytest.mark.parametrize(
        ("field", "value", "says"),
        [
            ("name", "", "Fill this in."),
            ("places", "0", "At least 1. This is 0."),
            ("places", "-1", "At least 1. This is -1."),
            ("places", "32768", "At most 32767. This is 32768."),
            ("places", "many", "Write a whole number, such as 12."),
            ("prefix", "5AA", "One to eight letters and digits, a letter first."),
            ("prefix", "TOOLONGAA", "One to eight letters and digits, a letter first."),
            ("prefix", "", "Fill this in."),
            ("tagline", "x" * 201, "At most 200 characters. This has 201."),
            ("benefits", "a\0b", "Null characters are not allowed."),
        ],
    )
    def test_what_makes_no_sense_comes_back_at_its_field(self, world: World, field: str, value: str, says: str) -> None:
        response = browser(world.manager).post(AT, WORDS | {field: value})
        assert response.status_code == 422
        assert response.context["form"].errors == {field: [says]}
        assert 'value="Ten weeks"' in text(response) or field == "tagline"
        assert fresh(world).tagline == world.draft.tagline

    def test_anothers_numbers_are_said_at_the_field(self, world: World) -> None:
        programmes.call(prefix="SF6")
        response = browser(world.manager).post(AT, WORDS)
        assert response.status_code == 422
        assert response.context["form"].errors == {"prefix": ["Another call's applications begin with SF6."]}

    def test_a_published_call_keeps_its_terms_and_may_be_told_better(self, world: World) -> None:
        client = browser(world.manager)
        client.post("/calls/cohort-5/publish/")
        assert set(client.get(AT).context["form"].fields) == {"name", "tagline", "description", "benefits"}
        assert client.post(AT, WORDS | {"places": "99"}).status_code == 302
        held = fresh(world)
        assert (held.tagline, held.places, held.prefix) == ("Ten weeks", 12, "AA5")

    def test_a_published_call_is_not_emptied(self, world: World) -> None:
        client = browser(world.manager)
        client.post("/calls/cohort-5/publish/")
        response = client.post(AT, WORDS | {"benefits": ""})
        assert response.status_code == 422
        assert "Say what founders get." in text(response)
        assert fresh(world).benefits == world.draft.benefits

    def test_what_the_draft_lacks_stands_beside_it(self, world: World) -> None:
        Call.objects.update(tagline="", rubric=None)
        page = text(browser(world.manager).get(AT))
        assert f'href="{AT}rubric/">Choose a rubric, or make the standard one.' in page
        assert "disabled" in page

    def test_queries_do_not_grow(self, world: World, django_assert_num_queries: Any) -> None:
        client = browser(world.manager)
        client.get(AT)
        with django_assert_num_queries(7):
            client.get(AT)
        for _more in range(3):
            programmes.call(programme=world.programme, opens_at=world.draft.opens_at, closes_at=world.draft.closes_at)
        with django_assert_num_queries(7):
            client.get(AT)


class TestDates:
    def test_saved_on_the_clock_that_was_chosen(self, world: World) -> None:
        client = browser(world.manager)
        assert 'value="2031-02-03T23:59"' in text(client.get(AT + "dates/"))
        assert client.post(AT + "dates/", DATES)["Location"] == AT + "dates/"
        held = fresh(world)
        assert (str(held.zone), held.closes_at) == ("Asia/Tokyo", datetime(2031, 2, 3, 14, 59, tzinfo=UTC))
        assert (held.grace_minutes, held.reviews_wanted, held.decisions_on) == (0, 2, date(2031, 3, 3))

    @pytest.mark.parametrize(
        ("field", "value", "says"),
        [
            ("closes_at", "2031-01-06T09:00", "A call closes after it opens."),
            ("closes_at", "0001-01-01T00:00", "Check the year: it is between 2000 and 2099."),
            ("closes_at", "", "Fill this in."),
            ("grace_minutes", "1441", "At most 1440. This is 1441."),
            ("reviews_wanted", "0", "At least 1. This is 0."),
            ("decisions_on", "soon", "Write a day such as 2026-11-30."),
        ],
    )
    def test_what_makes_no_sense_comes_back_at_its_field(self, world: World, field: str, value: str, says: str) -> None:
        response = browser(world.manager).post(AT + "dates/", DATES | {field: value})
        assert response.status_code == 422
        assert response.context["form"].errors == {field: [says]}
        assert 'value="2031-01-06T09:00"' in text(response)
        assert fresh(world).zone == world.draft.zone

    def test_a_skipped_hour(self, world: World) -> None:
        given = DATES | {"zone": "America/New_York", "closes_at": "2031-03-09T02:30"}
        response = browser(world.manager).post(AT + "dates/", given)
        assert response.context["form"].errors == {"closes_at": ["The clocks of this zone skip this hour on that day."]}

    def test_a_published_call_keeps_its_dates(self, world: World) -> None:
        client = browser(world.manager)
        client.post("/calls/cohort-5/publish/")
        page = client.get(AT + "dates/")
        plan = {"reviews_wanted", "scoring_from", "reviews_due_on", "scoring_ends", "deciding_from", "decisions_on"}
        assert set(page.context["form"].fields) == plan
        assert "The call is published: its dates stay." in text(page)
        assert client.post(AT + "dates/", DATES).status_code == 302
        held = fresh(world)
        assert (held.closes_at, held.zone, held.reviews_wanted) == (world.draft.closes_at, world.draft.zone, 2)


class TestForm:
    def test_how_much_an_application_may_hold_of_files(self, world: World) -> None:
        client, given = browser(world.manager), {"act": "room", "file_mb": "40", "files_most": "5", "files_mb": "90"}
        page = text(client.get(f"{AT}form/"))
        assert 'value="25"' in page
        assert page.count('class="input') == 3
        assert client.post(f"{AT}form/", given)["Location"] == f"{AT}form/"
        assert fresh(world).room() == Room(each=40, files=5, total=90)
        for field, value in (("file_mb", "101"), ("file_mb", "0"), ("files_most", "51"), ("files_mb", "501")):
            assert client.post(f"{AT}form/", given | {field: value}).status_code == 422
        assert fresh(world).room() == Room(each=40, files=5, total=90)

    def test_the_standard_one(self, world: World) -> None:
        client = browser(world.manager)
        assert client.post(AT + "form/", {"act": "make"})["Location"] == AT + "form/"
        page = text(client.get(AT + "form/"))
        assert "The standard form is yours now." in page
        assert "A draft. Publish it before the call." in page

    def test_one_of_another_call_of_theirs(self, world: World) -> None:
        other = programmes.call(programme=world.programme).version
        assert other is not None
        client = browser(world.manager)
        assert client.post(AT + "form/", {"questionnaire": other.questionnaire.code}).status_code == 302
        assert fresh(world).version == other
        offered = client.get(AT + "form/").context["form"].fields["questionnaire"].queryset
        assert other.questionnaire not in offered  # it is the call's own now

    def test_none_that_is_not_theirs(self, world: World) -> None:
        other = programmes.call().version
        assert other is not None
        for code in (other.questionnaire.code, "nothing", ""):
            response = browser(world.manager).post(AT + "form/", {"questionnaire": code})
            assert (response.status_code, set(response.context["form"].errors)) == (422, {"questionnaire"})
        assert fresh(world).version == world.draft.version

    def test_once_published_it_stays(self, world: World) -> None:
        client = browser(world.manager)
        client.post("/calls/cohort-5/publish/")
        response = client.post(AT + "form/", {"act": "make"})
        assert (response.status_code, fresh(world).version) == (409, world.draft.version)
        assert "it keeps its form" in text(response)
        assert not Questionnaire.objects.filter(name="Cohort 5: application").exists()


class TestRubric:
    def test_the_standard_one(self, world: World) -> None:
        Call.objects.update(rubric=None)
        client = browser(world.manager)
        assert client.post(AT + "rubric/", {"act": "own"})["Location"] == AT + "rubric/"
        assert fresh(world).rubric.criteria.count() == 5  # type: ignore[union-attr]
        page = text(client.get(AT + "rubric/"))
        assert ("Responsible AI" in page, "Remove this criterion" in page) == (True, True)
        assert "the question a reviewer answers" not in page

    def test_written(self, world: World) -> None:
        client = browser(world.manager)
        given = rows(("Team", "40"), ("Problem", "60"), ("Evidence", "35"), **{"m-0-ORDER": "2", "m-1-ORDER": "1"})
        given |= {"m-2-DELETE": "on", "m-INITIAL_FORMS": "3", "m-TOTAL_FORMS": "4", "m-3-name": "", "m-3-weight": ""}
        assert client.post(AT + "rubric/", given).status_code == 302
        rubric = Rubric.objects.get(pk=world.draft.rubric_id)
        found = list(rubric.criteria.order_by("position").values_list("name", "weight", "anchors"))
        assert found == [("Problem", 60, {"1": "low", "5": "high"}), ("Team", 40, {"1": "low", "5": "high"})]
        assert rubric.name == "First"

    def test_weights_that_do_not_add_up_come_back_with_all_that_was_typed(self, world: World) -> None:
        response = browser(world.manager).post(AT + "rubric/", rows(("Problem", "60"), ("Team", "30")))
        assert response.status_code == 422
        page = text(response)
        assert "The weights add up to 90. They must add up to 100." in page
        assert 'value="Team"' in page
        assert Rubric.objects.get(pk=world.draft.rubric_id).criteria.count() == 3

    @pytest.mark.parametrize(
        "more", [{"m-0-weight": "101"}, {"m-0-weight": "x"}, {"m-0-anchor_1": ""}, {"name": ""}, {"m-TOTAL_FORMS": "x"}]
    )
    def test_what_makes_no_sense_changes_nothing(self, world: World, more: dict[str, str]) -> None:
        response = browser(world.manager).post(AT + "rubric/", rows(("Problem", "100"), **more))
        assert response.status_code == 422
        assert Rubric.objects.get(pk=world.draft.rubric_id).name == "First round"

    def test_another_scale_asks_what_its_ends_mean(self, world: World) -> None:
        client = browser(world.manager)
        response = client.post(AT + "rubric/", rows(("Problem", "100"), scale="yes-no"))
        page = text(response)
        assert (response.status_code, "What a Yes means" in page, "What a 5 means" in page) == (422, True, False)
        given = rows(("Problem", "100"), scale="yes-no", **{"m-0-anchor_0": "Nobody was asked", "m-0-anchor_1": "Users pay"})
        assert client.post(AT + "rubric/", given).status_code == 302
        rubric = Rubric.objects.get(pk=world.draft.rubric_id)
        assert (rubric.scale, rubric.criteria.get().anchors) == ("yes-no", {"0": "Nobody was asked", "1": "Users pay"})

    def test_one_criterion_taken_out(self, world: World) -> None:
        given = rows(("Problem", "100"), ("Team", "50"), **{"m-1-DELETE": "on"})
        assert browser(world.manager).post(AT + "rubric/", given).status_code == 302
        assert list(Rubric.objects.get(pk=world.draft.rubric_id).criteria.values_list("name", flat=True)) == ["Problem"]

    def test_posted_untouched_as_a_browser_does(self, world: World) -> None:
        client = browser(world.manager)
        before = list(fresh(world).rubric.criteria.values_list("name", "asks", "weight", "anchors"))  # type: ignore[union-attr]
        assert client.post(AT + "rubric/", posting.form(text(client.get(AT + "rubric/")), "m-0-name")).status_code == 302
        after = fresh(world).rubric.criteria.values_list("name", "asks", "weight", "anchors")  # type: ignore[union-attr]
        assert list(after) == before

    def test_another_of_the_programme_and_none_of_others(self, world: World) -> None:
        mine, theirs = programmes.rubric(programme=world.programme), programmes.rubric()
        client = browser(world.manager)
        assert client.post(AT + "rubric/", {"act": "choose", "rubric": theirs.code}).status_code == 422
        assert fresh(world).rubric == world.draft.rubric
        assert client.post(AT + "rubric/", {"act": "choose", "rubric": mine.code}).status_code == 302
        assert fresh(world).rubric == mine

    def test_one_that_is_scored_with_is_shown_and_copied(self, world: World) -> None:
        programmes.call(programme=world.programme, rubric=world.draft.rubric)
        client = browser(world.manager)
        page = text(client.get(AT + "rubric/"))
        assert "Copy it and change the copy" in page
        assert "Save the rubric" not in page
        response = client.post(AT + "rubric/", rows(("Mine", "100")))
        assert response.status_code == 422
        assert "stays as it is" in text(response)
        assert client.post(AT + "rubric/", {"act": "own"}).status_code == 302
        assert fresh(world).rubric.name == "First round, copy"  # type: ignore[union-attr]
        assert Rubric.objects.get(pk=world.draft.rubric_id).criteria.count() == 3

    def test_a_published_call_keeps_its_own_and_nothing_is_left_of_a_copy(self, world: World) -> None:
        published = programmes.call(programme=world.programme, rubric=world.draft.rubric)
        there = Rubric.objects.count()
        response = browser(world.manager).post(f"/calls/{published.slug}/settings/rubric/", {"act": "own"})
        assert (response.status_code, Rubric.objects.count()) == (409, there)


class TestPublish:
    def test_it_becomes_public_and_leads_to_its_page(self, world: World) -> None:
        assert Client().get("/calls/cohort-5/").status_code == 404
        client = browser(world.manager)
        assert client.post("/calls/cohort-5/publish/")["Location"] == "/calls/cohort-5/"
        assert Client().get("/calls/cohort-5/").status_code == 200
        assert Message.objects.get(kind="call_published").recipient == world.manager

    def test_what_is_missing_is_said(self, world: World) -> None:
        Call.objects.update(benefits="")
        client = browser(world.manager)
        assert client.post("/calls/cohort-5/publish/")["Location"] == AT
        assert "Say what founders get." in text(client.get(AT))
        assert fresh(world).state == "draft"

    def test_a_second_click_says_so(self, world: World) -> None:
        client = browser(world.manager)
        client.post("/calls/cohort-5/publish/")
        response = client.post("/calls/cohort-5/publish/")
        assert (response.status_code, Message.objects.count()) == (409, 1)
        assert "The call is published already." in text(response)
