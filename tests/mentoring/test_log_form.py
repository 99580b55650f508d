"""The form in which a mentor logs a session: startup cards, the usual lengths and any other."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from accelerator.kit import clock
from accelerator.programmes.models import Programme
from accelerator.startups.models import Startup
from cohorts.mentoring.forms import LogForm
from cohorts.mentoring.models import Mentor, Session
from cohorts.roster.models import Cohort, Enrolment, Supporter
from tests.cast import browser
from tests.factories import accounts

pytestmark = pytest.mark.django_db


def enrolment(cohort: Cohort, name: str, mentor: Any) -> Enrolment:
    startup = Startup.objects.create(slug=name.lower(), name=name)
    made = Enrolment.objects.create(cohort=cohort, startup=startup)
    Supporter.objects.create(enrolment=made, person=mentor, role=Supporter.Role.MENTOR)
    return made


@pytest.fixture
def mentor() -> Any:
    return accounts.person(name="Priya Raghunathan")


@pytest.fixture
def two(mentor: Any) -> list[Enrolment]:
    """The startups of `mentor`, by name."""
    programme = Programme.objects.create(slug="applied-ai", name="Applied AI")
    cohort = Cohort.objects.create(
        slug="cohort-4", programme=programme, name="Cohort 4", starts_on=date(2026, 8, 1), ends_on=date(2027, 2, 1), places=20
    )
    return [enrolment(cohort, name, mentor) for name in ("Hawkerly", "Quaykeeper")]


def filled(mentor: Any, chosen: Enrolment, **fields: str) -> LogForm:
    return LogForm({"startup": chosen.code, "held_on": "2026-11-19", "held_time": "15:30"} | fields, person=mentor)


def test_the_first_startup_is_chosen_unless_the_address_names_another(mentor: Any, two: list[Enrolment]) -> None:
    assert LogForm(person=mentor).chosen() == two[0].code
    assert LogForm(person=mentor, initial={"startup": two[1].code}).chosen() == two[1].code
    assert LogForm(person=mentor, initial={"startup": "nobody-s"}).chosen() == two[0].code


@pytest.mark.parametrize(
    ("fields", "minutes"),
    [({"minutes": "30"}, 30), ({"minutes": "", "other_minutes": "95"}, 95), ({"minutes": "60", "other_minutes": "95"}, 60)],
)
def test_a_usual_length_or_the_number_typed(mentor: Any, two: list[Enrolment], fields: dict[str, str], minutes: int) -> None:
    form = filled(mentor, two[0], **fields)
    assert form.is_valid(), form.errors
    assert form.given()["minutes"] == minutes


def test_no_length_is_asked_for(mentor: Any, two: list[Enrolment]) -> None:
    assert filled(mentor, two[0], minutes="").errors == {"minutes": ["Say how long it took."]}
    assert list(filled(mentor, two[0], minutes="", other_minutes="601").errors) == ["other_minutes"]


def test_what_was_typed_stands_there_again(mentor: Any, two: list[Enrolment]) -> None:
    assert LogForm(person=mentor).lengths() == [(15, False), (30, False), (45, True), (60, False)]
    assert LogForm(person=mentor).other_length() == ""
    form = filled(mentor, two[0], minutes="", other_minutes="95")
    assert [chosen for _length, chosen in form.lengths()] == [False] * 4
    assert form.other_length() == "95"
    assert filled(mentor, two[0], minutes="50").other_length() == "50"


def test_the_page_shows_a_card_each_and_short_words_in_the_dock(mentor: Any, two: list[Enrolment]) -> None:
    text = browser(mentor).get("/sessions/log/", secure=True).content.decode()
    assert text.count('type="radio" name="startup"') == 2
    assert f'value="{two[0].code}" required checked' in text
    assert "<span>Log</span>" in text
    assert text.count('name="minutes"') == 5


def test_a_mentor_is_led_to_no_page_they_may_not_see(mentor: Any, two: list[Enrolment]) -> None:
    text = browser(mentor).get(two[0].get_absolute_url(), secure=True).content.decode()
    assert two[0].startup.get_absolute_url() not in text


def test_a_session_of_another_length_is_kept(mentor: Any, two: list[Enrolment]) -> None:
    Mentor.objects.create(person=mentor)
    day = f"{clock.now() - timedelta(days=1):%Y-%m-%d}"
    sent = {
        "startup": two[1].code,
        "held_on": day,
        "held_time": "15:30",
        "minutes": "",
        "other_minutes": "95",
        "action_1": "Call",
    }
    assert browser(mentor).post("/sessions/log/", sent, secure=True).status_code == 302
    made = Session.objects.get()
    assert (made.minutes, made.enrolment, made.actions.get().title) == (95, two[1], "Call")
