"""Programmes and who works on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from psycopg.errors import UniqueViolation

from accelerator.accounts import operations as accounts
from accelerator.accounts.models import Invitation
from accelerator.kit import clock
from accelerator.kit.lines import can_be_seen
from accelerator.kit.refusals import Forbidden, Refusal, require_role
from accelerator.kit.registered import announce
from accelerator.notices import operations as notices
from accelerator.programmes import messages, queries
from accelerator.programmes.models import Programme, Staff
from accelerator.trail import operations as trail

DAY = 24 * 60  # minutes


@transaction.atomic
def create(*, name: str, by: Any, summary: str = "", zone: Any = "Asia/Singapore") -> Programme:
    """A programme that `by` manages."""
    if not by.has_perm("programmes.create"):
        raise Forbidden(_("Your role does not allow beginning a programme. Ask an operator admin."))
    programme = Programme(name=name.strip(), summary=summary, zone=zone)
    if not can_be_seen(programme.name):
        raise Refusal(_("A programme needs a name."), field="name")

    def named() -> None:
        programme.slug = queries.free_slug(Programme, programme.name)

    insert(programme, named)
    Staff.objects.create(programme=programme, person=by, role=Staff.Role.MANAGER)
    trail.record("programme.created", gettext_noop("{actor} began the programme {subject}."), by=by, on=programme)
    return programme


def insert(row: Any, named: Callable[[], None]) -> None:
    """Saves a new `row` after `named` gave it names that are free; another try where somebody takes the same at this moment."""
    for _attempt in range(5):
        named()
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as fault:
            if not isinstance(fault.__cause__, UniqueViolation):
                raise
        else:
            return
    raise Refusal(_("Many of this name are being begun right now. Try again."))


@transaction.atomic
def change(
    programme: Programme,
    *,
    by: Any,
    name: str | None = None,
    summary: str | None = None,
    zone: Any = None,
    recall_minutes: int | None = None,
) -> Programme:
    """The programme in other words, on another clock, or with more or less time to recall a release, as far as they are given;
    calls keep the clock they have, and what is released its window.
    """
    require_manager(programme, by)
    held = Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    given = {"name": name and name.strip(), "summary": summary, "zone": zone, "recall_minutes": recall_minutes}
    changed = {field: value for field, value in given.items() if value is not None and getattr(held, field) != value}
    if not changed:
        return held
    for field, value in changed.items():
        setattr(held, field, value)
    if not can_be_seen(held.name):
        raise Refusal(_("A programme needs a name."), field="name")
    if not 0 <= held.recall_minutes <= DAY:
        raise Refusal(_("A release can be recalled for 0 to 1,440 minutes."), field="recall_minutes")
    held.save(update_fields=list(changed))
    trail.record("programme.changed", gettext_noop("{actor} changed {subject}."), by=by, on=held)
    return held


def require_manager(programme: Programme, by: Any, *, to: str = "manage") -> None:
    if not by.has_perm(f"programmes.{to}", programme):
        raise Forbidden(_("Only managers of %(programme)s may do this.") % {"programme": programme})


# Who works on it


def invite(programme: Programme, *, email: str, role: str, by: Any) -> Invitation:
    """Mails `email` a link that makes whoever proves the address `role` of the programme. Operator admins may while none of its
    managers can sign in."""
    require_manager(programme, by, to="invite")
    require_role(role, Staff.Role)
    if Staff.objects.live().filter(programme=programme, role=role, person__email__iexact=email.strip()).exists():
        raise Refusal(_("%(email)s has this role already.") % {"email": email}, field="email")
    return accounts.invite(scope="programme", scope_id=programme.pk, scope_label=programme.name, role=role, email=email, by=by)


@transaction.atomic
def join(programme: Programme, *, person: Any, role: str, by: Any) -> Staff:
    """Makes `person`, whom `by` invited, staff; who has the role already keeps it. Both roles may be held at once."""
    _lock(programme)
    if by is not None and not by.has_perm("programmes.invite", programme):
        raise Refusal(_("Who invited you no longer runs this. Ask for a new invitation."))
    held = Staff.objects.live().filter(programme=programme, person=person, role=role).first()
    if held:
        return held
    staff = Staff.objects.create(programme=programme, person=person, role=role)
    sentence = gettext_noop("{actor} joined {subject} as {role}.")
    trail.record("staff.joined", sentence, by=person, on=programme, touching=(person,), role=staff.get_role_display())
    return staff


@transaction.atomic
def end_staff(staff: Staff, *, by: Any) -> None:
    """Ends a role: a manager anybody's, a person their own. The last manager stays. No invitation still gives the person one."""
    accounts.revoke_all("programme", [staff.programme_id], person=staff.person, by=by)
    _lock(staff.programme)
    held = Staff.objects.live().select_related("programme", "person").filter(pk=staff.pk).first()
    if held is None:
        raise Refusal(_("This person does not have the role any more."))
    if by != held.person:
        require_manager(held.programme, by)
    _refuse_last_manager(held)
    held.ended_at = clock.now()
    held.save(update_fields=["ended_at"])
    if held.role == Staff.Role.MANAGER:
        announce("manager_left", programme=held.programme, person=held.person, by=by)
    if not Staff.objects.live().filter(programme=held.programme, person=held.person).exists():
        announce("staff_left", programme=held.programme, person=held.person, by=by)
    facts: dict[str, Any] = {"role": held.get_role_display()}
    sentence = gettext_noop("{actor} ended the role {role} of {person} in {subject}.")
    trail.record("staff.ended", sentence, by=by, on=held.programme, touching=(held.person,), person=held.person, **facts)
    if by != held.person:
        notices.tell(messages.STAFF_ENDED, to=held.person, about=held, by=by, programme=held.programme, **facts)


def _lock(programme: Programme) -> None:
    """One change of who runs a programme at a time: two managers must not each end the other."""
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)


def _refuse_last_manager(staff: Staff) -> None:
    if staff.role != Staff.Role.MANAGER:
        return
    managers = Staff.objects.live().filter(programme=staff.programme, role=Staff.Role.MANAGER, person__is_active=True)
    if not managers.exclude(pk=staff.pk).exists():
        raise Refusal(_("%(programme)s needs a manager. Invite another first.") % {"programme": staff.programme})
