"""The list as a file: everything that passes the filters, at once or written by workers."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import openpyxl
import pytest
import time_machine
from django.db import IntegrityError, transaction

from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message
from accelerator.pipeline import operations, queries, tasks
from accelerator.pipeline.exported import Layout, value
from accelerator.pipeline.models import Export, ExportPart
from accelerator.pipeline.progress import Progress
from accelerator.programmes.models import Call, Staff
from accelerator.questionnaires import definition, drafting
from accelerator.reviews import operations as reviewing
from accelerator.trail.models import Access, Entry
from tests.cast import browser
from tests.factories import accounts, decisions, reviews, startups
from tests.factories import pipeline as marks
from tests.factories.questionnaires import draft_version, published_version
from tests.kit.test_table import cells
from tests.pipeline.conftest import read
from tests.pipeline.test_filters import at
from tests.pipeline.test_views import AT, text

pytestmark = pytest.mark.django_db


def _asking(key: str) -> dict[str, Any]:
    return {"sections": [{"key": "s", "title": "S", "questions": [{"key": key, "type": "text", "label": key}]}]}


HEAD = [
    *(
        "Number",
        "Startup",
        "One-liner",
        "Sector",
        "Country",
        "Website",
        "Stage",
        "Mean score",
        "Spread",
        "Reviews in",
        "Reviewers",
    ),
    *("Decision", "Submitted (UTC)", "Location", "Founded", "Team size", "Team", "Panel", "Flags", "Tags"),
    *("Review stage", "Calibrated rank", "Raw rank", "Shift"),
    *("What does your product do?", "Stage (answer)", "Monthly recurring revenue (SGD)"),
    *("What evidence shows that it works?", "Deck", "Everything here is true"),
]


def content(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def rows_of(response: Any) -> list[list[Any]]:
    """Of a workbook."""
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(content(response))).active.iter_rows()]


class TestAtOnce:
    def test_the_list_as_it_is_narrowed(self, call: Call, manager: Any) -> None:
        one = reviews.application(call, name="Tide Table", sector="Ports", country="SG", one_liner="Tides, by wire")
        reviews.submission(one, revenue="18400.50", what="=1+1")
        decisions.decision(read(one), outcome="accept")
        reviewing.rank(call.review_stages.get().pk)
        team, panel = reviews.owner_of(one), [given.reviewer.name for given in one.assignments.order_by("reviewer__name", "pk")]
        reviews.application(call, sector="Health")
        head, row = cells(browser(manager).get(AT + "export.csv", {"sector": "Ports"}))
        assert head == HEAD
        one.refresh_from_db()
        assert row == [
            *(one.number, "Tide Table", "Tides, by wire", "Ports", "SG", "", "Decided", "3.900000000", "0.000000000"),
            *("2", "2", "Accept", str(one.submitted_at), "", "", "", team.name, "; ".join(panel), "", ""),
            *("Review", "1", "1", "0.00"),
            *("'=1+1", "Pilot with paying users", "18400.50"),
            *("Re-stacks fell by 41%.", "", "Yes"),
        ]

    def test_the_same_as_a_workbook(self, call: Call, manager: Any) -> None:
        one = reviews.application(call, name="=Tide", sector="Ports", submitted=False)
        reviews.submission(one, revenue="18400.50")
        reviews.application(call, sector="Health")
        response = browser(manager).get(AT + "export.xlsx", {"sector": "Ports"})
        assert response["Content-Disposition"] == 'attachment; filename="spring-pipeline.xlsx"'
        head, row = rows_of(response)
        assert head == HEAD
        assert (row[1], row[12], row[20], row[26]) == (
            "=Tide",
            one.submitted_at.replace(tzinfo=None, microsecond=row[12].microsecond),
            "Review",
            18400.5,
        )

    def test_it_is_a_file_that_nobody_keeps_and_a_line_in_the_access_log(self, call: Call, manager: Any) -> None:
        response = browser(manager).get(AT + "export.csv")
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert response["Content-Disposition"] == 'attachment; filename="spring-pipeline.csv"'
        assert response["Cache-Control"] == "private, no-store"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert len(cells(response)) == 1
        assert list(Access.objects.values_list("person_label", "what", "subject_label")) == [("Nurul Hakim", "export", "Spring")]

    @pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
    def test_no_cell_is_a_formula(self, call: Call, manager: Any, start: str) -> None:
        evil = f'{start}HYPERLINK("https://evil.example")'
        reviews.application(call, name=evil, sector=evil, one_liner=evil)
        _head, row = cells(browser(manager).get(AT + "export.csv"))
        assert row[1:4] == [f"'{evil}"] * 3

    def test_all_that_the_list_shows(self, call: Call, manager: Any) -> None:
        founded = {"location": "Jurong", "founded_on": date(2024, 3, 1), "team_size": 7}
        one = reviews.application(call, name="Anchor", owner=accounts.person(name="Ada"), submitted=False, **founded)
        startups.member(one.startup, accounts.person(name="Bo"))
        twin = startups.startup(owner=one.started_by, merged_into=one.startup)  # merged: its people are one team with these
        startups.member(twin, accounts.person(name="Cy"))
        startups.member(twin, accounts.person(name="Gone"), ended=True)
        startups.member(twin, accounts.person(name="Out", is_active=False))
        reviews.submission(one)
        bare = reviews.application(call, name="Buoy", submitted=False)
        reviews.submission(bare)
        for name, days in (("Zoe", 0), ("Mei", -1)):
            due = clock.today(call.zone) + timedelta(days=days)
            reviews.assignment(one, reviewer=reviews.reviewer(call, name=name), due_on=due)
        for name in ("Second time", "=Ports"):
            marks.tagged(one, name=name, by=manager)
        marks.flagged(one, note="@Ask twice", by=manager)
        reviews.conflict(one, reviews.reviewer(call))
        wanted = ("Location", "Founded", "Team size", "Team", "Panel", "Flags", "Tags")
        told = [
            "Jurong",
            "2024-03-01",
            "7",
            "Ada; Bo; Cy",
            "Mei; Zoe",
            "'@Ask twice; Reviewer late; Conflict",
            "'=Ports; Second time",
        ]
        head, *rows = cells(browser(manager).get(AT + "export.csv"))
        found = [[dict(zip(head, row, strict=True))[name] for name in wanted] for row in rows]
        assert found == [told, ["", "", "", bare.started_by.name, "", "", ""]]
        head, row, _bare = rows_of(browser(manager).get(AT + "export.xlsx"))
        assert [dict(zip(head, row, strict=True))[name] for name in wanted] == [
            "Jurong",
            "2024-03-01",
            7,
            *told[3:5],
            *(one.removeprefix("'") for one in told[5:]),
        ]

    def test_the_page_tells_every_part_of_what_narrows_it(self, call: Call, manager: Any) -> None:
        page = browser(manager).get(AT + "export/", {"on": "?view=decide&q=Tide&sector=Ports&score=min:high"})
        told = [(one.field, one.operator, one.value, one.invalid) for one in page.context["chips"]]
        assert told == [
            ("View", "", "To decide", False),
            ("Search", "", "Tide", False),
            ("Score", "at least", "high", True),
            ("Sector", "is", "Ports", False),
        ]
        assert page.content.decode().count("cannot be read, left out") == 1

    def test_quotes_commas_and_lines_stay_in_their_cell(self, call: Call, manager: Any) -> None:
        odd = 'Say "hi", then\r\ngo; 渡し舟 🪸'
        reviews.application(call, name=odd)
        assert cells(browser(manager).get(AT + "export.csv"))[1][1] == odd

    def test_one_query_for_any_number_of_rows(self, call: Call, django_assert_num_queries: Any) -> None:
        layout = Layout(call.version, today=clock.today(call.zone))
        for rows in (1, 3):
            while queries.rows(call).count() < rows:
                read(reviews.application(call))
            with django_assert_num_queries(1):
                assert len(list(layout.lines(queries.rows(call)))) == rows

    @pytest.mark.parametrize("name", definition.TYPES)
    def test_what_an_older_form_kept_otherwise_is_still_told(self, name: str) -> None:
        options = {"options": [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]}
        extra = {"choice": options, "choices": options, "table": {"columns": [{"key": "who", "type": "text", "label": "Who"}]}}
        asked = definition.question({"key": "one", "type": name, "label": "One", **extra.get(name, {})})
        for answer in (
            None,
            "",
            [],
            "text",
            "18",
            True,
            ["a", {"other": "x"}],
            {"other": "x"},
            [{"code": "c", "name": "n"}],
            5,
            [1],
        ):
            assert isinstance(value(asked, answer), (str, int, float)) or f"{value(asked, answer):f}"


class TestAsking:
    def test_what_only_earlier_versions_asked_stands_at_the_end(self, call: Call, manager: Any) -> None:
        one = reviews.application(call, name="Tide Table")
        shorter = drafting.remove_question(call.version.definition, "proof")
        version = published_version(questionnaire=call.version.questionnaire, number=2, definition=shorter)
        published_version(questionnaire=version.questionnaire, number=3, definition=_asking("later"))
        draft_version(questionnaire=version.questionnaire, number=4)
        published_version(definition=_asking("elsewhere"))
        Call.objects.filter(pk=call.pk).update(version=version)
        head, row = cells(browser(manager).get(AT + "export.csv"))
        gone = "What evidence shows that it works?"
        assert head == [*(label for label in HEAD if label != gone), f"{gone} (until version 1)"]
        assert (row[0], row[-1]) == (one.number, "Re-stacks fell by 41%.")

    def test_texts_are_told_as_they_were_typed(self) -> None:
        asked = definition.question({"key": "one", "type": "markdown", "label": "One"})
        assert value(asked, "**Bold**  \n- and [more](https://example.org)") == "**Bold**  \n- and [more](https://example.org)"

    def test_the_page_says_what_the_file_holds(self, call: Call, manager: Any) -> None:
        reviews.application(call, sector="Ports")
        reviews.application(call)
        response = browser(manager).get(AT + "export/", {"on": "?sector=Ports"})
        assert (response.context["count"], response.context["columns"]) == (1, HEAD)
        assert "Export 1 application" in text(response)

    def test_the_page_says_how_far_earlier_files_are(self, call: Call, manager: Any) -> None:
        one, now = reviews.application(call), clock.now()
        made = [operations.ask(call, ids=[one.pk], form="csv", by=manager) for _each in range(3)]
        Export.objects.filter(pk=made[0].pk).update(ready_at=now, expires_at=datetime(2031, 2, 3, tzinfo=UTC))
        Export.objects.filter(pk=made[1].pk).update(failed_at=now)
        page = text(browser(manager).get(AT + "export/"))
        assert [page.count(says) for says in ("Until Mon 3 Feb 2031", "Could not be written", "Being written")] == [1, 1, 1]

    def test_what_could_not_be_written_is_tried_again(self, call: Call, manager: Any) -> None:
        one, client = reviews.application(call), browser(manager)
        made = operations.ask(call, ids=[one.pk], form="csv", by=manager)
        door = f"/exports/{made.code}/again/"
        assert client.post(door).status_code == 404
        Export.objects.filter(pk=made.pk).update(failed_at=clock.now())
        for page in (text(client.get(AT + "export/")), text(client.get(made.get_absolute_url()))):
            assert "tried five times" in page
            assert f'action="{door}"' in page
        assert browser(reviews.manager(call)).post(door).status_code == 404
        again = client.post(door)["Location"]
        new = Export.objects.exclude(pk=made.pk).get()
        assert (again, new.ids, new.form) == (f"/exports/{new.code}/", [one.pk], "csv")
        assert operations.advance(new.pk) is False
        assert 'action="' + door not in text(client.get(again))

    @pytest.mark.parametrize("form", ["csv", "xlsx"])
    def test_a_small_file_comes_at_once(self, call: Call, manager: Any, form: str) -> None:
        reviews.application(call, sector="Ports")
        response = browser(manager).post(AT + "export/", {"on": "?sector=Ports", "form": form})
        assert response["Location"] == f"{AT}export.{form}?sector=Ports"

    def test_a_large_one_is_written_by_workers(self, call: Call, manager: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("accelerator.pipeline.views.exporting.AT_ONCE", 1)
        made = {reviews.application(call, sector="Ports").pk for _one in range(2)}
        reviews.application(call)
        response = browser(manager).post(AT + "export/", {"on": "?sector=Ports", "form": "xlsx"})
        export = Export.objects.get()
        assert response["Location"] == f"/exports/{export.code}/"
        assert (set(export.ids), export.form, export.by, export.version) == (made, "xlsx", manager, call.version)
        assert browser(manager).get(AT + "export.xlsx")["Location"] == f"{AT}export/?"
        assert (
            Entry.objects.get(verb="pipeline.exported").told()
            == "Nurul Hakim had 2 of the applications to Spring written into a file."
        )

    def test_no_such_file_and_nothing_to_write(self, call: Call, manager: Any) -> None:
        client = browser(manager)
        assert client.post(AT + "export/", {"form": "exe"}).status_code == 404
        assert client.post(AT + "export/", {"form": "csv"}).status_code == 409
        page = text(client.get(AT + "export/"))
        assert ("There is nothing to export" in page, "Workbook (XLSX)" in page) == (True, False)

    def test_who_may(self, call: Call, manager: Any) -> None:
        with pytest.raises(Forbidden):
            operations.ask(call, ids=[1], form="csv", by=reviews.reviewer(call))
        for _one in range(5):
            operations.ask(call, ids=[1], form="csv", by=manager)
        with pytest.raises(Refusal, match="5 files"):
            operations.ask(call, ids=[1], form="csv", by=manager)


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accelerator.pipeline.operations.exporting.AT_ONCE", 2)


@pytest.mark.usefixtures("small_parts")
class TestWritten:
    def asked(self, call: Call, by: Any, form: str) -> Export:
        made = [reviews.application(call, name=f"Startup 渡 {number}").pk for number in range(5)]
        return operations.ask(call, ids=made, form=form, by=by)

    def test_part_by_part_until_it_is_whole(self, call: Call, manager: Any) -> None:
        export, client = self.asked(call, manager, "csv"), browser(manager)
        assert "0 of 5 applications written" in text(client.get(export.get_absolute_url()))
        assert [operations.advance(export.pk) for _part in range(4)] == [True, True, False, False]
        export.refresh_from_db()
        assert (export.done, export.expires_at) == (5, export.ready_at + timedelta(days=7))  # type: ignore[operator]
        page = text(client.get(export.get_absolute_url()))
        assert f"/exports/{export.code}/file/" in page
        response = client.get(f"/exports/{export.code}/file/")
        found = list(csv.reader(io.StringIO(content(response).decode("utf-8-sig"), newline="")))
        assert found == [HEAD, *([str(cell) if cell is not None else "" for cell in row] for row in _written(call))]
        assert response["Content-Disposition"].startswith('attachment; filename="spring-pipeline-20')

    def test_a_workbook_is_made_of_all_parts(self, call: Call, manager: Any) -> None:
        export = self.asked(call, manager, "xlsx")
        while operations.advance(export.pk):
            pass
        found = rows_of(browser(manager).get(f"/exports/{export.code}/file/"))
        assert [row[1] for row in found] == ["Startup", *(f"Startup 渡 {number}" for number in range(5))]
        assert found[1][12].year == clock.now().year
        assert ExportPart.objects.count() == 1

    @pytest.mark.parametrize("form", ["csv", "xlsx"])
    def test_begun_with_other_columns_it_is_begun_anew(self, call: Call, manager: Any, form: str) -> None:
        export = self.asked(call, manager, form)
        operations.advance(export.pk)
        older = b'\xef\xbb\xbf"Number"\r\n"C-1"\r\n' if form == "csv" else b'[["C-1"]]'
        export.parts.update(content=older)
        while operations.advance(export.pk):
            pass
        response = browser(manager).get(f"/exports/{export.code}/file/")
        found = cells(response) if form == "csv" else rows_of(response)
        assert [row[1] for row in found] == ["Startup", *(f"Startup 渡 {number}" for number in range(5))]

    @pytest.mark.parametrize("form", ["csv", "xlsx"])
    def test_its_first_part_may_be_empty(self, call: Call, manager: Any, form: str) -> None:
        export = self.asked(call, manager, form)
        Progress.objects.filter(application__in=export.ids[:2]).delete()
        assert [operations.advance(export.pk) for _part in range(3)] == [True, True, False]
        response = browser(manager).get(f"/exports/{export.code}/file/")
        found = cells(response) if form == "csv" else rows_of(response)
        assert [row[1] for row in found] == ["Startup", *(f"Startup 渡 {number}" for number in range(2, 5))]

    def test_it_holds_what_was_asked_for_though_the_list_changed(self, call: Call, manager: Any) -> None:
        export = self.asked(call, manager, "csv")
        operations.advance(export.pk)
        reviews.application(call, name="Too late")
        while operations.advance(export.pk):
            pass
        assert b"Too late" not in content(browser(manager).get(f"/exports/{export.code}/file/"))

    def test_the_person_hears_of_it_once(self, call: Call, manager: Any) -> None:
        export = self.asked(call, manager, "csv")
        while operations.advance(export.pk):
            pass
        operations.advance(export.pk)
        (message,) = Message.objects.filter(kind="applications_exported")
        assert (message.recipient, message.url, message.facts["count"]) == (manager, f"/exports/{export.code}/", 5)

    def test_it_is_its_askers_alone_and_only_while_they_see_the_call(self, call: Call, manager: Any) -> None:
        export = self.asked(call, manager, "csv")
        while operations.advance(export.pk):
            pass
        doors = (f"/exports/{export.code}/", f"/exports/{export.code}/file/")
        for person in (reviews.manager(call), accounts.operator_person(role="auditor"), accounts.person()):
            assert [browser(person).get(door).status_code for door in doors] == [404, 404]
        Staff.objects.filter(person=manager).update(ended_at=clock.now())
        assert [browser(manager).get(door).status_code for door in doors] == [404, 404]

    def test_it_expires(self, call: Call, manager: Any) -> None:
        export = self.asked(call, manager, "csv")
        assert browser(manager).get(f"/exports/{export.code}/file/").status_code == 404
        while operations.advance(export.pk):
            pass
        assert operations.expire() == 0
        with time_machine.travel(clock.now() + timedelta(days=7, minutes=1)):
            assert browser(manager).get(f"/exports/{export.code}/file/").status_code in (302, 404)
            assert operations.expire() == 1
        assert not Export.objects.exists()
        assert not ExportPart.objects.exists()

    def test_what_failed_is_seen_for_a_week(self, call: Call, manager: Any) -> None:
        failed, now = self.asked(call, manager, "csv"), clock.now()
        for ago, gone in ((timedelta(days=7) - timedelta(seconds=60), 0), (timedelta(days=7), 1)):
            Export.objects.filter(pk=failed.pk).update(failed_at=now - ago)
            assert operations.expire() == gone

    def test_workers_take_up_what_was_left(self, call: Call, manager: Any, django_capture_on_commit_callbacks: Any) -> None:
        export = self.asked(call, manager, "csv")
        with django_capture_on_commit_callbacks() as rung:
            tasks.sweep()
            tasks.export(export.pk)
        assert len(rung) == 2
        export.refresh_from_db()
        assert export.done == 2

    def test_the_database_keeps_a_part_once(self, call: Call, manager: Any) -> None:
        export = self.asked(call, manager, "csv")
        ExportPart.objects.create(export=export, number=0, content=b"")
        with pytest.raises(IntegrityError), transaction.atomic():
            ExportPart.objects.create(export=export, number=0, content=b"")


def _written(call: Call) -> list[tuple[Any, ...]]:
    return list(Layout(call.version, today=clock.today(call.zone)).lines(at(call).narrow(queries.rows(call)).order_by("number")))
