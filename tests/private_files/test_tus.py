"""Uploads in parts through the editor's doors: the protocol, a line that breaks, who may, and when it counts."""

from __future__ import annotations

import base64
import io
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.test import Client
from django.utils.http import http_date

from accelerator.applications import operations as applications
from accelerator.applications.models import Application, Submission
from accelerator.applications.operations.attaching import TOGETHER
from accelerator.files.limits import MB
from accelerator.files.models import File, Upload
from accelerator.kit import clock, wording
from accelerator.kit.refusals import Refusal
from accelerator.notices.models import Message
from accelerator.programmes.models import Call
from accelerator.questionnaires.models import Attachment
from accelerator.questionnaires.operations import Edit
from accelerator.startups.models import Member
from accelerator.trail.models import key_of
from tests import together
from tests.cast import browser
from tests.factories import accounts, files, programmes, startups
from tests.factories.applications import application
from tests.factories.files import PDF
from tests.factories.questionnaires import ANSWERS
from tests.private_files.hostile import HTML

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
SPEAKS = {"Tus-Resumable": "1.0.0", "Accept": "application/json"}


class Desk(NamedTuple):
    client: Client
    owner: Any
    application: Application

    @property
    def door(self) -> str:
        return f"/applications/{self.application.number}/uploads/"


@pytest.fixture
def desk() -> Desk:
    """An owner at a draft that asks for a deck, one PDF."""
    owner = accounts.person()
    closes_at = clock.now() + timedelta(days=2)
    draft = application(
        call=programmes.call(closes_at=closes_at), startup=startups.startup(owner=owner), submitted=False, answers=ANSWERS
    )
    return Desk(browser(owner), owner, draft)


def told(**facts: str) -> str:
    return ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in facts.items())


def begin(desk: Desk, size: int = len(PDF), *, name: str = "Deck für.pdf", key: str = "deck", **headers: str) -> Any:
    given = SPEAKS | {"Upload-Length": str(size), "Upload-Metadata": told(filename=name, question=key)} | headers
    return desk.client.post(desk.door, headers=given)


def part(client: Client, address: str, content: bytes, offset: int, broken_after: int | None = None, **headers: str) -> Any:
    given = SPEAKS | {"Upload-Offset": str(offset)} | headers
    line: Any = {} if broken_after is None else {"wsgi.input": io.BytesIO(content[:broken_after])}
    return client.patch(address, content, content_type="application/offset+octet-stream", headers=given, **line)


def stored() -> set[str]:
    if not default_storage.exists("."):
        return set()
    folders, _loose = default_storage.listdir("")
    return {f"{folder}/{name}" for folder in folders for name in default_storage.listdir(folder)[1]}


