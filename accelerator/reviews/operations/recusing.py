"""Stepping aside, and coming back when that was a mistake."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.applications.models import Application
from accelerator.kit import clock
from accelerator.kit.addresses import reverse
from accelerator.kit.lines import joined
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import operations as notices
from accelerator.notices.models import Message
from accelerator.programmes.models import Call, Staff
from accelerator.reviews import messages, queries
from accelerator.reviews.models import DECLARED, Assignment, Conflict
from accelerator.reviews.operations import holding, seating
from accelerator.trail import operations as trail
from accelerator.trail.models import key_of

LONGEST_REASON = 300
SLIP = timedelta(minutes=1)  # so long may who declared it take it back


def recuse(assignment: Assignment, *, by: Any, reason: str = "") -> Conflict:
    """The reviewer declares a conflict: the application leaves their queue at once and a score of theirs stops counting."""
    if not by.has_perm("reviews.score", assignment):
        raise Forbidden(_("This application is not yours to review."))
    return declare(assignment.application, person=by, by=by, reason=reason)


@transaction.atomic
def declare(application: Application, *, person: Any, by: Any, reason: str = "") -> Conflict:
    """Puts a conflict on record that `person` declares, or a manager for them, whether it was given to them or not. One that
    stands already stays as it is.
    """
    reason = _short(reason)
    call = application.call
    if not queries.reviewers_of(call).filter(pk=person.pk).exists() or (person != by and not by.has_perm("reviews.assign", call)):
        raise Forbidden(_("Conflicts are declared by the programme's people, or by its managers for them."))
    held = _given(application.pk, person)
    conflict, is_new = Conflict.objects.live().get_or_create(
        application=application, person=person, source=DECLARED, defaults={"reason": reason, "by": by, "ended_at": None}
    )
    if not is_new:
        return conflict
    live = [one.pk for one in held if one.state in Assignment.LIVE]
    Assignment.objects.filter(pk__in=live).update(state=Assignment.State.RECUSED)
    seating.step_out(application.pk, person)
    _record(conflict, held, by)
    _tell(conflict, by)
    return conflict


def _given(application: int, person: Any) -> list[Assignment]:
    """All assignments of the application to the person, one a stage, locked as by who scores; before them the call, as by who
    assigns, and its interviews, as by who moves them.
    """
    Call.objects.select_for_update(no_key=True).get(applications=application)
    seating.hold([application])
    rows = Assignment.objects.select_for_update(of=("self",)).filter(application=application, reviewer=person).order_by("id")
    return list(rows.select_related("application__call", "application__startup", "reviewer", "review"))


def _short(reason: str) -> str:
    reason = joined(reason).strip()
    if len(reason) > LONGEST_REASON:
        raise Refusal(
            _("This is %(count)d characters long. At most %(most)d can be kept.")
            % {"count": len(reason), "most": LONGEST_REASON},
            field="reason",
        )
    return reason


def _record(conflict: Conflict, held: Sequence[Assignment], by: Any) -> None:
    call = conflict.application.call
    if held and by == conflict.person:
        holding.record("review.recused", gettext_noop("{actor} declared a conflict of interest: {subject}."), held[-1], by=by)
        return
    if by == conflict.person:
        sentence = gettext_noop("{actor} declared a conflict of interest: {application}.")
    else:
        sentence = gettext_noop("{actor} put a conflict of interest on record: {subject}.")
    trail.record("conflict.declared", sentence, by=by, on=conflict, touching=(call,), application=str(conflict.application))


def _tell(conflict: Conflict, by: Any) -> None:
    """The other managers, once a slip can no longer be taken back; and the person, where a manager declared it."""
    application = conflict.application
    facts: dict[str, Any] = {
        "person": str(conflict.person),
        "startup": str(application.startup),
        "call": str(application.call),
        "by": str(by),
    }
    reason, due_at = conflict.reason or _("none"), clock.now() + SLIP
    managers = Staff.objects.live().filter(programme=application.call.programme_id, role=Staff.Role.MANAGER)
    for manager in managers.exclude(person__in=[by, conflict.person]).select_related("person"):
        url = reverse("call_conflicts", args=[application.call.slug])
        notices.tell(messages.CONFLICT, to=manager.person, about=conflict, url=url, due_at=due_at, reason=reason, **facts)
    if by != conflict.person:
        url = reverse("reviews_conflicts")
        notices.tell(messages.RECORDED, to=conflict.person, about=conflict, url=url, reason=reason, **facts)


def _held(conflict: Conflict) -> Conflict:
    rows = Conflict.objects.select_for_update(of=("self",)).select_related("application__call", "application__startup", "person")
    return rows.get(pk=conflict.pk)


@transaction.atomic
def explain(conflict: Conflict, *, by: Any, reason: str) -> None:
    """Says why, after the fact: who the conflict is of, or who declared it for them, while it stands."""
    held, reason = _held(conflict), _short(reason)
    if held.source != DECLARED or by.pk not in (held.person_id, held.by_id) or held.ended_at:
        raise Forbidden(_("Only who declared a conflict says why, while it stands."))
    if reason == held.reason:
        return
    held.reason = reason
    held.save(update_fields=["reason"])
    waiting = Message.objects.filter(kind=messages.CONFLICT.name, subject=key_of(held), due_at__gt=clock.now())
    for one in waiting:
        one.facts["reason"] = reason or _("none")
    Message.objects.bulk_update(waiting, ["facts"])
    sentence = gettext_noop("{actor} gave the reason of a conflict of interest: {subject}.")
    trail.record("conflict.explained", sentence, by=by, on=held, touching=(held.application.call,))


def is_slip(conflict: Conflict) -> bool:
    """Whether who declared it for themselves may still take it back."""
    own = conflict.source == DECLARED and conflict.by_id == conflict.person_id and conflict.ended_at is None
    return own and clock.now() < conflict.created_at + SLIP


@transaction.atomic
def take_back(conflict: Conflict, *, by: Any) -> Assignment | None:
    """The slip of a finger: within a minute, and while nobody else acted on it, the conflict ends and the application is theirs
    to read again, which is returned, unless another conflict of theirs stands. A review that was submitted counts again, and they
    sit in its interviews again.
    """
    mine = _given(conflict.application_id, by)
    held = _held(conflict)
    if held.person_id != by.pk or not is_slip(held):
        raise Refusal(_("A conflict can be taken back for a minute. After that a manager of the programme can end it."))
    others = Assignment.objects.filter(application=held.application_id, created_at__gt=held.created_at).exclude(reviewer=by)
    if others.exists():
        raise Refusal(_("The application was given to somebody else since. A manager of the programme can end the conflict."))
    _end(held, by=by)
    if Conflict.objects.live().filter(application=held.application_id, person=by).exists():
        mine = []
    for one in mine:
        if one.state == Assignment.State.RECUSED:
            is_in = bool(getattr(one, "review", None) and one.review.submitted_at)
            one.state = Assignment.State.SCORED if is_in else Assignment.State.ASSIGNED
            one.save(update_fields=["state"])
    seating.come_back(held.application_id, by)
    told = Message.objects.filter(kind=messages.CONFLICT.name, subject=key_of(held))
    notices.take_back(told)
    sentence = gettext_noop("{actor} took back a conflict of interest declared by mistake: {subject}.")
    trail.record("conflict.taken_back", sentence, by=by, on=held, touching=(held.application.call,))
    return mine[-1] if mine else None


def _end(conflict: Conflict, *, by: Any) -> None:
    conflict.ended_at, conflict.ended_by = clock.now(), by
    conflict.save(update_fields=["ended_at", "ended_by"])


@transaction.atomic
def lift(conflict: Conflict, *, by: Any) -> None:
    """Ends a conflict, declared or computed, that bars nobody; what was computed is not found again from the same cause. The
    application may then be given to that reviewer again.
    """
    held = _held(conflict)
    if not by.has_perm("reviews.assign", held.application.call) or held.person_id == by.pk:
        raise Forbidden(_("Another manager of the programme ends a conflict."))
    if held.ended_at is None:
        _end(held, by=by)
        touching = (held.application.call,)
        trail.record("conflict.lifted", gettext_noop("{actor} ended the conflict: {subject}."), by=by, on=held, touching=touching)
