"""Who people are, what they may, and what the house is called. Invitations stand in inviting.py and are reached from here."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import timedelta
from importlib import import_module
from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings as house_settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.accounts import messages, pictures, queries, roles
from accelerator.accounts.inviting import accept_invitation as accept_invitation
from accelerator.accounts.inviting import first_link
from accelerator.accounts.inviting import invite as invite
from accelerator.accounts.inviting import resend as resend
from accelerator.accounts.inviting import revoke as revoke
from accelerator.accounts.inviting import revoke_all as revoke_all
from accelerator.accounts.models import Acceptance, ApiToken, Membership, OperatorSettings, Organisation, Person
from accelerator.accounts.policies import require
from accelerator.accounts.scopes import ALL
from accelerator.kit import clock, codes, limiter
from accelerator.kit.addresses import reverse
from accelerator.kit.lines import joined
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import operations as notices
from accelerator.trail import operations as trail


@transaction.atomic
def add_person(email: str, *, name: str, by: Person | None = None, password: str | None = None, **fields: Any) -> Person:
    """A person with a verified address who has accepted the present documents: for set-up, imports and the demo, not for sign-up.

    `fields` are the model's (zone, language, is_demo, joined_at). Raises IntegrityError where the address is taken.
    """
    person = Person.objects.create_user(email=email, password=password, name=name, **fields)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    accept_documents(person)
    trail.record("person.added", gettext_noop("{actor} added {subject}."), by=by, on=person)
    return person


@transaction.atomic
def introduce(person: Person, *, name: str, zone: str, language: str) -> None:
    """The end of signing up: the person's own words, and what they accepted."""
    person.name, person.zone, person.language = name, zone, language
    person.save(update_fields=["name", "zone", "language"])
    accept_documents(person)
    trail.record("person.joined", gettext_noop("{actor} created an account."), by=person, on=person)


@transaction.atomic
def accept_documents(person: Person) -> None:
    """Records that `person` accepts the present version of terms and privacy notice; once is enough."""
    house = queries.settings()
    wanted = {"terms": house.terms_version, "privacy": house.privacy_version}
    Acceptance.objects.bulk_create(
        [Acceptance(person=person, document=name, version=version) for name, version in wanted.items()], ignore_conflicts=True
    )


@transaction.atomic
def change_profile(person: Person, *, name: str, zone: Any, language: str) -> None:
    person.name, person.zone, person.language = name, zone, language
    person.save(update_fields=["name", "zone", "language"])
    trail.record("person.changed", gettext_noop("{actor} changed their profile."), by=person, on=person)


# The first of all


@transaction.atomic
def set_up(name: str, *, admin: str) -> str:
    """Makes the operator and its settings, and returns the path of the link that makes `admin` the first operator admin.

    Running it again before anybody followed the link gives a new one; the old one stops working. Refused once there is an admin.
    """
    operator, _new = Organisation.objects.get_or_create(kind="operator", defaults={"name": name, "slug": _slug(name)})
    _lock(operator)
    if queries.admins().exists():
        raise Refusal(_("%(name)s has an operator admin already. They invite others on the People page.") % {"name": operator})
    house = queries.settings()
    house.name = name
    change_settings(house, by=None)
    trail.record("house.set_up", gettext_noop("{actor} set up {subject}."), by=None, on=operator)
    return first_link(operator.pk, str(operator), role="admin", email=admin)


def _slug(name: str) -> str:
    return slugify(name)[:80] or codes.new()


# Roles


@transaction.atomic
def give_role(person: Person, *, role: str, organisation: Organisation, by: Person | None) -> Membership:
    """Makes `person` hold `role` at `organisation`; holding it already changes nothing."""
    require("people.manage", by)
    if role not in roles.of_kind(organisation.kind):
        raise Refusal(_("There is no such role at %(place)s.") % {"place": organisation}, field="place")
    _lock(organisation)
    held = Membership.objects.live().filter(person=person, organisation=organisation, role=role).first()
    if held:
        return held
    membership = Membership.objects.create(person=person, organisation=organisation, role=role)
    _set_desk(person)
    facts: dict[str, Any] = {"role": roles.word(role), "organisation": str(organisation)}
    trail.record(
        "role.given",
        gettext_noop("{actor} gave {subject} the role {role} at {organisation}."),
        by=by,
        on=person,
        touching=(organisation,),
        **facts,
    )
    if by is not None and by != person:
        notices.tell(messages.ROLE_GIVEN, to=person, about=membership, url=reverse("home"), by=str(by), **facts)
    return membership


