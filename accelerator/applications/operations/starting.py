"""An application is started, once a startup and call; or tried out by who runs the call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.applications import reminders
from accelerator.applications.models import Application, Screening
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.programmes import eligibility
from accelerator.programmes import operations as programmes
from accelerator.programmes import queries as calls
from accelerator.programmes.models import Call
from accelerator.questionnaires import operations as sheets
from accelerator.questionnaires.models import Sheet, Version
from accelerator.startups import operations as startups
from accelerator.startups.models import Member, Startup
from accelerator.trail import operations as trail


@dataclass(frozen=True)
class NewStartup:
    """A startup that does not exist yet: made on the way into its first application."""

    name: str
    website: str = ""
    one_liner: str = ""
    country: str = ""


@transaction.atomic
def start(
    *, call: Call, startup: Startup | NewStartup, by: Any, at: datetime, screened: Mapping[str, str] | None = None
) -> Application:
    """The startup's application to the call: the one it has, else a new draft with the call's next number. A new startup is made
    once, however often it is sent.

    `screened` are the answers to the call's checks, {key: text}; they are kept with what was asked and the verdict.
    """
    if isinstance(startup, NewStartup):
        require_starting(call, by, at)
        _require_eligible(call, screened or {})
        made_before = _of_this_name(call, startup, by)
        startup = made_before or startups.create(by=by, **asdict(startup))
        return start(call=call, startup=startup, by=by, at=at, screened=screened)
    if not by.has_perm("applications.start", startup):
        raise Forbidden(_("Only owners and members of %(startup)s can apply for it.") % {"startup": startup})
    held = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
    own = Application.objects.filter(call=held, startup__in=Startup.objects.same(startup))
    there = own.exclude(state=Application.State.WITHDRAWN).order_by("id").first()
    if there:
        return there
    version = require_starting(held, by, at)
    verdict = _require_eligible(held, screened or {})
    code = calls.own_code(held, by)
    given = {"until": code.closes_at, "added_minutes": code.added_minutes} if code else {}
    made = create(held, startup, version, by=by, at=at, **given)
    if verdict.lines:
        _keep(made, verdict, by)
    sentence = gettext_noop("{actor} started {subject} for {call}.")
    trail.record("application.started", sentence, by=by, on=made, touching=(startup, held), call=held)
    reminders.plan(made, at=at)
    return made


def _of_this_name(call: Call, startup: NewStartup, by: Any) -> Startup | None:
    """A startup that `by` writes for, called the same, which applies to the call: on a slow line people press twice."""
    Call.objects.select_for_update(no_key=True).get(pk=call.pk)
    writes = Startup.objects.of(by, Member.Role.OWNER, Member.Role.MEMBER)
    own = Application.objects.filter(call=call, startup__in=writes, startup__name=startup.name.strip())
    there = own.exclude(state=Application.State.WITHDRAWN).select_related("startup").order_by("id").first()
    return there.startup if there else None


def require_starting(call: Call, by: Any, at: datetime) -> Version:
    """What a new application to `call` is asked with."""
    if call.version is None or not calls.admits(call, by, at):
        raise Refusal(_("%(call)s takes no new applications now.") % {"call": call})
    return call.version


def _require_eligible(call: Call, answers: Mapping[str, str]) -> eligibility.Verdict:
    verdict = eligibility.judge(eligibility.read(call.eligibility), answers)
    if not verdict.complete:
        raise Refusal(_("Answer the questions about who may apply first."), field="eligibility")
    if not verdict.eligible:
        raise Refusal(
            " ".join(eligibility.said(line.check).why for line in verdict.lines if not line.passed), field="eligibility"
        )
    return verdict


def _keep(application: Application, verdict: eligibility.Verdict, by: Any) -> None:
    asked = application.call.eligibility
    Screening.objects.create(
        application=application,
        asked=asked,
        version=eligibility.version(asked),
        answers={line.check.key: line.answer for line in verdict.lines},
        eligible=verdict.eligible,
        by=by,
    )


def create(held: Call, startup: Startup, version: Version, *, by: Any, at: datetime, **more: Any) -> Application:
    """With the call's next number, and what the startup's record tells; the call is locked."""
    held.last_number += 1
    held.save(update_fields=["last_number"])
    return _made(f"{held.prefix}-{held.last_number:04d}", held, startup, version, by=by, at=at, **more)


def _made(number: str, held: Call, startup: Startup, version: Version, *, by: Any, at: datetime, **more: Any) -> Application:
    made = Application.objects.create(
        number=number,
        call=held,
        startup=startup,
        sheet=Sheet.objects.create(version=version, saved_at=at),
        started_by=by,
        **more,
    )
    sheets.bring(made.sheet, about=startup, by=by, at=at)
    return made


# Trying a call out


@transaction.atomic
def start_test(*, call: Call, by: Any, at: datetime) -> Application:
    """A test by a manager of the call, before it opens or after: the one they have, else a new one for a startup of their own
    that is made for tests. It is marked, and stands in no list or figure.
    """
    held = programmes.hold(call, by)
    there = Application.objects.tests(held, by=by).first()
    if there:
        return there
    if held.version is None or held.version.state != Version.State.PUBLISHED:
        raise Refusal(_("Publish the form first; then try it out."))
    made = _made(_test_number(held), held, _test_startup(by), held.version, by=by, at=at, is_test=True)
    sentence = gettext_noop("{actor} began to try out {call} with {subject}.")
    trail.record("application.tested", sentence, by=by, on=made, touching=(held,), call=held)
    return made


def _test_number(held: Call) -> str:
    """The next of the tests' own series; the call is locked, and one prefix is one call's."""
    before = f"{held.prefix}-T"
    return f"{before}{Application.objects.filter(number__startswith=before).count() + 1:04d}"


def _test_startup(by: Any) -> Startup:
    """The startup that `by` owns for tests alone."""
    mine = Member.objects.live().filter(person=by, role=Member.Role.OWNER).values("startup")
    found = Startup.objects.filter(pk__in=mine, is_test=True).first()
    return found or startups.create(by=by, name=_("Test of %(person)s") % {"person": by}, is_test=True)
