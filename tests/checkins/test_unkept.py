"""Nothing that somebody writes is lost: what cannot be kept any more is shown, to copy."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict

from accelerator.questionnaires.questions import MOST
from cohorts.checkins import operations, writing
from cohorts.checkins.models import CheckIn, Rhythm
from cohorts.roster import operations as roster
from tests.cast import browser
from tests.factories import checkins as factories
from tests.factories.checkins import ANSWERS
from tests.factories.cohorts import NOW, Scene

TYPED = {"seen:blockers": "0", "blockers": "Canary <b>words</b>", "asks:0:ask": "A canary berth", "to:": "send"}
SHOWN = "Canary &lt;b&gt;words&lt;/b&gt;"


@pytest.fixture
def rhythm(scene: Scene) -> Rhythm:
    return factories.rhythm(scene.cohort)


@pytest.fixture
def one(rhythm: Rhythm, scene: Scene) -> CheckIn:
    return factories.check_in(rhythm, scene.enrolment, ago=-1, answers=ANSWERS)


def post(person: Any, path: str, **typed: str) -> tuple[int, str]:
    answer = browser(person).post(path, TYPED | typed)
    return answer.status_code, answer.content.decode()


def test_what_a_co_founder_sent_meanwhile(one: CheckIn, scene: Scene) -> None:
    operations.submit(one, by=scene.member, at=NOW)
    status, page = post(scene.owner, f"/check-ins/{one.code}/")
    assert status == 409
    assert "Wei Ming sent this check-in already." in page
    assert (SHOWN in page, "A canary berth" in page, "What holds you up?" in page) == (True, True, True)
    assert "Canary" not in str(factories.fresh(one).sheet.answers)  # type: ignore[union-attr]


def test_what_the_departure_closed(one: CheckIn, scene: Scene) -> None:
    roster.depart(scene.enrolment, reason="Sold", by=scene.manager)
    status, page = post(scene.owner, f"/check-ins/{one.code}/")
    assert (status, SHOWN in page) == (403, True)


def test_by_a_link_that_opens_nothing_any_more(one: CheckIn, scene: Scene) -> None:
    _link, path = factories.link(one, scene.owner)
    operations.submit(one, by=scene.member, at=NOW)
    for way in (path, "/check-in/a-guess/"):
        status, page = post(None, way)
        assert (status, SHOWN in page, "A canary berth" in page) == (404, True, True)
        assert ("Quaykeeper" in page, "What holds you up?" in page) == (False, False)
    assert "What you wrote" not in browser(None).get(path).content.decode()


def test_by_a_link_while_it_is_sent(one: CheckIn, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sent by a co-founder between the look at the link and the writing."""
    _link, path = factories.link(one, scene.owner)
    take = writing.take

    def late(found: CheckIn, *rest: Any, **more: Any) -> Any:
        operations.submit(factories.fresh(one), by=scene.member, at=NOW)
        return take(found, *rest, **more)

    monkeypatch.setattr(writing, "take", late)
    status, page = post(None, path)
    assert (status, SHOWN in page) == (404, True)


@pytest.mark.parametrize("by_link", [True, False])
def test_what_is_too_long_stands_in_its_field(rhythm: Rhythm, scene: Scene, by_link: bool) -> None:
    one = factories.check_in(rhythm, scene.enrolment, ago=-1)
    path = factories.link(one, scene.owner)[1] if by_link else f"/check-ins/{one.code}/"
    person = None if by_link else scene.owner
    status, page = post(person, path, blockers="Canary words " + "x" * MOST)
    assert (status, "Canary words xxx" in page) == (422, True)


def test_a_correction_that_comes_too_late(rhythm: Rhythm, scene: Scene) -> None:
    sent = factories.check_in(rhythm, scene.enrolment, ago=3, state="sent")
    status, page = post(scene.owner, f"/check-ins/{sent.code}/correct/")
    assert (status, SHOWN in page) == (409, True)


def test_what_a_form_says() -> None:
    data = QueryDict("seen:a=3&a=+one+&b=&asks:0:ask=two&to:=send&language:=en&csrfmiddlewaretoken=x&c=3&c=4")
    assert writing.written(data, {"a": "A?", "asks": "Asks?"}) == ["A?\none", "Asks?\ntwo", "3", "4"]
    assert writing.written(data) == ["one", "two", "3", "4"]
