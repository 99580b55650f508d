"""The support desk and the set-up command."""

from __future__ import annotations

from io import StringIO

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.test import Client
from pghistory.models import Events

from accelerator.accounts.models import Person
from tests.accounts.test_factors import code_of, enter
from tests.accounts.test_signin import login
from tests.factories import accounts
from tests.factories import startups as founding

pytestmark = pytest.mark.django_db

DESK = ["/desk/", "/desk/accelerator/person/", "/desk/accelerator/membership/", "/desk/accelerator/invitation/"]


@pytest.mark.usefixtures("standing_clock")  # else a code may be of the step before when it is typed
class TestDesk:
    @pytest.mark.parametrize("path", [*DESK, "/desk/login/"])
    def test_its_door_is_the_same_as_everywhere(self, client: Client, path: str) -> None:
        response = client.get(path, secure=True, follow=True)
        assert response.redirect_chain[-1][0].startswith("/accounts/login/?next=")

    def test_no_password_form_of_its_own(self, client: Client) -> None:
        person = accounts.operator_person(password=accounts.PASSWORD, is_staff=True)
        client.post("/desk/login/?next=/desk/", {"username": person.email, "password": accounts.PASSWORD}, secure=True)
        assert "_auth_user_id" not in client.session

    @pytest.mark.parametrize("path", DESK)
    def test_staff_look(self, client: Client, path: str) -> None:
        person = accounts.operator_person(password=accounts.PASSWORD, is_staff=True)
        login(client, person.email)
        enter(client, code_of(person))
        assert client.get(path, secure=True).status_code == 200

    def test_onward_to_the_page_of_what_it_shows_and_of_nothing_else(self, client: Client) -> None:
        person = accounts.operator_person(password=accounts.PASSWORD, is_staff=True)
        login(client, person.email)
        enter(client, code_of(person))
        startup = founding.startup("Sampan")
        number = ContentType.objects.get_for_model(startup).pk
        assert client.get(f"/desk/r/{number}/{startup.pk}/", secure=True)["Location"].endswith(startup.get_absolute_url())
        tableless = ContentType.objects.get_for_model(Events)
        for address in (f"{tableless.pk}/1", f"{number}/0", f"{number}/x", "0/1", "x/1", f"{'9' * 40}/1"):
            assert client.get(f"/desk/r/{address}/", secure=True).status_code == 404

    @pytest.mark.parametrize("path", DESK)
    def test_others_do_not(self, client: Client, path: str) -> None:
        for other in (accounts.person(), accounts.operator_person(role="auditor")):
            client.force_login(other)
            response = client.get(path, secure=True, follow=True)
            assert response.status_code in (403, 404)

    def test_nothing_is_changed_there(self, client: Client) -> None:
        person = accounts.operator_person(is_staff=True)
        client.force_login(person)
        whom = accounts.person(name="Before")
        change = f"/desk/accelerator/person/{whom.pk}/change/"
        shown = client.get(change, secure=True)
        assert shown.status_code == 200
        assert b"argon2" not in shown.content
        assert client.post(change, {"name": "After"}, secure=True).status_code == 403
        assert client.get("/desk/accelerator/person/add/", secure=True).status_code == 403
        assert client.post(f"/desk/accelerator/person/{whom.pk}/delete/", {"post": "yes"}, secure=True).status_code == 403
        assert Person.objects.get(pk=whom.pk).name == "Before"


class TestSetUp:
    def run(self, *args: str) -> str:
        out = StringIO()
        call_command("operator_setup", *args, stdout=out)
        return out.getvalue()

    def test_the_printed_link_makes_the_first_admin(self, client: Client) -> None:
        told = self.run("Harbour Board", "--admin", "mei@example.org")
        address = told.split()[-1]
        assert address.startswith(f"{settings.SITE_URL}/join/")
        path = address.removeprefix(settings.SITE_URL)
        person = accounts.person("mei@example.org")
        client.force_login(person)
        assert client.post(path, secure=True)["Location"] == "/home/"
        again = Person.objects.get(pk=person.pk)
        assert again.holds("people.manage")
        assert again.is_staff

    def test_run_twice_the_last_link_counts(self, client: Client) -> None:
        first, second = (self.run("Harbour Board", "--admin", "mei@example.org").split()[-1] for _ in range(2))
        assert client.get(first.removeprefix(settings.SITE_URL), secure=True).status_code == 404
        assert client.get(second.removeprefix(settings.SITE_URL), secure=True).status_code == 200

    def test_refused_in_a_sentence_once_there_is_an_admin(self) -> None:
        accounts.operator_person()
        with pytest.raises(CommandError, match="Harbour Board has an operator admin already"):
            self.run("Another", "--admin", "x@example.org")

    def test_what_is_no_address_is_refused(self) -> None:
        with pytest.raises(CommandError, match="not an email address"):
            self.run("Harbour Board", "--admin", "nobody")
