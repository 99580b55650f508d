"""Who goes on to the next review stage, and who goes no further and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.applications.models import Application
from accelerator.kit import codes
from accelerator.kit.refusals import Forbidden, Refusal, refused_by
from accelerator.programmes.models import Call, ReviewStage
from accelerator.reviews import released, stages
from accelerator.reviews.models import Conflict, Ruling, RulingQuerySet
from accelerator.startups.models import Startup
from accelerator.trail import operations as trail

LONGEST_NOTE = 300


@transaction.atomic
def rule(
    stage: ReviewStage, *, applications: Sequence[Application], outcome: str, by: Any, reasons: Sequence[str] = (), note: str = ""
) -> str:
    """Sends `applications` on, or stops them, as one act; returns its code, which undo_ruling() takes.

    Refuses all where one does not wait in this stage, or where one is in conflict with `by`. Who is stopped needs a reason:
    one of the stage's list, or a note where it has none.
    """
    call = Call.objects.select_for_update(no_key=True).get(pk=stage.call_id)
    if not by.has_perm("reviews.assign", call):
        raise Forbidden(_("Only managers of the programme say who goes on."))
    there = stages.of_call(call)
    stage = _now(stage, there)
    _require_reasons(stage, outcome, reasons, note)
    held = _held(stage, stages.before(stage, there), {one.pk for one in applications})
    _require_apart(held, by=by)
    act = codes.new()
    changed = Forbidden(_("You have a conflict of interest with one of them since. Look at the list again."))
    with refused_by("ruling_without_conflict", changed):
        Ruling.objects.bulk_create(
            Ruling(stage=stage, application=one, outcome=outcome, reasons=list(reasons), note=note.strip(), by=by, act=act)
            for one in held
        )
    sentence = (
        gettext_noop("{actor} sent on {count} of the applications to {subject} from {stage}.")
        if outcome == Ruling.Outcome.ON
        else gettext_noop("{actor} stopped {count} of the applications to {subject} in {stage}. Reasons: {reasons}.")
    )
    said = "; ".join([*reasons, *([note.strip()] if note.strip() else [])]) or "–"
    trail.record(
        f"review_stage.ruled_{outcome}", sentence, by=by, on=call, count=len(held), stage=str(stage), reasons=said, act=act
    )
    return act


def _held(stage: ReviewStage, earlier: Sequence[ReviewStage], chosen: set[int]) -> list[Application]:
    """Those chosen, locked. Refuses where one does not wait in the stage, and says why where its decision is released."""
    if why := released.waits_no_more(stages.sent_to(stage, earlier).filter(pk__in=chosen)):
        raise Refusal(why, field="applications")
    waiting = stages.reached(stage, earlier).filter(pk__in=chosen)
    held = list(waiting.select_for_update(of=("self",), no_key=True).order_by("pk"))
    if not held or len(held) != len(chosen):
        raise Refusal(_("Not all of them wait in this stage any more. Look at the list again."), field="applications")
    return held


def _now(stage: ReviewStage, there: Sequence[ReviewStage]) -> ReviewStage:
    """The stage as it stands among those of its call that is held: stages move, and go."""
    found = next((one for one in there if one.pk == stage.pk), None)
    if found is None:
        raise Refusal(_("This review stage was taken away meanwhile."))
    return found


def _require_reasons(stage: ReviewStage, outcome: str, reasons: Sequence[str], note: str) -> None:
    if outcome not in Ruling.Outcome.values:
        raise Refusal(_("Say whether they go on."), field="outcome")
    strange = [one for one in reasons if one not in stage.reasons]
    if strange:
        raise Refusal(_("“%(reason)s” is no reason of this stage.") % {"reason": strange[0]}, field="reasons")
    if len(note.strip()) > LONGEST_NOTE:
        raise Refusal(_("A note has at most %(most)d characters.") % {"most": LONGEST_NOTE}, field="note")
    if outcome == Ruling.Outcome.OUT and not reasons and not note.strip():
        field = "reasons" if stage.reasons else "note"
        raise Refusal(_("Say why they go no further."), field=field)


def _require_apart(applications: Sequence[Application], *, by: Any) -> None:
    own = Application.objects.filter(pk__in=[one.pk for one in applications])
    barred = own.filter(startup__in=Startup.objects.of(by)) | own.filter(
        pk__in=Conflict.objects.live().filter(person=by).values("application")
    )
    first = barred.select_related("startup").order_by("number").first()
    if first:
        sentence = _("You have a conflict of interest with %(application)s: somebody else decides about it.")
        raise Forbidden(sentence % {"application": first.number})


@transaction.atomic
def undo_ruling(call: Call, *, act: str, by: Any) -> int:
    """Takes back what the act said of applications that nobody was given in a later stage since, save what `by` has a conflict
    with by now; returns how many.
    """
    return _take_back(call, Ruling.objects.filter(act=act).exclude(act=""), by=by)


@transaction.atomic
def take_ruling_back(stage: ReviewStage, *, number: str, by: Any) -> int:
    """The same of what the stage said of one application."""
    return _take_back(stage.call, Ruling.objects.filter(stage=stage, application__number=number), by=by)


def _take_back(call: Call, said: RulingQuerySet, *, by: Any) -> int:
    held = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
    if not by.has_perm("reviews.assign", held):
        raise Forbidden(_("Only managers of the programme say who goes on."))
    made = said.visible_to(by).filter(application__call=held)
    free = list(stages.not_further(made).select_for_update(of=("self",)).order_by("pk"))
    if not free:
        raise Refusal(_("There is nothing left to undo: it was taken back, or the applications are in a later stage."))
    Ruling.objects.filter(pk__in=[one.pk for one in free]).delete()
    sentence = gettext_noop("{actor} took back what was said in a review stage about {count} of the applications to {subject}.")
    trail.record("review_stage.ruling_undone", sentence, by=by, on=held, count=len(free))
    return len(free)
