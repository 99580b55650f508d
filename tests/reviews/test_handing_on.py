"""What stayed lying is handed on, and who has time takes more: never too many, never in conflict, never to who is away."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message
from accelerator.programmes.models import Call, ReviewStage, Staff
from accelerator.reviews import chasing, handing, operations, queries
from accelerator.reviews.models import Arrangement, Assignment, Conflict, Decline, Ruling
from accelerator.reviews.tasks import watch
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import reviews, startups
from tests.programs import program
from tests.together import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(db: None) -> Any:
    made = reviews.call(name="Tides", slug="tides", reviews_due_on=None, reviews_wanted=1)
    Arrangement.objects.create(call=made, hands_on_after=5, hands_on_alone=True, takes_more=True)
    return made


@pytest.fixture
def manager(call: Any) -> Any:
    return reviews.manager(call, name="Mei Lin")


def lying(call: Any, reviewer: Any, *, late: int = 6, **fields: Any) -> Assignment:
    due_on = clock.today(call.zone) - timedelta(days=late)
    return reviews.assignment(reviews.application(call), reviewer=reviewer, due_on=due_on, **fields)


def dated(today: date, fields: dict[str, Any]) -> dict[str, Any]:
    """With days for what is counted from today."""
    return {name: value if value is True else today + timedelta(days=value) for name, value in fields.items()}


def live() -> set[tuple[int, int]]:
    return set(Assignment.objects.live().values_list("application", "reviewer"))


class TestHandingOn:
    def test_to_who_carries_least_and_both_hear_once(self, call: Any, manager: Any) -> None:
        ann, bo, cy = (reviews.reviewer(call, name=name) for name in ("Ann", "Bo", "Cy"))
        given = lying(call, ann, assigned_by=manager)
        reviews.assignment(reviews.application(call), reviewer=bo)
        watch()
        watch()
        given.refresh_from_db()
        assert given.state == Assignment.State.UNASSIGNED
        new = Assignment.objects.get(application=given.application, reviewer=cy)
        assert (new.state, new.due_on, new.assigned_by) == ("assigned", clock.today(call.zone) + timedelta(days=5), manager)
        told = Message.objects.filter(kind__in=["reviews_handed_on", "reviews_assigned"])
        assert sorted((one.kind, str(one.recipient)) for one in told) == [
            ("reviews_assigned", "Cy"),
            ("reviews_handed_on", "Ann"),
        ]
        (entry,) = Entry.objects.filter(verb="review.handed_on")
        assert entry.told() == "Slipway handed on reviews of Tides that were overdue: 1."

    @pytest.mark.parametrize("late", [5, 4, 0, -3])
    def test_not_before_its_day(self, call: Any, late: int) -> None:
        given = lying(call, reviews.reviewer(call), late=late)
        reviews.reviewer(call)
        watch()
        assert live() == {(given.application_id, given.reviewer_id)}

    def test_what_is_begun_stays(self, call: Any) -> None:
        given = lying(call, reviews.reviewer(call))
        reviews.reviewer(call)
        operations.score(given, by=given.reviewer, changes={"comment": "So far."})
        watch()
        assert live() == {(given.application_id, given.reviewer_id)}

    @pytest.mark.parametrize("setting", [{"hands_on_alone": False}, {"hands_on_after": None}])
    def test_only_where_the_call_says_so(self, call: Any, setting: dict[str, Any]) -> None:
        Arrangement.objects.update(**setting)
        given = lying(call, reviews.reviewer(call))
        reviews.reviewer(call)
        watch()
        assert live() == {(given.application_id, given.reviewer_id)}

    def test_nobody_in_conflict_away_full_or_who_handed_it_back(self, call: Any) -> None:
        given = lying(call, reviews.reviewer(call))
        today = clock.today(call.zone)
        conflicted, member, declined, absent, full = (reviews.reviewer(call) for _ in range(5))
        reviews.conflict(given.application, conflicted)
        startups.member(given.application.startup, member, ended=True)
        Decline.objects.create(application=given.application, person=declined, reason="no_time")
        operations.announce(absent, from_on=today, until_on=today + timedelta(days=9), by=absent)
        operations.describe(full, by=full, bio="", languages_read=[], max_load=1, expertise={})
        reviews.assignment(reviews.application(call), reviewer=full)
        before = live()
        watch()
        assert live() == before
        free = reviews.reviewer(call)
        watch()
        assert (given.application_id, free.pk) in live()

    def test_never_more_than_somebody_takes_on(self, call: Any) -> None:
        ann, bo = reviews.reviewer(call), reviews.reviewer(call)
        operations.describe(bo, by=bo, bio="", languages_read=[], max_load=1, expertise={})
        for _ in range(2):
            lying(call, ann)
        watch()
        assert [Assignment.objects.live().filter(reviewer=one).count() for one in (ann, bo)] == [1, 1]

    def test_two_late_reviews_of_one_application_never_go_to_one(self, call: Any) -> None:
        given, due_on = lying(call, reviews.reviewer(call)), clock.today(call.zone) - timedelta(days=6)
        other = reviews.assignment(given.application, reviewer=reviews.reviewer(call), due_on=due_on)
        free = reviews.reviewer(call)
        watch()
        assert live() == {(given.application_id, free.pk), (given.application_id, other.reviewer_id)}

    def test_many_are_spread(self, call: Any) -> None:
        ann, bo, cy = (reviews.reviewer(call) for _ in range(3))
        for _ in range(4):
            lying(call, ann, late=20)
        watch()
        loads = [Assignment.objects.live().filter(reviewer=one).count() for one in (ann, bo, cy)]
        assert loads == [0, 2, 2]

    def test_a_manager_does_it_with_one_click_and_undoes_it(self, call: Any, manager: Any) -> None:
        Arrangement.objects.update(hands_on_alone=False)
        given, free = lying(call, reviews.reviewer(call, name="Ann")), reviews.reviewer(call)
        desk = browser(manager)
        assert "Hand all on" in desk.get("/calls/tides/reviews/").content.decode()
        assert desk.post("/calls/tides/reviews/hand-on/").status_code == 302
        assert live() == {(given.application_id, free.pk)}
        done = operations.undo(call, act=Assignment.objects.get(reviewer=free).act, by=manager)
        assert (done, live()) == (operations.Undone(1, 0, 0), {(given.application_id, given.reviewer_id)})
        given.refresh_from_db()
        assert (given.assigned_by, given.due_on) == (manager, None)  # nothing is handed on again tonight
        assert Entry.objects.get(verb="review.handed_back").told() == (
            "Mei Lin gave reviews of Tides back to who had them before they were handed on: 1."
        )
        assert [one.kind for one in Message.objects.filter(recipient=given.reviewer).order_by("pk")][-1] == "reviews_assigned"

    @pytest.mark.parametrize("why", ["conflict", "founder", "handed back", "no role", "suspended", "moved on", "withdrawn"])
    def test_who_cannot_have_it_again_is_told_to_who_undoes(self, call: Any, manager: Any, why: str) -> None:
        given, kept = (lying(call, reviews.reviewer(call)) for _ in range(2))
        free, desk = reviews.reviewer(call), browser(manager)
        for one in (given, kept):  # both go to who is free
            startups.member(one.application.startup, (kept if one is given else given).reviewer, ended=True)
        act, application = operations.hand_on(call, by=manager).act, given.application
        assert live() == {(given.application_id, free.pk), (kept.application_id, free.pk)}
        match why:
            case "conflict":
                reviews.conflict(application, given.reviewer)
            case "founder":
                startups.member(application.startup, given.reviewer, ended=True)
            case "handed back":
                Decline.objects.create(application=application, person=given.reviewer, reason="no_time")
            case "no role":
                Staff.objects.filter(person=given.reviewer).update(ended_at=clock.now())
            case "suspended":
                type(given.reviewer)._default_manager.filter(pk=given.reviewer_id).update(is_active=False)
            case "moved on":
                ReviewStage.objects.create(call=call, position=2)
                Ruling.objects.create(application=application, stage=given.stage, outcome="on", by=manager)
            case _:
                type(application).objects.filter(pk=application.pk).update(state="withdrawn")
        page = desk.post(f"/calls/tides/reviews/undo/{act}/", follow=True).content.decode()
        assert "2 reviews taken back." in page
        assert "1 does not go back to who had it: they cannot take it any more. Assign it anew." in page
        assert live() == {(kept.application_id, kept.reviewer_id)}

    def test_each_goes_back_to_who_had_it(self, call: Any, manager: Any) -> None:
        """Of two of one application, each taker has one before them; who had it may be a manager."""
        first, second = lying(call, reviews.reviewer(call)), reviews.manager(call)
        due_on, application = first.due_on, first.application
        other = reviews.assignment(application, reviewer=second, due_on=due_on)
        takers = [reviews.reviewer(call) for _ in range(2)]
        act = operations.hand_on(call, by=manager).act
        begun = Assignment.objects.get(application=application, reviewer=takers[0])
        operations.score(begun, by=takers[0], changes={"points-1": "4"})
        assert operations.undo(call, act=act, by=manager) == operations.Undone(1, 1, 0)
        assert live() == {(application.pk, takers[0].pk), (application.pk, other.reviewer_id)}

    def test_what_was_begun_since_is_not_undone(self, call: Any, manager: Any) -> None:
        first, second = (lying(call, reviews.reviewer(call)) for _ in range(2))
        free = reviews.reviewer(call)
        for one in (first, second):
            startups.member(one.application.startup, (second if one is first else first).reviewer, ended=True)
        done = operations.hand_on(call, by=manager)
        begun = Assignment.objects.get(application=first.application, reviewer=free)
        operations.score(begun, by=free, changes={"points-1": "4"})
        assert operations.undo(call, act=done.act, by=manager) == operations.Undone(count=1, left=1)
        assert live() == {(first.application_id, free.pk), (second.application_id, second.reviewer_id)}
        with pytest.raises(Refusal, match="nothing left to undo: the reviews were taken back or are begun"):
            operations.undo(call, act=done.act, by=manager)
        assert queries.values(begun.review)["points-1"] == "4"

    @pytest.mark.parametrize(
        ("whole", "own", "handed"),
        [
            ({"reviews_due_on": -1, "scoring_ends": True}, {}, False),
            ({"reviews_due_on": -1, "scoring_ends": True}, {"own_due_on": 3, "ends": True}, True),
            ({}, {"own_due_on": -1, "ends": True}, False),
            ({}, {"own_from": 1, "own_due_on": 3}, False),
            ({"scoring_from": 1}, {"own_from": 0}, True),
            ({}, {"own_due_on": 9}, True),
        ],
    )
    def test_while_its_stage_takes_scores(
        self, call: Any, manager: Any, whole: dict[str, Any], own: dict[str, Any], handed: bool
    ) -> None:
        """Days from today, of the call and of the stage."""
        given, free = lying(call, reviews.reviewer(call)), reviews.reviewer(call)
        today = clock.today(call.zone)
        Call.objects.update(**dated(today, whole))
        ReviewStage.objects.update(**dated(today, own))
        watch()
        assert live() == {(given.application_id, (free if handed else given.reviewer).pk)}
        if handed:  # as long as it may be late, or as long as the stage has: no longer, where it closes then
            due = own.get("own_due_on", 5)
            assert Assignment.objects.get(reviewer=free).due_on == today + timedelta(days=due)

    def test_each_by_the_day_of_its_stage(self, call: Any, manager: Any) -> None:
        """Who is away until the one is due, not until the other, takes the other."""
        today, first = clock.today(call.zone), ReviewStage.objects.get()
        later = ReviewStage.objects.create(call=call, position=2, own_due_on=today + timedelta(days=20))
        one, other = reviews.application(call), reviews.application(call)
        Ruling.objects.create(application=other, stage=first, outcome="on", by=manager)
        for application in (one, other):
            reviews.assignment(
                application, reviewer=reviews.reviewer(call), due_on=today - timedelta(days=9), assigned_by=manager
            )
        free = reviews.reviewer(call)
        for absent in Staff.objects.filter(role="reviewer").exclude(person=free):
            operations.announce(absent.person, from_on=today, until_on=today + timedelta(days=30), by=absent.person)
        operations.announce(free, from_on=today, until_on=today + timedelta(days=9), by=free)
        operations.announce(free, from_on=today + timedelta(days=25), until_on=today + timedelta(days=30), by=free)
        assert operations.hand_on(call, by=manager) == operations.Handed(1, 1, Assignment.objects.get(reviewer=free).act)
        given = Assignment.objects.get(reviewer=free)
        assert (given.application, given.stage, given.due_on) == (other, later, today + timedelta(days=20))

    def test_reviewers_may_not(self, call: Any) -> None:
        with pytest.raises(Forbidden):
            operations.hand_on(call, by=reviews.reviewer(call))

    def test_a_call_without_the_rule_refuses(self, call: Any, manager: Any) -> None:
        Arrangement.objects.all().delete()
        with pytest.raises(Refusal, match="hands nothing on"):
            operations.hand_on(call, by=manager)

    @pytest.mark.parametrize("count", [1, 3])
    def test_who_gets_what_costs_the_same_for_one_and_three(self, call: Any, count: int, django_assert_num_queries: Any) -> None:
        ann = reviews.reviewer(call)
        reviews.reviewer(call)
        late = [lying(call, ann) for _ in range(count)]
        with django_assert_num_queries(10):
            assert len(handing.pairs(call, late, until={late[0].stage_id: clock.today(call.zone)})) == count


class TestTaking:
    @pytest.fixture
    def reviewer(self, call: Any) -> Any:
        return reviews.reviewer(call, name="Ann")

    def test_the_one_with_fewest_reviewers(self, call: Any, reviewer: Any) -> None:
        call.reviews_wanted = 2
        call.save()
        begun, fresh = reviews.application(call), reviews.application(call)
        reviews.assignment(begun)
        assert [operations.take(call, by=reviewer).application for _ in range(2)] == [fresh, begun]
        assert not Message.objects.filter(recipient=reviewer).exists()
        assert [one.told() for one in Entry.objects.filter(verb="review.taken").order_by("pk")] == [
            f"Ann took another application to review: {one} to Ann." for one in (fresh, begun)
        ]
        with pytest.raises(Refusal, match="Every application has its reviewers"):
            operations.take(call, by=reviewer)

    def test_never_in_conflict_nor_what_they_had_or_handed_back(self, call: Any, reviewer: Any) -> None:
        apart = [reviews.application(call) for _ in range(4)]
        reviews.conflict(apart[0], reviewer)
        startups.member(apart[1].startup, reviewer, ended=True)
        reviews.assignment(apart[2], reviewer=reviewer, state=Assignment.State.UNASSIGNED)
        Decline.objects.create(application=apart[3], person=reviewer, reason="no_time")
        with pytest.raises(Refusal):
            operations.take(call, by=reviewer)
        last = reviews.application(call)
        assert operations.take(call, by=reviewer).application == last
        assert Conflict.objects.count() == 1

    def test_no_more_than_they_take_on(self, call: Any, reviewer: Any) -> None:
        operations.describe(reviewer, by=reviewer, bio="", languages_read=[], max_load=1, expertise={})
        for _ in range(2):
            reviews.application(call)
        operations.take(call, by=reviewer)
        with pytest.raises(Refusal, match="as many applications"):
            operations.take(call, by=reviewer)

    def test_only_where_the_call_lets_them(self, call: Any, reviewer: Any) -> None:
        reviews.application(call)
        Arrangement.objects.update(takes_more=False)
        with pytest.raises(Forbidden):
            operations.take(call, by=reviewer)
        Arrangement.objects.update(takes_more=True)
        Staff.objects.filter(person=reviewer).update(ended_at=clock.now())
        with pytest.raises(Forbidden):
            operations.take(call, by=reviewer)

    @pytest.mark.parametrize(
        ("whole", "own", "taken"),
        [
            ({"scoring_from": 1}, {}, False),
            ({"scoring_from": 1}, {"own_from": 0}, True),
            ({}, {"own_from": 1}, False),
            ({"reviews_due_on": -1, "scoring_ends": True}, {}, False),
            ({"reviews_due_on": -1, "scoring_ends": True}, {"own_due_on": 0, "ends": True}, True),
            ({}, {"own_due_on": -1, "ends": True}, False),
        ],
    )
    def test_while_a_stage_takes_scores(
        self, call: Any, reviewer: Any, whole: dict[str, Any], own: dict[str, Any], taken: bool
    ) -> None:
        reviews.application(call)
        today = clock.today(call.zone)
        Call.objects.update(**dated(today, whole))
        ReviewStage.objects.update(**dated(today, own))
        call.refresh_from_db()
        assert ("/calls/tides/take/" in browser(reviewer).get("/reviews/").content.decode()) is taken
        assert reviewer.has_perm("reviews.take", call) is taken
        if taken:
            assert operations.take(call, by=reviewer).due_on == ReviewStage.objects.select_related("call").get().due_on

    def test_of_the_last_stage_that_takes_scores_and_lacks_reviewers(self, call: Any, reviewer: Any, manager: Any) -> None:
        """None of a stage that has not begun, nor of one that is closed."""
        today, first = clock.today(call.zone), ReviewStage.objects.get()
        days = ({}, {"own_due_on": today - timedelta(days=1), "ends": True}, {"own_from": today + timedelta(days=1)})
        stages_ = [first, *(ReviewStage.objects.create(call=call, position=at, **fields) for at, fields in enumerate(days, 2))]
        waiting = [reviews.application(call) for _ in stages_]
        for place, one in enumerate(waiting):
            for stage in stages_[:place]:
                Ruling.objects.create(application=one, stage=stage, outcome="on", by=manager)
        assert [operations.take(call, by=reviewer).stage for _ in range(2)] == [stages_[1], first]
        with pytest.raises(Refusal, match="Every application has its reviewers"):
            operations.take(call, by=reviewer)

    def test_late_in_a_stage_they_have_as_long_as_a_review_may_be_late(self, call: Any, reviewer: Any, manager: Any) -> None:
        today = clock.today(call.zone)
        ReviewStage.objects.update(own_due_on=today - timedelta(days=9))
        reviews.application(call)
        assert operations.take(call, by=reviewer).due_on == today + timedelta(days=5)
        operations.assign(reviews.application(call), reviewers=[reviewer], by=manager)
        assert not chasing.overdue(call).exists()
        Arrangement.objects.update(hands_on_after=None)
        (given,) = operations.assign(reviews.application(call), reviewers=[reviewer], by=manager)
        assert given.due_on == today - timedelta(days=9)

    def test_nothing_of_what_a_panel_meets(self, call: Any, reviewer: Any) -> None:
        ReviewStage.objects.update(kind="interview")
        reviews.application(call)
        assert "/calls/tides/take/" not in browser(reviewer).get("/reviews/").content.decode()
        assert handing.next_for(call, reviewer) is None

    def test_reviewers_of_published_calls_alone(self, call: Any, reviewer: Any, manager: Any) -> None:
        draft = reviews.call(programme=call.programme, state="draft", published_at=None)
        Arrangement.objects.create(call=draft, takes_more=True)
        assert [(reviewer.has_perm("reviews.take", one), manager.has_perm("reviews.take", one)) for one in (call, draft)] == [
            (True, False),
            (False, False),
        ]

    def test_the_queue_offers_it(self, call: Any, reviewer: Any) -> None:
        reviews.application(call)
        client = browser(reviewer)
        assert "/calls/tides/take/" in client.get("/reviews/").content.decode()
        answer = client.post("/calls/tides/take/")
        assert answer.headers["Location"] == f"/reviews/{Assignment.objects.get().code}/"
        assert client.post("/calls/tides/take/").headers["Location"] == "/reviews/"

    def test_programs_take(self, call: Any, reviewer: Any) -> None:
        one = reviews.application(call)
        answer = program(reviewer).post("/api/v1/calls/tides/take")
        assert (answer.status_code, answer.json()["application"]) == (201, one.number)


@pytest.mark.django_db(transaction=True)
def test_two_who_take_at_once_never_get_one_too_many() -> None:
    call = reviews.call(reviews_wanted=2)
    Arrangement.objects.create(call=call, takes_more=True)
    for _ in range(3):
        reviews.application(call)
    people = [reviews.reviewer(call) for _ in range(8)]

    def taking(person: Any) -> Any:
        def act() -> bool:
            try:
                operations.take(call, by=person)
            except Refusal:
                return False
            return True

        return act

    assert sum(at_once(*map(taking, people))) == 6
    assert not queries.lacking(call.review_stages.get()).exists()
    assert [one.standing.given for one in call.applications.order_by("pk")] == [2, 2, 2]


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_hand_on_once() -> None:
    call = reviews.call(reviews_due_on=None)
    Arrangement.objects.create(call=call, hands_on_after=5, hands_on_alone=True)
    lying(call, reviews.reviewer(call))
    for _ in range(2):
        reviews.reviewer(call)
    at_once(*[operations.hand_on_by_rule] * 4)
    assert Assignment.objects.live().count() == 1
    assert Message.objects.filter(kind="reviews_handed_on").count() == 1
