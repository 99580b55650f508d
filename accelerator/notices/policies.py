from __future__ import annotations

from typing import Any

import rules


@rules.predicate
def sees_deliveries(person: Any) -> bool:
    return bool(person.holds("deliveries.see") or person.holds("deliveries.manage"))


@rules.predicate
def manages_deliveries(person: Any) -> bool:
    return bool(person.holds("deliveries.manage"))


rules.add_perm("notices.see_deliveries", sees_deliveries)
rules.add_perm("notices.manage_deliveries", manages_deliveries)
