"""Offers: taken, turned down, lapsed, given more time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError

from accelerator.applications import operations as applications
from accelerator.decisions import operations, places, queries, registered, tasks
from accelerator.decisions.models import Offer
from accelerator.kit import clock, wording
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message
from accelerator.startups.models import Member
from accelerator.trail.models import Entry
from cohorts.roster.models import Cohort, Enrolment
from config import schedule  # noqa: F401  what beat wakes
from config.celery import app
from tests.factories import accounts, decisions, reviews, startups

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer(call: Any, manager: Any) -> Offer:
    return decisions.offer(reviews.application(call, name="Quaykeeper", owner=accounts.person(name="Ana Owner")))


@pytest.fixture
def owner(offer: Offer) -> Any:
    return reviews.owner_of(offer.decision.application)


def told(*kinds: str) -> list[tuple[str, str]]:
    return sorted(Message.objects.filter(kind__in=kinds).values_list("kind", "recipient__name"))


def fresh(offer: Offer) -> Offer:
    return Offer.objects.get(pk=offer.pk)


class TestAnswers:
    @pytest.mark.parametrize(
        ("accepts", "state", "kind"), [(True, "accepted", "offer_accepted"), (False, "declined", "offer_declined")]
    )
    def test_an_owner_answers_and_everybody_hears(
        self, call: Any, offer: Offer, owner: Any, accepts: bool, state: str, kind: str
    ) -> None:
        startups.member(offer.decision.application.startup, accounts.person(name="Ben Member"))
        operations.reply(offer, accepts=accepts, by=owner)
        found = fresh(offer)
        assert (found.state, found.replied_by) == (state, owner)
        assert found.replied_at is not None
        assert told(kind) == [(kind, "Ana Owner"), (kind, "Ben Member")]
        (answered,) = Message.objects.filter(kind="offer_answered")
        assert (answered.recipient.name, answered.facts["answer"]) == ("Mei Lin", state.capitalize())
        assert (answered.facts["taken"], answered.facts["places"], answered.url) == (int(accepts), 2, "/calls/tides/decisions/")
        verb = "accepted" if accepts else "declined"
        assert [entry.told() for entry in Entry.objects.about(offer)] == [f"Ana Owner {verb} the place for Quaykeeper."]

    @pytest.mark.parametrize("accepts", [True, False])
    def test_the_same_answer_twice_is_one(self, offer: Offer, owner: Any, accepts: bool) -> None:
        first = operations.reply(offer, accepts=accepts, by=owner)
        again = operations.reply(offer, accepts=accepts, by=owner)
        assert again.replied_at == first.replied_at
        assert Message.objects.filter(kind="offer_answered").count() == 1
        assert Entry.objects.about(offer).count() == 1

    @pytest.mark.parametrize("accepts", [True, False])
    def test_another_answer_is_refused_by_name(self, offer: Offer, owner: Any, accepts: bool) -> None:
        operations.reply(offer, accepts=accepts, by=owner)
        second = startups.member(offer.decision.application.startup, role="owner")
        with pytest.raises(Refusal, match="Ana Owner has answered this offer already"):
            operations.reply(offer, accepts=not accepts, by=second)

    @pytest.mark.parametrize("who", ["member", "viewer", "former owner", "manager", "stranger", "admin"])
    def test_only_owners_answer(self, call: Any, offer: Offer, manager: Any, who: str) -> None:
        startup = offer.decision.application.startup
        by = {
            "member": lambda: startups.member(startup),
            "viewer": lambda: startups.member(startup, role="viewer"),
            "former owner": lambda: startups.member(startup, role="owner", ended=True),
            "manager": lambda: manager,
            "stranger": lambda: accounts.person(),
            "admin": lambda: accounts.operator_person(),
        }[who]()
        with pytest.raises(Forbidden, match="An owner of the startup"):
            operations.reply(offer, accepts=True, by=by)
        assert fresh(offer).state == "open"

    def test_what_arrived_in_time_counts_and_what_came_at_the_moment_does_not(self, call: Any) -> None:
        in_time, late = (decisions.offer(reviews.application(call)) for _ in range(2))
        moment = in_time.reply_by - timedelta(microseconds=1)
        operations.reply(in_time, accepts=True, by=reviews.owner_of(in_time.decision.application), at=moment)
        assert fresh(in_time).replied_at == moment
        with pytest.raises(Refusal, match="lapsed at its reply-by date"):
            operations.reply(late, accepts=True, by=reviews.owner_of(late.decision.application), at=late.reply_by)
        assert fresh(late).state == "open"


class TestAnnouncement:
    @pytest.fixture
    def cohort(self, call: Any) -> Cohort:
        facts = {"starts_on": date(2031, 1, 1), "ends_on": date(2031, 6, 1), "places": 2}
        return Cohort.objects.create(slug="first", name="First", programme=call.programme, call=call, **facts)

    def test_accepting_enrols_the_startup_once(self, cohort: Cohort, offer: Offer, owner: Any) -> None:
        operations.reply(offer, accepts=True, by=owner)
        operations.reply(offer, accepts=True, by=owner)
        enrolment = Enrolment.objects.get()
        assert (enrolment.cohort, enrolment.application) == (cohort, offer.decision.application)

    def test_declining_enrols_nobody(self, cohort: Cohort, offer: Offer, owner: Any) -> None:
        operations.reply(offer, accepts=False, by=owner)
        assert not Enrolment.objects.exists()

    def test_without_a_cohort_the_answer_stands_by_itself(self, offer: Offer, owner: Any) -> None:
        operations.reply(offer, accepts=True, by=owner)
        assert (fresh(offer).state, Enrolment.objects.count()) == ("accepted", 0)

    def test_where_enrolling_fails_nothing_is_accepted(self, cohort: Cohort, offer: Offer, owner: Any) -> None:
        """The announcement runs in the same transaction: a database that refuses the enrolment refuses the answer."""
        Enrolment.objects.create(cohort=cohort, startup=startups.startup(), application=offer.decision.application)
        with pytest.raises(IntegrityError, match="unique"):
            operations.reply(offer, accepts=True, by=owner)
        assert fresh(offer).state == "open"
        assert told("offer_accepted", "offer_answered") == []


class TestLapsing:
    def test_what_nobody_answered_lapses_and_both_sides_hear(self, call: Any, offer: Offer) -> None:
        assert operations.lapse_due(at=offer.reply_by - timedelta(seconds=1)) == 0
        assert operations.lapse_due(at=offer.reply_by) == 1
        assert fresh(offer).state == "lapsed"
        assert told("offer_lapsed", "offer_answered") == [("offer_answered", "Mei Lin"), ("offer_lapsed", "Ana Owner")]
        assert Message.objects.get(kind="offer_answered").facts["answer"] == "Lapsed"
        (entry,) = Entry.objects.about(offer)
        assert (entry.told(), entry.actor_id) == ("The offer to Quaykeeper lapsed.", None)
        assert operations.lapse_due(at=offer.reply_by) == 0

    def test_answered_offers_never_lapse(self, call: Any, offer: Offer, owner: Any) -> None:
        operations.reply(offer, accepts=True, by=owner)
        assert operations.lapse_due(at=offer.reply_by + timedelta(days=1)) == 0
        assert fresh(offer).state == "accepted"

    def test_lapsed_it_is_not_accepted_any_more(self, offer: Offer, owner: Any) -> None:
        operations.lapse_due(at=offer.reply_by)
        with pytest.raises(Refusal, match="lapsed at its reply-by date"):
            operations.reply(offer, accepts=True, by=owner, at=offer.reply_by)

    @pytest.mark.parametrize(("accepts", "state"), [(True, "accepted"), (False, "declined")])
    def test_an_answer_in_time_counts_though_the_sweep_was_quicker(
        self, offer: Offer, owner: Any, accepts: bool, state: str
    ) -> None:
        operations.lapse_due(at=offer.reply_by)
        in_time = offer.reply_by - timedelta(microseconds=1)
        operations.reply(offer, accepts=accepts, by=owner, at=in_time)
        assert (fresh(offer).state, fresh(offer).replied_at) == (state, in_time)

    def test_its_place_is_kept_for_a_minute_and_then_nobody_gets_it_twice(
        self, call: Any, manager: Any, offer: Offer, owner: Any, time_machine: Any
    ) -> None:
        operations.arrange(call, offers_on=True, by=manager)
        decisions.offer(reviews.application(call))
        waits = reviews.application(call, name="Waits")
        decisions.decision(waits, outcome="waitlist", released=True)
        for at in (offer.reply_by, offer.reply_by + places.KEPT - timedelta(microseconds=1)):
            time_machine.move_to(at, tick=False)
            operations.lapse_due()
            Offer.objects.exclude(pk=offer.pk).update(state="open", reply_by=at + timedelta(days=9))
            assert (operations.offer_on(call.pk), places.of(call).free, places.of(call, but=offer).free) == ([], 0, 1)
        time_machine.move_to(offer.reply_by + places.KEPT, tick=False)
        (made,) = operations.offer_on(call.pk)
        assert made.decision.application == waits
        with pytest.raises(Refusal, match="Your answer came in time, but the place was offered to another startup"):
            operations.reply(offer, accepts=True, by=owner, at=offer.reply_by - timedelta(seconds=20))
        assert fresh(offer).state == "lapsed"

    def test_the_task_lapses_what_is_due(self, call: Any) -> None:
        due = decisions.offer(reviews.application(call), reply_by=clock.now() - timedelta(minutes=1))
        later = decisions.offer(reviews.application(call))
        tasks.lapse()
        assert (fresh(due).state, fresh(later).state) == ("lapsed", "open")

    def test_beat_wakes_it(self) -> None:
        """Nobody else does: an offer that is not answered lapses within a minute or two."""
        entry = app.conf.beat_schedule["decisions.lapse"]
        assert (entry["task"], entry["schedule"]) == ("decisions.lapse", timedelta(seconds=60))
        assert "decisions.lapse" in app.tasks

    @pytest.mark.parametrize("size", [1, 3])
    def test_a_lapse_costs_the_same_for_each(
        self, call: Any, manager: Any, size: int, django_assert_max_num_queries: Any
    ) -> None:
        for _ in range(size):
            decisions.offer(reviews.application(call), reply_by=clock.now())
        with django_assert_max_num_queries(4 + 25 * size):
            assert operations.lapse_due() == size


class TestMoreTime:
    @pytest.mark.parametrize("state", ["open", "lapsed"])
    def test_a_manager_gives_more_time_and_founders_hear(self, offer: Offer, manager: Any, owner: Any, state: str) -> None:
        if state == "lapsed":
            operations.lapse_due(at=offer.reply_by)
        until = clock.now() + timedelta(days=30)
        operations.extend(offer, reply_by=until, by=manager)
        assert (fresh(offer).state, fresh(offer).reply_by) == ("open", until)
        assert told("offer_extended") == [("offer_extended", "Ana Owner")]
        assert operations.reply(offer, accepts=True, by=owner, at=until - timedelta(seconds=1)).state == "accepted"

    def test_an_answered_offer_stays(self, offer: Offer, manager: Any, owner: Any) -> None:
        operations.reply(offer, accepts=False, by=owner)
        with pytest.raises(Refusal, match="This offer is answered"):
            operations.extend(offer, reply_by=clock.now() + timedelta(days=1), by=manager)

    def test_more_time_lies_ahead(self, offer: Offer, manager: Any) -> None:
        with pytest.raises(Refusal, match="lies in the past") as refusal:
            operations.extend(offer, reply_by=clock.now() - timedelta(seconds=1), by=manager)
        assert refusal.value.field == "reply_by"

    @pytest.mark.parametrize("less", [timedelta(seconds=1), timedelta(days=2)])
    def test_and_later_than_they_have_already(self, offer: Offer, manager: Any, less: timedelta) -> None:
        with pytest.raises(Refusal) as refusal:
            operations.extend(offer, reply_by=offer.reply_by - less, by=manager)
        until = wording.moment(offer.reply_by, offer.decision.application.call.zone)
        assert (str(refusal.value), refusal.value.field) == (f"They have until {until} already. Choose a later day.", "reply_by")
        assert (fresh(offer).reply_by, told("offer_extended")) == (offer.reply_by, [])

    def test_the_same_day_twice_is_once(self, offer: Offer, manager: Any) -> None:
        until = clock.now() + timedelta(days=30)
        for _press in range(2):
            assert operations.extend(offer, reply_by=until, by=manager).reply_by == until
        assert told("offer_extended") == [("offer_extended", "Ana Owner")]
        assert Entry.objects.filter(verb="offer.extended").count() == 1

    def test_founders_and_other_managers_do_not_give_it(self, offer: Offer, owner: Any) -> None:
        for by in (owner, reviews.manager(reviews.call()), accounts.operator_person()):
            with pytest.raises(Forbidden, match="Only managers of the programme give more time"):
                operations.extend(offer, reply_by=clock.now() + timedelta(days=1), by=by)


class TestWithdrawing:
    def test_whoever_withdraws_turns_the_place_down(self, call: Any, offer: Offer, owner: Any) -> None:
        applications.withdraw(offer.decision.application, by=owner, at=clock.now())
        assert fresh(offer).state == "declined"
        assert Message.objects.get(kind="offer_answered").facts["answer"] == "Declined"

    def test_a_place_that_is_taken_is_not_given_up_by_withdrawing(self, offer: Offer, owner: Any) -> None:
        operations.reply(offer, accepts=True, by=owner)
        with pytest.raises(Refusal, match="You accepted the place"):
            applications.withdraw(offer.decision.application, by=owner, at=clock.now())
        offer.decision.application.refresh_from_db()
        assert offer.decision.application.state == "submitted"

    def test_where_nobody_belongs_the_founder_is_invited_first(self, offer: Offer, manager: Any) -> None:
        Member.objects.filter(startup=offer.decision.application.startup).update(ended_at=clock.now())
        with pytest.raises(Refusal, match="Invite the founder first"):
            applications.withdraw(offer.decision.application, by=manager, at=clock.now())
        assert fresh(offer).state == "open"

    def test_what_was_withdrawn_is_offered_to_nobody(self, offer: Offer, owner: Any, manager: Any) -> None:
        operations.lapse_due(at=offer.reply_by)
        applications.withdraw(offer.decision.application, by=owner, at=clock.now())
        with pytest.raises(Refusal, match="This application was withdrawn"):
            operations.extend(offer, reply_by=clock.now() + timedelta(days=9), by=manager)
        assert fresh(offer).state == "lapsed"

    def test_a_decision_nobody_knows_goes_with_its_application(self, call: Any, manager: Any) -> None:
        application = reviews.application(call)
        decisions.decision(application, outcome="accept")
        applications.withdraw(application, by=reviews.owner_of(application), at=clock.now())
        assert queries.tally(call).to_release == 0
        with pytest.raises(Refusal, match="no decision to release"):
            operations.release(call, by=manager)

    def test_a_lapsed_offer_stands_in_nobodys_way(self, offer: Offer, owner: Any) -> None:
        operations.lapse_due(at=offer.reply_by)
        applications.withdraw(offer.decision.application, by=owner, at=clock.now())
        assert fresh(offer).state == "lapsed"

    @pytest.mark.parametrize("event", ["application_withdrawn", "application_restored"])
    def test_the_points_are_registered(self, event: str) -> None:
        assert f"{registered.__name__}.{event}" in settings.REGISTRATIONS[event]
