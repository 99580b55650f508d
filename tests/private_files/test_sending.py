"""Sending files through the editor's door: the corpora, and every limit there is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import pytest
from django.test import Client

from accelerator.applications.models import Application
from accelerator.files.kinds import KINDS
from accelerator.files.limits import MB
from accelerator.files.models import File
from accelerator.questionnaires.models import Attachment
from tests import together
from tests.cast import browser
from tests.factories import accounts, files, programmes, questionnaires, startups
from tests.factories.applications import application
from tests.private_files import honest, hostile

pytestmark = pytest.mark.django_db
ANY = {"key": "any", "type": "file", "label": "Anything", "accept": list(KINDS), "max": 10}
ONE = {"key": "one", "type": "file", "label": "One", "accept": ["pdf"], "max_mb": 2}
BARRED = (
    "is not what we take here",
    "does not hold what its name says",
    "is locked with a password",
    "holds a program",
    "unpacks to more",
    "has more than 40 million",
)


class Desk(NamedTuple):
    client: Client
    application: Application


def desk(**limits: int) -> Desk:
    """An owner at the door of a draft that takes any kind of file; `limits` are the call's."""
    version = questionnaires.published_version(
        definition={"sections": [{"key": "files", "title": "Files", "questions": [ANY, ONE]}]}
    )
    call, owner = programmes.call(version=version, **limits), accounts.person()
    draft = application(call=call, startup=startups.startup(owner=owner, name="Tidewise"), submitted=False, answers={})
    return Desk(browser(owner), draft)


def send(desk: Desk, name: str, content: bytes, key: str = "any") -> Any:
    door = f"/applications/{desk.application.number}/files/"
    return desk.client.post(door, {key: files.upload(name, content)}, headers={"accept": "application/json"})


def said(answer: Any) -> tuple[int, str, str]:
    return answer.status_code, answer.json()["field"], answer.json()["detail"]


def refused(desk: Desk, corpus: Iterable[tuple[str, str, bytes]]) -> None:
    for what, name, content in corpus:
        status, field, detail = said(send(desk, name, content))
        assert (status, field) == (409, "any"), what
        assert any(sentence in detail for sentence in BARRED), (what, detail)
    assert not File.objects.exists()


def test_a_hostile_file_of_each_sort_is_refused_with_the_field_and_the_way_out() -> None:
    whole = list(hostile.corpus())
    refused(desk(), whole[:: len(whole) // 10])


@pytest.mark.full
@pytest.mark.faults
def test_the_whole_hostile_corpus_is_refused_and_the_honest_one_taken() -> None:
    refused(desk(), hostile.corpus())
    given = desk(files_most=50)
    for name, content in honest.corpus().items():
        answer = send(given, name, content)
        assert answer.status_code == 201, (name, answer.content)
        Attachment.objects.all().delete()
    assert File.objects.count() == len(honest.corpus())


@pytest.mark.parametrize(
    "name", ["plan.docx", "logo in RGBA.png", "lossy.webp", "3 pages.pdf", "cap table of 500.xlsx", "notes.md"]
)
def test_honest_files_are_taken(name: str) -> None:
    assert send(desk(), name, honest.corpus()[name]).status_code == 201


class TestLimits:
    def test_a_file_is_as_large_as_the_call_says_where_its_question_says_nothing(self) -> None:
        given = desk(file_mb=1)
        assert send(given, "deck.pdf", files.pdf_of(MB)).status_code == 201
        assert said(send(given, "deck.pdf", files.pdf_of(MB + 1))) == (
            409,
            "any",
            "deck.pdf is larger than 1 MB. Make it smaller.",
        )

    def test_its_question_may_say_more(self) -> None:
        given = desk(file_mb=1)
        assert (
            said(send(given, "deck.pdf", files.pdf_of(2 * MB + 1), "one"))[2] == "deck.pdf is larger than 2 MB. Make it smaller."
        )
        assert send(given, "deck.pdf", files.pdf_of(2 * MB), "one").status_code == 201

    def test_files_of_all_questions_are_counted_together(self) -> None:
        given = desk(files_most=2)
        for key in ("any", "one"):
            assert send(given, "deck.pdf", files.PDF, key).status_code == 201
        assert said(send(given, "deck.pdf", files.PDF)) == (
            409,
            "any",
            "At most 2 files in the whole form. Remove one first.",
        )

    def test_so_are_their_sizes(self) -> None:
        given = desk(files_mb=2)
        assert send(given, "deck.pdf", files.pdf_of(MB), "one").status_code == 201
        assert said(send(given, "deck.pdf", files.pdf_of(MB + 1))) == (
            409,
            "any",
            "All files together may have 2 MB, and 1.0 MB are left. Remove one or make it smaller.",
        )
        assert send(given, "deck.pdf", files.pdf_of(MB)).status_code == 201

    def test_what_is_taken_off_gives_its_room_back(self) -> None:
        given = desk(files_most=1)
        assert send(given, "deck.pdf", files.PDF).status_code == 201
        code = File.objects.get().code
        given.client.post(f"/applications/{given.application.number}/edit/files/", {"remove:": code})
        assert send(given, "deck.pdf", files.PDF).status_code == 201

    def test_all_applications_of_a_startup_share_its_quota(self) -> None:
        given = desk()
        assert send(given, "deck.pdf", files.PDF).status_code == 201
        quota = File.objects.get().quota
        assert quota is not None
        quota.used = 500 * MB - 1
        quota.save()
        status, field, detail = said(send(given, "deck.pdf", files.PDF))
        assert (status, field) == (409, "any")
        assert detail.startswith("Tidewise may keep 500 MB of files in all, and 0.0 MB are left.")

    def test_the_editor_says_them(self) -> None:
        given = desk(file_mb=40, files_most=7, files_mb=90)
        page = given.client.get(f"/applications/{given.application.number}/edit/files/").content.decode()
        assert "Up to 10 files, PDF, DOCX, PPTX, XLSX, PNG, JPG, WEBP, MP4, CSV, TXT, 40 MB each." in page
        assert "One file, PDF, up to 2 MB." in page
        assert page.count("The whole application may hold 7 files and 90 MB.") == 2
        assert 'data-max-mb="40"' in page
        assert 'data-max-mb="2"' in page

    @pytest.mark.django_db(transaction=True)
    def test_two_founders_at_once_cannot_both_take_the_last_place(self) -> None:
        given = desk(files_most=1)
        answers = together.at_once(*[lambda: send(given, "deck.pdf", files.PDF).status_code] * 4)
        assert sorted(answers) == [201, 409, 409, 409]
        assert Attachment.objects.count() == 1
