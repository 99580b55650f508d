"""The founder's doors: the letter and the offer; and the manager's way to give more time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accelerator.applications import operations as applications
from accelerator.decisions import operations
from accelerator.decisions.models import Offer
from accelerator.kit import clock
from accelerator.kit.refusals import Refusal
from accelerator.questionnaires import definition as design
from accelerator.trail.models import Access
from tests.cast import browser
from tests.factories import accounts, decisions, reviews, startups
from tests.factories import applications as applying

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(call: Any) -> Any:
    return reviews.application(call, name="Quaykeeper", owner=accounts.person(name="Ana Owner"))


@pytest.fixture
def owner(application: Any) -> Any:
    return reviews.owner_of(application)


@pytest.fixture
def offer(application: Any) -> Offer:
    return decisions.offer(application)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def person(who: str, application: Any) -> Any:
    """Somebody who stands so to the application."""
    return {
        "owner": lambda: reviews.owner_of(application),
        "member": lambda: startups.member(application.startup),
        "viewer": lambda: startups.member(application.startup, role="viewer"),
        "former owner": lambda: startups.member(application.startup, role="owner", ended=True),
        "manager": lambda: reviews.manager(application.call),
        "reviewer": lambda: reviews.reviewer(application.call),
        "other founder": lambda: reviews.owner_of(reviews.application(application.call)),
        "stranger": lambda: accounts.person(),
        "auditor": lambda: accounts.operator_person(role="auditor"),
        "anonymous": lambda: None,
    }[who]()


WHO_READS = [
    ("owner", 200),
    ("member", 200),
    ("viewer", 200),
    ("manager", 200),
    ("auditor", 200),
    ("former owner", 404),
    ("reviewer", 404),
    ("other founder", 404),
    ("stranger", 404),
    ("anonymous", 302),
]


class TestLetter:
    def door(self, application: Any) -> str:
        return f"/decisions/{application.number}/"

    @pytest.mark.parametrize(("who", "status"), WHO_READS)
    def test_who_reads_it(self, application: Any, who: str, status: int) -> None:
        decisions.decision(application, outcome="decline", released=True)
        assert browser(person(who, application)).get(self.door(application)).status_code == status

    @pytest.mark.parametrize("who", ["owner", "member", "manager", "auditor"])
    def test_before_the_release_there_is_none(self, application: Any, who: str) -> None:
        decisions.decision(application, outcome="accept", feedback="Well done")
        assert browser(person(who, application)).get(self.door(application)).status_code == 404

    def test_it_says_what_the_mail_said_and_looking_is_on_record(self, application: Any, owner: Any) -> None:
        decisions.decision(application, outcome="decline", released=True, feedback="A second <port>, please.")
        response = browser(owner).get(self.door(application))
        page = text(response)
        assert "We do not offer Quaykeeper a place in Tides." in page
        assert "From the panel: A second &lt;port&gt;, please." in page
        assert "Open the offer" not in page
        assert response["Cache-Control"] == "private, no-store"
        assert [(entry.person_id, entry.what) for entry in Access.objects.all()] == [(owner.pk, "letter")]

    def test_with_an_offer_it_leads_there(self, application: Any, owner: Any, offer: Offer) -> None:
        page = text(browser(owner).get(self.door(application)))
        assert f'href="/offers/{offer.code}/"' in page
        assert "The place is not yours yet." in page
        assert "</svg>Waiting for reply</span>" in page
        assert "</svg>Accepted</span>" not in page
        assert "Ana Owner accepted it on" not in page

    def test_of_the_waiting_list_it_names_the_offer_that_came_since(self, application: Any, owner: Any) -> None:
        waiting = decisions.decision(application, outcome="waitlist", released=True)
        at = self.door(application)
        assert "Not accepted yet." not in text(browser(owner).get(at))
        Offer.objects.create(decision=waiting, reply_by=clock.now() + timedelta(days=14))
        page = text(browser(owner).get(at))
        assert "An owner of the startup accepts or declines the place by" in page
        assert "</svg>Waitlisted</span>" not in page

    @pytest.mark.parametrize(("accepts", "says"), [(True, "accepted it on"), (False, "declined the place on")])
    def test_answered_it_says_so_first(self, application: Any, owner: Any, offer: Offer, accepts: bool, says: str) -> None:
        operations.reply(offer, accepts=accepts, by=owner)
        assert f"Ana Owner {says}" in text(browser(owner).get(self.door(application)))


class TestOffer:
    def door(self, offer: Offer) -> str:
        return f"/offers/{offer.code}/"

    @pytest.mark.parametrize(("who", "status"), WHO_READS)
    def test_who_sees_it(self, application: Any, offer: Offer, who: str, status: int) -> None:
        assert browser(person(who, application)).get(self.door(offer)).status_code == status

    @pytest.mark.parametrize(
        ("who", "answers", "extends"),
        [
            ("owner", True, False),
            ("member", False, False),
            ("viewer", False, False),
            ("manager", False, True),
            ("auditor", False, False),
        ],
    )
    def test_each_sees_their_own_buttons(self, application: Any, offer: Offer, who: str, answers: bool, extends: bool) -> None:
        page = text(browser(person(who, application)).get(self.door(offer)))
        assert "Not accepted yet." in page
        assert ("Accept the place</button>" in page) is answers
        assert ("Give more time</button>" in page) is extends
        assert ("An owner of the startup answers the offer." in page) is (not answers and not extends)

    @pytest.mark.parametrize(
        ("answer", "state", "says"),
        [("accept", "accepted", "The place is yours."), ("decline", "declined", "You declined the place.")],
    )
    def test_an_owner_answers(self, offer: Offer, owner: Any, answer: str, state: str, says: str) -> None:
        response = browser(owner).post(self.door(offer), {"answer": answer}, follow=True)
        assert response.redirect_chain == [(self.door(offer), 302)]
        page = text(response)
        assert says in page
        assert "Ana Owner" in page
        assert "Accept the place</button>" not in page
        offer.refresh_from_db()
        assert offer.state == state

    @pytest.mark.parametrize("sent", [{}, {"answer": ""}, {"answer": "maybe"}, {"answer": "ACCEPT"}])
    def test_anything_else_is_no_answer(self, offer: Offer, owner: Any, sent: dict[str, str]) -> None:
        response = browser(owner).post(self.door(offer), sent)
        assert response.status_code == 409
        assert "Accept the place or decline it." in text(response)
        offer.refresh_from_db()
        assert offer.state == "open"

    @pytest.mark.parametrize("who", ["member", "viewer", "manager", "auditor"])
    def test_who_may_look_may_not_answer(self, application: Any, offer: Offer, who: str) -> None:
        response = browser(person(who, application)).post(self.door(offer), {"answer": "accept"})
        assert response.status_code == 403
        assert "An owner of the startup answers the offer." in text(response)

    @pytest.mark.parametrize("who", ["other founder", "reviewer", "stranger", "former owner"])
    def test_to_others_it_is_not_there(self, application: Any, offer: Offer, who: str) -> None:
        assert browser(person(who, application)).post(self.door(offer), {"answer": "accept"}).status_code == 404
        offer.refresh_from_db()
        assert offer.state == "open"

    def test_a_click_too_late_is_told_so(self, application: Any, owner: Any) -> None:
        late = decisions.offer(application, reply_by=clock.now() - timedelta(seconds=1))
        assert "This offer has lapsed." in text(browser(owner).get(self.door(late)))
        response = browser(owner).post(self.door(late), {"answer": "accept"})
        assert response.status_code == 409
        assert "This offer lapsed at its reply-by date." in text(response)

    def test_the_other_button_afterwards_is_refused(self, offer: Offer, owner: Any) -> None:
        desk = browser(owner)
        desk.post(self.door(offer), {"answer": "accept"})
        assert desk.post(self.door(offer), {"answer": "accept"}).status_code == 302
        assert desk.post(self.door(offer), {"answer": "decline"}).status_code == 409
        offer.refresh_from_db()
        assert offer.state == "accepted"


class TestMoreTime:
    def door(self, offer: Offer) -> str:
        return f"/offers/{offer.code}/extend/"

    def test_until_the_end_of_a_day_in_the_calls_zone(self, call: Any, manager: Any, offer: Offer) -> None:
        day = (clock.now() + timedelta(days=40)).astimezone(call.zone).date()
        response = browser(manager).post(self.door(offer), {"reply_on": day.isoformat()}, follow=True)
        assert "They have more time now, and know it." in text(response)
        offer.refresh_from_db()
        assert f"{offer.reply_by.astimezone(call.zone):%Y-%m-%d %H:%M}" == f"{day} 23:59"

    @pytest.mark.parametrize("sent", [{}, {"reply_on": "soon"}, {"reply_on": "2020-01-01"}])
    def test_a_day_that_is_none_or_over_changes_nothing(self, manager: Any, offer: Offer, sent: dict[str, str]) -> None:
        assert browser(manager).post(self.door(offer), sent).status_code == 409
        assert Offer.objects.get().reply_by == offer.reply_by

    @pytest.mark.parametrize(("who", "status"), [("owner", 403), ("auditor", 403), ("reviewer", 404), ("stranger", 404)])
    def test_others_do_not_give_it(self, application: Any, offer: Offer, who: str, status: int) -> None:
        day = (clock.now() + timedelta(days=40)).date().isoformat()
        assert browser(person(who, application)).post(self.door(offer), {"reply_on": day}).status_code == status
        assert Offer.objects.get().reply_by == offer.reply_by

    def test_only_by_pressing(self, manager: Any, offer: Offer) -> None:
        assert browser(manager).get(self.door(offer)).status_code == 405


def test_before_withdrawing_one_reads_what_becomes_of_the_offer(offer: Offer, owner: Any, application: Any) -> None:
    door = f"/applications/{application.number}/withdraw/"
    page = text(browser(owner).get(door))
    assert ("This turns down the place you are offered" in page, "It will not be reviewed" in page) == (True, False)
    operations.reply(offer, accepts=True, by=owner)
    page = text(browser(owner).get(door))
    assert ("Tell the programme team that you want to leave." in page, "btn-danger" in page) == (True, False)


class TestAnswers:
    """A decision may be released while its call is open still: from then on the answers stay as they were submitted."""

    @pytest.fixture
    def sent(self) -> Any:
        """An application to a call that is open for weeks."""
        return applying.application()

    def save(self, sent: Any, key: str) -> Any:
        change = {"changes": [{"name": key, "value": "Rewritten.", "version": 0}]}
        return browser(sent.started_by).patch(f"/applications/{sent.number}/sheet/", change, content_type="application/json")

    def test_they_change_until_the_release(self, sent: Any) -> None:
        decisions.decision(sent)
        at, key = f"/applications/{sent.number}/", next(iter(applying.answers_to(sent.call)))
        assert "Change answers" in text(browser(sent.started_by).get(at))
        assert self.save(sent, key).status_code == 200

    def test_and_stay_from_then_on(self, sent: Any) -> None:
        decisions.offer(sent)
        at, before = f"/applications/{sent.number}/", sent.submissions.count()
        owner, key = browser(sent.started_by), next(iter(applying.answers_to(sent.call)))
        assert "Change answers" not in text(owner.get(at))
        section = design.read(sent.sheet.version.definition)[0].key
        assert [owner.get(at + door).status_code for door in (f"edit/{section}/", "submit/")] == [302, 302]
        refused = self.save(sent, key)
        assert refused.status_code == 409
        assert "The decision was made. The answers stay as they were submitted." in text(refused)
        sent.sheet.answers[key] = "Changed behind the doors."
        sent.sheet.save(update_fields=["answers"])
        with pytest.raises(Refusal, match="The decision was made"):
            applications.submit(sent, by=sent.started_by, arrived_at=clock.now())
        assert sent.submissions.count() == before
