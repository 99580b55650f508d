"""The support desk looks at startups, programmes and calls, and changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from accelerator.programmes.models import Call, Programme, Rubric, Staff
from accelerator.startups.models import Member, Startup
from tests.cast import browser
from tests.factories import accounts, programmes, startups

pytestmark = pytest.mark.django_db
MODELS: tuple[Any, ...] = (Programme, Staff, Call, Rubric, Startup, Member)


@pytest.fixture
def _rows() -> None:
    call = programmes.call(name="Spring")
    programmes.manager(call.programme)
    startups.startup("Sampan Analytics", owner=accounts.person())


def door(model: Any, *parts: object) -> str:
    return "/".join(["/desk/accelerator", model._meta.model_name, *map(str, parts), ""])


@pytest.mark.usefixtures("_rows")
def test_it_sees_lists_and_rows_and_may_touch_none() -> None:
    client = browser(accounts.operator_person(role="admin", is_staff=True))
    for model in MODELS:
        row = model.objects.first()
        assert client.get(door(model), {"q": "a"}).status_code == 200, model
        assert client.get(door(model, row.pk, "change")).status_code == 200, model
        statuses = [client.post(door(model, *more)).status_code for more in (("add",), (row.pk, "change"), (row.pk, "delete"))]
        assert statuses == [403, 403, 403], model
        assert model.objects.filter(pk=row.pk).exists()


@pytest.mark.usefixtures("_rows")
def test_it_is_open_to_nobody_else() -> None:
    for person in (accounts.person(), accounts.operator_person(role="auditor"), accounts.partner_person()):
        client = browser(person)
        for model in MODELS:
            assert client.get(door(model)).status_code != 200, model
