"""Stepping aside, and coming back when that was a mistake."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import clock
from accelerator.kit.addresses import reverse
from accelerator.kit.lines import joined
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import operations as notices
from accelerator.programmes.models import Staff
from accelerator.reviews import messages
from accelerator.reviews.models import Assignment, Conflict
from accelerator.reviews.operations import holding, interviewing
from accelerator.trail import operations as trail

LONGEST_REASON = 300


@transaction.atomic
def recuse(assignment: Assignment, *, by: Any, reason: str = "") -> Conflict:
    """The reviewer declares a conflict: the application leaves their queue at once and a score of theirs stops counting."""
    held = holding.held(assignment)
    if not by.has_perm("reviews.score", held):
        raise Forbidden(_("This application is not yours to review."))
    reason = joined(reason).strip()
    if len(reason) > LONGEST_REASON:
        raise Refusal(
            _("This is %(count)d characters long. At most %(most)d can be kept.")
            % {"count": len(reason), "most": LONGEST_REASON},
            field="reason",
        )
    held.state = Assignment.State.RECUSED
    held.save(update_fields=["state"])
    conflict = Conflict.objects.create(application=held.application, person=by, source="declared", reason=reason)
    interviewing.step_out(held.application, by)
    holding.record("review.recused", gettext_noop("{actor} declared a conflict of interest: {subject}."), held, by=by)
    managers = Staff.objects.live().filter(programme=held.application.call.programme_id, role=Staff.Role.MANAGER)
    for manager in managers.exclude(person=by).select_related("person"):
        notices.tell(
            messages.CONFLICT,
            to=manager.person,
            about=conflict,
            url=reverse("call_reviews", args=[held.application.call.slug]),
            person=str(by),
            startup=str(held.application.startup),
            call=str(held.application.call),
            reason=conflict.reason or _("none"),
        )
    return conflict


@transaction.atomic
def lift(conflict: Conflict, *, by: Any) -> None:
    """Ends a conflict that was declared by mistake. The application may then be given to that reviewer again."""
    held = Conflict.objects.select_for_update(of=("self",)).select_related("application__call").get(pk=conflict.pk)
    if not by.has_perm("reviews.assign", held.application.call) or held.person_id == by.pk:
        raise Forbidden(_("Another manager of the programme ends a conflict."))
    if held.ended_at is None:
        held.ended_at = clock.now()
        held.save(update_fields=["ended_at"])
        touching = (held.application.call,)
        trail.record("conflict.lifted", gettext_noop("{actor} ended the conflict: {subject}."), by=by, on=held, touching=touching)
