"""From one application to the next without loading a page anew: what was fetched ahead is shown only while it is as it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accelerator.kit import clock
from accelerator.programmes.models import Criterion, Staff
from accelerator.reviews import operations, queries, workbench
from accelerator.reviews.models import Assignment
from accelerator.trail.models import Access
from tests.cast import browser
from tests.factories import reviews

pytestmark = pytest.mark.django_db
WHOLE = {"points-1": "4", "points-2": "3", "points-3": "5", "comment": "Solid.", "submit": "1"}


@pytest.fixture
def call(db: None) -> Any:
    return reviews.call(name="Tides", slug="tides")


@pytest.fixture
def reviewer(call: Any) -> Any:
    return reviews.reviewer(call, name="Reviewer Rao")


@pytest.fixture
def desk(reviewer: Any) -> Client:
    return browser(reviewer)


@pytest.fixture
def made(call: Any, reviewer: Any) -> Assignment:
    return reviews.assignment(reviews.application(call, name="Quaykeeper"), reviewer=reviewer)


def door(assignment: Assignment) -> str:
    return f"/reviews/{assignment.code}/"


def ahead(desk: Client, assignment: Assignment) -> str:
    """The stamp of the page as it is fetched ahead."""
    response = desk.get(door(assignment), headers={"Purpose": "prefetch"})
    assert response.status_code == 200
    stamp: str = response.context["stamp"]
    assert f'data-stamp="{stamp}"' in response.content.decode()
    return stamp


def shown(desk: Client, assignment: Assignment, stamp: str) -> Any:
    return desk.get(door(assignment), headers={"X-Seen": stamp})


def test_what_is_still_so_comes_as_the_parts_that_others_decide(call: Any, reviewer: Any, desk: Client, made: Assignment) -> None:
    other = reviews.assignment(reviews.application(call), reviewer=reviewer)
    stamp = ahead(desk, made)
    reviews.review(other)  # another one's end moves the way, and nothing else of this page
    response = shown(desk, made, stamp)
    page = response.content.decode()
    assert response.headers["X-Still"] == "yes"
    assert "1 of 2 reviews scored" in page
    assert [part in page for part in ('id="way"', 'id="turns"', 'id="rubric-foot"', "Quaykeeper")] == [True, True, True, False]


def _scored(made: Assignment) -> None:
    operations.score(made, by=made.reviewer, changes={"points-1": "2"})


def _resubmitted(made: Assignment) -> None:
    reviews.submission(made.application, what="Something else now.")


def _asked_otherwise(made: Assignment) -> None:
    Criterion.objects.filter(rubric=made.application.call.rubric, position=1).update(name="Need")


def _renamed(made: Assignment) -> None:
    startup = made.application.startup
    startup.name = "Harbourkeeper"
    startup.save(update_fields=["name"])


@pytest.mark.parametrize("change", [_scored, _resubmitted, _asked_otherwise, _renamed])
def test_what_changed_comes_whole(desk: Client, made: Assignment, change: Callable[[Assignment], None]) -> None:
    stamp = ahead(desk, made)
    change(made)
    response = shown(desk, made, stamp)
    assert "X-Still" not in response.headers
    assert response.context["stamp"] != stamp
    assert 'id="desk"' in response.content.decode()


def _taken_back(made: Assignment) -> None:
    Assignment.objects.filter(pk=made.pk).update(state=Assignment.State.UNASSIGNED)


def _in_conflict(made: Assignment) -> None:
    reviews.conflict(made.application, made.reviewer)


def _left(made: Assignment) -> None:
    Staff.objects.filter(person=made.reviewer).update(ended_at=clock.now())


@pytest.mark.parametrize("change", [_taken_back, _in_conflict, _left])
def test_what_was_hidden_meanwhile_is_not_shown(desk: Client, made: Assignment, change: Callable[[Assignment], None]) -> None:
    stamp = ahead(desk, made)
    change(made)
    assert shown(desk, made, stamp).status_code == 404


def test_a_look_is_told_by_the_access_log_once_it_is_one(desk: Client, reviewer: Any, made: Assignment) -> None:
    stamp = ahead(desk, made)
    assert not Access.objects.exists()
    shown(desk, made, stamp)
    desk.get(door(made))
    told = [(one.what, one.person_label, one.subject) for one in Access.objects.all()]
    assert told == [("application", "Reviewer Rao", f"application:{made.application_id}")] * 2


def test_a_stamp_is_of_one_desk(call: Any, reviewer: Any, made: Assignment) -> None:
    other = reviews.assignment(reviews.application(call), reviewer=reviewer)
    stamps = set()
    for one in queries.queue(reviewer).filter(pk__in=[made.pk, other.pk]):
        stamps.add(workbench.stamp(one, workbench.held(one)))
    assert len(stamps) == 2


def test_a_page_that_goes_on_by_itself_hears_where_to(call: Any, reviewer: Any, desk: Client, made: Assignment) -> None:
    second = reviews.assignment(reviews.application(call, name="Harbourmaster"), reviewer=reviewer)
    partial = {"HX-Request": "true", "HX-Request-Type": "partial"}
    told = desk.post(door(made), WHOLE, headers=partial)
    assert told.json() == {"next": door(second), "said": "Submitted: Quaykeeper. 1 of 2 scored."}
    assert "Submitted: Quaykeeper." not in desk.get("/reviews/").content.decode()  # it was said
    assert desk.post(door(second), WHOLE, headers=partial).json() == {"next": "/reviews/", "said": ""}
    assert "Submitted: Harbourmaster. 2 of 2 scored." in desk.get("/reviews/").content.decode()


def test_what_is_lacking_comes_as_the_page_again(desk: Client, made: Assignment) -> None:
    partial = {"HX-Request": "true", "HX-Request-Type": "partial"}
    response = desk.post(door(made), WHOLE | {"points-2": ""}, headers=partial)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'id="desk"' in page
    assert "Not scored yet: Evidence." in page
    assert not Access.objects.exists()
