"""The manager's doors: the list, one decision, undo, the release."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client

from accelerator.applications.models import Application
from accelerator.decisions import marks, operations
from accelerator.decisions.models import Decision, Offer, Release
from accelerator.kit import clock
from accelerator.notices.models import Message
from accelerator.programmes.models import Call
from tests.cast import browser
from tests.factories import accounts, decisions, reviews, startups
from tests.together import meanwhile

pytestmark = pytest.mark.django_db
LIST, RELEASE = "/calls/tides/decisions/", "/calls/tides/release/"


@pytest.fixture
def desk(manager: Any) -> Client:
    return browser(manager)


def one(application: Any) -> str:
    return f"{LIST}{application.number}/"


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def form(**changes: Any) -> dict[str, Any]:
    """What the release form sends of what stands now."""
    day = (clock.now() + timedelta(days=20)).date().isoformat()
    return {"reply_on": day, "seen": marks.of(Call.objects.get(slug="tides"))} | changes


@pytest.mark.parametrize("door", ["list", "one", "release"])
@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("manager", True),
        ("auditor", True),
        ("reviewer", False),
        ("founder", False),
        ("stranger", False),
        ("other manager", False),
    ],
)
def test_who_comes_in(call: Any, manager: Any, door: str, who: str, sees: bool) -> None:
    application = reviews.application(call)
    person = {
        "manager": lambda: manager,
        "auditor": lambda: accounts.operator_person(role="auditor"),
        "reviewer": lambda: reviews.reviewer(call),
        "founder": lambda: reviews.owner_of(application),
        "stranger": lambda: accounts.person(),
        "other manager": lambda: reviews.manager(reviews.call()),
    }[who]()
    address = {"list": LIST, "one": one(application), "release": RELEASE}[door]
    expected = 200 if sees and not (who == "auditor" and door == "release") else 404
    assert browser(person).get(address).status_code == expected


def test_nobody_signed_out_comes_in(call: Any) -> None:
    application = reviews.application(call)
    for address in (LIST, one(application), RELEASE):
        assert browser(None).get(address).status_code == 302


class TestList:
    @pytest.mark.parametrize("show", ["", "released", "offers", "nonsense"])
    def test_an_empty_list_says_what_to_do(self, call: Any, desk: Client, show: str) -> None:
        page = text(desk.get(LIST, {"show": show}))
        says = {"released": "Nothing released yet", "offers": "No offers yet"}.get(show, "Nothing to release")
        assert says in page

    def test_it_shows_what_is_ready_and_who_decided(self, call: Any, manager: Any, desk: Client) -> None:
        decisions.decision(reviews.application(call, name="Ready Ltd"), outcome="decline", by=manager, feedback="Soon.")
        decisions.decision(reviews.application(call, name="Told Ltd"), outcome="decline", released=True)
        decisions.offer(reviews.application(call, name="Offered Ltd"))
        ready, released, offers = (text(desk.get(LIST, {"show": show})) for show in ("", "released", "offers"))
        names = ("Ready Ltd", "Told Ltd", "Offered Ltd")
        assert [[name in page for name in names] for page in (ready, released, offers)] == [
            [True, False, False],
            [False, True, True],
            [False, False, True],
        ]
        assert "1 to release · 0 undecided · 2 places" in ready
        assert "Mei Lin" in ready
        assert "Release 1 decision" in ready

    def test_who_only_looks_gets_no_buttons(self, call: Any) -> None:
        decisions.decision(reviews.application(call), outcome="accept")
        page = text(browser(accounts.operator_person(role="auditor")).get(LIST))
        assert "1 to release" in page
        assert "Release 1 decision" not in page

    def test_more_places_than_there_are_is_said(self, call: Any, desk: Client) -> None:
        for _ in range(4):
            decisions.decision(reviews.application(call), outcome="accept")
        assert "2 more places are offered than there are." in text(desk.get(LIST))
        assert "2 more places are offered than there are." in text(desk.get(RELEASE))

    @pytest.mark.parametrize("show", ["ready", "released", "offers"])
    @pytest.mark.parametrize("size", [1, 3])
    def test_it_costs_the_same_for_one_and_three(
        self, call: Any, desk: Client, show: str, size: int, django_assert_num_queries: Any
    ) -> None:
        for _ in range(size):
            application = reviews.application(call)
            if show == "offers":
                decisions.offer(application)
            else:
                decisions.decision(application, by=accounts.person(), released=show == "released")
        desk.get(LIST)
        with django_assert_num_queries(QUERIES):
            assert desk.get(LIST, {"show": show}).status_code == 200


QUERIES = 11


class TestOne:
    def test_the_panel_stands_beside_the_form(self, call: Any, desk: Client) -> None:
        application = reviews.application(call, name="Quaykeeper")
        reviewer = reviews.reviewer(call, name="Reviewer Rao")
        reviews.review(reviews.assignment(application, reviewer=reviewer), comment="A strong team.")
        page = text(desk.get(one(application)))
        for part in ("Quaykeeper", "Reviewer Rao", "A strong team.", "Decide</button>"):
            assert part in page

    def test_deciding_leads_back_to_the_list_and_tells_nobody(self, call: Any, manager: Any, desk: Client) -> None:
        application = reviews.application(call)
        answer = desk.post(one(application), {"outcome": "waitlist", "feedback": "Later.", "seen": ""}, follow=True)
        assert answer.redirect_chain == [(LIST, 302)]
        assert "Decided. Nothing is sent before the release." in text(answer)
        made = Decision.objects.get()
        assert (made.outcome, made.feedback, made.decided_by) == ("waitlist", "Later.", manager)
        assert not Message.objects.exists()

    def test_what_needs_a_reason_is_said_before_and_asked_for(self, call: Any, manager: Any, desk: Client) -> None:
        low, best = reviews.application(call, name="Low Ltd"), reviews.application(call, name="Best Ltd")
        reviews.review(reviews.assignment(best), dict.fromkeys((1, 2, 3), 5))
        decisions.decision(best, outcome="decline", by=manager)
        sentence = "1 with a higher mean is not accepted: Best Ltd (5.00)."
        assert sentence in text(desk.get(one(low)))
        assert "These need a reason" not in text(desk.get(one(best)))
        answer = desk.post(one(low), {"outcome": "accept", "feedback": "Welcome.", "seen": ""})
        assert answer.status_code == 422
        assert f"{sentence} Give the reason." in text(answer)
        assert "Welcome." in text(answer)
        sent = {"outcome": "accept", "feedback": "", "ground": "The reviews disagree", "reason": "Read twice.", "seen": ""}
        assert desk.post(one(low), sent).status_code == 302
        made = Decision.objects.get(application=low)
        assert (made.ground, made.reason) == ("The reviews disagree", "Read twice.")
        assert "The reviews disagree" in text(desk.get(LIST))
        operations.release(call, by=manager)
        assert "Read twice." in text(desk.get(one(low)))
        assert "Read twice." not in text(browser(reviews.owner_of(low)).get(f"/decisions/{low.number}/"))

    @pytest.mark.parametrize("sent", [{}, {"outcome": "maybe"}, {"outcome": "accept", "feedback": "x" * 50_001}])
    def test_what_cannot_be_read_changes_nothing(self, call: Any, desk: Client, sent: dict[str, str]) -> None:
        application = reviews.application(call)
        assert desk.post(one(application), sent).status_code == (422 if sent else 200)
        assert not Decision.objects.exists()

    def test_two_managers_do_not_overwrite_each_other(self, call: Any, desk: Client) -> None:
        application = reviews.application(call)
        operations.decide(application, outcome="decline", by=reviews.manager(call, name="Olu"))
        answer = desk.post(one(application), {"outcome": "accept", "seen": ""})
        assert answer.status_code == 422
        assert "Olu changed this decision since you opened it" in text(answer)
        assert Decision.objects.get().outcome == "decline"
        seen = desk.get(one(application)).context["form"]["seen"].value()
        assert desk.post(one(application), {"outcome": "accept", "seen": seen}).status_code == 302
        assert Decision.objects.get().outcome == "accept"

    @pytest.mark.parametrize("bond", ["conflict", "member"])
    def test_in_conflict_one_reads_and_does_not_decide(self, call: Any, manager: Any, desk: Client, bond: str) -> None:
        application = reviews.application(call)
        if bond == "conflict":
            reviews.conflict(application, manager)
        else:
            startups.member(application.startup, manager)
        page = text(desk.get(one(application)))
        assert "Managers of the programme without a conflict of interest decide" in page
        assert ("its reviews are hidden from you" in page, "Nobody reviews this application yet" in page) == (True, False)
        assert desk.post(one(application), {"outcome": "accept", "seen": ""}).status_code == 403
        assert not Decision.objects.exists()

    def test_who_only_looks_reads_why(self, call: Any, manager: Any) -> None:
        application = reviews.application(call)
        decisions.decision(application, by=manager, reason="Too early for us.", feedback="Come back in a year.")
        page = text(browser(accounts.operator_person(role="auditor")).get(one(application)))
        assert [said in page for said in ("Too early for us.", "Come back in a year.", f"{manager} decided on")] == [True] * 3

    def test_who_only_looks_does_not_decide(self, call: Any) -> None:
        application = reviews.application(call)
        auditor = browser(accounts.operator_person(role="auditor"))
        assert auditor.post(one(application), {"outcome": "accept", "seen": ""}).status_code == 403
        assert not Decision.objects.exists()

    def test_a_released_decision_is_shown_without_a_form(self, call: Any, desk: Client) -> None:
        application = reviews.application(call)
        decisions.decision(application, outcome="decline", released=True, feedback="Soon.")
        page = text(desk.get(one(application)))
        assert "It stays as it is." in page
        assert "Soon." in page
        assert "Decide</button>" not in page
        assert desk.post(one(application), {"outcome": "accept", "seen": ""}).status_code == 422

    @pytest.mark.parametrize("state", ["draft", "withdrawn"])
    def test_what_does_not_stand_is_not_there(self, call: Any, desk: Client, state: str) -> None:
        application = reviews.application(call, submitted=state != "draft")
        application.state = state
        application.save()
        assert desk.get(one(application)).status_code == 404

    def test_an_application_of_another_call_is_not_there(self, call: Any, desk: Client) -> None:
        assert desk.get(one(reviews.application(reviews.call(programme=call.programme)))).status_code == 404


class TestUndo:
    def test_a_bulk_act_is_taken_back(self, call: Any, manager: Any, desk: Client) -> None:
        act = operations.decide_many([reviews.application(call), reviews.application(call)], outcome="decline", by=manager)
        answer = desk.post(f"{LIST}undo/{act}/", follow=True)
        assert "2 decisions are as they were before." in text(answer)
        assert not Decision.objects.exists()
        assert desk.post(f"{LIST}undo/{act}/").status_code == 409

    def test_by_its_managers_with_a_press_only(self, call: Any, manager: Any, desk: Client) -> None:
        act = operations.decide_many([reviews.application(call)], outcome="decline", by=manager)
        assert desk.get(f"{LIST}undo/{act}/").status_code == 405
        for person in (reviews.reviewer(call), accounts.operator_person(role="auditor"), reviews.manager(reviews.call())):
            assert browser(person).post(f"{LIST}undo/{act}/").status_code == 404
        assert Decision.objects.count() == 1


class TestRelease:
    def test_looking_at_letters_sends_none(self, call: Any, desk: Client) -> None:
        decisions.decision(reviews.application(call, name="Quaykeeper"), outcome="accept", feedback="Bring a port along.")
        page = text(desk.get(RELEASE))
        assert "Quaykeeper" in page
        letter = text(desk.get(f"{RELEASE}letters/{Application.objects.get().number}/"))
        for part in ("We offer Quaykeeper a place in Tides.", "Bring a port along."):
            assert part in letter
        assert not Message.objects.exists()
        assert not Release.objects.exists()

    def test_pressing_sends_them_and_leads_to_the_list(self, call: Any, desk: Client) -> None:
        decisions.decision(reviews.application(call), outcome="accept")
        sent = form()
        answer = desk.post(RELEASE, sent, follow=True)
        assert answer.redirect_chain == [(LIST, 302)]
        assert "1 decision released." in text(answer)
        assert Message.objects.get().kind == "letter_accept"
        until = Offer.objects.get().reply_by.astimezone(call.zone)
        assert f"{until:%Y-%m-%d %H:%M}" == f"{sent['reply_on']} 23:59"

    def test_pressing_twice_sends_once(self, call: Any, desk: Client) -> None:
        decisions.decision(reviews.application(call), outcome="accept")
        assert desk.post(RELEASE, form()).status_code == 302
        again = desk.post(RELEASE, form())
        assert again.status_code == 409
        assert "no decision to release: nothing was sent" in text(again)
        assert Message.objects.count() == 1

    def test_a_page_that_is_out_of_date_sends_nothing_and_shows_what_is_so_now(self, call: Any, desk: Client) -> None:
        decisions.decision(reviews.application(call), outcome="accept")
        sent = form()
        decisions.decision(reviews.application(call), outcome="decline")
        answer = desk.post(RELEASE, sent)
        assert answer.status_code == 409
        assert "Something else would be told than when you looked: who is told what, feedback, names in letters." in text(answer)
        assert (answer.context["form"]["seen"].value(), answer.context["tally"].ready["decline"]) == (marks.of(call), 1)
        assert f'value="{sent["reply_on"]}"' in text(answer)
        assert not Message.objects.exists()

    def test_what_changes_while_the_list_is_made_stops_the_release_it_offers(self, call: Any, desk: Client, manager: Any) -> None:
        decision = decisions.decision(reviews.application(call), outcome="accept")
        before = marks.of(call)
        change = Decision.objects.filter(pk=decision.pk).update
        with meanwhile("ready_accept", partial(change, feedback="Nobody saw this.")):
            shown = desk.get(LIST).context["form"]["seen"].value()
        assert shown == before != marks.of(call)
        assert desk.post(RELEASE, form(seen=shown)).status_code == 409

    def test_undecided_ones_are_left_out_only_when_that_is_ticked(self, call: Any, desk: Client) -> None:
        decisions.decision(reviews.application(call), outcome="accept")
        reviews.application(call)
        assert "1 application is not decided yet and hears nothing." in text(desk.get(RELEASE))
        assert desk.post(RELEASE, form()).status_code == 409
        assert not Message.objects.exists()
        assert desk.post(RELEASE, form(partial="on")).status_code == 302

    @pytest.mark.parametrize("changes", [{"reply_on": "soon"}, {"reply_on": ""}, {"seen": ""}, {"seen": "x" * 201}])
    def test_what_cannot_be_read_sends_nothing(self, call: Any, desk: Client, changes: dict[str, str]) -> None:
        decisions.decision(reviews.application(call), outcome="accept")
        assert desk.post(RELEASE, form(**changes)).status_code == 422
        assert not Message.objects.exists()

    def test_a_day_that_is_over_sends_nothing_and_keeps_what_was_typed(self, call: Any, desk: Client) -> None:
        decisions.decision(reviews.application(call), outcome="accept")
        reviews.application(call)
        answer = desk.post(RELEASE, form(reply_on="2020-01-01", partial="on"))
        assert answer.status_code == 409
        assert "The day to reply by lies in the past." in text(answer)
        shown = answer.context["form"]
        assert (str(shown["reply_on"].value()), shown["partial"].value()) == ("2020-01-01", True)

    def test_others_press_in_vain(self, call: Any) -> None:
        application = reviews.application(call)
        decisions.decision(application, outcome="accept")
        people = [
            reviews.reviewer(call),
            reviews.owner_of(application),
            accounts.operator_person(),
            startups.member(application.startup),
        ]
        for person in people:
            assert browser(person).post(RELEASE, form()).status_code == 404
        assert not Message.objects.exists()
