"""Addresses put together from patterns are Django's."""

from __future__ import annotations

from typing import Any

import pytest
from django import urls
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from accelerator.kit import addresses
from accelerator.kit.addresses import reverse

PAGES = [
    (name, len(found[0][1]))
    for name in sorted(filter(lambda one: isinstance(one, str), urls.get_resolver().reverse_dict))
    for found, *_rest in urls.get_resolver().reverse_dict.getlist(name)
]
WORDS = st.sampled_from(
    ["cohort-5", "NR-00017", "a", "7", "_", "a b", "é", "a/b", "..", "", "{}", "%2f", "a?b", 7, SafeString("a-1"), None]
)


def _found(look_up: Any, name: str, args: list[Any]) -> str:
    try:
        return str(look_up(name, args=args))
    except urls.NoReverseMatch:
        return "none"


@given(st.sampled_from(PAGES), st.data())
def test_they_are_what_django_finds(page: tuple[str, int], data: st.DataObject) -> None:
    name, places = page
    args = data.draw(st.lists(WORDS, min_size=places, max_size=places))
    assert _found(reverse, name, args) == _found(urls.reverse, name, args)


def test_a_place_that_takes_only_some_words_is_left_to_django() -> None:
    with pytest.raises(urls.NoReverseMatch):
        reverse("account_reset_password_from_key", ["_", "cohort-5"])
    assert reverse("account_reset_password_from_key", ["1a", "set-password"]) == "/accounts/password/reset/key/1a-set-password/"


def test_django_is_asked_once_for_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    reverse("call", ["cohort-5"])
    monkeypatch.setattr(addresses, "_looked_up", None)
    assert reverse("call", ["cohort-6"]) == "/calls/cohort-6/"


def test_what_no_page_has_is_refused_each_time() -> None:
    for _time in range(2):
        with pytest.raises(urls.NoReverseMatch):
            reverse("nowhere")
        with pytest.raises(urls.NoReverseMatch):
            reverse("call", ["two", "words"])
