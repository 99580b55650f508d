"""How far the decisions of a call are, and who hears of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accelerator.applications.models import Application
from accelerator.decisions import facts
from accelerator.decisions.models import Decision, Grounds, Offer, Procedure, Release, Scenario
from accelerator.kit import clock, codes, pages, together
from accelerator.kit.together import Steps
from accelerator.programmes.models import Call, Programme, Staff
from accelerator.reviews.models import Conflict
from accelerator.startups import queries as founders
from accelerator.startups.models import Member, Startup

OUTCOMES = tuple(Decision.Outcome.values)


@dataclass(frozen=True)
class Tally:
    """Counts of a call's standing applications. `ready` is by outcome, decided and not released; so is `released`."""

    applications: int
    ready: dict[str, int]
    released: dict[str, int]
    offers: dict[str, int]
    unsent: int  # of the open ones, those that no startup knows of yet
    passed_on: int  # offers to who stood on the waiting list
    places: int

    @property
    def to_release(self) -> int:
        return sum(self.ready.values())

    @property
    def told(self) -> int:
        return sum(self.released.values())

    @property
    def undecided(self) -> int:
        return self.applications - self.to_release - self.told

    @property
    def offered(self) -> int:
        return sum(self.offers.values())

    @property
    def waiting_for_reply(self) -> int:
        """Offers that startups know of and have not answered."""
        return self.offers["open"] - self.unsent

    @property
    def accepts(self) -> int:
        """Places that would be taken or offered once everything decided is released."""
        return self.ready["accept"] + self.offers["open"] + self.offers["accepted"]

    @property
    def waiting(self) -> int:
        """On the waiting list, told or not, and not offered a place yet."""
        return self.ready["waitlist"] + self.released["waitlist"] - self.passed_on

    @property
    def beyond(self) -> int:
        """How many more places are offered than there are."""
        return max(0, self.accepts - self.places)


def tally(call: Call) -> Tally:
    """Two queries, whatever the size."""
    standing = Application.objects.standing().filter(call=call)
    counted = standing.aggregate(
        applications=Count("pk"),
        **{f"ready_{name}": Count("pk", filter=_decided(name, released=False)) for name in OUTCOMES},
        **{f"released_{name}": Count("pk", filter=_decided(name, released=True)) for name in OUTCOMES},
    )
    offers = Offer.objects.filter(decision__application__call=call).order_by()
    standing_still = Q(decision__application__state=Application.State.SUBMITTED)
    passed = Count("pk", filter=standing_still & Q(decision__outcome=Decision.Outcome.WAITLIST))
    unsent = Count("pk", filter=Q(state=Offer.State.OPEN) & ~Q(pk__in=offers.told(clock.now()).values("pk")))
    states = list(offers.values_list("state").annotate(count=Count("pk"), passed=passed, unsent=unsent))
    return Tally(
        applications=counted["applications"],
        ready={name: counted[f"ready_{name}"] for name in OUTCOMES},
        released={name: counted[f"released_{name}"] for name in OUTCOMES},
        offers=dict.fromkeys(Offer.State.values, 0) | {state: count for state, count, _passed, _unsent in states},
        unsent=sum(unsent for _state, _count, _passed, unsent in states),
        passed_on=sum(passed for _state, _count, passed, _unsent in states),
        places=call.places,
    )


def _decided(outcome: str, *, released: bool) -> Q:
    return Q(decision__outcome=outcome, decision__release__isnull=not released)


def ready(call: Call) -> QuerySet[Decision]:
    """Decided, not released, and the application still stands."""
    return Decision.objects.filter(
        application__call=call, application__state=Application.State.SUBMITTED, release=None
    ).select_related("application__startup", "application__call__programme")


def untold(at: datetime) -> Q:
    """Applications whose founders know of no decision at `at`, as a condition."""
    return Q(decision__release=None) | Q(decision__release__at__gt=at - F("decision__release__window"))


