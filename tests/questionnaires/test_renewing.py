"""Drafts go over to a newer version of their form: told before, done in steps, and nothing that was written is lost."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accelerator.applications import operations as applications
from accelerator.applications.models import Application
from accelerator.files.limits import Room
from accelerator.files.models import File
from accelerator.kit import clock, languages
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message
from accelerator.questionnaires import drafting, operations, queries, renewals, tasks
from accelerator.questionnaires.models import Attachment, Change, Changeover, Renewal, Sheet, Version
from accelerator.questionnaires.operations import Edit
from accelerator.trail.models import Entry
from tests.factories import accounts, files, programmes, startups
from tests.factories.applications import application
from tests.factories.questionnaires import ANSWERS, DEFINITION, draft_version, published_version

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 30, 6, 2, tzinfo=UTC)
SHORTER = drafting.remove_question(drafting.change_question(DEFINITION, "what", {"limit": 8}), "proof")


@pytest.fixture
def manager() -> Any:
    return accounts.person(name="Nurul Hakim")


@pytest.fixture
def founder() -> Any:
    return accounts.person(name="Ananya Rao")


@pytest.fixture
def call(manager: Any) -> Any:
    return programmes.call(programme=programmes.programme(manager=manager), version=published_version(), name="Applied AI")


@pytest.fixture
def draft(call: Any, founder: Any) -> Application:
    made = application(call=call, startup=startups.startup("Quaykeeper", owner=founder), submitted=False, by=founder, answers={})
    edits = [Edit(key, value, 0) for key, value in ANSWERS.items()]
    operations.write(made.sheet, changes=edits, by=founder, at=AT)
    return made


def newer(call: Any, definition: dict[str, Any]) -> Version:
    return published_version(questionnaire=call.version.questionnaire, number=2, definition=definition)


def renew(draft: Application, version: Version, by: Any) -> Sheet:
    operations.renew(draft.sheet, version=version, by=by, at=AT)
    return Sheet.objects.select_related("version").get(pk=draft.sheet_id)


class TestRenewing:
    def test_every_answer_stays_and_what_no_longer_fits_is_told(self, draft: Application, call: Any, manager: Any) -> None:
        sheet = renew(draft, newer(call, SHORTER), manager)
        assert (sheet.version.number, sheet.answers) == (2, ANSWERS)
        renewal, misfits = renewals.unfit(sheet)
        assert renewal is not None
        assert (renewal.old.number, renewal.new.number, renewal.by, renewal.at) == (1, 2, manager, AT)
        assert [(one.key, one.told, one.kept) for one in misfits] == [
            ("what", "Predicts dwell time.", True),
            ("proof", "Re-stacks fell by 41%.", False),
        ]

    def test_what_no_longer_fits_is_told_in_the_readers_language(self, draft: Application, call: Any, manager: Any) -> None:
        new = drafting.change_question(SHORTER, "what", {"texts": {"ms": {"label": "Apa produk anda?"}}})
        sheet = renew(draft, newer(call, new), manager)
        with languages.reading("ms"):
            assert [one.label for one in renewals.unfit(sheet)[1]] == ["Apa produk anda?", "What evidence shows that it works?"]
        assert [(one.label, one.why) for one in renewals.unfit(sheet)[1]] == [
            ("What does your product do?", "12 characters over the limit. Shorten it to submit."),
            ("What evidence shows that it works?", "This is not asked any more."),
        ]

    def test_what_was_mended_is_told_no_more(self, draft: Application, call: Any, manager: Any, founder: Any) -> None:
        sheet = renew(draft, newer(call, SHORTER), manager)
        operations.write(sheet, changes=[Edit("what", "Dwells.", 1)], by=founder, at=AT)
        assert [one.key for one in renewals.unfit(sheet)[1]] == ["proof"]

    def test_an_answer_of_another_type_moves_into_the_history(self, draft: Application, call: Any, manager: Any) -> None:
        other = {"key": "proof", "type": "choices", "label": "Proof", "options": drafting.options("Numbers\nVoices", [])}
        new = drafting.add_question(drafting.remove_question(DEFINITION, "proof"), section="company", question=other)
        sheet = renew(draft, newer(call, new), manager)
        assert sheet.answers == {key: value for key, value in ANSWERS.items() if key != "proof"}
        assert list(Change.objects.filter(key="proof").order_by("number").values_list("number", "value", "by")) == [
            (1, ANSWERS["proof"], draft.sheet.changes.get(key="proof", number=1).by_id),
            (2, None, manager.pk),
        ]
        assert [(one.key, one.told) for one in renewals.unfit(sheet)[1]] == [("proof", "Re-stacks fell by 41%.")]

    def test_files_stay_but_where_something_else_is_asked(
        self, draft: Application, call: Any, manager: Any, founder: Any
    ) -> None:
        pdf = SimpleUploadedFile("deck.pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n", content_type="application/pdf")
        operations.attach(draft.sheet, key="deck", upload=pdf, by=founder, at=AT)
        other = {"key": "deck", "type": "url", "label": "Deck"}
        new = drafting.add_question(drafting.remove_question(DEFINITION, "deck"), section="company", question=other)
        sheet = renew(draft, newer(call, new), manager)
        assert self.left(sheet) == [("deck", "", False, ["deck.pdf"])]
        assert queries.whole(sheet) == ANSWERS
        third = drafting.change_question(new, "what", {"label": "What is it?"})
        sheet = renew(draft, published_version(questionnaire=call.version.questionnaire, number=3, definition=third), manager)
        assert self.left(sheet) == [("deck", "", False, ["deck.pdf"])]
        again = published_version(questionnaire=call.version.questionnaire, number=4, definition=DEFINITION)
        sheet = renew(draft, again, manager)
        assert self.left(sheet) == []
        assert [one["name"] for one in queries.whole(sheet)["deck"]] == ["deck.pdf"]

    @staticmethod
    def left(sheet: Sheet) -> list[tuple[str, str, bool, list[str]]]:
        misfits = renewals.unfit(sheet)[1]
        return [(one.key, one.told, one.kept, [file["name"] for file in one.files]) for one in misfits]

    def test_the_founder_fetches_and_removes_what_was_attached(
        self, client: Client, draft: Application, call: Any, manager: Any, founder: Any
    ) -> None:
        applications.attach(draft, key="deck", upload=files.upload(), by=founder, at=clock.now())
        other = {"key": "deck", "type": "url", "label": "Deck"}
        new = drafting.add_question(drafting.remove_question(DEFINITION, "deck"), section="company", question=other)
        sheet = renew(draft, newer(call, new), manager)
        operations.write(
            sheet, changes=[Edit("deck", "https://example.com/deck", sheet.seen("deck"))], by=founder, at=clock.now()
        )
        [file] = File.objects.all()
        client.force_login(founder)
        at = f"/applications/{draft.number}/edit/company/"
        page = client.get(at).content.decode()
        assert f'href="/applications/{draft.number}/files/{file.code}/"' in page
        assert client.get(f"/applications/{draft.number}/files/{file.code}/").status_code == 200
        assert client.post(at, {"remove:": file.code}).status_code == 302
        sheet = Sheet.objects.get(pk=sheet.pk)
        assert (renewals.unfit(sheet)[1], Attachment.objects.count()) == ([], 0)
        assert sheet.answers["deck"] == "https://example.com/deck"
        assert not Change.objects.filter(key="deck", value__has_key="removed").exists()
        file.refresh_from_db()
        assert file.removed_at is not None

    def test_what_comes_back_as_something_else_is_not_misread(
        self, draft: Application, call: Any, manager: Any, founder: Any
    ) -> None:
        """Version 2 asks no more; version 3 asks again, for rows and an address where a text and a file lie since version 1."""
        operations.attach(draft.sheet, key="deck", upload=files.upload(), by=founder, at=AT)
        shorter = drafting.remove_question(drafting.remove_question(DEFINITION, "proof"), "deck")
        sheet = renew(draft, newer(call, shorter), manager)
        rows = {"key": "proof", "type": "table", "label": "Proof", "columns": [{"key": "of", "type": "text", "label": "Of"}]}
        longer = drafting.add_question(shorter, section="company", question=rows)
        longer = drafting.add_question(longer, section="company", question={"key": "deck", "type": "url", "label": "Deck"})
        third = published_version(questionnaire=call.version.questionnaire, number=3, definition=longer)
        sheet = renew(draft, third, manager)
        assert queries.whole(sheet) == {key: value for key, value in ANSWERS.items() if key != "proof"}
        assert Change.objects.get(key="proof", number=1).value == ANSWERS["proof"]

    def test_what_comes_back_as_it_was_is_answered_still(self, draft: Application, call: Any, manager: Any, founder: Any) -> None:
        operations.attach(draft.sheet, key="deck", upload=files.upload(), by=founder, at=AT)
        whole = queries.whole(draft.sheet)
        shorter = drafting.remove_question(drafting.remove_question(DEFINITION, "proof"), "deck")
        renew(draft, newer(call, shorter), manager)
        third = published_version(questionnaire=call.version.questionnaire, number=3, definition=DEFINITION)
        assert queries.whole(renew(draft, third, manager)) == whole

    def test_what_becomes_a_declaration_or_has_other_words_is_made_anew(
        self, draft: Application, call: Any, manager: Any, founder: Any
    ) -> None:
        """Also where the declaration was not asked for a version long: nobody signs words that were not read."""
        plain = drafting.change_question(DEFINITION, "true", {"must_be_yes": False})
        gone = drafting.remove_question(plain, "true")
        again = {**drafting.question(DEFINITION, "true"), "label": "All of it is yours"}
        back = drafting.add_question(gone, section="company", question=again)
        for number, (form, left) in enumerate(((plain, True), (DEFINITION, None), (gone, True), (back, None)), 2):
            version = published_version(questionnaire=call.version.questionnaire, number=number, definition=form)
            sheet = renew(draft, version, manager)
            assert sheet.answers.get("true") is left
            if number == 3:
                operations.write(sheet, changes=[Edit("true", True, sheet.seen("true"))], by=founder, at=AT)
        assert queries.asked(sheet).fault(sheet.version.questions()["true"]) == "Confirm this to submit."

    def test_files_of_a_question_that_is_gone_take_no_room(
        self, draft: Application, call: Any, manager: Any, founder: Any
    ) -> None:
        operations.attach(draft.sheet, key="deck", upload=files.upload(), by=founder, at=AT)
        plan = {"key": "plan", "type": "file", "label": "Plan"}
        other = drafting.add_question(drafting.remove_question(DEFINITION, "deck"), section="company", question=plan)
        sheet = renew(draft, newer(call, other), manager)
        operations.attach(sheet, key="plan", upload=files.upload(), by=founder, at=AT, room=Room(files=1))
        assert sorted(Attachment.objects.values_list("key", flat=True)) == ["deck", "plan"]

    def test_a_sheet_goes_over_once(self, draft: Application, call: Any, manager: Any) -> None:
        version = newer(call, SHORTER)
        renew(draft, version, manager)
        assert operations.renew(draft.sheet, version=version, by=manager, at=AT) is None
        assert Renewal.objects.count() == 1

    def test_a_page_opened_before_writes_on(self, draft: Application, call: Any, manager: Any, founder: Any) -> None:
        """A tab of the old form saves what is still asked, and is told of what is not."""
        sheet = renew(draft, newer(call, SHORTER), manager)
        changes = [Edit("what", "Dwells.", 1), Edit("proof", "More proof.", 1)]
        written = operations.write(sheet, changes=changes, by=founder, at=AT)
        assert (written.versions, [one.key for one in written.refused]) == ({"what": 2}, ["proof"])

    @pytest.mark.parametrize(
        ("definition", "kind"), [(SHORTER, "draft_form_changed"), (DEFINITION, "draft_form_grew")], ids=["misfits", "fits"]
    )
    def test_everybody_who_writes_hears(
        self, draft: Application, call: Any, manager: Any, founder: Any, definition: dict[str, Any], kind: str
    ) -> None:
        cofounder = accounts.person()
        startups.member(draft.startup, cofounder)
        renew(draft, newer(call, definition), manager)
        told = Message.objects.filter(kind=kind)
        assert {one.recipient for one in told} == {founder, cofounder}
        assert told[0].facts["misfits"] == (
            "What does your product do?; What evidence shows that it works?" if definition is SHORTER else ""
        )

    def test_each_hears_in_their_language(self, draft: Application, call: Any, manager: Any, founder: Any) -> None:
        reader = accounts.person()
        reader.language = "ms"
        reader.save(update_fields=["language"])
        startups.member(draft.startup, reader)
        new = drafting.change_question(SHORTER, "what", {"texts": {"ms": {"label": "Apa produk anda?"}}})
        renew(draft, newer(call, new), manager)
        assert {one.recipient: one.facts["misfits"] for one in Message.objects.filter(kind="draft_form_changed")} == {
            founder: "What does your product do?; What evidence shows that it works?",
            reader: "Apa produk anda?; What evidence shows that it works?",
        }

    def test_the_editor_says_it(self, client: Client, draft: Application, call: Any, manager: Any, founder: Any) -> None:
        renew(draft, newer(call, SHORTER), manager)
        client.force_login(founder)
        page = client.get(f"/applications/{draft.number}/edit/company/").content.decode()
        assert "The form changed: 2 answers no longer fit." in page
        assert "Re-stacks fell by 41%." in page


class TestChangingOver:
    def test_a_forecast_says_what_it_comes_to(self, draft: Application, call: Any, manager: Any, founder: Any) -> None:
        application(call=call, startup=startups.startup("Sampan"), submitted=False, by=founder, answers={})
        application(call=call, startup=startups.startup("Ketapang"), by=founder)
        forecast = renewals.forecast(newer(call, SHORTER))
        assert (forecast.drafts, forecast.fit) == (2, 1)
        assert forecast.misfits == (
            ("What does your product do?", "12 characters over the limit.", 1),
            ("What evidence shows that it works?", "This is not asked any more.", 1),
        )

    @pytest.mark.usefixtures("draft")
    def test_what_does_not_fit_of_one_question_stands_together(
        self, client: Client, call: Any, founder: Any, manager: Any
    ) -> None:
        for name, what in (("Sampan", "x" * 30), ("Ketapang", "x" * 31)):
            application(call=call, startup=startups.startup(name), submitted=False, by=founder, answers={"what": what})
        assert renewals.forecast(newer(call, SHORTER)).misfits == (
            ("What does your product do?", "12 to 23 characters over the limit.", 3),
            ("What evidence shows that it works?", "This is not asked any more.", 1),
        )
        client.force_login(manager)
        page = client.get(f"/questionnaires/{call.version.questionnaire.code}/versions/").content.decode()
        panel = page.partition("Drafts behind version 2")[2].partition("</form>")[0]
        for said in ("3 drafts: 12 to 23 characters over the limit.<", "1 draft: This is not asked any more.<"):
            assert panel.count(said) == 1

    @pytest.mark.parametrize(("count", "more"), [(20, []), (21, ["And 1 more."]), (23, ["And 3 more."])])
    def test_what_the_report_leaves_out_is_counted(
        self, client: Client, founder: Any, manager: Any, count: int, more: list[str]
    ) -> None:
        asked = [{"key": f"q{at}", "type": "text", "label": f"Question {at}"} for at in range(count)]
        left = {"key": "left", "type": "text", "label": "Left"}
        old, new = ({"sections": [{"key": "a", "title": "A", "questions": some}]} for some in ([*asked, left], [left]))
        call = programmes.call(programme=programmes.programme(manager=manager), version=published_version(definition=old))
        answers = {f"q{at}": "Yes." for at in range(count)}
        application(call=call, startup=startups.startup("Sampan"), submitted=False, by=founder, answers=answers)
        form = call.version.questionnaire
        version = draft_version(questionnaire=form, number=2, definition=new)
        client.force_login(manager)
        for page in ("check", "versions"):
            says = client.get(f"/questionnaires/{form.code}/{page}/").content.decode()
            assert (says.count("This is not asked any more."), re.findall(r"And \d+ more\.", says)) == (20, more)
            if page == "check":
                operations.publish(version, by=manager, at=AT)

    @pytest.mark.usefixtures("draft")
    def test_a_limit_in_words_is_told_in_words(self, call: Any) -> None:
        shorter = drafting.change_question(DEFINITION, "what", {"limit": 2, "counts": "words"})
        assert renewals.forecast(newer(call, shorter)).misfits == (("What does your product do?", "1 word over the limit.", 1),)

    def test_what_founders_are_to_mend_is_told_as_they_read_it(self, draft: Application, call: Any, founder: Any) -> None:
        operations.write(draft.sheet, changes=[Edit("revenue", "500", 0)], by=founder, at=AT)
        dearer = drafting.change_question(DEFINITION, "revenue", {"min": "1000"})
        said = "Founders are told: The least is SGD 1,000."
        assert renewals.forecast(newer(call, dearer)).misfits == (("Monthly recurring revenue", said, 1),)

    def test_a_forecast_asks_as_much_for_three_drafts_as_for_one(self, draft: Application, call: Any, founder: Any) -> None:
        version, counts = newer(call, SHORTER), []
        for name in ("Sampan", "Ketapang", "Dermaga"):
            with CaptureQueriesContext(connection) as asked:
                renewals.forecast(version)
            counts.append(len(asked))
            application(call=call, startup=startups.startup(name), submitted=False, by=founder, answers=ANSWERS)
        assert counts == [2] * 3

    def test_drafts_go_over_in_steps_and_submissions_stay(
        self, draft: Application, call: Any, manager: Any, founder: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("accelerator.questionnaires.operations.renewing.STEP", 2)
        for name in ("Sampan", "Ketapang"):
            application(call=call, startup=startups.startup(name), submitted=False, by=founder, answers=ANSWERS)
        sent = application(call=call, startup=startups.startup("Dermaga"), by=founder)
        version = newer(call, SHORTER)
        begun = operations.change_over(version, by=manager, at=AT)
        assert operations.change_over(version, by=manager, at=AT) == begun
        assert operations.step(begun.pk, at=AT) is True
        assert renewals.behind(version).count() == 1
        assert renewals.changing_over() == [begun.pk]
        tasks.change_overs()
        assert renewals.behind(version).count() == 0
        assert Changeover.objects.get().ended_at is not None
        assert operations.step(begun.pk, at=AT) is False
        assert Sheet.objects.get(pk=sent.sheet_id).version == call.version
        assert Entry.objects.get(verb="questionnaire.changed_over").facts == {"number": 2}

    def test_a_draft_whose_call_is_over_stays(self, draft: Application, call: Any) -> None:
        version = newer(call, SHORTER)
        assert renewals.behind(version).count() == 1
        type(call).objects.filter(pk=call.pk).update(
            opens_at=datetime(2020, 1, 1, tzinfo=UTC), closes_at=datetime(2020, 2, 1, tzinfo=UTC)
        )
        assert renewals.behind(version).count() == 0

    def test_added_minutes_and_a_deadline_of_its_own_keep_a_draft_in_time(self, draft: Application, call: Any) -> None:
        version, over = newer(call, SHORTER), clock.now() - timedelta(minutes=5)
        type(call).objects.filter(pk=call.pk).update(closes_at=over)
        assert renewals.behind(version).count() == 0
        type(call).objects.filter(pk=call.pk).update(added_minutes=10)
        assert renewals.behind(version).count() == 1
        type(call).objects.filter(pk=call.pk).update(added_minutes=4)
        assert renewals.behind(version).count() == 0
        Application.objects.filter(pk=draft.pk).update(until=over + timedelta(hours=1))
        assert renewals.behind(version).count() == 1

    def test_only_to_the_newest_published_version_and_by_its_managers(self, draft: Application, call: Any, manager: Any) -> None:
        version = newer(call, SHORTER)
        with pytest.raises(Forbidden):
            operations.change_over(version, by=accounts.person(), at=AT)
        unpublished = draft_version(questionnaire=version.questionnaire, number=3)
        for other in (unpublished, call.version):
            with pytest.raises(Refusal, match="Drafts go over to the newest published version"):
                operations.change_over(other, by=manager, at=AT)


class TestPage:
    def test_what_differs_and_what_it_comes_to(self, client: Client, draft: Application, call: Any, manager: Any) -> None:
        version = newer(call, SHORTER)
        client.force_login(manager)
        address = f"/questionnaires/{version.questionnaire.code}"
        response = client.get(f"{address}/versions/")
        assert [one.key for one in response.context["differences"]] == ["what", "proof"]
        assert "1 draft was started before. Fits as it is: 0." in response.content.decode()
        assert client.post(f"{address}/changeover/", {"version": "2"}).url == f"{address}/versions/?new=2"
        response = client.get(f"{address}/versions/")
        running = response.content.decode()
        assert "1 draft is on its way." in running
        assert response.context["forecast"] is None  # which reads every draft: too much to ask every two seconds
        looks = '<div id="changeover" hx-get="?new=2" hx-trigger="every 2s" hx-select="#changeover" hx-swap="outerHTML">'
        assert looks in running
        tasks.change_overs()
        done = client.get(f"{address}/versions/").content.decode()
        assert ("None: every draft is asked with it." in done, '<div id="changeover">' in done) == (True, True)

    def test_the_form_says_how_many_drafts_are_behind(self, client: Client, draft: Application, call: Any, manager: Any) -> None:
        programmes.call(programme=call.programme, version=call.version, name="Foundations")
        client.force_login(manager)
        address = f"/questionnaires/{call.version.questionnaire.code}/"
        calls = '<p class="num">Foundations, Applied AI'
        assert f"{calls}</p>" in client.get(address).content.decode()
        newer(call, SHORTER)
        told = f'<a class="lnk" href="{address}versions/?new=2">1 draft is asked with an older version</a></p>'
        assert f"{calls} · {told}" in client.get(address).content.decode()
        client.post(f"{address}changeover/", {"version": "2"})
        tasks.change_overs()
        assert f"{calls}</p>" in client.get(address).content.decode()

    def test_drafts_go_over_where_the_version_that_is_live_is_shown(
        self, client: Client, draft: Application, call: Any, manager: Any
    ) -> None:
        live = newer(call, SHORTER)
        draft_version(questionnaire=live.questionnaire, number=3)
        client.force_login(manager)
        address = f"/questionnaires/{live.questionnaire.code}/versions/"
        leads = """<a class="lnk" href="?new=2">Founders' drafts go over to version 2, which is live.</a>"""
        for query, offered in (("", False), ("?new=1", False), ("?new=2", True)):
            page = client.get(address + query).content.decode()
            assert ("Have them go over to v2" in page, leads in page) == (offered, not offered)

    def test_any_two_versions_are_compared(self, client: Client, call: Any, manager: Any) -> None:
        newer(call, SHORTER)
        draft_version(questionnaire=call.version.questionnaire, number=3)
        client.force_login(manager)
        address = f"/questionnaires/{call.version.questionnaire.code}/versions/"
        for query, old, new in (("", 2, 3), ("?new=2", 1, 2), ("?new=3&old=1", 1, 3), ("?new=x&old=99", 2, 3)):
            context = client.get(address + query).context
            assert (context["old"].number, context["version"].number) == (old, new)
        assert "Nothing differs" in client.get(address + "?new=3&old=1").content.decode()
