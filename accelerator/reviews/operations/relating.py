"""Relations that people have to startups and organisations: declared one by one or with a file, taken back, put back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import clock, codes, doorbell
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.reviews import domains
from accelerator.reviews.models import Conflict, Relation
from accelerator.reviews.operations.recusing import SLIP
from accelerator.startups.models import Startup
from accelerator.trail import operations as trail

MOST = 2_000  # of a file


@dataclass(frozen=True)
class Said:
    """A relation as somebody declares it: to a startup that is here, or to a name, a domain, or both."""

    person: Any
    kind: str
    startup: Startup | None = None
    name: str = ""
    domain: str = ""
    since_on: date | None = None
    until_on: date | None = None
    note: str = ""


@transaction.atomic
def relate(said: Said, *, by: Any) -> Relation:
    """Declares one, for oneself or as a manager for somebody of the programme. Conflicts with what is applied for follow."""
    (made,) = _made([said], by=by)
    sentence = gettext_noop("{actor} declared a relation: {subject}.")
    trail.record("relation.declared", sentence, by=by, on=made)
    return made


@transaction.atomic
def relate_all(every: Iterable[Said], *, by: Any) -> str:
    """Declares all of a file, or refuses all; the code of the act, which undo_relations() takes."""
    act = codes.new()
    made = _made(list(every), by=by, act=act)
    if made:
        sentence = gettext_noop("{actor} brought in relations of {subject} with a file: {count}.")
        trail.record("relation.brought", sentence, by=by, on=by, count=len(made))
    return act


def _made(every: list[Said], *, by: Any, act: str = "") -> list[Relation]:
    if len(every) > MOST:
        raise Refusal(_("At most %(most)d relations come with one file.") % {"most": MOST}, field="file")
    for person in {said.person for said in every}:
        require(person, by=by)
    rows = [_row(said, by, act) for said in every]
    Relation.objects.bulk_create(rows)
    _ring(rows)
    return rows


def require(person: Any, *, by: Any) -> None:
    if not by.has_perm("reviews.relate", person):
        raise Forbidden(_("You declare relations of your own, and managers those of their programme's people."))


def _row(said: Said, by: Any, act: str) -> Relation:
    domain = domains.own(said.domain) if said.domain else ""
    if said.domain and not domain:
        sentence = _("%(domain)s is shared by many or is no domain. Write the organisation's own, such as tidewise.example.")
        raise Refusal(sentence % {"domain": said.domain}, field="domain")
    if not (said.startup or said.name or domain):
        raise Refusal(_("Name a startup or an organisation, or write its domain."), field="name")
    if said.since_on and said.until_on and said.until_on < said.since_on:
        raise Refusal(_("This ends before it begins."), field="until_on")
    facts = {"person": said.person, "kind": said.kind, "startup": said.startup, "name": said.name, "domain": domain}
    return Relation(**facts, since_on=said.since_on, until_on=said.until_on, note=said.note, by=by, act=act)


def _ring(rows: Iterable[Relation]) -> None:
    for person in sorted({one.person_id for one in rows}):
        doorbell.ring("reviews.conflicts_of_person", person)


def _held(relation: Relation, by: Any) -> Relation:
    held = Relation.objects.select_for_update(of=("self",)).select_related("person", "startup").get(pk=relation.pk)
    require(held.person, by=by)
    return held


def _require_apart(held: Sequence[Relation], by: Any) -> None:
    """Nobody ends a conflict of their own through what it was found by, a slip aside, nor what another put on record of them."""
    own = [one for one in held if one.person_id == by.pk]
    if any(one.by_id != by.pk for one in own):
        raise Forbidden(_("This was put on record about you. Somebody else who manages the programme takes it back."))
    causes = [f"relation:{one.code}" for one in own if clock.now() >= one.created_at + SLIP]
    if Conflict.objects.live().filter(person=by, cause__in=causes).exists():
        raise Forbidden(_("A conflict of interest of yours stands by this. A manager of the programme takes it back."))


@transaction.atomic
def take_back_relation(relation: Relation, *, by: Any) -> None:
    """It no longer counts, and conflicts that were found by it end; what was declared as a conflict stays."""
    held = _held(relation, by)
    _require_apart([held], by)
    if held.taken_back_at is None:
        held.taken_back_at, held.taken_back_by = clock.now(), by
        held.save(update_fields=["taken_back_at", "taken_back_by"])
        trail.record("relation.taken_back", gettext_noop("{actor} took back a relation: {subject}."), by=by, on=held)
        _ring([held])


@transaction.atomic
def put_back_relation(relation: Relation, *, by: Any) -> None:
    """Undoes that."""
    held = _held(relation, by)
    if held.taken_back_at is not None:
        held.taken_back_at, held.taken_back_by = None, None
        held.save(update_fields=["taken_back_at", "taken_back_by"])
        trail.record("relation.put_back", gettext_noop("{actor} put back a relation: {subject}."), by=by, on=held)
        _ring([held])


@transaction.atomic
def undo_relations(act: str, *, by: Any) -> int:
    """Takes back what came with one file of `by` and still stands; how many."""
    rows = Relation.objects.standing().filter(act=act, by=by).exclude(act="").select_for_update().order_by("pk")
    held = list(rows)
    if not held:
        raise Refusal(_("There is nothing left to undo."))
    _require_apart(held, by)
    Relation.objects.filter(pk__in=[one.pk for one in held]).update(taken_back_at=clock.now(), taken_back_by=by)
    sentence = gettext_noop("{actor} took back relations of {subject} that came with a file: {count}.")
    trail.record("relation.undone", sentence, by=by, on=by, count=len(held))
    _ring(held)
    return len(held)
