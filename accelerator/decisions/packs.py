"""The pack of a committee as facts for its document: all applications in a table, and a page for each around the last place."""

from __future__ import annotations

import json
from collections.abc import Sequence
from operator import attrgetter
from pathlib import Path
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accelerator.decisions import ballots, policies, queries, voting, weighing
from accelerator.decisions.models import Decision, Pack
from accelerator.kit import document, states, wording
from accelerator.programmes.models import Call
from accelerator.reviews import ranks
from accelerator.reviews.models import Assignment, Conflict

ROWS_MOST = 500  # of the table
PAGES_MOST = 60
_TEXT_MOST = 1500  # letters of one comment
_TEMPLATE = Path(__file__).parent / "papers" / "pack.typ"


def around(call: Call, *, beside: int, by: Any) -> list[int]:
    """Applications at the last place: so many before it and behind it, and all who share its mean; without those that `by` must
    not judge, at most PAGES_MOST. Four queries.
    """
    found = ranks.standings(call).filter(mean__isnull=False)
    near = found.values_list("pk", flat=True)[max(0, call.places - beside) : call.places + beside]
    tied = weighing.tied_score(weighing.line(call))
    level = found.filter(score=tied).values_list("pk", flat=True) if tied is not None else ()
    pks = list(dict.fromkeys([*near, *level]))
    barred = policies.barred(by, pks)
    return [pk for pk in pks if pk not in barred][:PAGES_MOST]


def made(pack: Pack, *, operator: str) -> bytes:
    """The document; letters that no font has are named at its end. A fixed number of queries."""
    facts = _facts(pack, operator)
    lost = document.undrawn(json.dumps(facts, ensure_ascii=False))
    told = _("The fonts of this document do not draw %(letters)s.") % {
        "letters": ", ".join(f"U+{ord(one):04X}" for one in lost[:40])
    }
    return document.pdf(_TEMPLATE, facts | {"undrawn": told if lost else ""}, at=pack.created_at)


def _facts(pack: Pack, operator: str) -> dict[str, Any]:
    call = pack.call
    total = ranks.standings(call).count()
    rows = ranks.number(call, list(ranks.standings(call).select_related("startup")[:ROWS_MOST]))
    pks = [row.pk for row in rows]
    barred = policies.barred(pack.by, pks)  # a conflict may have come up since it was asked for
    counts = {pk: count for pk, count in voting.counts(call, pks).items() if pk not in barred}
    conflicted = _conflicted(call, pks)
    decided = {one.application_id: one for one in Decision.objects.filter(application__in=pks)}
    near = {row.pk: row for row in rows if row.pk not in barred}
    return {
        "title": _("Committee pack"),
        "call": str(call),
        "operator": operator,
        "lang": (get_language() or "en").split("-")[0],
        "foot": _("%(call)s · confidential · made for %(person)s") % {"call": call, "person": pack.by},
        "rows": _cover(pack, total),
        "words": _words(),
        "cut": _("The table holds the first %(most)s.") % {"most": wording.number(ROWS_MOST)} if total > ROWS_MOST else "",
        "places": call.places,
        "table": [_line(row, counts.get(row.pk), decided.get(row.pk), conflicted.get(row.pk)) for row in rows],
        "pages": _pages(pack, [near[pk] for pk in pack.ids if pk in near], counts, decided, conflicted),
    }


def _cover(pack: Pack, total: int) -> list[list[str]]:
    call, tally, line = pack.call, queries.tally(pack.call), ranks.line(pack.call)
    tied = ngettext("%(n)d shares the last place's mean", "%(n)d share the last place's mean", line.tied) % {"n": line.tied}
    quorum = queries.procedure(call).quorum
    return [
        [_("Programme"), str(call.programme)],
        [_("Call"), str(call)],
        [_("Made"), wording.instant(pack.created_at, call.zone)],
        [_("For"), str(pack.by)],
        [_("Applications"), wording.number(total)],
        [_("Places"), wording.number(call.places)],
        [_("Undecided"), wording.number(tally.undecided)],
        *([[_("Votes needed"), wording.number(quorum)]] if quorum else []),
        *([[_("Tie"), tied]] if line.tied else []),
    ]


