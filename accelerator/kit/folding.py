"""What a template says alike on every page of one language (text, words, icons, plain addresses) is drawn once and kept.

Such parts are most of a page of ours, and Django draws each of them anew for every reader. Of the rest, variables and addresses
are drawn in a shorter way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any, TypeVar

from django.template.base import FilterExpression, Node, NodeList, TextNode, Variable, VariableNode, render_value_in_context
from django.template.context import Context
from django.template.defaulttags import CommentNode, IfNode, LoadNode, URLNode
from django.template.library import SimpleNode
from django.template.loaders import base, cached
from django.templatetags.i18n import TranslateNode
from django.templatetags.static import StaticNode
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from accelerator.kit.addresses import reverse
from accelerator.kit.html import escaped

_CONSTANTS = {("True",), ("False",), ("None",)}
_SPOKEN = "_spoken"
_Tag = TypeVar("_Tag", bound=Callable[..., Any])


def steady(tag: _Tag) -> _Tag:
    """Marks a simple tag that gives the same for the same arguments, as long as the process lives and the language stays."""
    tag.steady = True  # type: ignore[attr-defined]
    return tag


class Folded(Node):
    """Parts that follow one another and never change."""

    child_nodelists = ()

    def __init__(self, parts: Iterable[Node]) -> None:
        self.parts = tuple(parts)
        self._drawn: dict[tuple[str | None, bool], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        key = (_language(context), context.autoescape)
        drawn = self._drawn.get(key)
        if drawn is None:
            drawn = self._drawn[key] = SafeString("".join(str(part.render_annotated(context)) for part in self.parts))
        return drawn


class Said(VariableNode):
    """A variable. Most are texts, which have no zone and no number to write, or whole numbers, which are written without marks
    between their digits in every language, as USE_THOUSAND_SEPARATOR is not set.
    """

    def render(self, context: Context) -> str:
        value = self.filter_expression.resolve(context)
        if type(value) is str or type(value) is SafeString:
            return escaped(value) if context.autoescape else value
        if type(value) is int:
            return str(value)
        return render_value_in_context(value, context)


class Address(URLNode):
    """An address with arguments, of a page that is named in the template."""

    def render(self, context: Context) -> str:
        return escaped(reverse(str(self.view_name.var), [one.resolve(context) for one in self.args]))


def _language(context: Context) -> str | None:
    """The reader's, looked up once for a page: no template of ours changes it."""
    known: dict[Any, Any] = context.render_context.dicts[0]
    if _SPOKEN not in known:
        known[_SPOKEN] = get_language()
    spoken: str | None = known[_SPOKEN]
    return spoken


class _Folding(base.Loader):
    def get_template(self, template_name: str, skip: Any = None) -> Any:
        template = super().get_template(template_name, skip)
        fold(template.nodelist)
        return template


class Loader(cached.Loader, _Folding):
    """Django's loader that keeps templates, which here are folded before they are kept."""


def fold(nodes: NodeList) -> None:
    """Replaces, in `nodes` and all they hold, what never changes by what it says."""
    folded: list[Node] = []
    for is_steady, run in groupby(nodes, _is_steady):
        parts = list(run)
        if is_steady and any(type(part) is not TextNode for part in parts):
            parts = [_like(Folded(parts), parts[0])]
        folded += map(_quick, parts)
    nodes[:] = folded
    for node in folded:
        for held in _held(node):
            fold(held)


def _quick(node: Node) -> Node:
    """The same in a shorter way, where there is one."""
    if type(node) is VariableNode:
        return _like(Said(node.filter_expression), node)
    if type(node) is URLNode and not node.kwargs and node.asvar is None and _is_plain(node.view_name):
        return _like(Address(node.view_name, node.args, {}, None), node)
    return node


def _like(node: Node, first: Node) -> Node:
    """With what Django notes on every node, to tell where one fails."""
    node.token, node.origin = first.token, first.origin
    return node


def _held(node: Node) -> Iterator[NodeList]:
    if isinstance(node, IfNode):
        yield from (nodes for _condition, nodes in node.conditions_nodelists)
        return
    for name in node.child_nodelists:
        if isinstance(nodes := getattr(node, name, None), NodeList):
            yield nodes
    for given in getattr(node, "_prepared_attrs", ()):  # texts given to a component
        if isinstance(nodes := getattr(given.compiled, "nodelist", None), NodeList):
            yield nodes


def _is_steady(node: Node) -> bool:
    kind = type(node)
    if kind in (TextNode, CommentNode, LoadNode):
        return True
    if isinstance(node, TranslateNode):
        return not node.asvar and node.message_context is None and _is_given(node.filter_expression)
    if isinstance(node, StaticNode):
        return node.varname is None and _is_given(node.path)
    if isinstance(node, URLNode):
        return node.asvar is None and _is_plain(node.view_name) and all(map(_is_given, (*node.args, *node.kwargs.values())))
    if isinstance(node, SimpleNode) and kind is SimpleNode and getattr(node.func, "steady", False):
        return node.target_var is None and not node.takes_context and all(map(_is_given, (*node.args, *node.kwargs.values())))
    return False


def _is_plain(name: FilterExpression) -> bool:
    """Whether it names a page, and of no namespace that a request may choose."""
    return _is_given(name) and ":" not in str(name.var)


def _is_given(said: FilterExpression) -> bool:
    """Whether it stands in the template as it is."""
    if said.filters:
        return False
    return not isinstance(said.var, Variable) or said.var.lookups is None or said.var.lookups in _CONSTANTS
