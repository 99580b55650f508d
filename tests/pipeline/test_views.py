"""The manager's list: who sees it, what a bulk act does, how much it costs."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from accelerator.applications.models import Application
from accelerator.decisions.models import Decision
from accelerator.pipeline import queries
from accelerator.programmes.models import Call
from accelerator.reviews.models import Assignment
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import accounts, decisions, reviews
from tests.pipeline.conftest import WAYS, read

AT = "/calls/spring/pipeline/"
PAGE_QUERIES = 8


def text(response: Any) -> str:
    return str(response.content.decode())


def numbers(response: Any) -> list[str]:
    return [row.number for row in response.context["page"].rows]


@pytest.mark.django_db
class TestDoors:
    def test_strangers_sign_in_first(self, call: Call) -> None:
        for door in (AT, AT + "filter/", AT + "export.csv"):
            assert Client().get(door)["Location"] == f"/accounts/login/?next={door}"
        assert Client().post(AT + "act/").status_code == 302

    def test_outsiders_founders_and_reviewers_find_nothing(self, call: Call) -> None:
        one = reviews.application(call)
        reviewer = reviews.assignment(one).reviewer
        for person in (accounts.person(), one.started_by, reviewer, reviews.manager(reviews.call()), accounts.partner_person()):
            client = browser(person)
            assert [client.get(AT + door).status_code for door in ("", "filter/", "export/", "export.csv", "export.xlsx")] == [
                404
            ] * 5
            assert client.post(AT + "act/", {"application": one.number, "act": "accept", "confirm": "1"}).status_code == 404
        assert not Decision.objects.exists()

    def test_auditors_look_and_decide_nothing(self, call: Call) -> None:
        one = reviews.application(call)
        client = browser(accounts.operator_person(role="auditor"))
        page = client.get(AT)
        assert (page.status_code, numbers(page), page.context["may"]) == (200, [one.number], False)
        assert client.get(AT + "export.csv").status_code == 200
        assert client.post(AT + "act/", {"application": one.number, "act": "accept", "confirm": "1"}).status_code == 404
        assert not Decision.objects.exists()

    def test_each_door_takes_its_own_kind_of_request(self, manager: Any) -> None:
        client = browser(manager)
        assert [client.post(AT).status_code, client.get(AT + "act/").status_code, client.post(AT + "export.csv").status_code] == [
            405
        ] * 3

    def test_a_call_that_is_none(self, manager: Any) -> None:
        assert browser(manager).get("/calls/nothing/pipeline/").status_code == 404


@pytest.mark.django_db
class TestList:
    def test_the_best_first_and_drafts_not_at_all(self, call: Call, manager: Any) -> None:
        low, bare = read(reviews.application(call), 1, {1: 2, 2: 2, 3: 2}), reviews.application(call)
        high = read(reviews.application(call), 1, {1: 5, 2: 5, 3: 5})
        reviews.application(call, submitted=False)
        response = browser(manager).get(AT)
        assert numbers(response) == [high.number, low.number, bare.number]
        assert (response.context["count"], response.context["total"]) == (3, 3)

    @pytest.mark.parametrize(
        ("sort", "order"),
        [("name", [0, 1, 2]), ("reviews", [2, 0, 1]), ("newest", [2, 1, 0]), ("oldest", [0, 1, 2]), ("nonsense", [1, 0, 2])],
    )
    def test_in_other_orders(self, call: Call, manager: Any, sort: str, order: list[int]) -> None:
        made = [reviews.application(call, name=name) for name in ("Anchor", "Buoy", "Crane")]
        read(made[0], 1, {1: 2, 2: 2, 3: 2})
        read(made[1], 2, {1: 4, 2: 4, 3: 4})
        for place, one in enumerate(made):
            Application.objects.filter(pk=one.pk).update(submitted_at=call.opens_at.replace(microsecond=place))
        assert numbers(browser(manager).get(AT, {"sort": sort})) == [made[place].number for place in order]

    @pytest.mark.parametrize("sort", ["score", "newest", "oldest", "name", "reviews"])
    def test_every_one_once_page_by_page(self, call: Call, manager: Any, sort: str, monkeypatch: pytest.MonkeyPatch) -> None:
        made = {way(call).number for way in WAYS.values()}
        reviews.application(call, submitted=False)
        client, mark, seen = browser(manager), "", []
        monkeypatch.setattr("accelerator.kit.pages.cut.__kwdefaults__", {"mark": "", "size": 4, "whole": None})
        for _page in range(4):
            response = client.get(AT, {"sort": sort, "mark": mark})
            seen += numbers(response)
            mark = response.context["page"].after
            if not mark:
                break
        assert len(seen) == len(made)
        assert set(seen) == made

    def test_narrowed_with_what_it_is_narrowed_by(self, call: Call, manager: Any) -> None:
        one = reviews.application(call, name="Tide Table", sector="Ports")
        reviews.application(call)
        response = browser(manager).get(AT, {"sector": "Ports", "stage": "nonsense"})
        assert (numbers(response), response.context["count"], response.context["total"]) == ([one.number], 1, 2)
        assert ("nonsense" in text(response), text(response).count("cannot be read, left out")) == (True, 1)

    @pytest.mark.parametrize(
        "query",
        ["q=%00", "sector=%00", "score=1e9999", "mark=x", "stage=%F0%9F%AA%B8", "q=" + "x" * 3000, "view=%27%22%3E%3Cscript%3E"],
    )
    def test_any_address_is_a_page(self, call: Call, manager: Any, query: str) -> None:
        reviews.application(call)
        response = browser(manager).get(f"{AT}?{query}")
        assert response.status_code == 200
        assert '"><script>' not in text(response)

    def test_words_of_startups_are_text_never_markup(self, call: Call, manager: Any) -> None:
        reviews.application(call, name="<script>alert(1)</script>", sector="<b>Ports</b>")
        page = text(browser(manager).get(AT, {"sector": "<b>Ports</b>"}))
        assert "<script>alert(1)" not in page
        assert "<b>Ports</b>" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page

    def test_nobody_applied(self, manager: Any) -> None:
        assert "No application yet" in text(browser(manager).get(AT))

    def test_queries_do_not_grow(self, call: Call, manager: Any, django_assert_num_queries: Any) -> None:
        client = browser(manager)
        client.get(AT)
        for rows in (1, 3):
            while queries.rows(call).count() < rows:
                read(reviews.application(call, sector="Ports"))
            with django_assert_num_queries(PAGE_QUERIES):
                assert len(numbers(client.get(AT))) == rows


@pytest.mark.django_db
class TestAddingAFilter:
    DOOR = AT + "filter/"

    def test_everything_there_is_to_narrow_by_stands_under_its_heading(self, call: Call, manager: Any) -> None:
        response = browser(manager).get(self.DOOR, {"on": "?sector=Ports"})
        found = {group: [one.name for one in fields] for group, fields in response.context["groups"]}
        assert found["Startup"] == ["sector", "country"]
        assert found["Company"] == ["a.what", "a.stage", "a.revenue"]
        assert found["Product and evidence"] == ["a.proof", "a.deck", "a.true"]
        assert "on=%3Fsector%3DPorts" in text(response)

    def test_it_leads_back_to_the_list_narrowed_further(self, call: Call, manager: Any) -> None:
        client = browser(manager)
        asked = {"field": "a.stage", "on": "?sector=Ports&mark=x"}
        assert "Pilot with paying users" in text(client.get(self.DOOR, asked))
        response = client.get(self.DOOR, asked | {"op": "is", "value": ["idea", "pilot"]})
        assert response["Location"] == f"{AT}?sector=Ports&a.stage=idea&a.stage=pilot"
        assert client.get(self.DOOR, {"field": "a.deck", "op": "empty"})["Location"] == f"{AT}?a.deck=empty%3A"

    def test_sectors_are_those_that_occur(self, call: Call, manager: Any) -> None:
        reviews.application(call, sector="Ports")
        response = browser(manager).get(self.DOOR, {"field": "sector"})
        assert response.context["form"].fields["value"].choices == [("Ports", "Ports")]

    @pytest.mark.parametrize(
        ("asked", "says"),
        [
            ({"field": "a.revenue", "op": "min", "value": "lots"}, "Write a number such as 18,400 or 0.5."),
            ({"field": "score", "op": "min", "value": "6"}, "Write a number between 1 and 5."),
            ({"field": "submitted", "op": "from", "value": "soon"}, "Write a date such as 2026-11-30."),
            ({"field": "a.what", "op": "has", "value": ""}, "Say what to look for."),
            ({"field": "a.stage", "op": "is"}, "Choose at least one."),
            ({"field": "a.stage", "op": "is", "value": "sunk"}, "Select a valid choice."),
            ({"field": "a.stage", "op": "min", "value": "idea"}, "Select a valid choice."),
        ],
    )
    def test_what_makes_no_sense_is_said_beside_it(self, call: Call, manager: Any, asked: dict[str, str], says: str) -> None:
        response = browser(manager).get(self.DOOR, asked)
        assert response.status_code == 422
        assert says in text(response)

    def test_a_field_that_is_none(self, call: Call, manager: Any) -> None:
        for name in ("a.nothing", "nothing", "a.", "\0"):
            assert browser(manager).get(self.DOOR, {"field": name}).status_code == 404

    def test_htmx_gets_the_panel_alone(self, call: Call, manager: Any) -> None:
        page = text(browser(manager).get(self.DOOR, {"field": "score"}, headers={"HX-Request-Type": "partial"}))
        assert page.lstrip().startswith("<section")


@pytest.mark.django_db
class TestAct:
    def act(self, client: Client, **given_fields: Any) -> Any:
        return client.post(AT + "act/", given_fields)

    def test_it_is_shown_first_then_done_then_may_be_undone(self, call: Call, manager: Any) -> None:
        one, two = reviews.application(call), reviews.application(call)
        client = browser(manager)
        shown = self.act(client, application=[one.number, two.number], act="decline", query="?view=decide")
        assert (shown.status_code, Decision.objects.count()) == (200, 0)
        assert shown.context["choice"].count == 2
        given_fields = {"numbers": f"{one.number},{two.number}", "act": "decline", "query": "?view=decide", "confirm": "1"}
        done = self.act(client, **given_fields, seen=shown.context["choice"].fingerprint)
        assert done["Location"] == f"{AT}?view=decide"
        made = list(Decision.objects.order_by("application"))
        assert [(decision.application, decision.outcome, decision.decided_by) for decision in made] == [
            (one, "decline", manager),
            (two, "decline", manager),
        ]
        page = text(client.get(AT))
        assert "2 applications declined." in page
        undo = f"/calls/spring/decisions/undo/{made[0].act}/?on=%3Fview%3Ddecide"
        assert f'action="{undo}"' in page
        assert client.post(undo)["Location"] == f"{AT}?view=decide"
        assert Entry.objects.filter(verb="decision.made_many").count() == 1

    @pytest.mark.parametrize(
        ("outcome", "says"),
        [
            ("accept", "1 application accepted."),
            ("waitlist", "1 application waitlisted."),
            ("decline", "1 application declined."),
        ],
    )
    def test_each_outcome_says_what_it_did(self, call: Call, manager: Any, outcome: str, says: str) -> None:
        one, client = reviews.application(call), browser(manager)
        seen = self.act(client, application=one.number, act=outcome).context["choice"].fingerprint
        self.act(client, numbers=one.number, act=outcome, confirm="1", seen=seen)
        assert says in text(client.get(AT))

    def test_without_having_looked_nothing_is_done(self, call: Call, manager: Any) -> None:
        one = reviews.application(call)
        response = self.act(browser(manager), numbers=one.number, act="accept", confirm="1")
        assert (response.status_code, Decision.objects.count()) == (409, 0)
        assert "Check the counts again" in text(response)

    def test_a_second_click_changes_nothing(self, call: Call, manager: Any) -> None:
        one, client = reviews.application(call), browser(manager)
        seen = self.act(client, application=one.number, act="accept").context["choice"].fingerprint
        for _click in range(2):
            self.act(client, numbers=one.number, act="accept", confirm="1", seen=seen)
        assert Decision.objects.count() == 1
        assert Entry.objects.filter(verb="decision.made_many").count() == 1

    def test_every_one_that_the_filters_leave(self, call: Call, manager: Any) -> None:
        mine = {reviews.application(call, sector="Ports").number for _one in range(3)}
        reviews.application(call)
        shown = self.act(browser(manager), every="1", query="?sector=Ports", act="accept")
        assert {one.number for one in shown.context["chosen"].applications} == mine
        assert set(shown.context["chosen"].numbers.split(",")) == mine

    def test_nothing_chosen(self, call: Call, manager: Any) -> None:
        other = reviews.application(reviews.call())
        client = browser(manager)
        for chosen in ({}, {"application": other.number}, {"numbers": ""}, {"application": "a\0b"}):
            response = self.act(client, act="accept", query="?sector=Ports", **chosen)
            assert response["Location"] == f"{AT}?sector=Ports"
        assert "Choose at least one application." in text(client.get(AT))

    @pytest.mark.parametrize("act", ["", "delete", "accept\0"])
    def test_an_act_that_is_none(self, call: Call, manager: Any, act: str) -> None:
        response = self.act(browser(manager), application=reviews.application(call).number, act=act)
        assert response.status_code == 409
        assert "Choose what to do with them." in text(response)

    def test_the_way_back_stays_in_the_house(self, manager: Any) -> None:
        response = self.act(browser(manager), act="accept", query="//evil.example/?q=1")
        assert response["Location"].startswith(f"{AT}?")

    def test_assigning_shows_who_would_get_what(self, call: Call, manager: Any) -> None:
        one = reviews.application(call)
        reviewers = [reviews.reviewer(call) for _one in range(2)]
        shown = self.act(browser(manager), application=one.number, act="assign")
        assert shown.status_code == 200
        assert shown.context["asked"].numbers == [one.number]
        assert {who.pk for who in shown.context["plan"].wish.reviewers} >= {one.pk for one in reviewers}

    def test_assigned_and_undone_one_is_back_in_the_list(self, call: Call, manager: Any) -> None:
        one, reviewer, client = reviews.application(call, sector="Ports"), reviews.reviewer(call), browser(manager)
        shown = self.act(client, application=one.number, act="assign", query="?sector=Ports")
        assert '<input type="hidden" name="on" value="?sector=Ports">' in text(shown)
        plan = reviews.plan(call, [one], [reviewer], per_item=1, seed=0)
        asked = {
            "numbers": one.number,
            "on": "?sector=Ports",
            "reviewers": reviewer.code,
            "per_item": 1,
            "seen": plan.fingerprint,
        }
        assert client.post("/calls/spring/reviews/plan/", asked)["Location"] == f"{AT}?sector=Ports"
        given = Assignment.objects.select_related("stage").get()
        undo = f"/calls/spring/reviews/undo/{given.act}/?stage={given.stage.code}&on=%3Fsector%3DPorts"
        assert f'action="{escape(undo)}"' in text(client.get(AT))
        assert client.post(undo)["Location"] == f"{AT}?sector=Ports"

    def test_what_is_settled_is_left_out(self, call: Call, manager: Any) -> None:
        settled = decisions.decision(reviews.application(call), outcome="decline", released=True).application
        gone = WAYS["withdrawn"](call)
        shown = self.act(browser(manager), application=[settled.number, gone.number], act="accept")
        assert (shown.context["choice"].count, shown.context["choice"].left_out) == (0, 2)
        assert "disabled" in text(shown)
