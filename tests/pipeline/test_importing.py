"""Applications of another system: columns are told, every fault is named, and then all of it comes in or nothing."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from accelerator.applications import snapshots
from accelerator.applications.models import Application, Submission
from accelerator.kit import clock, tablefile
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message
from accelerator.pipeline import bringing, operations, queries, tasks
from accelerator.pipeline.models import Import
from accelerator.programmes.models import Call, Staff
from accelerator.questionnaires import definition
from accelerator.startups.models import Member, Startup
from accelerator.startups.signs import Likeness
from accelerator.startups.tasks import recognise
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import accounts, questionnaires, reviews
from tests.kit.test_table import cells
from tests.pipeline.test_filters import at
from tests.pipeline.test_views import AT, text

FILE = b"""Startup,Web,Where,What does your product do?,stage,Revenue per month,Said yes,Internal
Tide Table,tide.example,Singapore,"Predicts, by wire",Pilot with paying users,"18,400.50",yes,x
Crane & Co,,MY,Lifts,idea,,true,y
"""
TABLES = Path(__file__).parents[1] / "files/tables"
MAPPING = {
    "Startup": "name",
    "Web": "website",
    "Where": "country",
    "What does your product do?": "a.what",
    "stage": "a.stage",
    "Revenue per month": "a.revenue",
    "Said yes": "a.true",
}
TRY_QUERIES = 11
NO_COUNTRY = "is not known as a country. Write its name or its code, such as Singapore or SG."
NO_SIZE = "is not a whole number from 1 to 9,999,999. Write the number alone, such as 12."
QUESTIONS = definition.questions(questionnaires.DEFINITION)


def judged(content: bytes, mapping: dict[str, str] = MAPPING, applied: set[str] = frozenset()) -> bringing.Judged:  # type: ignore[assignment]
    return bringing.judge(tablefile.read(content), mapping, QUESTIONS, applied=applied)


class TestJudging:
    def test_rows_as_they_would_come_in(self) -> None:
        found = judged(FILE)
        assert found.faults == []
        tide, crane = found.brought
        assert (tide.startup["name"], tide.startup["website"], tide.startup["country"]) == (
            "Tide Table",
            "https://tide.example",
            "SG",
        )
        assert tide.answers == {"what": "Predicts, by wire", "stage": "pilot", "revenue": "18400.50", "true": True}
        assert (crane.startup["country"], crane.answers) == ("MY", {"what": "Lifts", "stage": "idea", "true": True})

    def test_each_fault_has_its_line_its_column_and_its_reason(self) -> None:
        content = FILE + (
            b",,,,,,,y\nTide TABLE,not an address,Atlantis,x,sunk,lots,maybe,z\nShort\nLong," + b"," * 2 + b"y" * 601 + b",,,,\n"
        )
        assert [tuple(fault) for fault in judged(content).faults] == [
            (4, "Startup", "This cell is empty. Write the name of the startup, or take the line out."),
            (5, "Web", "“not an address” is not a web address. Write it as https://example.org."),
            (5, "Where", f"“Atlantis” {NO_COUNTRY}"),
            (5, "Startup", "Line 2 has a startup of this name already."),
            (5, "stage", "“sunk” is none of the options: Idea, Pilot with paying users."),
            (5, "Revenue per month", "“lots”: Write a number such as 18,400 or 0.5."),
            (5, "Said yes", "“maybe”: This answer is yes or no."),
            (6, "", "Cells here: 1. The first line has 8."),
            (7, "What does your product do?", "1 character over the limit. Shorten it to submit."),
        ]

    def test_its_record_has_stage_registration_and_links(self) -> None:
        mapping = {
            "Startup": "name",
            "In": "country",
            "Stage": "stage",
            "UEN": "registration_number",
            "Of": "registration_country",
        }
        content = (
            b"Startup,In,Stage,UEN,Of,Else\nTide,SG,First revenue,2020-12345 k,,linkedin.com/in/tide;https://tide.example|n/a\n"
            b"Crane,SG,idea,HRB 1,Germany,\nQuay,,,,UK,\n"
        )
        found = judged(content, mapping | {"Else": "links"})
        assert found.faults == []
        facts = ("stage", "registration_number", "registration_country")
        assert [tuple(one.startup.get(fact, "") for fact in facts) for one in found.brought] == [
            ("revenue", "202012345K", "SG"),
            ("idea", "HRB 1", "DE"),
            ("", "", ""),
        ]
        assert [list(one.links) for one in found.brought] == [
            [("linkedin", "https://linkedin.com/in/tide"), ("other", "https://tide.example")],
            [],
            [],
        ]

    def test_an_answer_tells_the_fact_that_no_column_is(self) -> None:
        asked = [
            {"key": "site", "type": "url", "label": "Website", "fact": "website"},
            {"key": "land", "type": "country", "label": "Country", "fact": "country"},
            {"key": "began", "type": "date", "label": "Founded on", "fact": "founded_on"},
            {"key": "people", "type": "number", "label": "People", "min": "1", "max": "500", "whole": True, "fact": "team_size"},
        ]
        questions = definition.questions({"sections": [{"key": "company", "title": "Company", "questions": asked}]})
        table = tablefile.read(
            b"Startup,Site,In,Since,Team,Where\nTide,https://tide.example,my,2020-02-01,14,SG\nCrane,,Malaysia,2999-01-01,,\n"
        )
        mapping = {"Startup": "name", "Site": "a.site", "In": "a.land", "Since": "a.began", "Team": "a.people"}
        found = bringing.judge(table, mapping, questions, applied=set())
        facts = ("website", "country", "founded_on", "team_size")
        assert found.faults == []
        assert [tuple(one.startup[fact] for fact in facts) for one in found.brought] == [
            ("https://tide.example", "MY", date(2020, 2, 1), 14),
            ("", "MY", None, None),
        ]
        own = bringing.judge(table, mapping | {"Where": "country"}, questions, applied=set())
        assert [(one.startup["country"], one.answers["land"]) for one in own.brought] == [("SG", "MY"), ("", "MY")]

    def test_faults_of_its_record_name_line_and_column(self) -> None:
        mapping = {
            "Startup": "name",
            "Stage": "stage",
            "UEN": "registration_number",
            "Of": "registration_country",
            "Else": "links",
        }
        content = (
            b"Startup,Stage,UEN,Of,Else\nA,sunk,2020,SG,tide\nB,,2020,,\nC,,202012345K,Atlantis,\n,,300012345K,SG,\nE,,,,"
            + b";".join(b"a%d.example" % number for number in range(11))
            + b"\n"
        )
        assert [tuple(fault) for fault in judged(content, mapping).faults] == [
            (2, "Stage", "“sunk” is none of the options: Idea, Prototype, First users, First revenue, Growing."),
            (2, "UEN", "A UEN has 9 or 10 characters. You entered 4."),
            (2, "Else", "“tide” is not a web address of at most 300 characters."),
            (3, "UEN", "Name the country whose register gave this number."),
            (4, "Of", f"“Atlantis” {NO_COUNTRY}"),
            (5, "Startup", "This cell is empty. Write the name of the startup, or take the line out."),
            (5, "UEN", "A UEN of 3000 is still to come. Check the year in it."),
            (6, "Else", "At most 10 of them can be kept."),
        ]

    def test_a_row_is_told_whole_so_that_it_is_mended_once(self) -> None:
        mapping = {"Startup": "name", "Team": "team_size", "Since": "founded_on", "Web": "website"}
        content = b"Startup,Team,Since,Web\n,many,soon,not an address\nTide,-1,2025-03-01,tide.example\n"
        assert [tuple(fault) for fault in judged(content, mapping).faults] == [
            (2, "Startup", "This cell is empty. Write the name of the startup, or take the line out."),
            (2, "Team", f"“many” {NO_SIZE}"),
            (2, "Since", "“soon” is not a day. Write it as 2025-03-01."),
            (2, "Web", "“not an address” is not a web address. Write it as https://example.org."),
            (3, "Team", f"“-1” {NO_SIZE}"),
        ]

    @pytest.mark.parametrize(
        ("content", "mapping", "reason"),
        [
            (FILE, {"Web": "website"}, "No column is the name of the startup."),
            (b"Startup\n", {"Startup": "name"}, "There is no row under the names of the columns."),
            (b"Startup\n" + b"x\n" * 10_001, {"Startup": "name"}, "A file brings at most 10000 applications. This has 10001."),
        ],
    )
    def test_files_that_cannot_come_in_at_all(self, content: bytes, mapping: dict[str, str], reason: str) -> None:
        assert [tuple(fault) for fault in judged(content, mapping).faults] == [(1, "", reason)]

    def test_who_applied_already_does_not_again(self) -> None:
        (fault,) = judged(FILE, applied={"tide table"}).faults
        assert (fault.line, fault.reason) == (2, "A startup of this name has applied to this call already.")

    def test_a_name_is_told_twice_also_where_a_row_is_barred(self) -> None:
        mapping = {"Startup": "name", "Since": "founded_on"}
        found = judged(b"Startup,Since\nTide,2021-02-30\ntide ,2021-02-28\nQuay,never\n", mapping, applied={"quay"})
        assert [(fault.line, fault.column) for fault in found.faults] == [
            (2, "Since"),
            (3, "Startup"),
            (4, "Since"),
            (4, "Startup"),
        ]

    def test_columns_are_guessed_by_their_names_and_by_the_last_file(self) -> None:
        head = ["Startup", "NAME", "what", "Monthly recurring revenue", "Deck", "else", "Stage"]
        assert bringing.guessed(head, {"else": "sector", "Startup": "a.gone"}, QUESTIONS) == {
            "NAME": "name",
            "what": "a.what",
            "Monthly recurring revenue": "a.revenue",
            "else": "sector",
            "Stage": "stage",
        }
        assert bringing.guessed(["Stage"], {"Stage": "a.stage"}, QUESTIONS) == {"Stage": "a.stage"}

    def test_what_others_call_them_is_guessed_after_that(self) -> None:
        head = ["Company Name", "Startup", "Name", "URL", "Founded", "About", "UEN", "LinkedIn", "Unknown"]
        guess = {"Name": "name", "URL": "website", "Founded": "founded_on", "About": "one_liner"}
        guess |= {"UEN": "registration_number", "LinkedIn": "links"}
        assert bringing.guessed(head, {}, QUESTIONS) == guess
        assert bringing.guessed(["Company Name"], {}, QUESTIONS) == {"Company Name": "name"}

    def test_a_column_that_the_form_asks_is_its_answer(self) -> None:
        """Also where other systems call a fact so."""
        asked = {"summary": definition.question({"key": "summary", "type": "text", "label": "Summary"})}
        assert bringing.guessed(["Summary", "Pitch"], {}, asked) == {"Summary": "a.summary", "Pitch": "one_liner"}
        assert bringing.guessed(["Summary"], {}, asked) == {"Summary": "a.summary"}

    @pytest.mark.parametrize(
        ("kind", "cell", "says"),
        [
            ("country", "Atlantis", f"“Atlantis” {NO_COUNTRY}"),
            ("number", "a  lot\nof\x07 it", "“a lot of it”: Write a number such as 18,400 or 0.5."),
            ("date", "soon", "“soon”: Write a date such as 2026-11-30."),
            ("month", "<b>", "“<b>”: Write a month such as 2026-11."),
            ("url", "x" * 99, f"“{'x' * 59}…”: Write a whole web address such as https://example.org."),
            ("email", f"{'a' * 250}@x.example", f"“{'a' * 59}…”: An e-mail address has at most 254 characters."),
            ("text", "x" * 301, "1 character over the limit. Shorten it to submit."),
        ],
    )
    def test_what_is_wrong_with_an_answer_is_quoted(self, kind: str, cell: str, says: str) -> None:
        extra: dict[str, Any] = {"limit": 300} if kind == "text" else {}
        with pytest.raises(Refusal) as refused:
            bringing.answer(definition.question({"key": "one", "type": kind, "label": "One", **extra}), cell)
        assert refused.value.sentence == says

    def test_so_many_at_once(self) -> None:
        for count, faults in ((10_000, 10_000), (10_001, 1)):
            table = tablefile.Table(["Startup"], [(line, []) for line in range(2, count + 2)])
            assert len(bringing.judge(table, {"Startup": "name"}, {}, applied=set()).faults) == faults

    @pytest.mark.parametrize("where", ["²", "Unit 3, ①", "9" * 5000])
    def test_digits_that_are_no_number_are_no_country(self, where: str) -> None:
        table = f'Startup,Where\nA,"{where}"\n'.encode()
        [fault] = judged(table).faults
        assert (fault.line, fault.column) == (2, "Where")

    def test_nor_where_a_location_ends_in_one(self) -> None:
        assert judged('Startup,Where\nA,"Unit 3, ①"\n'.encode(), {"Startup": "name", "Where": "location"}).faults == []

    def test_a_cell_of_more_options_than_a_form_keeps_is_told(self) -> None:
        options = [{"value": one, "label": one} for one in ("a", "b")]
        question = definition.question({"key": "one", "type": "choices", "label": "One", "options": options})
        with pytest.raises(Refusal, match="must be a list of options"):
            bringing.answer(question, ";".join(map(str, range(201))))
        assert len(bringing.answer(question, ";".join("ab" * 100))) == 2

    def test_what_is_no_option_is_told_with_the_first_of_them(self) -> None:
        options = [{"value": str(number), "label": f"Option {number}"} for number in range(9)]
        asked = {kind: {"key": "one", "type": kind, "label": "One", "options": options} for kind in ("choice", "choices")}
        for kind, cell in (("choice", "Nine " * 30), ("choices", "1; Option 2;" + "Nine " * 30 + ";Ten")):
            with pytest.raises(Refusal) as refused:
                bringing.answer(definition.question(asked[kind]), cell)
            said = (
                f"“{('Nine ' * 30)[:59]}…” is none of the options: Option 0, Option 1, Option 2, Option 3, Option 4 and 4 more."
            )
            assert refused.value.sentence == said

    def test_what_a_column_can_be_stands_in_groups(self) -> None:
        found = dict(bringing.groups(definition.read(questionnaires.DEFINITION, "")))
        assert list(found) == ["Startup", "Company", "Product and evidence"]
        assert found["Startup"][0] == ("name", "Name of the startup")
        assert ("a.stage", "Stage") in found["Company"]
        assert {name for group in found.values() for name, _label in group} == bringing.targets(QUESTIONS).keys()

    def test_files_are_no_target(self) -> None:
        assert "a.deck" not in bringing.targets(QUESTIONS)

    @pytest.mark.parametrize(
        ("kind", "cell", "kept"),
        [
            ("choices", "Web ; b|c", ["a", "b", "c"]),
            ("choices", "Web;;\u2003; c ;", ["a", "c"]),
            ("choices", "Web; at sea", ["a", {"other": "at sea"}]),
            ("choice", "WEB", "a"),
            ("country", "Viet Nam", "VN"),
            *(("yes_no", said, True) for said in ("Yes", "true", "1", "Y")),
            *(("yes_no", said, False) for said in ("No", "FALSE", "0", "n")),
            ("number", "1,200", "1200"),
            ("date", "2026-01-15", "2026-01-15"),
            ("text", "  kept  ", "kept"),
        ],
    )
    def test_cells_of_each_type(self, kind: str, cell: str, kept: Any) -> None:
        options = [{"value": "a", "label": "Web"}, {"value": "b", "label": "Shop"}, {"value": "c", "label": "Agents"}]
        extra: dict[str, Any] = {"options": options} if kind.startswith("choice") else {}
        if kind == "choices":
            extra["other"] = True
        assert bringing.answer(definition.question({"key": "one", "type": kind, "label": "One", **extra}), cell) == kept


class TestFactsAndAnswers:
    """Where questions tell facts of the startup."""

    stages = [{"value": "idea", "label": "A thought"}, {"value": "users", "label": "Somebody uses it"}]
    asked = [
        {"key": "called", "type": "text", "label": "Called", "fact": "name", "limit": 40},
        {"key": "base", "type": "country", "label": "Base", "fact": "country"},
        {"key": "far", "type": "choice", "label": "How far", "fact": "stage", "options": stages},
        {"key": "pitch", "type": "text", "label": "Pitch", "fact": "one_liner", "limit": 10},
        {"key": "began", "type": "date", "label": "Began", "fact": "founded_on"},
        {"key": "uen", "type": "text", "label": "UEN", "fact": "registration_number", "limit": 40},
        {"key": "of", "type": "country", "label": "Of", "fact": "registration_country"},
    ]

    def judged(self, content: bytes, mapping: dict[str, str]) -> bringing.Judged:
        questions = {str(one["key"]): definition.question(one) for one in self.asked}
        return bringing.judge(tablefile.read(content), mapping, questions, applied=set())

    def test_a_fact_answers_the_question_that_is_bound_to_it(self) -> None:
        mapping = {"Name": "name", "In": "country", "Stage": "stage", "Since": "founded_on"}
        found = self.judged(b"Name,In,Stage,Since\nTide,Viet Nam,First users,2025-03-01\n", mapping)
        assert found.faults == []
        assert found.brought[0].answers == {"called": "Tide", "base": "VN", "far": "users", "began": "2025-03-01"}
        assert [found.brought[0].startup[fact] for fact in ("country", "stage")] == ["VN", "users"]

    def test_an_answer_tells_the_fact_that_its_question_is_bound_to(self) -> None:
        mapping = {"Name": "name", "In": "a.base", "Stage": "a.far", "Since": "a.began", "City": "location"}
        found = self.judged(b"Name,In,Stage,Since,City\nTide,vn,a thought,2025-03-01,Singapore\n", mapping)
        assert found.faults == []
        told = [found.brought[0].startup[fact] for fact in ("country", "stage", "founded_on", "location")]
        assert told == ["VN", "idea", date(2025, 3, 1), "Singapore"]

    @pytest.mark.parametrize(("number", "kept"), [("202012345k", ("202012345K", "SG")), ("12", ("", ""))])
    def test_a_number_that_no_register_gave_stays_an_answer(self, number: str, kept: tuple[str, str]) -> None:
        found = self.judged(f"Name,UEN,Of\nTide,{number},SG\n".encode(), {"Name": "name", "UEN": "a.uen", "Of": "a.of"})
        assert found.faults == []
        startup = found.brought[0].startup
        assert (startup.get("registration_number", ""), startup.get("registration_country", "")) == kept
        assert found.brought[0].answers["uen"] == number

    @pytest.mark.parametrize(
        ("content", "of", "kept"),
        [
            ("Tide,202012345k,Singapore", "registration_country", ("202012345K", "SG")),
            ("Tide,202012345k,SG", "country", ("202012345K", "SG")),
            ("Tide,HRB 12,DE", "a.base", ("HRB 12", "DE")),
            ("Tide,12,SG", "registration_country", ("", "")),
            ("Tide,12,", "country", ("", "")),
        ],
    )
    def test_a_number_among_answers_finds_its_register_in_another_column(
        self, content: str, of: str, kept: tuple[str, str]
    ) -> None:
        found = self.judged(f"Name,UEN,Where\n{content}\n".encode(), {"Name": "name", "UEN": "a.uen", "Where": of})
        assert found.faults == []
        startup = found.brought[0].startup
        assert (startup.get("registration_number", ""), startup.get("registration_country", "")) == kept
        assert found.brought[0].answers["uen"] == content.split(",")[1]

    def test_a_register_among_answers_is_that_of_a_number_in_another_column(self) -> None:
        mapping = {"Name": "name", "UEN": "registration_number", "Of": "a.of"}
        found = self.judged(b"Name,UEN,Of\nTide,202012345k,SG\nCrane,12,SG\n", mapping)
        tide = found.brought[0].startup
        assert (tide["registration_number"], tide["registration_country"]) == ("202012345K", "SG")
        assert found.faults == [(3, "UEN", "A UEN has 9 or 10 characters. You entered 2.")]

    def test_an_answer_that_tells_the_name_names_the_startup(self) -> None:
        found = self.judged(b"Who,In\nTide,SG\n,MY\nTIDE,SG\n", {"Who": "a.called", "In": "country"})
        assert [tuple(fault) for fault in found.faults] == [
            (3, "Who", "This cell is empty. Write the name of the startup, or take the line out."),
            (4, "Who", "Line 2 has a startup of this name already."),
        ]
        assert (found.brought[0].startup["name"], found.brought[0].answers["called"]) == ("Tide", "Tide")
        unnamed = self.judged(b"Who,In\nTide,SG\n", {"In": "country"})
        assert unnamed.faults == [(1, "", "No column is the name of the startup.")]

    def test_columns_of_both_are_each_their_own(self) -> None:
        found = self.judged(b"Name,In,Base\nTide,SG,MY\n", {"Name": "name", "In": "country", "Base": "a.base"})
        assert (found.brought[0].startup["country"], found.brought[0].answers["base"]) == ("SG", "MY")

    def test_a_fault_is_told_once_at_its_column(self) -> None:
        found = self.judged(b"Name,Line\nTide,Tells the tide\n", {"Name": "name", "Line": "one_liner"})
        assert found.faults == [(2, "Line", "4 characters over the limit. Shorten it to submit.")]
        found = self.judged(b"Name,In\nTide,Atlantis\n", {"Name": "name", "In": "country"})
        assert found.faults == [(2, "In", f"“Atlantis” {NO_COUNTRY}")]


@pytest.fixture
def taken(call: Call, manager: Any) -> Import:
    made = operations.take(call, name="list.csv", content=FILE, by=manager)
    operations.assign(made, mapping=MAPPING, by=manager)
    return made


@pytest.mark.django_db
class TestBroughtIn:
    def carried(self, taken: Import) -> Import:
        operations.bring_in(taken, by=taken.by)
        operations.carry_out(taken.pk)
        taken.refresh_from_db()
        return taken

    def test_all_of_it(self, call: Call, manager: Any, taken: Import) -> None:
        assert (self.carried(taken).count, taken.refused, bytes(taken.content)) == (2, "", b"")
        tide = Application.objects.get(startup__name="Tide Table")
        assert (tide.state, tide.started_by, tide.call) == ("submitted", manager, call)
        assert tide.number.startswith(f"{call.prefix}-")
        sent = Submission.objects.select_related("version__questionnaire", "application").get(application=tide)
        assert sent.answers == {"what": "Predicts, by wire", "stage": "pilot", "revenue": "18400.50", "true": True}
        assert sent.sha256 == snapshots.digest(sent.document())
        assert [one["by"] for one in sent.declarations or []] == [""]
        assert at(call, **{"a.revenue": "min:18400"}).narrow(queries.rows(call)).get() == tide
        assert at(call, q="wire").narrow(queries.rows(call)).get() == tide
        assert not Member.objects.filter(startup=tide.startup).exists()
        assert Entry.objects.get(verb="application.imported").told() == (
            "Nurul Hakim brought applications to Spring in from another system: 2."
        )
        assert Message.objects.get(kind="applications_brought_in").recipient == manager
        call.refresh_from_db()
        assert call.last_number == 2

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (
                (TABLES / "quotes.csv").read_bytes(),
                {"Tan, Mei": '{"type": "Point", "at": [103.8, 1.3]}', "渡し": "1°17'24\"N 103°50'0\"E"},
            ),
            (b'name,where\r\nQuay,"Half a\r\n""lighthouse"""\r\n"Mole",""', {"Quay": 'Half a\n"lighthouse"', "Mole": None}),
        ],
    )
    def test_odd_cells_come_in_as_they_were_written(
        self, call: Call, manager: Any, content: bytes, said: dict[str, str | None]
    ) -> None:
        made = operations.take(call, name="list.csv", content=content, by=manager)
        operations.assign(made, mapping={"name": "name", "where": "a.what"}, by=manager)
        assert self.carried(made).count == len(said)
        sent = Submission.objects.filter(application__call=call).select_related("application__startup")
        assert {one.application.startup.name: one.answers.get("what") for one in sent} == said

    def test_with_its_registration_and_links_it_is_told_as_a_duplicate(self, call: Call, manager: Any) -> None:
        registered = {"registration_number": "202012345K", "registration_country": "SG"}
        here = reviews.application(reviews.call(programme=call.programme), name="Elsewhere", **registered).startup
        recognise()
        content = b"Startup,Country,UEN,Links\nTide Table,SG,202012345k,github.com/tide\n"
        made = operations.take(call, name="list.csv", content=content, by=manager)
        ((line, known),) = queries.known(queries.judged(made), manager)
        assert (line, known.startup, [sign.said for sign in known.signs]) == (2, here, ["SG 202012345K"])
        self.carried(made)
        tide = Startup.objects.get(name="Tide Table")
        assert tide.registration() == "UEN 202012345K"
        assert list(tide.links.values_list("kind", "url")) == [("code", "https://github.com/tide")]
        recognise()
        assert Likeness.objects.get(first=here, second=tide).kind == "registration"

    def test_or_nothing(self, call: Call, manager: Any, taken: Import) -> None:
        reviews.application(call, name="Crane & Co")
        before = (Startup.objects.count(), Application.objects.count())
        assert self.carried(taken).count == 0
        assert taken.refused.startswith("The file does not fit any more: line 3.")
        assert (Startup.objects.count(), Application.objects.count()) == before
        assert Message.objects.filter(kind="applications_not_brought_in").count() == 1

    def test_once(self, manager: Any, taken: Import) -> None:
        self.carried(taken)
        operations.carry_out(taken.pk)
        assert Application.objects.count() == 2
        for again in (lambda: operations.bring_in(taken, by=manager), lambda: operations.assign(taken, mapping={}, by=manager)):
            with pytest.raises(Refusal, match="brought in already"):
                again()

    def test_the_next_file_of_the_programme_is_read_the_same_way(self, call: Call, taken: Import) -> None:
        other = reviews.manager(call)
        assert operations.take(call, name="more.csv", content=FILE, by=other).mapping == MAPPING

    def test_statements_do_not_grow_with_rows(self, call: Call, manager: Any, django_assert_max_num_queries: Any) -> None:
        content = b"name,what\n" + b"".join(b"Startup %d,Words\n" % number for number in range(300))
        made = operations.take(call, name="many.csv", content=content, by=manager)
        operations.bring_in(made, by=manager)
        with django_assert_max_num_queries(45):
            operations.carry_out(made.pk)
        assert Application.objects.count() == 300

    def test_only_managers_of_the_programme(self, call: Call, manager: Any, taken: Import) -> None:
        for person in (accounts.operator_person(role="auditor"), reviews.reviewer(call), reviews.manager(reviews.call())):
            with pytest.raises(Forbidden):
                operations.take(call, name="x.csv", content=FILE, by=person)
            with pytest.raises(Forbidden):
                operations.bring_in(taken, by=person)
        Staff.objects.filter(person=manager).update(ended_at=clock.now())
        with pytest.raises(Forbidden):
            operations.bring_in(taken, by=manager)

    def test_mappings_that_make_no_sense(self, manager: Any, taken: Import) -> None:
        twice = "2 columns are to be “Name of the startup”. Leave all but one of them out."
        nothing = "“Startup” is to be something that the form does not ask. Choose again."
        for mapping, says in (
            ({"Startup": "name", "Web": "name"}, twice),
            ({"Startup": "a.deck"}, nothing),
            ({"Startup": "id"}, nothing),
        ):
            with pytest.raises(Refusal) as refused:
                operations.assign(taken, mapping=mapping, by=manager)
            assert (refused.value.sentence, refused.value.field) == (says, "columns")

    def test_columns_that_the_file_does_not_have(self, manager: Any, taken: Import) -> None:
        with pytest.raises(Refusal) as refused:
            operations.assign(taken, mapping={"Startup": "name", "Nope": "sector"}, by=manager)
        assert (refused.value.field, refused.value.status) == ("columns", 422)
        assert refused.value.sentence == (
            "The file has no column “Nope”. Its columns are Startup, Web, Where, What does your product do?, stage, "
            "Revenue per month, Said yes, Internal."
        )

    def test_once_it_is_being_brought_in_its_columns_stay(self, manager: Any, taken: Import) -> None:
        operations.bring_in(Import.objects.get(), by=manager)
        assert taken.begun_at is None  # as a page that was opened before
        with pytest.raises(Refusal, match="This file is being brought in"):
            operations.assign(taken, mapping={"Web": "website"}, by=manager)
        operations.bring_in(taken, by=manager)
        operations.carry_out(taken.pk)
        assert (Import.objects.get().mapping, Import.objects.get().count) == (MAPPING, 2)

    def test_nothing_comes_in_before_somebody_says_so(self, manager: Any, taken: Import) -> None:
        operations.carry_out(taken.pk)
        assert not Application.objects.exists()
        operations.bring_in(taken, by=manager)
        operations.carry_out(taken.pk)
        assert cache.get(f"import:{taken.code}") == 100

    def test_a_long_name_is_cut(self, call: Call, manager: Any) -> None:
        assert operations.take(call, name="n" * 201, content=FILE, by=manager).name == "n" * 200

    def test_a_file_is_kept_for_a_week(self, taken: Import) -> None:
        for days, gone in ((timedelta(days=7, seconds=-60), 0), (timedelta(days=7, seconds=60), 1)):
            with time_machine.travel(taken.created_at + days):
                assert operations.drop() == gone

    def test_left_files_go_and_begun_ones_go_on(
        self, manager: Any, taken: Import, django_capture_on_commit_callbacks: Any
    ) -> None:
        with time_machine.travel(clock.now() + timedelta(days=8)):
            operations.bring_in(taken, by=manager)
            assert operations.drop() == 0
            with django_capture_on_commit_callbacks() as rung:
                tasks.sweep()
            assert len(rung) == 1
            Import.objects.update(begun_at=None)
            assert operations.drop() == 1


