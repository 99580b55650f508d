"""Taking another application of one's own accord."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.programmes.models import Call
from accelerator.reviews import handing
from accelerator.reviews.models import Assignment
from accelerator.reviews.operations import assigning, holding


@transaction.atomic
def take(call: Call, *, by: Any) -> Assignment:
    """Gives `by` the application of the call with the fewest reviewers, of those that have too few. The call is held
    meanwhile: of two who take at once none gets one too many.
    """
    held = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
    if not by.has_perm("reviews.take", held):
        raise Forbidden(_("You may not take applications of this call yourself."))
    if not handing.has_room(held, by):
        raise Refusal(_("You have as many applications of this call as you take on. Score one first, or raise your limit."))
    chosen = handing.next_for(held, by)
    if chosen is None:
        raise Refusal(_("Every application has its reviewers, or is none that you may read."))
    (given,) = assigning.give(held, [(chosen, by)], by=by, due_on=None, tell=False)
    holding.record("review.taken", gettext_noop("{actor} took another application to review: {subject}."), given, by=by)
    return given
