"""A letter to many founders: shown before, posted to each person once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from accelerator.applications.models import Application
from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import operations as notices
from accelerator.notices.letters import told
from accelerator.notices.models import Delivery, Message
from accelerator.pipeline import operations, queries, stopped, tasks, wording
from accelerator.pipeline.models import Mailing
from accelerator.programmes.models import Call
from accelerator.startups.models import Member, Startup
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import accounts, reviews, startups
from tests.pipeline.test_views import AT, text

LETTER = {"subject": "About {number}", "text": "Dear {startup},\n\nthank you for applying to {call}. {"}


@given(st.text())
def test_other_braces_stay(words: str) -> None:
    one = Application(number="S-1", startup=Startup(name="{number}"), call=Call(name="Spring"))
    safe = words.replace("{startup}", "").replace("{number}", "").replace("{call}", "")
    if not any(f"{{{name}}}" in safe for name in wording.NAMES):
        assert wording.filled(safe, one) == safe
    assert wording.filled("{startup} {number} {call} {}", one) == "{number} S-1 Spring {}"


def sent(*messages: Message) -> None:
    held = Delivery.objects.filter(message__in=messages)
    for state in ("sending", "sent"):
        held.update(state=state)


@pytest.mark.django_db
class TestLetters:
    @pytest.fixture
    def two(self, call: Call) -> list[Application]:
        made = [reviews.application(call, name=name) for name in ("Anchor", "Buoy")]
        startups.member(made[0].startup, accounts.person(name="Second Founder"))
        return made

    def posted(self, mailing: Mailing) -> list[Message]:
        with time_machine.travel(mailing.goes_at, tick=False):
            while operations.post(mailing.pk):
                pass
        return list(Message.objects.filter(kind="programme_wrote").order_by("id"))

    def test_people_of_a_record_that_was_merged_get_it_too(self, manager: Any, two: list[Application]) -> None:
        other = startups.startup("Anchor Labs", owner=accounts.person(name="Ada Third"))
        Startup.objects.filter(pk=two[0].startup_id).update(merged_into=other)
        found = queries.letters(two[:1], **LETTER)
        assert [person.name for person in found.addressed[0][1]] == sorted(
            ["Ada Third", "Second Founder", two[0].started_by.name]
        )

    def test_pressed_twice_it_is_written_once(self, manager: Any, two: list[Application]) -> None:
        first, second = (operations.write(two, **LETTER, by=manager) for _press in range(2))
        assert first == second == Mailing.objects.get()
        assert operations.write(two[:1], **LETTER, by=manager) != first
        Mailing.objects.update(created_at=clock.now() - timedelta(hours=2))
        assert operations.write(two, **LETTER, by=manager) != first

    def test_everybody_of_each_startup_gets_it_once(self, call: Call, manager: Any, two: list[Application]) -> None:
        mailing = operations.write(two, **LETTER, by=manager)
        messages = self.posted(mailing)
        assert self.posted(mailing) == messages
        assert Message.objects.filter(kind="programme_wrote").count() == len(messages) == 3
        one = next(message for message in messages if message.recipient == two[1].started_by)
        assert told(one) == (
            f"About {two[1].number}",
            ["Dear Buoy,", "thank you for applying to Spring. {", f"Nurul Hakim, {call.programme}"],
            "See your application",
        )
        assert one.url == two[1].get_absolute_url()
        assert Entry.objects.get(verb="pipeline.mailed").told() == (
            "Nurul Hakim wrote to the founders of 2 of the applications to Spring: About {number}"
        )

    def test_each_letter_is_posted_by_itself(self, manager: Any, two: list[Application]) -> None:
        first, second = (operations.write(two, **LETTER | {"subject": subject}, by=manager) for subject in ("One", "Two"))
        self.posted(second)
        first.refresh_from_db()
        second.refresh_from_db()
        assert [(one.done, one.posted_at is None) for one in (first, second)] == [(0, True), (2, False)]
        self.posted(second)
        assert Mailing.objects.get(pk=second.pk).posted_at == second.posted_at

    def test_it_is_held_back_for_a_minute(
        self, manager: Any, two: list[Application], django_capture_on_commit_callbacks: Any
    ) -> None:
        mailing = operations.write(two, **LETTER, by=manager)
        for early, rings, count in ((timedelta(seconds=1), 0, 0), (timedelta(0), 1, 3)):
            with time_machine.travel(mailing.created_at + timedelta(seconds=60) - early, tick=False):
                with django_capture_on_commit_callbacks() as rung:
                    tasks.sweep()
                assert len(rung) == rings
                operations.post(mailing.pk)
                assert Message.objects.filter(kind="programme_wrote").count() == count

    def test_taken_back_before_it_went_out_nobody_gets_it(self, call: Call, manager: Any, two: list[Application]) -> None:
        mailing = operations.write(two, **LETTER, by=manager)
        with time_machine.travel(mailing.goes_at - timedelta(seconds=1), tick=False):
            done = operations.recall(mailing, by=manager)
            assert (done.went, done.stopped, done.mailing.undone_at) == (0, 3, clock.now())
        assert self.posted(mailing) == []
        with pytest.raises(Refusal, match="taken back or stopped already"):
            operations.recall(mailing, by=manager)
        sentence = "Nurul Hakim took back a letter to founders of Spring before it went out: About {number}"
        assert Entry.objects.get(verb="pipeline.mail_undone").told() == sentence
        again = operations.write(two, **LETTER, by=manager)
        assert (again != mailing, len(self.posted(again))) == (True, 3)

    def test_gone_out_it_stays(self, manager: Any, two: list[Application]) -> None:
        mailing = operations.write(two, **LETTER, by=manager)
        sent(*self.posted(mailing))
        with pytest.raises(Refusal, match="has gone out"):
            operations.recall(mailing, by=manager)
        assert (Mailing.objects.get().undone_at, Message.objects.filter(kind="programme_wrote").count()) == (None, 3)

    def test_half_gone_out_the_rest_is_stopped(
        self, manager: Any, two: list[Application], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("accelerator.pipeline.operations.mailing.AT_ONCE", 1)
        mailing = operations.write(two, **LETTER, by=manager)
        with time_machine.travel(mailing.goes_at, tick=False):
            assert operations.post(mailing.pk) is True  # to the two of the first startup
        first = list(Message.objects.filter(kind="programme_wrote"))
        sent(*first)
        done = operations.recall(mailing, by=manager)
        assert (done.went, done.stopped, done.mailing.done) == (2, 1, 1)
        assert self.posted(mailing) == first
        assert Entry.objects.get(verb="pipeline.mail_stopped").told() == (
            "Nurul Hakim stopped a letter to founders of Spring: About {number} People written to: 2; stopped: 1."
        )

    def test_what_nobody_has_yet_is_stopped_too(self, manager: Any, two: list[Application]) -> None:
        mailing = operations.write(two, **LETTER, by=manager)
        other = operations.write(two, **LETTER | {"subject": "Another"}, by=manager)
        self.posted(other)
        mail, read, _waits = self.posted(mailing)[3:]
        sent(mail)
        notices.read(read)
        done = operations.recall(mailing, by=manager)
        assert (done.went, done.stopped, done.mailing.posted_at) == (2, 1, None)
        left = Message.objects.filter(kind="programme_wrote")
        assert set(left.filter(subject__startswith=mailing.subjects)) == {mail, read}
        assert left.filter(subject__startswith=other.subjects).count() == 3

    def test_managers_of_the_call_take_it_back(self, call: Call, manager: Any, two: list[Application]) -> None:
        mailing = operations.write(two, **LETTER, by=manager)
        for person in (accounts.operator_person(role="auditor"), reviews.reviewer(call), reviews.manager(reviews.call())):
            with pytest.raises(Forbidden):
                operations.recall(mailing, by=person)
        assert operations.recall(mailing, by=reviews.manager(call)).stopped == 3

    def test_stretch_by_stretch(
        self, manager: Any, two: list[Application], monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
    ) -> None:
        monkeypatch.setattr("accelerator.pipeline.operations.mailing.AT_ONCE", 1)
        mailing = operations.write(two, **LETTER, by=manager)
        with time_machine.travel(mailing.goes_at, tick=False):
            with django_capture_on_commit_callbacks() as rung:
                tasks.sweep()
            assert len(rung) == 1
            assert [operations.post(mailing.pk) for _stretch in range(3)] == [True, False, False]
        mailing.refresh_from_db()
        assert (mailing.done, mailing.posted_at is not None) == (2, True)

    def test_who_left_or_is_suspended_gets_none(self, manager: Any, two: list[Application]) -> None:
        Member.objects.filter(startup=two[0].startup).update(ended_at=two[0].created_at)
        letters = queries.letters(two, **LETTER)
        assert ([one for one, _people in letters.addressed], letters.lone) == ([two[1]], [two[0]])
        assert [message.recipient for message in self.posted(operations.write(two, **LETTER, by=manager))] == [two[1].started_by]

    @pytest.mark.parametrize("unknown", ["{typo}", "{name}", "{Startup}", "{ call }"])
    @pytest.mark.parametrize("field", ["subject", "text"])
    def test_what_nobody_fills_in(self, manager: Any, two: list[Application], field: str, unknown: str) -> None:
        letter = LETTER | {field: f"{{startup}} {unknown}"}
        with pytest.raises(Refusal, match="is not filled in") as refused:
            operations.write(two, **letter, by=manager)
        said = f"{unknown} is not filled in. Use {{startup}}, {{number}} or {{call}}."
        assert (refused.value.sentence, refused.value.field, refused.value.status) == (said, field, 422)
        asked = {"numbers": two[0].number, "act": "mail"}
        page = browser(manager).post(AT + "act/", asked | letter)
        assert (page.status_code, page.context["form"].errors) == (422, {field: [said]})
        assert not Mailing.objects.exists()

    def test_refused(self, call: Call, manager: Any, two: list[Application]) -> None:
        seen = queries.letters(two, **LETTER).fingerprint
        startups.member(two[1].startup)
        for look in (seen, ""):
            with pytest.raises(Refusal, match="changed since you looked"):
                operations.write(two, **LETTER, by=manager, seen=look)
        with pytest.raises(Refusal, match="one call"):
            operations.write([two[0], reviews.application(reviews.call())], **LETTER, by=manager)
        for person in (accounts.operator_person(role="auditor"), reviews.reviewer(call), reviews.manager(reviews.call())):
            with pytest.raises(Forbidden):
                operations.write(two, **LETTER, by=person)
        Member.objects.update(ended_at=two[0].created_at)
        with pytest.raises(Refusal, match="nobody to write to"):
            operations.write(two, **LETTER, by=manager)
        assert not Mailing.objects.exists()

    def test_the_page_shows_who_gets_what_and_then_sends_it(self, call: Call, manager: Any, two: list[Application]) -> None:
        client = browser(manager)
        asked = {"numbers": ",".join(one.number for one in two), "act": "mail", "query": "?sort=name"}
        assert "until then it can be taken back" in text(client.post(AT + "act/", asked))
        shown = client.post(AT + "act/", asked | LETTER)
        page = text(shown)
        assert "3 people get it" in page
        assert "Dear Anchor," in page
        assert "Second Founder" in page
        assert not Mailing.objects.exists()
        done = client.post(AT + "act/", asked | LETTER | {"confirm": "1", "seen": shown.context["letters"].fingerprint})
        assert done["Location"] == f"{AT}?sort=name"
        assert Mailing.objects.get().text == LETTER["text"]
        undo = f"{AT}letters/{Mailing.objects.get().code}/undo/"
        page = text(client.get(AT))
        assert "Goes out to 3 people in a minute." in page
        assert f'action="{undo}?on=%3Fsort%3Dname"' in page
        assert client.get(undo).status_code == 405
        assert browser(reviews.reviewer(call)).post(undo).status_code == 404
        taken = client.post(f"{undo}?on=%3Fsort%3Dname", follow=True)
        assert taken.redirect_chain == [(f"{AT}?sort=name", 302)]
        assert "The letter is taken back. Nobody was written to." in text(taken)
        assert client.post(undo).status_code == 409
        assert Mailing.objects.get().undone_at is not None

    def test_written_again_after_a_stop_it_leaves_out_who_has_it(
        self, manager: Any, two: list[Application], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client, asked = browser(manager), {"numbers": ",".join(one.number for one in two), "act": "mail"}
        assert "Leave out" not in text(client.post(AT + "act/", asked))
        monkeypatch.setattr("accelerator.pipeline.operations.mailing.AT_ONCE", 1)
        first = operations.write(two, **LETTER, by=manager)
        with time_machine.travel(first.goes_at, tick=False):
            operations.post(first.pk)
        sent(*Message.objects.filter(kind="programme_wrote"))
        operations.recall(first, by=manager)
        offered = client.post(AT + "act/", asked)
        assert "Leave out who has “About {number}” already: 2 people" in text(offered)
        assert offered.context["form"]["leave_out"].value() is True
        assert "Leave out" not in text(client.post(AT + "act/", asked | {"numbers": two[1].number}))
        assert client.post(AT + "act/", asked | LETTER).context["letters"].people == 3
        asked |= LETTER | {"leave_out": "on"}
        shown = client.post(AT + "act/", asked)
        assert [one.startup.name for one, _people in shown.context["letters"].addressed] == ["Buoy"]
        client.post(AT + "act/", asked | {"confirm": "1", "seen": shown.context["letters"].fingerprint})
        assert Mailing.objects.latest("id").ids == [two[1].pk]
        assert "nobody is left to write to" in text(client.post(AT + "act/", asked | {"numbers": two[0].number}))
        other = client.post(AT + "act/", asked | {"subject": "Interviews"})  # another letter is not spared by a tick nobody set
        assert (other.context["letters"].people, other.context["form"]["leave_out"].value()) == (3, False)
        ticked = client.post(AT + "act/", asked | {"subject": "Interviews", "seen": other.context["letters"].fingerprint})
        assert ticked.context["letters"].people == 1

    def test_who_lacks_it_beside_others_of_a_startup_gets_it_with_them(self, manager: Any, two: list[Application]) -> None:
        first = operations.write(two, **LETTER, by=manager)
        mail = next(one for one in self.posted(first) if one.recipient == two[0].started_by)
        sent(mail)
        operations.recall(first, by=manager)
        half = stopped.halfway(two)
        assert half is not None
        assert half.had == {(two[0].pk, two[0].started_by_id)}
        assert [one for one, _people in half.without(queries.letters(two, **LETTER)).addressed] == two
        with time_machine.travel(clock.now() + timedelta(days=8), tick=False):
            assert stopped.halfway(two) is None

    def test_a_letter_edited_since_it_was_shown_is_shown_again(self, manager: Any, two: list[Application]) -> None:
        client, asked = browser(manager), {"numbers": ",".join(one.number for one in two), "act": "mail"}
        shown = client.post(AT + "act/", asked | LETTER)
        seen = f'form="letter" name="seen" value="{shown.context["letters"].fingerprint}"'
        assert (text(shown).count(seen), text(shown).count('name="text"')) == (1, 1)
        edited = asked | LETTER | {"text": "Dear {startup}, we moved."}
        again = client.post(AT + "act/", edited | {"confirm": "1", "seen": shown.context["letters"].fingerprint})
        assert (again.status_code, Mailing.objects.count()) == (422, 0)
        assert "The letter or who gets it changed since you looked." in text(again)
        assert again.context["sample"][1] == ["Dear Anchor, we moved."]
        client.post(AT + "act/", edited | {"confirm": "1", "seen": again.context["letters"].fingerprint})
        assert Mailing.objects.get().text == "Dear {startup}, we moved."

    @pytest.mark.parametrize(
        "given_letter", [{"subject": "", "text": "x"}, {"subject": "x", "text": ""}, {"subject": "x" * 151, "text": "x"}]
    )
    def test_a_letter_that_is_none(self, manager: Any, two: list[Application], given_letter: dict[str, str]) -> None:
        response = browser(manager).post(AT + "act/", {"numbers": two[0].number, "act": "mail"} | given_letter)
        assert response.status_code == 422
