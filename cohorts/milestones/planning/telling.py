"""Founders hear of what changed for them, all of it in one message."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from accelerator.notices import operations as notices
from accelerator.notices.operations import Kind, Telling
from accelerator.startups import queries as startups
from cohorts.milestones import due_words, messages
from cohorts.milestones.changes import ADDED, MOVED, RECOUNTED, REMOVED, REWORDED, WAIVED, Change
from cohorts.milestones.planning.previewing import Preview
from cohorts.roster.models import Enrolment


def tell_applied(found: Preview, *, plan: Any, by: Any) -> None:
    """The founders of every startup that something changed for; who gets its first milestones reads them as a plan."""
    grouped: dict[Kind, list[tuple[Enrolment, Sequence[Change]]]] = defaultdict(list)
    for one in found.startups:
        heard = [change for change in one.changed if any(told(change))]
        if heard:
            is_first = len(heard) == len(one.changes) and all(ADDED in change.kinds for change in heard)
            grouped[messages.PLANNED if is_first else messages.PLAN_CHANGED].append((one.enrolment, heard))
    for kind, changes in grouped.items():
        tell(kind, changes, by=by, plan=plan, cohort=found.cohort)


def tell(kind: Kind, changes: Sequence[tuple[Enrolment, Sequence[Change]]], *, by: Any, **facts: Any) -> None:
    """One message a founder and startup. A fixed number of queries."""
    founders, known = startups.people([enrolment.startup_id for enrolment, _changes in changes]), dict[Any, str]()
    notices.tell_all(
        kind,
        [
            Telling(
                person,
                enrolment,
                enrolment.get_absolute_url(),
                {"startup": enrolment.startup, "changes": in_words(changed, person.language, known), **facts},
            )
            for enrolment, changed in changes
            for person in founders.get(enrolment.startup_id, [])
        ],
        by=by,
    )


def in_words(changes: Sequence[Change], language: str, known: dict[Any, str] | None = None) -> str:
    """A line a sentence. `known` is what was said before, by language and changes: most of a cohort reads the same."""
    known = {} if known is None else known
    said = (language, *((str(one), one.kinds, one.there and one.there.due_on, one.due_on) for one in changes))
    if said not in known:
        with translation.override(language):
            known[said] = "\n".join(line for one in changes for line in told(one))
    return known[said]


def told(change: Change) -> Iterator[str]:
    """What a change means for its founders, a sentence each."""
    facts = {
        "milestone": change,
        "was": due_words.told(change.there.due_on) if change.there else "",
        "due": due_words.told(change.due_on) if change.due_on else "",
    }
    if ADDED in change.kinds:
        yield _("%(milestone)s: due on %(due)s") % facts
    if MOVED in change.kinds:
        yield _("%(milestone)s: due on %(due)s instead of %(was)s") % facts
    if REWORDED in change.kinds:
        yield _("%(milestone)s: what is asked was reworded") % facts
    if RECOUNTED in change.kinds and change.waits_anew:
        yield _("%(milestone)s: what it waits for changed") % facts
    if REMOVED in change.kinds or WAIVED in change.kinds:
        yield _("%(milestone)s: no longer asked") % facts
