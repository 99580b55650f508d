"""What anybody reads: the front page, the calls, one call."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accelerator.programmes.models import Call
from tests.cast import browser
from tests.factories import accounts, programmes, questionnaires

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 6, 2, tzinfo=UTC)
DAY = timedelta(days=1)
PUBLIC_QUERIES, CALL_QUERIES = 4, 5


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def call(opens: int, closes: int, **fields: Any) -> Call:
    """A call that opens and closes so many days from now."""
    return programmes.call(**({"opens_at": NOW + opens * DAY, "closes_at": NOW + closes * DAY} | fields))


def text(response: Any) -> str:
    return str(response.content.decode())


class TestCalls:
    def test_each_where_it_stands_the_most_pressing_first(self) -> None:
        late, soon = call(-1, 9), call(-1, 2)
        far, near = call(9, 20), call(1, 20)
        old, lately = call(-30, -20), call(-30, 0)
        call(-1, 9, published=False)
        context = Client().get("/calls/").context
        assert list(context["open"]) == [soon, late]
        assert list(context["planned"]) == [near, far]
        assert list(context["past"]) == [lately, old]

    def test_none(self) -> None:
        assert Client().get("/calls/").status_code == 200
        assert Client().post("/calls/").status_code == 405

    @pytest.mark.parametrize(("opens", "closes"), [(-1, 9), (1, 9), (-9, -1)], ids=["open", "planned", "past"])
    def test_queries_do_not_grow(self, opens: int, closes: int, django_assert_num_queries: Any) -> None:
        client = Client()
        client.get("/calls/")
        for rows in (1, 3):
            while Call.objects.count() < rows:
                call(opens, closes)
            with django_assert_num_queries(PUBLIC_QUERIES):
                client.get("/calls/")

    def test_words_are_text_never_markup(self) -> None:
        call(-1, 9, name="<script>alert(1)</script>", tagline="<img src=x onerror=alert(1)>")
        page = text(Client().get("/calls/"))
        assert "<script>alert(1)" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


class TestFront:
    def test_the_open_ones_and_which_closes_next(self) -> None:
        late, soon = call(-1, 9), call(-1, 2)
        context = Client().get("/").context
        assert (context["calls"], context["next"]) == ([soon, late], soon)

    def test_the_next_to_open_where_none_is_open(self) -> None:
        call(9, 20)
        near = call(1, 20)
        call(1, 2, published=False)
        context = Client().get("/").context
        assert (context["calls"], context["next"]) == ([], near)

    def test_nothing_at_all(self) -> None:
        response = Client().get("/")
        assert (response.status_code, response.context["next"]) == (200, None)

    def test_at_most_six(self) -> None:
        for days in range(8):
            call(-1, days + 1)
        assert len(Client().get("/").context["calls"]) == 6


class TestCall:
    def test_everything_founders_want_to_know(self) -> None:
        one = call(
            -1,
            10,
            slug="applied-ai",
            name="Applied AI",
            tagline="Twelve weeks",
            description="For founders.\n\nAnd friends.",
            benefits="A desk",
            grace_minutes=10,
            closes_at=datetime(2026, 11, 30, 15, 59, tzinfo=UTC),
            decisions_on=datetime(2026, 12, 15, tzinfo=UTC).date(),
        )
        response = Client().get("/calls/applied-ai/")
        page = text(response)
        for words in ("Applied AI", "Twelve weeks", "For founders.", "And friends.", "A desk", "Mon 30 Nov, 23:59", "SGT"):
            assert words in page
        assert (response.context["phase"], response.context["may_manage"]) == ("open", False)
        assert [one.name for one in response.context["criteria"]] == ["Problem", "Evidence", "Team"]
        assert f'href="/calls/{one.slug}/apply/"' in page
        assert "/calls/applied-ai/settings/" not in page

    @pytest.mark.parametrize(("opens", "closes", "phase"), [(1, 9, "planned"), (-9, 0, "closed")])
    def test_out_of_its_time_there_is_no_way_to_apply(self, opens: int, closes: int, phase: str) -> None:
        one = call(opens, closes)
        response = Client().get(one.get_absolute_url())
        assert response.context["phase"] == phase
        assert f'href="/calls/{one.slug}/apply/"' not in text(response)

    def test_who_has_an_account_is_not_asked_for_one(self) -> None:
        where = call(-1, 9).get_absolute_url()
        signed_in = text(browser(accounts.person()).get(where))
        assert ["You need an account" in page for page in (text(Client().get(where)), signed_in)] == [True, False]
        assert "one that you began opens again" in signed_in

    def test_a_draft_is_for_its_programmes_staff(self) -> None:
        one = call(-1, 9, published=False, version=None, rubric=None)
        door = one.get_absolute_url()
        for person in (None, accounts.person(), programmes.manager(programmes.programme()), accounts.partner_person()):
            assert browser(person).get(door).status_code == 404
        manager, reviewer = programmes.manager(one.programme), programmes.reviewer(one.programme)
        for person, may in ((manager, True), (reviewer, False), (accounts.operator_person(role="auditor"), False)):
            response = browser(person).get(door)
            assert (response.status_code, response.context["phase"], response.context["may_manage"]) == (200, "draft", may)

    def test_words_are_text_never_markup(self) -> None:
        one = call(-1, 9, description="<script>alert(1)</script>", benefits="<b>bold</b>")
        page = text(Client().get(one.get_absolute_url()))
        assert "<script>alert(1)" not in page
        assert "<b>bold</b>" not in page

    def test_what_is_asked_stands_in_the_readers_language(self) -> None:
        asked = {"key": "stage", "type": "text", "label": "Stage", "texts": {"zh-hant": {"label": "階段"}}}
        part = {"key": "all", "title": "Company", "texts": {"zh-hant": {"title": "公司"}}, "questions": [asked]}
        where = call(-1, 9, version=questionnaires.published_version(definition={"sections": [part]})).get_absolute_url()
        for liked, language, title, label in (("zh-TW,zh;q=0.9", "zh-hant", "公司", "階段"), ("fr", "en", "Company", "Stage")):
            page = text(Client().get(where, headers={"Accept-Language": liked}))
            assert f'<b class="font-medium" lang="{language}">{title}</b>' in page
            assert f'lang="{language}"><li>{label}</li></ol>' in page

    def test_whoever_reads_picks_among_the_languages_of_the_form(self) -> None:
        asked = {"key": "stage", "type": "text", "label": "Stage", "texts": {"ms": {"label": "Peringkat"}}}
        drawn = {"sections": [{"key": "all", "title": "Company", "questions": [asked]}]}
        where = call(-1, 9, version=questionnaires.published_version(definition=drawn)).get_absolute_url()
        client = Client(headers={"Accept-Language": "ms"})
        assert '<button class="menu-item" name="language" value="ms" lang="ms" aria-pressed="true">' in text(client.get(where))
        response = client.post("/language/forms/", {"language": "en", "next": where})
        assert (response.status_code, response["Location"]) == (302, where)
        page = text(client.get(where))
        assert '<button class="menu-item" name="language" value="en" lang="en" aria-pressed="true">English</button>' in page
        assert ("<li>Stage</li>" in page, "<li>Peringkat</li>" in page) == (True, False)
        assert "Language of the form" not in text(client.get(call(-1, 9).get_absolute_url()))

    def test_none_of_this_name(self) -> None:
        assert Client().get("/calls/nothing/").status_code == 404

    def test_queries(self, django_assert_num_queries: Any) -> None:
        one = call(-1, 9)
        Client().get(one.get_absolute_url())
        with django_assert_num_queries(CALL_QUERIES):
            Client().get(one.get_absolute_url())
