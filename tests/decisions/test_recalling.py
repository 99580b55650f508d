"""Between the release and its telling nobody learns of it, and one click takes it back."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import Error, connection, transaction

from accelerator.applications import operations as applications
from accelerator.decisions import marks, operations
from accelerator.decisions.models import Decision, Letter, Offer, Recall, Release
from accelerator.kit import clock, wording
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import delivering
from accelerator.notices.models import Delivery, Message
from accelerator.pipeline import waiting
from accelerator.programmes import operations as programmes
from accelerator.reviews.models import Assignment
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import accounts, decisions, reviews, startups

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
TOLD = AT + timedelta(minutes=15)
MOMENT = timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def window(call: Any, time_machine: Any) -> None:
    """The programme has a quarter of an hour to recall; it is two o'clock in the afternoon in Singapore."""
    call.programme.recall_minutes = 15
    call.programme.save(update_fields=["recall_minutes"])
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def application(call: Any) -> Any:
    return reviews.application(call, name="Quaykeeper", owner=accounts.person(name="Ana Owner"))


def released(application: Any, manager: Any, *, outcome: str = "accept") -> Release:
    operations.decide(application, outcome=outcome, feedback="Bring a port along.", by=manager)
    return operations.release(application.call, by=manager)


def test_a_release_holds_letters_and_offers_back(application: Any, manager: Any) -> None:
    made = released(application, manager)
    assert (made.at, made.told_at) == (AT, TOLD)
    letter = Letter.objects.get()
    assert (letter.posted_at, Offer.objects.get().state) == (None, "open")
    assert letter.subject == "A place for Quaykeeper in Tides: reply by Tue 8 Dec, 23:59 SGT"
    assert not Message.objects.exists()
    assert operations.tell_due(at=TOLD - MOMENT) == 0


def test_once_the_window_is_over_everybody_is_told_once(application: Any, manager: Any, time_machine: Any) -> None:
    startups.member(application.startup, accounts.person(name="Member"))
    released(application, manager)
    time_machine.move_to(TOLD, tick=False)
    assert [operations.tell_due(), operations.tell_due()] == [1, 0]
    told = Message.objects.order_by("recipient__name")
    assert [(one.kind, one.recipient.name, one.due_at) for one in told] == [
        ("letter_accept", "Ana Owner", TOLD),
        ("letter_accept", "Member", TOLD),
    ]
    assert Letter.objects.get().posted_at == TOLD
    assert Delivery.objects.filter(next_at=TOLD).count() == 2


def test_letters_go_in_the_words_of_the_release_to_who_belongs_to_it_by_then(
    application: Any, manager: Any, time_machine: Any
) -> None:
    released(application, manager, outcome="decline")
    startups.member(application.startup, accounts.person(name="Newcomer"))
    application.startup.name = "Renamed"
    application.startup.save()
    time_machine.move_to(TOLD, tick=False)
    operations.tell_due()
    assert {one.recipient.name for one in Message.objects.all()} == {"Ana Owner", "Newcomer"}
    assert {one.facts["title"] for one in Message.objects.all()} == {"Our decision on the application of Quaykeeper to Tides"}


ADDRESSES = [
    "/home/",
    "/inbox/",
    "/applications/",
    "/applications/{number}/",
    "/decisions/{number}/",
    "/search/?q=Quaykeeper",
    "/api/v1/applications",
    "/api/v1/applications/{number}",
    "/api/v1/offers",
    "/api/v1/messages",
    "/startups/{slug}/",
]


def seen(application: Any) -> dict[str, tuple[int, str]]:
    """What its owner reads everywhere; but for what differs from one answer to the next."""
    client = browser(reviews.owner_of(application))
    found = {}
    for address in ADDRESSES:
        answer = client.get(address.format(number=application.number, slug=application.startup.slug))
        text = re.sub(r'(nonce|value|content)="[A-Za-z0-9+/=_-]{16,}"', "", answer.content.decode())
        found[address] = (answer.status_code, text)
    return found


