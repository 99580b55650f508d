"""Who may begin a programme, run it and its calls, and look in."""

from __future__ import annotations

from typing import Any

import rules

from accelerator.programmes.models import Call, Programme


@rules.predicate
def creates(person: Any) -> bool:
    return bool(person.holds("programmes.create"))


@rules.predicate
def manages(person: Any, programme: Programme) -> bool:
    return Programme.objects.run_by(person).filter(pk=programme.pk).exists()


@rules.predicate
def sees(person: Any, programme: Programme) -> bool:
    return Programme.objects.visible_to(person).filter(pk=programme.pk).exists()


@rules.predicate
def manages_call(person: Any, call: Call) -> bool:
    return Call.objects.run_by(person).filter(pk=call.pk).exists()


rules.add_perm("programmes.create", creates)
rules.add_perm("programmes.manage", manages)
rules.add_perm("programmes.see", sees)
rules.add_perm("calls.manage", manages_call)
