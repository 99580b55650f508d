"""Starting, writing, submitting and withdrawing: what each leaves behind, and who may not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from accelerator.applications import operations, snapshots
from accelerator.applications.models import Application, Submission
from accelerator.applications.operations import NewStartup
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message
from accelerator.programmes.models import Call
from accelerator.questionnaires.models import Attachment, Sheet
from accelerator.questionnaires.operations import Edit
from accelerator.startups import operations as belonging
from accelerator.startups.models import Member, Startup
from accelerator.trail.models import Entry
from tests.factories import accounts, programmes, startups
from tests.factories.applications import application
from tests.factories.questionnaires import ANSWERS, published_version
from tests.factories.startups import member

pytestmark = pytest.mark.django_db
OPENS = datetime(2026, 11, 1, 0, 0, tzinfo=UTC)
CLOSES = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)
AT = datetime(2026, 11, 20, 6, 2, tzinfo=UTC)
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture(autouse=True)
def _today(time_machine: Any) -> None:
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def call() -> Call:
    return programmes.call(
        name="Applied AI", prefix="SF5", opens_at=OPENS, closes_at=CLOSES, grace_minutes=10, version=published_version()
    )


@pytest.fixture
def startup() -> Startup:
    return startups.startup(name="Sampan Analytics")


@pytest.fixture
def owner(startup: Startup) -> Any:
    return member(startup=startup, person=accounts.person(name="Ananya Rao"), role=Member.Role.OWNER)


@pytest.fixture
def draft(call: Call, startup: Startup, owner: Any) -> Application:
    return application(call=call, startup=startup, submitted=False, answers=ANSWERS)


def answer(one: Application, by: Any, key: str, value: Any) -> None:
    operations.write(one, changes=[Edit(key, value, Sheet.objects.get(pk=one.sheet_id).seen(key))], by=by, at=AT)


class TestStarting:
    def test_a_draft_with_the_calls_next_number(self, call: Call, startup: Startup, owner: Any) -> None:
        made = operations.start(call=call, startup=startup, by=owner, at=AT)
        assert (made.number, made.state, made.started_by, made.submitted_at) == ("SF5-0001", "draft", owner, None)
        assert (made.sheet.version, made.sheet.answers) == (call.version, {})
        assert Call.objects.get().last_number == 1
        entry = Entry.objects.get(verb="application.started")
        assert entry.told() == "Ananya Rao started Sampan Analytics (SF5-0001) for Applied AI."
        assert Message.objects.count() == 0

    def test_numbers_go_up(self, call: Call, startup: Startup, owner: Any) -> None:
        Call.objects.update(last_number=2416)
        assert operations.start(call=call, startup=startup, by=owner, at=AT).number == "SF5-2417"

    def test_a_startup_has_one_application_to_a_call(self, draft: Application, call: Call, startup: Startup, owner: Any) -> None:
        assert operations.start(call=call, startup=startup, by=owner, at=AT) == draft
        assert Application.objects.count() == 1

    def test_after_withdrawing_one_may_start_again(self, draft: Application, call: Call, startup: Startup, owner: Any) -> None:
        operations.withdraw(draft, by=owner, at=AT)
        again = operations.start(call=call, startup=startup, by=owner, at=AT)
        assert again != draft
        assert again.number == "SF5-0002"

    def test_a_startup_made_on_the_way(self, call: Call) -> None:
        person = accounts.person()
        facts = NewStartup("Quay Keeper", "https://quay.example.org", "Berths on time.", "SG")
        made = operations.start(call=call, startup=facts, by=person, at=AT)
        assert (made.startup.name, made.startup.website, made.startup.one_liner, made.startup.country.code) == (
            "Quay Keeper",
            "https://quay.example.org",
            "Berths on time.",
            "SG",
        )
        assert Member.objects.get(startup=made.startup).role == Member.Role.OWNER

    @pytest.mark.parametrize("role", [Member.Role.VIEWER, None])
    def test_viewers_and_strangers_cannot_apply_for_it(self, call: Call, startup: Startup, role: str | None) -> None:
        person = member(startup=startup, role=role) if role else accounts.person()
        with pytest.raises(Forbidden, match="Only owners and members of Sampan Analytics"):
            operations.start(call=call, startup=startup, by=person, at=AT)

    @pytest.mark.parametrize("at", [OPENS - timedelta(microseconds=1), CLOSES])
    def test_only_while_the_call_is_open(self, call: Call, startup: Startup, owner: Any, at: datetime) -> None:
        for what in (startup, NewStartup("Late Boats", country="SG")):
            with pytest.raises(Refusal, match="Applied AI takes no new applications now"):
                operations.start(call=call, startup=what, by=owner, at=at)
        assert (Application.objects.count(), Startup.objects.count()) == (0, 1)


class TestWriting:
    def test_owners_and_members_write(self, draft: Application, startup: Startup) -> None:
        answer(draft, member(startup=startup), "what", "By a member.")
        assert Sheet.objects.get().answers["what"] == "By a member."

    def test_viewers_strangers_and_who_left_do_not(self, draft: Application, startup: Startup, owner: Any) -> None:
        viewer, stranger, gone = member(startup=startup, role=Member.Role.VIEWER), accounts.person(), member(startup=startup)
        Member.objects.filter(person=gone).update(ended_at=AT)
        suspended = member(startup=startup, person=accounts.suspended_person())
        for person in (viewer, stranger, gone, suspended):
            with pytest.raises(Forbidden):
                answer(draft, person, "what", "Mine now.")
        assert Sheet.objects.get().answers == ANSWERS

    def test_a_withdrawn_one_stays_as_it_is(self, draft: Application, owner: Any) -> None:
        operations.withdraw(draft, by=owner, at=AT)
        with pytest.raises(Refusal, match="was withdrawn"):
            answer(draft, owner, "what", "More.")

    @pytest.mark.parametrize("leaves", [False, True], ids=["withdrawn", "removed"])
    def test_what_waited_while_the_door_closed_is_refused(
        self, draft: Application, startup: Startup, owner: Any, leaves: bool
    ) -> None:
        """The upload was arriving, and the writer's page loaded, before; nothing is kept of it."""
        writer = member(startup=startup)

        def close() -> None:
            if not leaves:
                operations.withdraw(Application.objects.get(pk=draft.pk), by=owner, at=AT)
            for one in Member.objects.live().filter(person=writer) if leaves else ():
                belonging.end(one, by=owner)

        class Arriving(SimpleUploadedFile):
            def chunks(self, chunk_size: int | None = None) -> Any:
                yield from super().chunks(chunk_size)
                close()

        refused = pytest.raises(Forbidden if leaves else Refusal, match="can change it" if leaves else "was withdrawn")
        with refused:
            operations.attach(draft, key="deck", upload=Arriving("late.pdf", PDF), by=writer, at=AT)
        assert not Attachment.objects.exists()
        held = operations.attach(draft, key="deck", upload=SimpleUploadedFile("deck.pdf", PDF), by=writer, at=AT)
        before = draft.sheet.saved_at
        close()
        with refused:
            operations.write(draft, changes=[Edit("what", "Later", draft.sheet.seen("what"))], by=writer, at=AT)
        with refused:
            operations.detach(draft, attachment=held, by=writer, at=AT)
        sheet = Sheet.objects.get(pk=draft.sheet_id)
        assert (sheet.answers, sheet.saved_at) == (ANSWERS, before)
        assert list(Attachment.objects.all()) == [held]

    def test_files_come_and_go_with_the_trail(self, draft: Application, owner: Any) -> None:
        attachment = operations.attach(draft, key="deck", upload=SimpleUploadedFile("deck.pdf", PDF), by=owner, at=AT)
        operations.detach(draft, attachment=attachment, by=owner, at=AT)
        assert [entry.told() for entry in Entry.objects.order_by("id")] == [
            f"Ananya Rao attached deck.pdf to Sampan Analytics ({draft.number}).",
            f"Ananya Rao removed deck.pdf from Sampan Analytics ({draft.number}).",
        ]
        attachment.file.refresh_from_db()
        assert attachment.file.removed_at == AT

    def test_a_file_that_was_sent_is_kept(self, draft: Application, owner: Any) -> None:
        attachment = operations.attach(draft, key="deck", upload=SimpleUploadedFile("deck.pdf", PDF), by=owner, at=AT)
        operations.submit(draft, by=owner, arrived_at=AT)
        operations.detach(draft, attachment=attachment, by=owner, at=AT)
        attachment.file.refresh_from_db()
        assert attachment.file.removed_at is None