def test_its_founders_see_nothing_new_anywhere_before_they_are_told(application: Any, manager: Any, time_machine: Any) -> None:
    operations.decide(application, outcome="accept", feedback="Bring a port along.", by=manager)
    before = seen(application)
    assert [status for status, _text in before.values()].count(200) == 10
    operations.release(application.call, by=manager)
    assert seen(application) == before
    offer = Offer.objects.get()
    owner = browser(reviews.owner_of(application))
    assert owner.get(offer.get_absolute_url()).status_code == 404
    time_machine.move_to(TOLD - MOMENT, tick=False)
    assert owner.get(f"/decisions/{application.number}/").status_code == 404
    assert owner.get("/api/v1/offers").json()["items"] == []
    time_machine.move_to(TOLD, tick=False)
    assert owner.get(offer.get_absolute_url()).status_code == 200
    assert owner.get(f"/decisions/{application.number}/").status_code == 200
    assert [one["code"] for one in owner.get("/api/v1/offers").json()["items"]] == [offer.code]
    assert "Accept the place in Tides" in owner.get("/home/").content.decode()


def test_a_standing_says_nothing_to_managers_either_until_it_is_told(application: Any, manager: Any, time_machine: Any) -> None:
    released(application, manager, outcome="decline")
    for at, count in ((TOLD - MOMENT, 0), (TOLD, 1)):
        time_machine.move_to(at, tick=False)
        assert Decision.objects.told(clock.now()).count() == count
        assert waiting.counted(application.call) == (1 - count, 1)


def test_a_recall_undoes_everything(application: Any, manager: Any, time_machine: Any) -> None:
    given = reviews.assignment(application, reviewer=reviews.reviewer(application.call))
    made = released(application, manager)
    time_machine.move_to(TOLD - MOMENT, tick=False)
    operations.recall(made, by=manager, reason="One name was wrong.")
    decision = Decision.objects.get()
    assert (decision.release, decision.outcome, decision.decided_at) == (None, "accept", AT)
    assert not Offer.objects.exists()
    assert not Letter.objects.exists()
    assert Assignment.objects.get(pk=given.pk).state == "assigned"
    assert operations.tell_due(at=TOLD + timedelta(days=1)) == 0
    assert not delivering.send_one()
    assert operations.decide(application, outcome="decline", by=manager).outcome == "decline"
    assert Entry.objects.get(verb="decisions.recalled").told() == (
        f"{manager} took back the release of 1 of the decisions for Tides. Nobody was told. One name was wrong."
    )
    assert not Entry.objects.filter(verb="decision.released").exists()


def test_what_was_recalled_is_released_anew_and_told_then(application: Any, manager: Any, time_machine: Any) -> None:
    operations.recall(released(application, manager), by=manager)
    time_machine.move_to(AT + timedelta(minutes=10), tick=False)
    second = operations.release(application.call, by=manager)
    assert operations.tell_due(at=TOLD) == 0
    assert operations.tell_due(at=second.told_at) == 1
    assert Message.objects.get(kind="letter_accept").due_at == AT + timedelta(minutes=25)


def test_once_told_it_is_refused_with_what_everybody_knows(call: Any, application: Any, manager: Any, time_machine: Any) -> None:
    operations.decide(reviews.application(call), outcome="decline", by=manager)
    made = released(application, manager)
    time_machine.move_to(TOLD, tick=False)
    with pytest.raises(Refusal) as refusal:
        operations.recall(made, by=manager)
    assert str(refusal.value) == (
        "Founders were told on Tue 24 Nov, 14:15 SGT: 1 offered a place, 0 on the waiting list, 1 declined. What is told stays."
    )
    assert not Recall.objects.exists()


def test_a_second_recall_learns_who_was_first(application: Any, manager: Any) -> None:
    made = released(application, manager)
    operations.recall(made, by=manager)
    with pytest.raises(Refusal, match="Mei Lin took this release back already"):
        operations.recall(made, by=reviews.manager(application.call))


def test_only_managers_recall(application: Any, manager: Any) -> None:
    made = released(application, manager)
    for person in (reviews.reviewer(application.call), reviews.owner_of(application), accounts.operator_person(role="auditor")):
        with pytest.raises(Forbidden):
            operations.recall(made, by=person)
    assert not Recall.objects.exists()


