"""Demo people share one printed password: they come into an empty house on a machine of one's own, and nowhere else."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError

from accelerator.accounts.models import ApiToken, Person
from accelerator.applications.models import Application, Behalf, Clarification, Reopening, SignOff, Submission
from accelerator.decisions.models import Decision, Enclosure, Pack
from accelerator.files.models import File
from accelerator.kit import clock
from accelerator.pipeline import queries as pipeline
from accelerator.pipeline.models import Export, Import, Mailing, Tagging, View
from accelerator.programmes.models import Call, ReviewStage
from accelerator.reviews import blind
from accelerator.reviews.models import Absence, Assignment, Bid, Conflict, Decline, Expertise, Redaction, Ruling, Undertaking
from accelerator.startups.models import Startup
from accelerator.startups.signs import Distinction, Likeness
from accelerator.startups.transfers import Transfer
from accelerator.trail.models import Entry
from cohorts.credits.models import Grant
from cohorts.management.demo import names, people
from cohorts.mentoring.models import Session
from cohorts.milestones.models import Milestone
from cohorts.roster.models import Announcement, Attendance, Duty, Enrolment, Event, SharedFile
from tests.factories import accounts

pytestmark = pytest.mark.django_db
CALLS = {"applied-ai-cohort-4": 13, "applied-ai-cohort-5": 11, "gpu-compute-grant-round-3": 2, "harbour-pilot-round-1": 6}
STATES: dict[Any, set[str]] = {
    Application: {"draft", "submitted", "withdrawn"},
    Assignment: {"assigned", "scored", "unassigned"},
    Milestone: {"planned", "active", "submitted", "returned", "reached"},
    Grant: {"requested", "approved", "awarded", "active", "declined"},
}
FAULTS = [(3, "Website"), (4, "Country"), (5, "Team size"), (6, "Startup")]


def test_without_demo_nobody_comes(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="set DEMO=1 on a machine of your own first"):
        call_command("demo_world")
    assert not Person.objects.exists()


def test_a_house_with_people_stays_as_it_is(settings: Any) -> None:
    settings.DEMO = True
    only = accounts.person()
    with pytest.raises(CommandError, match="There are people in this database already"):
        call_command("demo_world")
    call_command("demo_world", once=True)
    assert list(Person.objects.all()) == [only]


def test_on_a_public_address_no_command_runs_at_all(settings: Any) -> None:
    settings.DEMO, settings.SITE_HOST, settings.ALLOWED_HOSTS = True, "apply.example.org", ["apply.example.org"]
    with pytest.raises(SystemCheckError, match=r"slipway\.E001"):
        call_command("demo_world", skip_checks=False)
    assert not Person.objects.exists()


def test_who_may_be_signed_in_as_is_printed_with_the_password() -> None:
    out = io.StringIO()
    call_command("demo_world", people=True, stdout=out)
    lines = out.getvalue().splitlines()
    assert people.PASSWORD in lines[0]
    assert [line.split()[0] for line in lines[1:]] == [people.address(role.local) for role in people.CAST]


def test_a_smaller_world_of_the_same_making_has_something_of_everything(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty startups and not 128, six of them in the cohort; the whole world is built at full size."""
    cohort, others = names.COHORT[:6], [idea for idea in names.IDEAS if idea.name not in names.COHORT]
    ideas = [idea for idea in names.IDEAS if idea.name in cohort] + others[:14]
    monkeypatch.setattr(names, "COHORT", cohort)
    monkeypatch.setattr(names, "IDEAS", ideas)
    settings.DEMO = True
    call_command("demo_world", stdout=io.StringIO())
    assert {call: Application.objects.filter(call__slug=call).count() for call in CALLS} == CALLS
    for model, states in STATES.items():
        assert set(model.objects.values_list("state", flat=True)) == states, model
    for model in (Behalf, Clarification, Reopening, SignOff, Import, Transfer, ApiToken, File, View, Tagging):
        assert model.objects.exists(), model
    assert Startup.objects.exclude(merged_into=None).exists()
    for model in (Absence, Bid, Decline, Expertise, Undertaking):
        assert model.objects.exists(), model
    assert set(Conflict.objects.live().values_list("source", flat=True)) == {"domain", "investor", "adviser", "declared"}
    assert Conflict.objects.lifted().get().source == "other"
    assert_trouble_is_shown()
    assert_byways_are_shown()
    assert_screening_and_blind_reading_are_shown()
    assert_life_in_the_cohort_is_shown()
    assert set(Decision.objects.values_list("outcome", flat=True)) == {"accept", "waitlist", "decline"}
    assert Session.objects.filter(enrolment__startup__slug="quaykeeper").count() == 4
    assert all(Person.objects.get(email=people.address(role.local)).check_password(people.PASSWORD) for role in people.CAST)


