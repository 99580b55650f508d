"""Who may decide, release, answer and extend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import rules
from django.db.models import Exists, OuterRef, Q, QuerySet

from accelerator.applications.models import Application
from accelerator.decisions.models import Offer, Voter
from accelerator.programmes.models import Call
from accelerator.reviews.models import Conflict
from accelerator.startups.models import Member, Startup


@rules.predicate
def runs(person: Any, call: Call) -> bool:
    return Call.objects.run_by(person).filter(pk=call.pk).exists()


@rules.predicate
def runs_its_call(person: Any, application: Application) -> bool:
    return Call.objects.run_by(person).filter(pk=application.call_id).exists()


@rules.predicate
def stands_apart(person: Any, application: Application) -> bool:
    """No conflict on record with the application, and not of the startup."""
    conflicted = Conflict.objects.live().filter(application=application, person=person)
    member = Member.objects.live().of(application.startup_id).filter(person=person)
    return not Application.objects.filter(Exists(conflicted) | Exists(member), pk=application.pk).exists()


def keeping(person: Any, application: str) -> QuerySet[Application]:
    """The application that the outer row names, where `person` must not judge it."""
    conflicted = Conflict.objects.live().filter(person=person).values("application")
    own = Q(startup__in=Startup.objects.of(person))
    return Application.objects.filter(own | Q(pk__in=conflicted), pk=OuterRef(application))


def barred(person: Any, applications: Sequence[int]) -> set[int]:
    """Those of the applications that `person` must not judge, by id. One query."""
    conflicted = Conflict.objects.live().filter(person=person).values("application")
    own = Application.objects.filter(startup__in=Startup.objects.of(person)).values("pk")
    found = Application.objects.filter(Q(pk__in=conflicted) | Q(pk__in=own), pk__in=applications)
    return set(found.values_list("pk", flat=True))


@rules.predicate
def answers_for(person: Any, offer: Offer) -> bool:
    """An owner of the startup: owners submit, so owners accept."""
    owners = Member.objects.live().of(offer.decision.application.startup_id).filter(role=Member.Role.OWNER)
    return owners.filter(person=person).exists()


@rules.predicate
def runs_its_offer(person: Any, offer: Offer) -> bool:
    return bool(runs_its_call(person, offer.decision.application))


@rules.predicate
def stands_apart_of_it(person: Any, offer: Offer) -> bool:
    return bool(stands_apart(person, offer.decision.application))


@rules.predicate
def is_of_the_panel(person: Any, application: Application) -> bool:
    return Voter.objects.live().filter(call=application.call_id, person=person).exists()


rules.add_perm("decisions.decide", runs_its_call & stands_apart)
rules.add_perm("decisions.release", runs)
rules.add_perm("decisions.vote", is_of_the_panel & stands_apart)
rules.add_perm("offers.reply", answers_for)
rules.add_perm("offers.extend", runs_its_offer & stands_apart_of_it)
