"""Addresses that are remembered are Django's."""

from __future__ import annotations

import pytest
from django import urls

from accelerator.kit.addresses import reverse


@pytest.mark.parametrize(("name", "args"), [("home", []), ("call", ["cohort-5"]), ("call", ["cohort-6"]), ("call", ("a-1",))])
def test_they_are_what_django_finds(name: str, args: list[str]) -> None:
    for _time in range(2):
        assert reverse(name, args) == urls.reverse(name, args=args)


def test_what_no_page_has_is_refused_each_time() -> None:
    for _time in range(2):
        with pytest.raises(urls.NoReverseMatch):
            reverse("nowhere")
