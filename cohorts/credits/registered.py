"""What credits answer at the points of lower areas."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.accounts.points import Hit, HomeCard, MenuEntry, NextAction
from accelerator.decisions.points import Check
from accelerator.kit import clock, money, prepared, together
from accelerator.kit.addresses import reverse
from accelerator.kit.together import Steps
from accelerator.programmes.models import Call
from cohorts.credits import policies, queries
from cohorts.credits.models import Account, Grant, Pool, Provider
from cohorts.roster import queries as cohorts
from cohorts.roster.models import Enrolment

LAPSES_SOON = timedelta(days=60)


def menu(person: Any, request: HttpRequest) -> list[MenuEntry]:
    """Staff with credits, partners with pools, founders with a grant."""
    if person.holds("credits.see"):
        count = prepared.count(_requested, person, request)
        return [
            MenuEntry(
                _("Cloud credits"), reverse("credits"), "cloud", place=40, count=count or None, dock=True, short=_("Credits")
            ),
            MenuEntry(_("Ledger"), reverse("ledger"), "receipt-text", place=41, dock=True),
        ]
    if person.holds("pools.see_own"):
        return [MenuEntry(_("Our pools"), reverse("credits"), "cloud", place=20, dock=True)]
    if cohorts.stake(person, request).enrolled or cohorts.in_view(person, request):
        return [MenuEntry(_("Cloud credits"), reverse("credits"), "cloud", place=40, dock=True, short=_("Credits"))]
    return []


@prepared.counted("organisation")
def _requested(person: Any) -> QuerySet[Grant]:
    """Who sees credits sees every request."""
    return Grant.objects.filter(state=Grant.State.REQUESTED)


@together.stepwise
def rehearsal_checks(call: Call, accepts: int) -> Steps[list[Check]]:
    """What pools have left for so many startups."""
    valid = Pool.objects.valid_on(clock.today(call.zone))
    sums = Account.objects.filter(kind=Account.Kind.POOL, pool__in=valid).values_list("currency").annotate(Sum("balance"))
    left = sums.order_by("currency")
    yield [left]
    return [_remaining(currency, amount, accepts) for currency, amount in left] if accepts else []


def _remaining(currency: str, amount: Decimal, accepts: int) -> Check:
    if amount <= 0:
        return Check("warn", _("No pool has credits left in %(currency)s.") % {"currency": currency})
    title = _("Pools have %(amount)s left.") % {"amount": money.written(amount, currency)}
    each = money.written(amount / accepts, currency)
    said = ngettext("That is %(each)s for %(count)d startup.", "That is %(each)s for each of %(count)d startups.", accepts)
    return Check("note", title, said % {"each": each, "count": accepts})


@together.stepwise
def next_actions(person: Any) -> Steps[list[NextAction]]:
    """Requests this person can approve, and approved grants an officer can hand over."""
    if not person.holds("credits.see"):
        return []
    waiting, ready = queries.waiting(person), Grant.objects.none()
    if person.holds("credits.manage"):
        ready = Grant.objects.filter(state=Grant.State.APPROVED).select_related("enrolment__startup", "pool").order_by("id")
    yield waiting, ready
    found = []
    for grant in waiting:
        if policies.why_not_approve(grant, person) is None:
            amount = money.written(grant.amount, grant.pool.currency)
            title = _("Approve %(amount)s for %(startup)s") % {"amount": amount, "startup": grant.enrolment.startup}
            found.append(NextAction(title, grant.get_absolute_url(), _("Review"), detail=grant.purpose, icon="stamp"))
    for grant in ready:
        title = _("Award the approved credits to %(startup)s") % {"startup": grant.enrolment.startup}
        found.append(NextAction(title, grant.get_absolute_url(), _("Award"), detail=grant.pool.name, icon="cloud"))
    return found


@together.stepwise
def home_cards(person: Any) -> Steps[list[HomeCard]]:
    """Pools for staff and partners; what is left for founders."""
    pools, left = yield from together.beside(_pools(person), _left_of(person))
    if pools:
        return [HomeCard("cohorts/credits/pools.html", {"pools": pools}, place=30)]
    grants = sorted(left, key=lambda one: one.pool.expires_on)
    return [HomeCard("cohorts/credits/home_card.html", _left(grants), rail=True, place=10)] if grants else []


def _pools(person: Any) -> Steps[list[Any]]:
    if not person.holds("credits.see") and not person.holds("pools.see_own"):
        return []
    return (yield from queries.pool_states.steps(Pool.objects.visible_to(person), on=clock.today("UTC")))


def _left_of(person: Any) -> Steps[list[Any]]:
    if not person.may_stand_in("startup"):
        return []
    mine = Grant.objects.filter(enrolment__in=Enrolment.objects.of_member(person), state__in=["awarded", "active", "exhausted"])
    return (yield from queries.grants_left.steps(mine))


def _left(grants: list[Any]) -> dict[str, Any]:
    """Sums by currency, the grants by the day they lapse, and the first that lapses within two months with something left."""
    sums: dict[str, list[Any]] = {}
    for one in grants:
        held = sums.setdefault(one.pool.currency, [0, 0])
        held[0], held[1] = held[0] + (one.rest or 0), held[1] + one.amount
    totals = [{"currency": code, "rest": rest, "amount": whole} for code, (rest, whole) in sums.items()]
    soon = clock.today("UTC") + LAPSES_SOON
    lapsing = next((one for one in grants if one.rest and one.pool.expires_on <= soon), None)
    return {"totals": totals, "grants": grants[:4], "lapsing": lapsing}


@together.stepwise
def front_panels() -> Steps[list[HomeCard]]:
    """How many providers give credits, once one does."""
    count = yield from together.counted(Provider.objects.filter(Exists(Pool.objects.filter(provider=OuterRef("pk")))))
    return [HomeCard("cohorts/credits/front_panel.html", {"count": count}, place=20)] if count else []


@together.stepwise
def search(person: Any, text: str) -> Steps[list[Hit]]:
    """Pools by name and grants by startup."""
    group = _("Cloud credits")
    pools = Pool.objects.visible_to(person).filter(name__icontains=text)[:5]
    grants = (
        Grant.objects.visible_to(person)
        .filter(enrolment__startup__name__icontains=text)
        .select_related("enrolment__startup", "pool")
        .order_by("-id")[:5]
    )
    yield pools, grants
    return [Hit(pool.name, pool.get_absolute_url(), group, icon="cloud") for pool in pools] + [
        Hit(str(grant), grant.get_absolute_url(), group, detail=money.written(grant.amount, grant.pool.currency), icon="cloud")
        for grant in grants
    ]
