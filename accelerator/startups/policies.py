"""Who may see a startup, write its profile, and say who belongs to it."""

from __future__ import annotations

from typing import Any

import rules

from accelerator.startups.models import Member, Startup

WRITERS = (Member.Role.OWNER, Member.Role.MEMBER)


@rules.predicate
def sees(person: Any, startup: Startup) -> bool:
    return Startup.objects.visible_to(person).filter(pk=startup.pk).exists()


@rules.predicate
def writes(person: Any, startup: Startup) -> bool:
    """Is a live owner or member, under any row of the startup."""
    return Member.objects.live().of(startup).filter(person=person, role__in=WRITERS).exists()


@rules.predicate
def owns(person: Any, startup: Startup) -> bool:
    return Member.objects.live().of(startup).filter(person=person, role=Member.Role.OWNER).exists()


@rules.predicate
def rescues(person: Any, startup: Startup) -> bool:
    """Is an operator admin, while none of the owners of a startup that has people can sign in: else it would stay so for good.
    Nobody does that for a startup they belong to."""
    if not person.holds("people.manage"):
        return False
    team = list(Member.objects.live().of(startup).values_list("person", "role", "person__is_active"))
    owned = any(role == Member.Role.OWNER and is_active for _one, role, is_active in team)
    return bool(team) and not owned and person.pk not in {one for one, _role, _is_active in team}


@rules.predicate
def keeps(person: Any, startup: Startup) -> bool:
    """Keeps its record in order: compares it with others, merges it. Nobody does that with a startup of their own."""
    return Startup.objects.kept_by(person).filter(pk=startup.pk).exists()


rules.add_perm("startups.see", sees)
rules.add_perm("startups.edit", writes)
rules.add_perm("startups.manage_members", owns)
rules.add_perm("startups.rescue", rescues)
rules.add_perm("startups.appoint", owns | rescues)
rules.add_perm("startups.keep", keeps)
