"""Many catalogues of a language become one that says the same."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import gettext, ngettext, override
from django.utils.translation.trans_real import TranslationCatalog, _translations, translation

from accelerator.kit import catalogues


@pytest.fixture(autouse=True)
def _loaded_anew(settings: Any) -> None:
    settings.LANGUAGES = [("en-gb", "English"), ("de", "Deutsch")]
    for code in ("en-gb", "de"):
        _translations.pop(code, None)


def _held(code: str) -> Any:
    told: Any = translation(code)
    return told._catalog


def _asked(code: str) -> list[Any]:
    told: Any = translation(code)
    return [told, *_asked_after(told)]


def _asked_after(told: Any) -> list[Any]:
    return [told._fallback, *_asked_after(told._fallback)] if told._fallback else []


@pytest.mark.parametrize("code", ["en-gb", "de"])
def test_every_message_is_said_as_before(code: str) -> None:
    held = _held(code)
    before = {key: held[key] for key in held.keys()}  # noqa: SIM118  # it has no iterator
    had = len(held._catalogs)
    assert len(_asked("en-gb")) > 2

    catalogues.merge()

    assert {key: held[key] for key in held.keys()} == before  # noqa: SIM118
    assert len(held._catalogs) < had / 2
    assert len(_asked("en-gb")) == 1
    with override(code):
        assert gettext("January") == {"en-gb": "January", "de": "Januar"}[code]
        assert gettext("Nobody has this in a catalogue") == "Nobody has this in a catalogue"
        assert ngettext("one", "many", 2) == "many"


def test_catalogues_that_count_in_another_way_stay_apart() -> None:
    def two(number: int) -> int:
        return int(number != 1)

    def three(number: int) -> int:
        return min(number, 2)

    held = _held("en-gb")
    ours = TranslationCatalog()
    ours._catalogs, ours._plurals = [{"a": "1"}, {"a": "2", "b": "2"}, {"b": "3", "c": "3"}], [three, two, two]
    held._catalogs, held._plurals = ours._catalogs, ours._plurals

    catalogues.merge()

    assert held._catalogs == [{"a": "1"}, {"a": "2", "b": "2", "c": "3"}]
    assert held._plurals == [three, two]
