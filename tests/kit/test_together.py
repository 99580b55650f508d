"""What is asked in one statement is what each would have been answered alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BinaryField, Count, F, FloatField, OuterRef, QuerySet, Value
from django.db.models.functions import Cast

from accelerator.accounts.models import Membership, OperatorSettings, Organisation, Person
from accelerator.kit import together
from accelerator.kit.together import Steps
from accelerator.programmes.models import Call, Criterion
from accelerator.questionnaires.models import Version
from accelerator.startups.models import Member, Startup
from tests.factories import accounts, programmes, startups

pytestmark = pytest.mark.django_db


def _as_told(rows: QuerySet[Any, Any]) -> list[Any]:
    return [vars(row) | {"_state": None} if hasattr(row, "_state") else row for row in rows]


def _alike(*those: QuerySet[Any, Any]) -> bool:
    """Whether rows, with everything they hold, are the same asked together and alone; there are some."""
    again = [one.all() for one in those]
    together.fetch(*those)
    return all(len(one) and _as_told(one) == _as_told(other) for one, other in zip(those, again, strict=True))


class TestFetch:
    def test_models_of_every_kind_of_field(self) -> None:
        OperatorSettings.objects.create(pk=1)
        programmes.call(rubric=programmes.rubric())
        startups.startup(owner=accounts.operator_person(role="auditor"))
        assert _alike(OperatorSettings.objects.all(), Call.objects.all(), Criterion.objects.all(), Version.objects.all())
        assert _alike(Person.objects.with_standing().order_by("id"), Startup.objects.order_by("id"))

    def test_relations_that_come_along(self, django_assert_num_queries: Any) -> None:
        startups.startup(name="Ångström “&\\ ユ", owner=accounts.person())
        found, other = Member.objects.select_related("startup__merged_into", "person").order_by("-id"), Startup.objects.all()
        with django_assert_num_queries(1):
            together.fetch(found, other)
            assert [(held.startup.name, held.startup.merged_into) for held in found] == [("Ångström “&\\ ユ", None)]
            assert [one.pk for one in other] == [found[0].startup_id]

    def test_values_in_order(self) -> None:
        for name in ("b@example.org", "c@example.org", "a@example.org"):
            accounts.person(name)
        flat = Person.objects.order_by("-email").values_list("email", flat=True)
        told = Person.objects.order_by("email").values("email", "joined_at")
        sums = Person.objects.order_by().values("language").annotate(people=Count("pk"))
        assert _alike(flat, told, sums)
        assert (flat[0], sums[0]["people"]) == ("c@example.org", 3)

    def test_what_is_worked_out(self) -> None:
        person = accounts.operator_person(role="admin")
        rows = Person.objects.annotate(
            uuid=Value(UUID(int=2**100)),
            money=Value(Decimal("12345678901234.50")),
            half=Cast(Value(0.1), FloatField()),
            whole=Cast(Value(2.0), FloatField()),
            later=F("joined_at") + timedelta(days=400, seconds=1),
            ids=ArraySubquery(Membership.objects.filter(person=OuterRef("pk")).values("created_at")),
        )
        assert _alike(rows, Organisation.objects.all())
        assert (rows[0].pk, rows[0].half, type(rows[0].whole)) == (person.pk, 0.1, float)  # type: ignore[attr-defined]

    def test_distinct_rows_sorted_by_what_is_not_asked(self) -> None:
        accounts.person()
        assert _alike(Person.objects.distinct().order_by("email").values_list("name"), Person.objects.all())

    def test_no_rows(self, django_assert_num_queries: Any) -> None:
        never, none = Person.objects.none(), Person.objects.filter(email="nobody@example.org")
        with django_assert_num_queries(1):
            together.fetch(never, none)
            assert (list(never), list(none), never.count(), none.exists()) == ([], [], 0, False)
        with django_assert_num_queries(0):
            together.fetch(never, none, Person.objects.none())
            together.fetch()

    def test_what_is_filled_can_be_narrowed_anew(self) -> None:
        accounts.person("a@example.org")
        found = Person.objects.all()
        together.fetch(found, Startup.objects.all())
        accounts.person("b@example.org")
        assert (len(found), found.all().count(), found.get(email="b@example.org").email) == (1, 2, "b@example.org")

    def test_what_is_prefetched_costs_a_query_more(self, django_assert_num_queries: Any) -> None:
        accounts.operator_person(role="admin")
        found = Person.objects.prefetch_related("memberships")
        with django_assert_num_queries(2):
            together.fetch(found, Startup.objects.all())
            assert [held.role for held in found[0].memberships.all()] == ["admin"]

    def test_a_type_it_cannot_read_is_refused(self) -> None:
        with pytest.raises(TypeError, match="BinaryField"):
            together.Part(Person.objects.annotate(raw=Value(b"", output_field=BinaryField())))

    def test_an_instant_is_that_instant(self) -> None:
        at = datetime(2026, 3, 1, 12, 30, 15, 120, tzinfo=UTC)
        Person.objects.filter(pk=accounts.person().pk).update(joined_at=at)
        found = Person.objects.all()
        together.fetch(found, Startup.objects.all())
        assert found[0].joined_at == at


@together.stepwise
def _names(prefix: str) -> Steps[list[str]]:
    """Two rounds: people, then what they hold."""
    people = Person.objects.filter(name__startswith=prefix).order_by("name")
    yield [people]
    held = Membership.objects.filter(person__in=[person.pk for person in people])
    yield [held]
    return [person.name for person in people] + [one.role for one in held]


@together.stepwise
def _startups(prefix: str) -> Steps[list[str]]:
    found = Startup.objects.filter(name__startswith=prefix)
    yield [found]
    return [one.name for one in found]


@together.stepwise
def _nothing(prefix: str) -> Steps[list[str]]:
    return [prefix]
    yield


class TestSteps:
    def test_alone_it_is_a_function(self, django_assert_num_queries: Any) -> None:
        accounts.person(name="Ann")
        with django_assert_num_queries(2):
            assert _names("A") == ["Ann"]
        assert (_startups("A"), _nothing("A")) == ([], ["A"])

    def test_side_by_side_they_ask_in_rounds(self, django_assert_num_queries: Any) -> None:
        admin = accounts.operator_person("ann@example.org", "Ann", role="admin")
        startups.startup(name="Anchor")
        with django_assert_num_queries(2):
            found = together.run(together.each([_startups, _nothing, _names, str.lower], "An"))
        assert found == [["Anchor"], ["An"], ["Ann", "admin"], "an"]
        assert admin.name == "Ann"

    def test_counts_and_rows_beside_each_other(self, django_assert_num_queries: Any) -> None:
        for name in ("Ann", "Ben"):
            accounts.person(name=name)
        people, none = Person.objects.order_by("-name"), Person.objects.filter(name="Cas")
        steps = together.beside(together.counted(people), together.counted(none), together.filled(people))
        with django_assert_num_queries(1):
            assert together.run(steps) == [2, 0, people]
            assert [one.name for one in people] == ["Ben", "Ann"]

    def test_nobody_to_ask(self, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(0):
            assert together.run(together.each([], "An")) == []
