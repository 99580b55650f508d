"""What check-ins say elsewhere: home, menu, a startup's page, the form builder, and forms that change under an open one."""

from __future__ import annotations

from typing import Any

import pytest

from accelerator.accounts.models import Person
from accelerator.accounts.points import HomeAct
from accelerator.questionnaires import operations as forms
from accelerator.questionnaires.models import Questionnaire
from cohorts.checkins import registered
from cohorts.checkins.models import CheckIn, Rhythm
from tests.cast import browser
from tests.factories import checkins as factories
from tests.factories.checkins import ANSWERS, ASK
from tests.factories.cohorts import NOW, Scene


@pytest.fixture
def rhythm(scene: Scene) -> Rhythm:
    return factories.rhythm(scene.cohort)


def home(person: Any, path: str = "/home/") -> str:
    return browser(person).get(path).content.decode()


def button(one: CheckIn, label: str = "Weekly check-in") -> HomeAct:
    return HomeAct(label, f"/check-ins/{one.code}/", "clipboard-pen", is_first=True)


class TestHome:
    def test_how_many_were_sent_with_their_bars(self, rhythm: Rhythm, scene: Scene) -> None:
        for ago in (1, 2, 4):
            factories.check_in(rhythm, scene.enrolment, ago=ago, state="sent")
        factories.check_in(rhythm, scene.enrolment, ago=3)
        for person in scene.insiders:
            page = home(person)
            for words in ("Weekly check-ins", "3 of 4 sent", "4 of 5", "How is the team?"):
                assert words in page, words
        assert "Weekly check-ins" not in home(scene.rival)

    def test_none_while_nothing_has_opened(self, rhythm: Rhythm, scene: Scene) -> None:
        assert "Weekly check-ins" not in home(scene.owner)

    def test_what_is_to_send_with_when_it_is_due(self, rhythm: Rhythm, scene: Scene) -> None:
        one = factories.check_in(rhythm, scene.enrolment, ago=-1)
        for person in (scene.owner, scene.member):
            page = home(person)
            assert "Send your week 13 check-in" in page
            assert f'href="/check-ins/{one.code}/"' in page
            assert 'datetime="2026-11-25T04:00:00+00:00"' in page
        for person in (scene.viewer, scene.mentor, scene.manager, scene.rival):
            assert "Send your week 13 check-in" not in home(person)

    def test_a_monthly_one_is_called_by_its_month(self, scene: Scene) -> None:
        factories.check_in(factories.rhythm(scene.cohort, every="monthly"), scene.enrolment, ago=-1, every="monthly")
        assert "Send your check-in of november 2026" in home(scene.owner).replace("November", "november")

    def test_nothing_of_what_is_sent(self, rhythm: Rhythm, scene: Scene) -> None:
        factories.check_in(rhythm, scene.enrolment, ago=0, state="sent")
        assert "Send your" not in home(scene.owner)

    def test_a_button_opens_the_one_that_is_due_next(self, rhythm: Rhythm, scene: Scene) -> None:
        late = factories.check_in(rhythm, scene.enrolment, ago=1)
        assert registered.home_acts(scene.owner) == [button(late)]
        factories.check_in(rhythm, scene.enrolment, ago=-2)
        due = factories.check_in(rhythm, scene.enrolment, ago=-1)
        for person in (scene.owner, scene.member):
            assert registered.home_acts(person) == [button(due)]
            assert f'<a class="btn btn-primary" href="/check-ins/{due.code}/">' in home(person)
        for person in (scene.viewer, scene.mentor, scene.manager, scene.rival):
            assert (registered.home_acts(person), "Weekly check-in</a>" in home(person)) == ([], False)

    def test_no_button_while_none_is_open(self, rhythm: Rhythm, scene: Scene) -> None:
        factories.check_in(rhythm, scene.enrolment, state="sent")
        assert registered.home_acts(scene.owner) == []
        assert 'class="acts"' not in home(scene.owner)

    def test_the_button_of_a_monthly_one_says_so(self, scene: Scene) -> None:
        one = factories.check_in(factories.rhythm(scene.cohort, every="monthly"), scene.enrolment, ago=-1, every="monthly")
        assert registered.home_acts(scene.owner) == [button(one, "Monthly check-in")]

    @pytest.mark.parametrize("size", [1, 3])
    def test_one_query_for_the_button(self, rhythm: Rhythm, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        for ago in range(size):
            factories.check_in(rhythm, scene.enrolment, ago=ago)
        owner = Person.objects.with_standing().get(pk=scene.owner.pk)
        with django_assert_num_queries(1):
            registered.home_acts(owner)

    def test_a_mentor_hears_that_somebody_asks(self, rhythm: Rhythm, scene: Scene) -> None:
        sent = factories.check_in(rhythm, scene.enrolment, ago=1, state="sent")
        factories.ask(sent, scene.mentor)
        assert "A startup asks for what you know" in home(scene.mentor)
        factories.ask(sent, scene.mentor, text="Another")
        assert "2 startups&#x27; asks wait for you" in home(scene.mentor)
        for person in (scene.owner, scene.manager, scene.former):
            assert "asks for what you know" not in home(person)


class TestMenu:
    def test_each_finds_their_own_door(self, rhythm: Rhythm, scene: Scene) -> None:
        factories.check_in(rhythm, scene.enrolment, ago=-1)
        assert 'href="/check-ins/"' in home(scene.owner, "/account/")
        assert 'href="/asks/"' in home(scene.mentor, "/account/")
        assert f'href="/cohorts/{scene.cohort.slug}/check-ins/"' in home(scene.manager, "/account/")
        page = home(scene.stranger, "/account/")
        assert not any(door in page for door in ('href="/check-ins/"', 'href="/asks/"'))


class TestStartupsPage:
    def test_a_panel_for_who_may_read_it(self, rhythm: Rhythm, scene: Scene) -> None:
        factories.check_in(rhythm, scene.enrolment, ago=1, state="sent")
        path = f"/enrolments/{scene.enrolment.code}/"
        assert all(words in home(scene.manager, path) for words in ("1 of 1 sent", "SGD 18,400"))
        mentor = home(scene.mentor, path)
        assert ("1 of 1 sent" in mentor, "SGD 18,400" in mentor, "320" in mentor) == (True, False, True)

    def test_what_happened_stands_on_its_timeline(self, scene: Scene) -> None:
        assert set(registered.timeline()) >= {"check_in.sent", "check_in.consent", "ask.taken"}


class TestForms:
    def test_they_are_redrawn_by_who_runs_the_check_ins(self, rhythm: Rhythm, scene: Scene) -> None:
        found = Questionnaire.objects.visible_to(scene.manager)
        assert list(found) == [rhythm.questionnaire]
        for person in (scene.owner, scene.mentor, scene.elsewhere, scene.auditor):
            assert not Questionnaire.objects.visible_to(person).exists()

    def test_they_tell_what_asks_with_them(self, rhythm: Rhythm, scene: Scene) -> None:
        factories.check_in(rhythm, scene.enrolment, ago=-1)
        factories.check_in(rhythm, scene.enrolment, ago=1, state="sent")
        (use,) = registered.form_uses(rhythm.questionnaire)
        assert (use.label, use.drafts) == ("Check-ins of Cohort 5", 1)
        assert use.url == f"/cohorts/{scene.cohort.slug}/check-ins/rhythm/"

    def test_an_open_one_goes_over_to_the_new_wording_and_loses_nothing(self, rhythm: Rhythm, scene: Scene) -> None:
        one = factories.check_in(rhythm, scene.enrolment, ago=-1, answers=ANSWERS)
        sent = factories.check_in(rhythm, scene.enrolment, ago=1, state="sent")
        draft = forms.redraft(rhythm.questionnaire, by=scene.manager)

        def reword(definition: dict[str, Any]) -> dict[str, Any]:
            definition["sections"][0]["questions"][0]["label"] = "Months of money left"
            return definition

        published = forms.publish(forms.redraw(draft, reword, by=scene.manager), by=scene.manager, at=NOW)
        drafts = registered.form_drafts(rhythm.questionnaire).values_list("sheet", flat=True)
        assert list(drafts) == [one.sheet_id]
        forms.renew(one.sheet, version=published, by=scene.manager, at=NOW)  # type: ignore[arg-type]
        assert "Months of money left" in home(scene.owner, f"/check-ins/{one.code}/")
        assert factories.fresh(one).sheet.answers == ANSWERS  # type: ignore[union-attr]
        assert factories.fresh(sent).sheet.version.number == 1  # type: ignore[union-attr]


@pytest.mark.parametrize("size", [1, 3])
def test_home_asks_no_more_for_a_longer_history(rhythm: Rhythm, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
    for ago in range(size):
        factories.check_in(rhythm, scene.enrolment, ago=ago + 1, state="sent")
    client = browser(scene.owner)
    client.get("/home/")
    with django_assert_num_queries(6):
        client.get("/home/")


def test_what_is_asked_stays_off_pages_of_elsewhere(rhythm: Rhythm, scene: Scene) -> None:
    factories.ask(factories.check_in(rhythm, scene.enrolment, ago=1, state="sent"))
    assert ASK not in home(scene.mentor, "/asks/")
    assert CheckIn.objects.count() == 1
