"""The manager's doors: who reviews what, spreading, taking back, opening again, the register, the ranking."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accelerator.kit import clock
from accelerator.notices.models import Message
from accelerator.programmes.models import ReviewStage
from accelerator.reviews import operations, queries, rankings
from accelerator.reviews.models import Assignment, Bid, Conflict, Review, Ruling
from accelerator.startups.models import Member
from tests.cast import browser
from tests.factories import accounts, reviews, startups

pytestmark = pytest.mark.django_db
KEPT = "You have a conflict of interest with this application or belong to its startup: its reviews are hidden from you."
OVERVIEW, PLAN, RANKING = "/calls/tides/reviews/", "/calls/tides/reviews/plan/", "/calls/tides/ranking/"


@pytest.fixture
def call(db: None) -> Any:
    return reviews.call(name="Tides", slug="tides")


@pytest.fixture
def manager(call: Any) -> Any:
    return reviews.manager(call, name="Mei Lin")


@pytest.fixture
def desk(manager: Any) -> Client:
    return browser(manager)


def one(application: Any) -> str:
    return f"{OVERVIEW}{application.number}/"


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def scored(call: Any, *points: int, name: str = "") -> Any:
    """An application with a submitted review for each of `points`, the same for every criterion."""
    application = reviews.application(call, name=name)
    for value in points:
        reviews.review(reviews.assignment(application), dict.fromkeys((1, 2, 3), value))
    return application


@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        ("manager", [200, 200, 200, 200]),
        ("auditor", [200, 200, 200, 404]),
        ("admin", [200, 200, 200, 404]),
        ("reviewer", [404] * 4),
        ("founder", [404] * 4),
        ("other manager", [404] * 4),
        ("anonymous", [302] * 4),
    ],
)
def test_who_comes_in(call: Any, manager: Any, who: str, statuses: list[int]) -> None:
    application = reviews.application(call)
    person = {
        "manager": lambda: manager,
        "auditor": lambda: accounts.operator_person(role="auditor"),
        "admin": lambda: accounts.operator_person(),
        "reviewer": lambda: reviews.reviewer(call),
        "founder": lambda: reviews.owner_of(application),
        "other manager": lambda: reviews.manager(reviews.call()),
        "anonymous": lambda: None,
    }[who]()
    client = browser(person)
    assert [client.get(where).status_code for where in (OVERVIEW, RANKING, one(application), PLAN)] == statuses


class TestOverview:
    def test_it_says_how_far_reviews_are_and_who_is_late(self, call: Any, desk: Client) -> None:
        reviewer = reviews.reviewer(call, name="Reviewer Rao")
        scored(call, 4, 5)
        reviews.assignment(reviews.application(call, name="Lacks one"), reviewer=reviewer, due_on=date(2020, 1, 1))
        reviews.conflict(reviews.application(call, name="In conflict"), reviewer, reason="Cousin")
        response = desk.get(OVERVIEW)
        coverage = response.context["seen"].coverage
        assert (coverage.applications, coverage.covered, coverage.given, coverage.scored, coverage.late) == (3, 1, 3, 2, 1)
        (load,) = [load for load in response.context["seen"].loads if load.person == reviewer]
        assert (load.tally, load.barred) == ((1, 0, 1), 1)
        page = text(response)
        for part in ("Reviewer Rao", "Lacks one", "Cousin"):
            assert part in page

    def test_it_leads_to_who_goes_on_from_the_stage(self, call: Any, desk: Client) -> None:
        stage = ReviewStage.objects.get(call=call)
        assert f'href="{OVERVIEW}stages/{stage.code}/"' in text(desk.get(OVERVIEW))

    def test_the_calls_due_day_stands_in_the_field(self, call: Any, desk: Client) -> None:
        type(call).objects.filter(pk=call.pk).update(reviews_due_on=date(2031, 2, 20))
        for where in (PLAN, one(reviews.application(call))):
            assert 'value="2031-02-20"' in text(desk.get(where))

    @pytest.mark.parametrize("size", [1, 3])
    def test_it_costs_the_same_for_one_and_three(
        self, call: Any, desk: Client, size: int, django_assert_num_queries: Any
    ) -> None:
        for _ in range(size):
            application = scored(call, 3)
            reviews.conflict(application, reviews.reviewer(call))
        desk.get(OVERVIEW)
        with django_assert_num_queries(QUERIES["overview"]):
            assert desk.get(OVERVIEW).status_code == 200

    @pytest.mark.parametrize("size", [1, 3])
    def test_one_application_costs_the_same_for_one_and_three_reviews(
        self, call: Any, desk: Client, size: int, django_assert_num_queries: Any
    ) -> None:
        application = scored(call, *[3] * size)
        desk.get(OVERVIEW)
        with django_assert_num_queries(QUERIES["one"]):
            assert desk.get(one(application)).status_code == 200


QUERIES = {"overview": 8, "one": 12, "ranking": 9}


class TestSpreading:
    def sent(self, *people: Any, **more: Any) -> dict[str, Any]:
        return {"reviewers": [person.code for person in people], "per_item": 1, "due_on": "2031-02-01", "seed": 0} | more

    def test_a_preview_gives_out_nothing_and_is_carried_out_as_seen(self, call: Any, desk: Client) -> None:
        people = [reviews.reviewer(call, name=name) for name in ("Ann", "Bo")]
        for _ in range(4):
            reviews.application(call)
        preview = desk.get(PLAN, self.sent(*people))
        assert [more for _who, _now, more, _then in preview.context["loads"]] == [2, 2]
        assert not Assignment.objects.exists()
        seen = preview.context["plan"].fingerprint
        done = desk.post(PLAN, self.sent(*people, seen=seen), follow=True)
        assert "4 reviews assigned." in text(done)
        pairs = {(application.pk, person.pk) for application, person in preview.context["plan"].pairs}
        assert set(Assignment.objects.values_list("application", "reviewer")) == pairs
        assert Message.objects.filter(kind="reviews_assigned").count() == 2

    def test_opened_bare_it_asks_with_what_the_call_wants(self, call: Any, desk: Client) -> None:
        reviewer = reviews.reviewer(call, name="Ann")
        page = desk.get(PLAN)
        form = page.context["form"]
        assert (page.status_code, form.errors, form["per_item"].value()) == (200, {}, call.reviews_wanted)
        assert form["reviewers"].value() == [reviewer.code]
        assert desk.get(PLAN, {"per_item": "x"}).status_code == 422
        nothing = text(desk.get(PLAN, self.sent(reviewer)))
        assert ("Nothing to assign" in nothing, "Other reviewers, numbers or weights" in nothing) == (True, True)

    def test_what_would_come_out_otherwise_is_shown_anew(self, call: Any, desk: Client) -> None:
        reviewer = reviews.reviewer(call)
        first = reviews.application(call)
        seen = desk.get(PLAN, self.sent(reviewer)).context["plan"].fingerprint
        reviews.conflict(first, reviewer)
        response = desk.post(PLAN, self.sent(reviewer, seen=seen))
        assert "Check the new preview." in text(response)
        assert not Assignment.objects.exists()

    def test_what_is_carried_out_stands_on_the_page_once(self, call: Any, desk: Client) -> None:
        reviewer, _one = reviews.reviewer(call), reviews.application(call)
        shown = desk.get(PLAN, self.sent(reviewer))
        fields = [
            f'name="{name}" value="{value}"' for name, value in self.sent(reviewer).items() if name in ("per_item", "due_on")
        ]
        fields += [
            f'name="reviewers" value="{reviewer.code}"',
            f'form="plan" name="seen" value="{shown.context["plan"].fingerprint}"',
        ]
        assert [text(shown).count(one) for one in fields] == [1, 1, 1, 1]
        assert [text(shown).count(f'name="{name}"') for name in ("per_item", "due_on", "numbers")] == [1, 1, 1]

    def test_without_a_preview_nothing_is_given_out(self, call: Any, desk: Client) -> None:
        reviews.application(call)
        desk.post(PLAN, self.sent(reviews.reviewer(call)))
        assert not Assignment.objects.exists()

    def test_only_those_that_were_chosen(self, call: Any, desk: Client) -> None:
        chosen, _other = reviews.application(call), reviews.application(call)
        found = desk.get(PLAN, self.sent(reviews.reviewer(call), numbers=chosen.number)).context["plan"]
        assert [application for application, _person in found.pairs] == [chosen]

    def test_nobody_is_given_what_they_are_in_conflict_with(self, call: Any, desk: Client) -> None:
        reviewer, application = reviews.reviewer(call), reviews.application(call)
        startups.member(application.startup, reviewer, ended=True)
        found = desk.get(PLAN, self.sent(reviewer)).context["plan"]
        assert (found.pairs, found.lacks) == ([], 1)

    def test_a_hand_changes_the_plan_before_anything_is_given_out(self, call: Any, desk: Client) -> None:
        ann, bo = (reviews.reviewer(call, name=name) for name in ("Ann", "Bo"))
        berth = reviews.application(call, name="Berth")
        sent = self.sent(ann, bo)

        def told(**more: Any) -> list[str]:
            self.page = desk.post(PLAN, sent | more)
            return [who.name for _one, who in self.page.context["plan"].pairs]

        given = told(give="1", by_hand_application=berth.number, by_hand_reviewer=bo.code)
        assert (given, self.page.context["asked"].kept) == (["Bo"], [f"{berth.number}:{bo.code}"])
        assert "Berth → Bo" in text(self.page)
        other = told(**{"not": f"{berth.number}:{bo.code}", "kept": [f"{berth.number}:{bo.code}"]})
        assert (other, self.page.context["asked"].kept) == (["Ann"], [])
        assert "Berth, not Bo" in text(self.page)
        told(free=f"{berth.number}:{bo.code}", never=[f"{berth.number}:{bo.code}"])
        assert (self.page.context["asked"].never, self.page.context["by_hand"]) == ([], [])
        assert not Assignment.objects.exists()
        never = {"never": [f"{berth.number}:{ann.code}"]}
        seen = desk.post(PLAN, sent | never | {"preview": "1"}).context["plan"].fingerprint
        assert "1 review assigned." in text(desk.post(PLAN, sent | never | {"seen": seen}, follow=True))
        assert Assignment.objects.get().reviewer == bo

    def test_it_says_why(self, call: Any, desk: Client) -> None:
        ann, bo = (reviews.reviewer(call, name=name) for name in ("Ann", "Bo"))
        berth = reviews.application(call, name="Berth")
        Bid.objects.create(application=berth, person=ann, value="yes")
        weights = {f"weight_{name}": 0 for name in ("expertise", "sector", "text", "language", "load")}
        page = text(desk.post(f"{PLAN}why/{berth.number}/", self.sent(ann, bo) | weights))
        assert "Ann</b> choice 1 of 2" in page
        assert "The best of the others, Bo, fits no better: 25." in page
        kept = {"kept": f"{berth.number}:{bo.code}"}
        assert "Bo</b> given by hand" in text(desk.post(f"{PLAN}why/{berth.number}/", self.sent(ann, bo) | kept))
        assert desk.post(f"{PLAN}why/none/", self.sent(ann, bo)).status_code == 404
        assert desk.post(f"{PLAN}why/{berth.number}/", self.sent()).status_code == 422

    def test_what_cannot_be_is_said_with_what_is_missing_and_nothing_to_press(self, call: Any, desk: Client) -> None:
        reviewer = reviews.reviewer(call, name="Ann")
        for name in ("Berth", "Kiln"):
            reviews.application(call, name=name)
        page = text(desk.get(PLAN, self.sent(reviewer, most=1)))
        for part in ("This cannot be assigned", "1 review is too many.", "Berth", "Those have no more room: Ann"):
            assert part in page
        assert 'name="seen"' not in page
        as_far = desk.post(PLAN, self.sent(reviewer, per_item=2, preview="partly")).context["plan"]
        assert (len(as_far.pairs), as_far.lacks, as_far.wish.partly) == (2, 2, True)
        assert "1 review is too many." in text(desk.post(PLAN, self.sent(reviewer, most=1, seen="")))
        assert not Assignment.objects.exists()

    def test_nothing_is_given_out_that_nobody_looked_at(self, call: Any, desk: Client) -> None:
        reviewer = reviews.reviewer(call)
        reviews.application(call)
        for look in ({}, {"seen": ""}):
            assert "Assignments or conflicts changed since you looked." in text(desk.post(PLAN, self.sent(reviewer, **look)))
        assert not Assignment.objects.exists()

    def test_weights_stand_in_the_form_as_they_were_sent(self, call: Any, desk: Client) -> None:
        reviewer = reviews.reviewer(call)
        reviews.application(call)
        page = desk.get(PLAN, self.sent(reviewer, weight_bids=9))
        assert [page.context["form"][f"weight_{name}"].value() for name in ("bids", "expertise")] == ["9", "3"]
        assert desk.get(PLAN, self.sent(reviewer, weight_bids=11)).status_code == 422

    @pytest.mark.parametrize("changes", [{"reviewers": []}, {"per_item": 0}, {"per_item": 11}, {"due_on": "soon"}, {"seed": -1}])
    def test_what_cannot_be_read_gives_out_nothing(self, call: Any, desk: Client, changes: dict[str, Any]) -> None:
        reviews.application(call)
        assert desk.post(PLAN, self.sent(reviews.reviewer(call)) | changes).status_code == 422
        assert not Assignment.objects.exists()

    def test_people_of_other_programmes_are_not_offered(self, call: Any, desk: Client) -> None:
        assert desk.post(PLAN, self.sent(reviews.reviewer(reviews.call()))).status_code == 422

    def test_it_is_undone_as_a_whole_save_what_is_begun(self, call: Any, desk: Client) -> None:
        reviewer = reviews.reviewer(call)
        for _ in range(3):
            reviews.application(call)
        seen = desk.get(PLAN, self.sent(reviewer)).context["plan"].fingerprint
        done = desk.post(PLAN, self.sent(reviewer, seen=seen), follow=True)
        begun = Assignment.objects.latest("pk")
        undo, stage = f"{OVERVIEW}undo/{begun.act}/", begun.stage.code
        assert f'action="{undo}?stage={stage}&amp;on="' in text(done)
        assert done.redirect_chain == [(f"{OVERVIEW}?stage={stage}", 302)]
        reviews.review(begun, submitted=False)
        assert desk.get(undo).status_code == 405
        for person in (reviewer, accounts.operator_person(role="auditor"), reviews.manager(reviews.call())):
            assert browser(person).post(undo).status_code == 404
        assert "2 reviews taken back. 1 stays: it is begun." in text(desk.post(undo, follow=True))
        assert list(Assignment.objects.live()) == [begun]
        assert desk.post(undo).status_code == 409

    def test_undone_it_leads_back_to_its_stage(self, call: Any, desk: Client) -> None:
        reviewer, _one = reviews.reviewer(call), reviews.application(call)
        seen = desk.get(PLAN, self.sent(reviewer)).context["plan"].fingerprint
        desk.post(PLAN, self.sent(reviewer, seen=seen))
        made = Assignment.objects.get()
        done = desk.post(f"{OVERVIEW}undo/{made.act}/?stage={made.stage.code}&on=")
        assert (done.status_code, done["Location"]) == (302, f"{OVERVIEW}?stage={made.stage.code}")


class TestByHand:
    def test_one_is_given_to_two(self, call: Any, desk: Client) -> None:
        application, people = reviews.application(call), [reviews.reviewer(call) for _ in range(2)]
        sent = {"reviewers": [person.code for person in people], "due_on": "2031-02-01"}
        response = desk.post(one(application), sent, follow=True)
        assert response.redirect_chain == [(one(application), 302)]
        assert "Given to 2 reviewers." in text(response)
        assert set(Assignment.objects.values_list("reviewer", "due_on")) == {(person.pk, date(2031, 2, 1)) for person in people}

    def test_a_conflict_is_refused_beside_the_names(self, call: Any, desk: Client) -> None:
        application, reviewer = reviews.application(call), reviews.reviewer(call, name="Reviewer Rao")
        reviews.conflict(application, reviewer)
        response = desk.post(one(application), {"reviewers": [reviewer.code]})
        assert response.status_code == 422
        assert "Reviewer Rao has a conflict of interest with this application." in text(response)
        assert not Assignment.objects.exists()

    def test_of_ones_own_startup_nothing_is_shown(self, call: Any, manager: Any) -> None:
        made = reviews.assignment(reviews.application(call))
        reviews.review(made)
        assert list(queries.panel(made.application, reader=manager)) == [made]
        Member.objects.create(startup=made.application.startup, person=manager, role="viewer")
        assert list(queries.panel(made.application, reader=manager)) == []
        page = text(browser(manager).get(one(made.application)))
        assert [said in page for said in ("Solid.", "Nobody reviews this application yet", KEPT)] == [False, False, True]

    @pytest.mark.parametrize("bound", [False, True])
    def test_only_who_is_in_conflict_reads_that_the_reviews_are_hidden(
        self, call: Any, manager: Any, desk: Client, bound: bool
    ) -> None:
        application = reviews.application(call)
        reviews.conflict(application, manager if bound else reviews.reviewer(call))
        page = text(desk.get(one(application)))
        assert [said in page for said in ("Nobody reviews this application yet", KEPT)] == [not bound, bound]

    def test_the_day_of_its_stage_stands_in_the_field(self, call: Any, desk: Client) -> None:
        application = reviews.application(call)
        ReviewStage.objects.filter(call=call).update(own_due_on=date(2031, 3, 5))
        assert 'value="2031-03-05"' in text(desk.get(one(application)))

    def test_of_several_stages_each_is_named(self, call: Any, desk: Client) -> None:
        application = reviews.application(call)
        reviews.assignment(application)
        assert '<span class="tag">' not in text(desk.get(one(application)))
        later = ReviewStage.objects.create(call=call, kind="interview", name="Talks", position=2)
        reviews.assignment(application, stage=later)
        page = text(desk.get(one(application)))
        assert ('<span class="tag">Review</span>' in page, '<span class="tag">Talks</span>' in page) == (True, True)

    def test_who_only_looks_gives_nothing_out(self, call: Any) -> None:
        application, reviewer = reviews.application(call), reviews.reviewer(call)
        auditor = browser(accounts.operator_person(role="auditor"))
        assert auditor.post(one(application), {"reviewers": [reviewer.code]}).status_code == 403
        assert not Assignment.objects.exists()

    def test_taken_back_and_opened_again(self, call: Any, desk: Client) -> None:
        waiting, done = (reviews.assignment(reviews.application(call)) for _ in range(2))
        reviews.review(done)
        assert "Taken back from" in text(desk.post(f"/reviews/{waiting.code}/take-back/", follow=True))
        assert desk.post(f"/reviews/{done.code}/take-back/").status_code == 409
        assert "Open again for" in text(desk.post(f"/reviews/{done.code}/reopen/", follow=True))
        assert desk.post(f"/reviews/{done.code}/reopen/").status_code == 409
        assert dict(Assignment.objects.values_list("pk", "state")) == {waiting.pk: "unassigned", done.pk: "assigned"}
        review = Review.objects.get()
        assert (review.submitted_at, review.total) == (None, None)
        assert Message.objects.get(kind="review_reopened").recipient == done.reviewer

    @pytest.mark.parametrize("act", ["take-back", "reopen"])
    def test_by_managers_with_a_press_only(self, call: Any, desk: Client, act: str) -> None:
        made = reviews.assignment(reviews.application(call))
        where = f"/reviews/{made.code}/{act}/"
        assert desk.get(where).status_code == 405
        for person, status in ((made.reviewer, 403), (reviews.manager(reviews.call()), 404), (accounts.person(), 404)):
            assert browser(person).post(where).status_code == status
        assert Assignment.objects.get().state == "assigned"

    def test_a_conflict_is_ended_by_another_manager(self, call: Any, manager: Any, desk: Client) -> None:
        application = reviews.application(call)
        other, own = reviews.conflict(application, reviews.reviewer(call)), reviews.conflict(application, manager)
        assert "has ended" in text(desk.post(f"/conflicts/{other.code}/lift/", follow=True))
        assert desk.post(f"/conflicts/{other.code}/lift/").status_code == 404
        assert desk.post(f"/conflicts/{own.code}/lift/").status_code == 403
        assert browser(reviews.reviewer(call)).post(f"/conflicts/{own.code}/lift/").status_code == 404
        assert list(Conflict.objects.live()) == [own]


def drawn(response: Any) -> list[rankings.Drawn]:
    """The rows of a ranking, as its page draws them."""
    return rankings.drawn(response.context["page"].rows, response.context["stage"])


class TestRanking:
    @pytest.fixture(autouse=True)
    def _stage(self, call: Any) -> None:
        self.stage = call.review_stages.get()

    def shown(self, desk: Client) -> Any:
        operations.rank(self.stage.pk)
        return desk.get(RANKING)

    def test_raw_and_calibrated_stand_side_by_side(self, call: Any, desk: Client) -> None:
        strict, mild = reviews.reviewer(call, name="Strict"), reviews.reviewer(call, name="Mild")
        both = [reviews.application(call) for _each in range(6)]
        for place, application in enumerate(both):
            for person, points in ((strict, 1 + place // 3), (mild, 3 + place // 3)):
                reviews.review(reviews.assignment(application, reviewer=person), dict.fromkeys((1, 2, 3), points))
        by_strict, by_mild = reviews.application(call, name="By strict"), reviews.application(call, name="By mild")
        reviews.review(reviews.assignment(by_strict, reviewer=strict), dict.fromkeys((1, 2, 3), 3))
        reviews.review(reviews.assignment(by_mild, reviewer=mild), dict.fromkeys((1, 2, 3), 4))
        rows = {one.row.application.startup.name: one for one in drawn(self.shown(desk))}
        one, other = rows["By strict"], rows["By mild"]
        assert (one.row.mean, other.row.mean) == (3.0, 4.0)
        assert one.row.raw_rank > other.row.raw_rank
        assert one.row.rank < other.row.rank
        assert one.moved > 0 > other.moved
        assert one.row.low < one.row.estimate < one.row.high

    def test_equals_at_the_last_place_are_left_to_people(self, call: Any, desk: Client) -> None:
        for points in ((5, 5), (4, 4), (4, 4)):
            scored(call, *points)
        page = text(self.shown(desk))
        assert "2 applications share the rank at the last place and not all of them fit." in page

    def test_drafts_recused_and_withdrawn_count_for_nothing(self, call: Any, desk: Client) -> None:
        application = scored(call, 2, name="Mixed")
        reviews.review(reviews.assignment(application), {1: 5, 2: 5, 3: 5}, submitted=False)
        barred = reviews.assignment(application)
        reviews.review(barred, {1: 5, 2: 5, 3: 5})
        Assignment.objects.filter(pk=barred.pk).update(state="recused")
        gone = scored(call, 5, name="Gone")
        type(gone).objects.filter(pk=gone.pk).update(state="withdrawn")
        (one,) = drawn(self.shown(desk))
        assert (one.row.mean, one.row.scores) == (2.0, 1)

    def test_the_line_stands_where_places_end(self, call: Any, desk: Client) -> None:
        for points in (5, 4, 3):
            scored(call, points, points)
        response = self.shown(desk)
        assert (response.context["line"].beyond, response.context["line"].tied) == (3, 0)
        assert text(response).count("2 places end here") == 1

    def test_an_empty_call_says_so(self, call: Any, desk: Client) -> None:
        assert "Nothing to rank yet" in text(self.shown(desk))

    def test_the_panel_and_what_hangs_on_it(self, call: Any, desk: Client) -> None:
        for points in (5, 4, 3):
            scored(call, points, points)
        operations.rank(self.stage.pk)
        page = text(desk.get(f"{RANKING}{self.stage.code}/panel/"))
        assert ("Agreement (alpha)" in page, "Worth one more read" in page, "What hangs on one review" in page) == (True,) * 3

    def test_worked_out_at_once(self, call: Any, desk: Client) -> None:
        scored(call, 4)
        response = desk.post(f"{RANKING}{self.stage.code}/again/", follow=True)
        assert ("Worked out anew." in text(response), len(drawn(response))) == (True, 1)
        assert "Nothing changed since." in text(desk.post(f"{RANKING}{self.stage.code}/again/", follow=True))

    @pytest.mark.parametrize("size", [1, 3])
    def test_it_costs_the_same_for_one_and_three(
        self, call: Any, desk: Client, size: int, django_assert_num_queries: Any
    ) -> None:
        for _ in range(size):
            scored(call, 3, 4)
        self.shown(desk)
        with django_assert_num_queries(QUERIES["ranking"]):
            assert len(drawn(desk.get(RANKING))) == size


class TestApi:
    """The same through the API."""

    def test_a_reviewers_own(self, call: Any) -> None:
        reviewer = reviews.reviewer(call)
        later = reviews.assignment(reviews.application(call), reviewer=reviewer, due_on=date(2031, 2, 1))
        sooner = reviews.assignment(reviews.application(call), reviewer=reviewer, due_on=date(2031, 1, 1))
        reviews.assignment(reviews.application(call))
        reviews.review(later)
        client = browser(reviewer)
        told = client.get("/api/v1/reviews").json()
        assert [one["code"] for one in told["items"]] == [sooner.code, later.code]
        assert len(client.get("/api/v1/reviews", {"state": "scored"}).json()["items"]) == 1
        assert browser(None).get("/api/v1/reviews").status_code == 401

    def test_drafted_saved_and_submitted(self, call: Any) -> None:
        made = reviews.assignment(reviews.application(call))
        client, where = browser(made.reviewer), f"/api/v1/reviews/{made.code}"
        values = {"points-1": "4", "points-2": "3", "points-3": "5", "comment": "Solid."}
        changes = [{"name": name, "value": value, "version": 0} for name, value in values.items()]
        assert client.post(f"{where}/submit").status_code == 409
        assert client.patch(where, {"changes": changes}, content_type="application/json").status_code == 200
        clash = client.patch(
            where, {"changes": [{"name": "comment", "value": "Other", "version": 0}]}, content_type="application/json"
        )
        assert (clash.status_code, clash.json()["conflicts"][0]["theirs"]) == (409, "Solid.")
        done = client.post(f"{where}/submit").json()
        assert (done["state"], Decimal(done["total"])) == ("scored", Decimal("3.9"))
        assert client.patch(where, {"changes": changes}, content_type="application/json").status_code == 409

    @pytest.mark.parametrize(
        "change",
        [{"name": "points-1", "value": "6", "version": 0}, {"name": "total", "value": "5", "version": 0}, {"name": "comment"}],
    )
    def test_what_no_review_can_hold(self, call: Any, change: dict[str, Any]) -> None:
        made = reviews.assignment(reviews.application(call))
        response = browser(made.reviewer).patch(
            f"/api/v1/reviews/{made.code}", {"changes": [change]}, content_type="application/json"
        )
        assert response.status_code == 422
        assert not Review.objects.filter(scores__isnull=False).exists()

    def test_a_conflict_is_declared_and_the_review_is_gone(self, call: Any) -> None:
        made = reviews.assignment(reviews.application(call))
        client, where = browser(made.reviewer), f"/api/v1/reviews/{made.code}"
        assert client.post(f"{where}/conflict", {"reason": "x" * 301}, content_type="application/json").status_code == 422
        assert client.post(f"{where}/conflict", {"reason": "Cousin"}, content_type="application/json").status_code == 204
        assert [client.get(where).status_code, client.get("/api/v1/reviews").json()["items"]] == [404, []]

    def test_a_manager_gives_out(self, call: Any, desk: Client) -> None:
        application, reviewer = reviews.application(call), reviews.reviewer(call)
        where = f"/api/v1/applications/{application.number}/assignments"
        strange = {"reviewers": [reviewer.code, accounts.person().code]}
        refused = desk.post(where, strange, content_type="application/json")
        assert (refused.status_code, refused.json()["field"]) == (409, "reviewers")
        made = desk.post(where, {"reviewers": [reviewer.code]}, content_type="application/json")
        assert (made.status_code, len(made.json())) == (201, 1)
        assert desk.post(where, {"reviewers": [reviewer.code]}, content_type="application/json").json() == []
        for person in (reviewer, reviews.owner_of(application), accounts.operator_person(role="auditor")):
            answer = browser(person).post(where, {"reviewers": [reviewer.code]}, content_type="application/json")
            assert answer.status_code == 404

    def test_the_ranking(self, call: Any, desk: Client) -> None:
        best, none = scored(call, 5, name="Best"), reviews.application(call, name="None")
        told = desk.get("/api/v1/calls/tides/ranking").json()
        assert (told["next"], told["places"]) == (None, 2)
        first = best.call.review_stages.get()
        assert (told["stage"], told["stage_name"]) == (first.code, str(first))
        later = ReviewStage.objects.create(call=call, position=2, name="Last look")
        Ruling.objects.create(application=best, stage=first, outcome="on", by=best.started_by)
        assert desk.get("/api/v1/calls/tides/ranking").json()["stage"] == first.code
        reviews.review(reviews.assignment(best))
        operations.work_out(later, by=reviews.manager(call))
        told = desk.get("/api/v1/calls/tides/ranking").json()
        assert (told["stage"], told["stage_name"], told["items"][0]["scored"]) == (later.code, "Last look", 1)
        assert [(one["rank"], one["application"]) for one in told["items"]] == [(1, best.number), (None, none.number)]
        for person in (reviews.reviewer(call), reviews.owner_of(best)):
            assert browser(person).get("/api/v1/calls/tides/ranking").status_code == 404

    @pytest.mark.parametrize("size", [1, 3])
    def test_lists_cost_the_same_for_one_and_three(
        self, call: Any, desk: Client, size: int, django_assert_num_queries: Any
    ) -> None:
        reviewer = reviews.reviewer(call)
        for _ in range(size):
            reviews.review(reviews.assignment(reviews.application(call), reviewer=reviewer))
        client = browser(reviewer)
        client.get("/api/v1/reviews")
        with django_assert_num_queries(3):
            assert len(client.get("/api/v1/reviews").json()["items"]) == size
        desk.get("/api/v1/calls/tides/ranking")
        with django_assert_num_queries(6):
            assert len(desk.get("/api/v1/calls/tides/ranking").json()["items"]) == size


def test_nothing_is_due_before_the_clock_says_so(call: Any, desk: Client) -> None:
    reviews.assignment(reviews.application(call), due_on=clock.today(call.zone))
    assert desk.get(OVERVIEW).context["seen"].coverage.late == 0
