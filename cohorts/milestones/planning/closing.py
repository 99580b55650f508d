"""Requests for more time end where the plan no longer asks for what they were about."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_noop

from accelerator.kit import clock
from accelerator.notices import operations as notices
from accelerator.notices.operations import Telling
from accelerator.trail import operations as trail
from accelerator.trail.models import Entry
from cohorts.milestones import messages
from cohorts.milestones.models import ExtensionRequest, Plan


def close_requests(waived: Collection[int], *, plan: Plan, by: Any) -> None:
    """Of milestones under a lock, which `plan` has waived: who asked hears. The number of queries does not grow with them."""
    rows = ExtensionRequest.objects.open().filter(milestone__in=waived).order_by("pk")
    asked = list(rows.select_related("milestone__enrolment__startup", "asked_by"))
    if not asked:
        return
    answered = {"state": ExtensionRequest.State.CLOSED, "answered_by": by, "answered_at": clock.now()}
    ExtensionRequest.objects.filter(pk__in=[one.pk for one in asked]).update(**answered)
    Entry.objects.bulk_create(_record_of("milestone.extension_closed", one, plan, by) for one in asked)
    notices.tell_all(messages.EXTENSION_CLOSED, [_told(one, plan) for one in asked], by=by)


def _record_of(verb: str, one: ExtensionRequest, plan: Plan, by: Any) -> Entry:
    sentence = gettext_noop("{actor} closed the request of {startup} for more time for {subject}: {plan} no longer asks for it.")
    enrolment = one.milestone.enrolment
    touching = (enrolment, enrolment.startup)
    return trail.entry(verb, sentence, by=by, on=one.milestone, touching=touching, startup=enrolment.startup, plan=plan)


def _told(one: ExtensionRequest, plan: Plan) -> Telling:
    milestone = one.milestone
    facts = {"milestone": milestone, "startup": milestone.enrolment.startup, "plan": plan}
    return Telling(one.asked_by, milestone, milestone.get_absolute_url(), facts)