def test_the_other_managers_hear_of_a_release_that_can_be_recalled_and_of_its_recall(application: Any, manager: Any) -> None:
    other = reviews.manager(application.call, name="Other")
    made = released(application, manager)
    operations.recall(made, by=other)
    told = [(one.kind, one.recipient.name, one.facts["count"]) for one in Message.objects.order_by("id")]
    assert told == [("decisions_released", "Other", 1), ("decisions_recalled", "Mei Lin", 1)]


def test_of_two_releases_one_is_recalled(call: Any, application: Any, manager: Any) -> None:
    first = released(application, manager)
    later = reviews.application(call)
    second = released(later, manager, outcome="decline")
    operations.recall(first, by=manager)
    assert dict(Decision.objects.values_list("application", "release")) == {application.pk: None, later.pk: second.pk}
    assert operations.tell_due(at=TOLD) == 1
    assert Message.objects.get().kind == "letter_decline"


def test_offers_nobody_knows_of_are_neither_answered_nor_extended(application: Any, manager: Any) -> None:
    released(application, manager)
    offer = Offer.objects.get()
    with pytest.raises(Refusal, match="does not know of this offer yet"):
        operations.reply(offer, accepts=True, by=reviews.owner_of(application))
    with pytest.raises(Refusal, match="does not know of this offer yet"):
        operations.extend(offer, reply_by=AT + timedelta(days=30), by=manager)
    assert not Message.objects.exists()


def test_a_day_to_reply_within_the_window_is_refused(application: Any, manager: Any) -> None:
    operations.decide(application, outcome="accept", by=manager)
    with pytest.raises(Refusal, match="lies in the past"):
        operations.release(application.call, by=manager, reply_by=TOLD)


def test_who_withdraws_meanwhile_hears_nothing_of_the_decision(application: Any, manager: Any, time_machine: Any) -> None:
    released(application, manager)
    owner = reviews.owner_of(application)
    applications.withdraw(application, by=owner, at=clock.now())
    time_machine.move_to(TOLD, tick=False)
    assert operations.tell_due() == 0
    assert Offer.objects.get().state == "declined"
    assert not Message.objects.filter(kind__in=["letter_accept", "offer_declined", "offer_answered"]).exists()


@pytest.mark.parametrize("minutes", [5, 15, 60 * 24 * 30])
@pytest.mark.parametrize("outcome", ["accept", "waitlist", "decline"])
def test_who_withdraws_untold_and_is_restored_gets_their_letter_once(
    application: Any, manager: Any, time_machine: Any, outcome: str, minutes: int
) -> None:
    made = released(application, manager, outcome=outcome)
    applications.withdraw(application, by=reviews.owner_of(application), at=clock.now())
    time_machine.move_to(AT + timedelta(minutes=minutes), tick=False)
    assert operations.tell_due() == 0
    applications.restore(application, reason="By mistake.", by=manager, at=clock.now())
    time_machine.move_to(max(clock.now(), made.told_at), tick=False)
    assert [operations.tell_due(), operations.tell_due()] == [1, 0]
    (letter,) = Message.objects.filter(kind=f"letter_{outcome}")
    assert Offer.objects.count() == (outcome == "accept")
    if outcome == "accept":
        offer = Offer.objects.get()
        assert (offer.state, offer.is_open(clock.now())) == ("open", True)
        assert wording.moment(offer.reply_by, application.call.zone) in letter.facts["title"]
        assert operations.reply(offer, accepts=True, by=reviews.owner_of(application)).state == "accepted"


def test_who_is_restored_when_their_place_is_gone_is_refused_with_the_remedy(call: Any, application: Any, manager: Any) -> None:
    released(application, manager)
    applications.withdraw(application, by=reviews.owner_of(application), at=clock.now())
    for _ in range(2):
        decisions.offer(reviews.application(call))
    with pytest.raises(Refusal, match="Its place was offered to another startup meanwhile"):
        applications.restore(application, reason="By mistake.", by=manager, at=clock.now())
    application.refresh_from_db()
    assert application.state == "withdrawn"
    call.places = 3
    call.save()
    applications.restore(application, reason="By mistake.", by=manager, at=clock.now())
    assert Offer.objects.get(decision__application=application).state == "open"


