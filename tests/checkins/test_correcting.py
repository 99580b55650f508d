"""What was sent is corrected until the next one opens: all or nothing, seen by everybody who reads it, and by the link never."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import Error, transaction

from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.questionnaires.operations import Edit
from accelerator.trail.models import Entry
from cohorts.checkins import histories, operations, sights
from cohorts.checkins.models import Ask, CheckIn, Correction, Rhythm
from cohorts.checkins.operations.answering import Unfinished
from cohorts.roster.models import Enrolment
from tests.cast import browser
from tests.factories import checkins as factories
from tests.factories.checkins import ANSWERS, CANARY
from tests.factories.cohorts import NOW, Scene
from tests.programs import Program

FIRST, SECOND = "18400", "918273"  # the revenue, as it was sent and as it is
SECRET = "The bank froze 40,000."
WRITERS = ("owner", "member")
OTHERS = ("viewer", "mentor", "manager", "auditor")
OUTSIDERS = ("rival", "former", "stranger", "elsewhere")


@pytest.fixture
def rhythm(scene: Scene) -> Rhythm:
    return factories.rhythm(scene.cohort)


@pytest.fixture
def sent(rhythm: Rhythm, scene: Scene, today: Any) -> CheckIn:
    """Of this week, due the day before yesterday and sent an hour before."""
    return factories.fresh(factories.check_in(rhythm, scene.enrolment, state="sent", answers=dict(ANSWERS)))


def correct(one: CheckIn, by: Any, at: datetime = NOW, **answers: Any) -> Any:
    held = factories.fresh(one)
    edits = [Edit(key, value, held.sheet.seen(key)) for key, value in answers.items()]  # type: ignore[union-attr]
    return operations.correct(held, changes=edits, by=by, at=at)


def stands(one: CheckIn) -> dict[str, Any]:
    return dict(factories.fresh(one).sheet.answers)  # type: ignore[union-attr]


def posted(one: CheckIn, **said: str) -> dict[str, str]:
    """What a browser posts of the whole page."""
    held = factories.fresh(one)
    flat = {key: value for key, value in held.sheet.answers.items() if isinstance(value, str)}  # type: ignore[union-attr]
    return {**flat, **said, **{f"seen:{key}": str(held.sheet.seen(key)) for key in flat}}  # type: ignore[union-attr]


def door(one: CheckIn) -> str:
    return f"{one.get_absolute_url()}correct/"


class TestCorrecting:
    def test_what_it_said_before_is_kept_and_what_it_says_now_counts(self, sent: CheckIn, scene: Scene) -> None:
        correct(sent, scene.owner, revenue=SECOND)
        correct(sent, scene.member, NOW + timedelta(minutes=5), revenue="20000", blockers="Nothing.")
        kept = [(row.number, row.by, row.answers["revenue"]) for row in Correction.objects.order_by("number")]
        assert kept == [(1, scene.owner, FIRST), (2, scene.member, SECOND)]
        assert (stands(sent)["revenue"], stands(sent)["blockers"]) == ("20000", "Nothing.")
        now = factories.fresh(sent)
        assert (now.corrected_at, now.sent_at, now.sent_by, now.state) == (
            NOW + timedelta(minutes=5),
            sent.sent_at,
            sent.sent_by,
            "sent",
        )
        assert [entry.verb for entry in Entry.objects.order_by("id")] == ["check_in.corrected"] * 2

    def test_a_streak_does_not_change_and_a_trend_uses_the_newest(self, rhythm: Rhythm, sent: CheckIn, scene: Scene) -> None:
        for ago in (1, 2):
            factories.check_in(rhythm, scene.enrolment, ago=ago, state="sent", answers=ANSWERS | {"revenue": "1000"})
        before = histories.of(scene.enrolment, scene.manager)
        correct(sent, scene.owner, revenue=SECOND)
        after = histories.of(scene.enrolment, scene.manager)
        assert (after.streak, after.states, after.counted) == (before.streak, before.states, before.counted)
        (line,) = [one for one in after.lines if one.question.key == "revenue"]
        assert [f"{value:f}" for value in line.values if value is not None] == ["1000", "1000", SECOND]
        assert f"{line.change:f}" == str(int(SECOND) - 1000)

    def test_one_that_was_late_stays_late(self, rhythm: Rhythm, scene: Scene, today: Any) -> None:
        one = factories.check_in(rhythm, scene.enrolment, state="sent", answers=dict(ANSWERS), sent_at=NOW - timedelta(hours=1))
        correct(one, scene.owner, revenue=SECOND)
        assert factories.fresh(one).look == "late"

    @pytest.mark.parametrize(
        ("answers", "field"),
        [({"runway": ""}, "runway"), ({"runway": "soon"}, "runway"), ({"mood": "9"}, "mood")],
    )
    def test_what_it_would_lack_is_named_and_nothing_changes(
        self, sent: CheckIn, scene: Scene, answers: dict[str, str], field: str
    ) -> None:
        with pytest.raises(Unfinished) as refusal:
            correct(sent, scene.owner, revenue=SECOND, **answers)
        assert (refusal.value.field, [one.path for one in refusal.value.faults]) == (field, [field])
        assert (stands(sent), Correction.objects.count(), factories.fresh(sent).corrected_at) == (ANSWERS, 0, None)

    def test_of_what_cannot_be_kept_or_clashes_nothing_is_kept(self, sent: CheckIn, scene: Scene) -> None:
        told = correct(sent, scene.owner, revenue=SECOND, nothing="x")
        assert [one.key for one in told.refused] == ["nothing"]
        correct(sent, scene.member, revenue="20000")
        told = operations.correct(
            factories.fresh(sent), changes=[Edit("revenue", SECOND, 0), Edit("users", "5", 0)], by=scene.owner, at=NOW
        )
        assert [(one.key, one.theirs) for one in told.conflicts] == [("revenue", "20000")]
        assert (stands(sent)["revenue"], stands(sent)["users"], Correction.objects.count()) == ("20000", "320", 1)

    def test_nothing_different_is_no_correction(self, sent: CheckIn, scene: Scene) -> None:
        with pytest.raises(Refusal, match="Nothing is different"):
            correct(sent, scene.owner, revenue=FIRST)
        assert factories.fresh(sent).corrected_at is None

    def test_what_was_asked_for_is_settled_elsewhere(self, sent: CheckIn, scene: Scene) -> None:
        with pytest.raises(Refusal, match="closed or asked anew") as refusal:
            correct(sent, scene.owner, asks=[])
        assert (refusal.value.field, Ask.objects.count()) == ("asks", 0)

    def test_it_never_changes_what_it_said_before(self, sent: CheckIn, scene: Scene) -> None:
        correct(sent, scene.owner, revenue=SECOND)
        for verb in (lambda: Correction.objects.update(answers={}), lambda: Correction.objects.all().delete()):
            with pytest.raises(Error), transaction.atomic():
                verb()


class TestUntil:
    def test_until_the_next_one_opens_to_the_second(self, rhythm: Rhythm, sent: CheckIn, scene: Scene) -> None:
        following = factories.check_in(rhythm, scene.enrolment, ago=-1, state="planned")
        last = following.opens_at - timedelta(seconds=1)
        correct(sent, scene.owner, last, revenue=SECOND)
        with pytest.raises(Refusal, match=r"could be corrected until Sun 22 Nov, 12:00"):
            correct(sent, scene.owner, following.opens_at, revenue="1")
        assert stands(sent)["revenue"] == SECOND

    @pytest.mark.parametrize(("every", "days"), [("weekly", 7), ("monthly", 28)])
    def test_of_the_last_one_a_while(self, sent: CheckIn, scene: Scene, every: str, days: int) -> None:
        CheckIn.objects.filter(pk=sent.pk).update(every=every)
        end = sent.due_at + timedelta(days=days)
        correct(sent, scene.owner, end - timedelta(seconds=1), revenue=SECOND)
        with pytest.raises(Refusal, match="could be corrected until"):
            correct(sent, scene.owner, end, revenue="1")

    def test_another_startups_next_one_ends_nothing(self, rhythm: Rhythm, sent: CheckIn, scene: Scene) -> None:
        rivals = Enrolment.objects.get(startup__name="Sandbar")
        factories.check_in(rhythm, rivals, ago=-1, state="planned", opens_at=NOW - timedelta(days=1))
        correct(sent, scene.owner, revenue=SECOND)

    @pytest.mark.parametrize("state", ["open", "planned", "excused"])
    def test_only_what_was_sent(self, rhythm: Rhythm, scene: Scene, today: Any, state: str) -> None:
        one = factories.check_in(rhythm, scene.enrolment, state="open", answers=dict(ANSWERS))
        if state != "open":
            CheckIn.objects.filter(pk=one.pk).update(state="excused")
        with pytest.raises(Refusal, match="Only what was sent is corrected"):
            correct(one, scene.owner, revenue=SECOND)

    def test_not_once_the_startup_left(self, sent: CheckIn, scene: Scene) -> None:
        Enrolment.objects.filter(pk=scene.enrolment.pk).update(state="departed")
        with pytest.raises(Forbidden):
            correct(sent, scene.owner, revenue=SECOND)


class TestWho:
    @pytest.mark.parametrize("name", [*OTHERS, *OUTSIDERS])
    def test_nobody_but_who_writes_for_the_startup(self, sent: CheckIn, scene: Scene, name: str) -> None:
        with pytest.raises(Forbidden):
            correct(sent, getattr(scene, name), revenue=SECOND)
        client = browser(getattr(scene, name))
        for answer in (client.get(door(sent)), client.post(door(sent), posted(sent, revenue=SECOND))):
            assert answer.status_code == (404 if name in OUTSIDERS else 403)
        assert stands(sent) == ANSWERS

    @pytest.mark.parametrize("name", WRITERS)
    def test_who_writes_is_offered_it_while_it_can_be(self, sent: CheckIn, scene: Scene, name: str) -> None:
        client = browser(getattr(scene, name))
        assert f'href="{door(sent)}"' in client.get(sent.get_absolute_url()).content.decode()
        for other in (*OTHERS,):
            assert door(sent) not in browser(getattr(scene, other)).get(sent.get_absolute_url()).content.decode(), other
        with time_machine.travel(sent.due_at + timedelta(days=7), tick=False):
            client = browser(getattr(scene, name))
            assert door(sent) not in client.get(sent.get_absolute_url()).content.decode()
            assert client.get(door(sent))["Location"] == sent.get_absolute_url()

    def test_the_link_of_the_mail_stays_dead(self, rhythm: Rhythm, scene: Scene, today: Any) -> None:
        one = factories.check_in(rhythm, scene.enrolment, ago=-1, answers=dict(ANSWERS))
        _link, path = factories.link(one, scene.owner)
        operations.submit(factories.fresh(one), by=scene.owner, at=NOW)
        correct(one, scene.owner, revenue=SECOND)
        for client in (browser(None), browser(scene.owner)):
            for answer in (client.get(path), client.post(path, posted(one, revenue="1")), client.get(f"{path}correct/")):
                assert answer.status_code == 404
        assert stands(one)["revenue"] == SECOND


class TestPages:
    def test_the_form_comes_as_it_was_sent_without_what_went_to_mentors(self, sent: CheckIn, scene: Scene) -> None:
        page = browser(scene.owner).get(door(sent)).content.decode()
        for words in ('name="revenue"', "18,400", CANARY, "Until Wed 25 Nov, 12:00"):
            assert words in page, words
        assert 'name="asks:0:ask"' not in page
        assert "data-autosave" not in page  # nothing is kept before it is posted

    def test_posted_it_says_corrected_at_and_what_it_was(self, sent: CheckIn, scene: Scene) -> None:
        client = browser(scene.owner)
        assert client.post(door(sent), posted(sent, revenue=SECOND))["Location"] == sent.get_absolute_url()
        for name in ("owner", "viewer", "manager", "auditor"):
            page = browser(getattr(scene, name)).get(sent.get_absolute_url()).content.decode()
            for words in ("Corrected at Fri 20 Nov, 14:02", "by Ananya Rao.", "was until", "18,400", "918,273"):
                assert words in page, (name, words)

    def test_lists_and_tables_say_it_too(self, sent: CheckIn, scene: Scene) -> None:
        correct(sent, scene.owner, revenue=SECOND)
        addresses = (
            f"/enrolments/{scene.enrolment.code}/check-ins/",
            f"/cohorts/{scene.cohort.slug}/check-ins/?period={sent.period_on}",
        )
        for address in addresses:
            page = browser(scene.manager).get(address).content.decode()
            assert ("corrected at Fri 20 Nov, 14:02" in page, "918,273" in page) == (True, True), address
        answer = browser(scene.manager).get(f"/cohorts/{scene.cohort.slug}/check-ins/figures.csv")
        table = b"".join(answer).decode()  # type: ignore[call-overload]  # streamed
        assert "Corrected (UTC)" in table.splitlines()[0]
        assert "2026-11-20 06:02" in table
        assert SECOND in table

    def test_what_stands_in_the_way_is_said_and_what_was_typed_stays(self, sent: CheckIn, scene: Scene) -> None:
        answer = browser(scene.owner).post(door(sent), posted(sent, runway="", blockers="Typed at length."))
        page = answer.content.decode()
        assert (answer.status_code, "Not corrected yet" in page, "Typed at length." in page) == (422, True, True)
        assert stands(sent) == ANSWERS

    def test_two_who_correct_at_once_lose_nothing(self, sent: CheckIn, scene: Scene) -> None:
        late = posted(sent, revenue="1", blockers="Typed at length.")
        correct(sent, scene.member, revenue=SECOND)
        answer = browser(scene.owner).post(door(sent), late)
        page = answer.content.decode()
        assert answer.status_code == 409
        for words in ("Wei Ming wrote meanwhile:", "918,273", "Typed at length."):
            assert words in page, words
        assert stands(sent) == ANSWERS | {"revenue": SECOND}

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries(self, sent: CheckIn, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        for number in range(size):
            correct(sent, scene.owner, revenue=str(number))
        client = browser(scene.manager)
        with django_assert_num_queries(7):
            client.get(sent.get_absolute_url())


class TestConsent:
    """What is kept from a mentor stays so: the old answer, the new one, and that it was changed."""

    @pytest.mark.parametrize("key", ["revenue", "blockers"])
    @pytest.mark.parametrize("mentors", [True, False])
    def test_of_each_field_the_mentor_reads_what_the_founders_let(
        self, sent: CheckIn, scene: Scene, key: str, mentors: bool
    ) -> None:
        operations.let_see(scene.enrolment, key=key, mentors=mentors, by=scene.owner)
        told = {"revenue": (FIRST, SECOND, "18,400", "918,273"), "blockers": (CANARY, SECRET, CANARY, SECRET)}[key]
        correct(sent, scene.owner, **{key: told[1]})
        page = browser(scene.mentor).get(sent.get_absolute_url()).content.decode()
        assert "Corrected at" in page
        assert [words in page for words in told[2:]] == [mentors, mentors]
        assert ("was until" in page) == mentors
        program = Program(scene.mentor)
        was = program.get(f"/check-ins/{sent.code}/corrections").json()["items"]
        assert [one["was"].get(key) for one in was] == [told[0] if mentors else None]
        assert program.get(f"/check-ins/{sent.code}").json()["answers"].get(key) == (told[1] if mentors else None)

    def test_consents_stay_as_they_were(self, sent: CheckIn, scene: Scene) -> None:
        operations.let_see(scene.enrolment, key="revenue", mentors=True, by=scene.owner)
        before = sights.of(scene.mentor, scene.enrolment)
        correct(sent, scene.owner, revenue=SECOND)
        assert sights.of(scene.mentor, scene.enrolment) == before

    @pytest.mark.parametrize("name", OUTSIDERS)
    def test_to_outsiders_there_is_none(self, sent: CheckIn, scene: Scene, name: str) -> None:
        correct(sent, scene.owner, revenue=SECOND)
        assert Program(getattr(scene, name)).get(f"/check-ins/{sent.code}/corrections").status_code == 404


class TestPrograms:
    def test_they_correct_for_who_writes(self, sent: CheckIn, scene: Scene) -> None:
        answer = Program(scene.owner).post(f"/check-ins/{sent.code}/correct", answers={"revenue": SECOND})
        assert (answer.status_code, answer.json()["answers"]["revenue"]) == (200, SECOND)
        assert answer.json()["corrected_at"].startswith("2026-11-20T06:02")
        (one,) = Program(scene.manager).get(f"/check-ins/{sent.code}/corrections").json()["items"]
        assert (one["number"], one["was"]["revenue"], one["by"]) == (1, FIRST, scene.owner.code)

    @pytest.mark.parametrize(
        ("answers", "status", "field"), [({"runway": ""}, 422, "runway"), ({"nothing": "x"}, 422, None), ({}, 409, None)]
    )
    def test_refused_it_says_why(self, sent: CheckIn, scene: Scene, answers: dict[str, str], status: int, field: Any) -> None:
        answer = Program(scene.owner).post(f"/check-ins/{sent.code}/correct", answers=answers)
        assert answer.status_code == status
        assert field is None or field in answer.content.decode()
        assert stands(sent) == ANSWERS
