"""Light markdown: what is meant is drawn, anything else stays text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelerator.kit import markup

_SIGNS = ["*", "**", "_", "`", "[a](", "](", ")", "<", ">", "<script>", "&", "\n", "- ", "1. ", "x", "\\"]


@pytest.mark.parametrize(
    ("source", "drawn"),
    [
        ("**Two** *terminals*", "<p><strong>Two</strong> <em>terminals</em></p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("<b>x</b> & <script>alert(1)</script>", "<p>&lt;b&gt;x&lt;/b&gt; &amp; &lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("# no heading", "<p># no heading</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        (
            "[x](https://a.example/?b=1&c=2)",
            '<p><a href="https://a.example/?b=1&amp;c=2" rel="nofollow noopener noreferrer">x</a></p>',
        ),
        ("![x](https://a.example/y.png)", '<p>!<a href="https://a.example/y.png" rel="nofollow noopener noreferrer">x</a></p>'),
    ],
)
def test_what_is_drawn(source: str, drawn: str) -> None:
    assert markup.rendered(source).strip() == drawn


@given(st.lists(st.sampled_from(_SIGNS)).map("".join))
def test_nothing_but_the_few_tags_comes_out(source: str) -> None:
    tags = re.findall(r"</?([a-z]+)", markup.rendered(source))
    assert set(tags) <= {"p", "br", "strong", "em", "code", "ul", "ol", "li", "blockquote", "a"}


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("Dear team of *Quay*,\n\n**Hello**\nand `welcome`.", "Dear team of Quay,\n\nHello\nand welcome."),
        ("See [ours](https://example.org).", "See ours (https://example.org)."),
        ("[https://example.org](https://example.org)", "https://example.org"),
        (
            "Two:\n\n- one\n- *two*\n  - deep\n\nAfter\n\n3. three\n4. four",
            "Two:\n\n- one\n- two\n  - deep\n\nAfter\n\n3. three\n4. four",
        ),
        ("> said\n> *so*", "> said\n> so"),
        (f"*{markup.quoted('1. Quay_*_[keeper] & <b>')}*", "1. Quay_*_[keeper] & <b>"),
        ("", ""),
    ],
)
def test_plain_text_has_no_marks(source: str, said: str) -> None:
    assert markup.plain(source) == said
