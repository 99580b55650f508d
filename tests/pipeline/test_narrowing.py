"""Every kind of answer narrows the list, by the submission that counts."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accelerator import migrations
from accelerator.applications.models import Application, Extract, Passage
from accelerator.pipeline import queries
from accelerator.programmes.models import Call
from tests.cast import browser
from tests.factories import questionnaires, reviews
from tests.pipeline.test_filters import at

pytestmark = pytest.mark.django_db

OPTIONS = [{"value": name, "label": name.title()} for name in ("web", "shop", "agents")]
FORM: dict[str, Any] = {
    "sections": [
        {
            "key": "all",
            "title": "All",
            "questions": [
                {"key": "what", "type": "long_text", "label": "What"},
                {"key": "contains", "type": "text", "label": "A key that looks like a lookup"},
                {"key": "revenue", "type": "money", "label": "Revenue", "currency": "SGD"},
                {"key": "staff", "type": "number", "label": "Staff"},
                {"key": "founded", "type": "date", "label": "Founded"},
                {"key": "stage", "type": "choice", "label": "Stage", "options": OPTIONS, "other": True},
                {"key": "through", "type": "choices", "label": "Sold through", "options": OPTIONS, "other": True},
                {"key": "reach", "type": "choices", "label": "Reached by", "options": OPTIONS, "other": True},
                {"key": "sells", "type": "yes_no", "label": "Sells"},
                {"key": "base", "type": "country", "label": "Base"},
                {"key": "deck", "type": "file", "label": "Deck"},
            ],
        }
    ]
}
TIDE: dict[str, Any] = {
    "what": "Predicts dwell time. " + "Long. " * 100 + "The end is 渡し舟.",
    "contains": "100% of ports",
    "revenue": "18400.50",
    "staff": "12",
    "founded": "2024-03-15",
    "stage": "web",
    "through": ["web", "agents"],
    "reach": [{"other": "By tide"}],
    "sells": True,
    "base": "SG",
    "deck": [{"code": "abc", "name": "deck.pdf", "size": 1, "sha256": "0" * 64}],
}
BARE: dict[str, Any] = {
    "what": "",
    "stage": {"other": "Afloat"},
    "revenue": "",
    "through": [],
    "sells": False,
    "staff": "about nine",
    "founded": "2020-01-01",
    "base": "MY",
}


@pytest.fixture
def call() -> Call:
    call = reviews.call(version=questionnaires.published_version(definition=FORM))
    for name, answers in (("Tide", TIDE), ("Bare", BARE)):
        one = reviews.application(call, name=name, submitted=False)
        one.sheet.answers = {}
        reviews.submission(one, **answers)
    return call


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({"what": "dwell"}, "Tide"),
        ({"what": "DWELL TIME"}, "Tide"),
        ({"what": "渡し舟"}, "Tide"),
        ({"what": "train"}, ""),
        ({"contains": "100%"}, "Tide"),
        ({"contains": "1_0"}, ""),
        ({"revenue": "min:18400.5"}, "Tide"),
        ({"revenue": "18,400.51"}, ""),
        ({"revenue": "max:18400.50"}, "Tide"),
        ({"staff": "min:1"}, "Tide"),
        ({"staff": ["min:12", "max:12"]}, "Tide"),
        ({"founded": "2021-01-01"}, "Tide"),
        ({"founded": "until:2020-01-01"}, "Bare"),
        ({"founded": ["from:2020-01-01", "until:2024-03-15"]}, "Bare Tide"),
        ({"founded": ["from:2024-03", "until:2024-03"]}, "Tide"),
        ({"founded": "until:2024-02"}, "Bare"),
        ({"stage": "web"}, "Tide"),
        ({"stage": ["web", "shop"]}, "Tide"),
        ({"stage": "not:web"}, "Bare"),
        ({"stage": ":other"}, "Bare"),
        ({"stage": ["web", ":other"]}, "Bare Tide"),
        ({"reach": ":other"}, "Tide"),
        ({"through": ":other"}, ""),
        ({"through": "agents"}, "Tide"),
        ({"through": ["shop", "web"]}, "Tide"),
        ({"through": "not:shop"}, "Bare Tide"),
        ({"sells": "yes"}, "Tide"),
        ({"sells": "no"}, "Bare"),
        ({"base": ["SG", "MY"]}, "Bare Tide"),
        ({"deck": "given:"}, "Tide"),
        ({"deck": "empty:"}, "Bare"),
        ({"what": "empty:"}, "Bare"),
        ({"through": "empty:"}, "Bare"),
        ({"sells": "given:"}, "Bare Tide"),
        ({"stage": "web", "base": "MY"}, ""),
    ],
)
def test_by_answer(call: Call, asked: dict[str, Any], left: str) -> None:
    found = at(call, **{f"a.{key}": value for key, value in asked.items()})
    assert not any(chip.invalid for chip in found.chips)
    names = found.narrow(queries.rows(call)).order_by("startup__name").values_list("startup__name", flat=True)
    assert " ".join(names) == left


def test_the_submission_that_counts_is_asked_and_no_other(call: Call) -> None:
    tide = Application.objects.get(startup__name="Tide")
    reviews.submission(tide, **(TIDE | {"base": "MY", "what": "Now ferries."}))
    for asked, left in (({"a.base": "SG"}, 0), ({"a.base": "MY"}, 2), ({"a.what": "dwell"}, 0), ({"a.what": "ferries"}, 1)):
        assert at(call, **asked).narrow(queries.rows(call)).count() == left


def test_days_of_submission_are_the_calls_own(call: Call) -> None:
    Application.objects.filter(startup__name="Tide").update(submitted_at="2026-11-20T15:59:59Z")  # 23:59:59 in Singapore
    Application.objects.filter(startup__name="Bare").update(submitted_at="2026-11-20T16:00:00Z")  # the next day there
    for asked, left in (("until:2026-11-20", ["Tide"]), ("from:2026-11-21", ["Bare"]), ("2026-11-20", ["Bare", "Tide"])):
        found = at(call, submitted=asked).narrow(queries.rows(call)).order_by("startup__name")
        assert list(found.values_list("startup__name", flat=True)) == left


def test_a_month_of_submission_counts_from_its_first_day_to_its_last(call: Call) -> None:
    Application.objects.filter(startup__name="Tide").update(submitted_at="2026-11-30T15:59:59Z")  # 23:59:59 in Singapore
    Application.objects.filter(startup__name="Bare").update(submitted_at="2026-11-30T16:00:00Z")  # December there
    for asked, left in (("until:2026-11", ["Tide"]), ("from:2026-12", ["Bare"]), ("2026-11", ["Bare", "Tide"])):
        page = browser(reviews.manager(call)).get(f"/calls/{call.slug}/pipeline/", {"submitted": asked, "sort": "name"})
        assert [row.startup.name for row in page.context["page"].rows] == left


class TestExtract:
    def test_it_is_short(self, call: Call) -> None:
        kept = Extract.objects.get(application__startup__name="Tide").answers
        assert kept["what"] == TIDE["what"][:80] + "…"
        assert kept["deck"] is True
        assert {key: kept[key] for key in kept if key not in ("what", "deck")} == {
            key: value for key, value in TIDE.items() if key not in ("what", "deck")
        }

    def test_it_belongs_to_the_newest_submission(self, call: Call) -> None:
        tide = Application.objects.get(startup__name="Tide")
        reviews.submission(tide, **(TIDE | {"staff": "13"}))
        assert (tide.extract.number, tide.extract.answers["staff"]) == (2, "13")

    def test_what_was_submitted_before_there_was_one_gets_one_by_the_migration(self, call: Call) -> None:
        (file,) = Path(migrations.__file__ or "").parent.glob("*_extracts.py")
        migration = import_module(f"accelerator.migrations.{file.stem}").Migration
        kept = dict(Extract.objects.values_list("pk", "answers"))
        Extract.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(migration.operations[-1].sql)
        assert dict(Extract.objects.values_list("pk", "answers")) == kept

    def test_its_texts_are_kept_whole_beside_it(self, call: Call) -> None:
        tide = Application.objects.get(startup__name="Tide")
        texts = {key: value.upper() for key, value in TIDE.items() if isinstance(value, str)}
        assert dict(tide.passages.values_list("key", "said")) == texts
        reviews.submission(tide, **(TIDE | {"what": "Straße % by night", "staff": None}))
        kept = dict(tide.passages.values_list("key", "said"))
        assert kept["what"] in ("STRAßE % BY NIGHT", "STRASSE % BY NIGHT")  # as the database's own rules have it
        assert "staff" not in kept
        for asked, left in (("straße", ["Tide"]), ("E % B", ["Tide"]), ("%", ["Tide"]), ("_", []), (TIDE["what"][:20], [])):
            found = at(call, **{"a.what": f"has:{asked}"}).narrow(queries.rows(call))
            assert list(found.values_list("startup__name", flat=True)) == left

    def test_texts_from_before_are_kept_by_the_migration(self, call: Call) -> None:
        (file,) = Path(migrations.__file__ or "").parent.glob("*_passages.py")
        migration = import_module(f"accelerator.migrations.{file.stem}").Migration
        kept = set(Passage.objects.values_list("application", "key", "said"))
        Passage.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(migration.operations[-1].sql)
        assert set(Passage.objects.values_list("application", "key", "said")) == kept != set()

    def test_an_application_has_one(self, call: Call) -> None:
        one = Extract.objects.first()
        assert one is not None
        with pytest.raises(IntegrityError), transaction.atomic():
            Extract.objects.create(application_id=one.pk, number=2, answers={})


def test_lists_narrowed_by_answers_cost_one_query(call: Call, django_assert_num_queries: Any) -> None:
    found = at(call, **{"a.what": "dwell", "a.stage": "web", "a.revenue": "min:1", "sector": "not:Other"})
    with django_assert_num_queries(1):
        list(found.narrow(queries.rows(call)))
