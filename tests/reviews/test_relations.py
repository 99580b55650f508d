"""Relations to startups and organisations: declared, brought in with a file, taken back, and the conflicts that follow."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.programmes.models import Staff
from accelerator.reviews import operations, tasks
from accelerator.reviews.models import Conflict, Relation
from accelerator.reviews.operations import Said
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import accounts, reviews

pytestmark = pytest.mark.django_db
PAGE = "/reviews/conflicts/relations/"


@pytest.fixture
def call() -> Any:
    return reviews.call(name="Tides", slug="tides")


@pytest.fixture
def reviewer(call: Any) -> Any:
    return reviews.reviewer(call, email="ann@harbour.example", name="Ann")


@pytest.fixture
def desk(reviewer: Any) -> Client:
    return browser(reviewer)


def text(answer: Any) -> str:
    return str(answer.content.decode())


class TestOperations:
    def test_a_conflict_follows_and_ends_with_it(self, call: Any, reviewer: Any, django_capture_on_commit_callbacks: Any) -> None:
        application = reviews.application(call, name="Tidewise Pte. Ltd.")
        with django_capture_on_commit_callbacks() as rung:
            made = operations.relate(Said(reviewer, "investor", name="Tidewise", note="Seed round"), by=reviewer)
        assert [bell.args for bell in rung] == [("reviews.conflicts_of_person", (reviewer.pk,))]
        with django_capture_on_commit_callbacks() as rung:
            tasks.of_person(reviewer.pk)
        assert [bell.args for bell in rung] == [("reviews.refresh_conflicts", (call.pk,))]
        tasks.refresh(call.pk)
        conflict = Conflict.objects.get()
        assert (conflict.application, conflict.source, conflict.reason) == (application, "investor", "Seed round")
        operations.take_back_relation(made, by=reviewer)
        tasks.refresh(call.pk)
        conflict.refresh_from_db()
        assert (conflict.ended_at is not None, conflict.ended_by) == (True, None)
        operations.put_back_relation(made, by=reviewer)
        tasks.refresh(call.pk)
        assert Conflict.objects.live().count() == 1
        told = [entry.told() for entry in Entry.objects.filter(verb__startswith="relation.").order_by("pk")]
        assert told == [
            "Ann declared a relation: Ann, Investor: Tidewise.",
            "Ann took back a relation: Ann, Investor: Tidewise.",
            "Ann put back a relation: Ann, Investor: Tidewise.",
        ]

    def test_a_manager_for_their_people_and_nobody_else(self, call: Any, reviewer: Any) -> None:
        said = Said(reviewer, "adviser", domain="www.tidewise.example")
        manager = reviews.manager(call)
        assert operations.relate(said, by=manager).domain == "tidewise.example"
        left = reviews.reviewer(call)
        Staff.objects.filter(person=left).delete()
        for person, by in ((reviewer, reviews.reviewer(call)), (reviewer, reviews.manager(reviews.call())), (left, left)):
            with pytest.raises(Forbidden, match="relations of your own"):
                operations.relate(Said(person, "other", name="Quay"), by=by)
        with pytest.raises(Forbidden):
            operations.take_back_relation(Relation.objects.get(), by=reviews.reviewer(call))

    @pytest.mark.parametrize("role", ["reviewer", "manager"])
    def test_what_another_put_on_record_about_somebody_is_not_theirs_to_take_back(self, call: Any, role: str) -> None:
        person, manager = getattr(reviews, role)(call), reviews.manager(call)
        act = operations.relate_all([Said(person, "other", name="Quay"), Said(manager, "other", name="Quay")], by=manager)
        theirs, own = Relation.objects.order_by("pk")
        with pytest.raises(Forbidden, match="put on record about you"):
            operations.take_back_relation(theirs, by=person)
        page = text(browser(person).get(PAGE))
        assert (f"/relations/{theirs.code}/take-back/" in page, f"/relations/{own.code}/take-back/" in page) == (
            *(False, role == "manager"),
        )
        assert operations.undo_relations(act, by=manager) == 2

    def test_nobody_ends_a_conflict_of_their_own_by_its_relation(self, call: Any, reviewer: Any) -> None:
        """A minute is for slips, as with a conflict that is declared."""
        reviews.application(call, name="Tidewise")
        with clock.pretending(clock.now() - timedelta(minutes=1)):
            typed = operations.relate(Said(reviewer, "investor", name="Tidewise"), by=reviewer)
            act = operations.relate_all([Said(reviewer, "other", name=name) for name in ("Tidewise", "Quay")], by=reviewer)
            harmless = operations.relate(Said(reviewer, "investor", name="Berth"), by=reviewer)
        tasks.refresh(call.pk)
        assert Conflict.objects.live().count() == 2
        for undo in (partial(operations.take_back_relation, typed), partial(operations.undo_relations, act)):
            with pytest.raises(Forbidden, match="A conflict of interest of yours stands by this"):
                undo(by=reviewer)
        operations.take_back_relation(harmless, by=reviewer)
        assert Relation.objects.standing().count() == 3
        operations.take_back_relation(typed, by=reviews.manager(call))
        assert Relation.objects.standing().count() == 2

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({}, "name"),
            ({"domain": "gmail.com"}, "domain"),
            ({"domain": "quay"}, "domain"),
            ({"name": "Quay", "since_on": date(2026, 2, 1), "until_on": date(2026, 1, 31)}, "until_on"),
        ],
    )
    def test_what_means_nothing_is_refused(self, reviewer: Any, fields: dict[str, Any], field: str) -> None:
        with pytest.raises(Refusal) as refusal:
            operations.relate(Said(reviewer, "other", **fields), by=reviewer)
        assert refusal.value.field == field
        assert not Relation.objects.exists()

    def test_a_file_is_undone_as_one(self, call: Any, reviewer: Any) -> None:
        act = operations.relate_all([Said(reviewer, "other", name=name) for name in ("Quay", "Pier")], by=reviewer)
        operations.relate(Said(reviewer, "other", name="Berth"), by=reviewer)
        operations.take_back_relation(Relation.objects.get(name="Pier"), by=reviewer)
        assert operations.undo_relations(act, by=reviewer) == 1
        assert [one.name for one in Relation.objects.standing()] == ["Berth"]
        with pytest.raises(Refusal, match="nothing left to undo"):
            operations.undo_relations(act, by=reviewer)


class TestPage:
    def test_a_relation_is_typed_and_taken_back(self, desk: Client, reviewer: Any) -> None:
        sent = {"kind": "investor", "name": "Tidewise", "domain": "", "since_on": "2025-01-31"}
        page = text(desk.post(PAGE, sent, follow=True))
        made = Relation.objects.get()
        assert (made.person, made.by, made.kind, made.name, made.since_on) == (
            *(reviewer, reviewer, "investor", "Tidewise"),
            date(2025, 1, 31),
        )
        assert f"/relations/{made.code}/take-back/" in page
        gone = text(desk.post(f"/relations/{made.code}/take-back/", follow=True))
        assert ("Taken back: Ann, Investor: Tidewise." in gone, f"/relations/{made.code}/put-back/" in gone) == (True, True)
        desk.post(f"/relations/{made.code}/put-back/")
        assert Relation.objects.standing().get() == made

    def test_what_is_wrong_stands_beside_its_field(self, desk: Client) -> None:
        answer = desk.post(PAGE, {"kind": "investor", "domain": "gmail.com"})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["domain"])
        assert desk.post(PAGE, {"kind": "boss", "name": "Quay"}).status_code == 422
        assert not Relation.objects.exists()

    def test_a_manager_names_whose_it_is(self, call: Any, desk: Client, reviewer: Any) -> None:
        manager = reviews.manager(call, name="Mei Lin")
        assert "person" not in desk.get(PAGE).context["form"].fields
        browser(manager).post(PAGE, {"person": reviewer.code, "kind": "family", "name": "Quay"})
        made = Relation.objects.get()
        assert (made.person, made.by) == (reviewer, manager)
        assert "Quay" in text(desk.get(PAGE))
        other = accounts.person()
        assert browser(manager).post(PAGE, {"person": other.code, "kind": "family", "name": "Quay"}).status_code == 422

    def test_it_is_for_people_of_programmes(self, call: Any) -> None:
        for person in (accounts.person(), accounts.operator_person(role="auditor"), accounts.partner_person()):
            assert browser(person).get(PAGE).status_code == 403
            assert browser(person).post(PAGE, {"kind": "other", "name": "Quay"}).status_code == 403
        assert not Relation.objects.exists()

    def test_others_do_not_see_it(self, call: Any, reviewer: Any) -> None:
        made = operations.relate(Said(reviewer, "other", name="Quaylight"), by=reviewer)
        other = browser(reviews.reviewer(call))
        assert "Quaylight" not in text(other.get(PAGE))
        for act in ("take-back", "put-back"):
            assert other.post(f"/relations/{made.code}/{act}/").status_code == 404

    def test_as_many_queries_for_three_as_for_one(self, call: Any) -> None:
        manager, counts = browser(reviews.manager(call)), []
        for more in (1, 2):
            for _ in range(more):
                person = reviews.reviewer(call)
                operations.relate(Said(person, "other", startup=reviews.application(call).startup), by=person)
            with CaptureQueriesContext(connection) as asked:
                assert manager.get(PAGE).status_code == 200
            counts.append(len(asked))
        assert counts[0] == counts[1]


class TestFile:
    def bring(self, client: Client, content: str | bytes) -> Any:
        file = SimpleUploadedFile("mine.csv", content.encode() if isinstance(content, str) else content, "text/csv")
        return client.post(f"{PAGE}upload/", {"file": file}, follow=True)

    def test_all_of_it_is_on_record_and_can_be_undone(self, desk: Client, reviewer: Any) -> None:
        answer = self.bring(
            desk, "\ufeffKind;Name;Domain;Until\r\nInvestor;Tidewise;;2031-01-31\r\nADVISER;;pier.example;\r\n;;;\r\n"
        )
        assert "2 relations are on record." in text(answer)
        assert list(Relation.objects.order_by("pk").values_list("person", "kind", "name", "domain", "until_on")) == [
            (reviewer.pk, "investor", "Tidewise", "", date(2031, 1, 31)),
            (reviewer.pk, "adviser", "", "pier.example", None),
        ]
        undo = f"/relations/undo/{Relation.objects.first().act}/"  # type: ignore[union-attr]
        assert undo in text(answer)
        assert browser(accounts.person()).post(undo).status_code == 404
        assert "2 relations taken back." in text(desk.post(undo, follow=True))
        assert not Relation.objects.standing().exists()

    def test_a_manager_names_people_by_address(self, call: Any, reviewer: Any) -> None:
        manager = reviews.manager(call)
        self.bring(browser(manager), "kind,name,person\nother,Quay,ANN@harbour.example\nother,Pier,\n")
        assert list(Relation.objects.order_by("pk").values_list("person", "by")) == [
            (reviewer.pk, manager.pk),
            (manager.pk, manager.pk),
        ]

    @pytest.mark.parametrize(
        ("content", "says"),
        [
            ("name\nQuay\n", "Kind and name or domain are needed."),
            ("kind,name\nboss,Quay\nother,\n", "Line 2: there is no kind boss. Line 3: it names neither"),
            ("kind,name,person\nother,Quay,bo@harbour.example\n", "Line 2: bo@harbour.example is nobody of your programmes."),
            ("kind,name,since\nother,Quay,31.1.2031\n", "Line 2: 31.1.2031 is no day."),
            ("kind,name,since\nother,Quay,0031-01-31\n", "Line 2: Check the year"),
            ("kind,name,since,until\nother,Quay,2031-02-01,2031-01-31\n", "Line 2: it ends before it begins."),
            ("kind,domain\nother,gmail.com\n", "Line 2: gmail.com is shared by many or is no domain."),
            (f"kind,name\nother,{'q' * 201}\n", "Line 2: name is longer than 200 characters."),
            (b"PK\x03\x04\x00\x00", "This is no CSV"),
            ("", "The submitted file is empty."),
        ],
    )
    def test_one_bad_line_and_nothing_is_kept(self, desk: Client, content: str | bytes, says: str) -> None:
        whole = content if not isinstance(content, str) or "kind,name\n" not in content else content + "other,Fine\n"
        answer = self.bring(desk, whole)
        assert (answer.status_code, says in text(answer).replace("&#x27;", "'")) == (422, True)
        assert not Relation.objects.exists()
