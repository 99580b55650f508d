"""Versions of plans, going back to one, copies, plans from files, and doors to them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.trail.models import Entry
from cohorts.milestones import content, differing, due, histories, ladder, plan_file, plan_schema, planning, queries
from cohorts.milestones.content import StepGiven
from cohorts.milestones.models import Plan, PlanVersion, Step
from cohorts.milestones.planning import Overtaken, Unfit
from tests.cast import browser
from tests.factories import milestones as factories
from tests.factories import programmes
from tests.factories import questionnaires as forms
from tests.factories.cohorts import Scene

TEXT = """\
plan: Two steps
steps:
- key: talks
  title: Talks
  due:
    days: 14
- key: pilot
  title: Pilot signed
  description: |-
    A first site.
    With dates.
  owner: mentor
  target: 3
  unit: sites
  due:
    working_days: 5
    after: talks
    day_off: previous
  needs:
  - talks
"""
STEPS = [
    StepGiven("Talks", 14, key="talks"),
    StepGiven(
        "Pilot signed",
        5,
        "A first site.\nWith dates.",
        key="pilot",
        owner="mentor",
        target=Decimal(3),
        unit="sites",
        due_rule=due.WORKDAYS,
        after="talks",
        days_off=due.PREVIOUS,
        needs=("talks",),
    ),
]


@pytest.fixture
def plan(scene: Scene) -> Plan:
    return factories.plan(scene.programme)


def told(*things: Any) -> list[str]:
    return [entry.told() for entry in Entry.objects.about(*things).order_by("id")]


def keys(plan: Plan) -> list[str]:
    return [one.key for one in plan.steps.live().order_by("position")]


class TestVersions:
    def test_a_plan_is_kept_as_it_is_and_only_once(self, scene: Scene, plan: Plan) -> None:
        first = planning.keep_version(plan, note="As agreed", by=scene.manager)
        assert (first.number, first.note, first.by, first.steps.count()) == (1, "As agreed", scene.manager, 3)
        assert planning.keep_version(plan, note="Again", by=scene.manager) == first
        planning.place_step(plan.steps.get(key="m3"), position=1, by=scene.manager)
        assert planning.keep_version(plan, by=scene.manager).number == 2
        assert told(plan)[-1] == "Nurul Hakim kept the plan Six months as version 2."

    def test_a_version_never_changes(self, scene: Scene, plan: Plan) -> None:
        version = planning.keep_version(plan, by=scene.manager)
        kept = version.steps.all()
        for act in (lambda: kept.update(title="Else"), kept.delete, lambda: PlanVersion.objects.update(note="Else")):
            with pytest.raises(DatabaseError), transaction.atomic():
                act()

    def test_an_empty_plan_has_nothing_to_keep(self, scene: Scene) -> None:
        with pytest.raises(Refusal, match="no steps yet"):
            planning.keep_version(factories.plan(scene.programme, days=()), by=scene.manager)

    def test_one_is_taken_up_again(self, scene: Scene, plan: Plan) -> None:
        plan.steps.filter(key="m2").update(after="m1", needs=["m3"], owner="mentor", target=5, unit="sites")
        version = planning.keep_version(plan, by=scene.manager)
        planning.change_step(plan.steps.get(key="m2"), given=StepGiven("Else", 9), by=scene.manager)
        planning.remove_step(plan.steps.get(key="m1"), by=scene.manager)
        planning.add_step(plan, step=StepGiven("Fresh", 9), by=scene.manager)
        planning.take_up(version, by=scene.manager)
        assert keys(plan) == ["m1", "m2", "m3"]
        assert queries.content_of(version) == [(one.pk, one.says()) for one in plan.steps.live().order_by("position")]
        assert told(plan)[-1] == "Nurul Hakim took up version 1 of the plan Six months again."
        assert planning.keep_version(plan, by=scene.manager) == version
        assert not Step.objects.filter(key="fresh").exists()

    def test_what_each_changed_is_told(self, scene: Scene, plan: Plan) -> None:
        planning.keep_version(plan, by=scene.manager)
        given = StepGiven(
            "Pilot", 5, "Talk to twenty people.", due_rule=due.WORKDAYS, after="m1", target=Decimal(2), unit="sites"
        )
        planning.change_step(plan.steps.get(key="m2"), given=given, by=scene.manager)
        planning.remove_step(plan.steps.get(key="m3"), by=scene.manager)
        planning.keep_version(plan, by=scene.manager)
        planning.add_step(plan, step=StepGiven("Fresh", 9), by=scene.manager)
        there = histories.history(plan)
        assert [(one.kind, one.title) for one in there.ahead] == [("added", "Fresh")]
        newest, first = there.versions
        assert [(one.kind, one.title) for one in newest.differences] == [("changed", "Pilot"), ("removed", "Model card written")]
        assert [tuple(vars(one).values()) for one in newest.differences[0].details] == [
            ("Milestone", "Pilot signed", "Pilot"),
            ("Due", "60 days after the first day", "5 working days after Customer interviews"),
            ("What shows it", "Notes of twenty conversations", ""),
            ("Target", "", "2 sites"),
        ]
        assert (newest.steps, first.steps, first.is_first, list(first.differences)) == (2, 3, True, [])

    def test_another_place_is_a_difference_of_the_one_that_moved(self) -> None:
        old = [StepGiven(name, key=name) for name in "abc"]
        found = differing.differences(old, [old[2], old[0], old[1]])
        assert [(one.key, one.details[0].old, one.details[0].new) for one in found] == [
            ("c", "M3", "M1"),
            ("a", "M1", "M2"),
            ("b", "M2", "M3"),
        ]

    @pytest.mark.parametrize("size", [1, 3])
    def test_the_page_tells_them_all(self, scene: Scene, plan: Plan, size: int, django_assert_num_queries: Any) -> None:
        for number in range(size):
            plan.steps.filter(key="m1").update(due_days=number)
            planning.apply_plan(plan, cohort=scene.cohort, note=f"Note {number}", by=scene.manager)
        client = browser(scene.manager)
        with django_assert_num_queries(9):
            page = client.get(f"/plans/{plan.code}/versions/").content.decode()
        assert (f"Version {size}" in page, "Note 0" in page, page.count("Cohort 5 follows it")) == (True, True, 1)

    def test_the_page_keeps_and_takes_up(self, scene: Scene, plan: Plan) -> None:
        client = browser(scene.manager)
        client.post(f"/plans/{plan.code}/versions/", {"note": "By hand"})
        plan.steps.filter(key="m1").update(title="Else")
        assert b"Changed since the newest version" in client.get(f"/plans/{plan.code}/versions/").content
        assert client.post(f"/plans/{plan.code}/versions/1/take-up/")["Location"] == f"/plans/{plan.code}/"
        assert plan.steps.get(key="m1").title == "Customer interviews"
        assert client.post(f"/plans/{plan.code}/versions/7/take-up/").status_code == 404
        assert browser(scene.auditor).post(f"/plans/{plan.code}/versions/1/take-up/").status_code == 403


class TestSteps:
    def test_one_without_a_trace_is_gone_and_another_is_retired(self, scene: Scene, plan: Plan) -> None:
        assert planning.remove_step(plan.steps.get(key="m1"), by=scene.manager) is True
        planning.keep_version(plan, by=scene.manager)
        assert planning.remove_step(plan.steps.get(key="m3"), by=scene.manager) is False
        assert (keys(plan), plan.steps.count()) == (["m2"], 2)
        made = planning.add_step(plan, step=StepGiven("Fresh", 9), by=scene.manager)
        assert (made.position, plan.steps.get(key="m3").position) == (2, 3)
        with pytest.raises(Refusal, match="has, or had, a step with the key “m3”"):
            planning.add_step(plan, step=StepGiven("Again", 9, key="m3"), by=scene.manager)

    @pytest.mark.parametrize(
        ("given", "field", "says"),
        [
            (StepGiven("Fresh", key="Ä"), "key", "A key has small letters"),
            (StepGiven("Fresh", key="new"), "key", "A key has small letters"),
            (StepGiven(" "), "title", "A milestone needs a name."),
            (StepGiven("Two\nlines"), "title", "Take the line breaks out."),
            (StepGiven("Fresh", owner="nobody"), "owner", "founder, mentor, manager"),
            (StepGiven("Fresh", due_rule="someday"), "due_rule", "days, workdays, month_end, quarter_end, on"),
            (StepGiven("Fresh", due_rule="month_end"), "due_days", "from 1 to 60"),
            (StepGiven("Fresh", 1501), "due_days", "from 0 to 1500"),
            (StepGiven("Fresh", due_rule="on"), "fixed_on", "Name the day."),
            (StepGiven("Fresh", due_rule="on", fixed_on=date(1999, 1, 1)), "fixed_on", "between 2000 and 2099"),
            (StepGiven("Fresh", due_rule="on", fixed_on=date(2027, 1, 1), after="m1"), "after", "counts from no other"),
            (StepGiven("Fresh", after="nowhere"), "after", "There is no step “nowhere” in this plan."),
            (StepGiven("Fresh", needs=("m1", "m9")), "needs", "There is no step “m9” in this plan."),
            (StepGiven("Fresh", target=Decimal("0.00001")), "target", "at most four decimals"),
            (StepGiven("Fresh", target=Decimal("NaN")), "target", "more than 0"),
            (StepGiven("Fresh", questionnaire="nothing"), "questionnaire", "There is no such form"),
            (StepGiven("Fresh", description="x" * 4001), "description", "Shorten it to 4000"),
        ],
    )
    def test_one_that_cannot_be_names_its_field(self, scene: Scene, plan: Plan, given: StepGiven, field: str, says: str) -> None:
        with pytest.raises(Refusal, match=says) as refusal:
            planning.add_step(plan, step=given, by=scene.manager)
        assert (refusal.value.field, plan.steps.count()) == (field, 3)

    def test_a_round_is_named_by_its_titles(self, scene: Scene, plan: Plan) -> None:
        planning.change_step(plan.steps.get(key="m1"), given=StepGiven("Pilot", after="m2"), by=scene.manager)
        with pytest.raises(Unfit, match="Pilot → Demo → Pilot"):
            planning.change_step(plan.steps.get(key="m2"), given=StepGiven("Demo", needs=("m1",)), by=scene.manager)

    def test_a_form_is_one_that_the_manager_may_use(self, scene: Scene, plan: Plan) -> None:
        own = planning.make_evidence_form(plan.steps.get(key="m1"), by=scene.manager)
        with pytest.raises(Refusal, match="no such form"):  # of another step, and not published yet
            planning.change_step(plan.steps.get(key="m2"), given=StepGiven("Else", questionnaire=own.code), by=scene.manager)
        own.versions.update(state="published", published_at="2026-11-01T00:00:00Z")
        planning.change_step(plan.steps.get(key="m2"), given=StepGiven("Else", questionnaire=own.code), by=scene.manager)
        assert plan.steps.get(key="m2").questionnaire == own
        foreign = forms.published_version().questionnaire
        with pytest.raises(Refusal, match="no such form"):
            planning.change_step(plan.steps.get(key="m3"), given=StepGiven("Else", questionnaire=foreign.code), by=scene.manager)

    def test_keys_are_made_from_titles(self) -> None:
        assert [content.key_for(title, ["pilot"]) for title in ("Pilot", "Vor-Ort: Übung!", "你好", "New")] == [
            "pilot-2",
            "vor-ort-ubung",
            "step",
            "new-2",
        ]


class TestFiles:
    def test_a_plan_is_written_and_read_back(self) -> None:
        assert plan_file.write("Two steps", STEPS) == TEXT
        assert plan_file.read(TEXT)[:2] == ("Two steps", STEPS)

    @given(
        st.lists(
            st.builds(
                StepGiven,
                title=st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1, max_size=30),
                due_days=st.integers(1, 20),
                evidence=st.sampled_from(["", "no", "2026-11-30", "- a", "5"]),
                owner=st.sampled_from(content.OWNERS),
                target=st.sampled_from([None, Decimal("0.5"), Decimal(7), Decimal("1200.25")]),
                due_rule=st.sampled_from([due.DAYS, due.WORKDAYS, due.MONTH_END, due.QUARTER_END]),
                days_off=st.sampled_from(content.DAYS_OFF),
            ),
            min_size=1,
            max_size=5,
        )
    )
    def test_any_plan_comes_back_and_is_of_the_shape_that_is_published(self, steps: list[StepGiven]) -> None:
        keyed = content.with_keys(steps)
        text = plan_file.write("Any", keyed)
        assert plan_file.read(text)[:2] == ("Any", keyed)
        value, _lines = plan_file.yamlfile.read(text)
        Draft202012Validator.check_schema(plan_schema.schema())
        Draft202012Validator(plan_schema.schema()).validate(value)

    @pytest.mark.parametrize(
        ("old", "new", "line", "path", "says"),
        [
            ("plan: Two steps", "plan: ''", 1, "plan", "Give the plan's name"),
            ("plan: Two steps", "name: Two steps", 1, "name", "“name” is unknown here. There are: plan, steps."),
            ("  title: Talks\n", "", 3, "steps[0].title", "A milestone needs a name."),
            ("    days: 14", "    weeks: 2", 5, "steps[0].due", "Say when it is due with one of these"),
            ("    days: 14", "    days: soon", 6, "steps[0].due.days", "This must be a whole number."),
            ("    days: 14", "    days: -1", 5, "steps[0].due", "Choose a number from 0 to 1500."),
            ("    days: 14", "    on: 30 November", 6, "steps[0].due.on", "Write the day as 2026-11-30."),
            ("  owner: mentor", "  owner: nobody", 12, "steps[1].owner", "founder, mentor, manager"),
            ("  target: 3", "  target: many", 13, "steps[1].target", "This must be a number."),
            ("  unit: sites", "  unit: 5", 14, "steps[1].unit", "This must be text."),
            ("    after: talks", "    after: talk", 15, "steps[1].due", "There is no step “talk” in this plan."),
            ("- key: pilot", "- key: talks", 7, "steps[1].key", "Two steps have the key “talks”."),
            (
                "  title: Talks\n",
                "  title: Talks\n  needs: [pilot]\n",
                16,
                "steps[1].due",
                "Pilot signed → Talks → Pilot signed",
            ),
            ("  title: Talks\n", "  title: Talks\n  title: Twice\n", 5, "steps[0].title", "“title” stands here twice."),
            ("  - talks\n", "  - talks: 1\n", 19, "steps[1].needs", "This must be a list of keys of steps."),
            ("- key: talks\n  title: Talks\n  due:\n    days: 14\n", "- Talks\n", 3, "steps[0]", "A step has a title"),
            (TEXT, "- one\n", 1, "", "A plan has a name under “plan”"),
            (TEXT, "plan: Empty\nsteps: []\n", 2, "steps", "Give at least one step."),
        ],
    )
    def test_every_fault_is_told_with_its_line(self, old: str, new: str, line: int, path: str, says: str) -> None:
        with pytest.raises(plan_file.Misread) as refusal:
            plan_file.read(TEXT.replace(old, new))
        (first, *_rest) = refusal.value.faults
        assert (first.line, first.path) == (line, path)
        assert says in first.sentence

    def test_a_file_replaces_the_steps_and_the_name(self, scene: Scene, plan: Plan) -> None:
        client, door = browser(scene.manager), f"/plans/{plan.code}/file/"
        text = client.get(f"/plans/{plan.code}/plan.yaml").content.decode()
        assert text.splitlines()[0] == "# yaml-language-server: $schema=http://testserver/schemas/plan.json"
        changed = text.replace("Six months", "Nine months").replace("days: 60", "days: 61")
        assert client.post(door, {"text": changed, "seen": queries.mark(plan)})["Location"] == f"/plans/{plan.code}/"
        plan.refresh_from_db()
        assert (plan.name, plan.steps.get(key="m2").due_days, keys(plan)) == ("Nine months", 61, ["m1", "m2", "m3"])

    def test_nothing_half_done(self, scene: Scene, plan: Plan) -> None:
        client, door = browser(scene.manager), f"/plans/{plan.code}/file/"
        for text in (TEXT.replace("days: 14", "days: x"), TEXT + "  questionnaire: nothing\n"):
            page = client.post(door, {"text": text})
            assert (page.status_code, b"Nothing was changed" in page.content, b"Line " in page.content) == (422, True, True)
        assert (keys(plan), Plan.objects.get().name) == (["m1", "m2", "m3"], "Six months")

    def test_what_somebody_else_wrote_meanwhile_is_not_run_over(self, scene: Scene, plan: Plan) -> None:
        seen = queries.mark(plan)
        planning.place_step(plan.steps.get(key="m1"), position=2, by=scene.manager)
        with pytest.raises(Overtaken):
            planning.replace_steps(plan, steps=STEPS, by=scene.manager, seen=seen)
        page = browser(scene.manager).post(f"/plans/{plan.code}/file/", {"text": TEXT, "seen": seen})
        assert (page.status_code, b"Somebody else wrote on this plan meanwhile." in page.content) == (409, True)

    def test_readers_take_it_along_and_no_more(self, scene: Scene, plan: Plan) -> None:
        client = browser(scene.auditor)
        assert client.get(f"/plans/{plan.code}/plan.yaml").status_code == 200
        assert b"Replace the steps" not in client.get(f"/plans/{plan.code}/file/").content
        planning.keep_version(plan, by=scene.manager)
        plan.steps.filter(key="m1").update(title="Else")
        kept = client.get(f"/plans/{plan.code}/plan.yaml?version=1").content.decode()
        assert ("Customer interviews" in kept, "Else" in kept) == (True, False)

    def test_a_new_plan_comes_from_a_file(self, scene: Scene) -> None:
        client = browser(scene.manager)
        sent = {"programme": scene.programme.pk, "file": SimpleUploadedFile("plan.yaml", TEXT.encode())}
        made = Plan.objects.get(code=client.post("/plans/new/", sent)["Location"].split("/")[2])
        assert (made.name, keys(made)) == ("Two steps", ["talks", "pilot"])
        sent["file"] = SimpleUploadedFile("plan.yaml", TEXT.replace("after: talks", "after: x").encode())
        page = client.post("/plans/new/", sent)
        assert (page.status_code, "There is no step “x” in this plan." in page.content.decode()) == (422, True)
        assert Plan.objects.count() == 1

    def test_the_schema_is_public(self, client: Any, scene: Scene) -> None:
        assert client.get("/schemas/plan.json").json() == plan_schema.schema()


class TestCopies:
    def test_steps_and_reminders_come_along_and_no_history(self, scene: Scene, plan: Plan) -> None:
        plan.steps.filter(key="m2").update(after="m1", due_rule="month_end", due_days=2)
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        ladder.stop(plan.reminder_rules.first(), reason="aside") if plan.reminder_rules.exists() else None
        there = programmes.programme()
        programmes.manager(there, scene.manager)
        made = planning.clone_plan(plan, programme=there, name="Second run", by=scene.manager)
        assert (made.programme, made.name, made.versions.count(), made.cohorts.count()) == (there, "Second run", 0, 0)
        assert [queries.given(one) for one in made.steps.order_by("position")] == [
            queries.given(one) for one in plan.steps.order_by("position")
        ]
        assert made.reminder_rules.live().count() == plan.reminder_rules.live().count() > 0
        assert told(made)[-1] == "Nurul Hakim began Second run as a copy of Six months."

    def test_a_form_that_is_not_to_be_used_there_stays_behind(self, scene: Scene, plan: Plan) -> None:
        plan.steps.filter(key="m1").update(questionnaire=forms.published_version().questionnaire)
        there = programmes.programme()
        guest = programmes.manager(there, programmes.reviewer(scene.programme))  # reads this plan, runs another programme
        made = planning.clone_plan(plan, programme=there, name="Second run", by=guest)
        assert made.steps.get(key="m1").questionnaire is None

    def test_only_into_a_programme_that_one_runs(self, scene: Scene, plan: Plan) -> None:
        with pytest.raises(Forbidden):
            planning.clone_plan(plan, programme=programmes.programme(), name="Mine", by=scene.manager)
        assert Plan.objects.count() == 1
