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
        assert inside["missing.txt"].decode() == "These files are no longer kept:\nfiles/deck/plan 船.pdf\n"

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
