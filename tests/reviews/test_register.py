"""The manager's register of conflicts, and what somebody with a conflict still sees."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accelerator.applications.models import Application
from accelerator.kit import clock
from accelerator.pipeline import operations as pipeline
from accelerator.reviews import operations
from accelerator.reviews.models import Conflict
from tests.cast import browser
from tests.factories import accounts, reviews

pytestmark = pytest.mark.django_db
REGISTER = "/calls/tides/conflicts/"


@pytest.fixture
def call() -> Any:
    return reviews.call(name="Tides", slug="tides")


@pytest.fixture
def manager(call: Any) -> Any:
    return reviews.manager(call, name="Mei Lin")


@pytest.fixture
def desk(manager: Any) -> Client:
    return browser(manager)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def shown(answer: Any) -> list[Conflict]:
    return list(answer.context["page"].rows)


class TestRegister:
    @pytest.fixture
    def three(self, call: Any) -> list[Conflict]:
        first = reviews.conflict(reviews.application(call, name="Quaylight"), reviews.reviewer(call, name="Ann"), reason="Cousin")
        second = reviews.conflict(reviews.application(call, name="Pierlight"), reviews.reviewer(call, name="Bo"), source="domain")
        ended = reviews.conflict(reviews.application(call), reviews.reviewer(call), source="domain", ended_at=clock.now())
        Conflict.objects.filter(pk=first.pk).update(created_at=clock.now() - timedelta(days=10))
        return [first, second, ended]

    def test_it_is_narrowed_and_counted(self, desk: Client, three: list[Conflict]) -> None:
        first, second, ended = three
        week = f"{clock.now() - timedelta(days=7):%Y-%m-%d}"
        wanted = {
            "": [second, first],
            "?source=domain": [second],
            "?state=ended": [ended],
            "?state=all": [ended, second, first],
            f"?since={week}": [second],
            "?words=quayl": [first],
            "?words=ann": [first],
            "?words=cous": [first],
            "?since=yesterday&source=&state=gone": [second, first],
            "?source=nothing": [],
        }
        assert {query: shown(desk.get(REGISTER + query)) for query in wanted} == wanted
        counts = desk.get(REGISTER).context["counts"]
        assert (counts.live, counts.ended, counts.people, counts.applications) == (2, 1, 2, 2)
        assert counts.sources == [("declared", "Declared", 1), ("domain", "Same e-mail domain", 1)]

    def test_it_leaves_as_a_file_narrowed_alike(self, desk: Client, three: list[Conflict]) -> None:
        answer = desk.get("/calls/tides/conflicts.csv?source=declared")
        lines = b"".join(answer).decode("utf-8-sig").splitlines()  # type: ignore[arg-type]
        assert len(lines) == 2
        assert lines[1].startswith(f'"{three[0].application.number}","Quaylight","Ann",')
        assert '"declared","Cousin"' in lines[1]

    def test_who_lifted_it_is_said(self, desk: Client, manager: Any, three: list[Conflict]) -> None:
        assert desk.post(f"/conflicts/{three[1].code}/lift/", {"register": "1"})["Location"] == REGISTER
        assert "by Mei Lin" in text(desk.get(f"{REGISTER}?state=ended"))
        three[1].refresh_from_db()
        assert three[1].ended_by == manager

    def test_as_many_queries_for_three_as_for_one(self, call: Any, desk: Client) -> None:
        counts = []
        for more in (1, 2):
            for _ in range(more):
                reviews.conflict(
                    reviews.application(call), reviews.reviewer(call), by=accounts.person(), ended_by=accounts.person()
                )
            with CaptureQueriesContext(connection) as asked:
                assert desk.get(REGISTER).status_code == 200
            counts.append(len(asked))
        assert counts[0] == counts[1]

    def test_a_manager_puts_one_on_record_for_somebody(self, call: Any, desk: Client) -> None:
        made = reviews.assignment(reviews.application(call), reviewer=reviews.reviewer(call, name="Ann"))
        sent = {"person": made.reviewer.code, "application": made.application.number, "reason": "Told me so."}
        answer = desk.post(REGISTER, sent, follow=True)
        assert "On record: Ann can no longer open this application." in text(answer)
        conflict = Conflict.objects.get()
        assert (conflict.person, conflict.application, conflict.reason) == (made.reviewer, made.application, "Told me so.")
        assert browser(made.reviewer).get(f"/reviews/{made.code}/").status_code == 404

    def test_what_cannot_be_put_on_record_is_said_beside_its_field(self, call: Any, desk: Client) -> None:
        elsewhere = reviews.application(reviews.call())
        sent = {"person": reviews.reviewer(call).code, "application": elsewhere.number}
        answer = desk.post(REGISTER, sent)
        assert (answer.status_code, answer.context["form"].errors["application"]) == (
            422,
            ["There is no such application to this call."],
        )
        assert not Conflict.objects.exists()

    def test_who_only_looks_records_nothing_and_reviewers_see_none(self, call: Any) -> None:
        sent = {"person": reviews.reviewer(call).code, "application": reviews.application(call).number}
        auditor = browser(accounts.operator_person(role="auditor"))
        assert (auditor.get(REGISTER).status_code, auditor.post(REGISTER, sent).status_code) == (200, 403)
        assert browser(reviews.reviewer(call)).get(REGISTER).status_code == 404
        assert not Conflict.objects.exists()


class TestManagerWithAConflict:
    """They keep the lists; the application, its files and reviews, and what would decide about it are not theirs."""

    @pytest.fixture
    def barred(self, call: Any, manager: Any) -> Application:
        application = reviews.application(call, name="Quaylight")
        reviews.review(reviews.assignment(application), comment="Rows well.")
        reviews.conflict(application, manager)
        return application

    def test_its_doors_are_missing(self, desk: Client, barred: Application) -> None:
        for door in ("", "print/", "application.pdf", "application.zip"):
            assert desk.get(f"/applications/{barred.number}/{door}").status_code == 404
        assert desk.get(f"/api/v1/applications/{barred.number}").status_code == 404
        assert barred not in Application.objects.visible_to(desk.get("/home/").wsgi_request.user)
        Conflict.objects.update(ended_at=clock.now())
        assert desk.get(f"/applications/{barred.number}/").status_code == 200

    def test_its_reviews_are_hidden(self, desk: Client, barred: Application) -> None:
        for door in (f"/calls/tides/reviews/{barred.number}/", f"/calls/tides/decisions/{barred.number}/"):
            page = desk.get(door)
            assert (page.status_code, "Rows well." in text(page)) == (200, False)
        Conflict.objects.update(ended_at=clock.now())
        assert "Rows well." in text(desk.get(f"/calls/tides/reviews/{barred.number}/"))

    def test_no_file_of_many_has_it(self, call: Any, manager: Any, barred: Application) -> None:
        free = reviews.application(call, name="Pierlight")
        export = pipeline.ask(call, ids=[barred.pk, free.pk], form="csv", by=manager)
        assert pipeline.advance(export.pk) is False
        content = b"".join(bytes(part.content) for part in export.parts.order_by("number")).decode()
        assert ("Quaylight" in content, "Pierlight" in content) == (False, True)

    def test_it_stands_in_the_list(self, desk: Client, barred: Application) -> None:
        assert "Quaylight" in text(desk.get("/calls/tides/pipeline/"))

    def test_founders_who_review_elsewhere_keep_their_own(self, call: Any) -> None:
        founder = reviews.reviewer(call)
        own = reviews.application(call, owner=founder)
        operations.refresh(call)
        assert Conflict.objects.get().person == founder
        assert browser(founder).get(f"/applications/{own.number}/").status_code == 200

    def test_who_sees_every_programme_is_barred_alike(self, call: Any, barred: Application) -> None:
        auditor = accounts.operator_person(role="auditor")
        assert browser(auditor).get(f"/applications/{barred.number}/").status_code == 200
        reviews.conflict(barred, auditor)
        assert browser(auditor).get(f"/applications/{barred.number}/").status_code == 404
