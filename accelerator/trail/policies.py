from __future__ import annotations

from typing import Any

import rules


@rules.predicate
def sees_trail(person: Any) -> bool:
    return bool(person.holds("trail.see"))


rules.add_perm("trail.see", sees_trail)
