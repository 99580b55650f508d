"""The panel's discussion: who hears it and who speaks, whom it calls, what is new, what its author may take back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message
from accelerator.reviews import discussions, operations
from accelerator.reviews.models import Assignment, Remark, discussed_by
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import accounts, reviews, startups

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(db: None) -> Any:
    return reviews.call(name="Tides", slug="tides")


@pytest.fixture
def application(call: Any) -> Any:
    return reviews.application(call, name="Quaykeeper")


@pytest.fixture
def mine(application: Any, call: Any) -> Assignment:
    """Of a reviewer who has submitted."""
    made = reviews.assignment(application, reviewer=reviews.reviewer(call, name="Reviewer Rao"))
    reviews.review(made)
    return made


@pytest.fixture
def manager(call: Any) -> Any:
    return reviews.manager(call, name="Mei Lin")


def hears(person: Any, application: Any) -> bool:
    return discussed_by(person).filter(pk=application.pk).exists()


class TestWho:
    def test_reviewers_hear_and_speak_once_their_own_is_in(self, call: Any, application: Any) -> None:
        made = reviews.assignment(application, reviewer=reviews.reviewer(call))
        assert not hears(made.reviewer, application)
        with pytest.raises(Forbidden):
            operations.remark(application, text="Early.", by=made.reviewer)
        reviews.review(made)
        assert hears(made.reviewer, application)
        assert operations.remark(application, text="Now.", by=made.reviewer).text == "Now."

    @pytest.mark.parametrize(
        ("shows", "before", "after"), [("never", False, False), ("own", False, True), ("always", True, True)]
    )
    def test_it_follows_what_the_stage_shows(self, call: Any, application: Any, shows: str, before: bool, after: bool) -> None:
        call.review_stages.update(shows=shows)
        made = reviews.assignment(application, reviewer=reviews.reviewer(call))
        assert hears(made.reviewer, application) is before
        reviews.review(made)
        assert hears(made.reviewer, application) is after

    def test_managers_hear_and_speak_and_auditors_hear(self, application: Any, manager: Any) -> None:
        auditor = accounts.operator_person(role="auditor")
        assert (hears(manager, application), hears(auditor, application)) == (True, True)
        operations.remark(application, text="Mine.", by=manager)
        with pytest.raises(Forbidden):
            operations.remark(application, text="Mine.", by=auditor)

    def test_nobody_else_does(self, call: Any, application: Any) -> None:
        for person in (reviews.owner_of(application), reviews.reviewer(call), reviews.manager(reviews.call()), accounts.person()):
            assert not hears(person, application)
            with pytest.raises(Forbidden):
                operations.remark(application, text="Mine.", by=person)

    def test_in_conflict_nobody_does_be_they_managers(self, application: Any, mine: Assignment, manager: Any) -> None:
        for person in (mine.reviewer, manager):
            reviews.conflict(application, person)
            assert not hears(person, application)
        startups.member(application.startup, other := reviews.manager(application.call))
        assert not hears(other, application)


class TestSaying:
    def test_it_is_in_the_trail_of_the_call_and_not_of_the_application(self, application: Any, manager: Any) -> None:
        made = operations.remark(application, text=" **Clear** need. ", by=manager)
        (entry,) = Entry.objects.filter(verb="remark.made")
        assert made.text == "**Clear** need."
        assert entry.touches == [f"call:{application.call.pk}", f"remark:{made.pk}"]

    @pytest.mark.parametrize(("text", "says"), [("  \n", "Write something first."), ("x" * 4002, "2 characters over the limit.")])
    def test_what_cannot_stand_is_refused(self, application: Any, manager: Any, text: str, says: str) -> None:
        with pytest.raises(Refusal, match=says):
            operations.remark(application, text=text, by=manager)
        assert not Remark.objects.exists()

    def test_who_is_called_is_told_once(self, application: Any, mine: Assignment, manager: Any) -> None:
        made = operations.remark(application, text="@reviewer rao, and @Reviewer Rao again: is it so?", by=manager)
        (told,) = Message.objects.filter(kind="review_mentioned")
        assert (told.recipient, told.subject) == (mine.reviewer, f"remark:{made.pk}")
        assert told.facts == {"by": "Mei Lin", "startup": "Quaykeeper", "call": "Tides"}
        assert made.mentions == ["Reviewer Rao"]

    @pytest.mark.parametrize("text", ["Reviewer Rao says so.", "me@Reviewer Rao", "@Reviewer Raoul", "@Mei Lin"])
    def test_nobody_is_called_by_accident_nor_by_themselves(
        self, application: Any, mine: Assignment, manager: Any, text: str
    ) -> None:
        assert operations.remark(application, text=text, by=manager).mentions == []
        assert not Message.objects.filter(kind="review_mentioned").exists()

    def test_of_names_that_begin_alike_the_longer_is_meant(self, call: Any, application: Any, manager: Any) -> None:
        for name in ("An Li", "An Li Na"):
            reviews.assignment(application, reviewer=reviews.reviewer(call, name=name))
        people = discussions.listeners(application, besides=manager)
        assert [str(one) for one in discussions.called("Ask @An Li Na.", people)] == ["An Li Na"]
        assert [str(one) for one in discussions.called("@An Li, ask @An Li Na.", people)] == ["An Li Na", "An Li"]

    def test_who_is_in_conflict_or_of_the_startup_is_not_called(self, call: Any, application: Any, manager: Any) -> None:
        barred = reviews.assignment(application, reviewer=reviews.reviewer(call, name="Barred Bo")).reviewer
        reviews.conflict(application, barred)
        startups.member(application.startup, reviews.manager(call, name="Own Oda"))
        assert discussions.listeners(application, besides=manager) == []


class TestChanging:
    def test_within_ten_minutes_other_words_stand_there_and_only_new_names_are_told(
        self, call: Any, application: Any, mine: Assignment, manager: Any
    ) -> None:
        other = reviews.assignment(application, reviewer=reviews.reviewer(call, name="Other Ong")).reviewer
        made = operations.remark(application, text="@Reviewer Rao?", by=manager)
        with clock.pretending(made.created_at + timedelta(minutes=9, seconds=50)):
            changed = operations.mend(made, text="@Reviewer Rao and @Other Ong?", by=manager)
        assert (changed.text, changed.edited_at is None) == ("@Reviewer Rao and @Other Ong?", False)
        told = Message.objects.filter(kind="review_mentioned").order_by("id")
        assert [one.recipient for one in told] == [mine.reviewer, other]

    def test_later_it_stays(self, application: Any, manager: Any) -> None:
        made = operations.remark(application, text="So.", by=manager)
        with clock.pretending(made.created_at + timedelta(minutes=10, seconds=1)), pytest.raises(Refusal, match="ten minutes"):
            operations.mend(made, text="Otherwise.", by=manager)

    def test_only_its_author_changes_it_or_takes_it_back(self, application: Any, mine: Assignment, manager: Any) -> None:
        made = operations.remark(application, text="So.", by=manager)
        for act in (
            lambda: operations.mend(made, text="No.", by=mine.reviewer),
            lambda: operations.take_remark_back(made, by=mine.reviewer),
        ):
            with pytest.raises(Forbidden):
                act()
        assert Remark.objects.get().text == "So."

    def test_taken_back_its_words_are_gone_and_its_place_stays(self, application: Any, mine: Assignment, manager: Any) -> None:
        made = operations.remark(application, text="Not for @Reviewer Rao.", by=manager)
        operations.take_remark_back(made, by=manager)
        (left,) = discussions.thread(application, mine.reviewer)
        assert (left.remark.text, left.remark.mentions, left.remark.by) == ("", [], manager)
        assert left.remark.removed_at is not None
        with pytest.raises(Refusal):
            operations.take_remark_back(made, by=manager)
        assert [one.verb for one in Entry.objects.filter(verb__startswith="remark.").order_by("id")] == [
            "remark.made",
            "remark.taken_back",
        ]


class TestReading:
    def test_what_is_new_is_new_until_it_is_read(self, application: Any, mine: Assignment, manager: Any) -> None:
        operations.remark(application, text="One.", by=manager)
        assert discussions.news(application, mine.reviewer) == (1, 1)
        assert discussions.news(application, manager) == (1, 0)
        operations.hear(application, by=mine.reviewer)
        operations.remark(application, text="Two.", by=manager)
        assert [one.new for one in discussions.thread(application, mine.reviewer)] == [False, True]
        assert discussions.news(application, mine.reviewer) == (2, 1)

    def test_names_are_set_apart_and_markup_stays_harmless(self, application: Any, mine: Assignment, manager: Any) -> None:
        operations.remark(application, text="<b>@Reviewer Rao</b> [x](https://a.example/@Reviewer Rao) **yes**", by=manager)
        (one,) = discussions.thread(application, mine.reviewer)
        page = one.html()
        assert '&lt;b&gt;<b class="mention">@Reviewer Rao</b>&lt;/b&gt;' in page
        assert "<strong>yes</strong>" in page
        assert "<b>" not in page

    def test_the_workbench_has_a_tab_for_it_once_ones_own_is_in(
        self, call: Any, application: Any, mine: Assignment, manager: Any
    ) -> None:
        operations.remark(application, text="One.", by=manager)
        page = browser(mine.reviewer).get(f"/reviews/{mine.code}/").content.decode()
        assert 'id="panel-discussion"' in page
        assert "1 new" in page
        early = reviews.assignment(application, reviewer=reviews.reviewer(call))
        assert 'id="panel-discussion"' not in browser(early.reviewer).get(f"/reviews/{early.code}/").content.decode()

    @pytest.mark.parametrize("size", [1, 3])
    def test_it_costs_the_same_for_one_and_three(
        self, application: Any, mine: Assignment, manager: Any, size: int, django_assert_num_queries: Any
    ) -> None:
        for place in range(size):
            operations.remark(application, text=f"Remark {place}", by=manager)
        desk = browser(mine.reviewer)
        desk.get(door(application))
        with django_assert_num_queries(DISCUSSION):
            assert desk.get(door(application)).status_code == 200


DISCUSSION = 7


def door(application: Any) -> str:
    return f"/discussions/{application.number}/"


class TestDoors:
    def test_one_speaks_changes_and_takes_back(self, application: Any, manager: Any) -> None:
        desk = browser(manager)
        assert desk.post(door(application), {"text": "Said at noon."}).url == door(application)
        one = Remark.objects.get()
        assert desk.post(f"/remarks/{one.code}/", {"text": "Said at one."}).url == door(application)
        assert "Said at one." in desk.get(door(application)).content.decode()
        assert desk.post(f"/remarks/{one.code}/take-back/").url == door(application)
        page = desk.get(door(application)).content.decode()
        assert "Said at one." not in page
        assert "Taken back by its author" in page

    def test_the_page_says_that_it_was_read(self, application: Any, mine: Assignment, manager: Any) -> None:
        operations.remark(application, text="One.", by=manager)
        desk = browser(mine.reviewer)
        assert f'hx-post="{door(application)}heard/" hx-trigger="load"' in desk.get(door(application)).content.decode()
        assert discussions.news(application, mine.reviewer) == (1, 1)
        partial = {"HX-Request": "true", "HX-Request-Type": "partial"}
        assert desk.post(f"{door(application)}heard/", headers=partial).status_code == 204
        assert discussions.news(application, mine.reviewer) == (1, 0)

    def test_a_part_of_the_page_gets_the_thread(self, application: Any, manager: Any) -> None:
        partial = {"HX-Request": "true", "HX-Request-Type": "partial"}
        answer = browser(manager).post(door(application), {"text": "Said at noon."}, headers=partial)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "Said at noon." in page
        assert "<html" not in page

    def test_what_is_refused_stays_typed(self, application: Any, manager: Any) -> None:
        answer = browser(manager).post(door(application), {"text": "y" * 4001})
        assert answer.status_code == 422
        assert "1 character over the limit." in answer.content.decode()
        assert "y" * 4001 in answer.content.decode()

    def test_a_refused_change_is_told_at_its_remark(self, application: Any, manager: Any) -> None:
        desk = browser(manager)
        desk.post(door(application), {"text": "Said at noon."})
        answer = desk.post(f"/remarks/{Remark.objects.get().code}/", {"text": " "})
        assert answer.status_code == 422
        assert '<details class="disclosure bare" open>' in answer.content.decode()

    def test_outsiders_find_nothing(self, call: Any, application: Any, manager: Any) -> None:
        one = operations.remark(application, text="Ours.", by=manager)
        outsider: Client = browser(reviews.reviewer(call))
        assert outsider.get(door(application)).status_code == 404
        assert outsider.post(door(application), {"text": "Me too."}).status_code == 404
        assert outsider.post(f"/remarks/{one.code}/take-back/").status_code == 404


class TestApi:
    def test_programs_read_say_change_and_take_back(self, application: Any, mine: Assignment, manager: Any) -> None:
        desk = browser(manager)
        where = f"/api/v1/applications/{application.number}/remarks"
        made = desk.post(where, {"text": "@Reviewer Rao?"}, content_type="application/json")
        assert (made.status_code, made.json()["mentions"]) == (201, ["Reviewer Rao"])
        told = browser(mine.reviewer).get(where).json()
        assert [(one["by"], one["text"], one["new"]) for one in told["remarks"]] == [("Mei Lin", "@Reviewer Rao?", True)]
        assert told["people"] == ["Mei Lin"]
        assert browser(mine.reviewer).post(f"{where}/heard").status_code == 204
        assert [one["new"] for one in browser(mine.reviewer).get(where).json()["remarks"]] == [False]
        code = made.json()["code"]
        changed = desk.patch(f"/api/v1/remarks/{code}", {"text": "Never mind."}, content_type="application/json")
        assert (changed.json()["text"], changed.json()["mentions"]) == ("Never mind.", [])
        assert desk.delete(f"/api/v1/remarks/{code}").status_code == 204
        assert [one["text"] for one in desk.get(where).json()["remarks"]] == [""]

    def test_a_program_hears_what_is_wrong(self, application: Any, manager: Any) -> None:
        where = f"/api/v1/applications/{application.number}/remarks"
        assert browser(manager).post(where, {"text": ""}, content_type="application/json").status_code == 422
        outsider = browser(accounts.person())
        assert outsider.get(where).status_code == 404
