"""What a startup sent before: offered per question and taken by a click, compared for staff."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelerator.applications import earlier, since
from accelerator.applications.models import Application
from accelerator.kit import clock
from accelerator.questionnaires import definition as design
from accelerator.startups.models import Startup
from tests.cast import browser
from tests.factories import accounts, programmes, startups
from tests.factories.applications import answers_to, application

pytestmark = pytest.mark.django_db
BEFORE = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@pytest.fixture
def startup() -> Startup:
    return startups.startup("Sampan Analytics", owner=accounts.person(name="Ananya Rao"), slug="sampan")


def owner(startup: Startup) -> Any:
    return startup.members.get(role="owner").person


def texts(call: Any) -> list[str]:
    return [key for key, one in design.questions(call.version.definition).items() if one.type in ("text", "long_text")]


def sent_before(startup: Startup, *, call: Any = None, **changed: Any) -> Application:
    call = call or programmes.call(name="Cohort 4")
    return application(call=call, startup=startup, answers=answers_to(call) | changed, arrived_at=BEFORE)


def draft_of(startup: Startup, answers: dict[str, Any] | None = None) -> Application:
    return application(call=programmes.call(name="Cohort 5"), startup=startup, submitted=False, answers=answers or {})


def offers(draft: Application) -> dict[str, earlier.Offer]:
    return earlier.offers(draft, design.questions(draft.sheet.version.definition).values(), draft.sheet.answers)


class TestOffers:
    def test_the_latest_answer_to_the_same_question_where_it_was_given(self, startup: Startup) -> None:
        draft = draft_of(startup)
        key = texts(draft.call)[0]
        sent_before(startup, **{key: "Berths."})
        offer = offers(draft)[key]
        assert (offer.value, offer.told, offer.call, offer.at) == ("Berths.", "Berths.", "Cohort 4", BEFORE)
        assert draft.sheet.answers == {}

    def test_nothing_that_stands_there_already_and_nothing_of_others(self, startup: Startup) -> None:
        key = texts(programmes.call())[0]
        sent_before(startups.startup(), **{key: "Theirs."})
        assert offers(draft_of(startup)) == {}
        sent_before(startup, **{key: "Berths."})
        assert key not in offers(draft_of(startup, {key: "Berths."}))
        assert offers(draft_of(startups.startup())) == {}

    def test_those_of_a_merged_record_are_ones_own(self, startup: Startup) -> None:
        duplicate = startups.startup()
        sent_before(duplicate)
        draft = draft_of(startup)
        assert offers(draft) == {}
        Startup.objects.filter(pk=duplicate.pk).update(merged_into=startup)
        assert set(offers(draft)) == set(answers_to(draft.call)) - {"true"}

    def test_only_what_fits_as_it_is(self, startup: Startup) -> None:
        draft = draft_of(startup)
        asked = design.questions(draft.call.version.definition)  # type: ignore[union-attr]  # the call has a form
        choice = next(key for key, one in asked.items() if one.type == "choice")
        sent_before(startup, **{choice: "an option that is gone"})
        assert choice not in offers(draft)

    def test_no_declaration_which_is_made_for_what_is_sent_now(self, startup: Startup) -> None:
        sent = sent_before(startup, true=True)
        assert sent.sheet.answers["true"] is True
        assert "true" not in offers(draft_of(startup))


class TestTaking:
    @pytest.mark.parametrize(("key", "value"), [("what", "Berths."), ("stage", "pilot"), ("revenue", "4200")])
    def test_a_click_takes_it_beside_all_that_was_typed(self, startup: Startup, key: str, value: str) -> None:
        draft = draft_of(startup)
        sent_before(startup, **{key: value})
        client, door = browser(owner(startup)), f"/applications/{draft.number}/edit/company/"
        page = client.get(door).content.decode()
        assert "You answered this in Cohort 4" in page
        assert f'name="reuse:" value="{key}"' in page
        other = "revenue" if key == "what" else "what"
        posted = client.post(door, {f"seen:{key}": "0", key: "", f"seen:{other}": "0", other: "100", "reuse:": key})
        assert posted["Location"] == f"{door}#id_{key}"
        draft.sheet.refresh_from_db()
        assert (draft.sheet.answers[key], draft.sheet.answers[other]) == (value, "100")
        assert draft.sheet.seen(key) == 1
        assert f'name="reuse:" value="{key}"' not in client.get(door).content.decode()

    def test_of_two_founders_the_later_click_is_told_of_the_first(self, startup: Startup) -> None:
        draft = draft_of(startup)
        sent_before(startup, what="Berths.")
        client, door = browser(owner(startup)), f"/applications/{draft.number}/edit/company/"
        client.post(door, {"seen:what": "0", "what": "Typed by the other."})
        assert client.post(door, {"seen:what": "0", "what": "", "reuse:": "what"}).status_code == 409
        draft.sheet.refresh_from_db()
        assert draft.sheet.answers["what"] == "Typed by the other."

    def test_what_was_never_offered_is_taken_as_typed(self, startup: Startup) -> None:
        draft = draft_of(startup)
        door = f"/applications/{draft.number}/edit/company/"
        assert browser(owner(startup)).post(door, {"seen:what": "0", "what": "Mine.", "reuse:": "what"}).status_code == 302
        draft.sheet.refresh_from_db()
        assert draft.sheet.answers["what"] == "Mine."


class TestTakingAll:
    def page(self, draft: Application, startup: Startup) -> tuple[Any, str]:
        return browser(owner(startup)), f"/applications/{draft.number}/edit/company/"

    def test_a_click_takes_what_is_empty_still_and_nothing_else(self, startup: Startup) -> None:
        draft = draft_of(startup, {"stage": "idea"})
        sent = sent_before(startup, what="Berths.", revenue="4200", stage="pilot")
        client, door = self.page(draft, startup)
        page = client.get(door).content.decode()
        wanted = earlier.gathered(offers(draft)[key] for key in ("what", "revenue"))
        assert [(one.source, one.call) for one in wanted] == [(sent.number, "Cohort 4")]
        assert f'name="reuse:" value="{sent.number}">Use all {wanted[0].count} answers from Cohort 4</button>' in page
        given = {"seen:what": "0", "what": "", "seen:revenue": "0", "revenue": "100", "seen:stage": "0", "stage": "idea"}
        posted = client.post(door, given | {"reuse:": sent.number})
        assert posted["Location"] == f"{door}#id_what"
        draft.sheet.refresh_from_db()
        answers = draft.sheet.answers
        assert (answers["what"], answers["revenue"], answers.get("stage")) == ("Berths.", "100", "idea")
        assert "true" not in answers
        assert "Use all" not in client.get(door).content.decode()

    def test_what_another_founder_answered_meanwhile_stays(self, startup: Startup) -> None:
        draft = draft_of(startup)
        sent = sent_before(startup, what="Berths.", revenue="4200")
        client, door = self.page(draft, startup)
        client.post(door, {"seen:what": "0", "what": "Typed by the other."})
        client.post(door, {"seen:what": "0", "what": "", "seen:revenue": "0", "revenue": "", "reuse:": sent.number})
        draft.sheet.refresh_from_db()
        assert (draft.sheet.answers["what"], draft.sheet.answers["revenue"]) == ("Typed by the other.", "4200")

    def test_one_answer_alone_is_offered_at_its_question(self, startup: Startup) -> None:
        draft = draft_of(startup)
        sent_before(startup)
        assert earlier.gathered(list(offers(draft).values())[:1]) == []

    def test_a_number_of_others_takes_nothing(self, startup: Startup) -> None:
        draft = draft_of(startup)
        sent_before(startup, what="Berths.", revenue="4200")
        theirs = sent_before(startups.startup(), what="Theirs.")
        client, door = self.page(draft, startup)
        client.post(door, {"seen:what": "0", "what": "", "reuse:": theirs.number})
        draft.sheet.refresh_from_db()
        assert draft.sheet.answers == {}


class TestSince:
    def test_staff_read_what_is_otherwise_and_founders_do_not(self, startup: Startup) -> None:
        old = sent_before(startup)
        key = texts(old.call)[0]
        Startup.objects.filter(pk=startup.pk).update(
            stage="users", team_size=7, registration_country="SG", registration_number="201812345K"
        )
        call = programmes.call(programme=old.call.programme, name="Cohort 5")
        new = application(
            call=call, startup=startup, answers=answers_to(call) | {key: "Cranes."}, arrived_at=clock.now() + timedelta(minutes=1)
        )
        manager = programmes.manager(call.programme)
        found = earlier.compared(new, new.last_submission(), by=manager)  # type: ignore[arg-type]  # it was sent
        assert found is not None
        assert [(str(fact.label), fact.was, fact.now) for fact in found.facts] == [
            ("Stage", "", "First users"),
            ("People", "", "7"),
            ("Registration", "", "UEN 201812345K"),
        ]
        assert (found.earlier.application, found.count()) == (old, 1)
        page = browser(manager).get(new.get_absolute_url()).content.decode()
        assert "What changed since they last applied" in page
        assert "1 answer is another" in page
        assert "What changed since" not in browser(owner(startup)).get(new.get_absolute_url()).content.decode()
        assert "What changed since" not in browser(manager).get(old.get_absolute_url()).content.decode()

    def test_nothing_is_told_of_applications_to_programmes_of_others(self, startup: Startup) -> None:
        sent_before(startup)
        call = programmes.call(name="Elsewhere")
        new = application(call=call, startup=startup, arrived_at=clock.now())
        assert earlier.compared(new, new.last_submission(), by=programmes.manager(call.programme)) is None  # type: ignore[arg-type]


PROFILES = st.dictionaries(st.sampled_from(list(since.FACTS)), st.sampled_from(["", "one", "two", "‮"]))


@given(PROFILES, PROFILES)
def test_only_facts_that_differ_and_the_other_way_round(before: dict[str, str], after: dict[str, str]) -> None:
    found = since.changed(before, after)
    assert [(fact.label, fact.now, fact.was) for fact in found] == [tuple(fact) for fact in since.changed(after, before)]
    assert since.changed(before, before) == []
    assert len(found) == sum(before.get(key, "") != after.get(key, "") for key in since.FACTS)
