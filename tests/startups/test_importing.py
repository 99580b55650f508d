"""Lists that others keep: read whatever they look like, matched by id, never over what people changed here."""

from __future__ import annotations

import io
import json
import os
from datetime import date
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from accelerator.startups import importing, lists, operations
from accelerator.startups.models import Startup
from accelerator.trail.models import Entry
from tests.factories import accounts, startups

FILES = Path(__file__).parents[1] / "files/startups"
REAL = Path(os.environ.get("SLIPWAY_REAL_DATA", Path(__file__).parents[3] / "shared/data")) / "startups"
pytestmark = pytest.mark.django_db


def run(name: str | Path, **options: Any) -> list[str]:
    said = io.StringIO()
    call_command("import_startups", FILES / name, stdout=said, **options)
    return said.getvalue().splitlines()


def take(*rows: dict[str, Any]) -> list[importing.Outcome]:
    with transaction.atomic():
        return list(importing.take(enumerate(rows, 1), source="directory"))


def kept(source_id: str) -> Startup:
    return Startup.objects.get(source="directory", source_id=source_id)


class TestOddities:
    def test_every_row_is_taken_or_refused_with_its_reason(self) -> None:
        assert run("awkward.json") == [
            "     1  created    Tide Table",
            "     2  created    Reef® 🪸",
            "     3  created    Tide Table",
            "     4  created    Café Quay: website 'https://not an address' is not an address and was left out",
            "     5  refused    : name is missing",
            "     6  refused    No number: id is missing; rows are matched by it",
            "     7  refused    Twice in one file: id 101 stands on 1 already",
            "     8  refused    Long: one_liner has 301 characters; at most 300 can be kept",
            "     9  refused    Half a person: team_size '2.5' is not a whole number",
            "    10  refused    ['a', 'list']: name is not a text",
            "    11  refused    : is not a startup: an object with a name and an id is expected",
            "awkward.json: 11 read: 4 created, 0 updated, 0 unchanged, 7 refused.",
        ]

    def test_what_stands_for_nothing_is_nothing(self) -> None:
        run("awkward.json")
        first, second, third = kept("101"), kept("102"), kept("103")
        assert (first.name, first.slug, first.former_names, first.one_liner) == ("Tide Table", "tide-table", ["Ebb & Flow"], "")
        assert (first.description, first.team_size, first.tags) == ("First line.\n\nSecond line.", None, ["Ports", "AI"])
        assert (first.location, first.country.code, first.sector) == ("Singapore, Singapore; Remote", "SG", "B2B")
        assert (second.slug, second.website, second.description, second.country.code) == ("reef", "", "", "")
        assert (third.slug, third.website, third.country.code) == ("tide-table-2", "https://tide-table.example/about", "GB")

    def test_tables_and_lines_are_read_as_well(self) -> None:
        assert run("list.csv")[-1] == "list.csv: 3 read: 3 created, 0 updated, 0 unchanged, 0 refused."
        crane = kept("1")
        assert (crane.one_liner, crane.website) == ("Listens to cranes, day and night", "https://cranesong.example")
        assert (crane.country.code, crane.tags, crane.founded_on, crane.team_size) == ("SG", ["Ports", "AI"], date(2024, 5, 2), 7)
        assert (kept("2").name, kept("2").slug, kept("2").country.code) == ("渡し舟", "startup", "JP")
        assert run("list.jsonl", source="other")[-1] == "list.jsonl: 2 read: 2 created, 0 updated, 0 unchanged, 0 refused."
        assert Startup.objects.filter(source="other").count() == 2

    def test_what_directories_serve_besides_is_no_hindrance(self) -> None:
        assert run("directory.json")[-1] == "directory.json: 2 read: 2 created, 0 updated, 0 unchanged, 0 refused."
        gate, buoy = kept("201"), kept("202")
        assert (gate.one_liner, gate.former_names) == ("Gates that open by themselves", [])
        assert gate.description == "Gates that know the tide.\u200b\n\n🌊 Opened twice a day."
        assert (gate.website, gate.country.code, gate.team_size) == ("https://Tidegate.example/Start", "BR", 2000)
        assert (gate.location, gate.sector) == ("Florianópolis, SC, Brazil; Remote", "Industrials")
        assert (buoy.website, buoy.location, buoy.country.code, buoy.team_size) == ("", "Remote", "", None)

    def test_an_unknown_country_is_left_out_and_said(self) -> None:
        assert "     4" not in run("list.csv")[0]
        assert run("list.csv")[0] == "     5  unchanged  Nowhere Ltd: country 'Atlantis' is not known and was left out"


