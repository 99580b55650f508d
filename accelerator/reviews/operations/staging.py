"""The review stages of a call: added, changed, moved, taken away while nothing was given out in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.programmes.models import Call, ReviewStage
from accelerator.reviews import stages
from accelerator.reviews.models import Assignment, Interview, Panel, Review, Ruling
from accelerator.trail import operations as trail

MOST_STAGES = 6
MOST_REASONS = 20
LONGEST_REASON = 120
RULES = ("kind", "name", "own_rubric", "hides", "shows", "least", "own_wanted", "own_from", "own_due_on", "ends", "reasons")


@transaction.atomic
def add_stage(call: Call, *, by: Any, **rules: Any) -> ReviewStage:
    """One more, after the others. `rules` are fields of RULES."""
    held = _run(call, by=by)
    there = stages.of_call(held)
    if len(there) >= MOST_STAGES:
        raise Refusal(_("A call has at most %(most)d review stages.") % {"most": MOST_STAGES})
    made = ReviewStage(call=held, position=len(there) + 1)
    _put(made, rules)
    made.save()
    _record("review_stage.added", gettext_noop("{actor} added the review stage {stage} to {subject}."), made, by=by)
    return made


@transaction.atomic
def change_stage(stage: ReviewStage, *, by: Any, **rules: Any) -> ReviewStage:
    """Its rules; the rubric stays once somebody began to score by it."""
    held = _held(stage, by=by)
    rubric, kind = held.rubric_id, held.kind
    _put(held, rules)
    if held.kind != kind and Panel.objects.filter(stage=held).exists():
        raise Refusal(_("This stage has panels, so it stays an interview. Take them away first."), field="kind")
    if held.rubric_id != rubric and Review.objects.filter(assignment__stage=held).exists():
        raise Refusal(_("Reviewers began to score in this stage, so its rubric stays as it is."), field="own_rubric")
    held.save()
    _record("review_stage.changed", gettext_noop("{actor} changed the review stage {stage} of {subject}."), held, by=by)
    return held


@transaction.atomic
def move_stage(stage: ReviewStage, *, up: bool, by: Any) -> None:
    """One place up or down; at the end it stays. Refuses once something was given out in either of the two."""
    held = _held(stage, by=by)
    there = stages.of_call(held.call)
    here = next(place for place, one in enumerate(there) if one.pk == held.pk)
    other = here - 1 if up else here + 1
    if not 0 <= other < len(there):
        return
    pair = (there[here], there[other])
    if any(_begun(one) for one in pair):
        raise Refusal(_("Applications were given out in one of the two stages, so their order stays."))
    pair[0].position, pair[1].position = pair[1].position, pair[0].position
    ReviewStage.objects.bulk_update(pair, ["position"])
    _record("review_stage.moved", gettext_noop("{actor} moved the review stage {stage} of {subject}."), held, by=by)


@transaction.atomic
def remove_stage(stage: ReviewStage, *, by: Any) -> None:
    """Takes away one in which nothing was given out or said; a call keeps its last."""
    held = _held(stage, by=by)
    there = stages.of_call(held.call)
    if len(there) == 1:
        raise Refusal(_("A call needs a review stage."))
    if _begun(held):
        raise Refusal(_("Applications were given out in this stage, so it stays."))
    _record("review_stage.removed", gettext_noop("{actor} took the review stage {stage} from {subject}."), held, by=by)
    held.delete()
    rest = [one for one in there if one.pk != stage.pk]
    for place, one in enumerate(rest, 1):
        one.position = place
    ReviewStage.objects.bulk_update(rest, ["position"])


def _run(call: Call, *, by: Any) -> Call:
    held = Call.objects.select_for_update(no_key=True, of=("self",)).select_related("programme").get(pk=call.pk)
    if not by.has_perm("reviews.assign", held):
        raise Forbidden(_("Only managers of the programme change its review stages."))
    return held


def _held(stage: ReviewStage, *, by: Any) -> ReviewStage:
    """The stage, its call held: two hands do not change the order at once."""
    call = _run(stage.call, by=by)
    held = ReviewStage.objects.select_related("own_rubric").filter(pk=stage.pk).first()
    if held is None:
        raise Refusal(_("This review stage was taken away meanwhile."))
    held.call = call
    return held


def _begun(stage: ReviewStage) -> bool:
    made = (Assignment, Ruling, Panel, Interview)
    return any(model._default_manager.filter(stage=stage).exists() for model in made)


def _put(stage: ReviewStage, rules: dict[str, Any]) -> None:
    unknown = set(rules) - {*RULES}
    if unknown:
        raise TypeError(f"no such rule of a review stage: {sorted(unknown)}")
    for name, value in rules.items():
        setattr(stage, name, value)
    stage.name = stage.name.strip()
    stage.reasons = _reasons(stage.reasons)
    if stage.own_rubric and stage.own_rubric.programme_id != stage.call.programme_id:
        raise Refusal(_("Choose a rubric of this programme."), field="own_rubric")
    if stage.own_from and stage.own_due_on and stage.own_from > stage.own_due_on:
        raise Refusal(_("A stage begins by the day its reviews are due."), field="own_from")
    if stage.own_wanted and stage.own_wanted < stage.least:
        raise Refusal(_("No fewer than the %(least)d that are needed.") % {"least": stage.least}, field="own_wanted")
    if stage.ends and not stage.own_due_on:
        raise Refusal(_("Say by which day reviews of this stage are due, or do not close it."), field="own_due_on")


def _reasons(given: Sequence[str]) -> list[str]:
    reasons = list(dict.fromkeys(one.strip() for one in given if one.strip()))
    if len(reasons) > MOST_REASONS:
        raise Refusal(_("At most %(most)d reasons.") % {"most": MOST_REASONS}, field="reasons")
    if any(len(one) > LONGEST_REASON for one in reasons):
        raise Refusal(_("A reason has at most %(most)d characters.") % {"most": LONGEST_REASON}, field="reasons")
    return reasons


def _record(verb: str, sentence: str, stage: ReviewStage, *, by: Any) -> None:
    trail.record(verb, sentence, by=by, on=stage.call, touching=(stage.call.programme,), stage=str(stage))