class TestProtocol:
    def test_a_file_in_three_parts(self, desk: Desk, django_capture_on_commit_callbacks: Any) -> None:
        before = stored()
        with time_machine.travel(clock.now(), tick=False):
            answer = begin(desk)
            tomorrow = http_date((clock.now() + timedelta(days=1)).timestamp())
        upload = Upload.objects.get()
        address = f"{desk.door}{upload.code}/"
        assert (answer.status_code, answer["Location"], answer["Upload-Expires"]) == (201, address, tomorrow)
        assert (answer["Tus-Resumable"], answer["Upload-Offset"]) == ("1.0.0", "0")
        for start, end in ((0, 20), (20, 21)):
            answer = part(desk.client, address, PDF[start:end], start)
            assert (answer.status_code, answer["Upload-Offset"]) == (204, str(end))
        head = desk.client.head(address, headers=SPEAKS)
        assert (head.status_code, head["Upload-Offset"], head["Upload-Length"]) == (200, "21", str(len(PDF)))
        assert head["Cache-Control"] == "no-store"
        assert not Attachment.objects.exists()
        with django_capture_on_commit_callbacks(execute=True):
            answer = part(desk.client, address, PDF[21:], 21)
        assert (answer.status_code, answer["Upload-Offset"]) == (204, str(len(PDF)))
        file = Attachment.objects.get().file
        assert (file.name, file.size, file.media_type) == ("Deck für.pdf", len(PDF), "application/pdf")
        with default_storage.open(file.stored_as) as kept:
            assert kept.read() == PDF
        assert stored() - before == {file.stored_as}

    def test_one_that_has_arrived_says_so_to_whoever_missed_the_answer(self, desk: Desk) -> None:
        address = begin(desk)["Location"]
        part(desk.client, address, PDF, 0)
        head = desk.client.head(address, headers=SPEAKS)
        assert (head["Upload-Offset"], head["Upload-Length"]) == (str(len(PDF)), str(len(PDF)))
        assert part(desk.client, address, b"x", len(PDF)).status_code == 410
        assert desk.client.delete(address, headers=SPEAKS).status_code == 204
        assert Attachment.objects.count() == File.objects.count() == 1

    def test_a_part_that_does_not_begin_where_the_last_one_ended(self, desk: Desk) -> None:
        address, before = begin(desk)["Location"], stored()
        for offset in (1, len(PDF)):
            answer = part(desk.client, address, PDF, offset)
            assert (answer.status_code, answer.json()) == (
                409,
                {"detail": "Deck für.pdf goes on at byte 0.", "field": "offset"},
            )
        assert (Upload.objects.get().received, stored()) == (0, before)

    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            ({"Tus-Resumable": "0.2.2"}, 412),
            ({"Upload-Length": "many"}, 400),
            ({"Upload-Length": "-1"}, 400),
            ({"Upload-Length": "9" * 16}, 400),
            ({"Upload-Length": "٣"}, 400),
            ({"Upload-Metadata": "filename ?"}, 400),
            ({"Upload-Metadata": "filename /w=="}, 400),
        ],
    )
    def test_what_is_garbled_begins_nothing(self, desk: Desk, headers: dict[str, str], status: int) -> None:
        assert begin(desk, **headers).status_code == status
        assert not Upload.objects.exists()

    def test_a_garbled_part_changes_nothing(self, desk: Desk) -> None:
        address, before = begin(desk)["Location"], stored()
        assert desk.client.patch(address, PDF, content_type="text/plain", headers=SPEAKS).status_code == 400
        assert part(desk.client, address, PDF, 0, **{"Tus-Resumable": "2"}).status_code == 412
        assert part(desk.client, address, b"", 0).status_code == 400
        assert (
            part(desk.client, address, PDF, 0, broken_after=9).json()["detail"] == "The part did not arrive whole. Send it again."
        )
        assert part(desk.client, address, PDF, 0, **{"Content-Length": str(8 * MB + 1)}).status_code == 413
        assert part(desk.client, address, PDF + b"x", 0).status_code == 413
        assert (Upload.objects.get().received, stored()) == (0, before)

    def test_ending_it_takes_its_bytes_along(self, desk: Desk, django_capture_on_commit_callbacks: Any) -> None:
        before = stored()
        address = begin(desk)["Location"]
        part(desk.client, address, PDF[:9], 0)
        assert len(stored() - before) == 1
        with django_capture_on_commit_callbacks(execute=True):
            assert desk.client.delete(address, headers=SPEAKS).status_code == 204
        assert (Upload.objects.count(), stored()) == (0, before)
        assert desk.client.head(address, headers=SPEAKS).status_code == 404


