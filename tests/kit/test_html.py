"""HTML put together by Python is escaped like a template's."""

from __future__ import annotations

from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from accelerator.kit.html import filled, joined

HTML = st.text("<>&'\"ab{}% ").map(SafeString)


@given(st.lists(st.one_of(st.text(), HTML, st.integers(), st.none()), min_size=3, max_size=3))
def test_it_fills_as_django_does(values: list[object]) -> None:
    made = filled('<b title="{}">{}</b>{}', *values)
    assert (made, type(made)) == (format_html('<b title="{}">{}</b>{}', *values), SafeString)


def test_what_is_said_in_a_language_is_escaped_too() -> None:
    assert filled("<p>{}</p>", gettext_lazy("Q & A")) == "<p>Q &amp; A</p>"


def test_html_that_is_put_off_stays_html() -> None:
    link = lazy(lambda: SafeString("<a>Forgot?</a>"), SafeString, str)()
    assert filled("<p>{}</p>", link) == "<p><a>Forgot?</a></p>"


def test_parts_stand_one_after_another() -> None:
    assert joined(filled("<i>{}</i>", one) for one in "<&") == "<i>&lt;</i><i>&amp;</i>"
    assert isinstance(joined([]), SafeString)
