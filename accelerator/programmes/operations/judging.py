"""Rubrics: what applications are scored by. One that a published call is scored with stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit.refusals import Refusal
from accelerator.programmes import queries
from accelerator.programmes.models import Criterion, Programme, Rubric
from accelerator.programmes.operations.running import require_manager
from accelerator.programmes.scales import SCALES, USUAL
from accelerator.programmes.starter import Measure
from accelerator.trail import operations as trail

MOST_CRITERIA = 12


@transaction.atomic
def make_rubric(programme: Programme, *, name: str, measures: Sequence[Measure], by: Any, scale: str = USUAL) -> Rubric:
    """A rubric of the programme; `measures` in their order, weights adding up to 100."""
    require_manager(programme, by)
    _require_sound(measures, scale)
    rubric = Rubric.objects.create(programme=programme, name=name.strip() or _("Rubric"), scale=scale)
    _write(rubric, measures)
    trail.record("rubric.made", gettext_noop("{actor} made the rubric {subject}."), by=by, on=rubric, touching=(programme,))
    return rubric


@transaction.atomic
def write_rubric(rubric: Rubric, *, name: str, measures: Sequence[Measure], by: Any, scale: str = "") -> None:
    """Replaces what the rubric says; without `scale` it keeps its own."""
    held = Rubric.objects.select_for_update(of=("self",)).select_related("programme").get(pk=rubric.pk)
    require_manager(held.programme, by)
    if queries.is_settled(held):
        raise Refusal(_("A published call is scored with this rubric, so it stays as it is. Copy it to change it."))
    held.scale = scale or held.scale
    _require_sound(measures, held.scale)
    held.name = name.strip() or held.name
    held.save(update_fields=["name", "scale"])
    held.criteria.all().delete()
    _write(held, measures)
    trail.record(
        "rubric.changed", gettext_noop("{actor} changed the rubric {subject}."), by=by, on=held, touching=(held.programme,)
    )


@transaction.atomic
def copy_rubric(rubric: Rubric, *, by: Any) -> Rubric:
    """The same once more, free to change."""
    measures = [Measure(one.name, one.asks, one.weight, one.anchors) for one in queries.criteria(rubric)]
    named = _("%(name)s, copy") % {"name": rubric.name[:190]}
    return make_rubric(rubric.programme, name=named, measures=measures, by=by, scale=rubric.scale)


def _known(scale: str) -> str:
    if scale not in SCALES:
        raise Refusal(_("There is no such scale. Choose one of %(names)s.") % {"names": ", ".join(SCALES)}, field="scale")
    return scale


def _require_sound(measures: Sequence[Measure], scale: str) -> None:
    if not 1 <= len(measures) <= MOST_CRITERIA:
        raise Refusal(_("A rubric has 1 to %(most)d criteria.") % {"most": MOST_CRITERIA}, field="criteria")
    if any(not one.name.strip() for one in measures):
        raise Refusal(_("Every criterion needs a name."), field="criteria")
    if any(not 0 <= one.weight <= 100 for one in measures):
        raise Refusal(_("A weight is between 0 and 100."), field="criteria")
    points = SCALES[_known(scale)].anchored
    if strange := sorted({point for one in measures for point, text in one.anchors.items() if text.strip()} - {*points}):
        said = {"points": ", ".join(strange), "low": points[0], "high": points[-1]}
        raise Refusal(_("The scale goes from %(low)s to %(high)s: %(points)s means nothing on it.") % said, field="criteria")
    total = sum(one.weight for one in measures)
    if total != 100:
        raise Refusal(_("The weights add up to %(total)d. They must add up to 100.") % {"total": total}, field="criteria")


def _write(rubric: Rubric, measures: Sequence[Measure]) -> None:
    Criterion.objects.bulk_create(
        Criterion(
            rubric=rubric,
            position=place,
            name=one.name.strip(),
            asks=one.asks.strip(),
            weight=one.weight,
            anchors={point: text.strip() for point in rubric.points.anchored if (text := one.anchors.get(point, "")).strip()},
        )
        for place, one in enumerate(measures, 1)
    )
