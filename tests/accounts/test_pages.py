"""Every page of the area opens for whom it is meant."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import accounts

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    [
        "/home/",
        "/search/",
        "/search/?q=ann",
        "/people/",
        "/people/invite/",
        "/organisations/",
        "/settings/",
        "/account/",
        "/account/accept/",
        "/api/",
        "/terms/",
        "/privacy/",
    ],
)
def test_admin_opens(client: Client, path: str) -> None:
    admin = accounts.operator_person()
    client.force_login(admin)
    response = client.get(path, secure=True)
    assert response.status_code == 200
    assert b"<c-" not in response.content
