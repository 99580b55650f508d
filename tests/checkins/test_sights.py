"""Who reads what startups answer: one rule, looked for with canaries at every place where an answer may turn up."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message
from cohorts.checkins import histories, operations, queries, sights
from cohorts.checkins.models import CheckIn, Consent, Rhythm, Target
from cohorts.roster.models import Enrolment, Supporter
from tests.cast import browser
from tests.factories import accounts
from tests.factories import checkins as factories
from tests.factories.checkins import ANSWERS, ASK, CANARY
from tests.factories.cohorts import Scene
from tests.programs import Program
from tests.trailed import trailed

REVENUE = "918273"
SHOWN = {"users", "headcount", "blockers", "asks"}  # to mentors, as the usual form has it


@pytest.fixture
def rhythm(scene: Scene) -> Rhythm:
    return factories.rhythm(scene.cohort)


@pytest.fixture
def sent(rhythm: Rhythm, scene: Scene) -> CheckIn:
    return factories.fresh(
        factories.check_in(rhythm, scene.enrolment, ago=1, state="sent", answers=ANSWERS | {"revenue": REVENUE})
    )


def read(person: Any, one: CheckIn) -> set[str]:
    return set(sights.readable(one, sights.of(person, one.enrolment)[one.enrolment_id]))


def places(scene: Scene, one: CheckIn) -> list[str]:
    """Every address at which an answer may stand."""
    return [
        "/home/",
        "/check-ins/",
        f"/check-ins/{one.code}/",
        f"/enrolments/{scene.enrolment.code}/",
        f"/enrolments/{scene.enrolment.code}/check-ins/",
        f"/cohorts/{scene.cohort.slug}/check-ins/",
        f"/cohorts/{scene.cohort.slug}/check-ins/?period={one.period_on}",
        f"/cohorts/{scene.cohort.slug}/check-ins/figures.csv",
        f"/cohorts/{scene.cohort.slug}/check-ins/asks/",
        f"/cohorts/{scene.cohort.slug}/board/",
        "/asks/",
        "/inbox/",
        "/search/?q=Quaykeeper",
        "/search/?q=bank+froze",
        f"/startups/{scene.startup.slug}/",
    ]


def seen(client: Client, addresses: list[str]) -> str:
    found = []
    for address in addresses:
        response = client.get(address)
        found.append((b"".join(response) if response.streaming else response.content).decode())
    return "\n".join(found)


def programs(scene: Scene, one: CheckIn, person: Any) -> str:
    program = Program(person)
    paths = ["/check-ins", f"/check-ins/{one.code}", f"/enrolments/{scene.enrolment.code}/figures", "/asks"]
    return "\n".join(program.get(path).content.decode() for path in paths)


class TestTheRule:
    def test_its_people_its_managers_and_who_sees_every_programme_read_all(self, sent: CheckIn, scene: Scene) -> None:
        for person in (*scene.insiders, scene.manager, scene.auditor):
            assert read(person, sent) == set(ANSWERS), person

    def test_a_mentor_reads_what_the_form_lets_them(self, sent: CheckIn, scene: Scene) -> None:
        assert read(scene.mentor, sent) == SHOWN

    def test_nobody_else_reads_a_word(self, sent: CheckIn, scene: Scene) -> None:
        for person in scene.outsiders:
            assert read(person, sent) == set(), person

    def test_a_manager_who_merely_stands_by_a_startup_elsewhere_reads_as_a_mentor(self, sent: CheckIn, scene: Scene) -> None:
        Supporter.objects.create(enrolment=scene.enrolment, person=scene.elsewhere, role="manager")
        assert read(scene.elsewhere, sent) == SHOWN

    def test_the_founders_word_stands_above_the_forms_both_ways_and_for_what_was_sent(self, sent: CheckIn, scene: Scene) -> None:
        operations.let_see(scene.enrolment, key="revenue", mentors=True, by=scene.owner)
        operations.let_see(scene.enrolment, key="blockers", mentors=False, by=scene.member)
        assert read(scene.mentor, sent) == SHOWN - {"blockers"} | {"revenue"}
        assert read(scene.manager, sent) == set(ANSWERS)
        operations.let_see(scene.enrolment, key="revenue", mentors=False, by=scene.owner)
        assert read(scene.mentor, sent) == SHOWN - {"blockers"}
        assert Consent.objects.count() == 2

    def test_a_manager_changing_the_form_does_not_change_the_founders_word(self, sent: CheckIn, scene: Scene) -> None:
        operations.let_see(scene.enrolment, key="blockers", mentors=False, by=scene.owner)
        Rhythm.objects.update(settings={"blockers": {"is_figure": False, "better": "", "mentors": True}})
        assert read(scene.mentor, factories.fresh(sent)) == set()

    def test_who_stands_by_it_no_longer_reads_nothing_from_the_next_look(self, sent: CheckIn, scene: Scene) -> None:
        Supporter.objects.filter(person=scene.mentor).update(ended_at=sent.sent_at)
        assert read(scene.mentor, sent) == set()

    def test_while_it_is_written_its_people_alone_read_it(self, rhythm: Rhythm, scene: Scene) -> None:
        one = factories.fresh(factories.check_in(rhythm, scene.enrolment, ago=-1, answers=ANSWERS))
        for person in (scene.manager, scene.mentor, scene.auditor):
            assert read(person, one) == set(), person
        assert read(scene.viewer, one) == set(ANSWERS)

    def test_one_query_of_many_startups(self, scene: Scene, django_assert_num_queries: Any) -> None:
        every = list(scene.cohort.enrolments.all())
        scene.mentor.holds("programmes.see")  # known of whoever makes a request
        with django_assert_num_queries(1):
            assert len(sights.of(scene.mentor, *every)) == 2


class TestEveryPlace:
    """Where a canary sings, somebody read what is not theirs."""

    HIDDEN = (REVENUE, "918,273")

    def test_managers_find_it_so_that_the_places_are_right(self, sent: CheckIn, scene: Scene) -> None:
        page = seen(browser(scene.manager), places(scene, sent))
        assert all(words in page for words in (REVENUE, "918,273", CANARY))

    def test_a_mentor_finds_the_shared_and_never_the_kept(self, sent: CheckIn, scene: Scene) -> None:
        page = seen(browser(scene.mentor), places(scene, sent)) + programs(scene, sent, scene.mentor)
        assert CANARY in page
        assert not any(words in page for words in self.HIDDEN)
        assert "Revenue last month" not in page  # not even that it is asked

    def test_once_the_founders_keep_it_a_mentor_finds_nothing(self, sent: CheckIn, scene: Scene) -> None:
        factories.ask(sent, scene.mentor)
        for key in SHOWN:
            operations.let_see(scene.enrolment, key=key, mentors=False, by=scene.owner)
        page = seen(browser(scene.mentor), places(scene, sent)) + programs(scene, sent, scene.mentor)
        for words in (*self.HIDDEN, CANARY, ASK):
            assert words not in page, words

    @pytest.mark.parametrize("who", ["rival", "former", "stranger", "elsewhere"])
    def test_others_find_nothing(self, sent: CheckIn, scene: Scene, who: str) -> None:
        factories.ask(sent)
        person = getattr(scene, who)
        page = seen(browser(person), places(scene, sent)) + programs(scene, sent, person)
        for words in (*self.HIDDEN, CANARY, ASK, sent.code):
            assert words not in page, words

    def test_who_sees_credits_finds_nothing(self, sent: CheckIn, scene: Scene) -> None:

        officer = accounts.operator_person(name="Officer", role="grants_officer")
        page = seen(browser(officer), places(scene, sent)) + programs(scene, sent, officer)
        for words in (*self.HIDDEN, CANARY):
            assert words not in page, words

    def test_mail_and_history_tell_nothing_that_was_answered(self, rhythm: Rhythm, scene: Scene) -> None:
        one = factories.check_in(rhythm, scene.enrolment, ago=-1, answers=ANSWERS | {"revenue": REVENUE})
        operations.submit(one, by=scene.owner, at=one.opens_at)
        operations.aim(scene.enrolment, key="revenue", value=Decimal(918273), by=scene.owner)
        lines = trailed("check_in.sent", "check_in.aimed")
        told = " ".join(str(row.facts) for row in Message.objects.all())
        assert len(lines) == 2
        for words in (*self.HIDDEN, CANARY):
            assert words not in told
            assert not any(words in line for line in lines)

    def test_a_target_of_a_figure_that_is_kept_is_kept(self, sent: CheckIn, scene: Scene) -> None:
        Target.objects.create(enrolment=scene.enrolment, key="revenue", value=777666, by=scene.owner)
        page = seen(browser(scene.mentor), places(scene, sent)) + programs(scene, sent, scene.mentor)
        assert "777,666" not in page
        assert "777666" not in page
        assert "777,666" in seen(browser(scene.manager), places(scene, sent))


class TestConsent:
    def test_it_is_said_by_who_writes_for_the_startup_and_stands_in_the_trail(self, sent: CheckIn, scene: Scene) -> None:
        operations.let_see(scene.enrolment, key="revenue", mentors=True, by=scene.member)
        operations.let_see(scene.enrolment, key="revenue", mentors=False, by=scene.owner)
        assert trailed("check_in.consent") == [
            "Wei Ming lets mentors see “Revenue last month” of Quaykeeper. [enrolment startup]",
            "Ananya Rao keeps “Revenue last month” of Quaykeeper from mentors. [enrolment startup]",
        ]

    @pytest.mark.parametrize("who", ["viewer", "mentor", "manager", "rival", "auditor"])
    def test_nobody_else_decides(self, sent: CheckIn, scene: Scene, who: str) -> None:
        with pytest.raises(Forbidden):
            operations.let_see(scene.enrolment, key="revenue", mentors=True, by=getattr(scene, who))
        assert not Consent.objects.exists()

    def test_of_what_is_asked(self, sent: CheckIn, scene: Scene) -> None:
        with pytest.raises(Refusal, match="never had such a question") as refused:
            operations.let_see(scene.enrolment, key="salary", mentors=True, by=scene.owner)
        assert refused.value.field == "key"


class TestLastWeeks:
    """What the board asks."""

    def test_the_same_periods_of_every_startup_with_what_became_of_them(self, rhythm: Rhythm, scene: Scene) -> None:
        sandbar = Enrolment.objects.get(startup__name="Sandbar")
        for ago in range(1, 11):
            factories.check_in(rhythm, scene.enrolment, ago=ago, state="sent", answers=ANSWERS | {"mood": str(1 + ago % 5)})
        factories.check_in(rhythm, sandbar, ago=2, state="open")
        factories.check_in(rhythm, sandbar, ago=1, state="excused")
        found = queries.last_weeks(scene.cohort, reader=scene.manager)
        mine, theirs = found[scene.enrolment.pk], found[sandbar.pk]
        assert [one.period_on for one in mine.weeks] == [one.period_on for one in theirs.weeks]
        assert len(mine.weeks) == 8
        assert [int(one.value or 0) for one in mine.weeks] == [4, 3, 2, 1, 5, 4, 3, 2]
        assert [one.state for one in theirs.weeks] == ["", "", "", "", "", "", "missed", "excused"]
        assert (mine.sent, mine.missed, theirs.sent, theirs.missed) == (8, 0, 0, 1)
        assert mine.bars[0] == 4.0
        assert theirs.bars[-2] is None

    def test_values_are_for_who_reads_the_whole_cohort(self, sent: CheckIn, scene: Scene) -> None:
        for reader, told in (
            (None, False),
            (scene.mentor, False),
            (scene.owner, False),
            (scene.manager, True),
            (scene.auditor, True),
        ):
            (week,) = queries.last_weeks(scene.cohort, reader=reader)[scene.enrolment.pk].weeks
            assert (week.state, week.value is not None) == ("sent", told), reader

    def test_a_late_one_is_told_apart(self, rhythm: Rhythm, scene: Scene) -> None:
        one = factories.check_in(rhythm, scene.enrolment, ago=1, state="sent")
        CheckIn.objects.filter(pk=one.pk).update(sent_at=one.due_at.replace(hour=23))
        assert queries.last_weeks(scene.cohort)[scene.enrolment.pk].weeks[0].state == "late"

    @pytest.mark.parametrize("size", [1, 3])
    def test_one_query(self, rhythm: Rhythm, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        for ago in range(size):
            factories.check_in(rhythm, scene.enrolment, ago=ago + 1, state="sent")
        scene.manager.holds("programmes.see")
        with django_assert_num_queries(1):
            queries.last_weeks(scene.cohort, reader=scene.manager)


class TestHistory:
    def test_figures_with_change_target_and_streak(self, rhythm: Rhythm, scene: Scene) -> None:
        for ago, runway in ((4, "9"), (2, "8"), (1, "6")):
            factories.check_in(rhythm, scene.enrolment, ago=ago, state="sent", answers=ANSWERS | {"runway": runway})
        factories.check_in(rhythm, scene.enrolment, ago=3)
        operations.aim(scene.enrolment, key="runway", value=Decimal(7), by=scene.owner)
        history = histories.of(scene.enrolment, scene.owner)
        line = history.lines[0]
        assert [None if one is None else int(one) for one in line.values] == [9, None, 8, 6]
        assert (line.told, line.told_target, int(line.change or 0), line.is_better, line.is_met) == (
            "6 months",
            "7 months",
            -2,
            False,
            False,
        )
        assert (history.streak, history.counted, history.summary()) == (2, (3, 1, 4), "3 of 4 sent")
        assert history.bars() == [4.0, None, 4.0, 4.0]

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries(self, rhythm: Rhythm, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        for ago in range(size):
            factories.check_in(rhythm, scene.enrolment, ago=ago + 1, state="sent")
        scene.mentor.holds("programmes.see")
        with django_assert_num_queries(2):
            histories.of(scene.enrolment, scene.mentor)


def test_answers_are_read_in_one_place() -> None:
    """Whoever shows one asks sights first; these write, prefill or ask the sheet nothing but its versions."""
    area, reading = Path(sights.__file__).parent, re.compile(r"sheet(\.|__)answers")
    found = {str(file.relative_to(area)) for file in area.rglob("*.py") if reading.search(file.read_text())}
    assert found == {
        "sights.py",
        "writing.py",  # the form, for who writes it
        "histories.py",
        "overviews.py",
        "queries.py",  # last_weeks, to readers of the whole cohort
        "operations/answering.py",
        "operations/asking.py",
        "operations/correcting.py",
        "operations/opening.py",
    }


class TestTargets:
    def test_one_that_no_figure_can_have(self, sent: CheckIn, scene: Scene) -> None:
        with pytest.raises(Refusal, match="more than a figure can be"):
            operations.aim(scene.enrolment, key="runway", value=Decimal(10) ** 24, by=scene.owner)

    @pytest.mark.parametrize("who", ["viewer", "mentor", "rival", "auditor"])
    def test_others_set_none(self, sent: CheckIn, scene: Scene, who: str) -> None:
        with pytest.raises(Forbidden):
            operations.aim(scene.enrolment, key="runway", value=Decimal(5), by=getattr(scene, who))