class TestRefusals:
    @pytest.mark.parametrize(
        ("name", "size", "key", "status", "said"),
        [
            ("deck.pdf", 25 * MB + 1, "deck", 409, "deck.pdf is larger than 25 MB. Make it smaller."),
            ("deck.pdf", 0, "deck", 409, "deck.pdf is empty. Choose the file again."),
            ("../deck.exe", 9, "deck", 409, "deck.exe is not what we take here. Send it as PDF."),
            ("deck.pdf", 9, "what", 422, "This form has no question named what that takes files."),
            ("deck.pdf", 9, "", 422, "This form has no question named  that takes files."),
        ],
    )
    def test_what_shows_at_once_is_refused_before_a_byte_is_sent(
        self, desk: Desk, name: str, size: int, key: str, status: int, said: str
    ) -> None:
        answer = begin(desk, size, name=name, key=key)
        assert (answer.status_code, answer.json()) == (status, {"detail": said, "field": key})
        assert not Upload.objects.exists()

    def test_one_too_many_is_refused_before_a_byte_is_sent(self, desk: Desk) -> None:
        applications.attach(desk.application, key="deck", upload=files.upload(), by=desk.owner, at=clock.now())
        answer = begin(desk)
        assert (answer.status_code, answer.json()["detail"]) == (409, "One file here. Remove it first.")

    def test_one_too_many_beside_what_has_just_begun_is_refused_too(self, desk: Desk) -> None:
        with time_machine.travel(clock.now(), tick=False):
            address = begin(desk, name="one.pdf")["Location"]
            assert begin(desk, name="one.pdf").status_code == 201  # whose answer was lost
            answer = begin(desk, name="two.pdf")
        said = "One file here, and it is on its way. Cancel it first, or choose this again in a minute."
        assert (answer.status_code, answer.json()) == (409, {"detail": said, "field": "deck"})
        Upload.objects.exclude(code=address.split("/")[-2]).delete()
        assert desk.client.delete(address, headers=SPEAKS).status_code == 204
        assert begin(desk, name="two.pdf").status_code == 201

    def test_what_was_left_lying_bars_nobody(self, desk: Desk) -> None:
        began = clock.now()
        with time_machine.travel(began, tick=False):
            begin(desk, name="one.pdf")
        with time_machine.travel(began + TOGETHER, tick=False):
            assert begin(desk, name="two.pdf").status_code == 201

    def test_what_has_just_begun_counts_among_all_files_of_the_form(self, desk: Desk) -> None:
        Call.objects.filter(pk=desk.application.call_id).update(files_most=1)
        begin(desk, name="one.pdf")
        Upload.objects.update(purpose=f"{key_of(desk.application)} papers")
        answer = begin(desk, name="two.pdf")
        assert (answer.status_code, answer.json()["detail"]) == (409, "At most 1 file in the whole form. Remove it first.")

    def test_what_it_is_shows_at_the_end_and_then_nothing_of_it_stays(
        self, desk: Desk, django_capture_on_commit_callbacks: Any
    ) -> None:
        before = stored()
        address = begin(desk, len(HTML), name="deck.pdf")["Location"]
        part(desk.client, address, HTML[:9], 0)
        with django_capture_on_commit_callbacks(execute=True):
            answer = part(desk.client, address, HTML[9:], 9)
        assert (answer.status_code, answer.json()) == (
            409,
            {"detail": "deck.pdf does not hold what its name says. Save it as PDF once more, then send it.", "field": "deck"},
        )
        assert (Upload.objects.count(), Attachment.objects.count(), stored()) == (0, 0, before)

    def test_another_may_not_go_on_with_it(self, desk: Desk) -> None:
        address = begin(desk)["Location"]
        friend, stranger = accounts.person(), accounts.person()
        startups.member(desk.application.startup, friend)
        other = application(call=desk.application.call)
        elsewhere = address.replace(desk.application.number, other.number)
        for person, at in ((friend, address), (stranger, address), (desk.owner, elsewhere), (other.started_by, elsewhere)):
            for answer in (
                browser(person).head(at, headers=SPEAKS),
                part(browser(person), at, PDF, 0),
                browser(person).delete(at, headers=SPEAKS),
            ):
                assert answer.status_code == 404
        Member.objects.filter(person=desk.owner).update(ended_at=clock.now())
        assert part(desk.client, address, PDF, 0).status_code == 404
        assert Upload.objects.get().received == 0

    def test_a_part_needs_the_token_of_the_page(self, desk: Desk) -> None:
        address, client = begin(desk)["Location"], Client(enforce_csrf_checks=True)
        client.force_login(desk.owner)
        assert part(client, address, PDF, 0).status_code == 403
        assert Upload.objects.get().received == 0


