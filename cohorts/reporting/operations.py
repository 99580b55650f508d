"""What managers decide about flags: rules that raise them, those raised by hand, those that are quiet for a while."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import operations as notices
from accelerator.programmes.models import Programme
from accelerator.trail import operations as trail
from cohorts.reporting import lines, messages, risk
from cohorts.reporting.choosing import Choice
from cohorts.reporting.models import BoardView, RiskFlag, RiskMute, RiskRule
from cohorts.reporting.risk import Rule
from cohorts.roster import policies as roster
from cohorts.roster.models import Cohort, Enrolment, Supporter

FARTHEST = timedelta(days=366)  # that a flag or a mute may last


@transaction.atomic
def rule(scope: Cohort | Programme, rules: Iterable[Rule], *, by: Any) -> list[Rule]:
    """These kinds follow these rules from now on, in a cohort or wherever the programme's cohorts say nothing of their own.

    What is as it would be anyway keeps no row. Returns every rule in force. Raises Refusal with the kind as its field.
    """
    if not roster.runs(by, scope.pk if isinstance(scope, Programme) else scope.programme_id):
        raise Forbidden(_("Only the programme's managers decide when startups are flagged."))
    asked = {one.kind: one for one in sound(rules)}
    type(scope)._default_manager.select_for_update(of=("self",)).get(pk=scope.pk)
    before = in_force(scope)
    _keep(scope, asked, {one.kind: one for one in _inherited(scope)})
    after = in_force(scope)
    changed = [new for old, new in zip(before, after, strict=True) if old != new]
    if changed:
        sentence = gettext_noop("{actor} changed when startups of {subject} are flagged: {rules}.")
        trail.record("risk.ruled", sentence, by=by, on=scope, touching=_around(scope), rules="; ".join(map(_written, changed)))
    return after


def in_force(scope: Cohort | Programme) -> list[Rule]:
    """The rules that `scope` goes by. One query."""
    if isinstance(scope, Cohort):
        return lines.in_force(RiskRule.objects.over(scope))
    return lines.in_force(RiskRule.objects.filter(programme=scope))


def _inherited(scope: Cohort | Programme) -> list[Rule]:
    """What would be in force if `scope` said nothing itself."""
    if isinstance(scope, Programme):
        return risk.in_force()
    return lines.in_force(RiskRule.objects.filter(programme=scope.programme_id))


def sound(rules: Iterable[Rule]) -> list[Rule]:
    """The rules as they are. Raises Refusal with the kind of one that means nothing."""
    found = list(rules)
    for one in found:
        if one.kind not in risk.KINDS or one.severity not in risk.SEVERITIES:
            raise Refusal(_("There is no such rule."), field=one.kind)
        least = risk.least(one.kind)
        if not least <= one.threshold <= risk.MOST:
            bounds = {"least": least, "most": risk.MOST}
            raise Refusal(_("Choose a number from %(least)d to %(most)d.") % bounds, field=one.kind)
    return found


def _keep(scope: Cohort | Programme, asked: Mapping[str, Rule], inherited: Mapping[str, Rule]) -> None:
    owner = {"cohort": scope} if isinstance(scope, Cohort) else {"programme": scope}
    own = RiskRule.objects.filter(**owner)
    own.filter(kind__in=[kind for kind, one in asked.items() if one == inherited[kind]]).delete()
    for one in asked.values():
        if one != inherited[one.kind]:
            said = {"threshold": one.threshold, "is_on": one.is_on, "severity": one.severity}
            RiskRule.objects.update_or_create(**owner, kind=one.kind, defaults=said)


def _around(scope: Cohort | Programme) -> tuple[Any, ...]:
    return (scope.programme,) if isinstance(scope, Cohort) else ()


def _written(one: Rule) -> str:
    """For the trail: plain words that every reader gets alike."""
    return f"{one.kind} {one.threshold} {one.severity}" if one.is_on else f"{one.kind} off"


@transaction.atomic
def flag(enrolment: Enrolment, *, reason: str, until_on: date, severity: str = risk.RISK, by: Any) -> RiskFlag:
    """Flags a startup by hand up to and with `until_on`; the managers who stand by it hear of it. The same flag once more, while
    it stands, is the one there is.
    """
    _require_running(enrolment, by)
    _require_ahead(until_on, enrolment.cohort)
    held = Enrolment.objects.select_for_update(of=("self",), no_key=True).select_related("startup").get(pk=enrolment.pk)
    if held.state in (Enrolment.State.DEPARTED, Enrolment.State.GRADUATED):
        raise Refusal(_("%(startup)s is no longer in the cohort.") % {"startup": held.startup})
    said = {"reason": reason, "severity": severity, "until_on": until_on}
    same: RiskFlag | None = RiskFlag.objects.filter(enrolment=held, ended_at=None, **said).first()
    if same:
        return same
    made = RiskFlag.objects.create(enrolment=enrolment, reason=reason, severity=severity, until_on=until_on, by=by)
    for person in _leads(enrolment):
        if person != by:
            facts = {"by": by, "startup": enrolment.startup, "cohort": enrolment.cohort, "reason": reason}
            notices.tell(messages.FLAGGED, to=person, about=made, url=enrolment.get_absolute_url(), **facts)
    _record("risk.flagged", gettext_noop("{actor} flagged {startup}: {reason}"), enrolment, by=by, reason=reason)
    return made


@transaction.atomic
def unflag(flag: RiskFlag, *, by: Any) -> RiskFlag:
    """Takes it back; once more changes nothing."""
    _require_running(flag.enrolment, by)
    if not _ended(flag, by):
        return flag
    sentence = gettext_noop("{actor} took back the flag of {startup}: {reason}")
    _record("risk.unflagged", sentence, flag.enrolment, by=by, reason=flag.reason)
    return flag


@transaction.atomic
def mute(enrolment: Enrolment, *, kind: str = "", reason: str, until_on: date, by: Any) -> RiskMute:
    """Flags of `kind`, or all that rules raise, are quiet up to and with `until_on`. An earlier mute of the same is replaced."""
    _require_running(enrolment, by)
    _require_ahead(until_on, enrolment.cohort)
    if kind not in ("", risk.BY_HAND, *risk.KINDS):
        raise Refusal(_("There is no such flag."), field="kind")
    Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    RiskMute.objects.filter(enrolment=enrolment, kind=kind, ended_at=None).update(ended_at=clock.now(), ended_by=by)
    made = RiskMute.objects.create(enrolment=enrolment, kind=kind, reason=reason, until_on=until_on, by=by)
    sentence = gettext_noop("{actor} muted flags of {startup} until {until}: {reason}")
    _record("risk.muted", sentence, enrolment, by=by, reason=reason, until=until_on.isoformat())
    return made


@transaction.atomic
def unmute(mute: RiskMute, *, by: Any) -> RiskMute:
    """Its flags are heard again; once more changes nothing."""
    _require_running(mute.enrolment, by)
    if _ended(mute, by):
        sentence = gettext_noop("{actor} lets flags of {startup} be heard again.")
        _record("risk.unmuted", sentence, mute.enrolment, by=by)
    return mute


def _ended(word: RiskFlag | RiskMute, by: Any) -> bool:
    """Whether it stood until now; ends it."""
    changed = type(word).objects.filter(pk=word.pk, ended_at=None).update(ended_at=clock.now(), ended_by=by)
    word.refresh_from_db(fields=["ended_at", "ended_by"])
    return bool(changed)


def _require_running(enrolment: Enrolment, by: Any) -> None:
    if not roster.decides_for(by, enrolment):
        raise Forbidden(_("Only the programme's managers flag startups, and nobody their own."))


def _require_ahead(until_on: date, cohort: Cohort) -> None:
    today = clock.today(cohort.zone)
    if not today <= until_on <= today + FARTHEST:
        raise Refusal(_("Choose a day from today on, within a year."), field="until_on")


def _leads(enrolment: Enrolment) -> list[Any]:
    rows = Supporter.objects.live().filter(enrolment=enrolment, role=Supporter.Role.MANAGER, person__is_active=True)
    return [row.person for row in rows.select_related("person").order_by("id")]


def _record(verb: str, sentence: str, enrolment: Enrolment, *, by: Any, **facts: Any) -> None:
    touching = (enrolment.startup, enrolment.cohort)
    trail.record(verb, sentence, by=by, on=enrolment, touching=touching, startup=enrolment.startup, **facts)


@transaction.atomic
def keep_view(cohort: Cohort, *, choice: Choice, by: Any) -> BoardView:
    """Opens the board of `cohort` for this person as `choice` has it from now on; what they kept before is replaced.

    Nobody else's business, so it leaves no trail. Raises Forbidden where they do not see the board.
    """
    if not Cohort.objects.visible_to(by).filter(pk=cohort.pk).exists():
        raise Forbidden(_("Only who sees the board of a cohort keeps it."))
    query = choice.address()[1:]
    return BoardView.objects.update_or_create(cohort=cohort, person=by, defaults={"query": query})[0]


@transaction.atomic
def forget_view(cohort: Cohort, *, by: Any) -> None:
    """The board opens for this person as it does for everybody; where they kept nothing, nothing changes."""
    BoardView.objects.filter(cohort=cohort, person=by).delete()
