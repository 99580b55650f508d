"""Two records that are one startup: merged, and taken apart again. No row of either is ever repointed."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit.refusals import Refusal
from accelerator.notices import operations as notices
from accelerator.notices.operations import Kind
from accelerator.startups import messages, queries
from accelerator.startups.models import Member, Startup
from accelerator.startups.operations.recognising import look_again, require_keeper
from accelerator.trail import operations as trail


@transaction.atomic
def merge(duplicate: Startup, *, into: Startup, by: Any, why: str) -> None:
    """From now on `duplicate` is `into`: what belongs to one of them is read under both, and their people belong to both.

    The owners of both hear it, with `why`. `unmerge` takes it back whole.
    """
    duplicate, into = _locked(duplicate, into)
    require_keeper(by, duplicate, into)
    if duplicate in queries.same(into):
        raise Refusal(_("These two are one startup already."))
    if not why.strip():
        raise Refusal(_("Say why they are one startup: its owners read it."), field="why")
    _refuse_chain(duplicate, into)
    owners = _owners(duplicate, into)
    duplicate.merged_into = into
    duplicate.save(update_fields=["merged_into"])
    look_again(duplicate, into)
    sentence = gettext_noop("{actor} merged {duplicate} into {subject}: {why}")
    _record("startup.merged", sentence, duplicate, into, by, why=why.strip())
    _tell(messages.MERGED, owners, duplicate, into, by, why=why.strip())


@transaction.atomic
def unmerge(duplicate: Startup, *, by: Any) -> None:
    """`duplicate` is a startup of its own again, as it was; the owners of both hear it."""
    if duplicate.merged_into is None:
        raise Refusal(_("%(startup)s is not merged into another.") % {"startup": duplicate})
    duplicate, into = _locked(duplicate, duplicate.merged_into)
    require_keeper(by, duplicate, into)
    if duplicate.merged_into_id != into.pk:
        raise Refusal(_("Somebody else was faster: this merge was undone already."))
    owners = _owners(duplicate, into)
    duplicate.merged_into = None
    duplicate.save(update_fields=["merged_into"])
    look_again(duplicate, into)
    sentence = gettext_noop("{actor} undid the merge of {duplicate} into {subject}.")
    _record("startup.unmerged", sentence, duplicate, into, by)
    _tell(messages.UNMERGED, owners, duplicate, into, by)


def _locked(duplicate: Startup, into: Startup) -> tuple[Startup, Startup]:
    """Both as they stand, locked in the order of their keys."""
    rows = Startup.objects.select_for_update(no_key=True).filter(pk__in=[duplicate.pk, into.pk]).order_by("pk").in_bulk()
    return rows[duplicate.pk], rows[into.pk]


def _refuse_chain(duplicate: Startup, into: Startup) -> None:
    """The database refuses the same; here is what to do instead."""
    words = {"duplicate": duplicate, "into": into}
    if duplicate.is_test or into.is_test:
        raise Refusal(_("A startup that is made for tests stays apart: whoever tries calls out belongs to it alone."))
    if duplicate.taken_back_at or into.taken_back_at:
        raise Refusal(_("One of these two was taken back with the list that brought it. There is nothing to merge."))
    if duplicate.merged_into_id:
        raise Refusal(_("%(duplicate)s was merged into another startup. Undo that first.") % words)
    if into.merged_into_id:
        raise Refusal(_("%(into)s was itself merged into another startup. Merge into that one.") % words)
    if duplicate.merged.exists():
        raise Refusal(_("Others were merged into %(duplicate)s. Keep it and merge %(into)s into it, or undo those.") % words)


def _owners(*startups: Startup) -> list[Any]:
    people = queries.people([one.pk for one in startups], Member.Role.OWNER)
    return list(dict.fromkeys(person for one in startups for person in people.get(one.pk, [])))


def _record(verb: str, sentence: str, duplicate: Startup, into: Startup, by: Any, **facts: Any) -> None:
    trail.record(verb, sentence, by=by, on=into, touching=(duplicate,), duplicate=duplicate, **facts)


def _tell(kind: Kind, people: list[Any], duplicate: Startup, into: Startup, by: Any, **facts: Any) -> None:
    for person in people:
        notices.tell(
            kind, to=person, about=duplicate, url=into.get_absolute_url(), by=by, duplicate=duplicate, into=into, **facts
        )
