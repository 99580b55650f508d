"""Files through the doors that hold them: every upload looked at, every download asked anew who may have it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from copy import deepcopy
from typing import Any, NamedTuple

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accelerator.applications import operations as applications
from accelerator.applications.models import Application
from accelerator.files import operations
from accelerator.files.models import File
from accelerator.kit import clock
from accelerator.programmes.models import Staff
from accelerator.questionnaires.models import Attachment
from accelerator.startups.models import Member
from accelerator.trail.models import Access
from tests.cast import browser
from tests.factories import accounts, files, programmes, reviews, startups
from tests.factories.applications import application
from tests.factories.questionnaires import ANSWERS, DEFINITION, published_version

pytestmark = pytest.mark.django_db


class Scene(NamedTuple):
    owner: Any
    manager: Any
    reviewer: Any
    application: Application
    file: File
    door: str
    review_door: str


@pytest.fixture
def scene() -> Scene:
    """A sent application with a deck, its owner, a manager of the programme and a reviewer it is assigned to."""
    call = programmes.call()
    owner, manager, reviewer = accounts.person(), programmes.manager(call.programme), programmes.reviewer(call.programme)
    sent = application(call=call, startup=startups.startup(owner=owner), submitted=False, answers=ANSWERS)
    file = applications.attach(sent, key="deck", upload=files.upload("Deck für.pdf"), by=owner, at=clock.now()).file
    applications.submit(sent, by=owner, arrived_at=clock.now())
    sent.refresh_from_db()
    given = reviews.assignment(sent, reviewer=reviewer, assigned_by=manager)
    door = f"/applications/{sent.number}/files/{file.code}/"
    return Scene(owner, manager, reviewer, sent, file, door, f"/reviews/{given.code}/files/{file.code}/")


HARMLESS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def zips(scene: Scene) -> tuple[str, str]:
    """The doors to everything of the application at once."""
    number = scene.application.number
    return f"/applications/{number}/application.zip", f"/api/v1/applications/{number}/zip"


def unpacked(response: Any) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        return {one.filename: archive.read(one) for one in archive.infolist()}


def empty(scene: Scene) -> None:
    """Takes the deck off again: there is room for one."""
    applications.detach(scene.application, attachment=Attachment.objects.get(), by=scene.owner, at=clock.now())


class TestUploads:
    def send(self, client: Client, one: Application, name: str, content: bytes, declared: str = "application/pdf") -> Any:
        upload = files.upload(name, content, declared=declared)
        return client.post(f"/applications/{one.number}/files/", {"deck": upload}, headers={"accept": "application/json"})

    def test_what_a_browser_claims_is_believed_by_nobody(self, scene: Scene) -> None:
        client = browser(scene.owner)
        empty(scene)
        assert self.send(client, scene.application, "deck.pdf", files.PDF, declared="text/html").status_code == 201
        assert File.objects.latest("id").media_type == "application/pdf"

    @pytest.mark.parametrize("name", ["deck\u202efdp.pdf", "../../deck.pdf", "x" * 251 + ".pdf", "é" * 200 + ".pdf"])
    def test_odd_names_are_made_harmless_and_the_file_comes_back(self, scene: Scene, name: str) -> None:
        client = browser(scene.owner)
        empty(scene)
        assert self.send(client, scene.application, name, files.PDF).status_code == 201
        kept = File.objects.latest("id")
        response = client.get(f"/applications/{scene.application.number}/files/{kept.code}/")
        assert b"".join(response.streaming_content) == files.PDF
        assert "\u202e" not in kept.name
        assert len(kept.name) <= 200

    def test_a_name_of_two_lines_adds_no_header_and_is_refused(self, scene: Scene) -> None:
        empty(scene)
        answer = self.send(browser(scene.owner), scene.application, "deck\r\nX-Other: y.pdf", files.PDF)
        assert (answer.status_code, "X-Other" in answer) == (409, False)

    def test_more_files_than_are_asked_for(self, scene: Scene) -> None:
        answer = self.send(browser(scene.owner), scene.application, "second.pdf", files.PDF)
        assert (answer.status_code, answer.json()["field"]) == (409, "deck")
        assert answer.json()["detail"].startswith("One file here")
        assert Attachment.objects.count() == 1


class TestDownloads:
    def test_every_door_hands_out_the_same_harmless_answer(self, scene: Scene) -> None:
        program = f"/api/v1/applications/{scene.application.number}/attachments/{scene.file.code}"
        for person, door in (
            (scene.owner, scene.door),
            (scene.manager, scene.door),
            (scene.manager, program),
            (scene.reviewer, scene.review_door),
        ):
            response = browser(person).get(door)
            assert b"".join(response.streaming_content) == files.PDF
            assert response["Content-Type"] == "application/pdf"
            assert response["Content-Disposition"] == "attachment; filename*=utf-8''Deck%20f%C3%BCr.pdf"
            assert {name: response[name] for name in HARMLESS} == HARMLESS
        for door in zips(scene):
            response = browser(scene.manager).get(door)
            assert unpacked(response)["files/deck/Deck für.pdf"] == files.PDF
            assert response["Content-Type"] == "application/zip"
            assert response["Content-Disposition"] == f'attachment; filename="{scene.application.number}.zip"'
            assert {name: response[name] for name in HARMLESS} == HARMLESS

    def test_what_the_house_writes_itself_is_as_harmless(self, scene: Scene) -> None:
        one, receipt = scene.application, scene.application.submissions.get().receipt
        client = browser(scene.manager)
        for door in (
            f"/applications/{one.number}/application.pdf",
            f"/receipts/{receipt}/receipt.pdf",
            f"/receipts/{receipt}/submission.json",
            f"/calls/{one.call.slug}/pipeline/export.csv",
            f"/calls/{one.call.slug}/dates.ics",
            f"/questionnaires/{one.sheet.version.questionnaire.code}/form.yaml",
        ):
            response = client.get(door)
            assert response["Content-Disposition"].startswith("attachment; filename=")
            assert {name: response[name] for name in HARMLESS} == HARMLESS

    def test_who_is_not_of_the_startup_leaves_a_line_in_the_access_log(self, scene: Scene) -> None:
        for person, door in ((scene.owner, scene.door), (scene.manager, scene.door), (scene.reviewer, scene.review_door)):
            browser(person).get(door)
        looked = list(Access.objects.filter(what="file").order_by("id").values_list("person_id", flat=True))
        assert looked == [scene.manager.pk, scene.reviewer.pk]

    @pytest.mark.parametrize(
        ("who", "door", "lose"),
        [
            ("owner", "door", lambda scene: Member.objects.update(ended_at=clock.now())),
            ("manager", "door", lambda scene: Staff.objects.filter(person=scene.manager).update(ended_at=clock.now())),
            ("reviewer", "review_door", lambda scene: reviews.conflict(scene.application, scene.reviewer)),
            ("owner", "door", lambda scene: operations.remove(scene.file)),
            ("owner", "door", lambda scene: default_storage.delete(scene.file.stored_as)),
        ],
        ids=["membership ended", "role ended", "conflict declared", "file removed", "bytes lost"],
    )
    def test_the_right_is_asked_at_every_download(
        self, scene: Scene, who: str, door: str, lose: Callable[[Scene], object]
    ) -> None:
        client = browser(getattr(scene, who))
        assert client.get(getattr(scene, door)).status_code == 200
        lose(scene)
        assert client.get(getattr(scene, door)).status_code == 404

    def test_strangers_and_others(self, scene: Scene) -> None:
        stranger = Client().get(scene.door)
        assert (stranger.status_code, stranger["Location"].split("?")[0]) == (302, "/accounts/login/")
        rival = application(call=scene.application.call).started_by
        for person in (accounts.person(), rival, programmes.manager(programmes.programme()), accounts.partner_person()):
            assert browser(person).get(scene.door).status_code == 404
            assert browser(person).get(scene.review_door).status_code == 404

    def test_a_code_opens_only_what_it_belongs_to(self, scene: Scene) -> None:
        other = files.file(by=scene.owner)
        assert browser(scene.owner).get(scene.door.replace(scene.file.code, other.code)).status_code == 404
        assert browser(scene.reviewer).get(scene.review_door.replace(scene.file.code, other.code)).status_code == 404
        assert browser(scene.owner).get(scene.door.replace(scene.file.code, "nonsense")).status_code == 404


class TestPreviews:
    def test_a_picture_stands_beside_its_name_for_everybody_who_may_have_the_file(self, scene: Scene) -> None:
        for person, page, door in (
            (scene.owner, f"/applications/{scene.application.number}/edit/evidence/", scene.door),
            (scene.owner, f"/applications/{scene.application.number}/", scene.door),
            (scene.manager, f"/applications/{scene.application.number}/", scene.door),
            (scene.reviewer, scene.review_door.partition("files/")[0], scene.review_door),
        ):
            client = browser(person)
            assert f'<img src="{door}preview/" alt="" loading="lazy">' in client.get(page).content.decode()
            answer = client.get(f"{door}preview/")
            assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
            assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert not Access.objects.filter(what="file").exists()

    def test_it_opens_to_nobody_else(self, scene: Scene) -> None:
        rival = application(call=scene.application.call).started_by
        for person in (accounts.person(), rival, programmes.manager(programmes.programme())):
            for door in (scene.door, scene.review_door):
                assert browser(person).get(f"{door}preview/").status_code == 404
        other = files.file(by=scene.owner)
        assert browser(scene.owner).get(f"{scene.door.replace(scene.file.code, other.code)}preview/").status_code == 404
        reviews.conflict(scene.application, scene.reviewer)
        assert browser(scene.reviewer).get(f"{scene.review_door}preview/").status_code == 404


class TestScanned:
    def test_others_wait_for_the_scanner_and_are_told(self, scene: Scene) -> None:
        File.objects.update(scan="pending")
        assert browser(scene.owner).get(scene.door).status_code == 200
        for person, door in ((scene.manager, scene.door), (scene.reviewer, scene.review_door)):
            answer = browser(person).get(door)
            assert (answer.status_code, answer.templates[0].name) == (423, "accelerator/refused.html")
            assert "waits for the virus scanner" in answer.content.decode()

    def test_an_archive_leaves_out_what_one_may_not_have_and_says_why(self, scene: Scene) -> None:
        waits = "Deck für.pdf waits for the virus scanner. Try again in a few minutes."
        refused = "The virus scanner refused Deck für.pdf. Nobody can open it."
        for facts, kept_from in (
            ({"scan": "pending"}, {scene.manager: waits}),
            ({"scan": "found", "scanned_at": clock.now()}, dict.fromkeys((scene.manager, scene.owner), refused)),
            ({"removed_at": clock.now()}, dict.fromkeys((scene.manager, scene.owner), "Deck für.pdf is no longer kept.")),
        ):
            File.objects.update(**facts)
            for person in (scene.manager, scene.owner):
                for door in zips(scene):
                    inside, why = unpacked(browser(person).get(door)), kept_from.get(person)
                    said = f"These files are not here:\nfiles/deck/Deck für.pdf: {why}\n".encode() if why else None
                    assert ("files/deck/Deck für.pdf" in inside, inside.get("missing.txt")) == (why is None, said)

    def test_the_editor_asks_of_all_files_of_a_section_at_once(self, settings: Any) -> None:
        settings.CLAMAV_URL, form, owner = "tcp://127.0.0.1:9", deepcopy(DEFINITION), accounts.person()
        form["sections"][1]["questions"].append({"key": "plan", "type": "file", "label": "Plan", "accept": ["pdf"]})
        call, startup = programmes.call(version=published_version(definition=form)), startups.startup(owner=owner)
        one = application(call=call, startup=startup, submitted=False, answers=ANSWERS)
        client, door, counts = browser(owner), f"/applications/{one.number}/edit/evidence/", list[int]()
        client.get(door)
        for key in ("deck", "plan"):
            applications.attach(one, key=key, upload=files.upload(), by=owner, at=clock.now())
            with CaptureQueriesContext(connection) as asked:
                assert client.get(door).content.decode().count("Scanning") == len(counts) + 1
            counts.append(len(asked))
        assert counts[0] == counts[1]

    def test_what_was_found_bars_submission_and_the_editor_says_why(self, scene: Scene, settings: Any) -> None:
        settings.CLAMAV_URL = "tcp://127.0.0.1:9"
        client, page = browser(scene.owner), f"/applications/{scene.application.number}/edit/evidence/"
        for scan, said in (("pending", "Scanning"), ("found", "Refused")):
            File.objects.update(scan=scan, **({} if scan == "pending" else {"scanned_at": clock.now()}))
            assert said in client.get(page).content.decode()
        assert "The virus scanner refused Deck für.pdf. Remove it and send a clean copy." in client.get(page).content.decode()
        answer = client.get(f"/applications/{scene.application.number}/submit/")
        assert "The virus scanner refused Deck für.pdf." in answer.content.decode()
