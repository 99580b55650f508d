"""What was lately done to many applications of a call at once, by whom, and how each of it can still be taken back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.decisions.models import Decision
from accelerator.kit import together, wording
from accelerator.notices.models import Delivery
from accelerator.pipeline import messages
from accelerator.pipeline.models import Act, Flag, Mailing, Tagging
from accelerator.programmes.models import Call
from accelerator.reviews import stages
from accelerator.reviews.models import Assignment, Ruling
from accelerator.trail.models import Entry

MOST = 10  # of oneself, and of others


@dataclass(frozen=True)
class Way:
    """How an act stands, in words; `door` names the address that takes it back, "" where nothing does, and `verb` its button.
    `stage` is the code of the review stage whose address it is.
    """

    said: str = ""
    door: str = ""
    verb: str = ""
    stage: str = ""


@dataclass(frozen=True)
class Done:
    """An act as the trail tells it; `code` names it."""

    entry: Entry
    way: Way

    @property
    def code(self) -> str:
        return str(self.entry.facts["act"])


def acts(call: Call, person: Any) -> tuple[list[Done], list[Done]]:
    """Those of `person` and those of others, newest first. Its queries do not grow with them."""
    found = Entry.objects.about(call).filter(verb__in=_VERBS, facts__has_key="act").newest_first()
    own, others = found.filter(actor_id=person.pk)[:MOST], found.exclude(actor_id=person.pk)[:MOST]
    together.fetch(own, others)
    codes = {str(entry.facts["act"]) for entry in (*own, *others)}
    ways = {code: way for look in _LOOKS for code, way in look(call, codes).items()}
    spent = Way(_("Nothing of it is left to undo"))
    told = [[Done(one, ways.get(one.facts["act"], spent)) for one in found] for found in (own, others)]
    return told[0], told[1]


_VERBS = (
    "application.tagged",
    "application.untagged",
    "application.flagged",
    "application.unflagged",
    "decision.made_many",
    "review.spread",
    "review_stage.ruled_on",
    "review_stage.ruled_out",
    "pipeline.mailed",
)


def _undo(door: str) -> Way:
    return Way(door=door, verb=_("Undo"))


def _marks(call: Call, codes: Collection[str]) -> dict[str, Way]:
    """Save those of which nothing is left."""
    found = Act.objects.filter(call=call, code__in=codes)
    left = found.filter(_left(Tagging, "tag") | _left(Flag) | Q(undone_at__isnull=False))
    return {one.code: Way(_("Undone")) if one.undone_at else _undo("pipeline_undo") for one in left}


def _left(kind: Any, *same: str) -> Q:
    """Acts whose marks are still there, or that ended marks which have no newer one in their place."""
    live = kind.objects.live()
    newer = live.filter(**{name: OuterRef(name) for name in ("application", *same)})
    ended = kind.objects.filter(~Exists(newer), ended_act=OuterRef("pk"))
    return Q(Exists(live.filter(act=OuterRef("pk")))) | Q(Exists(ended))


def _moves(call: Call, codes: Collection[str]) -> dict[str, Way]:
    found = Decision.objects.filter(application__call=call, act__in=codes, release=None)
    return {code: _undo("call_decisions_undo") for code in found.values_list("act", flat=True).distinct()}


def _spreads(call: Call, codes: Collection[str]) -> dict[str, Way]:
    """Of which at least one review is not begun."""
    found = Assignment.objects.live().filter(application__call=call, act__in=codes, review=None)
    return {code: _undo("call_reviews_undo") for code in found.values_list("act", flat=True).distinct()}


def _rulings(call: Call, codes: Collection[str]) -> dict[str, Way]:
    """Of which at least one application is in no later stage yet."""
    found = stages.not_further(Ruling.objects.filter(stage__call=call, act__in=codes))
    left = found.values_list("act", "stage__code").distinct()
    return {code: Way(door="review_stage_undo", verb=_("Undo"), stage=stage) for code, stage in left}


def _letters(call: Call, codes: Collection[str]) -> dict[str, Way]:
    found = list(Mailing.objects.filter(call=call, code__in=codes))
    waiting = _waiting(found) if any(one.posted_at for one in found) else {}
    return {one.code: _letter(one, waiting.get(one.created_at)) for one in found}


def _waiting(found: list[Mailing]) -> Mapping[datetime, tuple[int, datetime]]:
    """By the moment that their messages bear: how many nobody has yet, and when the first of them goes out."""
    due: dict[str, Any] = {"message__kind": messages.WRITTEN.name, "message__due_at__in": [one.created_at for one in found]}
    held = Delivery.objects.filter(state=Delivery.State.PENDING, message__read_at=None, **due).order_by()
    counted = held.values_list("message__due_at").annotate(count=Count("*"), first=Min("next_at"))
    return {at: (count, first) for at, count, first in counted}


def _letter(one: Mailing, waiting: tuple[int, datetime] | None) -> Way:
    done, total = wording.number(one.done), wording.number(len(one.ids))
    door, rest = "pipeline_letter_undo", _("Stop the rest")
    if one.undone_at:
        stopped = _("Stopped: %(done)s of %(total)s applications were written to")
        return Way(stopped % {"done": done, "total": total} if one.done else _("Taken back"))
    if not one.done:
        return Way(_("Goes out at %(at)s") % {"at": wording.moment(one.goes_at)}, door, _("Undo"))
    if one.posted_at is None:
        said = _("Going out: %(done)s of %(total)s applications are written to") % {"done": done, "total": total}
        return Way(said, door, rest)
    if waiting is None:
        return Way(_("Gone out"))
    count, first = waiting
    said = ngettext("%(count)s of its mails goes out at %(at)s", "%(count)s of its mails go out, the first at %(at)s", count)
    return Way(said % {"count": wording.number(count), "at": wording.moment(first)}, door, rest)


_LOOKS = (_marks, _letters, _moves, _spreads, _rulings)
