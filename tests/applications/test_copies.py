"""Copies of one application: as PDF, and everything as ZIP."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime
from typing import Any

import pypdfium2
import pytest
import time_machine
from django.test import Client

from accelerator.applications import operations, papers
from accelerator.applications.models import Application, Submission
from accelerator.questionnaires.models import Attachment
from accelerator.questionnaires.queries import ReadAnswer
from accelerator.trail.models import Access
from tests.applications.test_views import at, says
from tests.factories import accounts, files, programmes
from tests.factories.questionnaires import DEFINITION

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 6, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def deck(draft: Application, owner: Any) -> Attachment:
    return operations.attach(draft, key="deck", upload=files.upload("plan 船.pdf"), by=owner, at=NOW)


def text(made: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made))


def words(made: bytes) -> str:
    """The same on one line, whatever the lines of the paper are."""
    return " ".join(text(made).split())


def unpacked(response: Any) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        return {one.filename: archive.read(one) for one in archive.infolist()}


class TestPaper:
    def test_every_answer_in_any_script(self, desk: Client, draft: Application, owner: Any, deck: Attachment) -> None:
        says(draft, owner, "what", "Berths für 船舶.\n\n#strong[no markup] 한")
        sent = operations.submit(draft, by=owner, arrived_at=NOW)
        response = desk.get(at(draft) + "application.pdf")
        said = text(response.content)
        for part in ("Sampan Analytics", "SF5-0001", sent.receipt, sent.sha256, "Fri 20 Nov 2026, 14:02:00 SGT", "Ananya Rao"):
            assert part in said
        for part in ("Berths für 船舶.", "#strong[no markup]", "Pilot with paying users", "plan 船.pdf", "No answer"):
            assert part in said
        assert "The fonts of this document do not draw U+D55C." in said
        assert response["Content-Disposition"] == 'attachment; filename="SF5-0001.pdf"'

    def test_the_draft_for_its_members_what_was_sent_for_managers(
        self, desk: Client, draft: Application, owner: Any, sent: Submission, manager: Any
    ) -> None:
        says(draft, owner, "what", "Written later.")
        assert "Written later." in text(desk.get(at(draft) + "application.pdf?draft").content)
        desk.force_login(manager)
        for query in ("", "?draft"):
            assert "Predicts dwell time." in text(desk.get(at(draft) + "application.pdf" + query).content)

    def test_the_same_bytes_each_time(self, desk: Client, draft: Application, sent: Submission) -> None:
        assert desk.get(at(draft) + "application.pdf").content == desk.get(at(draft) + "application.pdf").content


class TestBundle:
    def test_the_paper_the_files_the_answers_and_the_receipt(
        self, desk: Client, draft: Application, owner: Any, deck: Attachment
    ) -> None:
        sent = operations.submit(draft, by=owner, arrived_at=NOW)
        response = desk.get(at(draft) + "application.zip")
        inside = unpacked(response)
        assert list(inside) == ["SF5-0001.pdf", "answers.json", "receipt.pdf", "receipt.jws", "files/deck/plan 船.pdf"]
        assert inside["files/deck/plan 船.pdf"] == files.PDF
        assert hashlib.sha256(inside["answers.json"]).hexdigest() == sent.sha256
        assert inside["receipt.jws"].decode() == sent.token
        assert inside["SF5-0001.pdf"] == desk.get(at(draft) + "application.pdf").content
        assert inside["receipt.pdf"] == desk.get(f"/receipts/{sent.receipt}/receipt.pdf").content
        assert response["Content-Disposition"] == 'attachment; filename="SF5-0001.zip"'
        assert Access.objects.count() == 0

    def test_a_draft_has_no_receipt(self, desk: Client, draft: Application, deck: Attachment) -> None:
        inside = unpacked(desk.get(at(draft) + "application.zip"))
        assert list(inside) == ["SF5-0001.pdf", "answers.json", "files/deck/plan 船.pdf"]
        assert json.loads(inside["answers.json"])["answers"]["what"] == "Predicts dwell time."

    def test_a_file_that_is_gone_is_named(self, desk: Client, draft: Application, deck: Attachment) -> None:
        deck.file.removed_at = NOW
        deck.file.save()
        inside = unpacked(desk.get(at(draft) + "application.zip"))
        assert inside["missing.txt"].decode() == (
            "These files are not here:\nfiles/deck/plan 船.pdf: plan 船.pdf is no longer kept.\n"
        )

    def test_that_a_manager_took_it_is_logged(self, client: Client, draft: Application, sent: Submission, manager: Any) -> None:
        client.force_login(manager)
        assert "answers.json" in unpacked(client.get(at(draft) + "application.zip"))
        assert list(Access.objects.values_list("person_label", "what")) == [("Nurul Hakim", "files")]

    def test_nobody_else(self, client: Client, draft: Application, sent: Submission, viewer: Any, call: Any) -> None:
        expected = {viewer: 200, programmes.reviewer(call.programme): 404, accounts.person(): 404}
        for person, status in expected.items():
            client.force_login(person)
            for name in ("application.pdf", "application.zip"):
                assert client.get(at(draft) + name).status_code == status


@pytest.mark.parametrize(
    ("text", "laid"),
    [
        ("One.\n\nTwo.", "One.\n\nTwo."),
        ("One.\n\n\n\n\nTwo.", "One.\n\nTwo."),
        ("\n".join(map(str, range(200))), "\n".join(map(str, range(200)))),
        ("\n".join(map(str, range(203))), "\n".join(map(str, range(200))) + "\n200 / 201 / 202"),
        ("\n" * 100_000, "\n\n"),
    ],
)
def test_no_answer_fills_a_paper_with_its_ends_of_lines(text: str, laid: str) -> None:
    assert papers._laid(text) == laid


class TestLongPapers:
    """Two hundred answers of a hundred thousand letters are a sound application, and would be four thousand pages."""

    def test_it_says_that_it_is_cut_and_where_the_whole_is(self, desk: Client, draft: Application) -> None:
        draft.sheet.answers = {"what": "a " * (papers.LETTERS_MOST // 2) + "LOST", "proof": "LOST TOO"}
        draft.sheet.save()
        said = words(desk.get(at(draft) + "application.pdf").content)
        first = said.partition("What does your product do?")[0]
        assert "it holds their first 500,000 letters. The file answers.json in the ZIP of this application holds all" in first
        assert ("LOST" in said, said.count("…")) == (False, 2)
        whole = json.loads(unpacked(desk.get(at(draft) + "application.zip?draft"))["answers.json"])
        assert whole["answers"]["proof"] == "LOST TOO"

    def test_what_fits_says_nothing_of_it(self, desk: Client, draft: Application) -> None:
        assert "first 500,000 letters" not in words(desk.get(at(draft) + "application.pdf").content)

    def test_the_first_that_does_not_fit_is_cut_and_the_rest_with_it(self) -> None:
        room = papers._Room(5)
        assert [room.text("abc"), room.cut] == ["abc", False]
        assert [room.text("de"), room.text(""), room.cut] == ["de", "", False]
        assert [room.text("f"), room.cut, room.text("")] == ["…", True, ""]
        room = papers._Room(5)
        assert [room.text("abcdef"), room.text("g"), room.cut] == ["abcde…", "…", True]

    def test_a_table_keeps_whole_rows(self) -> None:
        """A cell counts forty letters more than it has: so long it takes by itself."""
        rows = [["ab", "c"], ["", ""], ["d", ""]]
        for most, kept, cut in ((244, 3, False), (243, 2, True), (163, 2, True), (162, 1, True), (82, 0, True)):
            room = papers._Room(most)
            assert (list(room.rows(rows)), room.cut) == (rows[:kept], cut)
            assert room.text("x") == ("…" if cut or not room.left else "x")

    def test_a_table_without_room_is_no_empty_table(self) -> None:
        answer = ReadAnswer("team", "Team", "table", "Ada", rows=((("Name", "Ada"),), (("Name", "Bo"),)))
        assert papers._answer_facts(answer, papers._Room(0)) == {"label": "Team", "text": "…", "rows": []}
        assert papers._answer_facts(answer, papers._Room(43))["rows"] == [["Name"], ["Ada"]]
        assert papers._answer_facts(answer, papers._Room(85))["rows"] == [["Name"], ["Ada"], ["Bo"]]


def test_rows_of_a_table_are_no_files(desk: Client, draft: Application) -> None:
    """Also where they are called as what is kept of a file: else a row could name the file of another."""
    names = ("code", "name", "size", "sha256")
    rows = [dict.fromkeys(names, "0123456789")]
    columns = [{"key": name, "type": "text", "label": name} for name in names]
    table = {"key": "team", "type": "table", "label": "Team", "columns": columns}
    version = draft.sheet.version
    version.pk, version.number, version.state = None, 2, "draft"
    version.definition = {"sections": [{**DEFINITION["sections"][0], "questions": [table]}]}
    version.save()
    draft.sheet.version, draft.sheet.answers = version, {"team": rows}
    draft.sheet.save()
    assert list(unpacked(desk.get(at(draft) + "application.zip"))) == ["SF5-0001.pdf", "answers.json"]


def test_programs_fetch_both(client: Client, sent: Submission, owner: Any, manager: Any) -> None:
    door = f"/api/v1/applications/{sent.application.number}"
    client.force_login(owner)
    assert client.get(f"{door}/pdf").content == client.get(f"/applications/{sent.application.number}/application.pdf").content
    whole = zipfile.ZipFile(io.BytesIO(b"".join(client.get(f"{door}/zip").streaming_content)))
    assert {"answers.json", "receipt.jws", "receipt.pdf"} < set(whole.namelist())
    assert hashlib.sha256(whole.read("answers.json")).hexdigest() == sent.sha256
    drafted = zipfile.ZipFile(io.BytesIO(b"".join(client.get(f"{door}/zip?draft=true").streaming_content)))
    assert "receipt.jws" not in drafted.namelist()
    client.force_login(manager)
    asked = zipfile.ZipFile(io.BytesIO(b"".join(client.get(f"{door}/zip?draft=true").streaming_content)))
    assert "receipt.jws" in asked.namelist()  # staff get what was sent, never the draft
    client.force_login(accounts.person())
    assert client.get(f"{door}/pdf").status_code == 404
