"""Checks before the form in several languages: drawn beside their own words, read in the language that somebody likes best."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accelerator.applications import operations as applications
from accelerator.kit import languages
from accelerator.kit.refusals import Refusal
from accelerator.programmes import eligibility, operations
from accelerator.programmes.eligibility import Check, Wording, faults, read, said, store
from accelerator.programmes.models import Call
from tests import posting
from tests.cast import browser
from tests.factories import programmes
from tests.factories.questionnaires import published_version
from tests.factories.startups import startup
from tests.programmes.conftest import World

NOW = datetime(2026, 11, 20, 6, 2, tzinfo=UTC)
MALAY = Wording("Peringkat mana?", "Datang semula nanti.", ("", "Perintis"))
STAGE = Check("c1", "Which stage?", "choice", "Come back later.", ("Idea", "Pilot"), ("Pilot",), texts={"ms": MALAY})
WHERE = Check("c2", "Where?", "country", "Only Singapore.", accepts=("SG",), texts={"ms": Wording(asks="Di mana?")})
DOOR, DESK = "/calls/applied-ai/eligibility/", "/calls/cohort-5/settings/eligibility/"


@pytest.fixture
def call(world: World) -> Call:
    given: dict[str, Any] = {"closes_at": NOW + timedelta(days=10), "eligibility": store([STAGE, WHERE])}
    return programmes.call(programme=world.programme, name="Applied AI", slug="applied-ai", **given)


def test_each_text_is_read_in_the_readers_language_or_as_it_stands() -> None:
    with languages.reading("ms-MY"):
        assert said(STAGE) == Wording("Peringkat mana?", "Datang semula nanti.", ("Idea", "Perintis"))
        assert said(WHERE) == Wording("Di mana?", "Only Singapore.")
    for other in ("en", "fr", ""):
        with languages.reading(other):
            assert said(STAGE) == Wording("Which stage?", "Come back later.", ("Idea", "Pilot"))


def test_checks_may_be_written_in_another_language() -> None:
    check = Check(
        "c1", "Di mana?", "country", "Singapura sahaja.", accepts=("SG",), language="ms", texts={"en": Wording("Where?")}
    )
    for wanted, asks in (("ms", "Di mana?"), ("en", "Where?"), ("fr", "Di mana?")):
        with languages.reading(wanted):
            assert said(check).asks == asks


def test_they_are_kept_without_what_is_empty() -> None:
    kept = store([STAGE, WHERE])
    assert [one["texts"] for one in kept] == [
        {"ms": {"asks": "Peringkat mana?", "why": "Datang semula nanti.", "options": ["", "Perintis"]}},
        {"ms": {"asks": "Di mana?"}},
    ]
    assert read(kept) == [STAGE, WHERE]


@pytest.mark.parametrize(
    "texts",
    [
        {"MS": Wording("x")},
        {"ms": Wording(options=("a",))},
        {"ms": Wording(options=("a", "b", "c"))},
        {"ms": Wording(options=("a", "a"))},
        {"ms": Wording(options=("Pilot", ""))},
        {f"a{chr(97 + n)}": Wording("x") for n in range(21)},
    ],
)
def test_what_makes_no_sense_is_found(texts: dict[str, Wording]) -> None:
    assert list(faults([Check("c1", "?", "choice", "No.", ("Idea", "Pilot"), ("Pilot",), texts=texts)])) == [(0, "texts")]


@pytest.mark.django_db
class TestDrawn:
    def test_a_language_is_added_and_written(self, world: World) -> None:
        bare = [Check("c1", "Which stage?", "choice", "Come back later.", ("Idea", "Pilot"), ("Pilot",))]
        operations.set_eligibility(world.draft, checks=bare, by=world.manager)
        desk = browser(world.manager)
        assert "e-0-ms:asks" not in desk.get(DESK).content.decode()
        page = desk.get(f"{DESK}?add=ms").content.decode()
        texts = {"e-0-ms:asks": MALAY.asks, "e-0-ms:why": MALAY.why, "e-0-ms:options": "\r\nPerintis"}
        assert desk.post(f"{DESK}?add=ms", posting.form(page, "e-0-asks") | texts).status_code == 302
        assert read(Call.objects.get(pk=world.draft.pk).eligibility) == [STAGE]
        again = posting.form(desk.get(DESK).content.decode(), "e-0-asks")
        assert again["e-0-ms:options"] == "\nPerintis"
        assert desk.post(DESK, again).status_code == 302
        assert read(Call.objects.get(pk=world.draft.pk).eligibility) == [STAGE]

    def test_the_languages_of_the_calls_form_stand_there(self, world: World) -> None:
        question = {"key": "name", "type": "text", "label": "Nama", "texts": {"en": {"label": "Name"}, "ta": {"label": "பெயர்"}}}
        form = {"language": "ms", "sections": [{"key": "one", "title": "Satu", "questions": [question]}]}
        world.draft.version = published_version(definition=form)
        world.draft.save()
        desk = browser(world.manager)
        page = desk.get(DESK).content.decode()
        assert [code for code in ("en", "ms", "ta") if f"e-0-{code}:asks" in page] == ["en", "ta"]
        given = {"e-0-asks": "Di mana?", "e-0-kind": "country", "e-0-accepts": "SG", "e-0-why": "Tidak.", "e-0-en:asks": "Where?"}
        assert desk.post(DESK, posting.form(page, "e-0-asks") | given).status_code == 302
        (kept,) = read(Call.objects.get(pk=world.draft.pk).eligibility)
        assert (kept.language, kept.texts) == ("ms", {"en": Wording("Where?")})

    def test_options_that_do_not_fit_are_told(self, world: World) -> None:
        operations.set_eligibility(world.draft, checks=[STAGE], by=world.manager)
        desk = browser(world.manager)
        given = posting.form(desk.get(DESK).content.decode(), "e-0-asks") | {"e-0-ms:options": "a\nb\nc"}
        refused = desk.post(DESK, given)
        assert refused.status_code == 422
        assert "Translate each option on a line of its own" in refused.content.decode()


@pytest.mark.django_db
class TestRead:
    @pytest.fixture(autouse=True)
    def _today(self) -> Any:
        with time_machine.travel(NOW, tick=False):
            yield

    def test_whoever_picks_a_language_is_asked_and_told_in_it(self, call: Call) -> None:
        visitor = Client()
        page = visitor.get(DOOR).content.decode()
        assert ("Which stage?" in page, "Peringkat mana?" in page) == (True, False)
        visitor.post("/language/forms/", {"language": "ms", "next": DOOR})
        page = visitor.get(DOOR).content.decode()
        assert "Which stage?" not in page
        assert all(text in page for text in ("Peringkat mana?", "Perintis", "Idea", "Di mana?", 'lang="ms"'))
        visitor.post(DOOR, {"c1": "Idea", "c2": "SG"})
        assert "Idea. Datang semula nanti." in visitor.get(DOOR).content.decode()
        public = visitor.get(call.get_absolute_url()).content.decode()
        assert "<b>Peringkat mana?</b><small>Perintis</small>" in public

    def test_a_refused_start_says_so_in_it(self, world: World, call: Call) -> None:
        own, answers = startup(owner=world.outsider), {"c1": "Idea", "c2": "SG"}
        with languages.reading("ms"), pytest.raises(Refusal, match="Datang semula nanti"):
            applications.start(call=call, startup=own, by=world.outsider, at=NOW, screened=answers)

    def test_programs_read_and_write_them(self, world: World, call: Call) -> None:
        desk = browser(world.manager)
        (one, _two) = desk.get("/api/v1/calls/applied-ai").json()["eligibility"]
        assert one["texts"] == {"ms": {"asks": MALAY.asks, "why": MALAY.why, "options": ["", "Perintis"]}}
        rules = desk.get("/api/v1/calls/applied-ai/settings").json()["checks"]
        put = desk.put("/api/v1/calls/cohort-5/checks", {"checks": rules}, content_type="application/json")
        assert put.status_code == 200
        assert read(Call.objects.get(slug="cohort-5").eligibility) == [STAGE, WHERE]
        rules[0]["texts"]["ms"]["options"] = ["a"]
        wrong = desk.put("/api/v1/calls/cohort-5/checks", {"checks": rules}, content_type="application/json")
        assert (wrong.status_code, [one["field"] for one in wrong.json()["errors"]]) == (422, ["checks.0.texts"])
        answers = {"answers": {"c1": "Idea", "c2": "SG"}}
        door = "/api/v1/calls/applied-ai/eligibility"
        told = desk.post(door, answers, content_type="application/json", headers={"Accept-Language": "ms"})
        assert told.json()["lines"][0]["why"] == "Datang semula nanti."


def test_what_was_asked_before_keeps_its_version() -> None:
    bare = [{"key": "c1", "asks": "Where?", "kind": "country", "why": "No.", "accepts": ["SG"]}]
    assert store(read(bare)) == bare
    assert eligibility.version(store(read(bare))) == eligibility.version(bare)
