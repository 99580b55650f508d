"""What is sent is what was asked: an answer to a question that another answer hides is neither sent, shown nor counted."""

from __future__ import annotations

from typing import Any

import pytest

from accelerator.questionnaires import operations as sheets
from cohorts.checkins import api, histories, operations, overviews, queries
from cohorts.checkins.models import Ask, CheckIn, Referral, Rhythm
from tests.cast import browser
from tests.factories import checkins as factories
from tests.factories import questionnaires
from tests.factories.cohorts import NOW, Scene
from tests.programs import Program

IF_YES = {"question": "need", "is": "equals", "value": "yes"}
FORM = {
    "sections": [
        {
            "key": "a",
            "title": "A",
            "questions": [
                {
                    "key": "need",
                    "type": "choice",
                    "label": "Raising?",
                    "options": [{"value": "yes", "label": "Yes"}, {"value": "no", "label": "No"}],
                },
                {"key": "amount", "type": "number", "label": "How much", "show_if": IF_YES},
                {
                    "key": "asks",
                    "type": "table",
                    "label": "What do you need?",
                    "show_if": IF_YES,
                    "columns": [
                        {"key": "ask", "type": "text", "label": "What"},
                        {
                            "key": "topic",
                            "type": "choice",
                            "label": "Topic",
                            "options": [{"value": "sales", "label": "Sales"}, {"value": "law", "label": "Law"}],
                        },
                    ],
                },
            ],
        }
    ]
}
ROW = {"ask": "Taken back", "topic": "sales"}
HIDDEN = {"need": "no", "amount": "750000", "asks": [ROW]}


@pytest.fixture
def rhythm(scene: Scene) -> Rhythm:
    settings = {key: {"is_figure": key == "amount", "better": "", "mentors": True} for key in ("need", "amount", "asks")}
    form = questionnaires.published_version(definition=FORM).questionnaire
    return factories.rhythm(scene.cohort, questionnaire=form, headline="amount", settings=settings)


def send(rhythm: Rhythm, scene: Scene, **answers: Any) -> CheckIn:
    one = factories.check_in(rhythm, scene.enrolment, ago=1, answers=HIDDEN | answers)
    return factories.fresh(operations.submit(factories.fresh(one), by=scene.owner, at=NOW))


def test_what_is_hidden_is_not_sent(rhythm: Rhythm, scene: Scene) -> None:
    one = send(rhythm, scene)
    assert one.sheet is not None
    assert one.sheet.answers == {"need": "no"}
    assert not Ask.objects.exists()
    assert not Referral.objects.exists()


def test_what_is_asked_is(rhythm: Rhythm, scene: Scene) -> None:
    one = send(rhythm, scene, need="yes")
    assert one.sheet is not None
    assert one.sheet.answers == HIDDEN | {"need": "yes"}
    assert Ask.objects.get().text == "Taken back"


def test_nor_does_any_place_tell_it(rhythm: Rhythm, scene: Scene) -> None:
    one = send(rhythm, scene)
    for person in (scene.mentor, scene.manager, scene.owner):
        assert Program(person).get(f"/check-ins/{one.code}").json()["answers"] == {"need": "no"}
        assert "750" not in browser(person).get(f"/check-ins/{one.code}/").content.decode()
        (line,) = histories.of(scene.enrolment, person).lines
        assert line.values == [None]
    _head, rows = overviews.table(scene.cohort)
    assert [row[-1] for row in rows] == [None]
    assert [week.value for week in queries.last_weeks(scene.cohort, reader=scene.manager)[scene.enrolment.pk].weeks] == [None]


def test_nor_of_one_that_was_sent_before_this_was_watched(rhythm: Rhythm, scene: Scene) -> None:
    one = factories.check_in(rhythm, scene.enrolment, ago=1, state="sent", answers=HIDDEN)
    assert Program(scene.mentor).get(f"/check-ins/{one.code}").json()["answers"] == {"need": "no"}


def test_the_last_of_two_programs_counts(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else's answer comes between what the program read and what it writes."""
    one = factories.check_in(factories.rhythm(scene.cohort), scene.enrolment, ago=-1)
    write, left = operations.write, ["Theirs"]

    def slow(found: CheckIn, **given: Any) -> Any:
        if left:
            theirs = [sheets.Edit("blockers", left.pop(), 0)]
            write(factories.fresh(one), changes=theirs, by=scene.member, at=NOW)
        return write(found, **given)

    monkeypatch.setattr(api.operations, "write", slow)
    body = {"answers": {"blockers": "Mine", "runway": "5"}}
    got = Program(scene.owner).client.patch(f"/api/v1/check-ins/{one.code}", body, content_type="application/json")
    assert got.status_code == 200
    assert got.json()["answers"] == {"blockers": "Mine", "runway": "5"}
    sheet = factories.fresh(one).sheet
    assert sheet is not None
    assert sheet.seen("blockers") == 2


def test_who_never_comes_last_is_told(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    one = factories.check_in(factories.rhythm(scene.cohort), scene.enrolment, ago=-1)
    write = operations.write

    def busy(found: CheckIn, **given: Any) -> Any:
        now = factories.fresh(one)
        assert now.sheet is not None
        seen = now.sheet.seen("blockers")
        write(now, changes=[sheets.Edit("blockers", f"Theirs {seen}", seen)], by=scene.member, at=NOW)
        return write(found, **given)

    monkeypatch.setattr(api.operations, "write", busy)
    body = {"answers": {"blockers": "Mine"}}
    got = Program(scene.owner).client.patch(f"/api/v1/check-ins/{one.code}", body, content_type="application/json")
    assert (got.status_code, "Send it again" in got.content.decode()) == (409, True)
