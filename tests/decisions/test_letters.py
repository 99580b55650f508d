"""The words of letters: the decision first, the same on the page as in the mail, and nothing that founders must not read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from accelerator.decisions import letters, messages, operations, wordings
from accelerator.decisions.models import Decision
from accelerator.notices import letters as mails
from accelerator.notices.models import Delivery, Message
from tests.factories import decisions, reviews

pytestmark = pytest.mark.django_db
UNTIL = datetime(2040, 1, 31, 15, 59, tzinfo=UTC)


@pytest.fixture
def application(call: Any) -> Any:
    return reviews.application(call, name="Quay & Söhne")


def written(application: Any, outcome: str, feedback: str = "") -> wordings.Letter:
    made = decisions.decision(application, outcome=outcome, feedback=feedback)
    return letters.written(made, reply_by=UNTIL)


def test_an_offer_never_reads_like_a_receipt(application: Any) -> None:
    letter = written(application, "accept")
    assert letter.subject == "A place for Quay & Söhne in Tides: reply by Tue 31 Jan 2040, 23:59 SGT"
    until = "Tue 31 Jan 2040, 23:59 SGT"
    assert letter.paragraphs == [
        "We offer Quay & Söhne a place in Tides.",
        f"The place is not yours yet. Accept it by {until}; after that it goes to the next startup on the waiting list.",
    ]


def test_the_waiting_list_says_what_happens_next(application: Any) -> None:
    letter = written(application, "waitlist")
    assert letter.subject == "Quay & Söhne is on the waiting list for Tides"
    assert letter.paragraphs == [
        "We have put Quay & Söhne on the waiting list for Tides: there are fewer places than startups we would like to take.",
        "You need not do anything. Should a place become free we offer it to you by mail, with a day to reply by.",
    ]


def test_a_refusal_stands_in_the_first_sentence(application: Any) -> None:
    letter = written(application, "decline")
    assert letter.subject == "Our decision on the application of Quay & Söhne to Tides"
    assert letter.paragraphs[0] == "We do not offer Quay & Söhne a place in Tides."
    assert letter.paragraphs[1].startswith("Later calls are open to you")


@pytest.mark.parametrize("outcome", ["accept", "waitlist", "decline"])
def test_feedback_stands_in_a_paragraph_of_its_own_or_nowhere(call: Any, outcome: str) -> None:
    without = written(reviews.application(call), outcome)
    with_ = written(reviews.application(call), outcome, "Show us a second port.")
    assert len(with_.paragraphs) == len(without.paragraphs) + 1
    assert "From the panel: Show us a second port." in with_.paragraphs
    assert not any("panel" in part for part in without.paragraphs)


def test_feedback_with_braces_and_empty_lines_stays_as_it_was_typed(application: Any) -> None:
    letter = written(application, "decline", "We liked {startup}.\n\nTry {0} again; 100% {}.")
    assert letter.paragraphs[1:3] == ["From the panel: We liked {startup}.", "Try {0} again; 100% {}."]


@pytest.mark.parametrize("outcome", ["accept", "waitlist", "decline"])
def test_the_mail_and_the_page_say_the_same(call: Any, manager: Any, outcome: str) -> None:
    application = reviews.application(call, name="Quay {startup} & <b>")
    operations.decide(application, outcome=outcome, feedback="Ask {by} again.", by=manager)
    operations.release(call, by=manager, reply_by=UNTIL)
    page = letters.written(Decision.objects.get(), reply_by=UNTIL)
    subject, paragraphs, button = mails.told(Message.objects.get())
    assert (subject, paragraphs) == (page.subject, page.paragraphs)
    assert button == str(messages.LETTERS[outcome].action)


def test_letters_name_no_reviewer_and_no_score(call: Any, manager: Any) -> None:
    application = reviews.application(call)
    reviews.review(reviews.assignment(application, reviewer=reviews.reviewer(call, name="Reviewer Rao")), comment="Thin team")
    operations.decide(application, outcome="decline", by=manager)
    operations.release(call, by=manager)
    mail = mails.mail(Delivery.objects.select_related("message__recipient").get())
    whole = mail.message().as_string()
    for hidden in ("Rao", "Mei Lin", "3.9", "Thin team"):
        assert hidden not in whole


def test_an_offers_letter_leads_to_the_offer_and_others_to_themselves(call: Any, manager: Any) -> None:
    accepted, declined = reviews.application(call), reviews.application(call)
    operations.decide(accepted, outcome="accept", by=manager)
    operations.decide(declined, outcome="decline", by=manager)
    operations.release(call, by=manager)
    urls = dict(Message.objects.values_list("kind", "url"))
    offer = Decision.objects.get(application=accepted).offer
    assert urls == {"letter_accept": f"/offers/{offer.code}/", "letter_decline": f"/decisions/{declined.number}/"}


def test_an_offer_is_urgent_and_bad_news_waits_for_the_morning() -> None:
    assert {name: kind.urgent for name, kind in messages.LETTERS.items()} == {"accept": True, "waitlist": False, "decline": False}


def test_every_wording_is_filled_by_what_is_said_of_it(call: Any, manager: Any) -> None:
    """No name in braces is left in any message of the life of an offer."""
    first, second, third = (reviews.application(call) for _ in range(3))
    for application in (first, second, third):
        operations.decide(application, outcome="accept", by=manager)
    operations.release(call, by=manager)
    offers = {one.application_id: one.offer for one in Decision.objects.select_related("offer")}
    operations.reply(offers[first.pk], accepts=True, by=reviews.owner_of(first))
    operations.reply(offers[second.pk], accepts=False, by=reviews.owner_of(second))
    operations.lapse_due(at=offers[third.pk].reply_by)
    operations.extend(offers[third.pk], reply_by=UNTIL, by=manager)
    told = [mails.told(message) for message in Message.objects.all()]
    kinds = set(Message.objects.values_list("kind", flat=True))
    assert kinds == {"letter_accept", "offer_accepted", "offer_declined", "offer_answered", "offer_lapsed", "offer_extended"}
    for subject, paragraphs, button in told:
        assert "{" not in subject + "".join(paragraphs) + button
