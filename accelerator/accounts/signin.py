"""allauth's own forms where they need more: no answer may tell who has an account, by word or by time."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import RequestLoginCodeForm, SignupForm
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accelerator.accounts.models import Person


class Signup(SignupForm):  # type: ignore[misc]  # allauth has no types
    """An address that is taken gets the same page after the same work; its owner gets a mail."""

    account_already_exists: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = _("12 characters or more. A few words in a row are easy to keep and hard to guess.")

    def try_save(self, request: HttpRequest) -> Any:
        if not get_adapter().is_email_verified(request, self.cleaned_data["email"]):
            get_adapter().stash_verified_email(request, None)  # an invitation proves its own address, not another
        if self.account_already_exists:
            Person().set_password(self.cleaned_data["password1"])  # as long as a new person's takes
            return super().try_save(request)
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:  # somebody took the address a moment ago
            self.account_already_exists = True
            return super().try_save(request)


class RequestCode(RequestLoginCodeForm):  # type: ignore[misc]
    """A mailbox is one factor, so mailed codes do not open operators' accounts: they are answered as nobody, and mailed why."""

    _user: Person | None

    def clean_email(self) -> str:
        email: str = super().clean_email()
        if self._user is not None and self._user.is_operator():
            self._user = None
        return email