@pytest.mark.parametrize(("late", "offers"), [(-MOMENT, "open"), (timedelta(), "declined")])
def test_a_place_that_was_turned_down_knowingly_is_not_offered_anew(
    application: Any, manager: Any, time_machine: Any, late: timedelta, offers: str
) -> None:
    released(application, manager)
    time_machine.move_to(TOLD + late, tick=False)
    applications.withdraw(application, by=reviews.owner_of(application), at=clock.now())
    assert Offer.objects.get().state == "declined"
    applications.restore(application, reason="By mistake.", by=manager, at=clock.now())
    assert Offer.objects.get().state == offers


def test_a_release_recalled_while_somebody_is_away_tells_them_nothing(application: Any, manager: Any, time_machine: Any) -> None:
    made = released(application, manager)
    applications.withdraw(application, by=reviews.owner_of(application), at=clock.now())
    operations.recall(made, by=manager)
    applications.restore(application, reason="By mistake.", by=manager, at=clock.now())
    time_machine.move_to(TOLD, tick=False)
    assert (operations.tell_due(), Letter.objects.count(), Offer.objects.count()) == (0, 0, 0)


def test_no_window_is_longer_than_a_day(call: Any, manager: Any) -> None:
    with pytest.raises(Refusal, match="0 to 1,440 minutes"):
        programmes.change(call.programme, by=manager, recall_minutes=1441)
    call.programme.recall_minutes = 1441
    with pytest.raises(Error, match="programme_recall_within_a_day"), transaction.atomic():
        call.programme.save()


class TestGuards:
    """PostgreSQL itself, whoever asks."""

    def test_no_recall_at_the_moment_of_telling_or_after(self, application: Any, manager: Any) -> None:
        made = released(application, manager)
        for at in (TOLD, TOLD + timedelta(days=1)):
            with pytest.raises(Error, match="a release that is told cannot be recalled"), transaction.atomic():
                Recall.objects.create(release=made, by=manager, at=at)

    def test_no_recall_once_a_letter_went(self, application: Any, manager: Any) -> None:
        made = released(application, manager)
        operations.tell_due(at=TOLD)
        with pytest.raises(Error, match="letters went out cannot be recalled"), transaction.atomic():
            Recall.objects.create(release=made, by=manager, at=AT)

    def test_no_letter_before_its_moment_and_none_of_a_recalled_release(self, application: Any, manager: Any) -> None:
        made = released(application, manager)
        with pytest.raises(Error, match="only a release that is told"), transaction.atomic():
            Letter.objects.update(posted_at=TOLD - MOMENT)
        Recall.objects.create(release=made, by=manager, at=AT)
        with pytest.raises(Error, match="only a release that is told"), transaction.atomic():
            Letter.objects.update(posted_at=TOLD)

    def test_a_letter_that_went_stays(self, application: Any, manager: Any) -> None:
        released(application, manager)
        operations.tell_due(at=TOLD)
        for act in (lambda: Letter.objects.update(text="Other"), lambda: Letter.objects.all().delete()):
            with pytest.raises(Error, match="a letter that went out stays"), transaction.atomic():
                act()

    def test_a_recall_clears_the_release_of_its_decisions_and_nothing_else(self, application: Any, manager: Any) -> None:
        made = released(application, manager)
        Recall.objects.create(release=made, by=manager, at=AT)
        for changes in ({"outcome": "decline"}, {"release": None, "outcome": "decline"}):
            with pytest.raises(Error, match=r"a released decision stays|releases nothing"), transaction.atomic():
                Decision.objects.update(**changes)
        assert Decision.objects.update(release=None) == 1
        with pytest.raises(Error, match="a recalled release releases nothing"), transaction.atomic():
            Decision.objects.update(release=made)

    def test_a_recall_stays_and_is_the_only_one(self, application: Any, manager: Any) -> None:
        made = released(application, manager)
        operations.recall(made, by=manager)
        with pytest.raises(Error, match="unique"), transaction.atomic():
            Recall.objects.create(release=made, by=manager, at=AT)
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM accelerator_recall")


