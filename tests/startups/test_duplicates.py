"""Startups that may be one: found by their signs, shown to who keeps records, told apart or merged."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.startups import operations, queries
from accelerator.startups.models import Link, Startup
from accelerator.startups.signs import Distinction, Likeness, Trait
from accelerator.startups.tasks import recognise
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import accounts, programmes, startups
from tests.factories.applications import application
from tests.programs import program
from tests.together import overtaken

pytestmark = pytest.mark.django_db
LIST_QUERIES = 7


@pytest.fixture
def admin() -> Any:
    return accounts.operator_person(name="Mei Tan", role="admin")


def found() -> list[tuple[str, str, str, str]]:
    recognise()
    rows = Likeness.objects.select_related("first", "second").order_by("first", "second", "kind")
    return [(row.first.name, row.second.name, row.kind, row.said) for row in rows]


class TestSigns:
    def test_the_same_number_however_it_is_written(self) -> None:
        register = {"registration_country": "SG"}
        startups.startup("Tidewise", registration_number="201812345K", **register)
        startups.startup("Other", registration_number="2018-12345k", **register)
        startups.startup("Third", registration_number="201812345K", registration_country="MY")
        assert found() == [("Tidewise", "Other", "registration", "SG 201812345K")]

    def test_much_the_same_name_present_or_former(self) -> None:
        startups.startup("Quaykeeper")
        startups.startup("Quay Keeper Pte. Ltd.")
        startups.startup("Tide Table", former_names=["Quaykeepers"])
        startups.startup("Quay")
        assert found() == [
            ("Quaykeeper", "Quay Keeper Pte. Ltd.", "name", "quaykeeper"),
            ("Quaykeeper", "Tide Table", "name", "quaykeeper ≈ quaykeepers"),
            ("Quay Keeper Pte. Ltd.", "Tide Table", "name", "quaykeeper ≈ quaykeepers"),
        ]

    def test_the_same_domain_of_site_or_product_and_no_shared_host(self) -> None:
        one = startups.startup("Alpha", website="https://www.tidewise.example/x")
        two = startups.startup("Beta")
        Link.objects.create(startup=two, kind="product", url="https://app.tidewise.example")
        Link.objects.create(startup=one, kind="code", url="https://code.example/alpha")
        for name in ("Epsilon", "Zeta"):
            startups.startup(name, website=f"https://{name}.github.io")
        assert found() == [("Alpha", "Beta", "domain", "tidewise.example")]

    def test_pages_elsewhere_are_no_sign(self) -> None:
        for name in ("Alpha", "Beta"):
            Link.objects.create(startup=startups.startup(name), kind="press", url="https://news.example/both")
        assert found() == []

    def test_who_comes_later_is_compared_with_who_was_there(self) -> None:
        one = startups.startup("Alpha")
        Link.objects.create(startup=one, kind="product", url="https://tidewise.example")
        assert found() == []
        startups.startup("Beta", website="https://tidewise.example")
        assert found() == [("Alpha", "Beta", "domain", "tidewise.example")]

    def test_workers_hear_of_it(self, django_capture_on_commit_callbacks: Any) -> None:
        with django_capture_on_commit_callbacks() as rung:
            operations.look_again(startups.startup("Alpha"))
        assert len(rung) == 1

    def test_names_that_differ_by_a_number_are_two_and_what_many_share_tells_nothing(self) -> None:
        startups.startup("Tidewise 11")
        startups.startup("Tidewise 12")
        for number in range(13):
            startups.startup(f"{'abcdefghijklm'[number] * 8}", website="https://incubator.example")
        assert found() == []

    def test_a_shared_founder_only_with_a_proven_address_and_while_both_last(self) -> None:
        ananya, ben, cam = accounts.person("a@one.example"), accounts.person("b@two.example", verified=False), accounts.person()
        one, two = startups.startup("Alpha", owner=ananya), startups.startup("Beta")
        for person, ended in ((ananya, False), (ben, False), (cam, True)):
            startups.member(two, person, ended=ended)
        startups.member(one, ben)
        startups.member(one, cam)
        assert [row[2:] for row in found() if row[2] == "founder"] == [("founder", ananya.code)]

    def test_a_change_is_looked_at_again_and_what_is_so_no_longer_goes(self) -> None:
        owner = accounts.person("o@one.example")
        one = operations.create(name="Tidewise", by=owner)
        startups.startup("Tide Wise")
        assert len(found()) == 1
        Startup.objects.filter(pk=one.pk).update(name="Anchorage", recognised_at=None)
        assert found() == []
        operations.change(one, by=owner, name="Tidewise!")
        assert len(found()) == 1

    def test_a_batch_at_a_time_and_each_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for _more in range(3):
            startups.startup()
        monkeypatch.setattr("accelerator.startups.operations.recognising.AT_ONCE", 2)
        assert [operations.recognise() for _time in range(3)] == [2, 1, 0]
        assert Startup.objects.filter(recognised_at=None).count() == 0


class TestMerged:
    def test_a_merged_pair_is_no_pair_and_its_signs_are_those_of_the_one_that_stays(self, admin: Any) -> None:
        stays, duplicate = startups.startup("Tidewise"), startups.startup("Tide Wise")
        third = startups.startup("Anchorage", website="https://anchorage.example")
        startups.startup("Moorings", website="https://moorings.example")
        Startup.objects.filter(pk=duplicate.pk).update(website="https://anchorage.example")
        recognise()
        before = list(queries.alike(admin))
        assert len(before) == 2
        operations.merge(duplicate, into=stays, by=admin, why="One")
        recognise()
        assert [(pair.first, pair.second) for pair in queries.pairs(queries.alike(admin))] == [(stays, third)]
        operations.unmerge(Startup.objects.get(pk=duplicate.pk), by=admin)
        recognise()
        assert list(queries.alike(admin)) == before
        assert Trait.objects.filter(startup=stays).count() == 1


class TestTellingApart:
    @pytest.fixture
    def pair(self) -> tuple[Startup, Startup]:
        made = startups.startup("Tidewise", slug="tidewise"), startups.startup("Tide Wise", slug="tide-wise")
        recognise()
        return made

    def test_who_when_why_and_it_is_shown_no_more(self, pair: tuple[Startup, Startup], admin: Any) -> None:
        one, two = pair
        made = operations.tell_apart(two, one, by=admin, why=" Another owner. ")
        assert (made.first, made.second, made.by, made.why) == (one, two, admin, "Another owner.")
        assert list(queries.alike(admin)) == []
        assert [shown.distinction for shown in queries.pairs(queries.alike(admin, apart=True))] == [made]
        assert Entry.objects.get(verb="startup.told_apart").told() == "Mei Tan told Tide Wise and Tidewise apart: Another owner."

    def test_it_lasts_until_there_is_a_new_sign_or_somebody_doubts(self, pair: tuple[Startup, Startup], admin: Any) -> None:
        one, two = pair
        operations.tell_apart(one, two, by=admin, why="Another owner.")
        Startup.objects.update(recognised_at=None)
        recognise()
        assert list(queries.alike(admin)) == []
        Startup.objects.update(website="https://tidewise.example", recognised_at=None)
        recognise()
        assert [[sign.kind for sign in shown.signs] for shown in queries.pairs(queries.alike(admin))] == [["domain", "name"]]
        operations.tell_apart(one, two, by=admin, why="A shared office.")
        operations.doubt(two, one, by=admin)
        assert len(queries.alike(admin)) == 1
        assert Distinction.objects.count() == 2

    def test_only_with_a_reason_and_by_who_keeps_both(self, pair: tuple[Startup, Startup], admin: Any) -> None:
        with pytest.raises(Refusal) as refused:
            operations.tell_apart(*pair, by=admin, why=" ")
        assert refused.value.field == "why"
        for person in (accounts.person(), accounts.operator_person(role="auditor"), startups.member(pair[0])):
            for act in (lambda by: operations.tell_apart(*pair, by=by, why="Two"), lambda by: operations.doubt(*pair, by=by)):
                with pytest.raises(Forbidden):
                    act(person)

    def test_a_pair_stands_in_one_order_only(self, pair: tuple[Startup, Startup], admin: Any) -> None:
        one, two = pair
        for model, more in ((Likeness, {"kind": "name", "said": "x"}), (Distinction, {"by": admin, "why": "x"})):
            with pytest.raises(IntegrityError, match="in_order"), transaction.atomic():
                model.objects.create(first=two, second=one, **more)


@pytest.mark.django_db(transaction=True)
def test_what_changes_while_others_are_looked_for_is_looked_at_once_more() -> None:
    one = startups.startup("Tidewise")
    owner = startups.member(one, accounts.person(), role="owner")
    overtaken(recognise, by=lambda: operations.change(one, by=owner, name="Quaykeeper"))
    startups.startup("Quaykeepers")
    assert [pair[2:] for pair in found()] == [("name", "quaykeeper ≈ quaykeepers")]


class TestPages:
    def test_pairs_with_their_signs_the_surest_first(self, admin: Any) -> None:
        founder = accounts.person(name="Ananya Rao")
        startups.startup("Tidewise", slug="tidewise", owner=founder)
        startups.startup("Tide Wise", slug="tide-wise", owner=founder)
        startups.startup("Tide Wises")
        recognise()
        response = browser(admin).get("/startups/duplicates/")
        assert [sign.kind for sign in response.context["pairs"][0].signs] == ["founder", "name"]
        page = response.content.decode()
        for said in ("3 pairs", "Same person:</span> Ananya Rao", 'href="/startups/tidewise/with/tide-wise/"'):
            assert said in page
        client = browser(admin)
        assert "Same person" in client.get("/startups/tidewise/with/tide-wise/").content.decode()
        door = "/startups/tidewise/with/tide-wise/apart/"
        assert [client.post(door, {"why": why}).status_code for why in (" ", "x" * 501)] == [422, 422]
        assert client.post(door, {"why": "Two"})["Location"] == "/startups/duplicates/"
        assert "Told apart by Mei Tan" in client.get("/startups/duplicates/?show=apart").content.decode()
        door = "/startups/tidewise/with/tide-wise/doubt/"
        assert client.post(door)["Location"] == "/startups/tidewise/with/tide-wise/"
        assert Likeness.objects.exclude(apart=None).count() == 0

    def test_managers_see_pairs_of_which_both_applied_to_them(self) -> None:
        call = programmes.call()
        manager = programmes.manager(call.programme)
        pair = [startups.startup(name) for name in ("Tidewise", "Tide Wise", "Tide-Wise")]
        recognise()
        application(call=call, startup=pair[0])
        assert browser(manager).get("/startups/duplicates/").context["count"] == 0
        application(call=call, startup=pair[1])
        assert browser(manager).get("/startups/duplicates/").context["count"] == 1

    def test_the_record_itself_says_whom_it_may_be_one_with(self, admin: Any) -> None:
        owner = accounts.person()
        one = startups.startup("Tidewise", slug="tidewise", owner=owner)
        startups.startup("Tide Wise", slug="tide-wise", owner=owner)
        startups.startup("Tide-Wise Pte. Ltd.", slug="tide-wise-2")
        startups.startup("Reef", slug="reef")
        recognise()
        response = browser(admin).get("/startups/tidewise/")
        told = [(str(other), [sign.kind for sign in pair.signs]) for other, pair in response.context["twins"]]
        assert told == [("Tide Wise", ["founder", "name"]), ("Tide-Wise Pte. Ltd.", ["name"])]
        page = response.content.decode()
        assert 'href="/startups/tidewise/with/tide-wise/"' in page
        assert "Same person:</span>" in page
        assert 'href="/startups/tidewise/with/tide-wise/"' in browser(admin).get("/startups/tide-wise/").content.decode()
        operations.tell_apart(one, Startup.objects.get(slug="tide-wise"), by=admin, why="Two")
        assert [str(other) for other, _pair in queries.twins(one, admin)] == ["Tide-Wise Pte. Ltd."]
        for person, door in ((admin, "/startups/reef/"), (owner, "/startups/tidewise/")):
            assert "May be one with" not in browser(person).get(door).content.decode()

    def test_nobody_is_shown_a_pair_with_their_own(self, admin: Any) -> None:
        startups.startup("Tidewise", owner=admin)
        startups.startup("Tide Wise")
        recognise()
        assert "No two startups look like one" in browser(admin).get("/startups/duplicates/").content.decode()

    def test_queries_do_not_grow(self, admin: Any, django_assert_num_queries: Any) -> None:
        client = browser(admin)
        client.get("/startups/duplicates/")
        for rows in (1, 3):
            while Startup.objects.count() < 2 * rows:
                name = f"{'abcdef'[Startup.objects.count() // 2] * 9} quay"
                for _one in range(2):
                    startups.startup(name, owner=accounts.person())
            recognise()
            with django_assert_num_queries(LIST_QUERIES):
                assert client.get("/startups/duplicates/").context["count"] == rows


def test_programs_read_signs_and_tell_apart(admin: Any) -> None:
    startups.startup("Tidewise", slug="tidewise")
    startups.startup("Tide Wise", slug="tide-wise")
    recognise()
    api = program(admin)
    sign = {"first": "tidewise", "second": "tide-wise", "kind": "name", "said": "tidewise", "similarity": 1.0}
    assert api.get("/api/v1/startups/duplicates").json()["items"] == [sign]
    wanted = {"other": "tide-wise", "why": "Two"}
    assert api.post("/api/v1/startups/tidewise/apart", wanted, content_type="application/json").status_code == 204
    assert api.get("/api/v1/startups/duplicates").json()["items"] == []
    assert program(accounts.person()).get("/api/v1/startups/duplicates").json()["items"] == []


def test_one_pair_is_settled_and_brought_up_by_itself(admin: Any) -> None:
    three = [startups.startup(name, website="https://tidewise.example") for name in ("Alpha", "Beta", "Gamma")]
    assert len(found()) == 3
    one, two, _three = three

    def apart() -> list[tuple[str, str]]:
        rows = Likeness.objects.exclude(apart=None).select_related("first", "second").order_by("first", "second")
        return [(row.first.name, row.second.name) for row in rows]

    operations.tell_apart(two, one, why="Two towns.", by=admin)
    assert apart() == [("Alpha", "Beta")]
    for pair in ((0, 2), (1, 2)):
        operations.tell_apart(three[pair[0]], three[pair[1]], why="Two towns.", by=admin)
    operations.doubt(two, one, by=admin)
    assert apart() == [("Alpha", "Gamma"), ("Beta", "Gamma")]
