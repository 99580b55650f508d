"""What holds at every door of the API, whichever area it belongs to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from ninja.operation import Operation

from accelerator.accounts import scopes
from accelerator.accounts.tokens import Token, scope
from config.api import api


def doors() -> Iterator[Operation]:
    for router in api._get_bound_routers():
        for path in router.path_operations.values():
            yield from path.operations


def test_every_door_names_its_scope_and_every_scope_has_a_door() -> None:
    nouns = set()
    for door in doors():
        (opener,) = door.auth_callbacks
        assert isinstance(opener, Token), door.path
        assert door.tags == [opener.noun], door.path
        nouns.add(opener.noun)
    assert nouns == set(scopes.NOUNS)


def test_a_scope_that_is_not_declared_opens_nothing() -> None:
    with pytest.raises(LookupError, match="boats is no noun"):
        scope("boats")


def test_scopes_follow_the_method() -> None:
    assert [scopes.needed("boats", method) for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")] == [
        "boats:read",
        "boats:read",
        *["boats:write"] * 4,
    ]
    assert len(scopes.ALL) == 2 * len(scopes.NOUNS) == len(set(scopes.ALL))
