"""A release before it happens: what stops it, what to look at, and the balance of who is taken."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.applications.models import Application
from accelerator.decisions import feedback, meeting, policies, queries, wordings
from accelerator.decisions.meeting import NAMED
from accelerator.decisions.meeting import startups as _names
from accelerator.decisions.models import Decision
from accelerator.decisions.naming import Named, Names, Person
from accelerator.decisions.points import Check
from accelerator.decisions.queries import Tally
from accelerator.decisions.wordings import Words
from accelerator.kit import clock, together, wording
from accelerator.kit.addresses import reverse
from accelerator.kit.registered import registered
from accelerator.kit.together import Steps
from accelerator.programmes.models import Call
from accelerator.reviews import ranks, stages
from accelerator.reviews.models import Assignment, Conflict, Interview, Ruling
from accelerator.startups import queries as founders

_LEVEL_NAMED = 20
_WORST_FIRST = ("stop", "warn", "note")


@together.stepwise
def checks(call: Call, tally: Tally, *, reader: Any = None) -> Steps[list[Check]]:
    """All of it, the worst first, without what a conflict keeps from `reader`. Two queries, whatever the size."""
    ready, words, names, own, biased, edges, points = yield from together.beside(
        together.filled(_ready(call, reader)),
        wordings.of.steps(call.programme_id),
        feedback.reviewers.steps(call),
        feedback.told_about.steps(call),
        together.filled(_biased(call)),
        together.filled(_edges(call)),
        together.each(registered("rehearsal_checks"), call, tally.accepts),
    )
    conflicted, hearers, level = yield from together.beside(
        _conflicted(call, ready),
        queries.hearers.steps([one.application.startup_id for one in ready]),
        together.filled(_level(call, edges)),
    )
    found = [
        *conflicted,
        *_unfilled(call, ready, words),
        *_seats(call, tally),
        *_few(call, ready),
        *_judged_in_conflict(call, biased),
        *meeting.checks(call, ready),
        *_tie(call, level),
        *_unheard(ready, hearers),
        *_unsaid(call, ready, words),
        *_names_said(feedback.named(ready, own)),
        *_names_others(call, ready, own, names),
        *chain.from_iterable(points),
    ]
    return sorted(found, key=lambda one: _WORST_FIRST.index(one.level))


@together.stepwise
def stops(call: Call, words: Mapping[str, Words]) -> Steps[list[Check]]:
    """What a release in these words refuses, too: who decided stands in conflict by now, or a letter has a name that nobody fills
    in.
    """
    (ready,) = yield from together.beside(together.filled(_ready(call)))
    conflicted = yield from _conflicted(call, ready)
    return [*conflicted, *_unfilled(call, ready, words)]


@together.stepwise
def named(call: Call, *, reader: Any = None) -> Steps[list[tuple[Any, list[Named]]]]:
    """Letters to release that name a reviewer of their application, and how: each is mended, or confirmed as it is by who is not
    `barred` from it, as `reader` may be. One query.
    """
    ready, own = yield from together.beside(together.filled(_ready(call, reader)), feedback.told_about.steps(call))
    return feedback.named(ready, own)


def unconfirmed(named: Sequence[tuple[Any, Sequence[Named]]], confirmed: Collection[str]) -> str:
    """Why a release is refused whose letters are `named` and confirmed by these numbers; empty where each is."""
    left = [one for one in named if one[0].barred or one[0].application.number not in confirmed]
    said = [f"{one.title} {one.detail}" for one in _names_said(left)]
    if numbers := [one.application.number for one, _said in left if not one.barred]:
        said.append(_("To confirm: %(numbers)s.") % {"numbers": ", ".join(numbers)})
    return " ".join(said)


def _ready(call: Call, reader: Any = None) -> QuerySet[Any]:
    """Decisions to release, with how many reviews count, how many the stage needs (`least`) and wants, whether it let them go no
    further (`is_out`), whether whoever `decided_by` is in conflict as `declared`, whether `reader` is `barred` from it, and the
    stage in which they `meet`, by its code, where an interview is to come.
    """
    to_come = Interview.objects.to_come(clock.now()).filter(application=OuterRef("application"))
    live = Conflict.objects.live().filter(application=OuterRef("application"), person=OuterRef("decided_by"))
    stage = stages.counting("application__")
    found: QuerySet[Any] = queries.ready(call).annotate(
        scored=Coalesce("application__standing__scored", 0),
        least=Subquery(stage.values("least")),
        wanted=Subquery(stage.values("wanted_here")),
        is_out=Exists(Ruling.objects.filter(application=OuterRef("application"), outcome=Ruling.Outcome.OUT)),
        declared=Exists(live),
        barred=Exists(policies.keeping(reader, "application")) if reader else Value(False),
        meet=Subquery(to_come.order_by("stage__position").values("stage__code")[:1]),
    )
    return found.order_by("application__number")


def _conflicted(call: Call, ready: Sequence[Any]) -> Steps[list[Check]]:
    """Of decisions by who is in conflict, or belongs to the startup, or once did."""
    startups, people = {one.application.startup_id for one in ready}, {one.decided_by_id for one in ready}
    belongs = yield from founders.ever_belonged.steps(startups, people)
    found = [one for one in ready if one.declared or (one.application.startup_id, one.decided_by_id) in belongs]
    if not found:
        return []
    title = ngettext(
        "%(count)d decision is by somebody with a conflict of interest.",
        "%(count)d decisions are by somebody with a conflict of interest.",
        len(found),
    )
    detail = _("Somebody else has to decide: %(names)s.") % {"names": _names(one.application for one in found)}
    url = reverse("call_decision", args=[call.slug, found[0].application.number])
    return [Check("stop", title % {"count": len(found)}, detail, url, _("Decide anew"))]


def _unfilled(call: Call, ready: Sequence[Any], words: Mapping[str, Words]) -> Iterator[Check]:
    for outcome in sorted({one.outcome for one in ready}):
        if said := words[outcome].fault("subject") or words[outcome].fault("text"):
            url = reverse("programme_letter", args=[call.programme.slug, outcome])
            title = _("A letter cannot be filled in: %(outcome)s.") % {"outcome": Decision.Outcome(outcome).label}
            yield Check("stop", title, said, url, _("Mend the letter"))


def _seats(call: Call, tally: Tally) -> Iterator[Check]:
    here, pipeline = reverse("call_decisions", args=[call.slug]), reverse("pipeline", args=[call.slug])
    if tally.beyond:
        title = ngettext(
            "%(count)d more place is offered than there are.", "%(count)d more places are offered than there are.", tally.beyond
        )
        yield Check("warn", title % {"count": tally.beyond}, "", here, _("See the decisions"))
    if tally.undecided:
        title = ngettext(
            "%(count)d application is not decided yet and hears nothing.",
            "%(count)d applications are not decided yet and hear nothing.",
            tally.undecided,
        )
        yield Check("warn", title % {"count": tally.undecided}, "", f"{pipeline}?outcome=none", _("Decide them"))


def _few(call: Call, ready: Sequence[Any]) -> Iterator[Check]:
    """Decided with fewer reviews than their stage needs, or wants. Who went no further than a stage lacks none."""
    lacking: dict[tuple[bool, int], list[Application]] = {}
    for one in ready:
        is_least = one.scored < one.least
        if one.scored < one.wanted and not (one.is_out and one.outcome == Decision.Outcome.DECLINE):
            lacking.setdefault((is_least, one.least if is_least else one.wanted), []).append(one.application)
    for (is_least, bound), few in sorted(lacking.items(), key=lambda found: (not found[0][0], found[0][1])):
        title = _few_told(len(few), is_least) % {"count": len(few), "wanted": wording.number(bound)}
        yield Check("warn", title, _names(few), reverse("call_reviews", args=[call.slug]), _("See the reviews"))


def _few_told(count: int, is_least: bool) -> str:
    if is_least:
        return ngettext(
            "%(count)d is decided with fewer reviews than the %(wanted)s without which nothing should be.",
            "%(count)d are decided with fewer reviews than the %(wanted)s without which nothing should be.",
            count,
        )
    return ngettext(
        "%(count)d is decided with fewer reviews than %(wanted)s.",
        "%(count)d are decided with fewer reviews than %(wanted)s.",
        count,
    )


def _biased(call: Call) -> QuerySet[Assignment]:
    """Reviews that count, by people in conflict."""
    live = Conflict.objects.live().filter(application=OuterRef("application"), person=OuterRef("reviewer"))
    scored = Assignment.objects.filter(Exists(live), state=Assignment.State.SCORED)
    standing = scored.filter(application__in=queries.ready(call).values("application"))
    return standing.select_related("application__startup").order_by("application__number")


def _judged_in_conflict(call: Call, biased: Sequence[Assignment]) -> Iterator[Check]:
    if biased:
        title = ngettext(
            "%(count)d review counts though its reviewer has a conflict of interest.",
            "%(count)d reviews count though their reviewers have a conflict of interest.",
            len(biased),
        )
        url = reverse("application_reviews", args=[call.slug, biased[0].application.number])
        yield Check("warn", title % {"count": len(biased)}, _names(one.application for one in biased), url, _("See the review"))


def _edges(call: Call) -> QuerySet[Any, Any]:
    """(the lowest score that gets a place, the highest that gets none), in a row."""
    taken = Q(decision__outcome=Decision.Outcome.ACCEPT)
    rows = ranks.standings(call).filter(mean__isnull=False).order_by().values(_all=Value(1))
    edges = {"last": Min("score", filter=taken), "first": Max("score", filter=~taken | Q(decision=None))}
    found: QuerySet[Any, Any] = rows.annotate(**edges).values_list("last", "first")
    return found


def _level(call: Call, edges: Iterable[tuple[Any, Any]]) -> QuerySet[Any]:
    """Who has the score at the last place, where some of them get one and some do not."""
    last, first = next(iter(edges), (None, None))
    if last is None or last != first:
        return Application.objects.none()
    found: QuerySet[Any] = ranks.standings(call).filter(mean__isnull=False, score=last)
    return found.select_related("startup").order_by("number")


def _tie(call: Call, level: Sequence[Any]) -> Iterator[Check]:
    if level:
        title = _("A tie at the last place: %(score)s.") % {"score": wording.number(level[0].score, 2)}
        names = _names(level, most=_LEVEL_NAMED)
        detail = _("%(names)s have the same score, and not all of them get a place.") % {"names": names}
        yield Check("warn", title, detail, reverse("call_ranking", args=[call.slug]), _("See the ranking"))


def _unheard(ready: Sequence[Any], hearers: Mapping[int, Sequence[Any]]) -> Iterator[Check]:
    lone = [one.application for one in ready if one.application.startup_id not in hearers]
    if lone:
        title = ngettext("%(count)d startup has nobody to write to.", "%(count)d startups have nobody to write to.", len(lone))
        yield Check("warn", title % {"count": len(lone)}, _names(lone), lone[0].get_absolute_url(), _("Invite somebody"))


def _names_said(named: Sequence[tuple[Any, Sequence[Named]]]) -> Iterator[Check]:
    """Letters to mend or to confirm; of those that a conflict keeps from who looks, the startups alone."""
    free, kept = ([one for one in named if one[0].barred is barred] for barred in (False, True))
    if free:
        said = _("%(names)s. Mend it, or confirm that nobody of them is meant.") % {"names": _whom(free)}
        yield _naming(free, said, _("Mend the feedback"))
    if kept:
        said = _("%(names)s. Another manager, without a conflict of interest, mends or confirms it and releases.")
        yield _naming(kept, said % {"names": _names(one.application for one, _said in kept)}, _("See the decision"))


def _naming(named: Sequence[tuple[Any, Sequence[Named]]], said: str, verb: str) -> Check:
    title = ngettext(
        "%(count)d letter names a reviewer of its application.",
        "%(count)d letters name a reviewer of their application.",
        len(named),
    )
    application = named[0][0].application
    url = reverse("call_decision", args=[application.call.slug, application.number])
    return Check("stop", title % {"count": len(named)}, said, url, verb)


def _names_others(
    call: Call, ready: Sequence[Any], own: Mapping[int, Sequence[Person]], names: Sequence[Person]
) -> Iterator[Check]:
    """Reviewers of the call, though not of that application."""
    found = feedback.names_others(ready, Names(names))
    told = {pk: {one.name for one in people} for pk, people in own.items()}
    others = [(one, [who for who in said if who.name not in told.get(one.application_id, ())]) for one, said in found]
    if named := [(one, said) for one, said in others if said]:
        title = ngettext("%(count)d letter names a reviewer.", "%(count)d letters name a reviewer.", len(named))
        url = reverse("call_decision", args=[call.slug, named[0][0].application.number])
        yield Check("warn", title % {"count": len(named)}, _whom(named), url, _("Mend the feedback"))


def _whom(named: Sequence[tuple[Any, Sequence[Named]]]) -> str:
    """Startups, each with whom its letter names where no conflict keeps that from who looks."""
    said = [(one.application.startup, "" if one.barred else ", ".join(map(str, names))) for one, names in named[:NAMED]]
    return ", ".join(f"{startup} ({names})" if names else str(startup) for startup, names in said)


def _unsaid(call: Call, ready: Sequence[Any], words: Mapping[str, Words]) -> Iterator[Check]:
    """What a letter's own words leave out."""
    for outcome, its in words.items():
        those = [one for one in ready if one.outcome == outcome]
        url, verb = reverse("programme_letter", args=[call.programme.slug, outcome]), _("Mend the letter")
        if those and outcome == Decision.Outcome.ACCEPT and "{reply_by}" not in its.subject + its.text:
            yield Check("warn", _("The offer does not say by when to reply: {reply_by} is missing."), "", url, verb)
        if "{feedback}" not in its.text and (unsaid := sum(bool(one.feedback) for one in those)):
            title = ngettext(
                "%(count)d feedback that is written does not reach the letter: {feedback} is missing.",
                "%(count)d feedbacks that are written do not reach their letters: {feedback} is missing.",
                unsaid,
            )
            yield Check("warn", title % {"count": unsaid}, "", url, verb)
