"""Invitations by mail: a single-use link into any registered scope. Callers reach these through operations."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.accounts import messages, queries
from accelerator.accounts.models import Invitation, Person
from accelerator.kit import clock, codes, limiter
from accelerator.kit.addresses import reverse
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import operations as notices
from accelerator.trail import operations as trail

LASTS = timedelta(days=7)
_WITHDREW = gettext_noop("{actor} withdrew the invitation of {email} to {scope}.")
LONGEST = 254  # characters of an address: no mail goes to a longer one


@transaction.atomic
def invite(
    *, scope: str, scope_id: int, scope_label: str, role: str, email: str, by: Person | None, counted: bool = True
) -> Invitation:
    """Mails `email` a link that gives `role` in the scope to whoever proves that address. An open one like it is replaced.

    `by` None is the set-up. Raises Forbidden where the scope says that `by` may not, TooMany past 50 an hour,
    where they are `counted`: those of a list that somebody looked at are not.
    """
    _require(scope, scope_id, role, by, spend=counted)
    invitation = _begun(
        Invitation(scope=scope, scope_id=scope_id, scope_label=scope_label, role=role, email=email, invited_by=by)
    )
    _send(invitation, by)
    _record("person.invited", gettext_noop("{actor} invited {email} to {scope}."), invitation, by)
    return invitation


def first_link(organisation_id: int, label: str, *, role: str, email: str) -> str:
    """The path of a link into an organisation, for whoever sets up the house; no mail is sent."""
    return renew(_begun(Invitation(scope="organisation", scope_id=organisation_id, scope_label=label, role=role, email=email)))


def _begun(invitation: Invitation) -> Invitation:
    """With a checked address, in place of any that waits for the same."""
    invitation.email = _checked(invitation.email)
    same = {name: getattr(invitation, name) for name in ("scope", "scope_id", "role", "email")}
    Invitation.objects.waiting().filter(**same).update(revoked_at=clock.now())
    return invitation


@transaction.atomic
def resend(invitation: Invitation, *, by: Person) -> None:
    """Mails a new link; the old one stops working."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    _require(invitation.scope, invitation.scope_id, invitation.role, by)
    _refuse_settled(invitation)
    _send(invitation, by)
    _record("invitation.resent", gettext_noop("{actor} invited {email} to {scope} again."), invitation, by)


@transaction.atomic
def revoke(invitation: Invitation, *, by: Person) -> None:
    """The link stops working."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    _require(invitation.scope, invitation.scope_id, invitation.role, by, spend=False)
    _refuse_settled(invitation)
    invitation.revoked_at = clock.now()
    invitation.save(update_fields=["revoked_at"])
    _record("invitation.revoked", _WITHDREW, invitation, by)


@transaction.atomic
def revoke_all(scope: str, scope_ids: Collection[int], *, person: Person, by: Any) -> None:
    """No link into these scopes works any more for `person`, of whom `by` ends a role there. Call it before anything of the scope
    is locked: whoever accepts an invitation locks that first.
    """
    own = EmailAddress.objects.filter(user=person, verified=True).values_list(Lower("email"), flat=True)
    there = Invitation.objects.waiting().filter(scope=scope, scope_id__in=scope_ids, email__in=own)
    for one in there.order_by("id").select_for_update():
        one.revoked_at = clock.now()
        one.save(update_fields=["revoked_at"])
        _record("invitation.revoked", _WITHDREW, one, by)


@transaction.atomic
def accept_invitation(invitation: Invitation, *, by: Person) -> str:
    """Gives `by` the invited role, once; returns the address to land on. `by` must have proved the invited address."""
    invitation = Invitation.objects.select_for_update(of=("self",)).select_related("invited_by").get(pk=invitation.pk)
    if not Invitation.objects.open().filter(pk=invitation.pk).exists():
        raise Refusal(_("This invitation is no longer open. Ask for a new one."))
    if not EmailAddress.objects.filter(user=by, email__iexact=invitation.email, verified=True).exists():
        raise Forbidden(_("This invitation is for another address. Sign in with the address it was sent to."))
    url = queries.scope_named(invitation.scope).grant(
        scope_id=invitation.scope_id, role=invitation.role, person=by, by=invitation.invited_by
    )
    invitation.accepted_at, invitation.accepted_by = clock.now(), by
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    _record("invitation.accepted", gettext_noop("{actor} accepted the invitation to {scope}."), invitation, by)
    if invitation.invited_by and invitation.invited_by.is_active:
        facts: dict[str, Any] = {"person": str(by), "scope": invitation.scope_label, "role": invitation.role_word}
        notices.tell(messages.INVITATION_ACCEPTED, to=invitation.invited_by, about=invitation, **facts)
    return url


def _checked(email: str) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise Refusal(_("This is not an email address."), field="email") from None
    if len(email) > LONGEST:
        raise Refusal(_("This is not an email address."), field="email")
    return email


def _require(scope: str, scope_id: int, role: str, by: Person | None, *, spend: bool = True) -> None:
    if by is None:
        return
    if not queries.scope_named(scope).may_invite(by=by, scope_id=scope_id, role=role):
        raise Forbidden(_("Your role does not allow inviting people here."))
    if spend:
        limiter.spend("invite", str(by.pk), most=50, seconds=3600)


def _refuse_settled(invitation: Invitation) -> None:
    if invitation.accepted_at or invitation.revoked_at:
        raise Refusal(_("This invitation is settled already."))


def renew(invitation: Invitation) -> str:
    """Gives the invitation a new secret and seven days; returns the path of its link, which nothing else keeps."""
    secret = codes.token()
    invitation.digest, invitation.expires_at = codes.digest(secret), clock.now() + LASTS
    invitation.save()
    return reverse("invitation", args=[secret])


def _send(invitation: Invitation, by: Person | None) -> None:
    path = renew(invitation)
    house = queries.settings().name
    notices.tell(
        messages.INVITATION,
        to_address=invitation.email,
        about=invitation,
        url=path,
        due_at=clock.now(),
        by=str(by or house),
        house=house,
        scope=invitation.scope_label,
        role=invitation.role_word,
        note="".join(f" {one}" for one in queries.invitation_notes(invitation)),
        days=LASTS.days,
    )


def _record(verb: str, sentence: str, invitation: Invitation, by: Any) -> None:
    facts: dict[str, Any] = {"email": invitation.email, "scope": invitation.scope_label}
    trail.record(verb, sentence, by=by, on=invitation, **facts)
