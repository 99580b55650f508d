"""Templates of which the unchanging parts are drawn once say what they said before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.template import Context, NodeList, Template, engines
from django.template.base import Node
from django.template.loader import get_template
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from accelerator.kit.folding import Folded, fold

STEADY = (
    "{% translate 'January' %}",
    "{% translate 'a < b' %}",
    "{% icon 'bell' 14 %}",
    "{% avatar 'Ona & Sons' square=True %}",
    "{% meter 40 label='Done' %}",
    "{% static 'mark.svg' %}",
    "{% url 'home' %}",
    "{% words %}",
)
CHANGING = (
    "{{ name }}",
    "{% avatar name %}",
    "{% translate name %}",
    "{% translate 'January'|upper %}",
    "{% translate 'January' as month %}",
    "{{ month }}",
    "{% icon 'bell' label=name %}",
    "{% url 'call' 'cohort-5' as call %}",
    "{% url 'call' slug %}",
    "{% url 'application_section' slug 'a' %}",
    "{% url page slug %}",
    "{{ moment }}",
    "{{ count }}",
    "{{ html }}",
    "{{ missing }}",
    "{{ html|add:name }}",
    "{{ label }}",
    "{% url 'home' as home %}",
    "{% static 'mark.svg' as mark %}",
    "{% avatar 'Ona' as drawn %}",
    "{% cycle 'a' 'b' %}",
    "{% when moment %}",
)
MOMENT = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)
AROUND = (
    ("{% if name == 'ona' %}", "{% endif %}"),
    ("{% if name == 'ona' %}a{% else %}", "{% endif %}"),
    ("{% for one in 'ab' %}", "{% endfor %}"),
    ("{% with month=name %}", "{% endwith %}"),
    ("{% autoescape off %}", "{% endautoescape %}"),
    ("<c-panel title=\"{% translate 'January' %}, {{ name }}\">", "</c-panel>"),
)
SAID = {
    "moment": MOMENT,
    "count": 12_345,
    "html": SafeString("<b>a</b>"),
    "label": gettext_lazy("January"),
    "slug": "cohort-5",
    "page": "call",
}
PARTS = st.lists(st.sampled_from(("<p>", "&", "{% comment %}x{% endcomment %}", *STEADY, *CHANGING)), max_size=5).map("".join)
SOURCES = st.recursive(
    PARTS,
    lambda inner: st.builds(
        lambda a, around, b, c: a + around[0] + b + around[1] + c, PARTS, st.sampled_from(AROUND), inner, PARTS
    ),
    max_leaves=4,
)


def _read(source: str) -> Template:
    from django_cotton.compiler_regex import CottonCompiler

    return Template(CottonCompiler().process(source), engine=engines["django"].engine)  # type: ignore[attr-defined]


def _folded(source: str) -> Template:
    template = _read(source)
    fold(template.nodelist)
    return template


def _all(nodes: NodeList) -> Iterator[Node]:
    found: list[Node] = nodes.get_nodes_by_type(Node)
    yield from found


@given(SOURCES)
def test_every_reader_reads_what_the_template_says(source: str) -> None:
    folded = _folded(source)
    for language in ("en-gb", "de", "en-gb"):
        for name in ("ona", "<tee>"):
            for autoescape in (True, False):
                with translation.override(language):
                    said = SAID | {"name": name}
                    expected = _read(source).render(Context(dict(said), autoescape=autoescape))
                    assert folded.render(Context(dict(said), autoescape=autoescape)) == expected


@pytest.mark.parametrize("source", STEADY)
def test_what_is_steady_is_drawn_once(source: str) -> None:
    (node,) = _folded(f"<p>{source}</p>").nodelist
    assert isinstance(node, Folded)
    assert len(node.parts) == 3


@pytest.mark.parametrize("source", CHANGING)
def test_what_changes_is_drawn_each_time(source: str) -> None:
    assert not [node for node in _all(_folded(f"<p>{source}</p>").nodelist) if isinstance(node, Folded)]


def test_text_alone_is_left_as_it_is() -> None:
    assert [type(node).__name__ for node in _folded("<p>{{ name }}</p>").nodelist] == ["TextNode", "Said", "TextNode"]


def test_what_a_component_is_given_is_folded_too() -> None:
    (node,) = _folded("<c-panel title=\"{% translate 'January' %}, {{ name }}\">a</c-panel>").nodelist
    given_title = node._prepared_attrs[0].compiled.nodelist
    assert isinstance(given_title[0], Folded)


def test_templates_of_the_house_come_folded() -> None:
    page = get_template("accelerator/base.html").template  # type: ignore[attr-defined]
    assert [node for node in _all(page.nodelist) if isinstance(node, Folded)]
