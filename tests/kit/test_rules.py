"""The small rules of the kit: codes, slugs, secrets, cells, refusals, registrations, states, limits."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from decimal import Decimal
from itertools import islice
from typing import Any

import pytest
from cryptography.fernet import InvalidToken
from django.test import RequestFactory
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from accelerator.kit import codes, limiter, secret, slugs, states, table
from accelerator.kit.middleware import refused
from accelerator.kit.refusals import Forbidden, Refusal, TooMany
from accelerator.kit.registered import announce, registered

# Codes


def test_codes_are_ten_letters_that_nobody_misreads_and_never_the_same() -> None:
    made = {codes.new() for _ in range(2000)}
    assert len(made) == 2000
    assert all(re.fullmatch(r"[0-9a-hjkmnp-tv-z]{10}", code) for code in made)


def test_a_token_is_stored_as_its_digest() -> None:
    one, other = codes.token(), codes.token()
    assert one != other
    assert len(one) >= 43
    assert codes.digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert re.fullmatch(r"[0-9a-f]{64}", codes.digest(one))


# Slugs


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Quaykeeper", "quaykeeper"),
        ("Ørsted & Söhne™ 2", "rsted-sohne-2"),
        ("船と港", "startup"),
        ("  --  ", "startup"),
        ("🚀", "startup"),
        ("a" * 80, "a" * 60),
        ("x" * 59 + " yes", "x" * 59),
    ],
)
def test_a_name_becomes_an_address(name: str, slug: str) -> None:
    assert slugs.slug_of(name, "startup") == slug


@given(name=st.text(max_size=120))
def test_any_name_becomes_one(name: str) -> None:
    slug = slugs.slug_of(name, "startup")
    assert re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,59}", slug)
    assert slug == slugs.slug_of(unicodedata.normalize("NFC", name), "startup") or not name.isascii()


def test_a_taken_slug_gets_a_number_and_pages_of_ours_are_never_taken() -> None:
    assert list(islice(slugs.candidates("keel"), 3)) == ["keel", "keel-2", "keel-3"]
    assert slugs.free("keel", {"keel", "keel-2"}) == "keel-3"
    assert slugs.free("new", set()) == "new-2"


# Secrets


def test_sealed_text_opens_with_its_key_and_older_ones_only(settings: Any) -> None:
    text = secret.sealed("JBSWY3DP")
    assert "JBSWY3DP" not in text
    assert secret.opened(text) == "JBSWY3DP"
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key, as long as the first one was"
    assert secret.opened(text) == "JBSWY3DP"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidToken):
        secret.opened(text)


# Cells of a spreadsheet


@given(value=st.one_of(st.text(), st.integers(), st.booleans(), st.none(), st.decimals(allow_nan=False, allow_infinity=False)))
def test_no_cell_is_a_formula(value: Any) -> None:
    text = table.cell(value)
    if isinstance(value, str):
        assert not text.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\0"))
        assert text in (value, f"'{value}")
    elif isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        assert Decimal(text) == value


def test_a_file_is_read_back_as_it_was_written() -> None:
    answer = table.csv_answer("ledger", ["a", "b"], [['x"y', Decimal("1E+2")], ["=1+1", None]])
    whole = b"".join(answer.streaming_content).decode()  # type: ignore[arg-type]
    assert whole.startswith("\N{ZERO WIDTH NO-BREAK SPACE}")
    assert list(csv.reader(io.StringIO(whole[1:]))) == [["a", "b"], ['x"y', "100"], ["'=1+1", ""]]
    assert answer["Content-Disposition"] == 'attachment; filename="ledger.csv"'
    assert answer["Cache-Control"] == "private, no-store"


# Refusals


def test_a_refusal_is_a_sentence_with_its_status() -> None:
    refusal = Refusal(gettext_lazy("Not yet."), field="places")
    assert (str(refusal), refusal.status, refusal.field) == ("Not yet.", 409, "places")
    assert (Forbidden("No.").status, TooMany("Later.", wait=9).status) == (403, 429)


def test_a_program_reads_a_refusal_as_data() -> None:
    request = RequestFactory().get("/", headers={"accept": "application/json"})
    answer = refused(request, TooMany("Later.", wait=9))
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "9")
    assert answer.content == b'{"detail": "Later.", "field": null}'


# Registrations


def first(**facts: Any) -> None:
    heard.append(("first", facts))


def second(**facts: Any) -> None:
    heard.append(("second", facts))


heard: list[tuple[str, dict[str, Any]]] = []


def test_an_announcement_is_heard_in_the_order_of_the_list(settings: Any) -> None:
    settings.REGISTRATIONS = {"launched": [f"{__name__}.first", f"{__name__}.second"]}
    registered.cache_clear()
    heard.clear()
    try:
        announce("launched", keel=1)
        announce("sunk", keel=1)
        assert heard == [("first", {"keel": 1}), ("second", {"keel": 1})]
        assert registered("sunk") == ()
    finally:
        registered.cache_clear()


# States


def test_every_state_has_a_glyph_and_a_word_of_its_own() -> None:
    for noun, looks in states.LOOKS.items():
        assert all(look.glyph and str(look.word) for look in looks.values()), noun
        shown = [(look.glyph, look.tone, str(look.word)) for look in looks.values()]
        assert len(set(shown)) >= len(shown) - 1, noun


def test_an_undrawn_state_is_named() -> None:
    assert states.look("accepted").word == "Accepted"
    with pytest.raises(LookupError, match="No look for state 'sunk' of 'offer'"):
        states.look("sunk", "offer")


# Limits


def test_a_limit_counts_by_person_and_window(time_machine: Any) -> None:
    time_machine.move_to("2026-03-01T12:00:10Z", tick=False)
    for _ in range(3):
        limiter.spend("search", "ann", most=3, seconds=60)
    limiter.spend("search", "ben", most=3, seconds=60)
    limiter.spend("upload", "ann", most=3, seconds=60)
    with pytest.raises(TooMany) as caught:
        limiter.spend("search", "ann", most=3, seconds=60)
    assert caught.value.wait == 50
    time_machine.move_to("2026-03-01T12:01:00Z", tick=False)
    limiter.spend("search", "ann", most=3, seconds=60)