class TestSubmitting:
    def test_the_answers_as_they_stand_with_a_receipt(self, draft: Application, owner: Any) -> None:
        file = operations.attach(draft, key="deck", upload=SimpleUploadedFile("deck.pdf", PDF), by=owner, at=AT).file
        made = operations.submit(draft, by=owner, arrived_at=AT)
        whole = {**ANSWERS, "deck": [{"code": file.code, "name": "deck.pdf", "size": len(PDF), "sha256": file.sha256}]}
        assert (made.number, made.answers, made.arrived_at, made.by, made.version) == (1, whole, AT, owner, draft.sheet.version)
        kept = Submission.objects.select_related("version__questionnaire", "application").get()
        assert kept.sha256 == snapshots.digest(kept.document())
        assert kept.is_whole()
        kept_application = Application.objects.get()
        assert (kept_application.state, kept_application.submitted_at) == ("submitted", AT)
        assert Entry.objects.get(verb="application.submitted").facts["receipt"] == made.receipt

    def test_one_changed_letter_shows(self, draft: Application, owner: Any) -> None:
        made = operations.submit(draft, by=owner, arrived_at=AT)
        made.answers["what"] += " "
        assert not made.is_whole()

    def test_the_submitter_has_a_receipt_by_mail_the_others_a_notice(
        self, draft: Application, startup: Startup, owner: Any
    ) -> None:
        other, viewer = member(startup=startup), member(startup=startup, role=Member.Role.VIEWER)
        member(startup=startup, person=accounts.suspended_person())
        made = operations.submit(draft, by=owner, arrived_at=AT)
        sent = {message.recipient_id: (message.kind, message.url) for message in Message.objects.all()}
        assert sent == {
            owner.pk: ("application_receipt", made.get_absolute_url()),
            other.pk: ("application_submitted", draft.get_absolute_url()),
            viewer.pk: ("application_submitted", draft.get_absolute_url()),
        }
        facts = Message.objects.get(kind="application_receipt").facts
        assert (facts["receipt"], facts["sha256"], facts["number"]) == (made.receipt, made.sha256, draft.number)
        assert facts["arrived"].startswith("Fri 20 Nov")

    def test_thirty_clicks_make_one(self, draft: Application, owner: Any) -> None:
        made = {operations.submit(draft, by=owner, arrived_at=AT + timedelta(seconds=second)).receipt for second in range(30)}
        assert len(made) == 1
        assert (Submission.objects.count(), Message.objects.count(), Entry.objects.count()) == (1, 1, 1)

    def test_the_last_one_counts_even_when_it_says_what_the_first_did(self, draft: Application, owner: Any) -> None:
        first = operations.submit(draft, by=owner, arrived_at=AT)
        answer(draft, owner, "what", "Something else.")
        second = operations.submit(draft, by=owner, arrived_at=AT + timedelta(hours=1))
        answer(draft, owner, "what", ANSWERS["what"])
        third = operations.submit(draft, by=owner, arrived_at=AT + timedelta(hours=2))
        assert [one.number for one in (first, second, third)] == [1, 2, 3]
        assert first.sha256 == third.sha256 != second.sha256
        assert draft.last_submission() == third
        assert Application.objects.get().submitted_at == AT + timedelta(hours=2)

    def test_what_bars_it_is_named(self, draft: Application, owner: Any) -> None:
        answer(draft, owner, "what", "x" * 612)
        answer(draft, owner, "true", None)
        with pytest.raises(operations.Incomplete) as refusal:
            operations.submit(draft, by=owner, arrived_at=AT)
        assert refusal.value.faults == [
            ("what", "12 characters over the limit. Shorten it to submit."),
            ("true", "Confirm this to submit."),
        ]
        assert (refusal.value.status, refusal.value.field) == (422, "what")
        assert (Submission.objects.count(), Message.objects.count(), Application.objects.get().state) == (0, 0, "draft")

    @pytest.mark.parametrize("sent", [AT - timedelta(seconds=1), AT, AT + timedelta(seconds=1)])
    def test_what_is_kept_after_it_counts_as_changed_whenever_it_arrived(
        self, draft: Application, owner: Any, sent: datetime
    ) -> None:
        operations.submit(draft, by=owner, arrived_at=AT)
        writer = Application.objects.select_related("sheet__version", "call", "startup").get()
        assert not writer.is_changed()
        edit = Edit("what", "Kept a moment later.", writer.sheet.seen("what"))
        operations.write(writer, changes=[edit], by=owner, at=sent)
        assert writer.is_changed()
        assert Application.objects.select_related("sheet").get().is_changed()

    def test_what_is_kept_before_it_is_part_of_it_though_it_arrived_later(self, draft: Application, owner: Any) -> None:
        edit = Edit("what", "Kept a moment sooner.", draft.sheet.seen("what"))
        operations.write(draft, changes=[edit], by=owner, at=AT + timedelta(seconds=1))
        sent = operations.submit(draft, by=owner, arrived_at=AT)
        assert sent.answers["what"] == "Kept a moment sooner."
        assert not draft.is_changed()
        assert not Application.objects.select_related("sheet").get().is_changed()

    def test_viewers_and_strangers_do_not_submit(self, draft: Application, startup: Startup) -> None:
        for person in (member(startup=startup, role=Member.Role.VIEWER), accounts.person()):
            with pytest.raises(Forbidden, match="Only owners and members"):
                operations.submit(draft, by=person, arrived_at=AT)

    def test_a_submission_never_changes(self, draft: Application, owner: Any) -> None:
        made = operations.submit(draft, by=owner, arrived_at=AT)
        with pytest.raises(DatabaseError), transaction.atomic():
            Submission.objects.update(answers={})
        with pytest.raises(DatabaseError), transaction.atomic():
            made.delete()


