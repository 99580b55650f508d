"""Doors to mentors and sessions: the list, logging one, its page, its actions, and who mentors whom."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.http import HttpResponse

from accelerator.accounts.models import Invitation
from accelerator.notices.models import Message
from cohorts.mentoring.models import Mentor, Session
from cohorts.roster.models import Enrolment, Supporter
from tests.cast import browser
from tests.factories import accounts, cohorts
from tests.factories import mentoring as factories
from tests.factories.cohorts import NOW, Scene

LIST, LOG, MENTORS = "/sessions/", "/sessions/log/", "/cohorts/cohort-5/mentors/"


def text(response: HttpResponse, status: int = 200) -> str:
    assert response.status_code == status
    assert b"<c-" not in response.content
    return response.content.decode()


def said(response: HttpResponse) -> list[str]:
    return [str(message) for message in response.context["messages"]]  # type: ignore[attr-defined]  # the test client's


def typed(scene: Scene, **more: str) -> dict[str, Any]:
    """A session of yesterday at half past three in Singapore, as the form sends it."""
    return {
        "startup": scene.enrolment.code,
        "held_on": "2026-11-19",
        "held_time": "15:30",
        "minutes": "45",
        "topics": ["pricing", "pilot"],
        "shared_notes": "Offer a price a crane.",
        "private_note": "The founders should settle who sells.",
        "action_1": "Send the price sheet",
        "due_1": "2026-11-27",
        "device_key": "6f1b7a52-3b0e-4f0e-9a53-0f6d1c8a2b11",
    } | more


def least(scene: Scene) -> dict[str, str]:
    return {"startup": scene.enrolment.code, "held_on": "2026-11-19", "held_time": "15:30", "minutes": "45"}


class TestList:
    def test_a_founder_reads_sessions_and_what_came_of_them(self, scene: Scene) -> None:
        one = factories.session(scene.enrolment, scene.mentor, actions=("Send the price sheet",))
        page = text(browser(scene.owner).get(LIST))
        for words in ("Pricing", "Priya Raghunathan", "45 minutes", "1 action open", "Send the price sheet", one.code):
            assert words in page, words
        assert "Log a session" not in page

    def test_a_mentor_sees_their_startups(self, scene: Scene) -> None:
        page = text(browser(scene.mentor).get(LIST))
        assert ("Your startups" in page, "Quaykeeper" in page, "Log a session" in page, "No session yet" in page) == (True,) * 4

    def test_viewers_have_nothing_to_tick(self, scene: Scene) -> None:
        factories.session(scene.enrolment, scene.mentor, actions=("Send the price sheet",))
        page = text(browser(scene.viewer).get(LIST))
        assert ("Pricing" in page, "Open actions" in page) == (True, False)

    def test_thirty_a_page(self, scene: Scene) -> None:
        for number in range(31):
            factories.session(
                scene.enrolment,
                scene.mentor,
                topics=[f"Topic {number:02d}"],
                held_at=datetime(2026, 10, 1, number % 24, number, tzinfo=UTC),
            )
        client = browser(scene.owner)
        assert text(client.get(LIST)).count("Topic ") == 30
        assert text(client.get(f"{LIST}?page=2")).count("Topic ") == 1
        assert text(client.get(f"{LIST}?page=nonsense")).count("Topic ") == 30

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries(self, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        for _ in range(size):
            factories.session(scene.enrolment, cohorts.supporter(scene.enrolment), actions=("One", "Two"))
        client = browser(scene.owner)
        with django_assert_num_queries(7):
            client.get(LIST)


class TestLogging:
    def test_it_begins_with_the_hour_and_the_startup(self, scene: Scene) -> None:
        scene.mentor.zone = "Asia/Singapore"
        scene.mentor.save()
        form = browser(scene.mentor).get(f"{LOG}?startup={scene.enrolment.code}").context["form"]
        assert (form["held_on"].value(), form["held_time"].value(), form["startup"].value()) == (
            date(2026, 11, 20),
            "14:00",
            scene.enrolment.code,
        )
        assert uuid.UUID(str(form["device_key"].value()))

    def test_a_session_is_saved(self, scene: Scene) -> None:
        response = browser(scene.mentor).post(LOG, typed(scene), follow=True)
        one = Session.objects.get()
        assert (response.redirect_chain, said(response)) == (
            [(one.get_absolute_url(), 302)],
            ["Session saved. The founders have been told."],
        )
        assert (one.held_at, one.minutes, one.topics) == (
            datetime(2026, 11, 19, 7, 30, tzinfo=UTC),
            45,
            ["Pricing", "Pilot contract"],
        )
        assert [(action.title, action.due_on) for action in one.actions.all()] == [("Send the price sheet", date(2026, 11, 27))]

    def test_when_they_meet_next_is_told_to_the_founders(self, scene: Scene) -> None:
        scene.mentor.zone = "Asia/Singapore"
        scene.mentor.save()
        browser(scene.mentor).post(LOG, typed(scene, next_on="2026-11-27", next_time="16:00"))
        one = Session.objects.get()
        assert one.next_at == datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
        assert "Next session: Fri 27 Nov, 16:00 SGT" in text(browser(scene.owner).get(one.get_absolute_url()))
        assert f"Next: Fri 27 Nov, 16:00 SGT, {scene.mentor}" in text(browser(scene.owner).get("/home/"))

    @pytest.mark.parametrize("given", [{"next_on": "2026-11-27"}, {"next_time": "16:00"}])
    def test_a_day_without_a_time_is_no_moment(self, scene: Scene, given: dict[str, str]) -> None:
        page = text(browser(scene.mentor).post(LOG, typed(scene, **given)), 422)
        assert ("Give both the day and the time, or neither." in page, Session.objects.count()) == (True, 0)

    def test_a_moment_that_is_past_is_said_at_its_field(self, scene: Scene) -> None:
        answer = browser(scene.mentor).post(LOG, typed(scene, next_on="2026-11-19", next_time="16:00"))
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["next_on"])

    @pytest.mark.parametrize("zone", ["America/New_York", "UTC", "Pacific/Auckland"])
    def test_times_are_on_the_mentors_clock_wherever_the_cohort_is(self, scene: Scene, zone: str) -> None:
        """As every page tells them; what the form begins with is never in the future."""
        scene.mentor.zone = "Asia/Singapore"
        scene.mentor.save()
        abroad = cohorts.enrolment(cohorts.cohort(programme=scene.programme, zone=zone))
        cohorts.supporter(abroad, scene.mentor)
        begun = browser(scene.mentor).get(LOG).context["form"]
        given = {"held_on": str(begun["held_on"].value()), "held_time": begun["held_time"].value()}
        browser(scene.mentor).post(LOG, typed(scene, startup=abroad.code, **given))
        assert Session.objects.get().held_at == datetime(2026, 11, 20, 6, 0, tzinfo=UTC)

    @pytest.mark.parametrize("said", [{"topics": "pricing"}, {"shared_notes": "A."}, {"private_note": "B."}, {"action_1": "C"}])
    def test_any_word_of_it_is_enough(self, scene: Scene, said: dict[str, str]) -> None:
        assert browser(scene.mentor).post(LOG, least(scene) | said).status_code == 302
        assert Session.objects.count() == 1

    @pytest.mark.parametrize("said", [{}, {"shared_notes": " \n", "private_note": " ", "action_1": " "}])
    def test_a_session_without_a_word_is_not_saved(self, scene: Scene, said: dict[str, str]) -> None:
        page = browser(scene.mentor).post(LOG, least(scene) | said)
        asks = "Choose a topic, or fill in shared notes, a private note or an action."
        assert (page.status_code, page.context["form"].errors) == (422, {"shared_notes": [asks]})
        assert asks in page.content.decode()
        assert (Session.objects.count(), Message.objects.count()) == (0, 0)

    def test_the_end_of_a_line_counts_as_the_counter_on_the_page_counts_it(self, scene: Scene) -> None:
        notes = "x\n" * 3999 + "xx"
        sent = {name: notes.replace("\n", "\r\n") for name in ("shared_notes", "private_note")}
        assert browser(scene.mentor).post(LOG, typed(scene, **sent)).status_code == 302
        one = Session.objects.get()
        assert (one.shared_notes, one.private_notes.get().text) == (notes, notes)

    def test_sent_twice_it_leads_to_the_same_session(self, scene: Scene) -> None:
        client = browser(scene.mentor)
        first, again = (client.post(LOG, typed(scene))["Location"] for _ in range(2))
        assert (first, Session.objects.count()) == (again, 1)

    @pytest.mark.parametrize(
        ("bad", "field", "says"),
        [
            ({"startup": "nothing"}, "startup", "valid choice"),
            ({"held_on": ""}, "held_on", "Fill this in."),
            ({"held_on": "yesterday"}, "held_on", "Write a day such as 2026-11-30."),
            ({"held_time": "25:00"}, "held_time", "Enter a valid time."),
            ({"minutes": "0"}, "minutes", "At least 1. This is 0."),
            ({"minutes": "601"}, "minutes", "At most 600. This is 601."),
            ({"topics": "astrology"}, "topics", "valid choice"),
            ({"shared_notes": "n" * 8001}, "shared_notes", "At most 8000"),
            ({"action_1": "a" * 301}, "action_1", "At most 300"),
            ({"due_1": "soon"}, "due_1", "Write a day such as 2026-11-30."),
            ({"action_2": "", "due_2": "2026-11-27"}, "action_2", "Say what is due on this day, or clear the day."),
            ({"held_on": "2026-11-21"}, "held_on", "That is in the future. Log a session after it was held."),
            ({"held_on": "2016-11-19"}, "held_on", "That is more than two years ago. Check the year."),
            ({"due_1": "2099-12-31"}, "__all__", "is due more than two years away"),
        ],
    )
    def test_bad_input_loses_nothing(self, scene: Scene, bad: dict[str, str], field: str, says: str) -> None:
        response = browser(scene.mentor).post(LOG, typed(scene, **bad))
        page = text(response, 422)
        assert list(response.context["form"].errors) == [field]
        assert says in response.context["form"].errors[field][0]
        for words in ("The founders should settle who sells.", "Send the price sheet" if "action_1" not in bad else "aaa"):
            assert words in page
        assert (Session.objects.count(), Message.objects.count()) == (0, 0)

    def test_only_for_startups_one_mentors(self, scene: Scene) -> None:
        other = cohorts.enrolment(scene.cohort)
        cohorts.supporter(other, scene.mentor, role="manager")
        response = browser(scene.mentor).post(LOG, typed(scene, startup=other.code))
        assert list(response.context["form"].errors) == ["startup"]

    def test_others_are_told_who_may(self, scene: Scene) -> None:
        for person in (*scene.insiders, *scene.outsiders, scene.manager, scene.auditor):
            for act in ("get", "post"):
                assert "Only a mentor of a startup logs sessions." in text(getattr(browser(person), act)(LOG, typed(scene)), 403)
        assert not Session.objects.exists()


class TestSession:
    def test_what_everybody_around_the_startup_reads(self, scene: Scene) -> None:
        one = factories.session(scene.enrolment, scene.mentor, private="Between us.", actions=("Send the price sheet",))
        for person in (*scene.insiders, scene.mentor, scene.manager, scene.auditor):
            page = text(browser(person).get(one.get_absolute_url()))
            for words in ("Pricing", "Offer a price a crane.", "Send the price sheet", "45 minutes"):
                assert words in page, (person, words)
            may_tick = person not in (scene.viewer, scene.auditor)
            assert (f'action="/actions/{one.actions.get().code}/settle/"' in page) == may_tick
            assert ("Between us." in page) == (person in (scene.mentor, scene.manager))

    def test_outsiders_find_nothing(self, scene: Scene) -> None:
        one = factories.session(scene.enrolment, scene.mentor)
        for person in scene.outsiders:
            client = browser(person)
            assert client.get(one.get_absolute_url()).status_code == 404
            assert client.post(f"{one.get_absolute_url()}notes/", {"text": "Mine"}).status_code == 404
        assert browser(None).get(one.get_absolute_url())["Location"].startswith("/accounts/login/")

    @pytest.mark.parametrize("note", ["", "  ", "n" * 8001])
    def test_a_note_that_cannot_be_comes_back(self, scene: Scene, note: str) -> None:
        one = factories.session(scene.enrolment, scene.mentor)
        response = browser(scene.mentor).post(f"{one.get_absolute_url()}notes/", {"text": note})
        assert (list(response.context["form"].errors), note.strip() in text(response, 422)) == (["text"], True)
        assert one.private_notes.count() == 0

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries(self, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        one = factories.session(scene.enrolment, scene.mentor)
        for _ in range(size):
            factories.action(one)
            one.private_notes.create(text="Between us.", by=scene.mentor)
        client = browser(scene.manager)
        with django_assert_num_queries(11):
            client.get(one.get_absolute_url())


class TestSettling:
    @pytest.fixture
    def action(self, scene: Scene) -> Any:
        return factories.action(factories.session(scene.enrolment, scene.mentor))

    def test_ticked_and_back_to_where_it_was(self, scene: Scene, action: Any) -> None:
        client, door = browser(scene.owner), f"/actions/{action.code}/settle/"
        assert client.post(door, {"next": LIST})["Location"] == LIST
        action.refresh_from_db()
        assert (action.done_at, action.done_by) == (NOW, scene.owner)
        assert client.post(door, {"open": "1"})["Location"] == action.session.get_absolute_url()
        action.refresh_from_db()
        assert action.done_at is None

    @pytest.mark.parametrize("away", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
    def test_it_leads_nowhere_else(self, scene: Scene, action: Any, away: str) -> None:
        response = browser(scene.owner).post(f"/actions/{action.code}/settle/", {"next": away})
        assert response["Location"] == action.session.get_absolute_url()

    def test_who_may_not(self, scene: Scene, action: Any) -> None:
        door = f"/actions/{action.code}/settle/"
        for person, status in ((scene.viewer, 403), (scene.auditor, 403), *((one, 404) for one in scene.outsiders)):
            assert browser(person).post(door).status_code == status
        assert browser(scene.owner).get(door).status_code == 405
        assert browser(scene.owner).post("/actions/nothing/settle/").status_code == 404
        action.refresh_from_db()
        assert action.done_at is None


class TestMentors:
    def test_who_mentors_whom(self, scene: Scene) -> None:
        factories.session(scene.enrolment, scene.mentor)
        page = text(browser(scene.manager).get(MENTORS))
        for words in ("Quaykeeper", "Priya Raghunathan", "Sandbar", "Nobody yet", "Match a mentor"):
            assert words in page, words
        page = text(browser(scene.auditor).get(MENTORS))
        assert ("Priya Raghunathan" in page, "Match a mentor" in page) == (True, False)

    def test_one_is_matched(self, scene: Scene) -> None:
        factories.profile(scene.stranger)
        given = {"startup": scene.enrolment.code, "mentor": scene.stranger.code}
        response = browser(scene.manager).post(MENTORS, given, follow=True)
        assert said(response) == ["Stranger mentors Quaykeeper now"]
        assert Supporter.objects.live().filter(person=scene.stranger, role="mentor").count() == 1

    def test_somebody_new_is_invited_and_waits_in_the_list(self, scene: Scene) -> None:
        given = {"startup": scene.enrolment.code, "email": "new@example.org"}
        response = browser(scene.manager).post(MENTORS, given, follow=True)
        assert said(response) == ["Invitation on its way to new@example.org"]
        assert Invitation.objects.get().scope_id == scene.enrolment.pk
        assert "new@example.org" in text(response)
        assert "new@example.org" not in text(browser(scene.auditor).get(MENTORS))

    @pytest.mark.parametrize(
        ("given", "field", "says"),
        [
            ({}, "mentor", "Choose a mentor, or give the email of somebody new."),
            ({"email": "no address"}, "email", "valid email"),
            ({"mentor": "nobody"}, "mentor", "valid choice"),
            ({"startup": "nothing", "email": "new@example.org"}, "startup", "valid choice"),
        ],
    )
    def test_bad_input(self, scene: Scene, given: dict[str, str], field: str, says: str) -> None:
        response = browser(scene.manager).post(MENTORS, {"startup": scene.enrolment.code} | given)
        assert says in response.context["form"].errors[field][0]
        assert text(response, 422)
        assert (Invitation.objects.count(), Mentor.objects.count()) == (0, 0)

    def test_a_founder_as_their_own_mentor_is_refused_by_name(self, scene: Scene) -> None:
        factories.profile(scene.owner)
        response = browser(scene.manager).post(MENTORS, {"startup": scene.enrolment.code, "mentor": scene.owner.code})
        assert "Ananya Rao belongs to Quaykeeper. Choose somebody from outside." in text(response, 422)

    def test_others(self, scene: Scene) -> None:
        given = {"startup": scene.enrolment.code, "email": "new@example.org"}
        for person in (*scene.insiders, *scene.outsiders, scene.mentor):
            client = browser(person)
            assert [client.get(MENTORS).status_code, client.post(MENTORS, given).status_code] == [404, 404]
        assert browser(scene.auditor).post(MENTORS, given).status_code == 403
        assert not Invitation.objects.exists()

    def test_an_empty_cohort_says_so(self, scene: Scene) -> None:
        Enrolment.objects.update(state="departed")
        page = text(browser(scene.manager).get(MENTORS))
        assert ("Nobody is in yet" in page, "Match a mentor" in page) == (True, False)

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries(self, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        for _ in range(size):
            one = cohorts.enrolment(scene.cohort)
            factories.session(one, cohorts.supporter(one, accounts.person()))
        client = browser(scene.manager)
        with django_assert_num_queries(11):
            client.get(MENTORS)
