"""Letters in a programme's own words: kept only where they can be filled in, written by the next release, put back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import Error, transaction
from django.test import Client

from accelerator.decisions import letters, operations, wordings
from accelerator.decisions.models import Decision, Letter, LetterTemplate
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import letters as mails
from accelerator.notices.models import Delivery, Message
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import accounts, decisions, reviews

pytestmark = pytest.mark.django_db
UNTIL = datetime(2040, 1, 31, 15, 59, tzinfo=UTC)
OWN = {
    "subject": "{startup} and {call}",
    "text": "Dear *{startup}* ({number}),\n\n{feedback}\n\nSee you at [ours](https://example.org).",
}


@pytest.fixture
def programme(call: Any) -> Any:
    return call.programme


def kept(programme: Any, manager: Any, outcome: str = "decline", **words: str) -> wordings.Words:
    return operations.reword(programme, outcome=outcome, by=manager, **(OWN | words))


def test_until_somebody_writes_their_own_ours_are_used(programme: Any) -> None:
    words = wordings.of(programme)
    assert list(words) == ["accept", "waitlist", "decline"]
    assert [one.is_own for one in words.values()] == [False, False, False]
    assert [one.fault("subject") + one.fault("text") for one in words.values()] == ["", "", ""]


def test_the_next_release_writes_them_to_that_outcome_alone(call: Any, programme: Any, manager: Any) -> None:
    kept(programme, manager)
    declined = decisions.decision(reviews.application(call, name="Quay_*_keeper"), outcome="decline", feedback="Show **more**.")
    decisions.decision(reviews.application(call, name="Other"), outcome="waitlist")
    operations.release(call, by=manager)
    letter = Letter.objects.get(decision=declined)
    assert letter.subject == "Quay_*_keeper and Tides"
    assert letter.text == (
        f"Dear *Quay\\_\\*\\_keeper* ({declined.application.number}),\n\nFrom the panel: Show **more**.\n\n"
        "See you at [ours](https://example.org)."
    )
    assert Letter.objects.exclude(pk=letter.pk).get().subject == "Other is on the waiting list for Tides"
    message = Message.objects.get(kind="letter_decline")
    assert (message.facts["title"], message.facts["text"]) == (letter.subject, letter.text)


def test_the_mail_shows_light_markdown_and_its_plain_half_none(call: Any, programme: Any, manager: Any) -> None:
    kept(programme, manager)
    decisions.decision(reviews.application(call, name="Quay_*_keeper & <b>"), outcome="decline")
    operations.release(call, by=manager)
    mail = mails.mail(Delivery.objects.select_related("message__recipient").get())
    (html, kind), *_rest = mail.alternatives
    assert kind == "text/html"
    assert "<em>Quay_*_keeper &amp; &lt;b&gt;</em>" in html
    assert 'href="https://example.org"' in html
    assert "Dear Quay_*_keeper & <b> (" in mail.body
    assert "See you at ours (https://example.org)." in mail.body
    application = Decision.objects.select_related("application").get().application
    page = browser(reviews.owner_of(application)).get(f"/decisions/{application.number}/")
    assert "<em>Quay_*_keeper &amp; &lt;b&gt;</em>" in page.content.decode()


def test_a_subject_that_grows_too_long_is_cut(call: Any, programme: Any, manager: Any) -> None:
    kept(programme, manager, subject=" ".join(["{startup}"] * 8))
    declined = decisions.decision(reviews.application(call, name="Q" * 200), outcome="decline")
    operations.release(call, by=manager)
    subject = Letter.objects.get(decision=declined).subject
    assert subject == " ".join(["Q" * 200] * 5)[:999] + "…"


def test_a_paragraph_of_which_nothing_is_left_is_left_out(call: Any) -> None:
    decision = decisions.decision(reviews.application(call, name="Quay"), outcome="decline")
    words = wordings.Words("decline", "About {call}", "One.\n\n{feedback}\n\n\n\nTwo {startup}.")
    assert letters.written(decision, reply_by=UNTIL, words=words) == wordings.Letter("About Tides", "One.\n\nTwo Quay.")


FAULTS = [
    ("text", "Dear {starup}", "{starup} is not filled in. There are: {startup}, {call}, {programme}, {number}, {feedback}."),
    ("subject", "Reply by {reply_by}", "{reply_by} is not filled in."),
    ("text", "Dear {}, {startup}", "{} is not filled in. There are: {startup}, {call}, {programme}, {number}, {feedback}."),
    ("text", "Dear {startup, hello", "A brace stands alone at “Dear {startup, he”."),
    ("text", "  ", "A letter needs this."),
    ("subject", "", "A letter needs this."),
]


@pytest.mark.parametrize(("field", "words", "said"), FAULTS)
def test_what_cannot_be_filled_in_is_not_kept(programme: Any, manager: Any, field: str, words: str, said: str) -> None:
    with pytest.raises(Refusal) as refusal:
        kept(programme, manager, **{field: words})
    assert str(refusal.value).startswith(said)
    assert (refusal.value.field, refusal.value.status) == (field, 422)
    assert not LetterTemplate.objects.exists()


def test_the_day_to_reply_is_known_to_offers_alone(programme: Any, manager: Any) -> None:
    assert kept(programme, manager, "accept", text="Reply by {reply_by}.").is_own


def test_each_change_is_kept_with_who_made_it(programme: Any, manager: Any) -> None:
    kept(programme, manager)
    kept(programme, manager)  # the same again is no change
    kept(programme, manager, subject="Other {call}")
    operations.restore_ours(programme, outcome="decline", by=manager)
    operations.restore_ours(programme, outcome="decline", by=manager)
    assert list(LetterTemplate.objects.order_by("pk").values_list("subject", "by__name")) == [
        (OWN["subject"], "Mei Lin"),
        ("Other {call}", "Mei Lin"),
        ("", "Mei Lin"),
    ]
    assert wordings.of(programme)["decline"].text == wordings.ours("decline").text
    assert [one.told() for one in Entry.objects.filter(verb="letter.worded").order_by("pk")][1:] == [
        f"Mei Lin changed the letter of {programme}: Decline.",
        f"Mei Lin put the letter of {programme} back to what Slipway suggests: Decline.",
    ]


def test_who_looked_at_other_words_changes_nothing(programme: Any, manager: Any) -> None:
    first = kept(programme, manager)
    assert kept(programme, manager, subject="Two", seen=first.mark).subject == "Two"
    with pytest.raises(Refusal, match="Mei Lin changed this letter since you opened it"):
        kept(programme, manager, subject="Three", seen=first.mark)
    with pytest.raises(Refusal, match="changed this letter"):
        operations.restore_ours(programme, outcome="decline", by=manager, seen="")


def test_only_managers_of_the_programme_word_its_letters(call: Any, programme: Any) -> None:
    for person in (reviews.reviewer(call), reviews.manager(reviews.call()), accounts.operator_person(role="auditor")):
        with pytest.raises(Forbidden):
            kept(programme, person)
        with pytest.raises(Forbidden):
            operations.restore_ours(programme, outcome="decline", by=person)


def test_what_is_kept_stays_and_is_whole(programme: Any, manager: Any) -> None:
    kept(programme, manager)
    with pytest.raises(Error), transaction.atomic():
        LetterTemplate.objects.update(text="Other")
    for words in ({"subject": "", "text": "x"}, {"subject": "x", "text": ""}):
        with pytest.raises(Error, match="letter_template_whole"), transaction.atomic():
            LetterTemplate.objects.create(programme=programme, outcome="decline", by=manager, **words)


@pytest.mark.parametrize("size", [1, 3])
def test_reading_the_words_costs_one_query_however_often_they_changed(
    programme: Any, manager: Any, size: int, django_assert_num_queries: Any
) -> None:
    for number in range(size):
        kept(programme, manager, subject=f"{number}")
    with django_assert_num_queries(1):
        assert [one.is_own for one in wordings.of(programme).values()] == [False, False, True]


class TestDoors:
    @pytest.fixture
    def desk(self, manager: Any) -> Client:
        return browser(manager)

    @pytest.fixture
    def here(self, programme: Any) -> str:
        return f"/programmes/{programme.slug}/letters/"

    def text(self, response: Any) -> str:
        return " ".join(response.content.decode().split())

    def test_the_list_says_whose_words_there_are(self, programme: Any, manager: Any, desk: Client, here: str) -> None:
        kept(programme, manager)
        page = self.text(desk.get(here))
        assert page.count("As suggested") == 2
        assert "{startup} and {call}" in page

    def test_the_page_shows_the_letter_on_a_decision_of_its_kind(self, call: Any, desk: Client, here: str) -> None:
        first, second = (decisions.decision(reviews.application(call, name=name), outcome="decline") for name in ("Quay", "Reef"))
        assert "We do not offer Reef a place in Tides." in self.text(desk.get(f"{here}decline/"))
        assert "We do not offer Quay a place" in self.text(desk.get(f"{here}decline/?on={first.application.number}"))
        assert "a made-up startup stands in" in self.text(desk.get(f"{here}waitlist/"))
        assert second.application.number in self.text(desk.get(f"{here}decline/"))

    def test_a_preview_keeps_nothing_and_names_what_is_wrong(self, call: Any, desk: Client, here: str) -> None:
        decisions.decision(reviews.application(call, name="Quay"), outcome="decline")
        sent = OWN | {"text": "Dear {startup} of {twon}", "preview": "1", "seen": ""}
        for headers in ({}, {"HX-Request": "true", "HX-Request-Type": "partial"}):
            answer = desk.post(f"{here}decline/", sent, headers=headers)
            assert answer.status_code == 200
            assert "Dear Quay of {twon}" in self.text(answer)
            assert "{twon} is not filled in." in self.text(answer)
            assert ("<html" in self.text(answer)) is not headers
        assert not LetterTemplate.objects.exists()

    def test_keeping_them_leads_back_and_says_so(self, desk: Client, here: str) -> None:
        answer = desk.post(f"{here}decline/", OWN | {"seen": ""}, follow=True)
        assert answer.redirect_chain == [(f"{here}decline/", 302)]
        assert "The next release writes these words." in self.text(answer)
        assert LetterTemplate.objects.get().text == OWN["text"]

    def test_a_fault_stands_beside_its_field(self, desk: Client, here: str) -> None:
        answer = desk.post(f"{here}decline/", OWN | {"subject": "Dear {twon}", "seen": ""})
        assert (answer.status_code, "{twon} is not filled in." in self.text(answer)) == (422, True)
        assert not LetterTemplate.objects.exists()

    def test_former_words_are_looked_at_and_kept_anew(self, programme: Any, manager: Any, desk: Client, here: str) -> None:
        kept(programme, manager, subject="Former {call}")
        former = LetterTemplate.objects.get()
        kept(programme, manager, subject="Now {call}")
        page = desk.get(f"{here}decline/", {"as": former.code})
        assert page.context["form"]["subject"].value() == "Former {call}"
        sent = {name: page.context["form"][name].value() for name in ("subject", "text", "seen")}
        assert desk.post(f"{here}decline/", sent).status_code == 302
        assert wordings.of(programme)["decline"].subject == "Former {call}"
        for wrong in ("x", str(former.pk), ""):
            assert desk.get(f"{here}decline/", {"as": wrong}).context["form"]["subject"].value() == "Former {call}"

    def test_one_press_puts_ours_back(self, programme: Any, manager: Any, desk: Client, here: str) -> None:
        mark = kept(programme, manager).mark
        assert desk.post(f"{here}decline/ours/", {"seen": "0"}).status_code == 409
        assert desk.post(f"{here}decline/ours/", {"seen": mark}).status_code == 302
        assert not wordings.of(programme)["decline"].is_own

    def test_others_find_nothing(self, call: Any, programme: Any, here: str) -> None:
        for person in (reviews.reviewer(call), reviews.manager(reviews.call()), accounts.operator_person(role="auditor")):
            stranger = browser(person)
            for address in (here, f"{here}decline/"):
                assert stranger.get(address).status_code == 404
            assert stranger.post(f"{here}decline/", OWN | {"seen": ""}).status_code == 404
            assert stranger.post(f"{here}decline/ours/").status_code == 404
        assert browser(reviews.manager(call)).get(f"{here}maybe/").status_code == 404

    def test_programs_read_word_and_restore(self, programme: Any, desk: Client) -> None:
        root = f"/api/v1/programmes/{programme.slug}/letters"
        assert [one["is_own"] for one in desk.get(root).json()] == [False, False, False]
        made = desk.put(f"{root}/decline", OWN, content_type="application/json")
        assert (made.status_code, made.json()["is_own"], made.json()["text"]) == (200, True, OWN["text"])
        wrong = desk.put(f"{root}/decline", OWN | {"text": "{twon}"}, content_type="application/json")
        assert (wrong.status_code, wrong.json()["field"]) == (422, "text")
        assert desk.delete(f"{root}/decline").json()["is_own"] is False
        assert desk.put(f"{root}/maybe", OWN, content_type="application/json").status_code == 422