def assert_life_in_the_cohort_is_shown() -> None:
    """A checklist half done, texts accepted, a pause, events behind and ahead with who was there, files and announcements."""
    assert set(Duty.objects.values_list("state", flat=True)) == {"open", "done", "waived"}
    own = Duty.objects.filter(enrolment__startup__slug="quaykeeper", state="open")
    assert set(own.values_list("item__kind", flat=True)) == {"payment", "other"}
    assert set(Attendance.objects.values_list("state", flat=True)) == {"present", "absent", "excused"}
    now = clock.now()
    assert Event.objects.filter(ends_at__lt=now).count() == 4
    assert Event.objects.filter(starts_at__gt=now).count() == 2
    assert Announcement.objects.count() == 4
    assert [one.is_paused(one.today()) for one in Enrolment.objects.exclude(paused_from=None)] == [True]
    assert SharedFile.objects.count() == 3


def assert_trouble_is_shown() -> None:
    """Late within the grace, minutes given back, a file that failed, one that cannot come in yet, a merge undone."""
    assert Call.objects.get(slug="applied-ai-cohort-4").added_minutes == 3
    assert {one.lateness() for one in Submission.objects.all()} == {"", "5 minutes after the deadline, still in time"}
    assert Export.objects.exclude(failed_at=None).count() == 1
    (waiting,) = Import.objects.filter(begun_at=None)
    assert [(fault.line, fault.column) for fault in pipeline.judged(waiting).faults] == FAULTS
    assert Startup.objects.filter(name__endswith=" Studio", merged_into=None).exists()
    assert Entry.objects.filter(verb="startup.unmerged").exists()


def assert_byways_are_shown() -> None:
    """A call by invitation, next year's call with a test of it, two startups told apart, a letter that is posted."""
    assert list(Call.objects.filter(listed=False).values_list("access_codes__max_uses", flat=True)) == [8]
    (test,) = Application.objects.filter(is_test=True)
    assert (test.call.slug, test.call.state, test.state) == ("applied-ai-cohort-6", "draft", "submitted")
    assert Entry.objects.filter(verb="call.cloned").count() == 1
    assert {one.apart_id for one in Likeness.objects.filter(second__name__endswith=" Studio")} == {Distinction.objects.get().pk}
    letter = Mailing.objects.get()
    assert (letter.done, len(letter.ids), letter.posted_at is not None) == (6, 6, True)


def assert_screening_and_blind_reading_are_shown() -> None:
    """A call of two stages: two stopped with reasons, one waiting, the others read without names, one of them worded anew; an
    agreement that comes with offers, and a pack to open.
    """
    first, second = ReviewStage.objects.filter(call__slug="harbour-pilot-round-1").order_by("position")
    assert (first.kind, second.hides) == ("screening", "company")
    ruled = Ruling.objects.filter(stage=first)
    assert sorted(ruled.values_list("outcome", flat=True)) == ["on", "on", "on", "out", "out"]
    assert all(one.reasons and one.note for one in ruled.filter(outcome="out"))
    assert sorted(Assignment.objects.filter(stage=second).values_list("state", flat=True)) == ["assigned"] * 3 + ["scored"] * 3
    copy = Redaction.objects.get()
    assert blind.answers(copy.submission.application, copy.submission, second.hides)["founders"] == copy.answers["founders"]
    assert Enclosure.objects.live().get().file.name == "participation-agreement.pdf"
    assert bytes(Pack.objects.get(failed_at=None).content or b"").startswith(b"%PDF")
