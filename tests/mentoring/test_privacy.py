"""A private note is between the session's mentor and the programme team. It is looked for wherever a founder could read."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin import site
from django.db import connection

from accelerator.notices import letters
from accelerator.notices.models import Delivery, Message
from accelerator.trail.models import Entry
from cohorts.mentoring import operations
from cohorts.mentoring.models import PrivateNote, Session
from cohorts.mentoring.operations import ActionGiven
from tests.cast import browser
from tests.factories import accounts, cohorts, programmes
from tests.factories import mentoring as factories
from tests.factories.cohorts import NOW, Scene
from tests.programs import Program

SECRET = "zanzibar"  # a word that stands nowhere else
PRIVATE = f"The founders should settle who sells: {SECRET}."


@pytest.fixture
def session(scene: Scene) -> Session:
    """Logged as a mentor does it, with a private note and one more by the manager."""
    made = operations.log(
        scene.enrolment,
        held_at=NOW,
        minutes=45,
        topics=["Pricing"],
        shared_notes="Offer a price a crane.",
        private_note=PRIVATE,
        actions=[ActionGiven("Send the price sheet")],
        by=scene.mentor,
    )
    operations.add_private_note(made, text=f"Agreed: {SECRET}.", by=scene.manager)
    return made


def pages(scene: Scene, session: Session) -> list[str]:
    startup = scene.startup.get_absolute_url()
    return [
        session.get_absolute_url(),
        scene.enrolment.get_absolute_url(),
        "/sessions/",
        "/home/",
        "/inbox/",
        "/search/?q=Quaykeeper",
        startup,
        f"{startup}history/",
        "/api/v1/sessions",
        f"/api/v1/sessions/{session.code}",
        "/api/v1/enrolments",
        f"/api/v1/enrolments/{scene.enrolment.code}",
    ]


def readable(person: Any, paths: list[str]) -> dict[str, bool]:
    """Of the pages that open for `person`, which show the word."""
    client = browser(person)
    answers = {path: client.get(path) for path in paths}
    return {path: SECRET in answer.content.decode() for path, answer in answers.items() if answer.status_code == 200}


def test_founders_find_it_on_no_page(scene: Scene, session: Session) -> None:
    paths = pages(scene, session)
    for person in scene.insiders:
        found = readable(person, paths)
        assert {session.get_absolute_url(), "/home/", "/sessions/", f"/api/v1/sessions/{session.code}"} <= set(found)
        assert [path for path, shown in found.items() if shown] == []
        page = browser(person).get(session.get_absolute_url()).content.decode()
        assert ("Offer a price a crane." in page, "Private notes" in page, "Add the note" in page) == (True, False, False)


def test_it_is_found_by_no_search(scene: Scene, session: Session) -> None:
    """Not even by those who may read it: search knows startups, not notes."""
    for person in (*scene.insiders, scene.mentor, scene.manager):
        page = browser(person).get(f"/search/?q={SECRET}").content.decode()
        assert session.get_absolute_url() not in page


def test_its_mentor_and_the_managers_read_it(scene: Scene, session: Session) -> None:
    for person in (scene.mentor, scene.manager):
        page = browser(person).get(session.get_absolute_url()).content.decode()
        assert (PRIVATE in page, f"Agreed: {SECRET}." in page, "Add the note" in page) == (True, True, True)


def test_who_else_may_see_the_session_does_not(scene: Scene, session: Session) -> None:
    """A second mentor, a manager who stands by it from another programme, auditors. Grants officers see no session at all."""
    second = cohorts.supporter(scene.enrolment)
    cohorts.supporter(scene.enrolment, scene.elsewhere, role="manager")
    officer = accounts.operator_person(role="grants_officer")
    for person, status in ((second, 200), (scene.elsewhere, 200), (scene.auditor, 200), (officer, 404)):
        response = browser(person).get(session.get_absolute_url())
        assert (response.status_code, SECRET in response.content.decode()) == (status, False)
        assert list(PrivateNote.objects.visible_to(person)) == []


def test_nor_whoever_changed_sides(scene: Scene, session: Session) -> None:
    """A manager who founded the startup, a mentor who joined it or was ended."""
    founder = programmes.manager(scene.programme, scene.owner)
    scene.startup.members.filter(person=scene.viewer).update(person=scene.mentor)
    for person in (founder, scene.mentor):
        assert list(PrivateNote.objects.visible_to(person)) == []
        assert SECRET not in browser(person).get(session.get_absolute_url()).content.decode()


def test_no_mail_and_no_notice_carries_it(scene: Scene, session: Session) -> None:
    messages = list(Message.objects.all())
    assert {message.recipient for message in messages} == {*scene.insiders}
    for delivery in Delivery.objects.select_related("message__recipient"):
        mail = letters.mail(delivery)
        whole = f"{mail.subject} {mail.body} {mail.alternatives} {delivery.message.facts}"
        assert ("Offer a price a crane." in whole, SECRET in whole) == (True, False)


def test_no_trail_no_history_no_admin_keeps_it(scene: Scene, session: Session) -> None:
    for entry in Entry.objects.all():
        assert SECRET not in f"{entry.told()} {entry.facts} {entry.subject_label}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_name LIKE '%%event'")
        tables = [row[0] for row in cursor.fetchall()]
        assert ("cohorts_sessionevent" in tables, "cohorts_privatenoteevent" in tables) == (True, False)
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {table} e WHERE row_to_json(e)::text LIKE %s", [f"%{SECRET}%"])  # noqa: S608
            assert cursor.fetchone() == (0,), table
    assert PrivateNote not in site._registry


def test_the_api_takes_it_and_never_gives_it(scene: Scene) -> None:
    body = {"enrolment": scene.enrolment.code, "held_at": "2026-11-19T14:00:00+08:00", "minutes": 45, "private_note": PRIVATE}
    answer = Program(scene.mentor).post("/sessions", **body)
    assert (answer.status_code, SECRET in answer.content.decode()) == (201, False)
    assert PrivateNote.objects.get().text == PRIVATE
    code = Session.objects.get().code
    for person in (*scene.insiders, scene.mentor, scene.manager, scene.auditor):
        for path in ("/sessions", f"/sessions/{code}"):
            answer = Program(person).get(path)
            assert (answer.status_code, SECRET in answer.content.decode()) == (200, False)


def test_other_startups_see_nothing_of_the_session(scene: Scene, session: Session) -> None:
    for person in scene.outsiders:
        found = readable(person, pages(scene, session))
        assert session.get_absolute_url() not in found
        assert not any(found.values())
        client = browser(person)
        for path in ("/sessions/", "/home/", "/search/?q=Quaykeeper", "/api/v1/sessions"):
            page = client.get(path).content.decode()
            assert (session.code in page, "Offer a price a crane." in page) == (False, False), path


def test_a_note_is_written_by_those_who_may_read_it(scene: Scene, session: Session) -> None:
    door = f"/sessions/{session.code}/notes/"
    for person, status in (
        (scene.mentor, 302),
        (scene.manager, 302),
        (scene.owner, 403),
        (scene.viewer, 403),
        (scene.auditor, 403),
        (cohorts.supporter(scene.enrolment), 403),
        (scene.rival, 404),
        (scene.former, 404),
    ):
        assert browser(person).post(door, {"text": "One more."}).status_code == status
    assert PrivateNote.objects.filter(text="One more.").count() == 2


def test_factories_keep_private_what_is_private(scene: Scene) -> None:
    one = factories.session(scene.enrolment, scene.mentor, private=PRIVATE)
    assert [note.text for note in one.private_notes.all()] == [PRIVATE]
    assert SECRET not in one.shared_notes
