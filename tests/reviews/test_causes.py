"""Where conflicts are known from: each source finds what it should, and nothing beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from accelerator.accounts.models import Membership
from accelerator.kit import clock, together
from accelerator.reviews import causes, contacts, operations, queries
from accelerator.reviews.models import Relation
from accelerator.startups.models import Member, Startup
from tests.factories import accounts, reviews, startups

pytestmark = pytest.mark.django_db


@pytest.fixture
def call() -> Any:
    return reviews.call()


def found(source: Callable[..., Any], application: Any, *people: Any) -> list[tuple[Any, ...]]:
    """(person, source, reason, cause) of each edge that `source` finds, and that each is of this application."""
    asked = [application], list(people)
    edges = list(contacts.edges(*asked) if source is contacts.edges else source(together.run(causes._known(*asked))))
    assert {edge.application_id for edge in edges} <= {application.pk}
    return [(edge.person_id, edge.source, edge.reason, edge.cause) for edge in edges]


class TestMember:
    def test_who_belongs_or_belonged_under_any_row(self, call: Any) -> None:
        application, now, once, apart = reviews.application(call), *(reviews.reviewer(call) for _ in range(3))
        twin = startups.startup(merged_into=application.startup)
        startups.member(twin, now)
        startups.member(application.startup, once, ended=True)
        startups.member(startups.startup(), apart)
        assert sorted(found(causes.member, application, now, once, apart)) == sorted(
            [(now.pk, "member", "", ""), (once.pk, "member", "", "")]
        )


class TestOrganisation:
    def test_who_works_where_somebody_of_the_startup_works(self, call: Any) -> None:
        founder, same = accounts.partner_person(), accounts.partner_person()
        other = accounts.partner_person(organisation=accounts.partner("Other Cloud"))
        application = reviews.application(call, owner=founder)
        organisation = accounts.partner()
        assert found(causes.organisation, application, same, other) == [
            (same.pk, "organisation", "Nimbus Cloud", f"organisation:{organisation.pk}")
        ]

    def test_not_who_left_and_not_of_a_founder_who_left(self, call: Any) -> None:
        founder, left, stays = accounts.partner_person(), accounts.partner_person(), accounts.partner_person()
        application = reviews.application(call, owner=founder)
        Membership.objects.filter(person=left).update(ended_at=clock.now())
        assert [edge[0] for edge in found(causes.organisation, application, left, stays)] == [stays.pk]
        Member.objects.filter(person=founder).update(ended_at=clock.now())
        assert found(causes.organisation, application, left, stays) == []

    def test_a_member_of_the_startup_is_told_by_that_alone(self, call: Any) -> None:
        founder = accounts.partner_person()
        application = reviews.application(call, owner=founder)
        assert found(causes.organisation, application, founder) == []


class TestDomain:
    def test_the_website_and_addresses_of_the_team(self, call: Any) -> None:
        application = reviews.application(call, owner=accounts.person("bo@quay.example"), website="https://www.tidewise.example/")
        site, team = accounts.person("ann@mail.tidewise.example"), accounts.person("cy@quay.example")
        assert sorted(found(causes.domain, application, site, team, accounts.person("di@pier.example"))) == sorted(
            [
                (site.pk, "domain", "tidewise.example", "domain:tidewise.example"),
                (team.pk, "domain", "quay.example", "domain:quay.example"),
            ]
        )

    def test_an_unproved_address_says_nothing_on_either_side(self, call: Any) -> None:
        application = reviews.application(call, owner=accounts.person("bo@quay.example"))
        unproved, proved = accounts.person("ann@quay.example", verified=False), accounts.person("cy@quay.example")
        assert [edge[0] for edge in found(causes.domain, application, unproved, proved)] == [proved.pk]
        EmailAddress.objects.filter(email="bo@quay.example").update(verified=False)
        assert found(causes.domain, application, unproved, proved) == []

    def test_a_second_address_counts(self, call: Any) -> None:
        application, reviewer = reviews.application(call, website="https://tidewise.example"), accounts.person("ann@gmail.com")
        EmailAddress.objects.create(user=reviewer, email="ann@TideWise.example", verified=True, primary=False)
        assert [edge[2] for edge in found(causes.domain, application, reviewer)] == ["tidewise.example"]

    def test_free_mail_is_nobodys(self, call: Any) -> None:
        application = reviews.application(call, owner=accounts.person("bo@gmail.com"), website="https://gmail.com")
        assert found(causes.domain, application, accounts.person("ann@gmail.com")) == []


class TestColleague:
    @pytest.fixture
    def shared(self) -> Startup:
        return startups.startup("Quaylight")

    def there(self, startup: Startup, person: Any, now: datetime, start: int, end: int | None = None) -> None:
        """In `startup` from `start` days before `now` until `end` days before."""
        ended_at = None if end is None else now - timedelta(days=end)
        Member.objects.create(
            startup=startup, person=person, role="member", created_at=now - timedelta(days=start), ended_at=ended_at
        )

    @pytest.mark.parametrize(
        ("theirs", "meets"),
        [((90, None), True), ((90, 70), True), ((60, 50), True), ((40, None), False), ((90, 81), False), ((90, 80), False)],
    )
    def test_in_another_startup_at_the_same_time(
        self, call: Any, shared: Startup, theirs: tuple[int, int | None], meets: bool
    ) -> None:
        founder, reviewer = accounts.person(name="Bo Tan"), accounts.person()
        application = reviews.application(call, owner=founder)
        now = clock.now()
        self.there(shared, founder, now, 80, 45)
        self.there(shared, reviewer, now, *theirs)
        wanted = [(reviewer.pk, "colleague", "Quaylight: Bo Tan", f"startup:{shared.pk}")] if meets else []
        assert found(causes.colleague, application, reviewer) == wanted

    def test_of_a_founder_who_left_it_says_nothing(self, call: Any, shared: Startup) -> None:
        founder, reviewer = accounts.person(), accounts.person()
        application = reviews.application(call, owner=founder)
        startups.member(shared, founder)
        startups.member(shared, reviewer)
        assert len(found(causes.colleague, application, reviewer)) == 1
        Member.objects.filter(startup=application.startup).update(ended_at=clock.now())
        assert found(causes.colleague, application, reviewer) == []

    def test_merged_rows_are_one_startup(self, call: Any, shared: Startup) -> None:
        founder, reviewer, twin = accounts.person(name="Bo"), accounts.person(), startups.startup(merged_into=shared)
        application = reviews.application(call, owner=founder)
        startups.member(shared, founder)
        startups.member(twin, reviewer)
        assert found(causes.colleague, application, reviewer) == [
            (reviewer.pk, "colleague", "Quaylight: Bo", f"startup:{shared.pk}")
        ]

    def test_in_an_organisation_before(self, call: Any) -> None:
        founder, reviewer = accounts.partner_person(name="Bo"), accounts.partner_person()
        application, organisation = reviews.application(call, owner=founder), accounts.partner()
        assert found(causes.colleague, application, reviewer) == []  # both are there: the organisation tells it
        Membership.objects.filter(person=founder).update(ended_at=clock.now())
        assert found(causes.colleague, application, reviewer) == [
            (reviewer.pk, "colleague", "Nimbus Cloud: Bo", f"organisation:{organisation.pk}")
        ]


class TestRelation:
    def relate(self, person: Any, **fields: Any) -> Relation:
        return Relation.objects.create(**({"person": person, "by": person, "kind": "investor"} | fields))

    def test_by_startup_name_former_name_and_domain(self, call: Any) -> None:
        owner = accounts.person("bo@quay.example")
        application = reviews.application(
            call, name="Tidewise Pte. Ltd.", former_names=["Ebbwise"], website="https://tidewise.example", owner=owner
        )
        reviewer, twin = reviews.reviewer(call), startups.startup(merged_into=application.startup)
        made = [
            self.relate(reviewer, startup=twin, note="Seed round"),
            self.relate(reviewer, name="TIDE-WISE", kind="adviser"),
            self.relate(reviewer, name="ebbwise", kind="family"),
            self.relate(reviewer, domain="tidewise.example", kind="competitor"),
            self.relate(reviewer, domain="quay.example", kind="employer"),
        ]
        self.relate(reviewer, name="Tidewiser")
        self.relate(reviewer, domain="pier.example")
        said = ["Seed round", "TIDE-WISE", "ebbwise", "tidewise.example", "quay.example"]
        assert sorted(found(causes.relation, application, reviewer)) == sorted(
            (reviewer.pk, one.kind, reason, f"relation:{one.code}") for one, reason in zip(made, said, strict=True)
        )

    def test_only_while_it_holds_and_stands(self, call: Any) -> None:
        application, reviewer, today = reviews.application(call, name="Tidewise"), reviews.reviewer(call), clock.today("UTC")
        held = self.relate(reviewer, name="Tidewise", since_on=today, until_on=today)
        assert len(found(causes.relation, application, reviewer)) == 1
        day = timedelta(days=1)
        for since, until in ((today + day, None), (None, today - day)):
            Relation.objects.filter(pk=held.pk).update(since_on=since, until_on=until)
            assert found(causes.relation, application, reviewer) == []
        Relation.objects.filter(pk=held.pk).update(since_on=None, until_on=None, taken_back_at=clock.now())
        assert found(causes.relation, application, reviewer) == []


class TestContact:
    def test_an_address_of_theirs_in_the_answers(self, call: Any) -> None:
        application, reviewer = reviews.application(call), accounts.person("ann@gmail.com")
        reviews.submission(application, team=[{"who": "Ann <ANN@gmail.com>, our adviser."}])
        assert found(contacts.edges, application, reviewer, accounts.person("bann@gmail.com")) == [
            (reviewer.pk, "contact", "ann@gmail.com", "contact:ann@gmail.com")
        ]

    def test_only_what_was_submitted_last(self, call: Any) -> None:
        application, reviewer = reviews.application(call), accounts.person("ann@gmail.com")
        reviews.submission(application, mail="ann@gmail.com")
        reviews.submission(application, mail="bo@gmail.com")
        assert found(contacts.edges, application, reviewer) == []

    def test_a_telephone_number_that_a_startup_of_theirs_gave(self, call: Any) -> None:
        reviewer, other = reviews.reviewer(call), reviews.call()
        own = reviews.application(other, owner=reviewer)
        reviews.submission(own, phone="+65 6123 4567")
        application = reviews.application(call)
        reviews.submission(application, text="Call us: +65-6123-4567, any day.")
        assert found(contacts.edges, application, reviewer, reviews.reviewer(call)) == [
            (reviewer.pk, "contact", "+6561234567", "contact:+6561234567")
        ]

    def test_their_own_number_however_it_is_written(self, call: Any) -> None:
        reviewer, other = reviews.reviewer(call), reviews.reviewer(call)
        said: dict[str, Any] = {"bio": "", "languages_read": [], "max_load": None, "expertise": {}}
        operations.describe(reviewer, by=reviewer, country="SG", phone="6123 4567", **said)
        operations.describe(other, by=other, country="SG", phone="", **said)
        application = reviews.application(call)
        reviews.submission(application, team=[{"phone": "+65 6123-4567"}])
        assert found(contacts.edges, application, reviewer, other) == [
            (reviewer.pk, "contact", "+6561234567", "contact:+6561234567")
        ]

    def test_their_own_startup_is_told_otherwise(self, call: Any) -> None:
        founder = accounts.person("ann@gmail.com")
        application = reviews.application(call, owner=founder)
        reviews.submission(application, mail="ann@gmail.com", phone="+65 6123 4567")
        assert found(contacts.edges, application, founder) == []

    @pytest.mark.parametrize("text", ["+65 6123", "+1 2 3 4 5 6 7 8 9", "a@b", "@quay.example", "6123 4567"])
    def test_what_is_neither(self, text: str) -> None:
        assert set(contacts.details({"x": [text, None, 3]})) == set()


def test_the_causes_ask_as_much_of_one_as_of_three(call: Any, django_assert_num_queries: Any) -> None:
    for count in (1, 3):
        applications = [reviews.application(call, website="https://tidewise.example") for _ in range(count)]
        people = [accounts.partner_person(f"p{count}{number}@tidewise.example") for number in range(count)]
        for person, application in zip(people, applications, strict=True):
            Relation.objects.create(
                person=person, by=person, kind="other", startup=application.startup, since_on=date(2020, 1, 1)
            )
        applications = list(type(applications[0]).objects.filter(pk__in=[one.pk for one in applications]))
        with django_assert_num_queries(2):
            edges = queries.edges(applications, people)
        assert len(edges) == count * count + count  # the domain of each, and each one's relation
        with django_assert_num_queries(5):
            contacts.edges(applications, people)
