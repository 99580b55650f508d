"""What the database refuses about sessions, notes and actions by itself."""

from __future__ import annotations

import pytest

from cohorts.mentoring.models import Action, PrivateNote, Session
from tests.factories import cohorts
from tests.factories import mentoring as factories
from tests.factories.cohorts import NOW, Scene
from tests.guards import history, refused


@pytest.fixture
def session(scene: Scene) -> Session:
    return factories.session(scene.enrolment, scene.mentor, private="Between us.", actions=("Send the price sheet",))


@pytest.mark.parametrize(
    "statement",
    ["UPDATE cohorts_privatenote SET text = 'x'", "DELETE FROM cohorts_privatenote", "TRUNCATE cohorts_privatenote"],
)
def test_a_private_note_stays_as_written(session: Session, statement: str) -> None:
    refused(statement, because="permission denied|append_only|Cannot")
    assert PrivateNote.objects.get().text == "Between us."


@pytest.mark.parametrize("minutes", [0, 601, 32767])
def test_a_session_lasts_between_a_minute_and_ten_hours(session: Session, minutes: int) -> None:
    refused("UPDATE cohorts_session SET minutes = %s WHERE id = %s", minutes, session.pk, because="session_minutes")


def test_a_device_key_is_one_sessions(scene: Scene, session: Session) -> None:
    other = factories.session(scene.enrolment, cohorts.supporter(scene.enrolment))
    refused("UPDATE cohorts_session SET device_key = %s WHERE id = %s", session.device_key, other.pk, because="device_key")


def test_a_person_has_one_profile(scene: Scene, session: Session) -> None:
    refused(
        "INSERT INTO cohorts_mentor (created_at, code, person_id, headline, biography, expertise, sessions_a_month)"
        " VALUES (%s, 'other', %s, '', '', '{}', 6)",
        NOW,
        scene.mentor.pk,
        because="person_id",
    )


def test_an_action_is_done_by_somebody_or_open(scene: Scene, session: Session) -> None:
    refused("UPDATE cohorts_action SET done_at = %s", NOW, because="action_done_by_somebody")
    refused("UPDATE cohorts_action SET done_by_id = %s", scene.owner.pk, because="action_done_by_somebody")
    Action.objects.update(done_at=NOW, done_by=scene.owner)
    assert len(history("cohorts_actionevent", Action.objects.get().pk)) == 2


def test_a_session_with_notes_is_not_deleted(session: Session) -> None:
    refused(
        "DELETE FROM cohorts_session WHERE id = %s; SET CONSTRAINTS ALL IMMEDIATE", session.pk, because="violates foreign key"
    )


def test_what_shared_notes_were_is_kept(session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(shared_notes="Offer a price a berth.")
    first, second = history("cohorts_sessionevent", session.pk)
    assert ("a price a crane" in first, "a price a berth" in second) == (True, True)