@transaction.atomic
def end_role(membership: Membership, *, by: Person) -> None:
    """Ends a role from the next request on. The last admin keeps theirs."""
    require("people.manage", by)
    revoke_all("organisation", [membership.organisation_id], person=membership.person, by=by)
    _lock(membership.organisation)
    membership = Membership.objects.select_related("person", "organisation").get(pk=membership.pk)
    if membership.ended_at:
        return
    if membership.role == "admin":
        _refuse_last_admin(membership.person)
    membership.ended_at = clock.now()
    membership.save(update_fields=["ended_at"])
    _set_desk(membership.person)
    facts: dict[str, Any] = {"role": membership.role_word, "organisation": str(membership.organisation)}
    trail.record(
        "role.ended",
        gettext_noop("{actor} ended the role {role} of {subject} at {organisation}."),
        by=by,
        on=membership.person,
        touching=(membership.organisation,),
        **facts,
    )
    if by != membership.person:
        notices.tell(messages.ROLE_ENDED, to=membership.person, about=membership, by=str(by), **facts)


def _lock(organisation: Organisation | None = None) -> None:
    """One change of who runs the house at a time: two admins must not each end the other."""
    found = Organisation.objects.select_for_update()
    list(found.filter(pk=organisation.pk) if organisation else found.filter(kind="operator"))


def _refuse_last_admin(person: Person) -> None:
    others = queries.admins().exclude(pk=person.pk)
    if queries.admins().filter(pk=person.pk).exists() and not others.exists():
        raise Refusal(_("%(person)s is the last operator admin. Give somebody else the role first.") % {"person": person})


def _set_desk(person: Person) -> None:
    """The support desk opens to operator admins, and closes with their role."""
    live = Membership.objects.live().filter(person=person, role="admin", organisation__kind="operator")
    Person.objects.filter(pk=person.pk).update(is_staff=live.exists())


@transaction.atomic
def add_partner(name: str, *, by: Person) -> Organisation:
    """A partner organisation: a cloud provider, a publisher."""
    require("people.manage", by)
    slug = _slug(name)
    if Organisation.objects.filter(slug=slug).exists():
        raise Refusal(_("There is an organisation of this name already."), field="name")
    partner = Organisation.objects.create(kind=Organisation.Kind.PARTNER, name=name, slug=slug)
    trail.record("organisation.added", gettext_noop("{actor} added the partner {subject}."), by=by, on=partner)
    return partner


# Standing


@transaction.atomic
def suspend(person: Person, *, by: Person, reason: str) -> None:
    """Signs `person` out everywhere and bars them, programs included, until reinstated. Not oneself, not the last admin."""
    if by == person:
        raise Forbidden(_("You cannot suspend yourself."))
    require("people.suspend", by, person)
    _lock()
    person = Person.objects.select_for_update().get(pk=person.pk)
    if not person.is_active:
        raise Refusal(_("%(person)s is suspended already.") % {"person": person})
    _refuse_last_admin(person)
    person.is_active, person.suspended_at, person.suspended_reason = False, clock.now(), reason
    person.save(update_fields=["is_active", "suspended_at", "suspended_reason"])
    end_sessions(person)
    trail.record("person.suspended", gettext_noop("{actor} suspended {subject}: {reason}"), by=by, on=person, reason=reason)
    notices.tell(messages.SUSPENDED, to=person, about=person, house=queries.settings().name)


