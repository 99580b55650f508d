"""Forms are drawn in drafts and published for ever; sheets take answers from several people and lose none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction

from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.questionnaires import drafting, operations
from accelerator.questionnaires.models import Change, Sheet, Version
from accelerator.questionnaires.operations import Conflict, Edit
from accelerator.questionnaires.questions import TooLong, Unkept
from accelerator.trail.models import Entry
from tests.factories import accounts, programmes
from tests.factories.questionnaires import DEFINITION, draft_version, published_version, sheet

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 30, 6, 2, tzinfo=UTC)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture
def founder() -> Any:
    return accounts.person(name="Ananya Rao")


@pytest.fixture
def cofounder() -> Any:
    return accounts.person(name="Vikram Shetty")


def write(on: Sheet, by: Any, *edits: tuple[str, object, int]) -> operations.Written:
    return operations.write(on, changes=[Edit(*edit) for edit in edits], by=by, at=AT)


def pdf(name: str = "deck.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


class TestWriting:
    def test_an_answer_is_kept_and_counted(self, founder: Any) -> None:
        paper = sheet()
        written = write(paper, founder, ("what", "Predicts dwell time.", 0), ("stage", "pilot", 0))
        assert written.versions == {"what": 1, "stage": 1}
        assert (written.conflicts, written.refused, written.at) == ([], [], AT)
        kept = Sheet.objects.get()
        assert kept.answers == {"what": "Predicts dwell time.", "stage": "pilot"}
        assert kept.marks["what"] == {"n": 1, "by": founder.pk, "at": AT.isoformat()}
        assert kept.saved_at == AT
        assert list(Change.objects.order_by("id").values_list("key", "number", "value", "by", "at")) == [
            ("what", 1, "Predicts dwell time.", founder.pk, AT),
            ("stage", 1, "pilot", founder.pk, AT),
        ]

    def test_the_sheet_in_hand_shows_what_was_kept(self, founder: Any) -> None:
        paper = sheet()
        write(paper, founder, ("what", "One.", 0))
        assert (paper.answers, paper.seen("what"), paper.saved_at) == ({"what": "One."}, 1, AT)

    def test_who_saw_the_newest_may_write_on(self, founder: Any, cofounder: Any) -> None:
        paper = sheet()
        write(paper, founder, ("what", "One.", 0))
        assert write(paper, cofounder, ("what", "Two.", 1)).versions == {"what": 2}
        assert Sheet.objects.get().answers["what"] == "Two."

    def test_an_unseen_answer_is_never_overwritten(self, founder: Any, cofounder: Any) -> None:
        paper = sheet()
        write(paper, cofounder, ("what", "Theirs.", 0))
        written = write(paper, founder, ("what", "Mine.", 0), ("proof", "Yes.", 0))
        assert written.conflicts == [Conflict("what", "Mine.", "Theirs.", 1, "Vikram Shetty", AT)]
        assert written.versions == {"proof": 1}
        assert Sheet.objects.get().answers == {"what": "Theirs.", "proof": "Yes."}

    def test_the_same_text_twice_is_no_conflict_and_no_change(self, founder: Any, cofounder: Any) -> None:
        paper = sheet()
        write(paper, cofounder, ("revenue", "18,400", 0))
        written = write(paper, founder, ("revenue", "18 400", 0))
        assert (written.versions, written.conflicts) == ({"revenue": 1}, [])
        assert Change.objects.count() == 1

    def test_a_phone_number_written_otherwise_is_no_conflict(self, founder: Any, cofounder: Any) -> None:
        asked = {"key": "phone", "type": "phone", "label": "Phone", "country": "SG"}
        form = {"sections": [{"key": "one", "title": "One", "questions": [asked]}]}
        paper = sheet(version=published_version(definition=form))
        write(paper, cofounder, ("phone", "6123 4567", 0))
        written = write(paper, founder, ("phone", "+65-6123-4567", 0))
        assert (written.versions, written.conflicts) == ({"phone": 1}, [])
        assert Sheet.objects.get().answers == {"phone": "6123 4567"}
        assert write(paper, founder, ("phone", "+65 6123 4568", 0)).conflicts[0].theirs == "6123 4567"
        assert write(paper, founder, ("phone", "+65-6123-4567", 1)).versions == {"phone": 2}

    @pytest.mark.parametrize("nothing", ["", None])
    def test_nothing_written_where_nothing_stood_is_no_change(self, founder: Any, nothing: Any) -> None:
        paper = sheet()
        assert write(paper, founder, ("stage", nothing, 0)).versions == {"stage": 0}
        assert (Change.objects.count(), Sheet.objects.get().answers) == (0, {})

    def test_clearing_an_answer_is_a_change(self, founder: Any) -> None:
        paper = sheet()
        write(paper, founder, ("what", "One.", 0))
        assert write(paper, founder, ("what", "", 1)).versions == {"what": 2}
        assert Sheet.objects.get().answers == {"what": ""}

    def test_a_version_nobody_ever_saw_is_a_conflict(self, founder: Any) -> None:
        written = write(sheet(), founder, ("what", "Forged.", 7))
        assert written.conflicts == [Conflict("what", "Forged.", None, 0, "", None)]

    def test_what_cannot_be_kept_does_not_hold_up_the_rest(self, founder: Any) -> None:
        paper = sheet()
        written = write(
            paper, founder, ("what", "a\0b", 0), ("nonsense", "x", 0), ("proof", "x" * 100_001, 0), ("stage", "idea", 0)
        )
        assert written.versions == {"stage": 1}
        assert [(one.key, type(one.refusal)) for one in written.refused] == [
            ("what", Unkept),
            ("nonsense", Unkept),
            ("proof", TooLong),
        ]
        assert "named nonsense" in str(written.refused[1].refusal.sentence)
        assert Sheet.objects.get().answers == {"stage": "idea"}

    def test_any_unicode_stays_as_it_was_typed(self, founder: Any) -> None:
        text = "‮שלום‬ \u200b\ufeff 👩🏽‍🚀 e\u0301 \u2028 <b>&amp;</b> '; DROP TABLE x; -- \x07\x1b"
        paper = sheet()
        write(paper, founder, ("what", text, 0))
        assert Sheet.objects.get().answers["what"] == text

    def test_many_edits_take_four_queries(self, founder: Any, django_assert_num_queries: Any) -> None:
        paper = Sheet.objects.select_related("version").get(pk=sheet().pk)
        with django_assert_num_queries(5):  # savepoint, lock, update, insert, release
            write(paper, founder, ("what", "One.", 0), ("stage", "idea", 0), ("proof", "Two.", 0))

    def test_a_change_row_stays_as_written(self, founder: Any) -> None:
        write(sheet(), founder, ("what", "One.", 0))
        for act in ("UPDATE accelerator_change SET value = '\"x\"'", "DELETE FROM accelerator_change"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(act)


class TestTouched:
    def test_fields_that_their_writer_left_alone_are_left_out(self, founder: Any, cofounder: Any) -> None:
        paper = sheet()
        write(paper, founder, ("what", "Old.", 0), ("proof", "Old.", 0))
        write(paper, cofounder, ("what", "New.", 1))
        posted = [
            Edit("what", "Old.", 1),
            Edit("proof", "Mine.", 1),
            Edit("stage", None, 0),
            Edit("revenue", "", 0),
            Edit("true", None, 0),
        ]
        assert operations.touched(paper, posted) == [Edit("proof", "Mine.", 1)]

    def test_line_ends_and_commas_are_no_touch(self, founder: Any) -> None:
        paper = sheet()
        write(paper, founder, ("what", "a\nb", 0), ("revenue", "18400", 0))
        assert operations.touched(paper, [Edit("what", "a\r\nb", 1), Edit("revenue", "18,400", 1)]) == []

    def test_what_cannot_be_kept_is_touched(self, founder: Any) -> None:
        assert operations.touched(sheet(), [Edit("what", "\0", 0)]) == [Edit("what", "\0", 0)]


class TestFiles:
    def test_a_file_answers_a_file_question(self, founder: Any) -> None:
        paper = sheet()
        attachment = operations.attach(paper, key="deck", upload=pdf(), by=founder, at=AT)
        assert (attachment.key, attachment.file.name, attachment.file.size) == ("deck", "deck.pdf", len(PDF))
        assert Change.objects.get().value == {"attached": "deck.pdf"}
        assert Sheet.objects.get().seen("deck") == 1

    def test_no_more_than_the_question_asks(self, founder: Any) -> None:
        paper = sheet()
        operations.attach(paper, key="deck", upload=pdf(), by=founder, at=AT)
        with pytest.raises(Refusal, match="One file here") as refusal:
            operations.attach(paper, key="deck", upload=pdf("second.pdf"), by=founder, at=AT)
        assert refusal.value.field == "deck"

    @pytest.mark.parametrize("key", ["what", "nonsense"])
    def test_only_where_files_are_asked(self, founder: Any, key: str) -> None:
        with pytest.raises(Unkept, match=f"no question named {key}"):
            operations.attach(sheet(), key=key, upload=pdf(), by=founder, at=AT)

    def test_what_it_is_decides_not_its_name(self, founder: Any) -> None:
        paper = sheet()
        with pytest.raises(Refusal):
            operations.attach(paper, key="deck", upload=SimpleUploadedFile("deck.pdf", b"MZ\x90\x00"), by=founder, at=AT)
        assert (Change.objects.count(), paper.attachments.count()) == (0, 0)

    def test_taking_it_off_again(self, founder: Any) -> None:
        paper = sheet()
        attachment = operations.attach(paper, key="deck", upload=pdf(), by=founder, at=AT)
        operations.detach(attachment, by=founder, at=AT)
        assert paper.attachments.count() == 0
        assert list(Change.objects.order_by("number").values_list("number", "value")) == [
            (1, {"attached": "deck.pdf"}),
            (2, {"removed": "deck.pdf"}),
        ]


@pytest.fixture
def manager() -> Any:
    return accounts.person(name="Nurul Hakim")


def asked_by(manager: Any, version: Version) -> Version:
    """`version` is what a call of this manager asks with."""
    call = programmes.call(version=published_version(questionnaire=version.questionnaire, number=90))
    programmes.manager(call.programme, manager)
    return version


class TestDrawing:
    def test_making_a_form(self, manager: Any) -> None:
        version = operations.create(name="Application form", definition=DEFINITION, by=manager)
        assert (version.number, version.state, version.definition) == (1, "draft", DEFINITION)
        assert Entry.objects.get().verb == "questionnaire.created"

    def test_an_impossible_form_is_refused_by_its_first_fault(self, manager: Any) -> None:
        with pytest.raises(operations.Unfit) as refusal:
            operations.create(name="Form", definition={"sections": []}, by=manager)
        assert (refusal.value.field, refusal.value.status) == ("sections", 422)
        assert Version.objects.count() == 0

    def test_redrawing_a_draft(self, manager: Any) -> None:
        version = asked_by(manager, draft_version())
        operations.redraw(version, lambda old: drafting.remove_question(old, "proof"), by=manager)
        assert "proof" not in drafting.question_keys(Version.objects.get(pk=version.pk).definition)
        assert Entry.objects.get(verb="questionnaire.redrawn").actor_id == manager.pk

    def test_replacing_a_draft(self, manager: Any) -> None:
        version = asked_by(manager, draft_version())
        other = drafting.remove_question(DEFINITION, "proof")
        operations.replace(version, other, by=manager)
        assert Version.objects.get(pk=version.pk).definition == other
        assert Entry.objects.get(verb="questionnaire.replaced").sentence == "{actor} read {subject} from a file."
        for definition, by, refusal in (({"sections": []}, manager, operations.Unfit), (other, accounts.person(), Forbidden)):
            with pytest.raises(refusal):
                operations.replace(version, definition, by=by)
        operations.publish(version, by=manager, at=AT)
        with pytest.raises(Refusal, match="is published and stays"):
            operations.replace(version, DEFINITION, by=manager)

    def test_the_trail_tells_of_drawing_once_an_hour_and_person(self, manager: Any, time_machine: Any) -> None:
        version, other = asked_by(manager, draft_version()), accounts.person()
        programmes.manager(version.questionnaire.versions.get(number=90).calls.get().programme, other)
        for person, minute in ((manager, 0), (manager, 59), (other, 59), (manager, 61)):
            time_machine.move_to(AT + timedelta(minutes=minute), tick=False)
            operations.redraw(version, lambda old: drafting.move_question(old, "proof", by=1), by=person)
        told = Entry.objects.filter(verb="questionnaire.redrawn").order_by("id")
        assert list(told.values_list("actor_id", "at")) == [
            (manager.pk, AT),
            (other.pk, AT + timedelta(minutes=59)),
            (manager.pk, AT + timedelta(minutes=61)),
        ]

    def test_each_change_applies_to_what_stands_there_now(self, manager: Any) -> None:
        """Two managers with the same page open: neither undoes the other."""
        one, other = asked_by(manager, draft_version()), Version.objects.get(number=1)
        operations.redraw(one, lambda old: drafting.remove_question(old, "proof"), by=manager)
        operations.redraw(other, lambda old: drafting.remove_question(old, "revenue"), by=manager)
        assert drafting.question_keys(Version.objects.get(pk=one.pk).definition) == {"what", "stage", "deck", "true"}

    def test_changing_what_somebody_removed_is_told(self, manager: Any) -> None:
        version = asked_by(manager, draft_version())
        with pytest.raises(Refusal, match="Somebody removed this"):
            operations.redraw(version, lambda old: drafting.remove_question(old, "gone"), by=manager)

    def test_a_draft_may_ask_the_impossible_until_it_is_published(self, manager: Any) -> None:
        version = asked_by(manager, draft_version())
        for key, attributes in (("what", {"limit": 0}), ("proof", {"limit": 0})):
            operations.redraw(version, lambda old: drafting.change_question(old, key, attributes), by=manager)  # noqa: B023
        with pytest.raises(operations.Unfit) as refusal:
            operations.publish(version, by=manager, at=AT)
        assert [fault.path for fault in refusal.value.faults] == [
            "sections[0].questions[0].limit",
            "sections[1].questions[0].limit",
        ]
        assert refusal.value.field == "sections[0].questions[0].limit"
        assert Version.objects.get(pk=version.pk).state == "draft"

    def test_what_is_no_form_at_all_leaves_the_draft(self, manager: Any) -> None:
        version = asked_by(manager, draft_version())
        with pytest.raises(operations.Unfit) as refusal:
            operations.redraw(version, lambda old: drafting.change_question(old, "proof", {"limit": "many"}), by=manager)
        assert refusal.value.field == "sections[1].questions[0].limit"
        assert Version.objects.get(pk=version.pk).definition == DEFINITION

    def test_only_managers_of_what_asks_with_it(self, founder: Any) -> None:
        version = draft_version()
        for act in (
            lambda: operations.redraw(version, lambda old: old, by=founder),
            lambda: operations.redraft(version.questionnaire, by=founder),
            lambda: operations.publish(version, by=founder, at=AT),
            lambda: operations.discard(version, by=founder),
        ):
            with pytest.raises(Forbidden):
                act()


class TestPublishing:
    def test_from_then_on_it_stays(self, manager: Any) -> None:
        version = operations.publish(asked_by(manager, draft_version()), by=manager, at=AT)
        assert (version.state, version.published_at) == ("published", AT)
        with pytest.raises(Refusal, match="Version 1 is published and stays as it is"):
            operations.redraw(version, lambda old: old, by=manager)
        with pytest.raises(DatabaseError), transaction.atomic():
            Version.objects.filter(pk=version.pk).update(definition={})
        with pytest.raises(DatabaseError), transaction.atomic():
            version.delete()

    def test_a_form_without_questions_is_not_published(self, manager: Any) -> None:
        empty = {"sections": [{"key": "a", "title": "A", "questions": []}]}
        with pytest.raises(Refusal, match="no question yet"):
            operations.publish(asked_by(manager, draft_version(definition=empty)), by=manager, at=AT)

    def test_the_next_draft_is_a_copy(self, manager: Any) -> None:
        version = asked_by(manager, published_version(number=91))
        draft = operations.redraft(version.questionnaire, by=manager)
        assert (draft.number, draft.state, draft.definition) == (92, "draft", DEFINITION)
        assert operations.redraft(version.questionnaire, by=manager) == draft
        assert Version.objects.filter(state="draft").count() == 1


class TestDiscarding:
    def test_the_form_is_again_what_was_published(self, manager: Any) -> None:
        live = asked_by(manager, published_version(number=91))
        draft = operations.redraft(live.questionnaire, by=manager)
        operations.discard(draft, by=manager)
        assert live.questionnaire.newest() == live
        told = Entry.objects.get(verb="questionnaire.discarded")
        assert told.sentence == "{actor} discarded the draft of version {number} of {subject}."
        assert operations.redraft(live.questionnaire, by=manager).number == 92

    def test_who_still_has_it_open_is_told(self, manager: Any) -> None:
        draft = asked_by(manager, draft_version(number=92))
        operations.discard(Version.objects.get(pk=draft.pk), by=manager)
        for act in (
            lambda: operations.redraw(draft, lambda old: old, by=manager),
            lambda: operations.publish(draft, by=manager, at=AT),
            lambda: operations.discard(draft, by=manager),
        ):
            with pytest.raises(Refusal, match="Somebody discarded this draft"):
                act()

    def test_what_is_published_or_all_there_is_stays(self, manager: Any) -> None:
        live = asked_by(manager, published_version(number=91))
        with pytest.raises(Refusal, match="is published and stays as it is"):
            operations.discard(live, by=manager)
        alone = draft_version()
        programmes.manager(programmes.call(version=alone, slug="alone", prefix="AL").programme, manager)
        with pytest.raises(Refusal, match="Nothing of this form is published yet"):
            operations.discard(alone, by=manager)
        assert Version.objects.filter(pk__in=[live.pk, alone.pk]).count() == 2