def _words() -> dict[str, str]:
    return {
        "all": _("All applications by mean"),
        "rank": _("Rank"),
        "startup": _("Startup"),
        "mean": _("Mean"),
        "reviews": _("Reviews"),
        "votes": _("Votes"),
        "decision": _("Decision"),
        "conflicts": _("In conflict"),
        "line": _("The places end here"),
        "scores": _("Scores"),
        "total": _("Total"),
        "comments": _("Comments to the panel"),
        "why": _("Why"),
        "none": _("No review yet"),
    }


def _line(row: Any, count: ballots.Count | None, decision: Decision | None, conflicted: Sequence[str] | None) -> dict[str, Any]:
    return {
        "rank": str(row.rank) if row.mean is not None else "–",
        "startup": str(row.startup),
        "number": row.number,
        "mean": "–" if row.mean is None else wording.number(row.mean, 2),
        "reviews": f"{row.scored}/{row.given}",
        "votes": _votes(count),
        "decision": str(states.look(decision.outcome, "decision").word) if decision else "",
        "conflicts": ", ".join(conflicted or ()),
    }


def _votes(count: ballots.Count | None) -> str:
    cast = count.cast.items() if count else ()
    return " · ".join(f"{states.look(outcome, 'decision').word} {n}" for outcome, n in cast)


def _conflicted(call: Call, pks: Sequence[int]) -> dict[int, list[str]]:
    """{application id: people of the panel, or who run the programme, in conflict with it}."""
    judges = {one.pk for one in (*voting.people(call), *queries.managers(call))}
    found: dict[int, list[str]] = {}
    live = Conflict.objects.live().filter(application__in=pks, person__in=judges).select_related("person")
    for one in live.order_by("person__name", "pk"):
        named = found.setdefault(one.application_id, [])
        if str(one.person) not in named:
            named.append(str(one.person))
    return found


def _pages(pack: Pack, rows: Sequence[Any], counts: Any, decided: Any, conflicted: Any) -> list[dict[str, Any]]:
    stage = ranks.last_ranked(pack.call)  # the one that means are of
    related = Assignment.objects.filter(
        application__in=[row.pk for row in rows], state=Assignment.State.SCORED, stage__in=list(stage)
    )
    scored = related.select_related("reviewer", "review").prefetch_related("review__scores__criterion").order_by("pk")
    by_row: dict[int, list[Any]] = {}
    for one in scored:
        by_row.setdefault(one.application_id, []).append(one)
    pages = []
    for row in rows:
        decision = decided.get(row.pk)
        why = " · ".join(filter(None, [decision.ground, decision.reason])) if decision else ""
        its = by_row.get(row.pk, [])
        asked = {score.criterion_id: score.criterion for one in its for score in one.review.scores.all()}
        criteria = sorted(asked.values(), key=attrgetter("position"))
        page = _line(row, counts.get(row.pk), decision, conflicted.get(row.pk)) | {"why": why, **_about(row.startup)}
        given = [_review(one, place, pack, criteria) for place, one in enumerate(its, start=1)]
        pages.append(page | {"criteria": [str(one) for one in criteria], "reviews_given": given})
    return pages


def _about(startup: Any) -> dict[str, Any]:
    facts = [startup.sector, startup.location or startup.country.name]
    return {"one_liner": startup.one_liner, "about": " · ".join(str(one) for one in facts if one)}


def _review(one: Any, place: int, pack: Pack, criteria: Sequence[Any]) -> dict[str, Any]:
    points = {score.criterion_id: score.points for score in one.review.scores.all()}
    return {
        "who": str(one.reviewer) if pack.names_reviewers else _("Reviewer %(n)d") % {"n": place},
        "points": ["–" if points.get(each.pk) is None else str(points[each.pk]) for each in criteria],
        "total": wording.number(one.review.total, 2),
        "comment": one.review.comment[:_TEXT_MOST] + ("…" if len(one.review.comment) > _TEXT_MOST else ""),
    }
