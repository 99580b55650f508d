"""Questions that depend on answers: in the editor, at submission, for readers."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accelerator.applications import operations, queries
from accelerator.applications.models import Application
from accelerator.questionnaires.models import Sheet
from accelerator.startups.models import Member
from tests.factories import accounts, programmes, startups
from tests.factories.applications import application
from tests.factories.questionnaires import published_version
from tests.factories.startups import member

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 8, 32, tzinfo=UTC)
PILOT = {"question": "pilot", "is": "equals", "value": True}
FORM: dict[str, Any] = {
    "sections": [
        {
            "key": "one",
            "title": "Pilots",
            "questions": [
                {
                    "key": "pilot",
                    "type": "yes_no",
                    "label": "Is there a pilot?",
                    "required": True,
                    "texts": {"ms": {"label": "Ada projek perintis?"}},
                },
                {"key": "site", "type": "text", "label": "Where is it?", "required": True, "show_if": PILOT},
                {
                    "key": "size",
                    "type": "number",
                    "label": "People",
                    "screens": [
                        {
                            "when": {"question": "size", "is": "greater", "value": 500},
                            "sentence": "This programme is for teams of up to 500.",
                        }
                    ],
                },
            ],
        },
        {
            "key": "two",
            "title": "What the pilot showed",
            "show_if": PILOT,
            "questions": [{"key": "shown", "type": "long_text", "label": "What did it show?", "required": True}],
        },
    ]
}
WHOLE = {"pilot": True, "site": "Tuas", "shown": "It works."}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def draft() -> Application:
    startup = startups.startup(name="Sampan Analytics")
    member(startup, accounts.person(name="Ananya Rao"), role=Member.Role.OWNER)
    call = programmes.call(
        opens_at=NOW - timedelta(days=20), closes_at=NOW + timedelta(days=1), version=published_version(definition=FORM)
    )
    return application(call=call, startup=startup, submitted=False, answers={})


@pytest.fixture
def desk(client: Client, draft: Application) -> Client:
    client.force_login(draft.started_by)
    return client


def answer(draft: Application, **answers: Any) -> None:
    Sheet.objects.filter(pk=draft.sheet_id).update(answers=answers)


def rows(response: Any) -> dict[str, bool]:
    return {row.question.key: row.hidden for row in response.context["rows"]}


class TestInTheEditor:
    def test_what_is_not_asked_is_there_and_hidden(self, desk: Client, draft: Application) -> None:
        response = desk.get(queries.section_url(draft, "one"))
        assert rows(response) == {"pilot": False, "site": True, "size": False}
        assert [link.key for link in response.context["links"]] == ["one"]
        assert response.context["rules"]["questions"][1]["show"] == PILOT | {"family": "truth"}
        assert 'data-question="site" hidden' in response.content.decode()

    def test_it_is_asked_once_the_answer_says_so(self, desk: Client, draft: Application) -> None:
        answer(draft, pilot=True)
        response = desk.get(queries.section_url(draft, "one"))
        assert rows(response) == {"pilot": False, "site": False, "size": False}
        assert [(link.key, link.of) for link in response.context["links"]] == [("one", 2), ("two", 1)]

    def test_a_section_that_is_not_asked_leads_to_one_that_is(self, desk: Client, draft: Application) -> None:
        response = desk.get(queries.section_url(draft, "two"))
        assert (response.status_code, response.url) == (302, queries.section_url(draft, "one"))
        answer(draft, pilot=True)
        assert desk.get(queries.section_url(draft, "two")).status_code == 200

    @pytest.mark.parametrize(("live", "place"), [("", "one/#id_site"), ("1", "two/#main")])
    def test_without_scripts_a_new_question_is_shown_before_the_next_section(
        self, desk: Client, draft: Application, live: str, place: str
    ) -> None:
        posted = {"seen:pilot": "0", "pilot": "yes", "live:": live, "to:": "two"}
        response = desk.post(queries.section_url(draft, "one"), posted)
        assert (response.status_code, response.url) == (302, queries.section_url(draft, "one").removesuffix("one/") + place)

    def test_what_was_typed_and_is_hidden_again_is_kept(self, desk: Client, draft: Application) -> None:
        answer(draft, **WHOLE)
        body = {"changes": [{"name": "pilot", "value": "no", "version": 0}]}
        assert (
            desk.patch(f"/applications/{draft.number}/sheet/", json.dumps(body), content_type="application/json").status_code
            == 200
        )
        assert Sheet.objects.get(pk=draft.sheet_id).answers == WHOLE | {"pilot": False}
        row = next(row for row in desk.get(queries.section_url(draft, "one")).context["rows"] if row.question.key == "site")
        assert (row.hidden, row.field.value()) == (True, "Tuas")

    @pytest.mark.parametrize(("wanted", "label"), [("ms-MY,en;q=0.5", "Ada projek perintis?"), ("en", "Is there a pilot?")])
    def test_it_speaks_the_language_the_browser_asks_for(self, desk: Client, draft: Application, wanted: str, label: str) -> None:
        page = desk.get(queries.section_url(draft, "one"), headers={"Accept-Language": wanted}).content.decode()
        assert label in page
        assert f'lang="{wanted[:2]}"' in page

    def test_a_screen_is_explained_beside_the_answer(self, desk: Client, draft: Application) -> None:
        answer(draft, pilot=False, size="501")
        response = desk.get(queries.section_url(draft, "one"))
        assert "This programme is for teams of up to 500." in response.content.decode()
        assert [link.state for link in response.context["links"]] == ["wrong"]


class TestSubmitting:
    def test_only_what_is_asked_is_submitted_and_read(self, draft: Application) -> None:
        answer(draft, **WHOLE | {"pilot": False})
        draft.sheet.refresh_from_db()
        sent = operations.submit(draft, by=draft.started_by, arrived_at=NOW)
        assert sent.answers == {"pilot": False}
        assert [[one.key for one in part.answers] for part in queries.reading(draft, sent)] == [["pilot", "size"]]
        assert queries.is_unchanged(draft, sent)

    def test_what_stays_behind_is_said_before(self, desk: Client, draft: Application) -> None:
        answer(draft, **WHOLE)
        assert "not submitted" not in desk.get(f"/applications/{draft.number}/submit/").content.decode()
        answer(draft, **WHOLE | {"pilot": False, "size": "7"})
        response = desk.get(f"/applications/{draft.number}/submit/")
        assert response.context["unasked"] == [("Where is it?", "Tuas"), ("What did it show?", "It works.")]
        assert "2 answers stay in your draft and are not submitted." in response.content.decode()

    def test_what_is_asked_is_missing(self, draft: Application) -> None:
        answer(draft, pilot=True, shown="It works.")
        draft.sheet.refresh_from_db()
        assert [(one.key, one.sentence) for one in queries.missing(draft)] == [("site", "Answer this to submit.")]

    def test_a_screen_bars_submission_with_its_sentence(self, draft: Application) -> None:
        answer(draft, pilot=False, size="501")
        with pytest.raises(operations.Incomplete) as refusal:
            operations.submit(draft, by=draft.started_by, arrived_at=NOW)
        assert refusal.value.faults == [("size", "This programme is for teams of up to 500.")]
