"""The People screen and what is done from it."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from accelerator.accounts import operations
from accelerator.accounts.models import Invitation, Membership, Organisation, Person
from accelerator.kit import clock
from tests.accounts.test_factors import reauthenticate
from tests.factories import accounts

pytestmark = pytest.mark.django_db


def get(client: Client, path: str, **headers: str) -> HttpResponse:
    return client.get(path, secure=True, headers=headers)


def page(client: Client, path: str) -> str:
    response = get(client, path)
    assert response.status_code == 200
    assert b"<c-" not in response.content
    return response.content.decode()


def post(client: Client, path: str, **typed: str) -> HttpResponse:
    return client.post(path, typed, secure=True)


@pytest.fixture
def admin() -> Person:
    return accounts.operator_person("mei@example.org", "Tan Mei Lin", password=accounts.PASSWORD)


@pytest.fixture
def desk(client: Client, admin: Person) -> Client:
    client.force_login(admin)
    return client


DOORS = ["/people/", "/people/?q=a", "/people/?role=admin", "/people/invite/", "/organisations/"]


class TestWho:
    @pytest.mark.parametrize("path", DOORS)
    def test_admins_enter(self, desk: Client, path: str) -> None:
        page(desk, path)

    @pytest.mark.parametrize("path", DOORS)
    def test_nobody_else_does(self, client: Client, path: str) -> None:
        assert get(client, path)["Location"].startswith("/accounts/login/?next=")
        for other in (accounts.person(), accounts.partner_person(), accounts.operator_person(role="auditor")):
            client.force_login(other)
            assert get(client, path).status_code == 403

    @pytest.mark.parametrize("act", ["roles/give", "roles/end", "suspend", "reinstate"])
    def test_nobody_else_acts(self, client: Client, act: str) -> None:
        whom = accounts.person()
        for other in (accounts.person(), accounts.operator_person(role="auditor")):
            client.force_login(other)
            for code in (whom.code, "0000000000"):
                assert post(client, f"/people/{code}/{act}/", place="harbour-board:admin", reason="x").status_code == 403
        assert Person.objects.get(pk=whom.pk).is_active

    def test_a_foreign_page_and_a_missing_one_are_alike(self, client: Client) -> None:
        whom = accounts.person()
        client.force_login(accounts.person())
        assert get(client, f"/people/{whom.code}/").status_code == get(client, "/people/0000000000/").status_code == 404

    def test_ones_own_page_leads_to_my_account(self, client: Client) -> None:
        person = accounts.person()
        client.force_login(person)
        assert get(client, f"/people/{person.code}/")["Location"] == "/account/"


class TestList:
    def test_it_shows_roles_state_and_last_sign_in(self, desk: Client) -> None:
        accounts.suspended_person("olga@example.org", "Olga Hale")
        accounts.partner_person("wei@example.org", "Wei Ng")
        text = page(desk, "/people/")
        for words in ("Olga Hale", "Suspended", "Partner, Nimbus Cloud", "Operator admin", "Never"):
            assert words in text

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", {"Devan Pillai", "Olga Hale", "Tan Mei Lin"}),
            ("?q=PILLAI", {"Devan Pillai"}),
            ("?q=olga%40", {"Olga Hale"}),
            ("?role=auditor", {"Devan Pillai"}),
            ("?role=admin", {"Tan Mei Lin"}),
            ("?role=emperor", {"Devan Pillai", "Olga Hale", "Tan Mei Lin"}),
            ("?state=suspended", {"Olga Hale"}),
            ("?state=active&role=auditor", {"Devan Pillai"}),
            ("?q=nobody-at-all", set()),
            ("?q=%25", set()),
        ],
    )
    def test_filters(self, desk: Client, query: str, found: set[str]) -> None:
        accounts.operator_person("devan@example.org", "Devan Pillai", role="auditor")
        accounts.suspended_person("olga@example.org", "Olga Hale")
        response = get(desk, f"/people/{query}")
        assert {person.name for person, _words in response.context["rows"]} == found

    def test_an_ended_role_is_not_found_by(self, desk: Client) -> None:
        former = accounts.operator_person(name="Former Auditor", role="auditor")
        Membership.objects.filter(person=former).update(ended_at=clock.now())
        assert get(desk, "/people/?role=auditor").context["rows"] == []

    def test_fifty_a_page(self, desk: Client) -> None:
        for number in range(55):
            accounts.person(name=f"Person {number:02d}")
        first = get(desk, "/people/")
        assert (len(first.context["rows"]), first.context["page"].paginator.count) == (50, 56)
        assert len(get(desk, "/people/?page=2").context["rows"]) == 6
        assert get(desk, "/people/?page=nonsense").status_code == 200

    def test_it_costs_the_same_for_many(self, desk: Client, django_assert_num_queries: Any) -> None:
        get(desk, "/people/")
        for _ in range(2):
            with django_assert_num_queries(10):
                get(desk, "/people/")
            for _more in range(3):
                accounts.operator_person(role="auditor")

    def test_a_fragment_is_the_list_alone(self, desk: Client) -> None:
        text = get(desk, "/people/", **{"HX-Request": "true", "HX-Request-Type": "partial"}).content.decode()
        assert text.strip().startswith('<div id="found">')
        assert "<html" not in text

    def test_names_are_escaped(self, desk: Client) -> None:
        accounts.person(name="<script>alert(1)</script>")
        text = page(desk, "/people/")
        assert "<script>alert(1)" not in text
        assert "&lt;script&gt;alert(1)" in text


class TestInviting:
    def test_an_invitation_goes_out_and_waits_on_the_page(self, desk: Client) -> None:
        slug = accounts.operator().slug
        assert post(desk, "/people/invite/", email="new@example.org", place=f"{slug}:auditor")["Location"] == "/people/"
        assert Invitation.objects.open().get().email == "new@example.org"
        text = page(desk, "/people/")
        assert "new@example.org" in text
        assert "Invited" in text

    def test_no_role_is_chosen_beforehand(self, desk: Client) -> None:
        """The first of the list is the strongest: nobody gets it because nobody chose."""
        for path, form in (("/people/invite/", "form"), (f"/people/{accounts.person().code}/", "give")):
            field = get(desk, path).context[form]["place"]
            assert (field.value(), field.field.choices[0]) == (None, ("", "Choose a role"))

    @pytest.mark.parametrize(
        "typed",
        [
            {"email": "nobody", "place": "harbour-board:auditor"},
            {"email": "a@example.org", "place": "x:y"},
            {"email": "a@example.org", "place": ""},
        ],
    )
    def test_what_cannot_be_is_shown_again(self, desk: Client, typed: dict[str, str]) -> None:
        assert post(desk, "/people/invite/", **typed).status_code == 422
        assert not Invitation.objects.exists()

    def test_partners_are_invited_too(self, desk: Client) -> None:
        accounts.partner()
        post(desk, "/people/invite/", email="wei@example.org", place="nimbus-cloud:partner")
        assert Invitation.objects.get().scope_label == "Nimbus Cloud"

    def test_sent_again_and_withdrawn_from_the_page(self, desk: Client) -> None:
        slug = accounts.operator().slug
        post(desk, "/people/invite/", email="new@example.org", place=f"{slug}:auditor")
        made = Invitation.objects.get()
        assert post(desk, f"/invitations/{made.code}/resend/", next="/people/")["Location"] == "/people/"
        assert Invitation.objects.get().digest != made.digest
        post(desk, f"/invitations/{made.code}/revoke/", next="/people/")
        assert not Invitation.objects.open().exists()
        assert "settled already" in desk.post(f"/invitations/{made.code}/resend/", secure=True, follow=True).content.decode()

    @pytest.mark.parametrize("act", ["resend", "revoke"])
    def test_to_others_an_invitation_does_not_exist(self, client: Client, admin: Person, act: str) -> None:
        operator = accounts.operator()
        made = operations.invite(
            scope="organisation", scope_id=operator.pk, scope_label="x", role="auditor", email="a@example.org", by=admin
        )
        client.force_login(accounts.operator_person(role="auditor"))
        assert post(client, f"/invitations/{made.code}/{act}/").status_code == 404
        assert post(client, f"/invitations/0000000000/{act}/").status_code == 404
        assert Invitation.objects.open().get() == made


class TestPerson:
    def test_it_shows_standing_roles_and_history(self, desk: Client, admin: Person) -> None:
        whom = accounts.person("devan@example.org", "Devan Pillai")
        operations.give_role(whom, role="auditor", organisation=accounts.operator(), by=admin)
        text = page(desk, f"/people/{whom.code}/")
        for words in ("Devan Pillai", "Auditor", "Harbour Board", "gave", "Suspend and sign out"):
            assert words in text

    def test_a_role_is_given_after_proving_oneself_again(self, desk: Client) -> None:
        whom = accounts.person()
        place = f"{accounts.operator().slug}:auditor"
        assert post(desk, f"/people/{whom.code}/roles/give/", place=place)["Location"].startswith("/accounts/reauthenticate/")
        assert not Membership.objects.filter(person=whom).exists()
        reauthenticate(desk)
        assert post(desk, f"/people/{whom.code}/roles/give/", place=place)["Location"] == f"/people/{whom.code}/"
        assert Person.objects.get(pk=whom.pk).holds("trail.see")

    def test_a_role_that_does_not_exist_is_not_given(self, desk: Client) -> None:
        whom = accounts.person()
        reauthenticate(desk)
        assert post(desk, f"/people/{whom.code}/roles/give/", place="harbour-board:emperor").status_code == 422

    def test_a_role_is_ended(self, desk: Client) -> None:
        whom = accounts.operator_person(role="auditor")
        reauthenticate(desk)
        place = f"{accounts.operator().slug}:auditor"
        post(desk, f"/people/{whom.code}/roles/end/", place=place)
        assert not Person.objects.get(pk=whom.pk).holds("trail.see")
        assert post(desk, f"/people/{whom.code}/roles/end/", place=place).status_code == 404

    def test_the_last_admin_is_told_why_not(self, desk: Client, admin: Person) -> None:
        reauthenticate(desk)
        place = f"{accounts.operator().slug}:admin"
        answer = desk.post(f"/people/{admin.code}/roles/end/", {"place": place}, secure=True, follow=True)
        assert "is the last operator admin" in answer.content.decode()
        assert Person.objects.get(pk=admin.pk).holds("people.manage")

    def test_suspended_and_reinstated(self, desk: Client) -> None:
        whom = accounts.person()
        assert post(desk, f"/people/{whom.code}/suspend/", reason="").status_code == 422
        post(desk, f"/people/{whom.code}/suspend/", reason="Left the programme")
        assert "Left the programme" in page(desk, f"/people/{whom.code}/")
        assert not Person.objects.get(pk=whom.pk).is_active
        post(desk, f"/people/{whom.code}/reinstate/")
        assert Person.objects.get(pk=whom.pk).is_active

    def test_nobody_suspends_themselves(self, desk: Client, admin: Person) -> None:
        assert "Suspend and sign out" not in page(desk, f"/people/{admin.code}/")
        answer = desk.post(f"/people/{admin.code}/suspend/", {"reason": "x"}, secure=True, follow=True)
        assert "You cannot suspend yourself." in answer.content.decode()

    def test_it_costs_the_same_for_many_roles(self, desk: Client, django_assert_num_queries: Any) -> None:
        whom = accounts.operator_person(role="auditor")
        get(desk, f"/people/{whom.code}/")
        for role in ("approver", "grants_officer"):
            with django_assert_num_queries(10):
                get(desk, f"/people/{whom.code}/")
            Membership.objects.create(person=whom, organisation=accounts.operator(), role=role)


class TestPartners:
    def test_added_and_listed_with_their_people(self, desk: Client) -> None:
        assert post(desk, "/organisations/", name="Basalt Compute")["Location"] == "/organisations/"
        accounts.partner_person(organisation=Organisation.objects.get(slug="basalt-compute"))
        text = page(desk, "/organisations/")
        assert "Basalt Compute" in text
        assert "1 person" in text

    @pytest.mark.parametrize("name", ["", "Harbour Board"])
    def test_a_name_is_needed_and_new(self, desk: Client, name: str) -> None:
        assert post(desk, "/organisations/", name=name).status_code == 422
