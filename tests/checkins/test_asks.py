"""What startups ask for goes to mentors who know it, once, in one mail; who helps is told to the founders."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message
from cohorts.checkins import operations, queries, tasks
from cohorts.checkins.models import Ask, CheckIn, Referral, Rhythm
from cohorts.mentoring import registered as mentoring
from cohorts.roster.models import Enrolment
from tests.cast import browser
from tests.factories import accounts, cohorts, programmes, questionnaires
from tests.factories import checkins as factories
from tests.factories import mentoring as mentors
from tests.factories.checkins import ANSWERS, ASK
from tests.factories.cohorts import NOW, Scene
from tests.trailed import trailed

NEXT_NINE = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)  # 09:00 in Singapore, the day after NOW


@pytest.fixture
def rhythm(scene: Scene) -> Rhythm:
    return factories.rhythm(scene.cohort)


@pytest.fixture
def knower(scene: Scene) -> Any:
    """Mentors another startup of the programme and knows sales, in letters of their own."""
    person = cohorts.supporter(Enrolment.objects.get(startup__name="Sandbar"), accounts.person(name="Knows Sales"))
    mentors.profile(person, expertise=["Machine learning", " SALES "])
    return person


def send(rhythm: Rhythm, enrolment: Enrolment, by: Any, *rows: dict[str, str]) -> CheckIn:
    answers = ANSWERS | ({"asks": list(rows)} if rows else {})
    one = factories.check_in(rhythm, enrolment, ago=-1, answers=answers)
    return operations.submit(one, by=by, at=NOW)


def referred() -> list[tuple[str, str]]:
    rows = Referral.objects.select_related("ask", "person").order_by("ask", "person__name")
    return [(row.ask.text, row.person.name) for row in rows]


class TestRouting:
    def test_to_who_stands_by_it_and_to_who_knows(self, rhythm: Rhythm, scene: Scene, knower: Any) -> None:
        other = cohorts.supporter(Enrolment.objects.get(startup__name="Sandbar"), accounts.person(name="Knows Law"))
        mentors.profile(other, expertise=["Regulation"])
        send(rhythm, scene.enrolment, scene.owner)
        assert referred() == [(ASK, "Knows Sales"), (ASK, "Priya Raghunathan")]
        assert set(Referral.objects.values_list("tell_at", "told_at")) == {(NEXT_NINE, None)}

    def test_to_nobody_of_another_programme_who_left_or_is_suspended(self, rhythm: Rhythm, scene: Scene, knower: Any) -> None:
        elsewhere = cohorts.enrolment(cohorts.cohort(programme=programmes.programme()), name="Elsewhere")
        mentors.profile(cohorts.supporter(elsewhere), expertise=["Sales"])
        mentors.profile(scene.former, expertise=["Sales"])
        knower.is_active = False
        knower.save()
        send(rhythm, scene.enrolment, scene.owner)
        assert referred() == [(ASK, "Priya Raghunathan")]

    def test_never_to_its_own_people(self, rhythm: Rhythm, scene: Scene) -> None:
        cohorts.supporter(Enrolment.objects.get(startup__name="Sandbar"), scene.member)
        mentors.profile(scene.member, expertise=["Sales"])
        send(rhythm, scene.enrolment, scene.owner)
        assert referred() == [(ASK, "Priya Raghunathan")]

    def test_to_no_mentor_where_the_founders_or_the_form_keep_it(self, rhythm: Rhythm, scene: Scene, knower: Any) -> None:
        operations.let_see(scene.enrolment, key="asks", mentors=False, by=scene.owner)
        send(rhythm, scene.enrolment, scene.owner)
        assert (referred(), Ask.objects.count()) == ([], 1)
        operations.let_see(scene.enrolment, key="asks", mentors=True, by=scene.owner)
        assert len(referred()) == 2

    def test_a_row_each(self, rhythm: Rhythm, scene: Scene) -> None:
        send(rhythm, scene.enrolment, scene.owner, {"ask": "One", "topic": "sales"}, {"ask": "Two", "topic": "hiring"})
        assert list(Ask.objects.order_by("place").values_list("text", "tags")) == [("One", ["Sales"]), ("Two", ["Hiring"])]

    def test_a_topic_of_many_words_is_cut(self, scene: Scene) -> None:
        columns = [
            {"key": "ask", "type": "text", "label": "What", "required": True},
            {
                "key": "topic",
                "type": "choice",
                "label": "Topic",
                "options": [{"value": "law", "label": "L" * 150}],
                "required": True,
            },
        ]
        asked = {"key": "asks", "type": "table", "label": "What do you need?", "columns": columns}
        form = questionnaires.published_version(definition={"sections": [{"key": "a", "title": "A", "questions": [asked]}]})
        settings = {"asks": {"is_figure": False, "better": "", "mentors": True}}
        rhythm = factories.rhythm(scene.cohort, questionnaire=form.questionnaire, settings=settings, headline="")
        one = factories.check_in(rhythm, scene.enrolment, ago=-1, answers={"asks": [{"ask": "A lawyer", "topic": "law"}]})
        operations.submit(one, by=scene.owner, at=NOW)
        assert Ask.objects.get().tags == ["L" * 100]

    def test_a_form_without_such_a_table_asks_for_nothing(self, scene: Scene) -> None:
        send(factories.rhythm(scene.cohort, asks=""), scene.enrolment, scene.owner)
        assert not Ask.objects.exists()


class TestPoints:
    def test_mentors_for(self, scene: Scene, knower: Any) -> None:
        programme = scene.programme.pk
        assert [one.name for one in mentoring.mentors_for(["sales"], programme)] == ["Knows Sales"]
        assert list(mentoring.mentors_for(["law"], programme)) == list(mentoring.mentors_for([], programme)) == []
        assert list(mentoring.mentors_for(["sales"], programmes.programme().pk)) == []

    def test_mentor_topics(self, scene: Scene, knower: Any) -> None:
        mentors.profile(scene.mentor, expertise=["sales", "Hiring", " "])
        assert mentoring.mentor_topics(scene.programme.pk) == ["Hiring", "Machine learning", "SALES"]


class TestTelling:
    def test_all_that_is_for_one_in_one_mail_once(
        self, rhythm: Rhythm, scene: Scene, knower: Any, today: time_machine.Traveller
    ) -> None:
        send(rhythm, scene.enrolment, scene.owner, {"ask": "One", "topic": "sales"}, {"ask": "Two", "topic": "sales"})
        send(rhythm, Enrolment.objects.get(startup__name="Sandbar"), scene.rival, {"ask": "Three", "topic": "sales"})
        today.move_to(NEXT_NINE - timedelta(seconds=1), tick=False)
        tasks.tell_mentors()
        assert not Message.objects.filter(kind="asks_for_you").exists()
        today.move_to(NEXT_NINE, tick=False)
        tasks.tell_mentors()
        tasks.tell_mentors()
        told = Message.objects.filter(kind="asks_for_you").order_by("recipient__name")
        assert [(one.recipient.name, one.facts["asks"]) for one in told if one.recipient] == [
            ("Knows Sales", "Quaykeeper (Sales): One\n\nQuaykeeper (Sales): Two\n\nSandbar (Sales): Three"),
            ("Priya Raghunathan", "Quaykeeper (Sales): One\n\nQuaykeeper (Sales): Two"),
        ]
        assert not Referral.objects.filter(told_at=None).exists()

    @pytest.mark.parametrize("why", ["closed", "kept", "left"])
    def test_nothing_that_was_settled_or_hidden_meanwhile(self, rhythm: Rhythm, scene: Scene, today: Any, why: str) -> None:
        send(rhythm, scene.enrolment, scene.owner)
        if why == "closed":
            operations.close(Ask.objects.get(), by=scene.owner)
        elif why == "kept":
            operations.let_see(scene.enrolment, key="asks", mentors=False, by=scene.owner)
        else:
            Enrolment.objects.filter(pk=scene.enrolment.pk).update(state="departed")
        today.move_to(NEXT_NINE, tick=False)
        tasks.tell_mentors()
        assert not Message.objects.filter(kind="asks_for_you").exists()

    def test_before_nine_it_is_the_same_morning(self, rhythm: Rhythm, scene: Scene, today: Any) -> None:
        today.move_to(NEXT_NINE - timedelta(hours=2), tick=False)
        send(rhythm, scene.enrolment, scene.owner)
        assert Referral.objects.get().tell_at == NEXT_NINE


@pytest.fixture
def ask(rhythm: Rhythm, scene: Scene, knower: Any) -> Ask:
    sent = factories.check_in(rhythm, scene.enrolment, ago=1, state="sent")
    return factories.ask(sent, scene.mentor, knower)


def fresh(ask: Ask) -> Ask:
    return Ask.objects.select_related("check_in__enrolment__startup", "check_in__enrolment__cohort", "taken_by").get(pk=ask.pk)


class TestHelping:
    def test_the_founders_hear_with_an_address(self, ask: Ask, scene: Scene, knower: Any) -> None:
        operations.help_with(ask, by=knower)
        held = fresh(ask)
        assert (held.state, held.taken_by, held.settled_at) == ("taken", knower, NOW)
        told = Message.objects.filter(kind="ask_taken").order_by("id")
        assert [one.recipient for one in told] == [scene.owner, scene.member]
        assert (told[0].facts["email"], told[0].facts["ask"]) == (knower.email, ASK)
        assert trailed("ask.taken") == ["Knows Sales can help Quaykeeper with what it asked for. [ask enrolment startup]"]

    def test_one_helps_and_the_next_hears_who(self, ask: Ask, scene: Scene, knower: Any) -> None:
        operations.help_with(ask, by=knower)
        with pytest.raises(Refusal, match="Knows Sales helps with this already"):
            operations.help_with(ask, by=scene.mentor)
        assert Message.objects.filter(kind="ask_taken").count() == 2

    def test_passing_tells_nobody_and_takes_it_off_the_list(self, ask: Ask, scene: Scene) -> None:
        assert list(queries.asks_waiting(scene.mentor)) == [ask]
        operations.pass_on(ask, by=scene.mentor)
        assert (list(queries.asks_waiting(scene.mentor)), fresh(ask).state) == ([], "open")
        assert not Message.objects.filter(kind="ask_taken").exists()
        assert trailed("ask.taken") == []

    @pytest.mark.parametrize("verb", [operations.help_with, operations.pass_on])
    def test_only_whom_it_went_to(self, ask: Ask, scene: Scene, verb: Any) -> None:
        for person in (scene.owner, scene.manager, scene.rival, scene.stranger, scene.former):
            with pytest.raises(Forbidden):
                verb(ask, by=person)
        assert fresh(ask).state == "open"

    def test_asked_anew_who_did_not_help_is_passed_over(self, ask: Ask, scene: Scene, knower: Any) -> None:
        operations.help_with(ask, by=knower)
        operations.reopen(ask, by=scene.owner)
        assert (fresh(ask).state, fresh(ask).taken_by) == ("open", None)
        assert (list(queries.asks_waiting(knower)), list(queries.asks_waiting(scene.mentor))) == ([], [ask])
        with pytest.raises(Refusal, match="Nobody helps"):
            operations.reopen(ask, by=scene.owner)

    def test_closed_it_is_done_with(self, ask: Ask, scene: Scene, knower: Any) -> None:
        operations.close(ask, by=scene.manager)
        for act in (operations.help_with, operations.pass_on):
            with pytest.raises(Refusal, match="closed already"):
                act(ask, by=knower)
        with pytest.raises(Refusal, match="closed already"):
            operations.close(ask, by=scene.owner)
        assert trailed("ask.closed") == ["Nurul Hakim closed what Quaykeeper asked for. [ask enrolment startup]"]

    @pytest.mark.parametrize("who", ["viewer", "mentor", "rival", "auditor"])
    def test_others_close_nothing(self, ask: Ask, scene: Scene, who: str) -> None:
        with pytest.raises(Forbidden):
            operations.close(ask, by=getattr(scene, who))

    def test_managers_see_what_nobody_answers(self, ask: Ask, scene: Scene, knower: Any) -> None:
        assert list(queries.unanswered(scene.cohort)) == [ask]
        operations.help_with(ask, by=knower)
        assert list(queries.unanswered(scene.cohort)) == []


class TestPages:
    def test_a_mentor_is_offered_both_words(self, ask: Ask, scene: Scene) -> None:
        client = browser(scene.mentor)
        page = client.get("/asks/").content.decode()
        for words in (ASK, "Quaykeeper", "Sales", f'action="/asks/{ask.code}/help/"', f'action="/asks/{ask.code}/pass/"'):
            assert words in page, words
        assert client.post(f"/asks/{ask.code}/help/")["Location"] == "/asks/"
        page = client.get("/asks/").content.decode()
        assert f"/asks/{ask.code}/help/" not in page
        assert "Priya Raghunathan helps" in page

    def test_founders_close_and_ask_anew(self, ask: Ask, scene: Scene, knower: Any) -> None:
        operations.help_with(ask, by=knower)
        client = browser(scene.owner)
        page = client.get("/asks/").content.decode()
        assert f'action="/asks/{ask.code}/reopen/"' in page
        client.post(f"/asks/{ask.code}/reopen/")
        client.post(f"/asks/{ask.code}/close/")
        assert fresh(ask).state == "closed"
        assert f"/asks/{ask.code}/close/" not in client.get("/asks/").content.decode()

    def test_who_it_did_not_go_to_finds_nothing(self, ask: Ask, scene: Scene) -> None:
        for person in scene.outsiders:
            client = browser(person)
            assert ASK not in client.get("/asks/").content.decode()
            for verb in ("help", "pass", "close", "reopen"):
                assert client.post(f"/asks/{ask.code}/{verb}/").status_code == 404

    def test_managers_see_what_waits(self, ask: Ask, scene: Scene) -> None:
        assert ASK in browser(scene.manager).get(f"/cohorts/{scene.cohort.slug}/check-ins/asks/").content.decode()
        assert browser(scene.mentor).get(f"/cohorts/{scene.cohort.slug}/check-ins/asks/").status_code == 404

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries(self, rhythm: Rhythm, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        sent = factories.check_in(rhythm, scene.enrolment, ago=1, state="sent")
        for number in range(size):
            factories.ask(sent, scene.mentor, text=f"Ask {number}")
        client = browser(scene.mentor)
        with django_assert_num_queries(5):
            client.get("/asks/")
