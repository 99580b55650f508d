"""The rehearsal: what stops a release, what to look at, the balance, and every letter as it will be sent."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.policy import default
from functools import partial
from typing import Any

import pytest
from django.test import Client

from accelerator.decisions import balance, feedback, marks, operations, queries, rehearsal
from accelerator.decisions.models import Decision, LetterTemplate, Release
from accelerator.kit.refusals import Refusal
from accelerator.notices import letters as mails
from accelerator.notices.models import Delivery, Message
from accelerator.reviews.models import Review
from accelerator.startups.models import Member
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import cohorts, decisions, reviews, startups

pytestmark = pytest.mark.django_db
HERE = "/calls/tides/release/"


@pytest.fixture
def desk(manager: Any) -> Client:
    return browser(manager)


def read(application: Any, *points: int) -> None:
    """As many submitted reviews as there are points, each all over the same."""
    for number in points:
        given = reviews.assignment(application, reviewer=reviews.reviewer(application.call))
        reviews.review(given, dict.fromkeys((1, 2, 3), number))


def quiet(call: Any, *, outcome: str = "decline", name: str = "", by: Any = None, **fields: Any) -> Decision:
    """A decision about an application with the reviews that are wanted, of which the rehearsal has nothing to say."""
    application = reviews.application(call, name=name)
    read(application, 3, 3)
    return decisions.decision(application, outcome=outcome, by=by or reviews.manager(call), **fields)


def said(call: Any) -> list[tuple[str, str]]:
    return [(one.level, one.title) for one in rehearsal.checks(call, queries.tally(call))]


def test_nothing_stands_in_the_way_of_what_is_in_order(call: Any, desk: Client) -> None:
    quiet(call)
    assert said(call) == []
    assert "Nothing stands in the way" in desk.get(HERE).content.decode()


def test_undecided_ones_and_places_beyond_are_warned_of(call: Any) -> None:
    for _ in range(3):
        quiet(call, outcome="accept")
    reviews.application(call)
    cohorts_note = ("note", "No cohort takes in who accepts their place.")
    assert said(call) == [
        ("warn", "1 more place is offered than there are."),
        ("warn", "1 application is not decided yet and hears nothing."),
        cohorts_note,
    ]


def test_fewer_reviews_than_wanted_are_named(call: Any) -> None:
    application = reviews.application(call, name="Quay")
    read(application, 3)
    decisions.decision(application, outcome="decline", by=reviews.manager(call))
    quiet(call)
    (check,) = rehearsal.checks(call, queries.tally(call))
    assert (check.title, check.detail) == ("1 is decided with fewer reviews than 2.", "Quay")
    assert check.url == "/calls/tides/reviews/"


@pytest.mark.parametrize("how", ["declared", "member", "former member"])
def test_a_decision_by_somebody_in_conflict_stops_the_release(call: Any, manager: Any, desk: Client, how: str) -> None:
    decision = quiet(call, name="Quay", by=manager)
    if how == "declared":
        reviews.conflict(decision.application, manager)
    else:
        startups.member(decision.application.startup, manager, ended=how == "former member")
    check = rehearsal.checks(call, queries.tally(call))[0]
    assert (check.level, check.title) == ("stop", "1 decision is by somebody with a conflict of interest.")
    assert check.detail == "Somebody else has to decide: Quay."
    assert check.url == f"/calls/tides/decisions/{decision.application.number}/"
    with pytest.raises(Refusal, match="by somebody with a conflict of interest"):
        operations.release(call, by=manager)
    assert "Stops the release:" in desk.get(HERE).content.decode()
    assert not Release.objects.exists()


def test_a_letter_that_cannot_be_filled_in_stops_the_release(call: Any, manager: Any) -> None:
    quiet(call)
    LetterTemplate.objects.create(programme=call.programme, outcome="accept", subject="{gone}", text="x", by=manager)
    assert said(call) == []  # nobody is accepted
    LetterTemplate.objects.create(programme=call.programme, outcome="decline", subject="x", text="Dear {gone}", by=manager)
    check = rehearsal.checks(call, queries.tally(call))[0]
    assert (check.level, check.title) == ("stop", "A letter cannot be filled in: Decline.")
    assert check.detail.startswith("{gone} is not filled in.")
    assert check.url == f"/programmes/{call.programme.slug}/letters/decline/"
    with pytest.raises(Refusal, match="cannot be filled in"):
        operations.release(call, by=manager)


def test_reviews_of_people_in_conflict_are_warned_of(call: Any) -> None:
    decision = quiet(call, name="Quay")
    scored = Review.objects.filter(assignment__application=decision.application).first()
    assert scored is not None
    reviews.conflict(decision.application, scored.assignment.reviewer)
    (check,) = rehearsal.checks(call, queries.tally(call))
    assert (check.title, check.detail) == ("1 review counts though its reviewer has a conflict of interest.", "Quay")


def test_a_tie_at_the_last_place_is_shown_with_all_it_concerns(call: Any) -> None:
    quiet(call, outcome="accept", name="Ahead")
    quiet(call, outcome="waitlist", name="Level")
    assert ("warn", "A tie at the last place: 3.00.") in said(call)
    (check,) = [one for one in rehearsal.checks(call, queries.tally(call)) if "tie" in one.title]
    assert check.detail == "Ahead, Level have the same score, and not all of them get a place."


def test_a_lower_score_is_no_tie(call: Any) -> None:
    quiet(call, outcome="accept")
    below = reviews.application(call)
    read(below, 2, 2)
    decisions.decision(below, outcome="decline", by=reviews.manager(call))
    assert not [title for _level, title in said(call) if "tie" in title]


def test_startups_without_anybody_to_write_to_are_named(call: Any) -> None:
    decision = quiet(call, name="Quay")
    Member.objects.filter(startup=decision.application.startup).delete()
    (check,) = rehearsal.checks(call, queries.tally(call))
    assert (check.title, check.detail) == ("1 startup has nobody to write to.", "Quay")
    assert check.url == f"/applications/{decision.application.number}/"


def test_what_own_words_leave_out_is_warned_of(call: Any, manager: Any) -> None:
    for outcome in ("accept", "decline"):
        quiet(call, outcome=outcome, feedback="Show us more.")
        LetterTemplate.objects.create(programme=call.programme, outcome=outcome, subject="x", text="x", by=manager)
    titles = [title for _level, title in said(call)]
    assert "The offer does not say by when to reply: {reply_by} is missing." in titles
    assert titles.count("1 feedback that is written does not reach the letter: {feedback} is missing.") == 2


def test_a_letter_that_names_a_reviewer_is_warned_of(call: Any) -> None:
    decision = quiet(call, name="Quay", feedback="Dr Rao liked it.")
    reviews.assignment(decision.application, reviewer=reviews.reviewer(call, name="Priya Rao"))
    assert ("warn", "1 letter names a reviewer.") not in said(call)
    (check,) = [one for one in rehearsal.checks(call, queries.tally(call)) if "names a reviewer" in one.title]
    assert (check.level, check.title) == ("stop", "1 letter names a reviewer of its application.")
    assert check.detail == "Quay (Priya Rao: “Rao”). Mend it, or confirm that nobody of them is meant."


def test_a_reviewer_of_another_application_is_warned_of(call: Any) -> None:
    quiet(call, name="Quay", feedback="Dr Rao liked it.")
    reviews.assignment(quiet(call).application, reviewer=reviews.reviewer(call, name="Priya Rao"))
    assert ("warn", "1 letter names a reviewer.") in said(call)
    assert not rehearsal.named(call)


def test_a_letter_that_names_its_reviewer_is_not_released_until_it_is_mended(call: Any, manager: Any) -> None:
    decision = quiet(call, name="Quay", feedback="Dr Rao liked it.")
    reviews.assignment(decision.application, reviewer=reviews.reviewer(call, name="Priya Rao"))
    with pytest.raises(Refusal, match="1 letter names a reviewer of its application") as refused:
        operations.release(call, by=manager, seen=marks.of(call), confirmed=["ANOTHER-1"])
    assert "Quay (Priya Rao: “Rao”)" in str(refused.value)
    assert (Release.objects.count(), Message.objects.count()) == (0, 0)
    operations.decide(decision.application, outcome="decline", feedback="We liked it.", reason="So.", by=manager)
    operations.release(call, by=manager)
    assert not Entry.objects.filter(verb="letter.confirmed").exists()


def test_somebody_who_looked_confirms_each_and_the_trail_says_so(call: Any, desk: Client, manager: Any) -> None:
    found = [quiet(call, name=name, feedback="Rao & Co. may help.") for name in ("Quay", "Other")]
    for one in found:
        reviews.assignment(one.application, reviewer=reviews.reviewer(call, name="Priya Rao"))
    page = desk.get(HERE)
    numbers = [one.application.number for one in found]
    assert sorted(page.context["form"].fields["confirmed"].choices) == sorted(
        [(numbers[0], "Quay – Priya Rao: “Rao”"), (numbers[1], "Other – Priya Rao: “Rao”")]
    )
    sent = {"reply_on": "2099-01-01", "seen": page.context["form"]["seen"].value(), "confirmed": numbers[:1]}
    refused = desk.post(HERE, sent)
    assert (refused.status_code, refused.context["form"]["confirmed"].value()) == (409, numbers[:1])
    assert "1 letter names a reviewer of its application." in refused.content.decode()
    assert desk.post(HERE, sent | {"confirmed": numbers}).status_code == 302
    told = {one.told() for one in Entry.objects.filter(verb="letter.confirmed")}
    assert told == {f"{manager} confirmed that the letter names no reviewer, though it says Priya Rao: “Rao”."}
    assert {Entry.objects.about(one, call).filter(verb="letter.confirmed").count() for one in found} == {2}


def test_what_everybody_calls_the_startup_names_nobody(call: Any) -> None:
    decision = quiet(call, name="Rao Labs", feedback="Rao Labs is early, and RAO LABS knows it.")
    reviews.assignment(decision.application, reviewer=reviews.reviewer(call, name="Priya Rao"))
    assert rehearsal.named(call) == []


def test_programs_confirm_too_and_tell_what_they_looked_at(call: Any, desk: Client) -> None:
    decision = quiet(call, name="Quay", feedback="Dr Rao liked it.")
    reviews.assignment(decision.application, reviewer=reviews.reviewer(call, name="Priya Rao"))
    seen = desk.get("/api/v1/calls/tides/rehearsal").json()
    assert seen["named"] == [decision.application.number]
    post = partial(desk.post, "/api/v1/calls/tides/release", content_type="application/json")
    assert post({"seen": "old", "confirmed": seen["named"]}).status_code == 409
    assert post({"seen": seen["mark"]}).status_code == 409
    assert post({"seen": seen["mark"], "confirmed": seen["named"]}).status_code == 201


def test_a_cohort_with_too_little_room_is_warned_of(call: Any) -> None:
    quiet(call, outcome="accept")
    quiet(call, outcome="accept")
    made = cohorts.cohort(programme=call.programme, call=call, name="Spring", places=1)
    assert ("warn", f"{made} has room for 1 startup.") in said(call)


@pytest.mark.parametrize("size", [1, 3])
def test_it_costs_the_same_for_one_and_three(call: Any, desk: Client, size: int, django_assert_num_queries: Any) -> None:
    for _ in range(size):
        quiet(call, feedback="Show us more.")
    desk.get(HERE)
    with django_assert_num_queries(QUERIES):
        assert desk.get(HERE).status_code == 200


QUERIES = 11


class TestBalance:
    def test_it_counts_by_what_startups_are(self, call: Any) -> None:
        for sector, outcome in (("Ports", "accept"), ("Ports", "decline"), ("Yards", "waitlist"), ("", "accept")):
            decisions.decision(reviews.application(call, sector=sector), outcome=outcome)
        reviews.application(call, sector="Yards")
        found = balance.struck(call, "sector")
        assert [(one.label, one.applied, one.accepted, one.waitlisted) for one in found.groups] == [
            ("Ports", 2, 1, 0),
            ("Yards", 2, 0, 1),
            ("Not said", 1, 1, 0),
        ]
        assert (found.applied, found.accepted) == (5, 2)

    def test_it_counts_by_country_stage_and_what_else_is_no_choice_by_sector(self, call: Any) -> None:
        decisions.decision(reviews.application(call, country="SG", stage="users", sector="Ports"))
        labels = [balance.struck(call, by).groups[0].label for by in ("country", "stage", "nothing")]
        assert labels == ["Singapore", "First users", "Ports"]

    def test_it_counts_by_questions_with_given_answers(self, call: Any) -> None:
        application = reviews.application(call)
        decisions.decision(application)
        names = dict(balance.choices(call))
        assert (names["stage"], names["a.stage"]) == ("Stage of the startup", "Stage (asked in the form)")
        asked = [name for name in names if name.startswith("a.")]
        for name in asked:
            assert sum(one.accepted for one in balance.struck(call, name).groups) >= 1


class TestLetters:
    def test_every_letter_stands_in_the_list_and_is_found(self, call: Any, desk: Client) -> None:
        quay, reef = (quiet(call, name=name) for name in ("Quaykeeper", "Reef"))
        both = desk.get(HERE).content.decode()
        assert all(f"letters/{one.application.number}/" in both for one in (quay, reef))
        found = desk.get(HERE, {"q": "reef"}).content.decode()
        assert f"letters/{reef.application.number}/" in found
        assert f"letters/{quay.application.number}/" not in found
        assert "No letter goes to a startup" in desk.get(HERE, {"outcome": "accept"}).content.decode()

    def test_each_leads_to_the_one_before_and_after(self, call: Any, desk: Client) -> None:
        numbers = [quiet(call).application.number for _ in range(3)]
        page = desk.get(f"{HERE}letters/{numbers[1]}/").content.decode()
        assert re.findall(r'rel="(prev|next)" href="/calls/tides/release/letters/([^/]+)/"', page) == [
            ("prev", numbers[0]),
            ("next", numbers[2]),
        ]

    def test_what_is_shown_is_what_is_sent(self, call: Any, manager: Any, desk: Client) -> None:
        decision = quiet(call, name="Quay", feedback="Show **more**.")
        words = {"subject": "On {call}", "text": "*{startup}*\n\n{feedback}"}
        operations.reword(call.programme, outcome="decline", by=manager, **words)
        shown = desk.get(f"{HERE}letters/{decision.application.number}/")
        mail = message_from_bytes(desk.get(f"{HERE}letters/{decision.application.number}/mail.eml").content, policy=default)
        assert not Message.objects.exists()
        operations.release(call, by=manager)
        sent = mails.mail(Delivery.objects.select_related("message__recipient").get())
        (html, _kind), *_rest = sent.alternatives
        page = mail.get_body(("html",))
        assert page is not None
        assert (mail["To"], mail["Subject"], page.get_content().rstrip()) == (sent.to[0], sent.subject, str(html).rstrip())
        assert shown.context["letter"].subject == sent.subject
        assert "<em>Quay</em>" in html
        assert "<strong>more</strong>" in shown.content.decode()

    def test_the_mail_of_a_startup_without_anybody_is_addressed_to_the_reader(
        self, call: Any, manager: Any, desk: Client
    ) -> None:
        decision = quiet(call)
        Member.objects.filter(startup=decision.application.startup).delete()
        answer = desk.get(f"{HERE}letters/{decision.application.number}/mail.eml")
        assert answer["Content-Disposition"] == f'attachment; filename="{decision.application.number}.eml"'
        assert message_from_bytes(answer.content)["To"] == manager.email

    def test_released_ones_and_others_calls_have_none(self, call: Any, desk: Client) -> None:
        told = decisions.decision(reviews.application(call), released=True)
        other = decisions.decision(reviews.application(reviews.call()))
        for one in (told, other):
            for end in ("", "mail.eml"):
                assert desk.get(f"{HERE}letters/{one.application.number}/{end}").status_code == 404

    def test_programs_rehearse(self, call: Any, desk: Client) -> None:
        decision = quiet(call, outcome="accept", name="Quay")
        reviews.application(call)
        told = desk.get("/api/v1/calls/tides/rehearsal").json()
        assert (told["places"], told["offered"], told["undecided"], told["ready"]["accept"]) == (2, 1, 1, 1)
        assert [one["level"] for one in told["checks"]] == ["warn", "note"]
        (letter,) = desk.get("/api/v1/calls/tides/rehearsal/letters").json()["items"]
        assert (letter["application"], letter["outcome"]) == (decision.application.number, "accept")
        assert letter["text"].startswith("We offer Quay a place in Tides.")


class TestFeedback:
    def texts(self, call: Any, *texts: str) -> Any:
        application = reviews.application(call, name="Quay")
        for number, text in enumerate(texts):
            given = reviews.assignment(application, reviewer=reviews.reviewer(call, name=f"Reviewer Number{number}"))
            reviews.review(given, feedback=text)
        return application

    def test_texts_of_submitted_reviews_are_offered_once_each_and_not_in_their_order(self, call: Any) -> None:
        texts = [f"Text {number}" for number in range(8)]
        application = self.texts(call, *texts, "", "Text 0")
        offered = feedback.offered(application)
        assert sorted(offered) == texts
        assert offered != texts
        assert feedback.offered(application) == offered

    def test_the_page_offers_them_without_names_and_adds_what_is_chosen(self, call: Any, desk: Client) -> None:
        application = self.texts(call, "Show us a second port.", "Hire somebody who sells.")
        here = f"/calls/tides/decisions/{application.number}/"
        offered = feedback.offered(application)
        sent = {"outcome": "decline", "feedback": "Dear team,", "seen": "", "take": "1"}
        answer = desk.post(here, sent)
        assert answer.status_code == 200
        assert answer.context["form"]["feedback"].value() == f"Dear team,\n\n{offered[1]}"
        assert answer.context["form"]["outcome"].value() == "decline"
        assert not Decision.objects.exists()
        for wrong in ("9", "x", "-1"):
            assert desk.post(here, sent | {"take": wrong}).context["form"]["feedback"].value() == "Dear team,"

    def test_names_in_what_is_kept_are_warned_of(self, call: Any, desk: Client) -> None:
        application = self.texts(call, "x")
        sent = {"outcome": "decline", "feedback": "Reviewer Number0 was not sure.", "seen": ""}
        answer = desk.post(f"/calls/tides/decisions/{application.number}/", sent, follow=True)
        assert "The feedback names Reviewer Number0" in answer.content.decode()
        assert Decision.objects.get().feedback == "Reviewer Number0 was not sure."