class TestDeadline:
    """An upload counts by when it began."""

    def closing(self, desk: Desk, minutes: float) -> Any:
        """So many minutes from the end of the grace."""
        return time_machine.travel(desk.application.last_moment() + timedelta(minutes=minutes), tick=False)

    def test_begun_in_time_and_ended_after_it_is_attached(self, desk: Desk) -> None:
        with self.closing(desk, -0.1):
            address = begin(desk)["Location"]
            part(desk.client, address, PDF[:20], 0)
        with self.closing(desk, 40):
            assert part(desk.client, address, PDF[20:], 20).status_code == 204
        assert Attachment.objects.get().file.size == len(PDF)

    def test_what_waited_for_it_is_submitted_within_ten_minutes_and_its_other_answers_stay(self, desk: Desk) -> None:
        one, last = desk.application, desk.application.last_moment()
        with self.closing(desk, -0.1):
            address = begin(desk)["Location"]
        with self.closing(desk, 39):
            page = desk.client.get(one.get_absolute_url()).content.decode()
            assert "Deck für.pdf is still on its way." in page
            assert "was not submitted" not in page
            with pytest.raises(Refusal, match="This call closed on"):
                applications.submit(one, by=desk.owner, arrived_at=clock.now())
        with self.closing(desk, 40):
            assert part(desk.client, address, PDF, 0).status_code == 204
            page = desk.client.get(one.get_absolute_url()).content.decode()
            assert f"You can still submit until {wording.moment(last + 50 * MINUTE, str(desk.owner.zone))}." in page
            for door in ("edit/company/", "files/"):
                assert desk.client.get(f"{one.get_absolute_url()}{door}?question=deck").status_code == 302
            with pytest.raises(Refusal, match="This call closed on"):
                applications.write(one, changes=[Edit("what", "Thought of later.", 1)], by=desk.owner, at=clock.now())
        said = Message.objects.get(kind="application_file_came_late", recipient=desk.owner)
        assert said.facts["file"] == "Deck für.pdf"
        with self.closing(desk, 50):
            assert desk.client.get(f"{one.get_absolute_url()}submit/").status_code == 302
            assert desk.client.post(f"{one.get_absolute_url()}submit/").status_code == 409
            assert "was not submitted" in desk.client.get(one.get_absolute_url()).content.decode()
        with self.closing(desk, 49.99):
            assert "Submit the application" in desk.client.get(f"{one.get_absolute_url()}submit/").content.decode()
            answer = desk.client.post(f"{one.get_absolute_url()}submit/")
        sent = Submission.objects.get()
        assert answer["Location"] == sent.get_absolute_url()
        assert (sent.arrived_at, sent.in_grace()) == (last + 49.99 * MINUTE, True)
        assert [file["name"] for file in sent.answers["deck"]] == ["Deck für.pdf"]
        closes = wording.moment(last + 50 * MINUTE, str(desk.owner.zone))
        assert Message.objects.get(kind="application_receipt", recipient=desk.owner).facts["closes"] == closes

    def test_a_file_that_came_in_time_gives_no_longer(self, desk: Desk) -> None:
        with self.closing(desk, -0.1):
            part(desk.client, begin(desk)["Location"], PDF, 0)
        with self.closing(desk, 0):
            assert desk.client.post(f"{desk.application.get_absolute_url()}submit/").status_code == 409
        assert not Message.objects.filter(kind="application_file_came_late").exists()

    def test_begun_after_it_is_refused(self, desk: Desk) -> None:
        with self.closing(desk, 0):
            answer = begin(desk)
        assert answer.status_code == 409
        assert answer.json()["detail"].startswith("This call closed on ")

    def test_it_has_an_hour_after_the_close_and_no_more(self, desk: Desk) -> None:
        with self.closing(desk, -0.1):
            address = begin(desk)["Location"]
        with self.closing(desk, 60):
            answer = part(desk.client, address, PDF, 0)
        assert (answer.status_code, answer.json()["detail"]) == (410, "This upload has ended. Begin it again.")
        assert not Attachment.objects.exists()

    def test_a_test_by_staff_has_a_day_however_long_ago_the_call_closed(self, desk: Desk) -> None:
        manager = programmes.manager(desk.application.call.programme)
        test = applications.start_test(call=desk.application.call, by=manager, at=clock.now())
        with self.closing(desk, 99 * 24 * 60):
            own = Desk(browser(manager), manager, test)
            assert part(own.client, begin(own)["Location"], PDF, 0).status_code == 204
        assert Attachment.objects.get().sheet == test.sheet

    def test_what_came_after_a_submission_waits_to_be_submitted_though_it_began_before(self, desk: Desk) -> None:
        one, door = desk.application, desk.application.get_absolute_url()
        with self.closing(desk, -90):
            address = begin(desk)["Location"]
        with self.closing(desk, -80):
            applications.submit(one, by=desk.owner, arrived_at=clock.now())
            assert not desk.client.get(door).context["waits"]
        with self.closing(desk, -70):
            part(desk.client, address, PDF, 0)
            assert desk.client.get(door).context["waits"]
            assert Application.objects.select_related("sheet").get().is_changed()

    def test_far_from_it_it_has_a_day(self, desk: Desk) -> None:
        begin(desk)
        upload = Upload.objects.get()
        assert upload.expires_at - upload.began_at == timedelta(days=1)


@pytest.mark.django_db(transaction=True)
def test_two_tabs_that_send_the_last_part_at_once_attach_it_once(desk: Desk) -> None:
    address = begin(desk)["Location"]
    part(desk.client, address, PDF[:20], 0)
    answers = together.at_once(*[lambda: part(desk.client, address, PDF[20:], 20).status_code] * 3)
    assert sorted(answers) in ([204, 410, 410],)
    assert Attachment.objects.count() == File.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_begun_at_once_for_one_place_one_is_refused(desk: Desk) -> None:
    desks = [desk._replace(client=browser(desk.owner)) for _ in range(3)]
    begun = [partial(begin, one, name=f"{place}.pdf") for place, one in enumerate(desks)]
    assert sorted(answer.status_code for answer in together.at_once(*begun)) == [201, 409, 409]
    assert Upload.objects.count() == 1
