"""What the database refuses about life in a cohort, whatever the operations do: states, reasons, shares, places."""

from __future__ import annotations

from typing import Any

import pytest

from cohorts.roster import operations
from cohorts.roster.models import Duty, Enrolment, Graduation
from tests.factories import cohorts, files, roster
from tests.factories.cohorts import NOW, Scene
from tests.guards import history, moves, refused


def _duty(scene: Scene) -> Duty:
    return roster.item(scene.cohort, by=scene.manager).duties.get(enrolment=scene.enrolment)


class TestEnrolments:
    @pytest.mark.parametrize(
        ("start", "end", "allowed"),
        [
            ("active", "departed", True),
            ("active", "graduated", True),
            ("departed", "active", False),
            ("departed", "graduated", False),
            ("graduated", "active", False),
            ("graduated", "departed", False),
        ],
    )
    def test_there_is_one_way_out_and_none_back(self, scene: Scene, start: str, end: str, allowed: bool) -> None:
        one = cohorts.enrolment(scene.cohort, state=start)
        moves(one, to=end, allowed=allowed)

    @pytest.mark.parametrize("state", ["departed", "graduated"])
    def test_who_is_out_does_not_pause(self, scene: Scene, state: str) -> None:
        one = cohorts.enrolment(scene.cohort, state=state)
        refused(
            "UPDATE cohorts_enrolment SET paused_from = '2026-11-20', paused_until = '2026-11-21' WHERE id = %s",
            one.pk,
            because="only who is in the cohort pauses",
        )

    @pytest.mark.parametrize(
        "days",
        [
            "paused_from = '2026-11-20'",
            "paused_until = '2026-11-20'",
            "paused_from = '2026-11-20', paused_until = '2026-11-19'",
        ],
    )
    def test_a_pause_has_two_days_in_order(self, scene: Scene, days: str) -> None:
        sql = f"UPDATE cohorts_enrolment SET {days} WHERE id = %s"  # noqa: S608  # names of our own columns
        refused(sql, scene.enrolment.pk, because="enrolment_pause")

    def test_each_state_it_had_is_kept(self, scene: Scene) -> None:
        operations.depart(scene.enrolment, reason="Sold", by=scene.manager)
        kept = history("cohorts_enrolmentevent", scene.enrolment.pk)
        assert ['"state":"active"' in kept[0], '"state":"departed"' in kept[-1]] == [True, True]


class TestDuties:
    @pytest.mark.parametrize(("start", "end"), [("done", "waived"), ("waived", "done")])
    def test_what_is_settled_is_opened_before_it_is_settled_otherwise(self, scene: Scene, start: str, end: str) -> None:
        duty = _duty(scene)
        Duty.objects.filter(pk=duty.pk).update(state=start, settled_at=NOW, reason="So it was")
        moves(duty, to=end, allowed=False)

    @pytest.mark.parametrize(
        ("change", "because"),
        [
            ("state = 'done'", "duty_settled_when"),
            ("settled_at = now()", "duty_settled_when"),
            ("state = 'waived', settled_at = now()", "duty_waived_why"),
            ("state = 'kept', settled_at = now()", "Invalid transition"),
        ],
    )
    def test_settled_it_has_a_time_and_waived_a_reason(self, scene: Scene, change: str, because: str) -> None:
        sql = f"UPDATE cohorts_duty SET {change} WHERE id = %s"  # noqa: S608  # names of our own columns
        refused(sql, _duty(scene).pk, because=because)

    def test_a_startup_has_a_line_once(self, scene: Scene) -> None:
        duty = _duty(scene)
        other = Enrolment.objects.get(startup__name="Sandbar")
        refused("UPDATE cohorts_duty SET enrolment_id = %s WHERE id = %s", other.pk, duty.pk, because="duty_once")

    @pytest.mark.parametrize(
        ("change", "because"),
        [
            ("due_days = NULL", "onboarding_item_due"),
            ("due_on = '2026-12-01'", "onboarding_item_due"),
            ("kind = 'agreement'", "onboarding_item_agreement"),
        ],
    )
    def test_a_line_is_whole(self, scene: Scene, change: str, because: str) -> None:
        made = roster.item(scene.cohort, by=scene.manager)
        sql = f"UPDATE cohorts_onboardingitem SET {change} WHERE id = %s"  # noqa: S608  # names of our own columns
        refused(sql, made.pk, because=because)


