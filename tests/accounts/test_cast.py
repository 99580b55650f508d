"""The standing cast is who it says, at a door that knows the difference."""

from __future__ import annotations

import pytest

from tests import cast

pytestmark = pytest.mark.django_db

# What the People screen answers each of them.
_ANSWERS = {
    "anonymous": 302,
    "newcomer": 403,
    "officer": 403,
    "approver": 403,
    "house_manager": 403,
    "auditor": 403,
    "admin": 200,
    "unfactored": 302,
    "partner": 403,
}


@pytest.mark.parametrize(("name", "status"), _ANSWERS.items())
def test_each_gets_their_answer(name: str, status: int) -> None:
    client = cast.browser(cast.CAST[name]())
    assert client.get("/people/", secure=True).status_code == status


def test_a_suspended_browser_is_a_strangers() -> None:
    person = cast.suspended()
    assert person is not None
    client = cast.left_behind(person)
    response = client.get("/people/", secure=True)
    assert response["Location"] == "/accounts/login/?next=/people/"


def test_nobody_is_cast_twice() -> None:
    with pytest.raises(ValueError, match="two actors"):
        cast.actor(cast.CAST["admin"])
