"""Views are kept, shared and removed; columns are chosen. Both stand in the address."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.pipeline import columns, operations, queries
from accelerator.pipeline.models import View
from accelerator.programmes.models import Call
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import accounts, programmes, reviews
from tests.factories import pipeline as marks
from tests.pipeline.test_filters import FORM, at
from tests.pipeline.test_views import AT, text
from tests.trailed import trailed


@pytest.mark.django_db
class TestViews:
    def test_kept_under_a_name_and_replaced_by_it(self, call: Call, manager: Any) -> None:
        kept = marks.view(call, by=manager)
        again = marks.view(call, name="PORTS", query="sector=Ports&sort=name", by=manager)
        assert (again, View.objects.get().query) == (kept, "sector=Ports&sort=name")
        assert kept.url(call) == f"{AT}?sector=Ports&v={kept.code}"

    def test_own_ones_are_seen_by_oneself_shared_ones_by_the_programmes_managers(self, call: Call, manager: Any) -> None:
        other = reviews.manager(call)
        marks.view(call, name="Mine", by=manager)
        marks.view(call, name="Ours", shared=True, by=manager)
        assert [one.name for one in queries.views(call, manager)] == ["Ours", "Mine"]
        assert [one.name for one in queries.views(call, other)] == ["Ours"]
        for stranger in (reviews.reviewer(call), reviews.manager(reviews.call()), accounts.operator_person(role="auditor")):
            assert queries.views(call, stranger) == []
        assert [entry.told() for entry in Entry.objects.filter(verb="view.shared")] == [
            f"Nurul Hakim shared the view Ours with the managers of {call.programme}."
        ]

    def test_who_only_looks_keeps_views_and_shares_none(self, call: Call) -> None:
        auditor = accounts.operator_person(role="auditor")
        marks.view(call, by=auditor)
        with pytest.raises(Forbidden):
            marks.view(call, shared=True, by=auditor)
        with pytest.raises(Forbidden):
            marks.view(call, by=reviews.reviewer(call))

    def test_removed_by_who_owns_it_and_a_shared_one_by_any_manager(self, call: Call, manager: Any) -> None:
        other = reviews.manager(call)
        mine, ours = marks.view(call, name="Mine", by=manager), marks.view(call, name="Ours", shared=True, by=manager)
        with pytest.raises(Forbidden):
            operations.remove(mine, by=other)
        operations.remove(ours, by=other)
        operations.remove(mine, by=manager)
        assert not View.objects.exists()
        assert trailed("view.removed") == [f"{other} removed the shared view Ours. [programme view]"]

    def test_a_name_is_ones_own_in_each_programme(self, call: Call, manager: Any) -> None:
        elsewhere = reviews.call()
        programmes.manager(elsewhere.programme, manager)
        kept = [
            marks.view(call, by=manager),
            marks.view(call, query="team_size=7", by=reviews.manager(call)),
            marks.view(elsewhere, query="stage=pilot", by=manager),
        ]
        assert len({view.pk for view in kept}) == 3
        assert View.objects.get(pk=kept[0].pk).query == "sector=Ports"

    def test_so_many_in_each_programme(self, call: Call, manager: Any) -> None:
        elsewhere = reviews.call()
        programmes.manager(elsewhere.programme, manager)
        for number in range(12):
            marks.view(call, name=f"View {number}", by=manager)
        marks.view(call, by=reviews.manager(call))
        marks.view(elsewhere, by=manager)

    def test_shared_once_until_it_is_ones_own_again(self, call: Call, manager: Any) -> None:
        first, second = (marks.view(call, query=query, shared=True, by=manager) for query in ("sector=Ports", "sector=Sea"))
        assert first.shared_at == second.shared_at
        assert trailed("view.shared") == [
            f"Nurul Hakim shared the view Ports with the managers of {call.programme}. [programme view]"
        ]
        assert marks.view(call, by=manager).shared_at is None

    def test_a_list_is_narrowed_so_far(self, call: Call, manager: Any) -> None:
        marks.view(call, query="q" * 2000, by=manager)
        with pytest.raises(Refusal) as refused:
            marks.view(call, query="q" * 2001, by=manager)
        assert refused.value.field == "query"

    def test_a_person_keeps_so_many(self, call: Call, manager: Any) -> None:
        for number in range(12):
            marks.view(call, name=f"View {number}", by=manager)
        with pytest.raises(Refusal, match="12 views") as refused:
            marks.view(call, name="One more", by=manager)
        assert refused.value.field == "name"
        marks.view(call, name="View 3", query="", by=manager)

    def test_the_database_keeps_a_name_once(self, call: Call, manager: Any) -> None:
        marks.view(call, by=manager)
        with pytest.raises(IntegrityError), transaction.atomic():
            View.objects.create(programme=call.programme, owner=manager, name="pORTS")


@pytest.mark.django_db
class TestViewPages:
    def test_from_the_list_to_a_view_and_back(self, call: Call, manager: Any) -> None:
        client = browser(manager)
        assert "Save view" not in text(client.get(AT))
        assert "Save view" in text(client.get(AT, {"sector": "Ports"}))
        assert "Save view" not in text(client.get(AT, {"sector": "Ports", "score": "min:high"}))
        assert "Ports" in text(client.get(AT + "views/", {"on": "?sector=Ports"}))
        done = client.post(AT + "views/", {"name": "Harbours", "shared": "on", "on": "?sector=Ports&mark=x"})
        kept = View.objects.get()
        assert (kept.query, kept.shared_at is not None) == ("sector=Ports", True)
        assert done["Location"] == kept.url(call)
        response = client.get(done["Location"])
        assert (response.context["kept"].current, response.context["kept"].is_edited) == (kept, False)
        assert "View kept: Harbours." in text(response)
        edited = client.get(f"{done['Location']}&sort=name")
        assert edited.context["kept"].is_edited
        assert ">Edited<" in text(edited)
        assert client.post(f"{AT}views/{kept.code}/remove/")["Location"] == AT
        assert not View.objects.exists()

    @pytest.mark.parametrize(("name", "says"), [("", "Fill this in."), ("x" * 61, "At most 60 characters")])
    def test_a_name_that_will_not_do(self, call: Call, manager: Any, name: str, says: str) -> None:
        response = browser(manager).post(AT + "views/", {"name": name, "on": "?sector=Ports"})
        assert response.status_code == 422
        assert says in text(response)

    def test_the_thirteenth_is_refused_beside_its_name(self, call: Call, manager: Any) -> None:
        for number in range(12):
            marks.view(call, name=f"View {number}", by=manager)
        response = browser(manager).post(AT + "views/", {"name": "One more", "on": ""})
        assert response.status_code == 422
        assert "You keep 12 views" in text(response)

    def test_what_is_too_long_in_an_address_is_refused_though_it_was_short_to_type(self, call: Call, manager: Any) -> None:
        on = "?a.what=" + "é" * 700
        answer = browser(manager).post(AT + "views/", {"name": "Accents", "on": on})
        assert answer.status_code == 422
        assert "narrowed by more than a view can keep" in text(answer)
        assert not View.objects.exists()

    def test_views_of_others_are_not_there(self, call: Call, manager: Any) -> None:
        theirs = marks.view(call, name="Nobody elses", by=reviews.manager(call))
        client = browser(manager)
        assert "Nobody elses" not in text(client.get(f"{AT}?v={theirs.code}"))
        assert client.post(f"{AT}views/{theirs.code}/remove/").status_code == 404


class TestColumns:
    @pytest.mark.parametrize(
        ("named", "shown"),
        [
            ("", list(columns.USUAL)),
            ("nonsense", list(columns.USUAL)),
            ("score,sector", ["sector", "score"]),
            ("team,a.revenue,a.what,a.nothing,stage", ["stage", "team", "a.revenue", "a.what"]),
            ("a.stage,a.stage", ["a.stage"]),
        ],
    )
    def test_read_from_the_address(self, named: str, shown: list[str]) -> None:
        assert columns.read(at(columns=named)).names == shown

    def test_the_usual_ones_need_no_word(self) -> None:
        assert columns.written(list(columns.USUAL)) == ""
        assert columns.written(["score", "a.what"]) == "score,a.what"

    def test_every_question_may_be_one(self) -> None:
        found = dict(columns.groups(at()))
        assert [name for name, _label in found["Company"]] == ["a.what", "a.stage", "a.revenue"]
        assert FORM.version is not None


@pytest.mark.django_db
class TestColumnPages:
    def test_chosen_they_stand_in_the_list(self, call: Call, manager: Any) -> None:
        one = reviews.application(call, name="Tide", submitted=False, team_size=7, website="https://www.tide.example")
        reviews.submission(one, revenue="18400.5", what="Dwell " * 60)
        client = browser(manager)
        assert client.get(AT + "columns/", {"on": "?sort=name"}).context["names"] == list(columns.USUAL)
        asked = {"chosen": "1", "on": "?sort=name", "column": ["team", "website", "a.revenue", "a.what", "a.stage", "a.deck"]}
        to = client.get(AT + "columns/", asked)["Location"]
        assert to == f"{AT}?sort=name&columns=team%2Cwebsite%2Ca.revenue%2Ca.what%2Ca.stage%2Ca.deck"
        response = client.get(to)
        (row,) = response.context["page"].rows
        assert [tuple(cell) for cell in row.cells] == [
            ("SGD 18,400.50", True),
            ("Dwell " * 13 + "Dw…", False),
            ("Pilot with paying users", False),
            ("", False),
        ]
        page = text(response)
        assert "tide.example" in page
        assert "Reviews</a>" not in page.partition("<thead>")[2].partition("</thead>")[0]

    def test_all_taken_out_are_the_usual_ones(self, call: Call, manager: Any) -> None:
        assert browser(manager).get(AT + "columns/", {"chosen": "1", "on": "?columns=score"})["Location"] == f"{AT}?"

    def test_answers_as_columns_cost_one_query_more_for_what_a_conflict_hides(
        self, call: Call, manager: Any, django_assert_num_queries: Any
    ) -> None:
        client = browser(manager)
        client.get(AT)
        for rows in (1, 3):
            while queries.rows(call).count() < rows:
                reviews.application(call)
            with django_assert_num_queries(9):
                client.get(AT, {"columns": "stage,a.what,a.revenue", "v": "x"})
