"""allauth's seams: mail through our outbox, who may sign in how, and what happens when a factor changes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.account.internal.userkit import filter_users_by_email
from allauth.core import context as current
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accelerator.accounts import mailed, operations, queries, safety
from accelerator.accounts.models import Person
from accelerator.kit import clock, secret
from accelerator.kit.addresses import reverse
from accelerator.notices import operations as notices

# What our texts may name; everything else allauth passes along (requests, users, keys) stays out of the database.
_FACTS = ("code", "ip", "from_email", "to_email", "deleted_email")
_LINKS = ("password_reset_url", "signup_url")


_WRONG_CODE = gettext_lazy("This code does not fit. Type the newest one as it stands there.")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy("Address and password do not fit together. Look at both, or set a new password."),
        "incorrect_code": _WRONG_CODE,
        "incorrect_password": gettext_lazy("This is not your password. Type it again, or set a new one."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Writes an urgent notice to `email` instead of sending: the outbox delivers, and knows whether it did.

        Known, unknown and suspended addresses cost the same work here, so that answers take the same time.
        """
        house = queries.settings()
        reader = next(iter(filter_users_by_email(email, prefer_verified=True, for_login=True)), None)
        kind = _kind_for(mailed.BY_TEMPLATE[template_prefix], reader)
        link = next((context[name] for name in _LINKS if name in context), _link_of(kind))
        facts = {name: context[name] for name in _FACTS if name in context}
        with transaction.atomic():
            notices.tell(
                kind,
                to_address=email,
                about=reader or house,
                url=urlsplit(link)._replace(scheme="", netloc="").geturl(),
                due_at=clock.now(),
                house=house.name,
                **facts,
            )

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Told after every change of a password, an address or a factor. A change of factors also ends the other sessions, one
        of the password the API tokens.
        """
        super().send_notification_mail(template_prefix, user, context, email)
        if template_prefix in mailed.OF_THE_PASSWORD:
            with transaction.atomic():
                operations.revoke_tokens(user)
        if template_prefix.startswith("mfa/"):
            operations.end_sessions(user, keep=current.request.session.session_key)

    def is_safe_url(self, url: str) -> bool:
        return safety.is_ours(url, current.request)

    def pre_login(self, request: HttpRequest, user: Any, **facts: Any) -> HttpResponse | None:
        """Refuses a mailed code of somebody who got an operator role between asking for it and typing it."""
        records = get_authentication_records(request, user)
        if records and records[-1]["method"] == "code" and user.is_operator():
            clear_login(request)
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **facts)  # type: ignore[no-any-return]

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """The same for a suspended person by passkey, by provider or by code: no word on why."""
        messages.error(request, _("We could not sign you in."))
        return redirect("account_login")


def _kind_for(kind: notices.Kind, reader: Any) -> notices.Kind:
    """What the reader of a "no account" mail is truly told; only the owner of the address sees the difference."""
    if kind is not mailed.NO_ACCOUNT or reader is None:
        return kind
    if not reader.is_active:
        return mailed.IS_SUSPENDED
    return mailed.NO_CODES if reader.is_operator() else mailed.ADDRESS_IN_USE


def _link_of(kind: notices.Kind) -> str:
    if not kind.action:
        return ""
    return reverse("account_login") if kind is mailed.NO_CODES else reverse("account")


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def get_app(self, request: HttpRequest, provider: str, client_id: str | None = None) -> SocialApp:
        """A provider that the environment does not name has no pages."""
        try:
            return super().get_app(request, provider, client_id)
        except SocialApp.DoesNotExist:
            raise Http404 from None

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Person:
        """The name as the provider gives it, whole."""
        person: Person = super().populate_user(request, sociallogin, data)
        parts = (data.get("first_name") or "", data.get("last_name") or "")
        person.name = (data.get("name") or " ".join(part for part in parts if part))[:200]
        return person


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """What opens a second factor is not readable in the database or a copy of it."""

    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": _WRONG_CODE}

    def encrypt(self, text: str) -> str:
        return secret.sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        return secret.opened(encrypted_text)
