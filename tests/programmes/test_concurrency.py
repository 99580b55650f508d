"""Many at the same moment."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accelerator.kit import clock
from accelerator.kit.refusals import Refusal
from accelerator.programmes import operations
from accelerator.programmes.models import AccessCode, AccessUse
from tests.factories import accounts, programmes
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_code_is_used_as_often_as_it_may_be_and_no_more() -> None:
    now = clock.now()
    call = programmes.call(closes_at=now + timedelta(days=3))
    code = operations.make_access_code(call, note="Three", max_uses=3, by=programmes.manager(call.programme), at=now).code

    def use(person: Any) -> bool:
        try:
            operations.use_access_code(code, by=person, at=now)
        except Refusal:
            return False
        return True

    people = [accounts.person() for _each in range(8)]
    done = at_once(*[lambda person=person: use(person) for person in people])  # type: ignore[misc]  # each its own person
    assert sorted(done) == [False] * 5 + [True] * 3
    assert (AccessCode.objects.get().uses, AccessUse.objects.count()) == (3, 3)