class TestDeadline:
    """The instant a request arrived decides, to the microsecond, grace included (reliability P4)."""

    LAST = CLOSES + timedelta(minutes=10)

    @pytest.mark.parametrize("arrived_at", [OPENS, CLOSES, LAST - timedelta(microseconds=1)])
    def test_in_time(self, draft: Application, owner: Any, arrived_at: datetime) -> None:
        assert operations.submit(draft, by=owner, arrived_at=arrived_at).arrived_at == arrived_at

    @pytest.mark.parametrize("arrived_at", [LAST, LAST + timedelta(microseconds=1), OPENS - timedelta(microseconds=1)])
    def test_too_late_or_too_early(self, draft: Application, owner: Any, arrived_at: datetime) -> None:
        with pytest.raises(Refusal, match=r"This call closed on .* Your draft is kept"):
            operations.submit(draft, by=owner, arrived_at=arrived_at)
        assert Submission.objects.count() == 0

    def test_after_the_end_nothing_is_asked_for_that_could_not_be_submitted(self, draft: Application, owner: Any) -> None:
        answer(draft, owner, "true", None)
        with pytest.raises(Refusal, match="This call closed on"):
            operations.submit(draft, by=owner, arrived_at=self.LAST)

    def test_the_same_edge_holds_for_answers_and_files(self, draft: Application, owner: Any) -> None:
        late, upload = self.LAST, SimpleUploadedFile("deck.pdf", PDF)
        before = late - timedelta(microseconds=1)
        operations.write(draft, changes=[Edit("what", "Just in time.", 0)], by=owner, at=before)
        operations.attach(draft, key="deck", upload=upload, by=owner, at=before)
        with pytest.raises(Refusal, match="call closed"):
            operations.write(draft, changes=[Edit("what", "Too late.", 1)], by=owner, at=late)
        with pytest.raises(Refusal, match="call closed"):
            operations.attach(draft, key="deck", upload=upload, by=owner, at=late)
        assert Sheet.objects.get().answers["what"] == "Just in time."

    def test_a_thousand_around_the_second_fall_on_the_right_side(self, draft: Application) -> None:
        for microsecond in range(-500, 500):
            arrived_at = self.LAST + timedelta(microseconds=microsecond)
            assert draft.takes(arrived_at) is (microsecond < 0)

    def test_the_same_click_again_after_the_end_still_shows_its_receipt(self, draft: Application, owner: Any) -> None:
        made = operations.submit(draft, by=owner, arrived_at=CLOSES)
        assert operations.submit(draft, by=owner, arrived_at=self.LAST + timedelta(hours=1)) == made


