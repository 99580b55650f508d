"""Who may begin a programme, run it and its calls, and look in."""

from __future__ import annotations

from typing import Any

import rules

from accelerator.programmes.models import Call, Programme, Staff


@rules.predicate
def creates(person: Any) -> bool:
    return bool(person.holds("programmes.create"))


@rules.predicate
def manages(person: Any, programme: Programme) -> bool:
    return Programme.objects.run_by(person).filter(pk=programme.pk).exists()


@rules.predicate
def rescues(person: Any, programme: Programme) -> bool:
    """Is an operator admin, while nobody who manages the programme can sign in: else it would be nobody's for good."""
    managers = Staff.objects.live().filter(programme=programme, role=Staff.Role.MANAGER, person__is_active=True)
    return bool(person.holds("people.manage") and not managers.exists())


@rules.predicate
def sees(person: Any, programme: Programme) -> bool:
    return Programme.objects.visible_to(person).filter(pk=programme.pk).exists()


@rules.predicate
def manages_call(person: Any, call: Call) -> bool:
    return Call.objects.run_by(person).filter(pk=call.pk).exists()


rules.add_perm("programmes.create", creates)
rules.add_perm("programmes.manage", manages)
rules.add_perm("programmes.rescue", rescues)
rules.add_perm("programmes.invite", manages | rescues)
rules.add_perm("programmes.see", sees)
rules.add_perm("calls.manage", manages_call)
