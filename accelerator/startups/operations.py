"""A startup's life: made, described, and who belongs to it. Imports stand in importing.py."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.accounts import operations as accounts
from accelerator.accounts.models import Invitation
from accelerator.kit import clock, limiter
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import operations as notices
from accelerator.startups import messages, queries
from accelerator.startups.models import Member, Startup
from accelerator.trail import operations as trail

PROFILE = (
    "name",
    "one_liner",
    "description",
    "website",
    "country",
    "location",
    "sector",
    "tags",
    "founded_on",
    "team_size",
)
_STRENGTH = {Member.Role.VIEWER: 0, Member.Role.MEMBER: 1, Member.Role.OWNER: 2}


@transaction.atomic
def create(*, name: str, by: Any, **profile: Any) -> Startup:
    """A startup that `by` owns; `profile` holds fields of PROFILE. At most 20 a day and person."""
    limiter.spend("startup", str(by.pk), most=20, seconds=24 * 3600)
    name = _named(name)
    startup = _inserted(Startup(name=name, **_known(profile)))
    Member.objects.create(startup=startup, person=by, role=Member.Role.OWNER)
    trail.record("startup.created", gettext_noop("{actor} added {subject}."), by=by, on=startup)
    return startup


def listed(**fields: Any) -> Startup:
    """A startup nobody here owns yet, from a list that importing.py reads."""
    return _inserted(Startup(**fields))


def _named(name: str) -> str:
    name = name.strip()
    if not name:
        raise Refusal(_("A startup needs a name."), field="name")
    return name


def _known(profile: dict[str, Any]) -> dict[str, Any]:
    unknown = set(profile) - set(PROFILE)
    if unknown:
        raise TypeError(f"no such field of a profile: {sorted(unknown)}")
    return profile


def _inserted(startup: Startup) -> Startup:
    """With a slug of its own; another try where somebody takes the same one at this moment."""
    for _attempt in range(5):
        startup.slug = queries.free_slug(startup.name)
        try:
            with transaction.atomic():
                startup.save(force_insert=True)
            return startup
        except IntegrityError:
            if not Startup.objects.filter(slug=startup.slug).exists():
                raise
    raise Refusal(_("Many startups of this name are being added right now. Try again."))


@transaction.atomic
def change(startup: Startup, *, by: Any, **profile: Any) -> Startup:
    """Writes what differs of `profile` (fields of PROFILE); a name that changes is kept among the former ones."""
    _require("startups.edit", by, startup, _("Only owners and members of the startup may change its profile."))
    held = Startup.objects.select_for_update(no_key=True).get(pk=startup.pk)
    changed = {field: value for field, value in _known(profile).items() if getattr(held, field) != value}
    if "name" in changed:
        changed["name"] = _named(changed["name"])
        held.former_names = former(held, besides=changed["name"])
    if not changed:
        return held
    for field, value in changed.items():
        setattr(held, field, value)
    held.save(update_fields=[*changed, "former_names"])
    trail.record("startup.changed", gettext_noop("{actor} changed the profile of {subject}."), by=by, on=held)
    return held


def former(startup: Startup, *, besides: str) -> list[str]:
    """The names the startup had, its present one last, each once and none of them `besides`."""
    return [name for name in dict.fromkeys([*startup.former_names, startup.name]) if name != besides]


def _require(permission: str, by: Any, startup: Startup, sentence: str) -> None:
    if not by.has_perm(permission, startup):
        raise Forbidden(sentence)


# Who belongs to it


def invite(startup: Startup, *, email: str, role: str, by: Any) -> Invitation:
    """Mails `email` a link that makes whoever proves the address `role` of the startup."""
    _require_owner(startup, by)
    if role not in Member.Role.values:
        raise Refusal(_("There is no such role."), field="role")
    if Member.objects.live().filter(startup=startup, person__email__iexact=email.strip()).exists():
        raise Refusal(_("%(email)s belongs to %(startup)s already.") % {"email": email, "startup": startup}, field="email")
    return accounts.invite(scope="startup", scope_id=startup.pk, scope_label=startup.name, role=role, email=email, by=by)


def _require_owner(startup: Startup, by: Any) -> None:
    _require("startups.manage_members", by, startup, _("Only owners of the startup may say who belongs to it."))


@transaction.atomic
def join(startup: Startup, *, person: Any, role: str, by: Any) -> Member:
    """Makes `person`, whom `by` invited, a member. Who is one already keeps the stronger of both roles."""
    _lock(startup)
    if by is not None and not by.has_perm("startups.manage_members", startup):
        raise Refusal(_("Who invited you no longer runs this. Ask for a new invitation."))
    held = Member.objects.live().filter(startup=startup, person=person).first()
    if held and _STRENGTH[Member.Role(held.role)] >= _STRENGTH[Member.Role(role)]:
        return held
    member = held or Member(startup=startup, person=person)
    member.role = role
    member.save()
    sentence = gettext_noop("{actor} joined {subject} as {role}.")
    trail.record("member.joined", sentence, by=person, on=startup, touching=(person,), role=member.get_role_display())
    return member


@transaction.atomic
def change_role(member: Member, *, role: str, by: Any) -> None:
    """Gives a live member another role. The last owner stays one."""
    held = _held(member)
    _require_owner(held.startup, by)
    if role not in Member.Role.values:
        raise Refusal(_("There is no such role."), field="role")
    if held.role == role:
        return
    _refuse_last_owner(held)
    held.role = role
    held.save(update_fields=["role"])
    facts: dict[str, Any] = {"role": held.get_role_display()}
    sentence = gettext_noop("{actor} made {person} {role} of {subject}.")
    trail.record("member.changed", sentence, by=by, on=held.startup, touching=(held.person,), person=held.person, **facts)
    if by != held.person:
        url = reverse("startup_members", args=[held.startup.slug])
        notices.tell(messages.MEMBER_CHANGED, to=held.person, about=held, url=url, by=by, startup=held.startup, **facts)


@transaction.atomic
def end(member: Member, *, by: Any) -> None:
    """Ends a membership: an owner anybody's, a person their own. The last owner stays."""
    held = _held(member)
    if by != held.person:
        _require_owner(held.startup, by)
    _refuse_last_owner(held)
    held.ended_at = clock.now()
    held.save(update_fields=["ended_at"])
    sentence = (
        gettext_noop("{person} left {subject}.")
        if by == held.person
        else gettext_noop("{actor} removed {person} from {subject}.")
    )
    trail.record("member.left", sentence, by=by, on=held.startup, touching=(held.person,), person=held.person)
    if by != held.person:
        notices.tell(messages.MEMBER_ENDED, to=held.person, about=held, by=by, startup=held.startup)


def _lock(startup: Startup) -> None:
    """One change of who belongs to a startup at a time: two owners must not each end the other."""
    Startup.objects.select_for_update(no_key=True).get(pk=startup.pk)


def _held(member: Member) -> Member:
    _lock(member.startup)
    held = Member.objects.live().select_related("startup", "person").filter(pk=member.pk).first()
    if held is None:
        raise Refusal(_("This person does not belong to the startup any more."))
    return held


def _refuse_last_owner(member: Member) -> None:
    if member.role != Member.Role.OWNER:
        return
    owners = Member.objects.live().filter(startup=member.startup, role=Member.Role.OWNER, person__is_active=True)
    if not owners.exclude(pk=member.pk).exists():
        raise Refusal(_("%(startup)s needs an owner. Make somebody else an owner first.") % {"startup": member.startup})
