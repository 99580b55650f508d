"""Two records that are one startup: merged, read as one everywhere, taken apart as if it had never been."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accelerator.applications import operations as applying
from accelerator.applications.models import Application
from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message
from accelerator.startups import operations, queries
from accelerator.startups.models import Member, Startup
from accelerator.trail.models import Entry
from cohorts.roster import operations as roster
from cohorts.roster.models import Enrolment
from tests.cast import browser
from tests.factories import accounts, cohorts, programmes, startups
from tests.factories.applications import application
from tests.programs import program
from tests.together import at_once, overtaken

pytestmark = pytest.mark.django_db
WHY = "Same number in the register."
PAIR_QUERIES = 9


@pytest.fixture
def admin() -> Any:
    return accounts.operator_person(name="Mei Tan", role="admin")


@pytest.fixture
def stays() -> Startup:
    return startups.startup("Sampan Analytics", owner=accounts.person(name="Ananya Rao"), slug="sampan")


@pytest.fixture
def duplicate() -> Startup:
    return startups.startup("Sampan", owner=accounts.person(name="Ben Lim"), slug="sampan-2")


def owner(startup: Startup) -> Any:
    return Member.objects.get(startup=startup, role="owner").person


def told(verb: str) -> list[str]:
    return [entry.told() for entry in Entry.objects.filter(verb=verb).order_by("id")]


class TestMerge:
    def test_one_column_says_it_and_both_owners_hear(self, stays: Startup, duplicate: Startup, admin: Any) -> None:
        before = Startup.objects.filter(pk=stays.pk).values().get()
        operations.merge(duplicate, into=stays, by=admin, why=f" {WHY} ")
        assert Startup.objects.get(pk=duplicate.pk).merged_into == stays
        assert Startup.objects.filter(pk=stays.pk).values().get() == before
        assert told("startup.merged") == [f"Mei Tan merged Sampan into Sampan Analytics: {WHY}"]
        sent = Message.objects.filter(kind="startup_merged").order_by("recipient__name")
        assert [one.recipient.name for one in sent if one.recipient] == ["Ananya Rao", "Ben Lim"]
        assert (sent[0].facts["why"], sent[0].url) == (WHY, "/startups/sampan/")

    def test_a_startup_that_is_made_for_tests_stays_apart(self, stays: Startup, duplicate: Startup, admin: Any) -> None:
        """Else whoever tried a call out would own what founders wrote."""
        tested = startups.startup("Test of Mei Tan", owner=accounts.person(), is_test=True)
        for one, other in ((tested, stays), (stays, tested)):
            with pytest.raises(Refusal, match="made for tests stays apart"):
                operations.merge(one, into=other, by=admin, why=WHY)
        assert not Startup.objects.exclude(merged_into=None).exists()

    def test_people_of_both_belong_to_both_with_their_stronger_role(self, stays: Startup, duplicate: Startup, admin: Any) -> None:
        ananya, ben = owner(stays), owner(duplicate)
        startups.member(duplicate, ananya, role="viewer")
        operations.merge(duplicate, into=stays, by=admin, why=WHY)
        for row in Startup.objects.all():
            assert [(one.person, one.role) for one in queries.members(row)] == [(ananya, "owner"), (ben, "owner")]
            assert queries.role(row, ananya) == queries.role(row, ben) == "owner"
            assert ben.has_perm("startups.edit", row)
            assert ben.has_perm("startups.manage_members", row)
            assert queries.people([row.pk], "owner") == {row.pk: [ananya, ben]}
        assert queries.mine(ben) == queries.mine(ananya) == [queries.Belonging(stays, "owner")]
        assert list(Startup.objects.visible_to(ben).standing()) == [stays]
        assert queries.ever_belonged([stays.pk, duplicate.pk], [ben]) == {(stays.pk, ben.pk), (duplicate.pk, ben.pk)}

    def test_applications_of_either_are_those_of_both(self, stays: Startup, duplicate: Startup, admin: Any) -> None:
        first, second = application(startup=duplicate), application(startup=stays, submitted=False)
        operations.merge(duplicate, into=stays, by=admin, why=WHY)
        for person in (owner(stays), owner(duplicate)):
            assert set(Application.objects.of(person)) == {first, second}
            assert person.has_perm("applications.submit", first)
            assert person.has_perm("applications.belong", second)
        tabs = browser(owner(stays)).get("/startups/sampan/").context["tabs"]
        assert [(tab.label, tab.count) for tab in tabs] == [("Applications", 2)]

    def test_one_application_a_call_and_one_enrolment_a_cohort(self, stays: Startup, duplicate: Startup, admin: Any) -> None:
        call = programmes.call()
        there = application(call=call, startup=duplicate)
        cohort = cohorts.cohort(programme=call.programme)
        manager = programmes.manager(call.programme)
        enrolled = roster.enrol(cohort, startup=duplicate, by=manager, reason="Late")
        operations.merge(duplicate, into=stays, by=admin, why=WHY)
        assert applying.start(call=call, startup=stays, by=owner(stays), at=clock.now()) == there
        assert roster.enrol(cohort, startup=stays, by=manager, reason="Late") == enrolled
        assert list(Enrolment.objects.visible_to(owner(stays))) == [enrolled]

    def test_roles_change_and_end_under_all_rows(self, stays: Startup, duplicate: Startup, admin: Any) -> None:
        ananya, ben = owner(stays), owner(duplicate)
        startups.member(stays, ben, role="viewer")
        operations.merge(duplicate, into=stays, by=admin, why=WHY)
        operations.change_role(Member.objects.get(startup=stays, person=ben), role="viewer", by=ananya)
        assert set(Member.objects.live().filter(person=ben).values_list("role", flat=True)) == {"viewer"}
        with pytest.raises(Refusal, match="needs an owner"):
            operations.end(Member.objects.get(person=ananya), by=ananya)
        operations.end(Member.objects.get(startup=duplicate, person=ben), by=ananya)
        assert not Member.objects.live().filter(person=ben).exists()
        with pytest.raises(Refusal, match="belongs to"):
            operations.invite(duplicate, email=ananya.email, role="member", by=ananya)

    def test_its_members_page_leads_to_members_under_all_rows(self, stays: Startup, duplicate: Startup, admin: Any) -> None:
        ananya, ben, cal = owner(stays), owner(duplicate), startups.member(duplicate)
        operations.merge(duplicate, into=stays, by=admin, why=WHY)
        client = browser(ananya)
        door = f"/startups/{stays.slug}/members/{ben.code}"
        assert client.post(f"{door}/role/", {"role": "viewer"})["Location"] == f"/startups/{stays.slug}/members/"
        assert queries.role(stays, ben) == "viewer"
        assert client.post(f"{door}/end/").status_code == 302
        assert client.delete(f"/api/v1/startups/{stays.slug}/members/{cal.code}").status_code == 204
        assert client.post(f"{door}/end/").status_code == 404
        assert [one.person for one in queries.members(stays)] == [ananya]

    def test_the_profile_is_changed_where_it_stays(self, stays: Startup, duplicate: Startup, admin: Any) -> None:
        operations.merge(duplicate, into=stays, by=admin, why=WHY)
        assert operations.change(stays, by=owner(duplicate), sector="Ports").sector == "Ports"
        with pytest.raises(Refusal, match="was merged into Sampan Analytics"):
            operations.change(duplicate, by=owner(duplicate), sector="Ports")

    def test_chains_are_refused_with_what_to_do(self, stays: Startup, duplicate: Startup, admin: Any) -> None:
        third = startups.startup("Third")
        operations.merge(duplicate, into=stays, by=admin, why=WHY)
        for goes, into, says in (
            (stays, third, "Keep it and merge Third into it"),
            (third, duplicate, "Merge into that one"),
            (duplicate, third, "Undo that first"),
            (stays, duplicate, "one startup already"),
            (stays, stays, "one startup already"),
        ):
            with pytest.raises(Refusal, match=says):
                operations.merge(goes, into=into, by=admin, why=WHY)
        operations.merge(third, into=stays, by=admin, why=WHY)
        assert set(queries.same(third)) == {stays, duplicate, third}

    def test_it_needs_a_reason(self, stays: Startup, duplicate: Startup, admin: Any) -> None:
        with pytest.raises(Refusal) as refused:
            operations.merge(duplicate, into=stays, by=admin, why=" ")
        assert refused.value.field == "why"


class TestWhoMay:
    def test_managers_of_programmes_that_both_applied_to(self, stays: Startup, duplicate: Startup) -> None:
        call = programmes.call()
        manager = programmes.manager(call.programme)
        application(call=call, startup=stays)
        with pytest.raises(Forbidden):
            operations.merge(duplicate, into=stays, by=manager, why=WHY)
        application(call=call, startup=duplicate)
        operations.merge(duplicate, into=stays, by=manager, why=WHY)
        assert set(Startup.objects.kept_by(manager)) == {stays, duplicate}

    def test_nobody_else_and_nobody_their_own(self, stays: Startup, duplicate: Startup, admin: Any) -> None:
        startups.member(duplicate, admin)
        both = startups.member(stays)
        startups.member(duplicate, both, role="owner")
        others = [accounts.operator_person(role=role) for role in ("auditor", "grants_officer", "programme_manager")]
        for person in (admin, both, *others, owner(stays), accounts.person()):
            with pytest.raises(Forbidden):
                operations.merge(duplicate, into=stays, by=person, why=WHY)
        Startup.objects.filter(pk=duplicate.pk).update(merged_into=stays)
        for person in (admin, both, *others):
            with pytest.raises(Forbidden):
                operations.unmerge(Startup.objects.get(pk=duplicate.pk), by=person)


def _seen(people: list[Any], rows: list[Startup]) -> Any:
    """All that anybody reads of the startups, and every row as it stands."""
    return [
        [
            sorted(Startup.objects.visible_to(person).values_list("slug", flat=True)),
            [(one.startup.slug, one.role) for one in queries.mine(person)],
            [queries.role(row, person) for row in rows],
            sorted(Application.objects.visible_to(person).values_list("number", flat=True)),
            sorted(Application.objects.of(person).values_list("number", flat=True)),
        ]
        for person in people
    ] + [
        [[(one.person_id, one.role) for one in queries.members(row)] for row in rows],
        [set(queries.same(row)) for row in rows],
        list(Startup.objects.order_by("pk").values()),
        list(Member.objects.order_by("pk").values()),
        list(Application.objects.order_by("pk").values()),
    ]


class TestUndo:
    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.sampled_from(["owner", "member", "viewer"])), max_size=6),
        st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=5),
    )
    def test_undone_everything_is_as_before(
        self, admin: Any, belonging: list[tuple[int, int, str]], merges: list[tuple[int, int]]
    ) -> None:
        with transaction.atomic():
            rows = [startups.startup(f"Startup {number}") for number in range(4)]
            people = [accounts.person() for _one in range(4)]
            for startup, person in dict.fromkeys((startup, person) for startup, person, _role in belonging):
                role = next(role for one, who, role in belonging if (one, who) == (startup, person))
                startups.member(rows[startup], people[person], role=role)
            call = programmes.call()
            for row in rows[:2]:
                application(call=call, startup=row, by=people[0], submitted=row is rows[0])
            readers = [*people, programmes.manager(call.programme), admin]
            before, done = _seen(readers, rows), []
            for goes, into in merges:
                try:
                    with transaction.atomic():
                        operations.merge(rows[goes], into=rows[into], by=admin, why=WHY)
                except Refusal:
                    continue
                done.append(rows[goes])
            for duplicate in done:
                operations.unmerge(Startup.objects.get(pk=duplicate.pk), by=admin)
            assert _seen(readers, rows) == before
            transaction.set_rollback(True)

    def test_both_owners_hear_and_only_once(self, stays: Startup, duplicate: Startup, admin: Any) -> None:
        operations.merge(duplicate, into=stays, by=admin, why=WHY)
        held = Startup.objects.get(pk=duplicate.pk)
        operations.unmerge(held, by=admin)
        assert told("startup.unmerged") == ["Mei Tan undid the merge of Sampan into Sampan Analytics."]
        assert Message.objects.filter(kind="startup_unmerged").count() == 2
        with pytest.raises(Refusal, match="undone already"):
            operations.unmerge(held, by=admin)
        with pytest.raises(Refusal, match="not merged into another"):
            operations.unmerge(Startup.objects.get(pk=duplicate.pk), by=admin)


class TestGuards:
    def test_the_database_refuses_chains_and_rings(self, stays: Startup, duplicate: Startup) -> None:
        third = startups.startup("Third")
        Startup.objects.filter(pk=duplicate.pk).update(merged_into=stays)
        for goes, into in ((stays, third), (third, duplicate), (stays, duplicate)):
            with pytest.raises(IntegrityError, match="none into one that was merged"), transaction.atomic():
                Startup.objects.filter(pk=goes.pk).update(merged_into=into)
        with pytest.raises(IntegrityError, match="none into one that was merged"), transaction.atomic():
            startups.startup("Fourth", merged_into=duplicate)
        with connection.cursor() as cursor, pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute("UPDATE accelerator_startup SET merged_into_id = id WHERE id = %s", [third.pk])

    @pytest.mark.django_db(transaction=True)
    def test_of_two_merges_at_once_that_would_make_a_chain_one_is_refused(self) -> None:
        one, two, three = (startups.startup(name) for name in ("One", "Two", "Three"))
        admin = accounts.operator_person(role="admin")

        def merge(goes: Startup, into: Startup) -> str:
            try:
                operations.merge(goes, into=into, by=admin, why=WHY)
            except Refusal:
                return "refused"
            return "merged"

        assert sorted(at_once(lambda: merge(one, two), lambda: merge(two, three))) == ["merged", "refused"]
        assert Startup.objects.standing().count() == 2

    @pytest.mark.django_db(transaction=True)
    def test_what_is_changed_while_it_is_merged_is_refused_like_what_is_changed_after(self) -> None:
        founder, admin = accounts.person(), accounts.operator_person(role="admin")
        goes, into = startups.startup("One", owner=founder), startups.startup("Two")
        with pytest.raises(Refusal, match="One was merged into Two"):
            overtaken(
                lambda: operations.change(goes, one_liner="Lost here", by=founder),
                by=lambda: operations.merge(goes, into=into, by=admin, why=WHY),
            )
        assert Startup.objects.get(pk=goes.pk).one_liner == "Berth plans that hold"


class TestPage:
    def test_two_of_one_name_are_told_apart_by_their_addresses(self, stays: Startup, duplicate: Startup, admin: Any) -> None:
        Startup.objects.filter(pk=duplicate.pk).update(name=stays.name.upper())
        page = browser(admin).get(f"/startups/{stays.slug}/with/{duplicate.slug}/").content.decode()
        for name in (f"{stays.name} ({stays.slug})", f"{stays.name.upper()} ({duplicate.slug})"):
            assert f">{name}</a></th>" in page
            assert f'data-label="{name}"' in page
            assert page.count(f">{name}<") == 3  # the column, the panel, the choice

    def test_side_by_side_and_merged(self, stays: Startup, duplicate: Startup, admin: Any) -> None:
        Startup.objects.update(registration_country="SG", registration_number="201812345K")
        application(startup=duplicate)
        client = browser(admin)
        page = client.get("/startups/sampan/with/sampan-2/")
        facts = {fact.label: (fact.one, fact.other, fact.alike) for fact in page.context["facts"]}
        assert facts["Registration"] == ("UEN 201812345K", "UEN 201812345K", True)
        assert facts["Website"] == ("", "", False)
        words = page.content.decode()
        assert "Ben Lim" in words
        assert "Ananya Rao" in words
        posted = client.post("/startups/sampan/with/sampan-2/", {"stays": "sampan", "why": WHY})
        assert posted["Location"] == "/startups/sampan/"
        assert Startup.objects.get(pk=duplicate.pk).merged_into == stays
        assert "one startup already" in client.get("/startups/sampan/with/sampan-2/").content.decode()

    def test_undone_from_the_record(self, stays: Startup, duplicate: Startup, admin: Any) -> None:
        operations.merge(duplicate, into=stays, by=admin, why=WHY)
        undo = 'action="/startups/sampan-2/unmerge/"'
        assert undo in browser(admin).get("/startups/sampan/").content.decode()
        mine = browser(owner(stays)).get("/startups/sampan/").content.decode()
        assert undo not in mine
        assert "Also on record as" in mine
        assert browser(admin).post("/startups/sampan-2/unmerge/")["Location"] == "/startups/sampan/"
        assert Startup.objects.standing().count() == 2

    @pytest.mark.parametrize("given", [{}, {"stays": "sampan"}, {"stays": "other", "why": WHY}, {"stays": "sampan", "why": " "}])
    def test_what_says_too_little_comes_back(self, stays: Startup, duplicate: Startup, admin: Any, given: dict[str, str]) -> None:
        assert browser(admin).post("/startups/sampan/with/sampan-2/", given or {"why": ""}).status_code == 422
        assert Startup.objects.standing().count() == 2

    def test_a_foreign_one_a_missing_one_and_itself_answer_alike(self, stays: Startup, duplicate: Startup, admin: Any) -> None:
        for person, other in ((owner(stays), "sampan-2"), (admin, "gone"), (admin, "sampan")):
            assert browser(person).get(f"/startups/sampan/with/{other}/").status_code == 404
        assert browser(owner(duplicate)).post("/startups/sampan-2/unmerge/").status_code == 404

    def test_queries_do_not_grow(self, stays: Startup, duplicate: Startup, admin: Any, django_assert_num_queries: Any) -> None:
        client = browser(admin)
        client.get("/startups/sampan/with/sampan-2/")
        for people in (1, 3):
            while Member.objects.filter(startup=stays).count() < people:
                startups.member(stays)
            with django_assert_num_queries(PAIR_QUERIES):
                client.get("/startups/sampan/with/sampan-2/")


def test_programs_merge_and_undo(stays: Startup, duplicate: Startup, admin: Any) -> None:
    api: Client = program(admin)
    wanted = {"duplicate": "sampan-2", "why": WHY}
    assert api.post("/api/v1/startups/sampan/merge", wanted, content_type="application/json").json()["slug"] == "sampan"
    assert api.get("/api/v1/startups/sampan-2").json()["merged_into"] == "sampan"
    assert api.post("/api/v1/startups/sampan-2/unmerge").json()["merged_into"] is None
    assert program(owner(stays)).post("/api/v1/startups/sampan-2/unmerge").status_code == 404