@transaction.atomic
def reinstate(person: Person, *, by: Person) -> None:
    require("people.manage", by)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.is_active:
        raise Refusal(_("%(person)s is not suspended.") % {"person": person})
    person.is_active, person.suspended_at, person.suspended_reason = True, None, ""
    person.save(update_fields=["is_active", "suspended_at", "suspended_reason"])
    trail.record("person.reinstated", gettext_noop("{actor} reinstated {subject}."), by=by, on=person)
    url = reverse("account_login")
    notices.tell(messages.REINSTATED, to=person, about=person, url=url, house=queries.settings().name)


def end_sessions(person: Person, *, keep: str | None = None) -> None:
    """Ends every session of `person` but the one whose key is `keep`."""
    store = import_module(house_settings.SESSION_ENGINE).SessionStore()
    for session in UserSession.objects.filter(user=person).exclude(session_key=keep or ""):
        store.delete(session.session_key)
        session.delete()


# Programs


@transaction.atomic
def make_token(person: Person, *, name: str, scopes: Collection[str], lasts: timedelta, by: Any) -> tuple[ApiToken, str]:
    """A token of `person` and its secret, which is shown this once and not kept. Ten an hour.

    `by` is the person, or None where the house makes it at the machine; then the person hears of it.
    """
    unknown = sorted(set(scopes) - set(ALL))
    if unknown or not scopes:
        raise Refusal(_("Choose scopes that there are: %(all)s.") % {"all": ", ".join(ALL)}, field="scopes")
    limiter.spend("token", str(person.pk), most=10, seconds=3600)
    secret, until = codes.token(), clock.now() + lasts
    token = ApiToken.objects.create(
        person=person, name=name, scopes=sorted(set(scopes)), digest=codes.digest(secret), expires_at=until
    )
    sentence = gettext_noop("{actor} made the API token {subject} for {person}: {scopes}.")
    told = ", ".join(token.scopes)
    trail.record("token.made", sentence, by=by, on=token, touching=(person,), person=person, scopes=told)
    if by != person:
        notices.tell(messages.TOKEN_MADE, to=person, about=token, url=reverse("tokens"), name=name, scopes=told)
    return token, secret


@transaction.atomic
def revoke_token(token: ApiToken, *, by: Person) -> None:
    """From the next call on the token opens nothing."""
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        token.save(update_fields=["revoked_at"])
        trail.record("token.revoked", gettext_noop("{actor} revoked the API token {subject}."), by=by, on=token)


def revoke_tokens(person: Person) -> None:
    """After a change of password no program that was given a token before acts as them any longer."""
    for token in ApiToken.objects.select_for_update().filter(person=person, revoked_at=None).order_by("id"):
        revoke_token(token, by=person)


# The house


@transaction.atomic
def change_settings(changed: OperatorSettings, *, by: Person | None, logo: bytes | None = None, no_logo: bool = False) -> None:
    """Keeps what the operator decided. A changed text needs a version of its own, so that acceptances keep their meaning.

    `logo` is the bytes of a checked picture, kept under the digest of its content; `no_logo` takes the present one away.
    """
    require("settings.change", by)
    before = OperatorSettings.objects.select_for_update().filter(pk=1).first()
    for name in ("terms", "privacy") if before else ():
        version = f"{name}_version"
        is_other = joined(getattr(before, name)) != joined(getattr(changed, name))
        if is_other and getattr(before, version) == getattr(changed, version):
            raise Refusal(_("The text changed: give it a new version, so that everybody is asked to accept it."), field=version)
    if logo:
        changed.logo = _kept(logo)
    elif no_logo:
        changed.logo = ""
    changed.pk = 1
    changed.save()
    if before is None or before.name != changed.name:
        Organisation.objects.filter(kind="operator").update(name=changed.name)
    trail.record("settings.changed", gettext_noop("{actor} changed the settings of {subject}."), by=by, on=changed)


def _kept(logo: bytes) -> str:
    """Stores a picture under a name made of its content, so that its address can be cached for ever."""
    name = f"operator/{hashlib.sha256(logo).hexdigest()[:24]}.{pictures.kind_of(logo)}"
    return name if default_storage.exists(name) else default_storage.save(name, ContentFile(logo))
