"""Words as people look for them: without accents and case, in any script, in the database's own index."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from accelerator.trail import operations, queries, words
from accelerator.trail.models import SearchRow
from tests.factories import startups


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Tide Table", ["tide", "table"]),
        ("Café DÉJÀ-vu", ["cafe", "deja", "vu"]),
        ("Straße İzmir", ["strasse", "izmir"]),
        ("渡し舟 ferry", ["渡", "し", "舟", "ferry"]),
        ("サーバー", ["サ", "ー", "バ", "ー"]),
        ("내일 배", ["내일", "배"]),
        ("Привет, мир!", ["привет", "мир"]),
        ("snake_case a.b@c.d 3.5", ["snake", "case", "a", "b", "c", "d", "3", "5"]),
        ("\0'\\:*&|!()", []),
        ("", []),
        ("x" * 150, ["x" * 100]),
    ],
)
def test_words(text: str, found: list[str]) -> None:
    assert list(words.words(text)) == found


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_plain_letters_need_no_normal_form(text: str) -> None:
    assert words._unmarked(text) == text


def test_between_two_texts_no_sequence_runs_on() -> None:
    assert words.vector(["渡し", "舟"]) == "'渡':1 'し':2 '舟':4"


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("tide", "('tide':*)"),
        ("tide tab", "('tide':*) & ('tab':*)"),
        ("渡し舟", "('渡' <-> 'し' <-> '舟')"),
        ("déjà-vu", "('deja' <-> 'vu':*)"),
        (" '; -- ", ""),
    ],
)
def test_questions(text: str, asked: str) -> None:
    assert words.query(text) == asked


@pytest.mark.django_db
def test_postgresql_keeps_what_it_can_of_a_flood() -> None:
    """Sixteen thousand words that are all different, long and of letters that take four bytes each."""
    tail = "\U00010400" * 90
    flood = [" ".join(f"{number:06}{tail}" for number in range(at, at + 200)) for at in range(0, 17_000, 200)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT length(%s::tsvector)", [words.vector(flood)])
        assert 2_000 < cursor.fetchone()[0] < 16_000


@pytest.mark.django_db
@given(st.lists(st.text(max_size=60), max_size=4), st.text(max_size=40))
def test_postgresql_reads_whatever_was_written(texts: list[str], text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector, %s::tsquery", [words.vector(texts), words.query(text)])


@pytest.mark.django_db
class TestFound:
    def found(self, text: str) -> bool:
        return queries.found("startup", text).filter(row=self.row.pk).exists()

    @pytest.fixture(autouse=True)
    def kept(self) -> None:
        self.row = startups.startup("Anything")
        operations.findable({self.row: ["Predicts dwell time of ferries (渡し舟) at Café Kaya", "Second text, o'clock"]})

    @pytest.mark.parametrize(
        "text",
        ["dwell", "DWELL TIME", "time dwell", "ferr", "cafe", "CAFÉ kay", "渡し舟", "し舟", "渡 舟", "o'clock", "second dwell"],
    )
    def test_by_all_that_is_named(self, text: str) -> None:
        assert self.found(text)

    @pytest.mark.parametrize("text", ["well", "dwell train", "舟渡", "kaya-second", "", " ", "!"])
    def test_and_by_nothing_else(self, text: str) -> None:
        assert not self.found(text)

    def test_the_newest_words_count(self) -> None:
        operations.findable({self.row: ["Now trains"]})
        assert (self.found("dwell"), self.found("trains"), SearchRow.objects.filter(row=self.row.pk).count()) == (False, True, 1)

    def test_texts_of_any_length(self) -> None:
        operations.findable({self.row: [" ".join(f"w{number}" for number in range(40_000)), "z" * 5_000, "a " * 40_000]})
        assert self.found("w123")

    def test_many_rows_cost_one_query(self, django_assert_num_queries: Any) -> None:
        more = [startups.startup(f"Startup {number}") for number in range(3)]
        with django_assert_num_queries(1):
            operations.findable({one: ["Words"] for one in more})
