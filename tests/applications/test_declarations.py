"""Declarations are kept in the words that their maker read."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accelerator.applications import operations, queries
from accelerator.applications.models import Application
from accelerator.programmes.models import Call
from accelerator.questionnaires import operations as forms
from accelerator.questionnaires.models import Sheet
from tests.applications.conftest import NOW
from tests.cast import browser
from tests.factories.applications import application
from tests.factories.questionnaires import ANSWERS, DEFINITION, published_version

pytestmark = pytest.mark.django_db
ENGLISH = "All here is true\nAsk whoever knows."
MALAY = "Semua ini benar\nTanya yang tahu."
MALAY_WORDS = {"label": "Semua ini benar", "help": "Tanya yang tahu."}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def definition(**more: Any) -> dict[str, Any]:
    """DEFINITION with these in its declaration."""
    first, second = DEFINITION["sections"]
    *others, declared = second["questions"]
    return {"sections": [first, {**second, "questions": [*others, {**declared, **more}]}]}


def draft_of(call: Call, startup: Any, **more: Any) -> Application:
    form = published_version(definition=definition(**more))
    Call.objects.filter(pk=call.pk).update(version=form)
    call.refresh_from_db()
    answers = {key: value for key, value in ANSWERS.items() if key != "true"}
    return application(call=call, startup=startup, submitted=False, answers=answers)


@pytest.fixture
def draft(call: Call, startup: Any, owner: Any) -> Application:
    return draft_of(call, startup, label="All here is true", help="Ask whoever knows.", texts={"ms": MALAY_WORDS})


def made(one: Application) -> dict[str, Any]:
    (entry,) = queries.content(Application.objects.select_related("sheet__version__questionnaire").get(pk=one.pk)).declarations
    return entry


def sha256(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def tick(desk: Client, one: Application, page: str | None, spoken: str, value: object = True, **more: str) -> Any:
    changes = [{"name": "true", "value": value, "version": Sheet.objects.get(pk=one.sheet_id).seen("true")}]
    body = {"changes": changes, **more} | ({"language": page} if page is not None else {})
    where = f"/applications/{one.number}/sheet/"
    return desk.patch(where, body, content_type="application/json", headers={"Accept-Language": spoken})


class TestLanguage:
    @pytest.mark.parametrize(
        ("page", "spoken", "kept", "words"),
        [
            ("ms", "ms", "ms", MALAY),
            ("ms", "en", "ms", MALAY),  # what the page drew, whatever the request says by now
            ("en", "ms", "en", ENGLISH),
            (None, "ms-MY,en;q=0.5", "ms", MALAY),
            ("fr", "fr,ms;q=0.5", "ms", MALAY),
            ("", "fr", "en", ENGLISH),
        ],
    )
    def test_the_autosave_keeps_the_one_the_page_asked_in(
        self, desk: Client, draft: Application, owner: Any, page: str | None, spoken: str, kept: str, words: str
    ) -> None:
        assert tick(desk, draft, page, spoken).status_code == 200
        said = {"key": "true", "text_sha256": sha256(words), "language": kept}
        assert made(draft) == {**said, "by": "Ananya Rao", "at": NOW.isoformat()}

    def test_a_plain_form_sends_it_along(self, desk: Client, draft: Application) -> None:
        where = queries.section_url(draft, "evidence")
        page = desk.get(where, headers={"Accept-Language": "ms"}).content.decode()
        assert '<input type="hidden" name="language:" value="ms" autocomplete="off">' in page
        sent = {"proof": ANSWERS["proof"], "true": "yes", "seen:proof": "0", "seen:true": "0", "language:": "ms"}
        desk.post(where, sent, headers={"Accept-Language": "en"})
        assert (made(draft)["language"], made(draft)["text_sha256"]) == ("ms", sha256(MALAY))

    def test_a_program_is_asked_in_the_language_of_its_request(self, draft: Application, owner: Any) -> None:
        body = {"changes": [{"name": "true", "value": True, "version": 0}]}
        where = f"/api/v1/applications/{draft.number}/answers"
        browser(owner).patch(where, body, content_type="application/json", headers={"Accept-Language": "ms"})
        assert (made(draft)["language"], made(draft)["text_sha256"]) == ("ms", sha256(MALAY))

    def test_taken_back_and_made_again_in_the_other(self, desk: Client, draft: Application) -> None:
        tick(desk, draft, "ms", "ms")
        tick(desk, draft, "en", "en")  # it stands already: nothing was made anew
        assert made(draft)["language"] == "ms"
        tick(desk, draft, "en", "en", value=False)
        assert "language" not in Sheet.objects.get(pk=draft.sheet_id).marks["true"]
        tick(desk, draft, "en", "en")
        assert (made(draft)["language"], made(draft)["text_sha256"]) == ("en", sha256(ENGLISH))

    def test_the_document_holds_it(self, desk: Client, draft: Application, owner: Any) -> None:
        tick(desk, draft, "ms", "ms")
        sent = operations.submit(Application.objects.get(pk=draft.pk), by=owner, arrived_at=NOW)
        document = desk.get(f"/receipts/{sent.receipt}/submission.json").content
        assert (json.loads(document)["declarations"][0]["language"], sent.is_whole()) == ("ms", True)
        assert hashlib.sha256(document).hexdigest() == sent.sha256


class TestAsBefore:
    def test_where_the_form_has_one_language(self, desk: Client, call: Call, startup: Any, owner: Any) -> None:
        draft = draft_of(call, startup, help="Ask whoever knows.")
        tick(desk, draft, "en", "ms")
        assert Sheet.objects.get(pk=draft.sheet_id).marks["true"] == {"n": 1, "by": owner.pk, "at": NOW.isoformat()}
        said = {"key": "true", "text_sha256": sha256("Everything here is true"), "by": "Ananya Rao"}
        assert made(draft) == {**said, "at": NOW.isoformat()}

    def test_what_was_ticked_before_languages_were_kept(self, draft: Application, owner: Any) -> None:
        mark = {"n": 1, "by": owner.pk, "at": NOW.isoformat()}
        Sheet.objects.filter(pk=draft.sheet_id).update(answers=ANSWERS, marks={"true": mark})
        said = {"key": "true", "text_sha256": sha256("All here is true"), "by": "Ananya Rao"}
        assert made(draft) == {**said, "at": NOW.isoformat()}

    def test_other_answers_keep_no_language(self, desk: Client, draft: Application) -> None:
        change = {"name": "what", "value": "Words.", "version": 0}
        body = {"changes": [change], "language": "ms"}
        desk.patch(f"/applications/{draft.number}/sheet/", body, content_type="application/json")
        assert sorted(Sheet.objects.get(pk=draft.sheet_id).marks["what"]) == ["at", "by", "n"]


def test_other_words_in_one_language_are_declared_anew(desk: Client, draft: Application, owner: Any, manager: Any) -> None:
    tick(desk, draft, "ms", "ms")
    other = {"ms": {**MALAY_WORDS, "label": "Semuanya benar"}}
    words = definition(label="All here is true", help="Ask whoever knows.", texts=other)
    newer = published_version(definition=words, questionnaire=draft.sheet.version.questionnaire, number=2)
    sheet = Sheet.objects.select_related("version").get(pk=draft.sheet_id)
    forms.renew(sheet, version=newer, by=manager, at=NOW + timedelta(hours=1))
    renewed = Sheet.objects.get(pk=draft.sheet_id)
    assert ("true" in renewed.answers, "language" in renewed.marks["true"]) == (False, False)
    tick(desk, draft, "ms", "ms")
    assert made(draft)["text_sha256"] == sha256("Semuanya benar\nTanya yang tahu.")


class TestOtherWords:
    """Of a form that the draft went over to while a page of the version before it was open."""

    @pytest.fixture(autouse=True)
    def _newer(self, draft: Application, manager: Any) -> None:
        words = definition(label="All of it is true", texts={"ms": MALAY_WORDS})
        newer = published_version(definition=words, questionnaire=draft.sheet.version.questionnaire, number=2)
        sheet = Sheet.objects.select_related("version").get(pk=draft.sheet_id)
        forms.renew(sheet, version=newer, by=manager, at=NOW)

    def test_the_autosave_declares_what_the_page_showed_alone(self, desk: Client, draft: Application) -> None:
        refused = tick(desk, draft, "en", "en", form="1")
        says = "The form changed since this page was opened. Load it again, and declare this as it is worded now."
        assert (refused.status_code, refused.json()["refused"]) == (422, [{"name": "true", "says": says}])
        assert Sheet.objects.get(pk=draft.sheet_id).answers.get("true") is None
        assert tick(desk, draft, "en", "en", form="2").status_code == 200
        assert made(draft)["text_sha256"] == sha256("All of it is true")
        assert tick(desk, draft, "en", "en", value=False, form="1").status_code == 200  # to take it back is no word of anybody

    def test_what_was_kept_in_a_browser_before_is_a_conflict(self, desk: Client, draft: Application) -> None:
        """It may be sent by any page of the draft, and tells what it saw of the answer alone."""
        body = {"changes": [{"name": "true", "value": True, "version": 0}], "language": "en", "form": "2"}
        answer = desk.patch(f"/applications/{draft.number}/sheet/", body, content_type="application/json")
        assert (answer.status_code, [one["name"] for one in answer.json()["conflicts"]]) == (409, ["true"])
        assert Sheet.objects.get(pk=draft.sheet_id).answers.get("true") is None

    def test_a_program_may_say_which_it_showed(self, draft: Application, owner: Any) -> None:
        where, changes = f"/api/v1/applications/{draft.number}/answers", [{"name": "true", "value": True, "version": 1}]
        for form, status in ((1, 422), (2, 200)):
            body = {"changes": changes, "form": form}
            answer = browser(owner).patch(where, body, content_type="application/json")
            assert (answer.status_code, [one["name"] for one in answer.json()["refused"]]) == (status, ["true"] * (status == 422))

    def test_so_does_a_plain_form_and_it_shows_the_words_as_they_are(self, desk: Client, draft: Application) -> None:
        where = queries.section_url(draft, "evidence")
        assert '<input type="hidden" name="form:" value="2" autocomplete="off">' in desk.get(where).content.decode()
        sent = {"proof": "Kept.", "true": "yes", "seen:proof": str(draft.sheet.seen("proof")), "seen:true": "0", "form:": "1"}
        refused = desk.post(where, sent)
        page = refused.content.decode()
        assert (refused.status_code, "declare this as it is worded now" in page, "All of it is true" in page) == (422, True, True)
        held = Sheet.objects.get(pk=draft.sheet_id).answers
        assert (held["proof"], held.get("true")) == ("Kept.", None)