class TestWithdrawing:
    def test_out_of_the_round_and_never_a_draft_again(self, draft: Application, startup: Startup, owner: Any) -> None:
        other = member(startup=startup)
        operations.submit(draft, by=owner, arrived_at=AT)
        operations.withdraw(draft, by=owner, at=AT)
        kept = Application.objects.get()
        assert (kept.state, kept.withdrawn_at) == ("withdrawn", AT)
        assert Application.objects.standing().count() == 0
        assert Entry.objects.filter(verb="application.withdrawn").count() == 1
        assert list(Message.objects.filter(kind="application_withdrawn").values_list("recipient", flat=True)) == [other.pk]
        with pytest.raises(Refusal, match="was withdrawn"):
            operations.submit(draft, by=owner, arrived_at=AT)
        with pytest.raises(DatabaseError), transaction.atomic():
            Application.objects.update(state="draft")

    def test_twice_is_once(self, draft: Application, owner: Any) -> None:
        operations.withdraw(draft, by=owner, at=AT)
        operations.withdraw(draft, by=owner, at=AT + timedelta(days=1))
        assert Entry.objects.filter(verb="application.withdrawn").count() == 1

    def test_viewers_and_strangers_do_not(self, draft: Application, startup: Startup) -> None:
        for person in (member(startup=startup, role=Member.Role.VIEWER), accounts.person()):
            with pytest.raises(Forbidden):
                operations.withdraw(draft, by=person, at=AT)
