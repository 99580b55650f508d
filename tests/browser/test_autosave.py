"""What people type reaches the server whatever happens: offline, signed out, two tabs, two founders, no scripts at all."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WHAT = "#id_what"
PROOF = "#id_proof"
