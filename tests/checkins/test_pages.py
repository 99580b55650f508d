"""Pages of check-ins: the form on a phone, what is read of it, the cohort's period, the rhythm, targets."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from accelerator.trail.models import Access
from cohorts.checkins.models import CheckIn, Consent, Rhythm, Target
from cohorts.roster.models import Enrolment
from tests.cast import browser
from tests.factories import checkins as factories
from tests.factories import cohorts, questionnaires
from tests.factories.checkins import ANSWERS, CANARY
from tests.factories.cohorts import Scene
from tests.posting import form
from tests.trailed import trailed


@pytest.fixture
def rhythm(scene: Scene) -> Rhythm:
    return factories.rhythm(scene.cohort)


@pytest.fixture
def check_in(rhythm: Rhythm, scene: Scene) -> CheckIn:
    return factories.check_in(rhythm, scene.enrolment, ago=-1, answers={"runway": "7", "mood": "4"})


def text(response: HttpResponse, status: int = 200) -> str:
    assert response.status_code == status
    assert b"<c-" not in response.content
    return response.content.decode()


def at(one: CheckIn) -> str:
    return f"/check-ins/{one.code}/"


def of(scene: Scene) -> str:
    return f"/enrolments/{scene.enrolment.code}/check-ins/"


def posted(client: Client, one: CheckIn, **said: str) -> dict[str, str]:
    """What a browser without scripts sends of the form."""
    found = form(text(client.get(at(one))), "form:")
    return {**{name: value for name, value in found.items() if name != "to:"}, **said}


class TestForm:
    def test_it_stands_prefilled_with_who_reads_what_and_when_it_is_due(self, check_in: CheckIn, scene: Scene) -> None:
        page = text(browser(scene.owner).get(at(check_in)))
        for words in (
            "Week 13 check-in",
            "Due Wed 25 Nov, 12:00 SGT. About three minutes.",
            'name="runway" value="7"',
            f'data-url="/check-ins/{check_in.code}/sheet/"',
            "Your managers read this.",
            "Your managers and mentors read this.",
            'name="asks:0:ask"',
        ):
            assert words in page, words

    def test_saved_and_gone_on_with(self, check_in: CheckIn, scene: Scene) -> None:
        client = browser(scene.owner)
        said = posted(client, check_in, runway="5", blockers="Waiting for the port.") | {"to:": "save"}
        assert client.post(at(check_in), said)["Location"] == at(check_in)
        page = text(client.get(at(check_in)))
        assert "Waiting for the port." in page
        assert "Saved. Send it when it is whole." in page

    def test_sent_without_touching_what_stood_there(self, check_in: CheckIn, scene: Scene) -> None:
        client = browser(scene.member)
        said = posted(client, check_in, revenue="1,200", mood="4") | {"to:": "send"}
        assert client.post(at(check_in), said)["Location"] == "/check-ins/"
        sent = factories.fresh(check_in)
        assert (sent.state, sent.sent_by) == ("sent", scene.member)
        assert sent.sheet.answers == {"runway": "7", "mood": "4", "revenue": "1200"}  # type: ignore[union-attr]
        assert "Sent. Thank you." in text(client.get("/check-ins/"))

    def test_what_is_missing_is_said_beside_it_and_what_was_typed_stays(self, check_in: CheckIn, scene: Scene) -> None:
        client = browser(scene.owner)
        said = posted(client, check_in, runway="soon", blockers="<b>Held</b> up", mood="4") | {"to:": "send"}
        page = text(client.post(at(check_in), said), 422)
        for words in (
            "Not sent yet",
            "Write a number such as 18,400 or 0.5.",
            "Answer this to submit.",
            "soon",
            "&lt;b&gt;Held&lt;/b&gt; up",
        ):
            assert words in page, words

    def test_two_who_wrote_the_same_read_both(self, check_in: CheckIn, scene: Scene) -> None:
        hers, his = browser(scene.owner), browser(scene.member)
        before = posted(his, check_in, runway="3") | {"to:": "save"}
        hers.post(at(check_in), posted(hers, check_in, runway="9") | {"to:": "save"})
        page = text(his.post(at(check_in), before), 409)
        assert "Ananya Rao wrote meanwhile:" in page
        assert "9 months" in page
        assert 'name="runway" value="3"' in page
        again = {name: value for name, value in form(page, "form:").items() if name != "to:"} | {"to:": "save"}
        assert his.post(at(check_in), again).status_code == 302
        assert factories.fresh(check_in).sheet.answers["runway"] == "3"  # type: ignore[union-attr]

    def test_late_it_says_that_it_counts(self, check_in: CheckIn, scene: Scene, today: Any) -> None:
        today.move_to(check_in.due_at + timedelta(hours=1), tick=False)
        assert "It still counts, marked as late." in text(browser(scene.owner).get(at(check_in)))

    def test_the_autosave_keeps_and_refuses_as_every_sheet_does(self, check_in: CheckIn, scene: Scene) -> None:
        change = {"changes": [{"name": "runway", "value": "2", "version": 0}]}
        for person, status in ((scene.owner, 200), (scene.viewer, 403), (scene.mentor, 403), (scene.rival, 404)):
            answer = browser(person).patch(
                f"{at(check_in)}sheet/", change, content_type="application/json", headers={"Accept": "application/json"}
            )
            assert answer.status_code == status, person
        assert factories.fresh(check_in).sheet.answers["runway"] == "2"  # type: ignore[union-attr]

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries(self, rhythm: Rhythm, check_in: CheckIn, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        for ago in range(size):
            factories.check_in(rhythm, scene.enrolment, ago=ago + 1, state="sent")
        client = browser(scene.owner)
        with django_assert_num_queries(5):
            client.get(at(check_in))


class TestReading:
    def test_each_reads_what_they_may(self, rhythm: Rhythm, scene: Scene) -> None:
        sent = factories.check_in(rhythm, scene.enrolment, ago=1, state="sent")
        manager, mentor = (text(browser(person).get(at(sent))) for person in (scene.manager, scene.mentor))
        assert all(words in manager for words in (CANARY, "SGD 18,400", "4 of 5", "Sent by Ananya Rao"))
        assert (CANARY in mentor, "SGD 18,400" in mentor, "How is the team?" in mentor) == (True, False, False)

    def test_with_nothing_shared_it_says_so(self, rhythm: Rhythm, scene: Scene) -> None:
        sent = factories.check_in(rhythm, scene.enrolment, ago=1, state="sent")
        Rhythm.objects.update(settings={})
        assert "Not shared with you" in text(browser(scene.mentor).get(at(sent)))

    def test_one_that_is_being_written_is_not_read_by_managers(self, check_in: CheckIn, scene: Scene) -> None:
        page = text(browser(scene.manager).get(at(check_in)))
        assert ("Not sent yet" in page, "7 months" in page) == (True, False)

    def test_one_to_come_is_not_there(self, rhythm: Rhythm, scene: Scene) -> None:
        one = factories.check_in(rhythm, scene.enrolment, ago=-2, state="planned")
        assert browser(scene.owner).get(at(one)).status_code == 404


class TestStartup:
    @pytest.fixture
    def history(self, rhythm: Rhythm, scene: Scene) -> None:
        for ago, runway in ((3, "9"), (1, "6")):
            factories.check_in(rhythm, scene.enrolment, ago=ago, state="sent", answers=ANSWERS | {"runway": runway})
        factories.check_in(rhythm, scene.enrolment, ago=2)

    def test_figures_stand_in_a_table_beside_their_charts(self, history: None, scene: Scene) -> None:
        page = text(browser(scene.owner).get(of(scene)))
        for words in (
            "2 of 3 sent · 1 in a row",
            "Missed",
            "9 months",
            "6 months",
            'data-uses="chart"',
            '"data": ["W9", "W10", "W11"]',
        ):
            assert words in page, words
        assert page.count('class="spark"') == 5  # of those that are told; they need no script
        assert 'aria-label="Runway in the last 8 check-ins"' in page

    def test_a_target_is_set_met_and_taken_away(self, history: None, scene: Scene) -> None:
        client = browser(scene.manager)
        assert client.post(f"{of(scene)}target/", {"key": "runway", "value": "5.5"})["Location"] == of(scene)
        assert "target 5.5 months · met" in text(client.get(of(scene)))
        browser(scene.owner).post(f"{of(scene)}target/", {"key": "runway", "value": ""})
        assert not Target.objects.exists()
        assert trailed("check_in.aimed", "check_in.aimless") == [
            "Nurul Hakim set the target of “Runway” of Quaykeeper. [enrolment startup]",
            "Ananya Rao took the target of “Runway” of Quaykeeper away. [enrolment startup]",
        ]

    @pytest.mark.parametrize(
        ("key", "value", "says"),
        [
            ("runway", "soon", "Write a number such as 18,400 or 0.5."),
            ("blockers", "5", "Only a figure has a target."),
            ("salary", "5", "no such question"),
            ("runway", "9" * 30, "Write a number such as 18,400 or 0.5."),
        ],
    )
    def test_a_target_that_cannot_be(self, history: None, scene: Scene, key: str, value: str, says: str) -> None:
        response = browser(scene.owner).post(f"{of(scene)}target/", {"key": key, "value": value})
        assert response.status_code == 422
        page = response.content.decode()
        assert says in page
        assert (f'value="{value}"' in page) is (key == "runway")
        assert not Target.objects.exists()

    def test_founders_decide_who_reads_and_see_what_holds(self, history: None, scene: Scene) -> None:
        client = browser(scene.owner)
        page = text(client.get(of(scene)))
        assert "Who reads your answers" in page
        assert "as the form has it" in page
        client.post(f"{of(scene)}consent/", {"key": "runway", "mentors": "yes"})
        assert list(Consent.objects.values_list("key", "mentors")) == [("runway", True)]
        assert "Runway" in text(browser(scene.mentor).get(of(scene)))
        for person in (scene.viewer, scene.mentor, scene.manager):
            assert "Who reads your answers" not in text(browser(person).get(of(scene)))
        assert client.post(f"{of(scene)}consent/", {"key": "runway", "mentors": "maybe"}).status_code == 422

    def test_outsiders_find_nothing(self, history: None, scene: Scene) -> None:
        for person in scene.outsiders:
            client = browser(person)
            assert client.get(of(scene)).status_code == 404
            assert client.post(f"{of(scene)}target/", {"key": "runway", "value": "5"}).status_code == 404
            assert client.post(f"{of(scene)}consent/", {"key": "runway", "mentors": "yes"}).status_code == 404

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries(self, rhythm: Rhythm, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        for ago in range(size):
            factories.check_in(rhythm, scene.enrolment, ago=ago + 1, state="sent")
        client = browser(scene.owner)
        with django_assert_num_queries(10):
            client.get(of(scene))


class TestList:
    def test_founders_see_what_to_send_and_mentors_their_startups(self, check_in: CheckIn, scene: Scene) -> None:
        page = text(browser(scene.owner).get("/check-ins/"))
        assert ("To send" in page, at(check_in) in page) == (True, True)
        assert "To send" not in text(browser(scene.viewer).get("/check-ins/"))
        page = text(browser(scene.mentor).get("/check-ins/"))
        assert ("Startups you stand by" in page, of(scene) in page) == (True, True)
        assert "They come with the cohort you join." in text(browser(scene.stranger).get("/check-ins/"))

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries(self, rhythm: Rhythm, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        for ago in range(size):
            factories.check_in(rhythm, scene.enrolment, ago=ago)
        client = browser(scene.owner)
        with django_assert_num_queries(6):
            client.get("/check-ins/")


class TestCohort:
    def path(self, scene: Scene, more: str = "") -> str:
        return f"/cohorts/{scene.cohort.slug}/check-ins/{more}"

    def test_who_sent_who_missed_and_how_figures_moved(self, rhythm: Rhythm, scene: Scene) -> None:
        factories.check_in(rhythm, scene.enrolment, ago=2, state="sent", answers=ANSWERS | {"runway": "9.5"})
        factories.check_in(rhythm, scene.enrolment, ago=1, state="sent")
        factories.check_in(rhythm, Enrolment.objects.get(startup__name="Sandbar"), ago=1)
        page = text(browser(scene.manager).get(self.path(scene)))
        for words in ("Week 11 check-in", "Quaykeeper", "Missed", "Sandbar", "7 months", "−2.5", "Ananya Rao"):
            assert words in page, words
        earlier = text(browser(scene.manager).get(self.path(scene, f"?period={date(2026, 11, 2)}")))
        assert ("9.5 months" in earlier, "Sandbar" in earlier) == (True, False)

    def test_a_period_that_nobody_was_asked_in_shows_the_latest(self, rhythm: Rhythm, scene: Scene) -> None:
        factories.check_in(rhythm, scene.enrolment, ago=1, state="sent")
        for period in ("2020-01-06", "soon", "2026-13-99", ""):
            assert "Week 11 check-in" in text(browser(scene.manager).get(self.path(scene, f"?period={period}")))

    def test_before_there_are_any(self, scene: Scene) -> None:
        page = text(browser(scene.manager).get(self.path(scene)))
        assert "This cohort has no check-ins yet" in page
        assert "Begin check-ins" in page
        assert "Begin check-ins" not in text(browser(scene.auditor).get(self.path(scene)))

    def test_figures_as_a_table_that_a_spreadsheet_cannot_run(self, rhythm: Rhythm, scene: Scene) -> None:
        scene.startup.name = "=Quaykeeper()"
        scene.startup.save()
        factories.check_in(rhythm, scene.enrolment, ago=1, state="sent")
        response = browser(scene.manager).get(self.path(scene, "figures.csv"))
        lines = b"".join(response).decode("utf-8-sig").splitlines()  # type: ignore[call-overload]  # streamed
        head = '"Startup","Period","Due (UTC)","State","Sent (UTC)","Corrected (UTC)","Runway","Revenue last month"'
        assert lines[0].startswith(head)
        assert (
            lines[1] == '"\'=Quaykeeper()","2026-11-09","2026-11-11 04:00","sent","2026-11-11 03:00","","7","18400","320","6","4"'
        )
        assert CANARY not in "".join(lines)
        assert [(row.what, row.person_id) for row in Access.objects.all()] == [("check-ins export", scene.manager.pk)]

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries(self, rhythm: Rhythm, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        for number in range(size):
            one = cohorts.enrolment(scene.cohort, name=f"Quay {number}")
            factories.check_in(rhythm, one, ago=1)
        client = browser(scene.manager)
        with django_assert_num_queries(8):
            client.get(self.path(scene))


class TestRhythm:
    def path(self, scene: Scene, more: str = "rhythm/") -> str:
        return f"/cohorts/{scene.cohort.slug}/check-ins/{more}"

    def given(self, **said: Any) -> dict[str, Any]:
        usual = {
            "every": "weekly",
            "weekday": "4",
            "day": "1",
            "due_time": "17:00",
            "opens_days": "2",
            "starts_on": "2026-11-01",
            "ends_on": "2027-01-31",
            "questionnaire": "",
        }
        return usual | said

    def test_begun_with_the_usual_questions_it_asks_at_once(self, scene: Scene) -> None:
        client = browser(scene.manager)
        assert "The usual questions: runway" in text(client.get(self.path(scene)))
        assert client.post(self.path(scene), self.given())["Location"] == self.path(scene)
        made = Rhythm.objects.get()
        assert (made.every, made.weekday, made.due_time, made.headline, made.asks) == ("weekly", 4, time(17), "mood", "asks")
        version = made.version()
        assert version is not None
        assert version.state == "published"
        assert CheckIn.objects.filter(state="planned").count() == 14
        assert trailed("rhythm.begun") == ["Nurul Hakim began check-ins of Cohort 5. [cohort programme rhythm]"]
        assert client.get(made.questionnaire.get_absolute_url()).status_code == 200

    def test_with_a_form_of_another_cohort(self, scene: Scene) -> None:
        other = factories.rhythm(cohorts.cohort(programme=scene.programme))
        client = browser(scene.manager)
        client.post(self.path(scene), self.given(questionnaire=other.questionnaire.code))
        assert Rhythm.objects.get(cohort=scene.cohort).questionnaire == other.questionnaire

    def test_never_with_a_form_that_one_does_not_run(self, scene: Scene) -> None:
        foreign = questionnaires.published_version().questionnaire
        assert browser(scene.manager).post(self.path(scene), self.given(questionnaire=foreign.code)).status_code == 422
        assert not Rhythm.objects.exists()

    @pytest.mark.parametrize(
        ("said", "field", "says"),
        [
            ({"ends_on": "2026-10-31"}, "ends_on", "The last day lies before the first."),
            ({"opens_days": "1"}, "opens_days", "At least 2"),
            ({"opens_days": "9"}, "opens_days", "At most 6"),
            ({"day": "32"}, "day", "At most 31"),
            ({"due_time": "noon"}, "due_time", "valid time"),
            ({"every": "daily"}, "every", "Select a valid choice"),
            ({"weekday": "8"}, "weekday", "Select a valid choice"),
            ({"starts_on": "soon"}, "starts_on", "Write a day such as 2026-11-30."),
        ],
    )
    def test_bad_input_is_named(self, scene: Scene, said: dict[str, str], field: str, says: str) -> None:
        response = browser(scene.manager).post(self.path(scene), self.given(**said))
        assert response.status_code == 422
        assert says in str(response.context["form"].errors[field])
        assert not Rhythm.objects.exists()

    def test_changed_it_keeps_what_is_open(self, check_in: CheckIn, scene: Scene) -> None:
        browser(scene.manager).post(self.path(scene), self.given(every="monthly", day="31"))
        assert factories.fresh(check_in).state == "open"
        due = CheckIn.objects.filter(state="planned", enrolment=scene.enrolment).order_by("due_at")
        assert [one.due_at.date() for one in due] == [date(2026, 11, 30), date(2026, 12, 31)]

    def test_what_questions_are_for(self, rhythm: Rhythm, scene: Scene) -> None:
        client = browser(scene.manager)
        said = {"headline": "runway", "asks": "asks", "figure:runway": "on", "better:runway": "more", "mentors:blockers": "on"}
        assert client.post(self.path(scene, "reading/"), said).status_code == 302
        rhythm.refresh_from_db()
        assert rhythm.headline == "runway"
        assert rhythm.settings["runway"] == {"is_figure": True, "better": "more", "mentors": False}
        assert rhythm.settings["users"] == {"is_figure": False, "better": "", "mentors": False}
        assert rhythm.settings["blockers"]["mentors"] is True
        for wrong in ({"headline": "blockers"}, {"asks": "runway"}, {"better:runway": "sideways"}):
            assert client.post(self.path(scene, "reading/"), said | wrong).status_code == 422

    def test_only_its_managers(self, rhythm: Rhythm, scene: Scene) -> None:
        for person in (*scene.insiders, *scene.outsiders, scene.mentor, scene.auditor):
            client = browser(person)
            assert client.get(self.path(scene)).status_code == 404
            assert client.post(self.path(scene), self.given()).status_code == 404
            assert client.post(self.path(scene, "reading/"), {}).status_code == 404


def test_the_form_builder_is_open_to_who_runs_the_check_ins_and_tells_of_them(rhythm: Rhythm, scene: Scene) -> None:
    address = rhythm.questionnaire.get_absolute_url()
    assert "Check-ins of Cohort 5" in text(browser(scene.manager).get(address))
    for person in (scene.owner, scene.mentor, scene.elsewhere):
        assert browser(person).get(address).status_code == 404
