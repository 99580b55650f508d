"""A check-in is written and sent: late ones too, once, by who may, and nothing is lost on the way."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connections

from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.questionnaires.operations import Edit
from cohorts.checkins import operations
from cohorts.checkins.models import Ask, CheckIn, Rhythm
from cohorts.checkins.operations.answering import Unfinished
from cohorts.roster.models import Enrolment
from tests.factories import checkins as factories
from tests.factories import cohorts
from tests.factories.checkins import ANSWERS, ASK, CANARY
from tests.factories.cohorts import NOW, Scene
from tests.trailed import trailed


@pytest.fixture
def rhythm(scene: Scene) -> Rhythm:
    return factories.rhythm(scene.cohort)


@pytest.fixture
def check_in(rhythm: Rhythm, scene: Scene) -> CheckIn:
    return factories.check_in(rhythm, scene.enrolment, ago=-1)


def edits(check_in: CheckIn, **said: Any) -> list[Edit]:
    return [Edit(key, value, check_in.sheet.seen(key)) for key, value in said.items()]  # type: ignore[union-attr]


def write(check_in: CheckIn, by: Any, **said: Any) -> Any:
    return operations.write(check_in, changes=edits(check_in, **said), by=by, at=clock.now())


class TestWriting:
    def test_two_people_write_at_once_and_neither_is_lost(self, check_in: CheckIn, scene: Scene) -> None:
        hers, his = factories.fresh(check_in), factories.fresh(check_in)
        write(hers, scene.owner, runway="5")
        done = write(his, scene.member, runway="4", users="9")
        assert [(one.key, one.yours, one.theirs, one.by) for one in done.conflicts] == [("runway", "4", "5", "Ananya Rao")]
        assert factories.fresh(check_in).sheet.answers == {"runway": "5", "users": "9"}  # type: ignore[union-attr]

    @pytest.mark.parametrize("who", ["viewer", "mentor", "manager", "rival", "stranger", "auditor"])
    def test_others_may_not(self, check_in: CheckIn, scene: Scene, who: str) -> None:
        with pytest.raises(Forbidden, match="Owners and members of the startup write"):
            write(check_in, getattr(scene, who), runway="5")
        assert factories.fresh(check_in).sheet.answers == {}  # type: ignore[union-attr]

    def test_not_once_it_is_sent(self, rhythm: Rhythm, scene: Scene) -> None:
        sent = factories.check_in(rhythm, scene.enrolment, ago=1, state="sent")
        with pytest.raises(Refusal, match="Ananya Rao sent this check-in already"):
            write(sent, scene.member, runway="5")

    def test_not_once_the_startup_left(self, check_in: CheckIn, scene: Scene) -> None:
        Enrolment.objects.filter(pk=scene.enrolment.pk).update(state="departed")
        with pytest.raises(Forbidden):
            write(check_in, scene.owner, runway="5")

    def test_not_before_it_opens(self, rhythm: Rhythm, scene: Scene) -> None:
        planned = factories.check_in(rhythm, scene.enrolment, ago=-3, state="planned")
        with pytest.raises(Refusal, match="not open"):
            operations.write(planned, changes=[Edit("runway", "5", 0)], by=scene.owner, at=NOW)

    def test_what_the_form_does_not_ask_is_named(self, check_in: CheckIn, scene: Scene) -> None:
        done = write(check_in, scene.owner, salary="5")
        assert [one.key for one in done.refused] == ["salary"]


class TestSending:
    def test_in_time(self, check_in: CheckIn, scene: Scene) -> None:
        write(check_in, scene.owner, **ANSWERS)
        sent = operations.submit(check_in, by=scene.member, at=NOW)
        assert (sent.state, sent.sent_by, sent.sent_at, sent.look) == ("sent", scene.member, NOW, "sent")
        assert trailed("check_in.sent") == ["Wei Ming sent the Week 13 check-in of Quaykeeper. [checkin enrolment startup]"]

    def test_late_it_counts_and_is_marked(self, check_in: CheckIn, scene: Scene, today: time_machine.Traveller) -> None:
        write(check_in, scene.owner, **ANSWERS)
        today.move_to(check_in.due_at + timedelta(days=12), tick=False)
        assert factories.fresh(check_in).look == "missed"
        sent = operations.submit(check_in, by=scene.owner, at=clock.now())
        assert (sent.state, sent.look) == ("sent", "late")
        assert trailed("check_in.sent") == [
            "Ananya Rao sent the Week 13 check-in of Quaykeeper, late. [checkin enrolment startup]"
        ]

    def test_at_the_very_moment_it_is_due_it_is_in_time(self, check_in: CheckIn, scene: Scene) -> None:
        write(check_in, scene.owner, **ANSWERS)
        assert operations.submit(check_in, by=scene.owner, at=check_in.due_at).look == "sent"

    def test_with_what_is_missing_named_and_nothing_half_done(self, check_in: CheckIn, scene: Scene) -> None:
        write(check_in, scene.owner, runway="soon", asks=[{"ask": "Help"}])
        with pytest.raises(Unfinished) as refused:
            operations.submit(check_in, by=scene.owner, at=NOW)
        assert [fault.path for fault in refused.value.faults] == ["runway", "revenue", "mood", "asks"]
        assert (factories.fresh(check_in).state, Ask.objects.count(), trailed("check_in.sent")) == ("open", 0, [])

    def test_once(self, check_in: CheckIn, scene: Scene) -> None:
        write(check_in, scene.owner, **ANSWERS)
        operations.submit(check_in, by=scene.owner, at=NOW)
        with pytest.raises(Refusal, match="Ananya Rao sent this check-in already"):
            operations.submit(check_in, by=scene.member, at=NOW)

    def test_what_it_asks_for_becomes_an_ask(self, check_in: CheckIn, scene: Scene) -> None:
        write(check_in, scene.owner, **ANSWERS)
        operations.submit(check_in, by=scene.owner, at=NOW)
        made = Ask.objects.get()
        assert (made.text, made.tags, made.state, made.place, made.to_mentors) == (ASK, ["Sales"], "open", 0, True)

    def test_words_stand_in_no_line_of_the_trail(self, check_in: CheckIn, scene: Scene) -> None:
        write(check_in, scene.owner, **ANSWERS)
        operations.submit(check_in, by=scene.owner, at=NOW)
        assert not any(words in line for line in trailed("check_in.sent") for words in (CANARY, ASK, "18400"))


@pytest.mark.django_db(transaction=True)
def test_two_founders_press_send_at_once_and_one_does() -> None:
    with time_machine.travel(NOW, tick=False):
        scene = cohorts.scene()
        one = factories.check_in(factories.rhythm(scene.cohort), scene.enrolment, ago=-1, answers=ANSWERS)

        def send(person: Any) -> str:
            try:
                return str(operations.submit(factories.fresh(one), by=person, at=NOW).state)
            except Refusal as refusal:
                return str(refusal.sentence)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            said = sorted(pool.map(send, [scene.owner, scene.member]))
    assert said[1] == "sent"
    assert said[0].endswith("sent this check-in already.")
    assert Ask.objects.count() == 1
