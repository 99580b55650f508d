"""What people are told about invitations, roles and their standing. Mail about signing in is in mailed.py."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accelerator.accounts import mailed as mailed
from accelerator.notices import operations as notices

INVITATION = notices.Kind(
    name="invitation",
    label=_("Invitation"),
    subject=_("{by} invites you to {scope}"),
    text=_(
        "{by} invites you to {scope} on {house}. Your role: {role}.{note}\n\n"
        "The button opens a page where you accept. It works once, for {days} days, and only for this address. "
        "If you did not expect this, do nothing."
    ),
    action=_("See the invitation"),
    urgent=True,
    secret=True,
    added=("note",),
)

INVITATION_ACCEPTED = notices.Kind(
    name="invitation_accepted",
    label=_("Invitation accepted"),
    subject=_("{person} joined {scope}"),
    text=_("{person} accepted your invitation to {scope}. Role: {role}."),
)

ROLE_GIVEN = notices.Kind(
    name="role_given",
    label=_("Role given"),
    subject=_("You are now {role} at {organisation}"),
    text=_("{by} gave you the role {role} at {organisation}. You find what comes with it on your home page."),
    action=_("Open your home page"),
)

ROLE_ENDED = notices.Kind(
    name="role_ended",
    label=_("Role ended"),
    subject=_("Your role {role} at {organisation} has ended"),
    text=_("{by} ended your role {role} at {organisation}. Your account stays; what belonged to the role is closed to you."),
)

TOKEN_MADE = notices.Kind(
    name="token_made",
    label=_("API token made"),
    subject=_("A program can now act for you: {name}"),
    text=_(
        "The API token {name} was made for you. Whoever holds it may do this in your name: {scopes}.\n\n"
        "If you did not expect this, revoke it and tell the team."
    ),
    action=_("See your tokens"),
    urgent=True,
)

SUSPENDED = notices.Kind(
    name="account_suspended",
    label=_("Account suspended"),
    subject=_("Your account is suspended"),
    text=_(
        "Your account on {house} is suspended: you are signed out and cannot sign in. "
        "What you wrote is kept. Reply to the team if you think this is a mistake."
    ),
    urgent=True,
)

REINSTATED = notices.Kind(
    name="account_reinstated",
    label=_("Account reinstated"),
    subject=_("Your account works again"),
    text=_("Your account on {house} is no longer suspended. Sign in as before."),
    action=_("Sign in"),
    urgent=True,
)
