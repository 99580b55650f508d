"""Names in braces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelerator.kit import markup, placeholders


@given(st.text())
def test_what_is_filled_in_is_not_looked_into(name: str) -> None:
    assert placeholders.filled("a {one} b {two}", {"one": name, "two": "{one}"}) == f"a {name} b {{one}}"


@given(st.text())
def test_a_text_without_known_names_stays(text: str) -> None:
    assert placeholders.filled(text, {"\0never": "x"}) == text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Dear {startup}", ""),
        ("Dear {starup}, {call}", "{starup}"),
        ("{ startup }", "{ startup }"),
        ("Dear {startup} {}", "{}"),
        ("{call} {call", ""),
        ("{startup!r}", "{startup!r}"),
    ],
)
def test_the_first_unknown_name_is_found(text: str, found: str) -> None:
    assert placeholders.unknown(text, ("startup", "call")) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Dear {startup}, {} {call}", ""),
        ("Dear {startup, hello", "Dear {startup, he"),
        ("by reply_by} at the latest", "reply_by} at the lat"),
        ("{{startup}}", "{{startup}}"),
        ("{start\nup}", "{start up}"),
    ],
)
def test_a_lone_brace_is_named_with_what_stands_around_it(text: str, found: str) -> None:
    assert placeholders.unbalanced(text) == found


@given(st.text(alphabet="ab1*_[]`\\ +.)-", min_size=1))
def test_a_quoted_name_reads_as_it_is(name: str) -> None:
    source = markup.quoted(f"x{name}x")
    assert markup.plain(source) == f"x{name}x"
    assert markup.rendered(source) == f"<p>x{name}x</p>\n"


@pytest.mark.parametrize("name", ["1. FC", "> all", "- dash", "+ plus", "2) two", "3.14 Labs", ".hack", "-5"])
def test_a_name_that_begins_a_letter_is_no_list(name: str) -> None:
    source = markup.quoted(name)
    assert markup.plain(source) == name
    assert markup.rendered(source) == f"<p>{name.replace('>', '&gt;')}</p>\n"
