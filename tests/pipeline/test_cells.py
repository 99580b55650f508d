"""A row of the list: a cell under every heading, escaped, and what it says."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from accelerator.pipeline.cells import CELLS
from accelerator.pipeline.columns import OWN
from accelerator.programmes.models import Call
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
