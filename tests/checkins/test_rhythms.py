"""Rhythms that change while they are laid out, whose forms belong to whom, and what programs may say of them."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from accelerator.questionnaires.models import Questionnaire
from cohorts.checkins import operations, tasks
from cohorts.checkins.models import CheckIn, Rhythm
from tests.factories import accounts, cohorts, programmes
from tests.factories import checkins as factories
from tests.factories.cohorts import Scene
from tests.programs import Program
from tests.together import overtaken

BODY = {"every": "weekly", "weekday": 2, "day": 1, "due_time": "12:00", "opens_days": 3}
DAYS = {"starts_on": "2026-11-01", "ends_on": "2027-01-01"}


def given(rhythm: Rhythm, **fields: Any) -> operations.RhythmGiven:
    said = {name: getattr(rhythm, name) for name in operations.RhythmGiven.__dataclass_fields__}
    return operations.RhythmGiven(**(said | fields))


def planned() -> set[str]:
    return set(CheckIn.objects.filter(state="planned").values_list("every", flat=True))


class TestLaidOut:
    def test_by_what_stands_not_by_what_was_read(self, scene: Scene) -> None:
        stale = factories.rhythm(scene.cohort)
        operations.change(Rhythm.objects.get(), given=given(stale, every="monthly"), by=scene.manager)
        assert operations.lay_out(stale) == 0
        assert planned() == {"monthly"}

    def test_what_the_rhythm_no_longer_has_is_dropped_and_what_opened_stays(self, scene: Scene) -> None:
        rhythm = factories.rhythm(scene.cohort, every="monthly", day=15)
        opened = factories.check_in(rhythm, scene.enrolment, ago=-1)
        opening = factories.check_in(rhythm, scene.enrolment, ago=0, state="planned")
        factories.check_in(rhythm, scene.enrolment, ago=-2, state="planned")
        tasks.lay_out_one(rhythm.pk)
        left = CheckIn.objects.filter(enrolment=scene.enrolment, every="weekly").order_by("due_at")
        assert list(left) == [opening, opened]
        assert planned() == {"weekly", "monthly"}

    @pytest.mark.django_db(transaction=True)
    def test_while_a_manager_changes_it(self, scene: Scene) -> None:
        rhythm = factories.rhythm(scene.cohort)
        change = partial(operations.change, rhythm, given=given(rhythm, every="monthly"), by=scene.manager)
        overtaken(partial(tasks.lay_out_one, rhythm.pk), by=change)
        assert planned() == {"monthly"}


class TestForms:
    @pytest.fixture
    def both(self, scene: Scene) -> Any:
        """Manages this programme and another."""
        other = programmes.programme("Other")
        programmes.manager(other, scene.manager)
        return other

    def test_one_of_another_programme_is_copied(self, scene: Scene, both: Any) -> None:
        theirs = factories.rhythm(cohorts.cohort(programme=both))
        foreign = programmes.manager(both, accounts.person(name="Of Other"))
        made = operations.begin(scene.cohort, given=given(theirs), questionnaire=theirs.questionnaire, by=scene.manager)
        mine, old = made.version(), theirs.version()
        assert mine is not None
        assert old is not None
        assert (made.questionnaire != theirs.questionnaire, mine.definition) == (True, old.definition)
        assert not foreign.has_perm("questionnaires.redraw", made.questionnaire)
        assert not Questionnaire.objects.visible_to(foreign).filter(pk=made.questionnaire_id).exists()
        assert scene.manager.has_perm("questionnaires.redraw", made.questionnaire)

    def test_one_of_the_same_programme_is_shared(self, scene: Scene) -> None:
        theirs = factories.rhythm(cohorts.cohort(programme=scene.programme))
        made = operations.begin(scene.cohort, given=given(theirs), questionnaire=theirs.questionnaire, by=scene.manager)
        assert made.questionnaire == theirs.questionnaire


class TestPrograms:
    def put(self, scene: Scene, **fields: Any) -> Any:
        body = BODY | DAYS | fields
        path = f"/api/v1/cohorts/{scene.cohort.slug}/rhythm"
        return Program(scene.manager).client.put(path, body, content_type="application/json")

    @pytest.mark.parametrize(
        ("field", "value"), [("starts_on", "0001-01-01"), ("ends_on", "9999-12-31"), ("due_time", "12:00:00+02:00")]
    )
    def test_what_no_clock_can_mean_is_refused(self, scene: Scene, field: str, value: str) -> None:
        got = self.put(scene, **{field: value})
        assert got.status_code == 422
        assert field in got.content.decode()
        assert not Rhythm.objects.exists()