def readable_letters(person: Any) -> QuerySet[Decision]:
    """Released decisions whose letters `person` may read: those visible to them, without what a conflict keeps them from. Members
    of the startup read their own once it is told.
    """
    own = Decision.objects.told(clock.now()).filter(application__startup__in=Startup.objects.of(person))
    told = Q(pk__in=own.values("pk"))
    return Decision.objects.visible_to(person).filter(told | ~_kept_from(person), release__isnull=False)


def rehearsed_letters(call: Call, person: Any) -> QuerySet[Decision]:
    """Decisions to release whose letters `person` may read before."""
    return ready(call).filter(~_kept_from(person))


def _kept_from(person: Any) -> Q:
    """Decisions about applications that `person` must not judge, as a condition."""
    conflicted = Conflict.objects.live().filter(person=person).values("application")
    return Q(application__in=conflicted) | Q(application__startup__in=Startup.objects.of(person))


def _barred(person: Any) -> Any:
    return ExpressionWrapper(_kept_from(person), BooleanField())


def recallable(call: Call, at: datetime) -> QuerySet[Release]:
    """Releases of which nobody is told yet, with `count`, how many decisions each has; the next to be told first."""
    found = Release.objects.recallable(at).filter(call=call).select_related("by").annotate(count=Count("decisions"))
    return found.order_by(F("at") + F("window"), "pk")


def examples(programme: Programme, outcome: str, *, reader: Any) -> QuerySet[Decision]:
    """The last decided so in the programme, to see a letter on that `reader` may read."""
    found = Decision.objects.filter(~_kept_from(reader), application__call__programme=programme, outcome=outcome)
    return found.select_related("application__startup", "application__call__programme").order_by("-decided_at", "-pk")[:30]


def letters(call: Call, *, text: str, outcome: str, mark: str, reader: Any) -> pages.Page:
    """A page of the decisions to release, to look at their letters: of startups or numbers with `text` in them, of an outcome;
    those that a conflict keeps from `reader` are `barred`.
    """
    found = ready(call).annotate(barred=_barred(reader))
    if text:
        found = found.filter(Q(application__startup__name__icontains=text) | Q(application__number__icontains=text))
    if outcome in OUTCOMES:
        found = found.filter(outcome=outcome)
    return pages.cut(found, ["outcome", "application__number"], mark=mark, size=20)


def beside(call: Call, decision: Decision, *, reader: Any) -> tuple[str | None, str | None]:
    """Numbers of the applications whose letters stand before and after, in the order of the list, for `reader`. Two queries."""
    numbers = rehearsed_letters(call, reader).values_list("application__number", flat=True)
    at = (decision.outcome, decision.application.number)
    same = Q(outcome=at[0])
    before = numbers.filter(Q(outcome__lt=at[0]) | same & Q(application__number__lt=at[1]))
    after = numbers.filter(Q(outcome__gt=at[0]) | same & Q(application__number__gt=at[1]))
    order = ("outcome", "application__number")
    return before.order_by(*(f"-{one}" for one in order)).first(), after.order_by(*order).first()


def listed(call: Call, show: str, mark: str, *, reader: Any) -> pages.Page:
    """A page of the call's decisions: to release, or `released`, those that a conflict keeps from `reader` `barred`; or its
    `offers`.
    """
    if show == "offers":
        offers = Offer.objects.filter(decision__application__call=call)
        return pages.cut(
            offers.select_related("decision__application__startup", "decision__release", "replied_by"),
            ["reply_by", "pk"],
            mark=mark,
        )
    told = Decision.objects.filter(application__call=call, release__isnull=False)
    found = (told if show == "released" else ready(call)).annotate(barred=_barred(reader))
    related = found.select_related("application__startup", "decided_by")
    return pages.cut(related, ["outcome", "application__number"], mark=mark)


@dataclass(frozen=True)
class Choice:
    """What setting one outcome on many would do. `fresh` had no decision, `changed` another one, `left_out` stays."""

    fresh: list[Application]
    changed: list[Decision]
    left_out: int

    @property
    def count(self) -> int:
        return len(self.fresh) + len(self.changed)

    @property
    def ids(self) -> list[int]:
        return [*(one.pk for one in self.fresh), *(one.application_id for one in self.changed)]

    @property
    def wordless(self) -> list[int]:
        """The same without those whose feedback is written."""
        return [*(one.pk for one in self.fresh), *(one.application_id for one in self.changed if not one.feedback)]

    @property
    def fingerprint(self) -> str:
        before = [(one.application_id, one.outcome) for one in self.changed]
        return codes.digest(repr((sorted(one.pk for one in self.fresh), sorted(before), self.left_out)))