class TestDoors:
    LIST = "/calls/tides/decisions/"

    def recall(self, made: Release) -> str:
        return f"/calls/tides/release/{made.code}/recall/"

    def test_the_list_counts_down_and_offers_the_recall(self, application: Any, manager: Any) -> None:
        made = released(application, manager)
        page = " ".join(browser(manager).get(self.LIST).content.decode().split())
        assert "14 min left" in page or "15 min left" in page
        assert "Mei Lin released 1 decision. Nothing is sent and no founder sees it before Tue 24 Nov, 14:15 SGT." in page
        assert f'action="{self.recall(made)}"' in page
        looking = browser(accounts.operator_person(role="auditor")).get(self.LIST).content.decode()
        assert "released 1 decision" in looking
        assert self.recall(made) not in looking

    def test_one_press_recalls(self, application: Any, manager: Any) -> None:
        made = released(application, manager)
        answer = browser(manager).post(self.recall(made), follow=True)
        assert answer.redirect_chain == [(self.LIST, 302)]
        assert "Nothing was sent, and the decisions can be changed again." in answer.content.decode()
        assert self.recall(made) not in answer.content.decode()
        assert Recall.objects.get().by == manager

    def test_too_late_it_says_so(self, application: Any, manager: Any, time_machine: Any) -> None:
        made = released(application, manager)
        time_machine.move_to(TOLD, tick=False)
        answer = browser(manager).post(self.recall(made))
        assert (answer.status_code, "What is told stays." in answer.content.decode()) == (409, True)

    def test_a_reason_beyond_measure_recalls_nothing(self, application: Any, manager: Any) -> None:
        made = released(application, manager)
        assert browser(manager).post(self.recall(made), {"reason": "x" * 501}).status_code == 409
        assert not Recall.objects.exists()

    def test_others_find_nothing_to_recall(self, application: Any, manager: Any) -> None:
        made = released(application, manager)
        for person in (reviews.reviewer(application.call), reviews.owner_of(application), reviews.manager(reviews.call())):
            assert browser(person).post(self.recall(made)).status_code == 404
        assert not Recall.objects.exists()

    def test_pressing_release_says_until_when(self, application: Any, manager: Any) -> None:
        operations.decide(application, outcome="decline", by=manager)
        sent = {"reply_on": "2026-12-20", "seen": marks.of(application.call)}
        page = browser(manager).post("/calls/tides/release/", sent, follow=True).content.decode()
        assert "Founders are told on Tue 24 Nov, 14:15 SGT; until then you can recall it." in page

    @pytest.mark.parametrize(("minutes", "status", "kept"), [("60", 302, 60), ("0", 302, 0), ("", 302, 15), ("1441", 422, 15)])
    def test_the_window_is_the_programmes(self, call: Any, manager: Any, minutes: str, status: int, kept: int) -> None:
        sent = {"name": "Keel", "summary": "", "zone": "Asia/Singapore", "recall_minutes": minutes}
        assert browser(manager).post(f"/programmes/{call.programme.slug}/edit/", sent).status_code == status
        call.programme.refresh_from_db()
        assert call.programme.recall_minutes == kept

    def test_programs_release_look_and_recall(self, application: Any, manager: Any) -> None:
        operations.decide(application, outcome="decline", by=manager)
        api, root = browser(manager), "/api/v1/calls/tides"
        made = api.post(f"{root}/release", "{}", content_type="application/json").json()
        assert (made["at"], made["told_at"], made["count"]) == ("2026-11-24T06:00:00Z", "2026-11-24T06:15:00Z", 1)
        back = api.post(f"{root}/releases/{made['code']}/recall", '{"reason": "Oops"}', content_type="application/json")
        assert (back.status_code, back.json()) == (200, made | {"recalled_at": "2026-11-24T06:00:00Z", "count": 0})
        assert api.get(f"{root}/releases").json()["items"] == [back.json()]
        again = api.post(f"{root}/releases/{made['code']}/recall", "{}", content_type="application/json")
        assert (again.status_code, again.json()["title"]) == (409, "Mei Lin took this release back already.")

    @pytest.mark.parametrize("size", [1, 3])
    def test_listing_releases_costs_the_same_for_one_and_three(
        self, call: Any, manager: Any, size: int, django_assert_num_queries: Any
    ) -> None:
        for _ in range(size):
            released(reviews.application(call), manager)
        api = browser(manager)
        api.get("/api/v1/calls/tides/releases")
        with django_assert_num_queries(4):
            assert len(api.get("/api/v1/calls/tides/releases").json()["items"]) == size
