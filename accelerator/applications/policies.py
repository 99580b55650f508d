"""Who may start, write, submit and withdraw. Viewers of a startup read; its owners and members write."""

from __future__ import annotations

from typing import Any

import rules

from accelerator.accounts import queries as house
from accelerator.applications.models import Application, Clarification
from accelerator.kit.kept import kept
from accelerator.programmes.models import Programme, ProgrammeQuerySet
from accelerator.startups.models import Member, MemberQuerySet, Startup

WRITERS = (Member.Role.OWNER, Member.Role.MEMBER)


@kept
def _writing(startup: int, person: int) -> MemberQuerySet:
    return Member.objects.live().of(startup).filter(person=person, role__in=WRITERS)[:1]


@kept
def _running(person: int, programme: int) -> ProgrammeQuerySet:
    return Programme.objects.run_by(person).filter(pk=programme)


@rules.predicate
def writes_for(person: Any, startup: Startup) -> bool:
    """Is a live owner or member of the startup."""
    return bool(person.is_active and _writing(startup.pk, person.pk))


@rules.predicate
def writes(person: Any, application: Application) -> bool:
    return bool(writes_for(person, application.startup))


@rules.predicate
def belongs(person: Any, application: Application) -> bool:
    """Is a live member of its startup in any role."""
    return Member.objects.live().of(application.startup_id).filter(person=person).exists()


@rules.predicate
def sees(person: Any, application: Application) -> bool:
    return Application.objects.visible_to(person).filter(pk=application.pk).exists()


@rules.predicate
def runs(person: Any, application: Application) -> bool:
    """Manages the programme of its call."""
    return bool(_running(person.pk, application.call.programme_id))


@rules.predicate
def enters(person: Any, application: Application) -> bool:
    """Manages its call, and it is still the staff's to write. No query where `behalf` comes along and there is none."""
    return application.is_entered() and bool(runs(person, application))


@rules.predicate
def has_nobody(_person: Any, application: Application) -> bool:
    """Nobody belongs to its startup: it was entered, or came in from another system."""
    return not Member.objects.live().of(application.startup_id).exists()


@rules.predicate
def house_lets_staff_submit(person: Any) -> bool:
    return bool(house.settings().staff_submit)


@rules.predicate
def answers(person: Any, clarification: Clarification) -> bool:
    return bool(writes(person, clarification.application))


rules.add_perm("applications.start", writes_for)
rules.add_perm("applications.see", sees)
rules.add_perm("applications.belong", belongs)
rules.add_perm("applications.enter", enters)
rules.add_perm("applications.read_draft", enters | belongs)
rules.add_perm("applications.write", writes | enters)
rules.add_perm("applications.submit", writes | (enters & house_lets_staff_submit))
rules.add_perm("applications.withdraw", writes | enters | (runs & has_nobody))
rules.add_perm("applications.invite", runs & has_nobody)
rules.add_perm("applications.ask_more", runs)
rules.add_perm("applications.answer", answers)
rules.add_perm("applications.reopen", runs)
rules.add_perm("applications.restore", runs)
