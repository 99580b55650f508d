"""allauth's mails as kinds of ours. Codes and links that open an account are secret: their facts go once sent."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accelerator.notices.operations import Kind


def _kind(
    name: str, label: Promise, subject: Promise, text: Promise, action: Promise | str = "", *, secret: bool = False
) -> Kind:
    return Kind(name=name, label=label, subject=subject, text=text, action=action, urgent=True, secret=secret)


CONFIRM_ADDRESS = _kind(
    "confirm_address",
    _("Code to confirm an address"),
    _("{code} is your code for {house}"),
    _("Type this code in the window where you gave your address:\n\n{code}\n\nIf that was not you, do nothing."),
    secret=True,
)
LOGIN_CODE = _kind(
    "login_code",
    _("Sign-in code"),
    _("{code} is your sign-in code for {house}"),
    _(
        "Type this code in the window where you asked for it. It works once, for 10 minutes.\n\n{code}\n\n"
        "Nobody from the team ever asks for it. If that was not you, do nothing."
    ),
    secret=True,
)
RESET_PASSWORD = _kind(
    "reset_password",
    _("Link for a new password"),
    _("Choose a new password"),
    _("Somebody asked for a new password for your account on {house}. If that was not you, do nothing: the old one still works."),
    _("Choose a new password"),
    secret=True,
)
ADDRESS_IN_USE = _kind(
    "address_in_use",
    _("Address that has an account"),
    _("You already have an account"),
    _(
        "Somebody gave this address to create an account on {house}, and there is one already. "
        "If that was you, sign in, or choose a new password if you have forgotten yours."
    ),
    _("Choose a new password"),
)
NO_ACCOUNT = _kind(
    "no_account",
    _("No account with this address"),
    _("There is no account with this address"),
    _(
        "Somebody tried to sign in to {house} with this address, and no account has it. "
        "If that was you, try another address, or create an account. If not, do nothing."
    ),
    _("Create an account"),
)
NO_CODES = _kind(
    "no_codes",
    _("Sign-in codes not allowed"),
    _("Sign in with your password or passkey"),
    _(
        "You asked for a sign-in code for {house}. People who work for the operator sign in with a password and a second "
        "factor, or with a passkey; codes by email do not open their accounts. If that was not you, do nothing."
    ),
    _("Sign in"),
)
IS_SUSPENDED = _kind(
    "is_suspended",
    _("Sign-in to a suspended account"),
    _("Your account is suspended"),
    _("Somebody tried to sign in to {house} with this address. Its account is suspended. Reply to the team to ask why."),
)


_TAIL = _("It happened from the network address {ip}. If that was not you, choose a new password and tell the team.")


def _change(name: str, label: Promise, text: Promise) -> Kind:
    return _kind(name, label, _("A change to your account"), format_lazy("{}\n\n{}", text, _TAIL), _("See your account"))


# Told of these, a person's API tokens are revoked: whoever knew the old password may have made one.
OF_THE_PASSWORD = {"account/email/password_changed", "account/email/password_reset"}
# Each mail allauth can send, by the name of its template. A test compares this with allauth's own folder.
BY_TEMPLATE = {
    "account/email/email_confirmation": CONFIRM_ADDRESS,
    "account/email/email_confirmation_signup": CONFIRM_ADDRESS,
    "account/email/login_code": LOGIN_CODE,
    "account/email/password_reset_key": RESET_PASSWORD,
    "account/email/account_already_exists": ADDRESS_IN_USE,
    "account/email/unknown_account": NO_ACCOUNT,
    "account/email/email_changed": _change(
        "address_changed",
        _("Address changed"),
        _("The address of your account on {house} changed from {from_email} to {to_email}."),
    ),
    "account/email/email_confirm": _change(
        "address_confirmed", _("Address confirmed"), _("The address of your account on {house} is confirmed.")
    ),
    "account/email/email_deleted": _change(
        "address_removed", _("Address removed"), _("The address {deleted_email} was removed from your account on {house}.")
    ),
    "account/email/password_changed": _change(
        "password_changed",
        _("Password changed"),
        _("The password of your account on {house} was changed. Your API tokens no longer work."),
    ),
    "account/email/password_reset": _change(
        "password_reset",
        _("Password chosen anew"),
        _("The password of your account on {house} was chosen anew. Your API tokens no longer work."),
    ),
    "account/email/password_set": _change("password_set", _("Password set"), _("Your account on {house} now has a password.")),
    "mfa/email/recovery_codes_generated": _change(
        "recovery_codes_made",
        _("New recovery codes"),
        _("New recovery codes were made for your account on {house}. The old ones no longer work."),
    ),
    "mfa/email/totp_activated": _change(
        "app_added", _("Authenticator app added"), _("An authenticator app was added to your account on {house}.")
    ),
    "mfa/email/totp_deactivated": _change(
        "app_removed", _("Authenticator app removed"), _("The authenticator app was removed from your account on {house}.")
    ),
    "mfa/email/webauthn_added": _change(
        "passkey_added", _("Passkey added"), _("A passkey was added to your account on {house}.")
    ),
    "mfa/email/webauthn_removed": _change(
        "passkey_removed", _("Passkey removed"), _("A passkey was removed from your account on {house}.")
    ),
    "socialaccount/email/account_connected": _change(
        "provider_linked",
        _("Sign-in provider linked"),
        _("Sign-in through another provider was linked to your account on {house}."),
    ),
    "socialaccount/email/account_disconnected": _change(
        "provider_unlinked",
        _("Sign-in provider removed"),
        _("Sign-in through another provider was removed from your account on {house}."),
    ),
}
