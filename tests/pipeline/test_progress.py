"""How far applications are, kept by the database whatever writes beside it."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from accelerator import migrations
from accelerator.applications.models import Application
from accelerator.decisions.models import Decision
from accelerator.pipeline.progress import Progress
from accelerator.programmes.models import Call, ReviewStage
from accelerator.questionnaires.models import Sheet
from accelerator.reviews.models import Assignment
from accelerator.startups.models import Startup
from tests.factories import decisions, reviews
from tests.pipeline.conftest import WAYS, read
from tests.together import overtaken


def stages() -> list[str]:
    return list(Progress.objects.order_by("application").values_list("stage", flat=True))


def tried_out(call: Call) -> Application:
    """A test of a manager's, submitted."""
    like = reviews.application(call, submitted=False)
    sheet = Sheet.objects.create(version=call.version, answers=like.sheet.answers)
    startup = Startup.objects.create(slug="tried-out", name="Tried out")
    made = Application.objects.create(
        number="TEST-1", call=call, startup=startup, sheet=sheet, started_by=like.started_by, is_test=True
    )
    reviews.submission(made)
    return made


def _kept() -> list[tuple[Any, ...]]:
    return list(Progress.objects.order_by("pk").values_list("application", "call", "stage", "score", "amounts"))


@pytest.mark.django_db
class TestKept:
    def test_nobody_else_counts(self, call: Call) -> None:
        tried_out(call)  # beside a draft
        one = reviews.application(call)
        kept = Progress.objects.get()
        assert (kept.application, kept.call, kept.stage, kept.score) == (one, call, "submitted", 0)
        assert str(kept) == f"{one.pk} submitted"

    def test_a_draft_that_is_submitted_counts_from_then_on(self, call: Call) -> None:
        draft = reviews.application(call, submitted=False)
        Application.objects.filter(pk=draft.pk).update(state="submitted", submitted_at=draft.created_at)
        assert stages() == ["submitted"]

    def test_the_mean_goes_with_the_reviews(self, call: Call) -> None:
        one = read(reviews.application(call), 1, {1: 5, 2: 5, 3: 5})
        assert Progress.objects.get().score == 5
        read(one, 1, {1: 4, 2: 4, 3: 4})
        assert float(Progress.objects.get().score) == 4.5

    def test_answers_that_are_numbers_are_kept_as_such(self, call: Call) -> None:
        one = reviews.application(call, submitted=False)
        said = {"whole": "18400", "part": "-0.50", "long": f"1{'0' * 30}.5", "chosen": ["1"], "yes": True, "name": "12 Tides"}
        reviews.submission(one, **said)
        kept = Progress.objects.get().amounts
        assert {key: str(kept.get(key)) for key in said} == {
            "whole": "18400",
            "part": "-0.5",
            "long": str(10.0**30),
            "chosen": "None",
            "yes": "None",
            "name": "None",
        }
        reviews.submission(one, **(said | {"whole": "", "part": "7"}))
        kept = Progress.objects.get().amounts
        assert ("whole" in kept, kept["part"]) == (False, 7)

    def test_as_many_reviews_as_the_call_wants(self, call: Call) -> None:
        WAYS["in_review"](call)
        WAYS["scored"](call)
        other = WAYS["in_review"](reviews.call())
        assert stages() == ["in_review", "scored", "in_review"]
        Call.objects.filter(pk=call.pk).update(reviews_wanted=1)
        assert stages() == ["scored", "scored", "in_review"]
        Call.objects.filter(pk__in=[call.pk, other.call_id]).update(reviews_wanted=3)
        assert stages() == ["in_review", "in_review", "in_review"]

    def test_as_many_reviews_as_their_stage_wants(self, call: Call) -> None:
        WAYS["in_review"](call)
        WAYS["scored"](call)
        WAYS["in_review"](reviews.call())
        ReviewStage.objects.filter(call=call).update(own_wanted=1)
        assert stages() == ["scored", "scored", "in_review"]
        ReviewStage.objects.filter(call=call).update(own_wanted=3)
        assert stages() == ["in_review", "in_review", "in_review"]
        ReviewStage.objects.filter(call=call).update(own_wanted=None, least=2)
        assert stages() == ["in_review", "scored", "in_review"]
        Call.objects.filter(pk=call.pk).update(reviews_wanted=1)  # the stage needs two all the same
        assert stages() == ["in_review", "scored", "in_review"]

    def test_what_is_not_decided_any_more(self, call: Call) -> None:
        WAYS["decided"](call)
        decisions.decision(reviews.application(call))
        assert stages() == ["decided", "decided"]
        Decision.objects.all().delete()
        assert stages() == ["scored", "submitted"]

    def test_what_was_submitted_before_there_was_one_gets_one_by_the_migration(self, call: Call) -> None:
        for way in WAYS.values():
            way(call)
        tried_out(call)  # beside a draft
        (file,) = Path(migrations.__file__ or "").parent.glob("*_progress.py")
        migration = import_module(f"accelerator.migrations.{file.stem}").Migration
        kept = _kept()
        Progress.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(migration.operations[-1].sql)
        assert _kept() == kept
        assert {stage for _application, _call, stage, *_more in kept} == set(WAYS)


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_a_decision_while_a_reviewer_is_taken_off(self) -> None:
        one = reviews.application(reviews.call())
        given = Assignment.objects.filter(pk=reviews.assignment(one).pk)
        overtaken(lambda: given.update(state="unassigned"), by=lambda: decisions.decision(one))
        assert stages() == ["decided"]

    def test_the_last_review_while_the_call_comes_to_want_no_more(self) -> None:
        """Neither alone moves it on."""
        call = reviews.call()
        assignment = reviews.assignment(reviews.application(call))
        reviews.review(assignment)
        given = Assignment.objects.filter(pk=assignment.pk)
        given.update(state="assigned")
        overtaken(lambda: given.update(state="scored"), by=lambda: Call.objects.filter(pk=call.pk).update(reviews_wanted=1))
        assert stages() == ["scored"]
