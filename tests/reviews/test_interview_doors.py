"""The pages of interviews as managers, founders and panels see them."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accelerator.accounts.models import Person
from accelerator.accounts.views.home import home_cards, next_actions
from accelerator.kit import wording
from accelerator.kit.refusals import Refusal
from accelerator.notices.models import Message
from accelerator.programmes.models import ReviewStage
from accelerator.reviews import operations
from accelerator.reviews.models import Interview, Panel, Slot
from tests.cast import browser
from tests.factories import accounts, interviews, reviews
from tests.factories.interviews import at, sent_on
from tests.programs import problem, program

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> ReviewStage:
    return interviews.stage()


@pytest.fixture
def manager(stage: ReviewStage) -> Any:
    return reviews.manager(stage.call)


@pytest.fixture
def panel(stage: ReviewStage, manager: Any) -> Panel:
    return interviews.panel(stage, by=manager)


@pytest.fixture
def board(stage: ReviewStage) -> str:
    return f"/calls/{stage.call.slug}/interviews/{stage.code}/"


def test_a_call_without_such_a_stage_says_how_to_get_one() -> None:
    call = reviews.call()
    answer = browser(reviews.manager(call)).get(f"/calls/{call.slug}/interviews/")
    assert f"/calls/{call.slug}/settings/stages/" in answer.content.decode()


def test_from_an_empty_stage_to_invited_in_pages(stage: ReviewStage, manager: Any, board: str) -> None:
    window, people = browser(manager), [reviews.reviewer(stage.call) for _each in range(2)]
    one = sent_on(stage, name="Tidewise")
    assert window.get(f"{board}times/").status_code == 302
    assert window.post(f"{board}panels/", {"name": "Deep tech", "people": [people[0].code]}).status_code == 422
    window.post(f"{board}panels/", {"name": "Deep tech", "people": [who.code for who in people]})
    made = Panel.objects.get()
    day = at(9).date().isoformat()
    plan = {"panel": made.code, "day": day, "begins": "09:00", "until": "12:00", "minutes": 25, "gap": 5, "room": "3"}
    wrong = window.post(f"{board}times/", plan | {"pause_from": "10:00"})
    assert (wrong.status_code, "Say from when until when" in wrong.content.decode()) == (422, True)
    for more, words in (
        ({}, "No time of 25 minutes fits between 09:00 and 09:20. Choose a longer day or shorter times."),
        ({"pause_from": "09:05", "pause_until": "09:15"}, "No time of 25 minutes fits between 09:00 and 09:20 beside the break."),
    ):
        short = window.post(f"{board}times/", plan | {"until": "09:20"} | more)
        assert (short.status_code, words in short.content.decode()) == (422, True)
    assert window.post(f"{board}times/", plan | {"until": "09:20", "minutes": "x"}).status_code == 422
    assert not Slot.objects.exists()
    window.post(f"{board}times/", plan | {"pause_from": "10:00", "pause_until": "10:30"})
    assert [f"{slot.starts_at.astimezone(interviews.SINGAPORE):%H:%M}" for slot in Slot.objects.order_by("starts_at")] == [
        "09:00",
        "09:30",
        "10:30",
        "11:00",
        "11:30",
    ]
    again = window.post(f"{board}times/", plan)
    assert (again.status_code, "is taken by “Deep tech”" in again.content.decode()) == (422, True)
    page = window.post(f"{board}fill/", follow=True).content.decode()
    assert "1 startup has a time now." in page
    assert "Invite to 1 interview" in page
    window.post(f"{board}invite/")
    assert Interview.objects.known().get().application == one
    sheet = window.get(f"{board}days/{day}/").content.decode()
    assert ("Tidewise" in sheet, "09:00–09:25" in sheet) == (True, True)
    for strange in ("2031-13-45", "soon"):
        assert window.get(f"{board}days/{strange}/").status_code == 404


def test_a_conflict_stands_beside_the_startup_and_cannot_be_pressed(
    stage: ReviewStage, panel: Panel, manager: Any, board: str
) -> None:
    (slot,) = interviews.slots(panel, at(10), by=manager)
    member = panel.members.select_related("person").order_by("pk")[0].person
    barred = sent_on(stage, name="Tidewise")
    reviews.conflict(barred, member)
    window = browser(manager)
    page = window.get(slot.get_absolute_url()).content.decode()
    assert "has a conflict of interest with Tidewise" in page
    assert f'value="{barred.number}"' not in page
    told = window.post(slot.get_absolute_url(), {"application": barred.number}, follow=True).content.decode()
    assert "has a conflict of interest with Tidewise" in told
    assert not Interview.objects.exists()
    window.post(slot.get_absolute_url(), {"room": "Room 4", "link": ""})
    assert Slot.objects.get().room == "Room 4"


def test_who_is_suspended_is_named_and_meets_nobody_new(stage: ReviewStage, manager: Any, board: str) -> None:
    people = [reviews.reviewer(stage.call, name=name) for name in ("Ravi Menon", "Tan Wei", "Ann Lee")]
    panel = interviews.panel(stage, *people[:2], by=manager)
    first, second, _third = interviews.slots(panel, by=manager)
    met, window = interviews.interview(stage, first, by=manager), browser(manager)
    said, waiting = "Suspended, and seated at times to come: Ravi Menon.", sent_on(stage, name="Tidewise")
    assert said not in window.get(board).content.decode()
    Person.objects.filter(pk=people[0].pk).update(is_active=False)
    page = window.get(board).content.decode()
    assert (said in page, "Ravi Menon (suspended), Tan Wei" in page) == (True, True)
    (told,) = window.get(f"/api/v1/calls/{stage.call.slug}/review-stages/{stage.code}/panels").json()
    assert (set(told["people"]), told["suspended"]) == ({one.code for one in people[:2]}, [people[0].code])
    why = "Ravi Menon is suspended. Choose another panel, or take Ravi Menon out of this one."
    with pytest.raises(Refusal, match=why):
        operations.place(waiting, slot=second, by=manager)
    assert operations.fill(stage, by=manager).left == [waiting]
    operations.change_panel(panel, name="Panel A", people=people[1:], by=manager)
    assert "(suspended)" not in window.get(board).content.decode()
    assert said not in window.get(board).content.decode()
    assert not met.slot.seats.filter(person=people[0]).exists()
    assert operations.fill(stage, by=manager).left == []


def test_founders_read_their_own_clock_and_the_way_in(stage: ReviewStage, panel: Panel, manager: Any) -> None:
    (slot,) = interviews.slots(panel, at(10), by=manager)
    owner = accounts.person(zone=ZoneInfo("Europe/Berlin"))
    made = interviews.interview(stage, slot, by=manager, owner=owner)
    window = browser(owner)
    page = window.get(made.get_absolute_url()).content.decode()
    with_zone = wording.hours(slot.starts_at, slot.ends_at, "Europe/Berlin")
    assert (with_zone in page, "10:00–10:30 SGT" in page, slot.link in page) == (True, True, True)
    status = window.get(made.application.get_absolute_url()).content.decode()
    assert (f'href="{made.get_absolute_url()}"' in status, wording.moment(slot.starts_at, "Europe/Berlin") in status) == (
        True,
        True,
    )
    assert slot.link in window.get("/home/").content.decode()
    entry = window.get(f"{made.get_absolute_url()}calendar/").content.decode()
    assert f"UID:{made.uid}" in entry.replace("\r\n ", "")
    assert browser(reviews.owner_of(sent_on(stage))).get(made.get_absolute_url()).status_code == 404


def test_founders_choose_on_their_page_and_are_asked_at_home(stage: ReviewStage, panel: Panel, manager: Any, board: str) -> None:
    first, second, _third = interviews.slots(panel, by=manager)
    one = sent_on(stage)
    owner = reviews.owner_of(one)
    day = at(9, days=3).date()
    browser(manager).post(f"{board}offer/", {"until": day.isoformat()})
    made = Interview.objects.get()
    assert made.choose_until == at(23, 59, days=3)
    asked = Message.objects.get(kind="interview_offered", recipient=owner)
    assert asked.facts["until"] == wording.moment(made.choose_until, str(owner.zone))
    assert made.get_absolute_url() in [action.url for action in next_actions(owner)]
    window = browser(owner)
    page = window.get(made.get_absolute_url()).content.decode()
    assert f"until {wording.moment(made.choose_until, str(owner.zone))}" in page
    assert (f'value="{first.code}"' in page, f'value="{second.code}"' in page) == (True, True)
    window.post(f"{made.get_absolute_url()}choose/", {"slot": second.code})
    made.refresh_from_db()
    assert made.slot == second
    assert made.get_absolute_url() not in [action.url for action in next_actions(owner)]


def test_the_panel_sees_its_own_and_scores_on_the_workbench(stage: ReviewStage, panel: Panel, manager: Any, board: str) -> None:
    first, second, _third = interviews.slots(panel, by=manager)
    made = interviews.interview(stage, first, by=manager, name="Tidewise")
    interviews.interview(stage, second, by=manager, told=False, name="Untold")
    reader = panel.members.select_related("person").order_by("pk")[0].person
    window = browser(reader)
    home = window.get("/home/").content.decode()
    assert ("Tidewise" in home, "Untold" in home) == (True, False)
    page = window.get(made.get_absolute_url()).content.decode()
    desk = made.application.assignments.get(reviewer=reader).get_absolute_url()
    assert f'href="{desk}"' in page
    assert window.get(desk).status_code == 200
    sheet = window.get(f"{board}days/{first.starts_at.date()}/").content.decode()
    assert ("Tidewise" in sheet, "Untold" in sheet) == (True, False)
    assert browser(reviews.reviewer(stage.call)).get(f"{board}days/{first.starts_at.date()}/").status_code == 404


def test_a_blind_panel_knows_it_by_its_number(manager: Any) -> None:
    stage = interviews.stage(hides="company")
    boss = reviews.manager(stage.call)
    panel = interviews.panel(stage, by=boss)
    made = interviews.interview(stage, interviews.slots(panel, by=boss)[0], by=boss, name="Tidewise")
    reader = panel.members.select_related("person").order_by("pk")[0].person
    for address in (made.get_absolute_url(), "/home/"):
        page = browser(reader).get(address).content.decode()
        assert ("Tidewise" in page, made.application.number in page) == (False, True)


def test_home_is_silent_for_who_goes_nowhere(stage: ReviewStage, manager: Any) -> None:
    assert not [card for card in home_cards(reviews.reviewer(stage.call)) if "interviews" in card.template]


def asked(person: Any, address: str) -> int:
    window = browser(person)
    cache.clear()  # what is kept for a minute might else lapse between the two
    window.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert window.get(address).status_code == 200
    return len(queries)


def test_three_ask_as_much_as_one(stage: ReviewStage, panel: Panel, manager: Any, board: str) -> None:
    slots = interviews.slots(panel, by=manager)
    made = interviews.interview(stage, slots[0], by=manager)
    sent_on(stage)
    (spare,) = interviews.slots(panel, at(15), by=manager)
    reader, owner = panel.members.select_related("person").order_by("pk")[0].person, reviews.owner_of(made.application)
    day = f"{board}days/{slots[0].starts_at.date()}/"
    doors = [(manager, board), (manager, day), (manager, slots[0].get_absolute_url()), (manager, spare.get_absolute_url())]
    doors += [(reader, "/home/"), (owner, made.application.get_absolute_url()), (owner, made.get_absolute_url())]
    one = [asked(*door) for door in doors]
    for slot in slots[1:]:
        interviews.interview(stage, slot, by=manager)
        sent_on(stage)
    assert [asked(*door) for door in doors] == one
    assert max(one) <= 12


# Programs


def test_a_program_plans_a_day(stage: ReviewStage, manager: Any) -> None:
    window, base = program(manager), f"/api/v1/calls/{stage.call.slug}/review-stages/{stage.code}"
    people = [reviews.reviewer(stage.call) for _each in range(2)]
    one = sent_on(stage)
    made = window.post(f"{base}/panels", {"name": "A", "people": [who.code for who in people]}, content_type="application/json")
    assert (made.status_code, sorted(made.json()["people"])) == (201, sorted(who.code for who in people))
    times = {"panel": made.json()["code"], "starts_at": [at(10).isoformat(), at(11).isoformat()], "minutes": 30, "room": "3"}
    laid = window.post(f"{base}/slots", times, content_type="application/json")
    assert [slot["application"] for slot in laid.json()] == [None, None]
    twice = window.post(f"{base}/slots", times, content_type="application/json")
    assert (problem(twice), "is taken by" in twice.content.decode()) == ((409, "room"), True)
    done = window.post(f"{base}/fill", {"seed": 2}, content_type="application/json").json()
    assert (done["count"], done["left"]) == (1, [])
    assert window.delete(f"/api/v1/calls/{stage.call.slug}/interview-fills/{done['act']}").status_code == 204
    code = laid.json()[0]["code"]
    put = window.post(f"/api/v1/interview-slots/{code}/interview", {"application": one.number}, content_type="application/json")
    assert (put.status_code, put.json()["state"], put.json()["invited_at"]) == (201, "planned", None)
    assert window.post(f"{base}/invitations").json() == {"count": 1}
    path = f"/api/v1/interviews/{put.json()['code']}"
    free = window.get(f"{path}/free").json()
    assert [slot["code"] for slot in free] == [laid.json()[1]["code"]]
    moved = window.put(f"{path}/slot", {"slot": free[0]["code"]}, content_type="application/json")
    assert moved.json()["slot"] == free[0]["code"]
    seen = program(people[0]).get("/api/v1/interviews").json()["items"]
    assert [(row["application"], row["startup"]) for row in seen] == [(one.number, one.startup.name)]
    off = window.post(f"{path}/call-off", {"reason": "Ill."}, content_type="application/json")
    assert (off.json()["state"], off.json()["slot"]) == ("called_off", None)
