"""What decisions answer at the points of areas below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.accounts.points import NextAction
from accelerator.applications.models import Application
from accelerator.applications.points import Standing
from accelerator.decisions import letters, operations, voting
from accelerator.decisions.models import Decision, Offer
from accelerator.kit import clock, together, wording
from accelerator.kit.addresses import reverse
from accelerator.kit.calendar import Event, uid
from accelerator.kit.kept import kept
from accelerator.kit.refusals import Refusal
from accelerator.kit.together import Steps
from accelerator.programmes.models import Call
from accelerator.startups.models import Member, Startup

_STATES = {"accept": "offer_sent", "waitlist": "waitlisted", "decline": "declined"}
_ANSWERS = {"accepted": "accepted", "declined": "offer_declined", "lapsed": "offer_lapsed"}


@together.stepwise
def next_actions(person: Any) -> Steps[list[NextAction]]:
    offers = _open(person) if person.may_stand_in("startup") else Offer.objects.none()
    calls = _to_release.rows(person) if person.may_stand_in("programme") else Call.objects.none()
    votes = _votes.rows(person) if person.may_stand_in("programme") else Call.objects.none()
    yield offers, calls, votes
    return [*(_reply(one) for one in offers), *(_release(one) for one in calls), *(_vote(one) for one in votes)]


def _open(person: Any) -> QuerySet[Offer]:
    """An owner's open offers."""
    at = clock.now()
    owned = Startup.objects.of(person, Member.Role.OWNER)
    return (
        Offer.objects.told(at)
        .filter(state=Offer.State.OPEN, reply_by__gt=at, decision__application__startup__in=owned)
        .select_related("decision__application__call", "decision__application__startup")
        .order_by("reply_by")
    )


@together.stepwise
def calendar_entries(person: Any, since: date, until: date) -> Steps[list[Event]]:
    """The moment by which an offer that a startup's owner knows of is to be answered."""
    if not person.may_stand_in("startup"):
        return []
    history = apps.get_model("accelerator", "OfferEvent").objects.filter(pgh_obj=OuterRef("pk")).order_by()
    count = history.values("pgh_obj").annotate(count=Count("pk")).values("count")
    rows = _open(person).filter(reply_by__date__range=(since, until)).annotate(changed=Coalesce(Subquery(count), 0))
    yield [rows]
    title = _("Answer the offer: %(call)s")
    return [
        Event(
            uid(f"offer-{one.code}"), title % {"call": one.decision.application.call}, one.reply_by,
            str(one.decision.application.startup), one.get_absolute_url(), one.changed,
        )
        for one in rows
    ]  # fmt: skip


def _reply(one: Offer) -> NextAction:
    return NextAction(
        title=_("Accept the place in %(call)s") % {"call": one.decision.application.call},
        url=one.get_absolute_url(),
        verb=_("Answer"),
        detail=str(one.decision.application.startup),
        due_at=one.reply_by,
        icon="mail-open",
    )


@kept
def _votes(person: Any) -> QuerySet[Call]:
    """Of a panel that votes now."""
    return voting.calls(person).order_by("decisions_on", "name")


@kept
def _to_release(person: Any) -> QuerySet[Any]:
    """A manager's calls with decisions that nobody has been told."""
    ready = Q(applications__decision__isnull=False, applications__decision__release=None, applications__state="submitted")
    calls: QuerySet[Any] = Call.objects.run_by(person).annotate(ready=Count("applications", filter=ready)).filter(ready__gt=0)
    return calls.order_by("decisions_on", "name")


def _release(call: Any) -> NextAction:
    title = ngettext("Release %(count)d decision", "Release %(count)d decisions", call.ready) % {"count": call.ready}
    return NextAction(title, reverse("call_decisions", args=[call.slug]), _("Release"), call.name, None, "send")


def _vote(call: Call) -> NextAction:
    title = _("Vote on the applications to %(call)s") % {"call": call.name}
    return NextAction(title, reverse("call_votes", args=[call.slug]), _("Vote"), call.name, None, "vote")


def decided(*, released: bool = False) -> QuerySet[Any, Any]:
    """What reviewers need not hurry with, or only what is `released`, told or not; they learn of no outcome."""
    found = Decision.objects.filter(release__isnull=False) if released else Decision.objects.all()
    return found.values("application")


@together.stepwise
def application_standings(applications: Sequence[Application], person: Any) -> Steps[Mapping[int, Standing]]:
    """What `person` may know: nothing of a decision that is not told yet."""
    told = _told.rows(person, clock.now(), *(one.pk for one in applications))
    yield [told]
    return {one.application_id: _standing(one, one.release.told_at) for one in told if one.release}


@kept
def _told(person: Any, at: datetime, *applications: int) -> QuerySet[Decision]:
    seen = Decision.objects.visible_to(person, at).told(at).filter(application__in=applications)
    return seen.select_related("application", "release", "offer")


def _standing(decision: Decision, told_at: datetime) -> Standing:
    offer: Offer | None = getattr(decision, "offer", None)
    url = letters.address(decision)
    if offer is None:
        return Standing(_STATES[decision.outcome], told_at, "", url, decided=True)
    if offer.state == Offer.State.OPEN:
        note = _("Reply by %(moment)s") % {"moment": wording.moment(offer.reply_by)}
        return Standing("offer_sent", told_at, note, url, decided=True)
    return Standing(_ANSWERS[offer.state], offer.replied_at or offer.reply_by, "", url, decided=True)


def application_withdrawn(*, application: Application, by: Any) -> None:
    """Whoever withdraws turns down the place they were offered; one they accepted is given up with the programme team."""
    if not Decision.objects.told(clock.now()).filter(application=application).exists():
        operations.forget(application, by=by)
        return
    offer = Offer.objects.filter(decision__application=application).first()
    if offer and offer.state == Offer.State.ACCEPTED:
        raise Refusal(_("You accepted the place. Tell the programme team that you want to leave."))
    if offer and offer.is_open(clock.now()):
        if by.has_perm("applications.invite", application):
            raise Refusal(_("An offer waits for an answer, and nobody belongs to this startup. Invite the founder first."))
        operations.reply(offer, accepts=False, by=by)


def application_restored(*, application: Application) -> None:
    operations.remember(application)
