"""The trail tells in sentences who did what, keeps it as it was, and the access log says who looked."""

from __future__ import annotations

from typing import Any

import pytest
import structlog
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils.translation import gettext_noop

from accelerator.startups.models import Startup
from accelerator.trail import operations as trail
from accelerator.trail.models import Access, Entry, key_of
from tests.cast import browser
from tests.factories import accounts, startups

pytestmark = pytest.mark.django_db

SENTENCE = gettext_noop("{actor} moved {subject} to {where}.")


def _entry(**given: Any) -> Entry:
    facts: dict[str, Any] = {"by": accounts.person(name="Ann"), "on": startups.startup("Quaykeeper"), "where": "Keel"} | given
    return trail.record("startup.moved", SENTENCE, **facts)


def test_an_act_is_told_in_a_sentence() -> None:
    entry = _entry()
    assert (entry.told(), str(entry)) == ("Ann moved Quaykeeper to Keel.", "Ann moved Quaykeeper to Keel.")
    assert entry.shown() == "<b>Ann</b> moved <b>Quaykeeper</b> to Keel."


@pytest.mark.parametrize("name", ["\u202eleeK", "مرفأ", "מעגן"])
def test_a_name_from_right_to_left_leaves_the_rest_of_the_sentence_as_it_stands(name: str) -> None:
    entry = Entry(
        actor_label=name, subject_label="Quaykeeper", sentence="{actor} moved {subject} to {place}.", facts={"place": name}
    )
    assert entry.shown() == f"<b><bdi>{name}</bdi></b> moved <b>Quaykeeper</b> to <bdi>{name}</bdi>."


def test_without_a_person_it_was_the_house() -> None:
    entry = _entry(by=None)
    assert (entry.actor_id, entry.told()) == (None, "Slipway moved Quaykeeper to Keel.")


def test_names_are_text_whatever_they_hold() -> None:
    """Neither markup nor braces in a name do anything."""
    entry = _entry(on=startups.startup("<i>{actor}</i>"), where="{subject.__class__} & Co")
    assert entry.told() == "Ann moved <i>{actor}</i> to {subject.__class__} & Co."
    assert entry.shown() == "<b>Ann</b> moved <b>&lt;i&gt;{actor}&lt;/i&gt;</b> to {subject.__class__} &amp; Co."


def test_the_label_stays_when_the_name_changes() -> None:
    startup = startups.startup("Quaykeeper")
    entry = _entry(on=startup)
    Startup.objects.filter(pk=startup.pk).update(name="Berthline")
    assert Entry.objects.get(pk=entry.pk).told() == "Ann moved Quaykeeper to Keel."


def test_numbers_stay_numbers_and_long_names_are_cut() -> None:
    entry = _entry(by=accounts.person(name="A" * 200), on=startups.startup("B" * 200), where=12)
    assert entry.facts == {"where": 12}
    assert (entry.actor_label, len(entry.subject_label)) == ("A" * 200, 200)


def test_it_stands_on_the_timeline_of_all_it_touches() -> None:
    one, other, third = startups.startup(), startups.startup(), startups.startup()
    entry = _entry(on=one, touching=(other, one))
    assert entry.subject == key_of(one) == f"startup:{one.pk}"
    assert entry.touches == sorted({key_of(one), key_of(other)})
    assert [list(Entry.objects.about(thing)) for thing in (one, other, third)] == [[entry], [entry], []]
    assert list(Entry.objects.about(other, third)) == [entry]


def test_newest_first() -> None:
    made = [_entry() for _ in range(3)]
    Entry.objects.bulk_create([Entry(at=made[0].at, verb="startup.moved", sentence=SENTENCE, subject="x:1")])
    rows = list(Entry.objects.newest_first())
    assert rows == sorted(rows, key=lambda entry: (entry.at, entry.pk), reverse=True)
    assert rows[0] == made[-1]


def test_it_names_the_request() -> None:
    with structlog.contextvars.bound_contextvars(request_id="k3x7c2m9qa"):
        entry, access = _entry(), trail.looked("letter", by=accounts.person(), at=startups.startup())
    assert (entry.request_id, access.request_id) == ("k3x7c2m9qa", "k3x7c2m9qa")
    assert _entry().request_id == ""


def test_it_is_written_with_the_act_or_not_at_all() -> None:
    with transaction.atomic():
        _entry()
        transaction.set_rollback(True)
    assert not Entry.objects.exists()


def test_who_looked() -> None:
    ann, startup = accounts.person(name="Ann"), startups.startup("Quaykeeper")
    trail.looked("deck", by=ann, at=startup)
    row = Access.objects.get()
    assert (row.person_id, row.subject, str(row)) == (ann.pk, key_of(startup), "Ann: deck Quaykeeper")


@pytest.mark.parametrize("model", [Entry, Access])
def test_nobody_rewrites_what_happened(model: Any) -> None:
    _entry()
    trail.looked("deck", by=accounts.person(), at=startups.startup())
    for change in (lambda: model.objects.update(subject_label="x"), lambda: model.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert model.objects.exclude(subject_label="x").count() == 1


class TestPages:
    def test_an_auditor_reads_both_and_a_founder_neither(self) -> None:
        auditor = browser(accounts.operator_person(role="auditor"))
        founder = browser(accounts.person())
        for address in ("/trail/", "/trail/access/"):
            assert auditor.get(address, secure=True).status_code == 200
            assert founder.get(address, secure=True).status_code == 403
            assert Client().get(address, secure=True).status_code == 302

    def test_it_is_searched_by_name_and_verb(self) -> None:
        auditor = browser(accounts.operator_person(role="auditor"))
        _entry(where="Keel")
        _entry(by=accounts.person(name="Ben"), on=startups.startup("Bollard"), where="Stern")
        for query, there, not_there in (
            ("q=quay", "to Keel", "to Stern"),
            ("q=ben", "to Stern", "to Keel"),
            ("q=ben&verb=startup.", "to Stern", "to Keel"),
        ):
            text = auditor.get(f"/trail/?{query}", secure=True).text
            assert (there in text, not_there in text) == (True, False), query
        assert "to Keel" not in auditor.get("/trail/?verb=grant.", secure=True).text

    @pytest.mark.parametrize("address", ["/trail/", "/trail/access/"])
    def test_more_rows_cost_no_more_queries(self, address: str, django_assert_max_num_queries: Any) -> None:
        auditor = browser(accounts.operator_person(role="auditor"))
        auditor.get(address, secure=True)
        counts = []
        for rows in (1, 2):
            for _ in range(rows):
                _entry()
                trail.looked("deck", by=accounts.person(), at=startups.startup())
            with django_assert_max_num_queries(20) as queries:
                auditor.get(address, secure=True)
            counts.append(len(queries))
        assert counts[0] == counts[1]