def choice(applications: Sequence[Application], *, outcome: str, by: Any, lock: bool = False) -> Choice:
    """Three queries, whatever the number. `lock` holds the applications and their decisions until the transaction ends."""
    chosen = Application.objects.filter(pk__in=[one.pk for one in applications]).order_by("pk")
    decided = Decision.objects.filter(application__in=chosen.values("pk")).order_by("pk")
    if lock:
        chosen, decided = chosen.select_for_update(of=("self",), no_key=True), decided.select_for_update()
    conflicted = Conflict.objects.live().filter(person=by).values("application")
    standing = chosen.standing().exclude(pk__in=conflicted).exclude(startup__in=Startup.objects.of(by))
    open_ = {one.pk: one for one in standing}
    had = {one.application_id: one for one in decided}
    changed = [one for pk, one in had.items() if pk in open_ and one.release_id is None and one.outcome != outcome]
    fresh = [one for pk, one in open_.items() if pk not in had]
    return Choice(fresh, changed, len(applications) - len(fresh) - len(changed))


@together.stepwise
def hearers(startups: Iterable[int]) -> Steps[dict[int, list[Any]]]:
    """{startup id: people who write for it}: owners and members read letters, viewers find them on the page. One query."""
    return (yield from founders.people.steps(startups, Member.Role.OWNER, Member.Role.MEMBER))


def managers(call: Call) -> list[Any]:
    staff = Staff.objects.live().filter(programme=call.programme_id, role=Staff.Role.MANAGER)
    return [one.person for one in staff.select_related("person").order_by("id")]


def open_places(call: Call) -> int:
    """Places that nobody holds who was told so; at least one. Two queries."""
    told = tally(call)
    held = told.released["accept"] + told.passed_on - told.offers["declined"] - told.offers["lapsed"]
    return max(1, call.places - held)


def scenarios(call: Call) -> QuerySet[Scenario]:
    """Of a call, the one changed last first."""
    return Scenario.objects.filter(call=call).select_related("changed_by").order_by("-changed_at", "-pk")


def called(call: Call, said: str) -> Application | None:
    """The one of a call's standing applications with this number, or whose startup alone has this name."""
    standing = Application.objects.standing().filter(call=call)
    found = list(standing.filter(Q(number__iexact=said) | Q(startup__name__iexact=said)).order_by("pk")[:2]) if said else []
    return found[0] if len(found) == 1 else None


def set_of(scenario: Scenario) -> list[Application]:
    """A scenario's set, as far as it still stands and goes on. One query."""
    ids = [pk for pk, _score in scenario.result.get("chosen", ())]
    standing = Application.objects.standing().filter(call=scenario.call_id, pk__in=ids).exclude(facts.STOPPED)
    return list(standing.select_related("startup").order_by("startup__name", "pk"))


def undoable(scenario: Scenario) -> bool:
    """Whether something of what its set decided is left to undo. One query, none where it was not used."""
    return bool(scenario.act) and Decision.objects.filter(act=scenario.act, release=None).exists()


USUAL_GROUNDS = [
    _("Balance of the cohort"),
    _("The interview changed the picture"),
    _("Something was learned after the reviews"),
    _("The reviews disagree"),
]


def procedure(call: Call) -> Procedure:
    """How the call decides; one that is not saved where nobody set anything. One query."""
    return Procedure.objects.filter(call=call).first() or Procedure(call=call)


def grounds(programme: int) -> list[str]:
    """The reasons for decisions that the programme of that id names; the usual ones until it says otherwise. One query."""
    kept = Grounds.objects.filter(programme=programme).values_list("names", flat=True).first()
    return [str(one) for one in USUAL_GROUNDS] if kept is None else kept
