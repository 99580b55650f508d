"""Files from another system: taken, told which column is what, tried, and brought in as a whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.applications import operations as applications
from accelerator.kit import clock, doorbell, locking, tablefile, trying
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import operations as notices
from accelerator.pipeline import bringing, messages, queries
from accelerator.pipeline.models import Import
from accelerator.programmes.models import Call
from accelerator.trail import operations as trail

KEPT = timedelta(days=7)  # an unfinished one


@transaction.atomic
def take(call: Call, *, name: str, content: bytes, by: Any) -> Import:
    """Keeps a file; its columns are what they were in the last one, as far as names go. Raises Unreadable."""
    if not by.has_perm("calls.manage", call):
        raise Forbidden(_("Only managers of the programme bring applications in."))
    if call.version is None:
        raise Refusal(_("Choose the form of the call first."))
    table = tablefile.read(content)
    mapping = bringing.guessed(table.head, queries.last_mapping(call), queries.questions(call))
    return Import.objects.create(call=call, by=by, name=name[:200], content=content, mapping=mapping)


class NoColumn(Refusal):
    """The file has no column of this name."""

    status = 422


@transaction.atomic
def assign(taken: Import, *, mapping: Mapping[str, str], by: Any) -> bringing.Judged:
    """Says which column is what, {column: target}, and what would come of it."""
    if _held(taken, by).begun_at:
        raise Refusal(_("This file is being brought in. What its columns are can no longer be changed."))
    _require_columns(taken, mapping)
    there = bringing.targets(queries.questions(taken.call))
    chosen = {column: target for column, target in mapping.items() if target}
    for column, target in chosen.items():
        if target not in there:
            said = _("“%(column)s” is to be something that the form does not ask. Choose again.")
            raise Refusal(said % {"column": column}, field="columns")
    for target, count in Counter(chosen.values()).items():
        if count > 1:
            said = _("%(count)d columns are to be “%(target)s”. Leave all but one of them out.")
            raise Refusal(said % {"count": count, "target": there[target]}, field="columns")
    taken.mapping = chosen
    taken.save(update_fields=["mapping"])
    return queries.judged(taken)


def _require_columns(taken: Import, mapping: Mapping[str, str]) -> None:
    head = tablefile.read(bytes(taken.content)).head
    if unknown := [column for column in mapping if column not in head]:
        said = _("The file has no column “%(column)s”. Its columns are %(columns)s.")
        name = "".join(letter if letter.isprintable() else "?" for letter in unknown[0][:40])
        raise NoColumn(said % {"column": name, "columns": ", ".join(head)[:200]}, field="columns")


@transaction.atomic
def bring_in(taken: Import, *, by: Any) -> None:
    """Has workers bring it in, once; who asked hears how it went."""
    held = _held(taken, by)
    if held.begun_at is None:
        held.begun_at = clock.now()
        held.save(update_fields=["begun_at"])
        doorbell.ring("pipeline.bring_in", held.pk)


def require_own(taken: Import, by: Any) -> None:
    if taken.by_id != by.pk or not by.has_perm("calls.manage", taken.call):
        raise Forbidden(_("Only who took the file and manages the programme brings it in."))


def _held(taken: Import, by: Any) -> Import:
    """As it stands, locked until the transaction ends."""
    require_own(taken, by)
    held = Import.objects.select_for_update().filter(pk=taken.pk).first()
    if held is None:
        raise Refusal(_("This file was removed."))
    if held.done_at:
        raise Refusal(_("This file was brought in already."))
    return held


@transaction.atomic
def discard(taken: Import, *, by: Any) -> None:
    """Takes a file away that nobody had brought in; nothing of it is kept."""
    held = _held(taken, by)
    if held.begun_at:
        raise Refusal(_("This file is being brought in. It can no longer be removed."))
    sentence = gettext_noop("{actor} removed the file {file}, of which nothing had come in to {subject}.")
    trail.record("application.import_discarded", sentence, by=by, on=taken.call, file=held.name)
    held.delete()


def carry_out(pk: int) -> None:
    """All of it, or nothing and the reason. Nobody else does at the same time, and nothing is done twice.

    What a worker that dies had written is gone with it; when five died of one file it is given up, and who asked hears.
    """
    waiting = Import.objects.filter(begun_at__isnull=False, done_at=None)
    tries = trying.count(waiting, pk)
    if tries:
        _carry_out(waiting, pk, given_up=tries > trying.MOST)


@transaction.atomic
def _carry_out(waiting: QuerySet[Import], pk: int, *, given_up: bool) -> None:
    rows = waiting.filter(pk=pk).select_for_update(skip_locked=True, of=("self",))
    held = rows.select_related("call__version", "call__programme", "by").first()
    if held is None:
        return
    with translation.override(held.by.language):
        try:
            if given_up:
                raise Refusal(_("It could not be brought in, however often it was tried. Try it in smaller files."))
            with transaction.atomic():
                _write(held)
        except Refusal as refusal:
            held.refused = str(refusal.sentence)[:300]
        held.done_at, held.content = clock.now(), b""
        held.save(update_fields=["done_at", "content", "count", "ids", "contacts", "refused"])
        facts: dict[str, Any] = {"call": held.call, "count": held.count, "reason": held.refused, "file": held.name}
        kind = messages.NOT_BROUGHT_IN if held.refused else messages.BROUGHT_IN
        notices.tell(kind, to=held.by, about=held, url=held.get_absolute_url(), **facts)


def _write(held: Import) -> None:
    """What came in from elsewhere meanwhile is seen: the call is locked before the file is judged."""
    held.call = locking.held(Call.objects.select_related("version__questionnaire", "programme"), held.call_id)
    judged = queries.judged(held)
    if judged.faults:
        raise Refusal(_("The file does not fit any more: line %(line)d. %(reason)s") % judged.faults[0]._asdict())
    key, total = f"import:{held.code}", len(judged.brought)

    def tell(count: int) -> None:
        """The transaction shows nothing before its end; the bar reads this."""
        cache.set(key, 100 * count // total, 600)

    made = applications.bring_in(held.call, brought=judged.brought, by=held.by, at=clock.now(), tell=tell)
    held.count, held.ids = len(made), [one.pk for one in made]
    held.contacts = {str(one.pk): row.contact for one, row in zip(made, judged.brought, strict=True) if row.contact}


def drop() -> int:
    """Takes away files nobody brought in within a week; how many."""
    return Import.objects.filter(begun_at=None, created_at__lt=clock.now() - KEPT).delete()[0]
