"""What acts left in the trail, as people read it."""

from __future__ import annotations

from accelerator.trail.models import Entry


def trailed(*verbs: str) -> list[str]:
    """The lines with these verbs, oldest first, and whose timelines they stand in: "Ada left Kelp. [person startup]"."""
    found = Entry.objects.filter(verb__in=verbs).order_by("id")
    return [f"{one.told()} [{' '.join(sorted(key.partition(':')[0] for key in one.touches))}]" for one in found]
