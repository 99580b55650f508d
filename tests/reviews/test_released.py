"""What is decided and released is given to no reviewer any more, at whichever door; what is only decided still is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accelerator.decisions.models import Recall, Release
from accelerator.kit import clock
from accelerator.kit.refusals import Refusal
from accelerator.reviews import operations, planning, queries, stages, tables
from accelerator.reviews.models import Assignment
from tests.cast import browser
from tests.factories import decisions, reviews

pytestmark = pytest.mark.django_db
SAID = "The decision on Kelpworks ({number}) is released, so it is given to no reviewer any more."
REMEDY = "Recall the release first, while that can be done."


@pytest.fixture
def call() -> Any:
    return reviews.call(name="Tides", slug="tides")


@pytest.fixture
def manager(call: Any) -> Any:
    return reviews.manager(call, name="Mei Lin")


@pytest.fixture
def ann(call: Any) -> Any:
    return reviews.reviewer(call, name="Ann", email="ann@example.org")


@pytest.fixture
def desk(manager: Any) -> Client:
    return browser(manager)


@pytest.fixture
def waits(call: Any) -> Any:
    """Decided, and nobody has released it."""
    application = reviews.application(call, name="Moorings")
    decisions.decision(application, outcome="accept")
    return application


@pytest.fixture(params=["told, offer open", "told, declined", "may be recalled"])
def kelp(request: Any, call: Any) -> Any:
    application = reviews.application(call, name="Kelpworks")
    if request.param == "told, offer open":
        decisions.offer(application)
    elif request.param == "told, declined":
        decisions.decision(application, outcome="decline", released=True)
    else:
        made = decisions.decision(application, outcome="accept")
        made.release = Release.objects.create(call=call, by=made.decided_by, window=timedelta(hours=1))
        made.save(update_fields=["release"])
    return application


def said(application: Any) -> str:
    return SAID.format(number=application.number)


def rows(*applications: Any) -> bytes:
    lines = "".join(f"{one.number},ann@example.org\n" for one in applications)
    return f"application,email\n{lines}".encode()


def test_nobody_is_given_it_by_hand(waits: Any, kelp: Any, manager: Any, ann: Any) -> None:
    with pytest.raises(Refusal) as refusal:
        operations.assign(kelp, reviewers=[ann], by=manager)
    assert refusal.value.sentence == f"{said(kelp)} {REMEDY}"
    assert not Assignment.objects.exists()
    operations.assign(waits, reviewers=[ann], by=manager)
    assert Assignment.objects.get().application == waits


def test_once_recalled_it_is_given_out_again(call: Any, manager: Any, ann: Any) -> None:
    application = reviews.application(call)
    made = decisions.decision(application)
    release = Release.objects.create(call=call, by=manager, at=clock.now(), window=timedelta(hours=1))
    made.release = release
    made.save(update_fields=["release"])
    Recall.objects.create(release=release, by=manager)
    made.release = None
    made.save(update_fields=["release"])
    assert len(operations.assign(application, reviewers=[ann], by=manager)) == 1


def test_programs_are_refused(desk: Client, waits: Any, kelp: Any, ann: Any) -> None:
    def given(application: Any) -> Any:
        path = f"/api/v1/applications/{application.number}/assignments"
        return desk.post(path, {"reviewers": [ann.code]}, content_type="application/json")

    refused = given(kelp)
    assert (refused.status_code, refused.json()["title"]) == (409, f"{said(kelp)} {REMEDY}")
    assert not Assignment.objects.exists()
    assert given(waits).status_code == 201


def test_its_page_says_why_instead_of_offering_reviewers(desk: Client, waits: Any, kelp: Any, ann: Any) -> None:
    page = desk.get(f"/calls/tides/reviews/{kelp.number}/").content.decode()
    assert f"{said(kelp)} {REMEDY}" in page
    assert 'name="reviewers"' not in page
    forged = desk.post(f"/calls/tides/reviews/{kelp.number}/", {"reviewers": [ann.code]})
    assert (forged.status_code, said(kelp) in forged.content.decode()) == (422, True)
    assert 'name="reviewers"' in desk.get(f"/calls/tides/reviews/{waits.number}/").content.decode()


def test_it_is_given_out_at_best_no_more(call: Any, waits: Any, kelp: Any, manager: Any, ann: Any) -> None:
    stage = stages.in_hand(stages.of_call(call))
    assert list(queries.lacking(stage)) == [waits]
    with pytest.raises(Refusal) as refusal:
        operations.allot(stage, [waits, kelp], planning.Wish([ann], per_item=1), by=manager)
    assert refusal.value.sentence == f"{said(kelp)} {REMEDY}"
    assert not Assignment.objects.exists()
    assert operations.allot(stage, [waits], planning.Wish([ann], per_item=1), by=manager).pairs == [(waits, ann)]


def test_a_line_of_a_table_is_wrong(call: Any, waits: Any, kelp: Any, manager: Any, ann: Any) -> None:
    judged = tables.judge(call, "assignments", rows(waits, kelp))
    told = [(one.line, one.column, one.sentence) for one in judged.faults]
    assert told == [(3, "application", f"{said(kelp)} Take the line out.")]
    with pytest.raises(Refusal, match="Nothing was changed"):
        operations.bring(call, "assignments", content=rows(waits, kelp), seen=None, by=manager)
    assert not Assignment.objects.exists()
    assert operations.bring(call, "assignments", content=rows(waits), seen=None, by=manager).count == 1


def test_what_was_read_before_its_release_stands_in_the_table(call: Any, kelp: Any, ann: Any) -> None:
    reviews.review(reviews.assignment(kelp, reviewer=ann))
    judged = tables.judge(call, "assignments", rows(kelp))
    assert (judged.changes, judged.same, judged.faults) == ([], 1, [])
