"""Plain values as YAML files: written out, and read with the line of each fault. Pure but for the language.

The core types of YAML 1.2 and no others, so that every reader sees the same: yes, on and 2026-11-30 are text. Anchors, tags and
names given twice are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

import yaml
from django.utils.translation import gettext as _

from accelerator.kit.refusals import Fault, Refusal

LARGEST = 512 * 1024  # bytes
DEEPEST = 20
MOST_EVENTS = 50_000  # each value is one, each list or mapping two
MOST_FAULTS = 100  # that somebody is told of at once
_CORE = "tag:yaml.org,2002:"
_READ = {
    "null": (re.compile(r"null|Null|NULL|~|"), ["n", "N", "~", ""]),
    "bool": (re.compile(r"true|True|TRUE|false|False|FALSE"), list("tTfF")),
    "int": (re.compile(r"[-+]?[0-9]{1,18}"), list("-+0123456789")),
    "float": (re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"), list("-+.0123456789")),
}


class LineFault(NamedTuple):
    """What is wrong on a line (from 1) of the file; `path` names the value, empty where the text itself is at fault."""

    line: int
    path: str
    sentence: str


class Misread(Refusal):
    """A file that is not what it should be; `faults` are in order of its lines."""

    status = 422

    def __init__(self, faults: list[LineFault]) -> None:
        self.faults = sorted(faults)
        first = self.faults[0]
        super().__init__(_("Line %(line)d: %(fault)s") % {"line": first.line, "fault": first.sentence}, field=first.path or None)


class _Loader(yaml.CSafeLoader):
    yaml_implicit_resolvers: dict[str, Any] = {}


class _Dumper(yaml.CSafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


for _tag, (_pattern, _initials) in _READ.items():
    for _kind in (_Loader, _Dumper):
        _kind.add_implicit_resolver(f"{_CORE}{_tag}", re.compile(f"(?:{_pattern.pattern})\\Z"), _initials)


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar(f"{_CORE}str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def write(value: Any) -> str:
    """`value` as YAML, names in the order in which they stand."""
    return str(yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110))


def read(text: str) -> tuple[Any, dict[str, int]]:
    """The value that `text` writes out, and the line on which each path of it stands. Raises Misread with what cannot be read."""
    lines: dict[str, int] = {}
    return _value(_composed(text), "", lines), lines


def require(faults: Iterable[Fault], lines: dict[str, int]) -> None:
    """Raises Misread where there are `faults`."""
    if found := located(faults, lines):
        raise Misread(found)


def located(faults: Iterable[Fault], lines: dict[str, int]) -> list[LineFault]:
    """The first MOST_FAULTS, each with the line of its path, or of what it is missing from, in order of the lines."""
    first = islice(faults, MOST_FAULTS)
    return sorted(LineFault(_line(fault.path, lines), fault.path, fault.sentence) for fault in first)


def _line(path: str, lines: dict[str, int]) -> int:
    while path not in lines:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return lines[path]


def _composed(text: str) -> yaml.Node:
    if len(text.encode("utf-8", "surrogatepass")) > LARGEST:
        raise _misread(1, _("A file has at most %(most)d KB.") % {"most": LARGEST // 1024})
    try:
        text.encode()
        for line, sentence in _forbidden(text):
            raise _misread(line, sentence)
        node: yaml.Node | None = yaml.compose(text, Loader=_Loader)
    except UnicodeEncodeError as fault:
        raise _misread(_count(text[: fault.start]), _("This holds a character that cannot be stored.")) from None
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        said = _("This cannot be read as YAML: %(problem)s.") % {"problem": fault.problem}
        raise _misread(mark.line + 1 if mark else 1, said) from None
    except yaml.YAMLError:
        raise _misread(1, _("This holds a character that YAML does not take. Save the file as UTF-8.")) from None
    if node is None:
        raise _misread(1, _("The file is empty."))
    return node


def _count(text: str) -> int:
    return text.count("\n") + 1


def _misread(line: int, sentence: str, path: str = "") -> Misread:
    return Misread([LineFault(line, path, sentence)])


def _forbidden(text: str) -> Iterator[tuple[int, str]]:
    """(line, sentence) for what would make a small file a large value, before anything is built from it."""
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=_Loader)):
        line = event.start_mark.line + 1 if event.start_mark else 1
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if count > MOST_EVENTS:
            yield line, _("This file holds too many values.")
        if depth > DEEPEST:
            yield line, _("This is nested too deeply.")
        if isinstance(event, yaml.NodeEvent) and event.anchor:
            yield line, _("Anchors (&) and aliases (*) are not read. Write it out, or put text that begins so in quotes.")
        if getattr(event, "tag", None) and getattr(event, "implicit", None) in (False, (False, False)):
            yield line, _("Tags (!) are not read. Put text that begins so in quotes.")


def _value(node: yaml.Node, path: str, lines: dict[str, int]) -> Any:
    lines.setdefault(path, node.start_mark.line + 1 if node.start_mark else 1)
    if isinstance(node, yaml.SequenceNode):
        return [_value(one, f"{path}[{place}]", lines) for place, one in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _names(node, path, lines)
    text = str(node.value)
    made = {"null": lambda: None, "bool": lambda: text.lower() == "true", "int": lambda: int(text), "float": lambda: float(text)}
    return made.get(node.tag.removeprefix(_CORE), lambda: text)()


def _names(node: yaml.MappingNode, path: str, lines: dict[str, int]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, value in node.value:
        line = name.start_mark.line + 1 if name.start_mark else 1
        if not isinstance(name, yaml.ScalarNode):
            raise _misread(line, _("A name must be text."), path)
        here = f"{path}.{name.value}" if path else str(name.value)
        if name.value in made:
            raise _misread(line, _("“%(name)s” stands here twice.") % {"name": name.value}, here)
        lines[here] = line
        made[str(name.value)] = _value(value, here, lines)
    return made