class TestBadFiles:
    @pytest.mark.parametrize(
        ("name", "sentence"),
        [
            ("broken.jsonl", "broken.jsonl, line 2: is not JSON: Expecting value"),
            ("ragged.csv", "ragged.csv, line 3: has another number of cells than its first line"),
            ("latin.csv", "latin.csv, line 3: is not UTF-8: invalid continuation byte"),
            (
                "nameless.csv",
                "nameless.csv, line 1: has no column called name; its first line must hold the names of the columns",
            ),
            (
                "empty.json",
                "empty.json: holds no startups: a list of them is expected, or an answer with results and hits",
            ),
        ],
    )
    def test_a_bad_file_is_refused_with_its_line_and_leaves_nothing(self, name: str, sentence: str) -> None:
        with pytest.raises(CommandError) as refused:
            run(name)
        assert str(refused.value) == f"{sentence}. Nothing was taken in."
        assert (Startup.objects.count(), Entry.objects.count()) == (0, 0)

    def test_broken_json_names_its_line(self) -> None:
        with pytest.raises(CommandError, match=r"broken\.json, line 3: is not JSON: .+ Nothing was taken in\."):
            run("broken.json")
        assert Startup.objects.count() == 0

    def test_a_list_of_something_else_takes_nothing(self) -> None:
        assert run("batches.json")[-1] == "batches.json: 2 read: 0 created, 0 updated, 0 unchanged, 2 refused."

    def test_a_name_that_does_not_say_the_kind_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match=r"^list\.txt: the name must end in \.json, \.jsonl, \.ndjson, \.csv"):
            run(tmp_path / "list.txt")

    def test_a_missing_file_is_one_sentence(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match=r"gone\.csv: No such file or directory$"):
            run(tmp_path / "gone.csv")

    def test_a_line_without_end_is_refused_before_it_fills_the_memory(self) -> None:
        endless = io.BytesIO(b'{"id": "' + b"1" * (lists.LONGEST_LINE + 10))
        with pytest.raises(lists.BadFile) as refused:
            list(lists.rows(endless, "jsonl"))
        assert (refused.value.line, refused.value.reason) == (1, "has a line of more than 1,000,000 bytes")


class TestAgain:
    def test_the_same_file_twice_changes_nothing(self) -> None:
        run("list.csv")
        before = list(Startup.objects.order_by("pk").values())
        entries = Entry.objects.count()
        assert run("list.csv")[-1] == "list.csv: 3 read: 0 created, 0 updated, 3 unchanged, 0 refused."
        assert list(Startup.objects.order_by("pk").values()) == before
        assert Entry.objects.count() == entries == 3

    def test_a_dry_run_keeps_nothing(self) -> None:
        assert run("list.csv", dry_run=True)[-1].endswith(
            "3 created, 0 updated, 0 unchanged, 0 refused. A dry run: nothing was kept."
        )
        assert Startup.objects.count() == 0

    def test_a_new_name_keeps_the_old_one_and_the_address(self) -> None:
        take({"id": 1, "name": "Crane Song"})
        assert [one.did for one in take({"id": 1, "name": "Cranesong", "former_names": ["Crane Hum"]})] == ["updated"]
        startup = kept("1")
        assert (startup.name, startup.slug, startup.former_names) == ("Cranesong", "crane-song", ["Crane Song", "Crane Hum"])

    def test_what_people_changed_here_stays_and_is_said(self) -> None:
        owner = accounts.person()
        take({"id": 1, "name": "Crane Song", "one_liner": "Listens", "team_size": 3})
        startups.member(kept("1"), owner, role="owner")
        operations.change(kept("1"), by=owner, one_liner="Hears every bearing")
        (outcome,) = take({"id": 1, "name": "Crane Song", "one_liner": "Listens to cranes", "team_size": 5})
        assert (outcome.did, outcome.remarks) == ("updated", ["one_liner was changed here and stays"])
        assert (kept("1").one_liner, kept("1").team_size) == ("Hears every bearing", 5)
        (outcome,) = take({"id": 1, "name": "Crane Song", "one_liner": "Listens to cranes", "team_size": 5})
        assert (outcome.did, outcome.remarks) == ("unchanged", [])

    def test_the_trail_says_where_it_came_from(self) -> None:
        take({"id": 1, "name": "Crane Song"})
        take({"id": 1, "name": "Crane Song", "team_size": 4})
        said = [entry.told() for entry in Entry.objects.filter(verb="startup.imported").order_by("pk")]
        assert said == [
            "Crane Song was added from the list directory.",
            "Crane Song was brought up to date from the list directory.",
        ]


@given(st.text(max_size=400))
def test_cleaning_is_done_once(text: str) -> None:
    once = lists.clean(text)
    assert lists.clean(once) == once
    assert "\n" not in once
    assert once == once.strip()


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_make_each_startup_once() -> None:
    rows = [{"id": number, "name": f"Crane Song {number}"} for number in range(50)]
    start = Barrier(2)
    counts: list[list[str]] = []

    def both() -> None:
        start.wait()
        counts.append([one.did for one in take(*rows)])
        connection.close()

    threads = [Thread(target=both) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == [["created"] * 50, ["unchanged"] * 50]
    assert Startup.objects.count() == 50


@pytest.mark.skipif(not REAL.is_dir(), reason="no folder of real lists here (SLIPWAY_REAL_DATA)")
@pytest.mark.parametrize("file", sorted(REAL.glob("*raw*.json")), ids=lambda file: file.stem)
def test_real_lists_are_taken_whole_and_twice_changes_nothing(file: Path) -> None:
    listed = [row for result in json.loads(file.read_text())["results"] for row in result["hits"]]
    count = len({row["id"] for row in listed})
    assert run(file)[-1] == f"{file.name}: {count} read: {count} created, 0 updated, 0 unchanged, 0 refused."
    held = {startup.source_id: startup for startup in Startup.objects.all()}
    for row in listed:
        startup = held[str(row["id"])]
        assert startup.name == " ".join(row["name"].split())
        assert startup.team_size == (row["team_size"] or None)
        assert "\r" not in startup.description
    assert run(file) == [f"{file.name}: {count} read: 0 created, 0 updated, {count} unchanged, 0 refused."]
