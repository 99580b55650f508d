"""Who belongs to a startup: invited, joined, in another role, gone."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.accounts import operations as accounts
from accelerator.accounts.models import Invitation
from accelerator.kit import clock
from accelerator.kit.addresses import reverse
from accelerator.kit.refusals import Forbidden, Refusal, require_role
from accelerator.kit.registered import announce
from accelerator.notices import operations as notices
from accelerator.startups import messages, queries
from accelerator.startups.models import Member, MemberQuerySet, Startup
from accelerator.startups.operations.recognising import look_again
from accelerator.trail import operations as trail


def invite(startup: Startup, *, email: str, role: str, by: Any) -> Invitation:
    """Mails `email` a link that makes whoever proves the address `role` of the startup. Operator admins may while none of its
    owners can sign in."""
    require_owner(startup, by, to="appoint")
    require_role(role, Member.Role)
    if Member.objects.live().of(startup).filter(person__email__iexact=email.strip()).exists():
        raise Refusal(_("%(email)s belongs to %(startup)s already.") % {"email": email, "startup": startup}, field="email")
    return accounts.invite(scope="startup", scope_id=startup.pk, scope_label=startup.name, role=role, email=email, by=by)


def require_owner(startup: Startup, by: Any, *, to: str = "manage_members") -> None:
    if not by.has_perm(f"startups.{to}", startup):
        raise Forbidden(_("Only owners of the startup may say who belongs to it."))


@transaction.atomic
def join(startup: Startup, *, person: Any, role: str, by: Any) -> Member:
    """Makes `person`, whom `by` invited, a member. Who is one already keeps the stronger of both roles."""
    lock(startup)
    if by is not None and not by.has_perm("startups.appoint", startup):
        raise Refusal(_("Who invited you no longer runs this. Ask for a new invitation."))
    held = _strongest(startup, person)
    if held and queries.STRENGTH[held.role] >= queries.STRENGTH[role]:
        return held
    member = Member.objects.live().filter(startup=startup, person=person).first() or Member(startup=startup, person=person)
    member.role = role
    member.save()
    look_again(startup)
    announce("membership_changed", startup=startup)
    sentence = gettext_noop("{actor} joined {subject} as {role}.")
    trail.record("member.joined", sentence, by=person, on=startup, touching=(person,), role=member.get_role_display())
    return member


@transaction.atomic
def change_role(member: Member, *, role: str, by: Any) -> None:
    """Gives a live member another role, under every row of the startup. The last owner stays one. Operator admins may while none
    of its owners can sign in."""
    held = _held(member)
    require_owner(held.startup, by, to="appoint")
    require_role(role, Member.Role)
    if held.role == role:
        return
    _refuse_last_owner(held)
    _rows(held).update(role=role)
    facts: dict[str, Any] = {"role": Member.Role(role).label}
    sentence = gettext_noop("{actor} made {person} {role} of {subject}.")
    trail.record("member.changed", sentence, by=by, on=held.startup, touching=(held.person,), person=held.person, **facts)
    if by != held.person:
        url = reverse("startup_members", args=[held.startup.slug])
        notices.tell(messages.MEMBER_CHANGED, to=held.person, about=held, url=url, by=by, startup=held.startup, **facts)


@transaction.atomic
def end(member: Member, *, by: Any) -> None:
    """Ends a membership under every row of the startup: an owner anybody's, a person their own. The last owner stays. No
    invitation still lets the person in.
    """
    rows = Startup.objects.same(member.startup).values_list("pk", flat=True)
    accounts.revoke_all("startup", list(rows), person=member.person, by=by)
    held = _held(member)
    if by != held.person:
        require_owner(held.startup, by)
    _refuse_last_owner(held)
    _rows(held).update(ended_at=clock.now())
    look_again(held.startup)
    announce("membership_changed", startup=held.startup)
    sentence = (
        gettext_noop("{person} left {subject}.")
        if by == held.person
        else gettext_noop("{actor} removed {person} from {subject}.")
    )
    trail.record("member.left", sentence, by=by, on=held.startup, touching=(held.person,), person=held.person)
    if by != held.person:
        notices.tell(messages.MEMBER_ENDED, to=held.person, about=held, by=by, startup=held.startup)


def lock(startup: Startup) -> None:
    """One change of who belongs to a startup at a time: two owners must not each end the other."""
    list(Startup.objects.same(startup).order_by("id").select_for_update(no_key=True))


def _held(member: Member) -> Member:
    """The strongest live membership of `member`'s person."""
    lock(member.startup)
    held = _strongest(member.startup, member.person)
    if held is None:
        raise Refusal(_("This person does not belong to the startup any more."))
    return held


def _strongest(startup: Startup, person: Any) -> Member | None:
    return queries.members(startup).select_related("startup").filter(person=person).first()


def _rows(member: Member) -> MemberQuerySet:
    return Member.objects.live().of(member.startup).filter(person=member.person)


def _refuse_last_owner(member: Member) -> None:
    if member.role != Member.Role.OWNER:
        return
    owners = Member.objects.live().of(member.startup).filter(role=Member.Role.OWNER, person__is_active=True)
    if not owners.exclude(person=member.person).exists():
        raise Refusal(_("%(startup)s needs an owner. Make somebody else an owner first.") % {"startup": member.startup})
