"""What reviewers say of themselves: fields, languages, how much they take on, when they are away."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.reviews import away, operations, reviewers
from accelerator.reviews.models import Absence, Conflict, Expertise, Profile
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import accounts, reviews
from tests.programs import program

pytestmark = pytest.mark.django_db
SAID: dict[str, Any] = {"bio": "Built two pumps.", "country": "SG", "languages_read": ["en", "ms"], "max_load": 12}


@pytest.fixture
def call(db: None) -> Any:
    return reviews.call(name="Tides", slug="tides")


@pytest.fixture
def reviewer(call: Any) -> Any:
    return reviews.reviewer(call, name="Ann")


@pytest.fixture
def manager(call: Any) -> Any:
    return reviews.manager(call, name="Mei Lin")


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_what_a_reviewer_says_is_kept(reviewer: Any) -> None:
    operations.describe(reviewer, by=reviewer, expertise={" Water  pumps": 3, "Climate": 1}, **SAID)
    assert reviewers.expertise([reviewer]) == {reviewer.pk: {"water pumps": 3, "climate": 1}}
    assert reviewers.languages([reviewer]) == {reviewer.pk: ["en", "ms"]}
    assert reviewers.most([reviewer]) == {reviewer.pk: 12}
    assert reviewers.countries([reviewer]) == {reviewer.pk: "SG"}
    assert Profile.objects.get().bio == "Built two pumps."
    assert Entry.objects.get(verb="reviewer.described").told() == "Ann wrote down what Ann reviews."


def test_what_is_said_anew_replaces_it(reviewer: Any, manager: Any) -> None:
    operations.describe(reviewer, by=reviewer, expertise={"Climate": 1, "Water": 2}, **SAID)
    operations.describe(reviewer, by=manager, expertise={"climate": 3}, **(SAID | {"max_load": None}))
    assert list(Expertise.objects.values_list("tag", "level")) == [("climate", 3)]
    assert reviewers.most([reviewer]) == {}


def test_a_phone_stays_where_nobody_speaks_of_it(reviewer: Any) -> None:
    operations.describe(reviewer, by=reviewer, expertise={}, phone="6123 4567", **SAID)
    operations.describe(reviewer, by=reviewer, expertise={}, **(SAID | {"country": ""}))
    client: Any = program(reviewer)
    for sent, phone in (({}, "+6561234567"), ({"phone": None}, "+6561234567"), ({"phone": ""}, "")):
        told = client.put("/api/v1/reviewers/me", sent, content_type="application/json").json()
        assert (told["phone"], told["bio"]) == (phone, "")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"expertise": {"x" * 61: 2}}, "tag"),
        ({"expertise": {"Climate": 4}}, "level"),
        ({"expertise": {f"Field {n}": 2 for n in range(21)}}, "tag"),
        ({"languages_read": ["xx"]}, "languages"),
        ({"country": "XX"}, "country"),
        ({"max_load": 0}, "max_load"),
        ({"bio": "x" * 301}, "bio"),
        ({"phone": "6123"}, "phone"),
        ({"phone": "6123 4567", "country": ""}, "phone"),
    ],
)
def test_what_cannot_be_kept_changes_nothing(reviewer: Any, wrong: Any, field: str) -> None:
    with pytest.raises(Refusal) as refusal:
        operations.describe(reviewer, by=reviewer, **({"expertise": {}} | SAID | wrong))
    assert refusal.value.field == field
    assert not Profile.objects.exists()


def test_nobody_ends_a_conflict_by_their_number_themselves(
    call: Any, reviewer: Any, manager: Any, django_capture_on_commit_callbacks: Any
) -> None:
    own = {"expertise": {}} | SAID | {"phone": "6123 4567"}
    with django_capture_on_commit_callbacks() as rung:
        operations.describe(reviewer, by=reviewer, **own)
        operations.describe(reviewer, by=reviewer, **own)
    task = ("reviews.conflicts_of_person", (reviewer.pk,))
    assert [one.args for one in rung if hasattr(one, "args")].count(task) == 1
    application = reviews.application(call)
    reviews.submission(application, team="+65 6123 4567")
    operations.refresh(call)
    for phone in ("", "6123 4568"):
        with pytest.raises(Forbidden, match="a manager of the programme changes it"):
            operations.describe(reviewer, by=reviewer, **(own | {"phone": phone}))
    operations.describe(reviewer, by=reviewer, **(own | {"bio": "Built three."}))
    assert (Profile.objects.get().phone, Profile.objects.get().bio) == ("+6561234567", "Built three.")
    operations.describe(reviewer, by=manager, **(own | {"phone": "6123 4568"}))
    operations.refresh(call)
    assert not Conflict.objects.live().exists()
    operations.describe(reviewer, by=reviewer, **(own | {"phone": ""}))
    assert Profile.objects.get().phone == ""


def test_others_may_not(call: Any, reviewer: Any) -> None:
    for outsider in (reviews.reviewer(call), reviews.manager(reviews.call()), accounts.person()):
        with pytest.raises(Forbidden):
            operations.describe(reviewer, by=outsider, expertise={}, **SAID)
        with pytest.raises(Forbidden):
            operations.announce(reviewer, by=outsider, from_on=date(2031, 1, 1), until_on=date(2031, 1, 2))


def test_who_reviews_nothing_has_nothing_to_say() -> None:
    person = accounts.person()
    with pytest.raises(Forbidden):
        operations.describe(person, by=person, expertise={}, **SAID)


def test_absences_count_on_both_of_their_ends(reviewer: Any) -> None:
    gone = operations.announce(reviewer, by=reviewer, from_on=date(2031, 1, 10), until_on=date(2031, 1, 12), note="Sea")
    for first, last, found in ((8, 9, False), (8, 10, True), (12, 20, True), (13, 20, False), (11, 11, True)):
        there = away.between([reviewer], date(2031, 1, first), date(2031, 1, last))
        assert there == ({reviewer.pk: [gone]} if found else {}), (first, last)


def test_who_is_away_on_each_day_until_it_is_due_gets_nothing(call: Any, manager: Any, reviewer: Any) -> None:
    """A gap of one day is enough."""
    other, today = reviews.reviewer(call, name="Bo"), clock.today(call.zone)
    due_on = today + timedelta(days=10)
    first = operations.announce(reviewer, by=reviewer, from_on=today - timedelta(days=1), until_on=today + timedelta(days=4))
    one = reviews.application(call)
    for from_on, who in ((6, {reviewer, other}), (5, {other})):
        absence = operations.announce(reviewer, by=reviewer, from_on=today + timedelta(days=from_on), until_on=due_on)
        plan = reviews.plan(call, [one], [reviewer, other], per_item=2, partly=True, due_on=due_on)
        assert {person for _application, person in plan.pairs} == who
        operations.cancel(absence, by=reviewer)
    assert away.until([reviewer], today, {"one": today + timedelta(days=4)}) == {"one": {reviewer.pk}}
    operations.cancel(first, by=reviewer)
    assert away.until([reviewer], today, {"one": today}) == {"one": set()}


def test_managers_are_warned_of_a_due_day_within_an_absence(call: Any, manager: Any, reviewer: Any) -> None:
    due_on = clock.today(call.zone) + timedelta(days=10)
    operations.announce(reviewer, by=reviewer, from_on=due_on, until_on=due_on, note="At sea")
    one, desk = reviews.application(call), browser(manager)
    page = text(desk.get("/calls/tides/reviews/plan/", {"reviewers": reviewer.code, "per_item": 1, "due_on": due_on.isoformat()}))
    assert "Away on the day it is due: Ann" in page
    sent = {"reviewers": reviewer.code, "due_on": due_on.isoformat()}
    answer = desk.post(f"/calls/tides/reviews/{one.number}/", sent, follow=True)
    assert "Ann is away on the day it is due." in text(answer)
    assert "At sea" in text(desk.get("/calls/tides/reviews/"))


def test_an_absence_that_ends_before_it_begins_is_refused(reviewer: Any) -> None:
    with pytest.raises(Refusal, match="The last day lies before the first"):
        operations.announce(reviewer, by=reviewer, from_on=date(2031, 1, 2), until_on=date(2031, 1, 1))


def test_tags_are_suggested_from_others_and_from_sectors(call: Any, reviewer: Any) -> None:
    reviews.application(call, sector="Climate")
    reviews.application(call, sector="Health")
    for person in (reviewer, reviews.reviewer(call)):
        operations.describe(person, by=person, expertise={"Pumps": 2}, **SAID)
    operations.describe(reviewer, by=reviewer, expertise={"Pumps": 2, "health": 2}, **SAID)
    assert reviewers.tags() == ["Pumps", "health", "Climate"]


# Doors


def rows(*fields: tuple[str, str]) -> dict[str, str]:
    held = {"act": "describe", "fields-TOTAL_FORMS": str(len(fields)), "fields-INITIAL_FORMS": "0"}
    for place, (tag, level) in enumerate(fields):
        held |= {f"fields-{place}-tag": tag, f"fields-{place}-level": level}
    return held


def test_a_reviewer_fills_in_their_page(reviewer: Any) -> None:
    client = browser(reviewer)
    sent = {"bio": "Built pumps.", "country": "MY", "languages": ["en", "ta"], "max_load": "8"}
    sent |= rows(("Water", "3"), ("", "2"), ("Ports", "1"))
    assert client.post("/reviews/me/", sent).status_code == 302
    assert reviewers.expertise([reviewer]) == {reviewer.pk: {"water": 3, "ports": 1}}
    page = text(client.get("/reviews/me/"))
    assert 'value="Water"' in page
    assert '<option value="MY" selected>Malaysia</option>' in page
    assert 'value="Built pumps."' in page


def test_a_field_that_is_too_long_is_said_beside_it(reviewer: Any) -> None:
    answer = browser(reviewer).post("/reviews/me/", {"bio": ""} | rows(("x" * 61, "3")))
    assert answer.status_code == 422
    assert "At most 60 characters. This has 61." in text(answer)


def test_absences_are_added_and_taken_back(reviewer: Any) -> None:
    client, first = browser(reviewer), clock.today("Asia/Singapore") + timedelta(days=3)
    sent = {"act": "away", "away-from_on": first.isoformat(), "away-until_on": first.isoformat(), "away-note": "At sea"}
    assert client.post("/reviews/me/", sent).status_code == 302
    assert "At sea" in text(client.get("/reviews/me/"))
    absence = Absence.objects.get()
    assert client.post(f"/absences/{absence.code}/cancel/").headers["Location"] == "/reviews/me/"
    assert not Absence.objects.exists()
    assert client.post(f"/absences/{absence.code}/cancel/").status_code == 404


def test_a_manager_does_it_for_them(call: Any, reviewer: Any, manager: Any) -> None:
    desk, address = browser(manager), f"/programmes/{call.programme.slug}/reviewers/{reviewer.code}/"
    assert desk.post(address, {"bio": "Reads fast."} | rows(("Water", "3"))).headers["Location"] == address
    assert "Reads fast." in text(desk.get(address))
    absence = operations.announce(reviewer, by=manager, from_on=date(2031, 1, 1), until_on=date(2031, 1, 2))
    assert desk.post(f"/absences/{absence.code}/cancel/").headers["Location"] == address


def test_who_manages_another_programme_finds_nobody(call: Any, reviewer: Any) -> None:
    desk = browser(reviews.manager(reviews.call()))
    assert desk.get(f"/programmes/{call.programme.slug}/reviewers/{reviewer.code}/").status_code == 404


# Programs


def test_programs_read_and_write_it(call: Any, reviewer: Any, manager: Any) -> None:
    sent = {
        "bio": "Reads fast.",
        "country": "SG",
        "languages": ["en"],
        "max_load": 5,
        "phone": "+6561234567",
        "expertise": [{"tag": "Water", "level": 3}],
    }
    told = program(reviewer).put("/api/v1/reviewers/me", sent, content_type="application/json").json()
    assert told == {"code": reviewer.code, "name": "Ann", "absences": [], **sent}
    days = {"from_on": "2031-01-01", "until_on": "2031-01-02"}
    made = program(reviewer).post("/api/v1/reviewers/me/absences", days, content_type="application/json")
    assert made.status_code == 201
    desk = program(manager)
    listed = desk.get(f"/api/v1/programmes/{call.programme.slug}/reviewers").json()
    assert listed == [told | {"absences": [made.json()]}, listed[1]]
    assert desk.delete(f"/api/v1/absences/{made.json()['code']}").status_code == 204
    assert program(reviewer).get("/api/v1/reviewers/me").json() == told


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_reviewers_costs_the_same_for_one_and_three(call: Any, count: int, django_assert_num_queries: Any) -> None:
    for _ in range(count):
        person = reviews.reviewer(call)
        operations.describe(person, by=person, expertise={"Water": 2}, **SAID)
    with django_assert_num_queries(3):
        told = [(len(one.expertise.all()), len(one.absences.all())) for one in reviewers.of(call.programme)]
    assert told == [(1, 0)] * count
