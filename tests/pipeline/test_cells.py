"""A row of the list: a cell under every heading, escaped, and what it says."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from accelerator.pipeline.cells import CELLS
from accelerator.pipeline.columns import OWN
from accelerator.programmes.models import Call
from accelerator.reviews import operations, stages
from tests.cast import browser
from tests.factories import accounts, reviews
from tests.pipeline.conftest import read

AT = "/calls/spring/pipeline/"
HOSTILE = '<b>Ona</b> & "Sons" %(name)s {{ x }}'


def rows(person: Any, **query: str) -> list[list[str]]:
    """The cells of each row as the page has them, without the space between tags."""
    page = browser(person).get(AT, query).content.decode()
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return [re.findall(r"<td.*?</td>", row, re.DOTALL) for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)]


def words(cell: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", cell).split())


def test_every_column_can_be_drawn() -> None:
    assert list(CELLS) == list(OWN)


@pytest.mark.django_db
class TestCells:
    @pytest.mark.parametrize("name", list(OWN))
    @pytest.mark.parametrize("who", ["manager", "auditor"])
    def test_a_cell_under_every_heading(self, call: Call, manager: Any, name: str, who: str) -> None:
        reviews.application(call)
        person = manager if who == "manager" else accounts.operator_person(role="auditor")
        page = browser(person).get(AT, {"columns": name}).content.decode()
        heads = page.partition("<thead>")[2].partition("</thead>")[0].count("<th ")
        assert [len(row) for row in rows(person, columns=name)] == [heads]
        assert heads == (3 if who == "manager" else 2)

    def test_what_people_wrote_is_escaped(self, call: Call, manager: Any) -> None:
        one = reviews.application(call, name=HOSTILE, sector=HOSTILE)
        type(one.startup).objects.filter(pk=one.startup_id).update(one_liner=HOSTILE, location=HOSTILE)
        [row] = rows(manager, columns="sector,location")
        drawn = "&lt;b&gt;Ona&lt;/b&gt; &amp; &quot;Sons&quot; %(name)s {{ x }}"
        assert f'aria-label="Select {drawn}"' in row[0]
        assert f"<small>{drawn}</small>" in row[1]
        assert [cell.count(drawn) for cell in row[2:]] == [1, 1]
        assert "<b>" not in "".join(row)

    def test_what_the_usual_ones_say(self, call: Call, manager: Any) -> None:
        scored, bare = read(reviews.application(call), 2, {1: 4, 2: 4, 3: 4}), reviews.application(call)
        wanted = call.reviews_wanted
        first, second = rows(manager, columns="score,spread,reviews,panel")
        assert [words(cell) for cell in first[2:5]] == ["4.00", "0.00", f"2/{wanted}"]
        assert first[5].count('role="img"') == 2
        assert [words(cell) for cell in second[2:]] == ["No score yet", "", f"0/{wanted}", "Assign"]
        assert f'href="/calls/spring/reviews/{bare.number}/"' in second[5]
        assert f'href="/calls/spring/reviews/{scored.number}/"' in first[1]

    def test_what_the_further_ones_say(self, call: Call, manager: Any) -> None:
        one = reviews.application(call)
        facts = {"location": "Batam", "founded_on": date(2023, 5, 1), "team_size": 7, "website": "https://www.tide.example/a"}
        type(one.startup).objects.filter(pk=one.startup_id).update(**facts)
        [row] = rows(manager, columns="location,founded,team,website")
        assert [words(cell) for cell in row[2:]] == ["Batam", "2023", "7", "tide.example"]
        type(one.startup).objects.filter(pk=one.startup_id).update(location="", founded_on=None, team_size=None, website="")
        [row] = rows(manager, columns="location,founded,team,website")
        assert [words(cell) for cell in row[2:]] == ["", "", "", ""]

    def test_where_a_stage_has_them_and_how_calibration_ranks_them(self, call: Call, manager: Any) -> None:
        operations.add_stage(call, by=manager, kind="interview", name="Talks")
        first = stages.of_call(call)[0]
        harsh, mild = reviews.reviewer(call), reviews.reviewer(call)
        points = {"Ada": {harsh: 3}, "Bo": {harsh: 2, mild: 4}, "Cy": {mild: 4}, "Di": {harsh: 1, mild: 3}, "Ed": {}}
        made = {name: reviews.application(call, name=name) for name in points}
        for name, given in points.items():
            for person, value in given.items():
                reviews.review(reviews.assignment(made[name], reviewer=person), dict.fromkeys(reviews.WEIGHTS, value))
        operations.rule(first, applications=[made["Ada"]], outcome="on", by=manager)
        operations.rule(first, applications=[made["Bo"]], outcome="out", note="Too early", by=manager)
        columns, here = {"columns": "review_stage,rank,shift", "sort": "name"}, ["Talks", "Review: out", *["Review"] * 3]
        assert [[words(cell) for cell in row[2:]] for row in rows(manager, **columns)] == [[one, "", ""] for one in here]
        operations.rank(first.pk)
        assert [[words(cell) for cell in row[2:]] for row in rows(manager, **columns)] == [
            ["Talks", "1 raw 2", "+1.00"],
            ["Review: out", "2 raw 2", "0.00"],
            ["Review", "2 raw 1", "−1.00"],
            ["Review", "4 raw 4", "0.00"],
            ["Review", "", ""],
        ]

    def test_reviews_are_counted_as_the_stage_wants_them(self, call: Call, manager: Any) -> None:
        [first] = stages.of_call(call)
        operations.change_stage(first, by=manager, own_wanted=4)
        read(reviews.application(call), 1)
        reviews.application(call)
        assert [words(row[2]) for row in rows(manager, columns="reviews")] == ["1/4", "0/4"]
