"""How a session's person is found, and what a password is checked against."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.models import EmailAddress

from accelerator.accounts import queries
from accelerator.accounts.models import Person, PersonQuerySet
from accelerator.kit.kept import kept


@kept
def _sought(pk: int) -> PersonQuerySet:
    return queries.with_house(Person.objects.with_standing().filter(pk=pk).order_by())


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """allauth's, with the person's standing and the house's settings in the one query of every request, and no second answer for
    suspended people."""

    def get_user(self, user_id: Any) -> Person | None:
        person = _sought.first(int(user_id))
        return person if person and self.user_can_authenticate(person) else None

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """None: roles and policies decide here, and Django's own permission tables are not asked."""
        return set()

    def _authenticate_by_email(self, email: str, password: str) -> Any:
        """As allauth's: who has proven the address, else who says that it is theirs. It asks as much of an address that nobody
        has, else the clock would tell who has an account.
        """
        said = list(EmailAddress.objects.filter(email=email.lower()).select_related("user"))
        own = list(Person.objects.filter(email=email.lower()))
        proven = {one.user for one in said if one.verified}
        found = proven or {one.user for one in said} | set(own)
        return next((one for one in found if self._check_password(one, password)), None)

    def _check_password(self, user: Any, password: str) -> Any:
        """allauth sets aside a suspended person whose password was right, to answer them apart; here they are just refused."""
        found = super()._check_password(user, password)
        if found is None:
            self.unstash_authenticated_user()
        return found
