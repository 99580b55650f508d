"""What each operation refuses, beside which field, with which remedy; and that nothing is changed by it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest

from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message
from accelerator.trail.models import Entry
from cohorts.roster import operations
from cohorts.roster.models import Cohort, Duty, Enrolment, OnboardingItem, SharedFile
from cohorts.roster.operations import ItemGiven
from tests.factories import accounts, cohorts, files, programmes, roster, startups
from tests.factories.cohorts import NOW, Scene

TODAY = NOW.date()
Act = Callable[[Scene], Any]


class Case(NamedTuple):
    """`act` is refused at `field` with a sentence that has `says` in it."""

    act: Act
    field: str | None
    says: str


def _enrol(**other: Any) -> Act:
    given: dict[str, Any] = {"reason": "Invited"} | other
    return lambda scene: operations.enrol(scene.cohort, startup=startups.startup(), by=scene.manager, **given)


def _cohort(**other: Any) -> Act:
    given: dict[str, Any] = {"name": "Cohort 6", "starts_on": date(2027, 1, 4), "ends_on": date(2027, 6, 30), "places": 5}
    return lambda scene: operations.make_cohort(scene.programme, by=scene.manager, **(given | other))


def _change(**wanted: Any) -> Act:
    return lambda scene: operations.change_cohort(scene.cohort, by=scene.manager, **wanted)


def _item(**other: Any) -> Act:
    given: dict[str, Any] = {"kind": "other", "title": "Photo", "due_days": 3} | other
    return lambda scene: operations.add_item(scene.cohort, given=ItemGiven(**given), by=scene.manager)


def _event(**other: Any) -> Act:
    return lambda scene: roster.event(scene.cohort, by=scene.manager, **other)


def _pause(**other: Any) -> Act:
    given: dict[str, Any] = {"from_on": TODAY, "until_on": TODAY + timedelta(days=7), "reason": "A birth."} | other
    return lambda scene: operations.pause(scene.enrolment, by=scene.manager, **given)


def _support(person: str = "stranger", role: str = "mentor") -> Act:
    return lambda scene: operations.add_supporter(scene.enrolment, person=getattr(scene, person), role=role, by=scene.manager)


def _ids(**given: str) -> Act:
    return lambda scene: operations.save_payment_ids(scene.enrolment, given=given, by=scene.owner)


def _team(person: str, role: str) -> Act:
    return lambda scene: operations.add_to_team(scene.cohort, person=getattr(scene, person), role=role, by=scene.manager)


REFUSED: dict[str, Case] = {
    "enrol without a reason": Case(_enrol(reason=" "), "reason", "Say why this startup joins"),
    "a cohort of no length": Case(_cohort(ends_on=date(2027, 1, 4)), "ends_on", "has to end after it starts"),
    "a cohort of another century": Case(_cohort(starts_on=date(1907, 1, 4)), "starts_on", "between 2000 and 2100"),
    "a cohort for a foreign call": Case(
        lambda scene: _cohort(call=programmes.call())(scene), "call", "belongs to another programme"
    ),
    "an end before the start": Case(_change(ends_on=date(2026, 8, 1)), "ends_on", "has to end after it starts"),
    "a start beyond the years": Case(_change(starts_on=date(2101, 1, 1)), "starts_on", "Check the year"),
    "a stranger in the team": Case(_team("stranger", "mentor"), "person", "Choose a manager of the programme"),
    "a mentor as manager of the team": Case(_team("mentor", "manager"), "person", "a mentor of this cohort"),
    "a line of no kind": Case(_item(kind="song"), "kind", "Choose what the line asks for"),
    "a line without a text": Case(_item(kind="agreement"), "agreement", "Choose the text to accept"),
    "a line with two days": Case(_item(due_on=TODAY), "due_days", "one of the two"),
    "a line without a day": Case(_item(due_days=None), "due_days", "one of the two"),
    "a line before joining": Case(_item(due_days=-1), "due_days", "From 0 to"),
    "a line of a far year": Case(_item(due_days=None, due_on=date(2101, 1, 1)), "due_on", "Check the year"),
    "an event of no kind": Case(_event(kind="dance"), "kind", "Choose a workshop"),
    "an event without a name": Case(_event(title=" "), "title", "Say what it is and where"),
    "an event nowhere": Case(_event(place=" "), "place", "Say what it is and where"),
    "an event that ends first": Case(_event(hours=-1), "until", "has to end after it begins"),
    "an event for nobody": Case(_event(audience="selection"), "startups", "at least one startup"),
    "a pause without a reason": Case(_pause(reason="\t"), "reason", "Say why"),
    "a pause that ends first": Case(_pause(until_on=TODAY - timedelta(days=1)), "until_on", "on its first day or later"),
    "a pause that is over": Case(
        _pause(from_on=TODAY - timedelta(days=9), until_on=TODAY - timedelta(days=1)), "until_on", "has passed"
    ),
    "back without a pause": Case(lambda scene: operations.resume(scene.enrolment, by=scene.manager), None, "is not paused"),
    "a departure without a reason": Case(
        lambda scene: operations.depart(scene.enrolment, reason=" ", by=scene.manager), "reason", "Say why"
    ),
    "a criterion of nothing": Case(
        lambda scene: operations.set_criteria(scene.cohort, least={"dances": 50}, by=scene.manager), "dances", "Nothing counts"
    ),
    "a criterion beyond all": Case(
        lambda scene: operations.set_criteria(scene.cohort, least={"check_ins": 101}, by=scene.manager),
        "check_ins",
        "from 1 to 100 percent",
    ),
    "a role that nobody has": Case(_support(role="cook"), "role", "Choose mentor or programme manager"),
    "a founder as their own mentor": Case(_support("owner"), "person", "Choose somebody from outside"),
    "no ids at all": Case(_ids(account_name="Quay"), "account_number", "Write a bank account or a billing id"),
}


def _left() -> tuple[Any, ...]:
    counted = [one.objects.count() for one in (Cohort, Enrolment, OnboardingItem, Duty, SharedFile, Message, Entry)]
    return *counted, list(Enrolment.objects.order_by("pk").values_list("state", "paused_from", "paused_until"))


@pytest.mark.parametrize("name", REFUSED)
def test_refused_beside_its_field_with_a_remedy(scene: Scene, name: str) -> None:
    case, before = REFUSED[name], _left()
    with pytest.raises(Refusal, match=case.says) as refusal:
        case.act(scene)
    assert (refusal.value.field, refusal.value.status) == (case.field, 409)
    assert _left() == before


# Who may what: {act: (how, those of the scene who may)}.
def _waive(scene: Scene, by: Any) -> Any:
    duty = Duty.objects.filter(enrolment=scene.enrolment).first()
    return operations.waive(duty, reason="Done on paper.", by=by)  # type: ignore[arg-type]  # there is one


def _settle(scene: Scene, by: Any) -> Any:
    return operations.settle(Duty.objects.filter(enrolment=scene.enrolment)[0], by=by)


ALLOWED: dict[str, tuple[Callable[[Scene, Any], Any], set[str]]] = {
    "make a cohort": (
        lambda scene, by: operations.make_cohort(
            scene.programme, name="Six", starts_on=date(2027, 1, 4), ends_on=date(2027, 6, 30), places=5, by=by
        ),
        {"manager"},
    ),
    "change it": (lambda scene, by: operations.change_cohort(scene.cohort, places=9, by=by), {"manager"}),
    "enrol": (
        lambda scene, by: operations.enrol(scene.cohort, startup=startups.startup(), reason="Invited", by=by),
        {"manager"},
    ),
    "name the team": (
        lambda scene, by: operations.add_to_team(scene.cohort, person=scene.mentor, role="mentor", by=by),
        {"manager"},
    ),
    "ask for something": (lambda scene, by: roster.item(scene.cohort, by=by, title="Logo"), {"manager"}),
    "waive it": (_waive, {"manager"}),
    "say it is done": (_settle, {"owner", "member", "manager"}),
    "write a text": (
        lambda scene, by: operations.write_agreement(scene.cohort, title="Terms", text="Be there.", by=by),
        {"manager"},
    ),
    "save payment ids": (
        lambda scene, by: operations.save_payment_ids(scene.enrolment, given={"billing_id": "b-1"}, by=by),
        {"owner", "manager"},
    ),
    "let pause": (
        lambda scene, by: operations.pause(
            scene.enrolment, from_on=TODAY, until_on=TODAY + timedelta(days=3), reason="A birth.", by=by
        ),
        {"manager"},
    ),
    "record a departure": (lambda scene, by: operations.depart(scene.enrolment, reason="Sold", by=by), {"manager"}),
    "graduate": (lambda scene, by: operations.graduate(scene.enrolment, by=by), {"manager"}),
    "set criteria": (lambda scene, by: operations.set_criteria(scene.cohort, least={"checklist": 80}, by=by), {"manager"}),
    "announce": (
        lambda scene, by: operations.send(scene.cohort, subject="Tides", text="High.", audience="cohort", press="p", by=by),
        {"manager"},
    ),
    "plan an event": (lambda scene, by: roster.event(scene.cohort, by=by), {"manager"}),
    "put a file beside it": (
        lambda scene, by: operations.keep_file(scene.enrolment, upload=files.upload(), by=by),
        {"owner", "member", "mentor", "manager"},
    ),
    "put a file for all": (
        lambda scene, by: operations.keep_file(scene.cohort, upload=files.upload(), by=by),
        {"manager"},
    ),
}
EVERYBODY = (
    "owner", "member", "viewer", "mentor", "rival", "former", "stranger", "elsewhere", "auditor", "manager"
)  # fmt: skip


@pytest.mark.parametrize("name", ALLOWED)
def test_who_may_and_nobody_else(scene: Scene, name: str) -> None:
    act, allowed = ALLOWED[name]
    roster.item(scene.cohort, by=scene.manager)
    before = _left()
    for who in EVERYBODY:
        if who not in allowed:
            with pytest.raises(Forbidden) as refusal:
                act(scene, getattr(scene, who))
            assert str(refusal.value.sentence).endswith("."), who
    assert _left() == before
    for who in sorted(allowed):
        if name == "say it is done":
            Duty.objects.update(state="open", settled_at=None, settled_by=None)
        act(scene, getattr(scene, who))


OUT: dict[str, Callable[[Scene], Any]] = {
    "pause": _pause(),
    "resume": lambda scene: operations.resume(scene.enrolment, by=scene.manager),
    "depart": lambda scene: operations.depart(scene.enrolment, reason="Sold", by=scene.manager),
    "graduate": lambda scene: operations.graduate(scene.enrolment, by=scene.manager),
    "support": _support(),
    "ids": _ids(billing_id="b-1"),
    "settle": lambda scene: _settle(scene, scene.owner),
    "waive": lambda scene: _waive(scene, scene.manager),
    "accept": lambda scene: _accept(scene),
}


def _accept(scene: Scene) -> Any:
    version = roster.newest(roster.agreement(scene.cohort))
    given = {"name": "Ananya Rao", "sha256": version.sha256, "by": scene.owner}
    return operations.accept(version, enrolment=scene.enrolment, **given)


@pytest.mark.parametrize("state", ["departed", "graduated"])
@pytest.mark.parametrize("name", OUT)
def test_once_out_nothing_of_this_is_done_and_it_says_how(scene: Scene, name: str, state: str) -> None:
    roster.item(scene.cohort, by=scene.manager)
    Enrolment.objects.filter(pk=scene.enrolment.pk).update(state=state)
    scene.enrolment.refresh_from_db()
    with pytest.raises(Refusal, match=rf"Quaykeeper is {state} already\."):
        OUT[name](scene)


def test_paused_it_is_paused_no_more_until_it_is_back(scene: Scene) -> None:
    _pause()(scene)
    with pytest.raises(Refusal, match="Let it come back first"):
        _pause()(scene)
    operations.resume(scene.enrolment, by=scene.manager)
    assert _pause(from_on=TODAY + timedelta(days=1))(scene).paused_from == TODAY + timedelta(days=1)


@pytest.mark.parametrize(("places", "says"), [(1, "The one place of Small is taken"), (2, "All 2 places of Small are taken")])
def test_where_all_places_are_taken_it_asks(scene: Scene, places: int, says: str) -> None:
    small = cohorts.cohort(programme=scene.programme, name="Small", places=places)
    for _ in range(places):
        cohorts.enrolment(small)
    new = startups.startup(owner=accounts.person())
    with pytest.raises(Refusal, match=says) as refusal:
        operations.enrol(small, startup=new, reason="Invited", by=scene.manager)
    assert refusal.value.field == "beyond"
    operations.enrol(small, startup=new, reason="Invited", beyond=True, by=scene.manager)
    assert small.enrolments.count() == places + 1
