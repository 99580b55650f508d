"""The pages of scenarios: the list, one with its set, its limits and pins, its use, and three side by side."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accelerator.decisions import operations
from accelerator.decisions.models import Decision, Scenario
from accelerator.decisions.operations import solving
from tests.cast import browser
from tests.factories import accounts, decisions, reviews

pytestmark = pytest.mark.django_db
LIST = "/calls/tides/scenarios/"
STAGE = {"kind": "count", "way": "most", "of": "sector", "bound": "1", "values": ["Health"]}


@pytest.fixture
def desk(manager: Any) -> Client:
    return browser(manager)


@pytest.fixture
def four(call: Any) -> list[Any]:
    rows = [("Ada", 5, "Health"), ("Bo", 4, "Health"), ("Cy", 3, "Food"), ("Di", 2, "Food")]
    return [decisions.scored(call, name=name, score=score, sector=sector) for name, score, sector in rows]


@pytest.fixture
def made(call: Any, manager: Any, four: list[Any]) -> Scenario:
    return operations.plan(call, name="First", places=2, limits=[STAGE], by=manager)


def at(scenario: Scenario, page: str = "") -> str:
    return f"{LIST}{scenario.code}/{page}"


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    ("who", "sees"),
    [("manager", True), ("auditor", True), ("reviewer", False), ("founder", False), ("other manager", False)],
)
def test_who_comes_in(call: Any, manager: Any, made: Scenario, four: list[Any], who: str, sees: bool) -> None:
    person = {
        "manager": lambda: manager,
        "auditor": lambda: accounts.operator_person(role="auditor"),
        "reviewer": lambda: reviews.reviewer(call),
        "founder": lambda: reviews.owner_of(four[0]),
        "other manager": lambda: reviews.manager(reviews.call()),
    }[who]()
    client, runs = browser(person), who == "manager"
    for page in (LIST, at(made), f"{LIST}beside/"):
        assert client.get(page).status_code == (200 if sees else 404)
    for page in (f"{LIST}new/", at(made, "edit/"), at(made, "limit/"), at(made, "use/")):
        assert client.get(page).status_code == (200 if runs else 404)
    for page in ("act/", "lift/", "pin/", "undo/"):
        assert client.post(at(made, page)).status_code in ((302, 409, 422) if runs else (404,))
    assert ("Use this set" in text(client.get(at(made)))) == runs if sees else True


class TestList:
    def test_an_empty_one_says_what_a_scenario_is(self, call: Any, desk: Client) -> None:
        assert "No scenarios yet" in text(desk.get(LIST))

    @pytest.mark.parametrize("size", [1, 3])
    def test_it_costs_the_same_for_one_and_three(
        self, call: Any, manager: Any, four: list[Any], desk: Client, size: int, django_assert_num_queries: Any
    ) -> None:
        for place in range(size):
            operations.plan(call, name=f"Plan {place}", places=2, by=manager)
        desk.get(LIST)
        with django_assert_num_queries(6):
            page = desk.get(LIST)
        assert [f"Plan {place}" in text(page) for place in range(3)] == [place < size for place in range(3)]

    def test_three_at_most_stand_side_by_side(self, call: Any, manager: Any, made: Scenario, desk: Client) -> None:
        plans = [operations.plan(call, name=f"Plan {places}", places=places, by=manager) for places in (1, 2, 3)]
        page = desk.get(f"{LIST}beside/", {"s": [made.code, *(one.code for one in plans)]})
        assert "Three are the most" in text(page)
        compared = page.context["compared"]
        assert [one.scenario.name for one in compared.columns] == ["First", "Plan 1", "Plan 2"]
        assert [(row.startup.name, row.marks) for row in compared.rows] == [
            ("Ada", [True, True, True]),
            ("Bo", [False, False, True]),
            ("Cy", [True, False, False]),
        ]
        assert (compared.shared, [one.alone for one in compared.columns]) == (1, [1, 0, 1])
        assert compared.columns[0].limits == ["At most 1 where “Sector” is Health"]

    def test_one_alone_is_not_compared(self, made: Scenario, desk: Client) -> None:
        assert "Choose at least two scenarios" in text(desk.get(f"{LIST}beside/", {"s": [made.code, "gone"]}))


class TestOne:
    def test_a_new_one_leads_to_its_set(self, call: Any, four: list[Any], desk: Client) -> None:
        assert 'value="2"' in text(desk.get(f"{LIST}new/"))
        page = desk.post(f"{LIST}new/", {"name": "Wide", "places": "3", "note": "Try."}, follow=True)
        assert page.redirect_chain[0][1] == 302
        for part in ("Wide", "Ada", "Bo", "Cy", "no set scores more", "Try."):
            assert part in text(page)

    @pytest.mark.parametrize("sent", [{}, {"name": "Wide", "places": "0"}, {"name": "", "places": "2"}])
    def test_what_cannot_be_kept_is_shown_again(self, call: Any, desk: Client, sent: dict[str, str]) -> None:
        assert desk.post(f"{LIST}new/", sent).status_code == (422 if sent else 200)
        assert not Scenario.objects.exists()

    def test_its_set_its_limits_and_its_charts_are_there(self, made: Scenario, desk: Client) -> None:
        page = desk.get(at(made))
        for part in (
            "At most 1 where “Sector” is Health",
            "The set has 1",
            "costs 1.00",
            "the best set without it goes 1 application beyond",
            "Not in the set",
            "Share of the set beside the share of all",
        ):
            assert part in text(page)
        chart = page.context["parts_chart"]
        assert chart["yAxis"]["data"] == ["Food", "Health"]
        assert [one["data"] for one in chart["series"]] == [[50.0, 50.0], [50.0, 50.0]]
        assert page.context["steps"][0] == ("2.00–2.24", 0, 1)

    @pytest.mark.parametrize("size", [1, 3])
    def test_it_costs_the_same_for_one_and_three(
        self, call: Any, manager: Any, desk: Client, size: int, django_assert_num_queries: Any
    ) -> None:
        for _ in range(2 * size):
            decisions.decision(decisions.scored(call), outcome="accept", by=manager)
        held = operations.plan(call, name="Sized", places=size, by=manager)
        desk.get(at(held))
        with django_assert_num_queries(8):
            assert desk.get(at(held)).status_code == 200

    def test_a_worker_at_it_is_waited_for(
        self, call: Any, manager: Any, four: list[Any], desk: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(solving, "AT_ONCE", 0)
        held = operations.plan(call, name="Large", places=2, by=manager)
        page = text(desk.get(at(held)))
        assert "The set is being worked out" in page
        assert "every 2s" in page
        assert "Being worked out" in text(desk.get(LIST))
        operations.carry_out(held.pk)
        part = desk.get(at(held), headers={"HX-Request": "true", "HX-Request-Type": "partial"})
        assert part.headers["HX-Refresh"] == "true"

    def test_a_contradiction_is_said(self, call: Any, manager: Any, made: Scenario, desk: Client) -> None:
        operations.limit(made, STAGE | {"way": "least", "bound": "2"}, by=manager)
        page = text(desk.get(at(made)))
        assert "No set is within these limits." in page
        assert "short by 1 application" in page
        assert "Use this set" not in page

    def test_places_are_edited(self, made: Scenario, desk: Client) -> None:
        page = desk.post(at(made, "edit/"), {"name": "First", "places": "3", "note": ""}, follow=True)
        assert "3 places" in text(page)
        assert desk.post(at(made, "edit/"), {"name": "First", "places": "x"}).status_code == 422

    def test_it_is_copied_worked_out_anew_and_deleted(self, made: Scenario, desk: Client) -> None:
        assert "Copy of First" in text(desk.post(at(made, "act/"), {"act": "copy"}, follow=True))
        assert desk.post(at(made, "act/"), {"act": "solve"}).status_code == 302
        assert desk.post(at(made, "act/"), {"act": "dance"}).status_code == 409
        assert desk.post(at(made, "act/"), {"act": "delete"}).headers["Location"] == LIST
        assert [one.name for one in Scenario.objects.all()] == ["Copy of First"]


class TestLimits:
    def test_what_can_be_limited_is_offered_and_answers_that_occur_are_counted(self, made: Scenario, desk: Client) -> None:
        page = text(desk.get(at(made, "limit/")))
        assert "Monthly recurring revenue" in page
        form = desk.get(at(made, "limit/"), {"of": "sector"}).context["form"]
        assert form.fields["values"].choices == [("Food", "Food (2)"), ("Health", "Health (2)")]
        assert desk.get(at(made, "limit/"), {"of": "a.what"}).status_code == 404

    def test_one_is_added_and_taken_out(self, made: Scenario, desk: Client) -> None:
        sent = {"kind": "each", "way": "most", "bound": "2"}
        assert desk.post(f"{at(made, 'limit/')}?of=sector", sent).status_code == 302
        made.refresh_from_db()
        first, second = made.limits
        assert (second["kind"], second["bound"], second["values"]) == ("each", "2", [])
        assert desk.post(at(made, "lift/"), {"limit": first["id"]}).status_code == 302
        made.refresh_from_db()
        assert [one["id"] for one in made.limits] == [second["id"]]

    def test_an_amount_is_asked_for_its_ends(self, made: Scenario, desk: Client) -> None:
        sent = {"kind": "count", "way": "least", "bound": "0", "low": "1,000", "high": "2000"}
        assert desk.post(f"{at(made, 'limit/')}?of=a.revenue", sent).status_code == 302
        made.refresh_from_db()
        assert made.limits[1]["values"] == ["min:1000", "max:2000"]
        assert "SGD 1,000 or more, SGD 2,000 or less" in text(desk.get(at(made)))

    @pytest.mark.parametrize(
        ("of", "sent", "field", "says"),
        [
            ("sector", {"kind": "count", "way": "most", "bound": "2"}, "values", "at least one answer"),
            ("sector", {"kind": "count", "way": "most", "bound": "two", "values": "Food"}, "bound", "Write a number"),
            ("sector", {"kind": "share", "way": "most", "bound": "200", "values": "Food"}, "bound", "between 0 and 100"),
            ("a.revenue", {"kind": "count", "way": "most", "bound": "2"}, "low", "at least one answer"),
            ("a.revenue", {"kind": "count", "way": "most", "bound": "2", "low": "many"}, "low", "from or up to"),
        ],
    )
    def test_a_bad_one_says_so_beside_its_field(
        self, made: Scenario, desk: Client, of: str, sent: dict[str, str], field: str, says: str
    ) -> None:
        answer = desk.post(f"{at(made, 'limit/')}?of={of}", sent)
        assert answer.status_code == 422
        assert says in answer.context["form"].errors[field][0]
        made.refresh_from_db()
        assert len(made.limits) == 1


class TestPins:
    def test_by_number_or_name(self, made: Scenario, four: list[Any], desk: Client) -> None:
        assert desk.post(at(made, "pin/"), {"application": four[3].number, "where": "in"}).status_code == 302
        assert desk.post(at(made, "pin/"), {"application": "ada", "where": "out"}).status_code == 302
        made.refresh_from_db()
        assert (made.pinned_in, made.pinned_out) == ([four[3].pk], [four[0].pk])
        page = text(desk.get(at(made)))
        assert "Kept in" in page
        assert "Left out" in page

    @pytest.mark.parametrize("said", ["", "nobody", "ad"])
    def test_who_is_not_found_is_said(self, made: Scenario, desk: Client, said: str) -> None:
        page = desk.post(at(made, "pin/"), {"application": said, "where": "in"}, follow=True)
        assert f"No application that stands is called “{said}”" in text(page)


class TestUse:
    def test_it_is_shown_then_done_then_undone(self, made: Scenario, desk: Client) -> None:
        page = desk.get(at(made, "use/"))
        assert "Accept 2 applications" in text(page)
        assert [(one.startup.name, one.before) for one in page.context["applications"]] == [("Ada", ""), ("Cy", "")]
        assert ("<b>Ada</b>" in text(page), "<b>Bo</b>" in text(page)) == (True, False)
        assert not Decision.objects.exists()
        done = desk.post(at(made, "use/"), {"seen": page.context["choice"].fingerprint}, follow=True)
        assert "The set is accepted." in text(done)
        assert "Undo the use" in text(done)
        assert Decision.objects.filter(outcome="accept").count() == 2
        assert "Used" in text(desk.get(LIST))
        assert "as they were before" in text(desk.post(at(made, "undo/"), follow=True))
        assert not Decision.objects.exists()

    def test_another_choice_than_was_looked_at_is_refused(self, made: Scenario, desk: Client) -> None:
        assert desk.post(at(made, "use/"), {"seen": "x"}).status_code == 409
        assert not Decision.objects.exists()