@pytest.mark.django_db
class TestPages:
    def upload(self, client: Any, content: bytes = FILE) -> Any:
        return client.post(AT + "import/", {"file": SimpleUploadedFile("list.csv", content)})

    def test_a_choice_that_is_refused_stands_there_still(self, call: Call, manager: Any) -> None:
        client = browser(manager)
        door = self.upload(client)["Location"]
        response = client.post(door, {"column-0": "name", "column-1": "name", "column-7": "sector"})
        assert (response.status_code, "2 columns are to be “Name of the startup”." in text(response)) == (422, True)
        assert [chosen for _place, _column, chosen, _sample in response.context["columns"] if chosen] == [
            "name",
            "name",
            "sector",
        ]
        assert Import.objects.get().mapping["Web"] == "website"

    def test_from_the_file_to_the_applications(self, call: Call, manager: Any) -> None:
        client = browser(manager)
        assert "names the columns" in text(client.get(AT + "import/"))
        door = self.upload(client)["Location"]
        page = client.get(door)
        assert [(column, chosen) for _place, column, chosen, _sample in page.context["columns"]][3:5] == [
            ("What does your product do?", "a.what"),
            ("stage", "stage"),
        ]
        assert text(page).count('<optgroup label="Company"><option value="a.what"') == 8
        chosen = {f"column-{place}": MAPPING.get(column, "") for place, column, _chosen, _sample in page.context["columns"]}
        tried = client.post(door, chosen)
        assert "2 applications would come in" in text(tried)
        assert Application.objects.count() == 0
        assert client.post(door + "run/")["Location"] == door
        assert "0% brought in" in text(client.get(door))
        operations.carry_out(Import.objects.get().pk)
        assert "2 applications brought in" in text(client.get(door))
        assert Application.objects.count() == 2

    def test_faults_are_a_file_too(self, call: Call, manager: Any) -> None:
        client = browser(manager)
        door = self.upload(client, b"name,what\n,=1+1\n")["Location"]
        chosen = {"column-0": "name", "column-1": "a.what"}
        assert "1 thing bars this file" in text(client.post(door, chosen))
        reason = "This cell is empty. Write the name of the startup, or take the line out."
        assert cells(client.get(door + "faults.csv")) == [["Line", "Column", "Reason"], ["2", "name", reason]]

    def test_a_startup_that_is_here_already_is_told_and_comes_in_all_the_same(self, call: Call, manager: Any) -> None:
        other = reviews.call(programme=call.programme)
        here = reviews.application(other, name="Tide-Table Pte. Ltd.", website="https://www.tide.example/").startup
        recognise()
        client = browser(manager)
        door = self.upload(client)["Location"]
        chosen = {f"column-{place}": MAPPING.get(column, "") for place, column in enumerate(tablefile.read(FILE).head)}
        page = client.post(door, chosen)
        assert "1 match with a startup that is here already" in text(page)
        assert [(line, one.startup) for line, one in page.context["known"]] == [(2, here)]
        assert "Bring 2 applications in" in text(page)
        said = "Same web domain: tide.example; Much the same name: tidetable"
        assert cells(client.get(door + "known.csv")) == [
            ["Line", "Startup", "Record", "In common"],
            ["2", "Tide-Table Pte. Ltd.", f"/startups/{here.slug}/", said],
        ]
        client.post(door + "run/")
        operations.carry_out(Import.objects.get().pk)
        assert Startup.objects.filter(name="Tide Table").exclude(pk=here.pk).count() == 1

    @pytest.mark.parametrize("rows", [1, 3])
    def test_startups_that_are_here_cost_the_same_however_many(
        self, call: Call, manager: Any, rows: int, django_assert_num_queries: Any
    ) -> None:
        other = reviews.call(programme=call.programme)
        for number in range(rows):
            reviews.application(other, name=f"Quay {number}")
        recognise()
        content = b"name\n" + b"".join(b"Quay %d\n" % number for number in range(rows))
        door = operations.take(call, name="list.csv", content=content, by=manager).get_absolute_url()
        client = browser(manager)
        with django_assert_num_queries(TRY_QUERIES):
            assert client.post(door, {"column-0": "name"}).context["known_count"] == rows

    @pytest.mark.parametrize(("content", "says"), [(b"\0", "is no CSV"), (b"", "empty")])
    def test_a_file_that_is_none(self, call: Call, manager: Any, content: bytes, says: str) -> None:
        response = self.upload(browser(manager), content)
        assert response.status_code == 422
        (said,) = response.context["form"].errors["file"]
        assert says in said
        control = re.search(r'<input type="file"[^>]*>', response.content.decode())
        assert control is not None
        assert 'aria-invalid="true"' in control[0]
        assert "data-refused" in control[0]

    def test_it_is_ones_own(self, call: Call, manager: Any) -> None:
        door = self.upload(browser(manager))["Location"]
        for person in (reviews.manager(call), accounts.operator_person(role="auditor"), reviews.manager(reviews.call())):
            client = browser(person)
            assert [client.get(door).status_code, client.get(door + "faults.csv").status_code] == [404, 404]
            assert client.post(door + "run/").status_code == 404
        assert browser(accounts.operator_person(role="auditor")).get(AT + "import/").status_code == 404
