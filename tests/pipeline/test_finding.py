"""Answers and startups are found by their words, by who may see them and nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from accelerator.applications import finding
from accelerator.applications.models import Application, Submission
from accelerator.pipeline import operations, queries
from accelerator.programmes.models import Call
from accelerator.startups import operations as startups
from accelerator.startups.models import Startup
from accelerator.trail.models import SearchRow
from tests.cast import browser
from tests.factories import accounts, programmes, questionnaires, reviews
from tests.factories import applications as applying
from tests.pipeline.test_filters import at
from tests.pipeline.test_views import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def tide(call: Call) -> Application:
    one = reviews.application(call, name="Tide Table", submitted=False)
    finding.keep([reviews.submission(one, what="Predicts when ferries (渡し舟) dwell.", proof="Nobody else reads this")])
    return one


def hits(person: Any, words: str) -> str:
    return text(browser(person).get("/search/", {"q": words}))


class TestSearch:
    @pytest.mark.parametrize("words", ["ferries", "FERR", "渡し舟", "pilot paying", "dwell ferries"])
    def test_a_manager_finds_an_application_by_its_answers(self, call: Call, manager: Any, tide: Application, words: str) -> None:
        assert tide.get_absolute_url() in hits(manager, words)

    def test_so_do_its_founders_and_who_sees_every_programme(self, tide: Application) -> None:
        for person in (tide.started_by, accounts.operator_person(role="auditor")):
            assert tide.get_absolute_url() in hits(person, "ferries")

    def test_nobody_else_does(self, call: Call, tide: Application) -> None:
        reviewer = reviews.assignment(tide).reviewer
        for person in (accounts.person(), reviewer, reviews.manager(reviews.call()), reviews.owner_of(reviews.application(call))):
            found = hits(person, "ferries")
            assert tide.number not in found
            assert "Nothing matches" in found

    def test_a_draft_is_found_by_no_answer(self, call: Call, manager: Any) -> None:
        reviews.application(call, submitted=False)
        assert "Nothing matches" in hits(manager, "Re-stacks")


class TestPipeline:
    def test_the_list_is_searched(self, call: Call, tide: Application) -> None:
        made = reviews.application(call, name="Crane", description="Lifts at low water")
        operations.catch_up()
        for words, left in (("ferries", [tide]), ("low water", [made]), ("cran", [made]), (tide.number, [tide]), ("nothing", [])):
            assert list(at(call, q=words).narrow(queries.rows(call))) == left


class TestKept:
    def test_with_the_submission(self) -> None:
        call = programmes.call()
        one = applying.application(call=call, submitted=False, answers=applying.answers_to(call))
        from accelerator.applications import operations as applications

        applications.submit(one, by=one.started_by, arrived_at=call.opens_at)
        assert SearchRow.objects.filter(noun="application", row=one.pk).exists()

    def test_with_the_startup_and_what_changes_of_it(self) -> None:
        owner = accounts.person()
        made = startups.create(name="Tide Table", by=owner)
        assert made.get_absolute_url() in hits(owner, "tide")
        startups.change(made, by=owner, one_liner="Knots per hour")
        assert made.get_absolute_url() in hits(owner, "knots")

    def test_what_came_in_another_way_is_caught_up_with(self, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("accelerator.pipeline.operations.finding.AT_ONCE", 2)
        for _one in range(3):
            reviews.application(call)
        reviews.application(call, submitted=False)
        assert [operations.catch_up() for _round in range(3)] == [True, True, False]
        assert SearchRow.objects.filter(noun="startup").count() == Startup.objects.count() == 4
        assert SearchRow.objects.filter(noun="application").count() == Submission.objects.count() == 3

    def test_it_is_caught_up_with_as_it_stands_now(self, call: Call, manager: Any) -> None:
        """The newest submission counts, and what is found already is left as it is."""
        one = reviews.application(call, name="Tide Table")
        reviews.submission(one, what="Predicts ebb.")
        found = reviews.application(call, name="Crane", submitted=False)
        finding.keep([reviews.submission(found, what="Lifts.")])
        SearchRow.objects.filter(noun="application", row=found.pk).update(words="'kept'")
        operations.catch_up()
        kept = SearchRow.objects.get(noun="application", row=one.pk).words
        assert "'ebb'" in str(kept)
        assert str(SearchRow.objects.get(noun="application", row=found.pk).words) == "'kept'"

    def test_an_answer_of_every_type_becomes_words(self, call: Call) -> None:
        one = reviews.application(call, submitted=False)
        made = reviews.submission(one, revenue="18400.5", deck=[{"code": "c", "name": "sea-deck.pdf", "size": 1, "sha256": "0"}])
        finding.keep([made])
        kept = str(SearchRow.objects.get(noun="application", row=one.pk).words)
        assert all(f"'{word}'" in kept for word in ("pilot", "sgd", "18", "deck", "predicts"))
        assert questionnaires.ANSWERS["true"] is True
