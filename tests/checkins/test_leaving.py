"""A startup that departs or graduates: what it missed stays missed, what was to come is not asked, nobody waits for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accelerator.kit.refusals import Refusal
from accelerator.notices import operations as notices
from accelerator.notices.models import Message, Reminder
from cohorts.checkins import histories, operations, queries, registered, tasks
from cohorts.checkins.models import CheckIn, Referral, Rhythm
from cohorts.checkins.operations import opening
from cohorts.roster import operations as roster
from cohorts.roster.models import Enrolment
from tests.cast import browser
from tests.factories import checkins as factories
from tests.factories.checkins import ANSWERS
from tests.factories.cohorts import NOW, Scene, fresh
from tests.together import overtaken

LEAVE = {
    "departed": lambda scene: roster.depart(scene.enrolment, reason="Sold", by=scene.manager),
    "graduated": lambda scene: roster.graduate(scene.enrolment, by=scene.manager),
}


@pytest.fixture
def rhythm(scene: Scene) -> Rhythm:
    return factories.rhythm(scene.cohort)


@pytest.fixture(params=list(LEAVE))
def how(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def states(enrolment: Enrolment) -> list[str]:
    return [one.look for one in CheckIn.objects.filter(enrolment=enrolment).order_by("due_at")]


def test_what_it_missed_stays_missed_and_what_is_due_later_is_not_asked(
    rhythm: Rhythm, scene: Scene, how: str, today: Any
) -> None:
    for ago in (3, 2, 1):
        factories.check_in(rhythm, scene.enrolment, ago=ago, state="sent" if ago == 2 else "open")
    factories.check_in(rhythm, scene.enrolment, ago=-1)
    factories.check_in(rhythm, scene.enrolment, ago=-2, state="planned")
    LEAVE[how](scene)
    tasks.sweep()
    today.shift(timedelta(days=20))
    tasks.sweep()
    assert states(scene.enrolment) == ["missed", "sent", "missed", "excused", "excused"]
    assert histories.of(fresh(scene.enrolment), scene.manager).counted == (1, 2, 3)


def test_nobody_is_reminded_and_no_link_opens_anything(rhythm: Rhythm, scene: Scene, how: str) -> None:
    late, due = factories.check_in(rhythm, scene.enrolment), factories.check_in(rhythm, scene.enrolment, ago=-1)
    notices.plan(opening._reminders(factories.fresh(late)) + opening._reminders(factories.fresh(due)))
    _link, path = factories.link(late, scene.owner)
    LEAVE[how](scene)
    assert set(Reminder.objects.filter(source="checkins").values_list("state", "reason")) == {("cancelled", how)}
    assert browser(None).get(path).status_code == 404
    assert not queries.answerable(scene.owner).exists()
    assert histories.of(fresh(scene.enrolment), scene.owner).open is None
    assert 'name="to:"' not in browser(scene.owner).get(f"/check-ins/{late.code}/").content.decode()


def test_its_open_form_holds_up_no_other(rhythm: Rhythm, scene: Scene, how: str) -> None:
    factories.check_in(rhythm, scene.enrolment, ago=1)
    assert [one.drafts for one in registered.form_uses(rhythm.questionnaire)] == [1]
    LEAVE[how](scene)
    assert [one.drafts for one in registered.form_uses(rhythm.questionnaire)] == [0]
    assert not registered.form_drafts(rhythm.questionnaire).exists()


def test_what_it_asks_for_waits_for_nobody(rhythm: Rhythm, scene: Scene, how: str) -> None:
    sent = factories.check_in(rhythm, scene.enrolment, ago=1, state="sent")
    ask, helped = factories.ask(sent, scene.mentor), factories.ask(sent, scene.mentor)
    factories.ask(sent, scene.mentor, told=False)
    operations.help_with(helped, by=scene.mentor)
    assert queries.unanswered(scene.cohort).count() == 2
    LEAVE[how](scene)
    ask.refresh_from_db()
    helped.refresh_from_db()
    assert (ask.state, helped.state) == ("closed", "closed" if how == "departed" else "taken")
    assert (queries.unanswered(scene.cohort).count(), queries.asks_waiting(scene.mentor).count()) == (0, 0)
    assert not Referral.objects.filter(told_at=None).exists()


def test_what_a_startup_of_before_asks_for_is_not_listed_as_unanswered(rhythm: Rhythm, scene: Scene, how: str) -> None:
    factories.ask(factories.check_in(rhythm, scene.enrolment, ago=1, state="sent"), scene.mentor)
    Enrolment.objects.filter(pk=scene.enrolment.pk).update(state=how)
    assert not queries.unanswered(scene.cohort).exists()


def test_who_stands_by_it_hears_that_it_graduated(scene: Scene) -> None:
    roster.graduate(scene.enrolment, by=scene.manager)
    told = {one.recipient: one.kind for one in Message.objects.all()}
    assert told == dict.fromkeys(scene.insiders, "graduated") | {scene.mentor: "supported_graduated"}


def test_sending_what_the_departure_closed_meanwhile_is_refused(
    rhythm: Rhythm, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the page that was loaded and the button."""
    one = factories.check_in(rhythm, scene.enrolment, ago=-1, answers=ANSWERS)
    CheckIn.objects.filter(pk=one.pk).update(state="excused")
    with pytest.raises(Refusal, match="not open"):
        operations.submit(one, by=scene.owner, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_a_departure_waits_for_who_is_sending(scene: Scene) -> None:
    """Whichever is first, no error: what is sent before stays sent, what is closed before is not sent."""
    one = factories.check_in(factories.rhythm(scene.cohort), scene.enrolment, ago=-1, answers=ANSWERS)

    def send() -> Any:
        return operations.submit(factories.fresh(one), by=scene.owner, at=NOW)

    with pytest.raises(Refusal):
        overtaken(send, by=lambda: roster.depart(scene.enrolment, reason="Sold", by=scene.manager))
    assert factories.fresh(one).state == "excused"
