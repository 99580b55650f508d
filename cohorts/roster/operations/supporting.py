"""People stand by a startup, and stop; with their ground ends what stood on it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import clock
from accelerator.kit.refusals import Refusal
from accelerator.notices import operations as notices
from accelerator.programmes.models import Programme
from accelerator.startups.models import Member
from cohorts.roster import messages
from cohorts.roster.models import Cohort, Enrolment, Supporter, TeamMember
from cohorts.roster.models.cohorts import TeamMemberQuerySet
from cohorts.roster.operations.bidding import following
from cohorts.roster.operations.standing import manages, members, record, record_in, require_active, require_running

LEFT_TEAM = gettext_noop("{person} is no longer of the team of {cohort}.")


@transaction.atomic
def add_supporter(enrolment: Enrolment, *, person: Any, role: str, by: Any) -> Supporter:
    """`person` stands by the startup from now on; both sides hear of it. Standing already changes nothing."""
    require_running(enrolment.cohort.programme_id, by)
    require_active(enrolment)
    if role not in Supporter.Role.values:
        raise Refusal(_("Choose mentor or programme manager."), field="role")
    if Member.objects.live().of(enrolment.startup_id).filter(person=person).exists():
        raise Refusal(
            _("%(person)s belongs to %(startup)s. Choose somebody from outside.")
            % {"person": person, "startup": enrolment.startup},
            field="person",
        )
    if role == Supporter.Role.MANAGER and not manages(person, enrolment.cohort.programme_id):
        raise Refusal(_("Choose a manager of this programme."), field="person")
    with following(enrolment.cohort):
        supporter, is_new = Supporter.objects.get_or_create(enrolment=enrolment, person=person, role=role, ended_at=None)
    if is_new:
        facts = {
            "person": person,
            "startup": enrolment.startup,
            "cohort": enrolment.cohort,
            "role": supporter.get_role_display().lower(),
            "by": by,
        }
        for reader in {person, *members(enrolment)}:
            notices.tell(messages.SUPPORTS, to=reader, about=supporter, url=enrolment.get_absolute_url(), **facts)
        record("supporter.added", gettext_noop("{actor} asked {person} to stand by {startup}."), enrolment, by=by, person=person)
    return supporter


@transaction.atomic
def end_supporter(supporter: Supporter, *, by: Any) -> None:
    """From the next request on the supporter sees nothing of the startup any more; they hear of it."""
    enrolment, person = supporter.enrolment, supporter.person
    require_running(enrolment.cohort.programme_id, by)
    with following(enrolment.cohort):
        has_ended = Supporter.objects.live().filter(pk=supporter.pk).update(ended_at=clock.now())
        if has_ended and supporter.role == Supporter.Role.MENTOR:
            _leave_team_of(enrolment.cohort, person, by)
    if has_ended:
        facts: dict[str, Any] = {"startup": enrolment.startup, "cohort": enrolment.cohort, "by": by}
        notices.tell(messages.ENDED, to=person, about=supporter, **facts)
        _record_end(enrolment, person, by)


@transaction.atomic
def release_manager(*, programme: Programme, person: Any, by: Any) -> None:
    """Who manages the programme no more leads none of its cohorts and stands by none of their startups as its manager
    (announced by programmes, which tells them)."""
    held = Supporter.objects.live().filter(person=person, role=Supporter.Role.MANAGER, enrolment__cohort__programme=programme)
    along = held.select_related("enrolment__startup", "enrolment__cohort").order_by("id")
    for one in along.select_for_update(of=("self",)):
        Supporter.objects.filter(pk=one.pk).update(ended_at=clock.now())
        _record_end(one.enrolment, person, by)
    led = TeamMember.objects.live().filter(person=person, cohort__programme=programme, role=TeamMember.Role.MANAGER)
    _leave_teams(led, by)


def _record_end(enrolment: Enrolment, person: Any, by: Any) -> None:
    record("supporter.ended", gettext_noop("{person} no longer stands by {startup}."), enrolment, by=by, person=person)


def _leave_team_of(cohort: Cohort, mentor: Any, by: Any) -> None:
    """A mentor who stands by no startup of the cohort any more leads it no more either."""
    held = Supporter.objects.live().filter(enrolment__cohort=cohort, person=mentor, role=Supporter.Role.MENTOR)
    if not held.exists():
        _leave_teams(TeamMember.objects.live().filter(cohort=cohort, person=mentor, role=TeamMember.Role.MENTOR), by)


def _leave_teams(rows: TeamMemberQuerySet, by: Any) -> None:
    for one in rows.select_related("cohort", "person").order_by("id").select_for_update(of=("self",)):
        TeamMember.objects.filter(pk=one.pk).update(ended_at=clock.now())
        record_in(one.cohort, "team.left", LEFT_TEAM, by=by, person=one.person)