class TestGraduations:
    def test_the_facts_stay(self, scene: Scene) -> None:
        operations.graduate(scene.enrolment, by=scene.manager)
        made = Graduation.objects.get()
        refused("UPDATE cohorts_graduation SET reason = 'x' WHERE id = %s", made.pk, because="permission denied|Cannot update")
        refused("DELETE FROM cohorts_graduation WHERE id = %s", made.pk, because="permission denied|Cannot update")

    @pytest.mark.parametrize("least", [0, 101])
    def test_a_share_is_one_of_a_hundred(self, scene: Scene, least: int) -> None:
        refused(
            "INSERT INTO cohorts_criterion (created_at, code, cohort_id, kind, least) VALUES (now(), 'crit0001', %s, 'x', %s)",
            scene.cohort.pk,
            least,
            because="criterion_least",
        )

    def test_each_is_asked_once(self, scene: Scene) -> None:
        operations.set_criteria(scene.cohort, least={"checklist": 80}, by=scene.manager)
        refused(
            "INSERT INTO cohorts_criterion (created_at, code, cohort_id, kind, least)"
            " VALUES (now(), 'crit0001', %s, 'checklist', 50)",
            scene.cohort.pk,
            because="criterion_once",
        )


class TestTogether:
    def _event(self, scene: Scene) -> Any:
        return roster.event(scene.cohort, by=scene.manager)

    @pytest.mark.parametrize(
        ("change", "because"),
        [
            ("kind = 'dance'", "event_kind"),
            ("audience = 'all'", "event_audience"),
            ("ends_at = starts_at", "event_ends_after_start"),
            ("starts_at = ends_at + interval '1 hour'", "event_ends_after_start"),
        ],
    )
    def test_an_event_is_whole(self, scene: Scene, change: str, because: str) -> None:
        sql = f"UPDATE cohorts_event SET {change} WHERE id = %s"  # noqa: S608  # names of our own columns
        refused(sql, self._event(scene).pk, because=because)

    @pytest.mark.parametrize(("state", "because"), [("asleep", "attendance_state"), ("present", "attendance_once")])
    def test_somebody_was_there_once_in_a_known_way(self, scene: Scene, state: str, because: str) -> None:
        made = roster.event(scene.cohort, by=scene.manager, starts_at=NOW.replace(day=1))
        key = (scene.enrolment.pk, scene.owner.pk)
        if because == "attendance_once":
            operations.record_attendance(made, states={key: "absent"}, by=scene.manager)
        refused(
            "INSERT INTO cohorts_attendance (created_at, event_id, enrolment_id, person_id, state, by_id)"
            " VALUES (now(), %s, %s, %s, %s, %s)",
            made.pk,
            *key,
            state,
            scene.manager.pk,
            because=because,
        )

    def test_a_press_announces_once_and_to_a_known_circle(self, scene: Scene) -> None:
        words: dict[str, Any] = {"subject": "Tides", "text": "High.", "audience": "cohort", "by": scene.manager}
        first, second = (operations.send(scene.cohort, press=f"press-{number}", **words) for number in range(2))
        refused("UPDATE cohorts_announcement SET press = %s WHERE id = %s", first.press, second.pk, because="press")
        refused("UPDATE cohorts_announcement SET audience = 'all' WHERE id = %s", first.pk, because="announcement_audience")

    def test_a_file_is_of_one_place(self, scene: Scene) -> None:
        made = operations.keep_file(scene.cohort, upload=files.upload(), by=scene.manager)
        sql = "UPDATE cohorts_sharedfile SET enrolment_id = %s WHERE id = %s"
        refused(sql, scene.enrolment.pk, made.pk, because="shared_file_of_one")


class TestPeople:
    def test_a_role_is_held_once_at_a_time(self, scene: Scene) -> None:
        held = scene.enrolment.supporters.get(person=scene.mentor)
        refused(
            "INSERT INTO cohorts_supporter (created_at, enrolment_id, person_id, role) VALUES (now(), %s, %s, 'mentor')",
            held.enrolment_id,
            scene.mentor.pk,
            because="supporter_once",
        )
        refused("UPDATE cohorts_supporter SET role = 'cook' WHERE id = %s", held.pk, because="supporter_role")

    def test_the_team_names_somebody_once(self, scene: Scene) -> None:
        made = operations.add_to_team(scene.cohort, person=scene.mentor, role="mentor", by=scene.manager)
        refused(
            "INSERT INTO cohorts_teammember (created_at, cohort_id, person_id, role) VALUES (now(), %s, %s, 'mentor')",
            scene.cohort.pk,
            scene.mentor.pk,
            because="team_member_once",
        )
        refused("UPDATE cohorts_teammember SET role = 'cook' WHERE id = %s", made.pk, because="team_member_role")

    def test_ended_it_may_begin_anew(self, scene: Scene) -> None:
        for _ in range(2):
            made = operations.add_to_team(scene.cohort, person=scene.mentor, role="mentor", by=scene.manager)
            operations.end_in_team(made, by=scene.manager)
        assert scene.cohort.team.count() == 2
