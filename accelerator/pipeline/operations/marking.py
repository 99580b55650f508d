"""Tags and flags: put on many applications as one act, which can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.applications.models import Application
from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.pipeline import queries
from accelerator.pipeline.models import Act, Flag, Tag, Tagging
from accelerator.programmes.models import Call, Programme
from accelerator.trail import operations as trail

MOST = 200  # tags of a programme


@transaction.atomic
def tag(applications: Sequence[Application], *, name: str, by: Any, seen: str | None = None) -> Act:
    """Puts the programme's tag `name`, made where there is none, on those that lack it."""
    call = _held(applications, by)
    choice = queries.lacking_tag(applications, name)
    choice.refuse_unless(seen)
    held = _tag(call, name)
    act = Act.objects.create(call=call, kind=Act.Kind.TAG, by=by)
    Tagging.objects.bulk_create(Tagging(application=one, tag=held, by=by, act=act) for one in choice.changes)
    sentence = gettext_noop("{actor} tagged {count} of the applications to {subject}: {tag}.")
    trail.record("application.tagged", sentence, by=by, on=call, count=choice.count, tag=held, act=act.code)
    return act


def _tag(call: Call, name: str) -> Tag:
    Programme.objects.select_for_update(no_key=True).get(pk=call.programme_id)  # its other calls have the same tags
    tags = Tag.objects.filter(programme=call.programme_id)
    there = tags.filter(name__iexact=name).first()
    if there is None and tags.count() >= MOST:
        raise Refusal(_("A programme has at most %(most)d tags. Use one that there is.") % {"most": MOST}, field="tag")
    return there or Tag.objects.create(programme=call.programme, name=name)


@transaction.atomic
def untag(applications: Sequence[Application], *, name: str, by: Any, seen: str | None = None) -> Act:
    """Takes the tag off those that carry it."""
    call = _held(applications, by)
    choice = queries.carrying_tag(applications, name)
    choice.refuse_unless(seen)
    act = Act.objects.create(call=call, kind=Act.Kind.UNTAG, by=by)
    _end(Tagging.objects.live().filter(application__in=choice.changes, tag__name__iexact=name), by=by, act=act)
    sentence = gettext_noop("{actor} took the tag {tag} off {count} of the applications to {subject}.")
    trail.record("application.untagged", sentence, by=by, on=call, count=choice.count, tag=name, act=act.code)
    return act


@transaction.atomic
def flag(applications: Sequence[Application], *, note: str, by: Any, seen: str | None = None) -> Act:
    """Flags those that carry no flag, saying why."""
    call = _held(applications, by)
    choice = queries.unflagged(applications, note)
    choice.refuse_unless(seen)
    act = Act.objects.create(call=call, kind=Act.Kind.FLAG, by=by)
    Flag.objects.bulk_create(Flag(application=one, note=note, by=by, act=act) for one in choice.changes)
    sentence = gettext_noop("{actor} flagged {count} of the applications to {subject}: {note}")
    trail.record("application.flagged", sentence, by=by, on=call, count=choice.count, note=note, act=act.code)
    return act


@transaction.atomic
def clear(applications: Sequence[Application], *, by: Any, seen: str | None = None) -> Act:
    """Takes their flags off."""
    call = _held(applications, by)
    choice = queries.flagged(applications)
    choice.refuse_unless(seen)
    act = Act.objects.create(call=call, kind=Act.Kind.UNFLAG, by=by)
    _end(Flag.objects.live().filter(application__in=choice.changes), by=by, act=act)
    sentence = gettext_noop("{actor} cleared the flags of {count} of the applications to {subject}.")
    trail.record("application.unflagged", sentence, by=by, on=call, count=choice.count, act=act.code)
    return act


def _end(marks: Any, *, by: Any, act: Act | None) -> int:
    """How many were live and are no more."""
    return int(marks.update(ended_at=clock.now(), ended_by=by, ended_act=act))


@transaction.atomic
def undo(act: Act, *, by: Any) -> int:
    """Puts tags or flags back as they were before `act`, save those somebody changed since; returns how many."""
    call = _run(act.call_id, by)
    held = Act.objects.select_for_update().get(pk=act.pk)
    if held.undone_at:
        raise Refusal(_("This is undone already."))
    kind: Any = Tagging if held.kind in (Act.Kind.TAG, Act.Kind.UNTAG) else Flag
    if held.kind in (Act.Kind.TAG, Act.Kind.FLAG):
        count = _end(kind.objects.live().filter(act=held), by=by, act=None)
    else:
        count = _revive(kind, held)
    held.undone_at = clock.now()
    held.save(update_fields=["undone_at"])
    sentence = gettext_noop("{actor} undid what was done to {count} of the applications to {subject}: {what}.")
    trail.record("application.marks_undone", sentence, by=by, on=call, count=count, what=held.get_kind_display())
    return count


def _revive(kind: Any, act: Act) -> int:
    """Marks that `act` ended live again, unless there is a newer one in their place."""
    ended = kind.objects.filter(ended_act=act)
    live = kind.objects.live().filter(application__in=ended.values("application"))
    if kind is Tagging:
        live = live.filter(tag__in=ended.values("tag"))
    free = ended.exclude(application__in=list(live.values_list("application", flat=True)))
    return int(free.update(ended_at=None, ended_by=None, ended_act=None))


def _held(applications: Sequence[Application], by: Any) -> Call:
    calls = {application.call_id for application in applications}
    if len(calls) != 1:
        raise Refusal(_("Choose applications of one call."))
    return _run(calls.pop(), by)


def _run(pk: int, by: Any) -> Call:
    """The call, held against a second hand that marks at the same time."""
    call = Call.objects.select_for_update(no_key=True, of=("self",)).select_related("programme").get(pk=pk)
    if not by.has_perm("pipeline.mark", call):
        raise Forbidden(_("Only managers of the programme tag and flag."))
    return call
