"""Which option each line of a list is, as the list is typed: a draft saves itself while lines are half written. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher, get_close_matches

Places = dict[int, int]  # {place of a line: place of the option it is}
_PAIRS = 10_000  # of a line and a label that are compared; a long list pasted over another is new


def known(lines: Sequence[str], labels: Sequence[str]) -> Places:
    """Options found again by their words, moved ones too, then by their place: an empty line holds that of what stood there.

    `lines` and `labels` are stripped. A line left out is new; an option left out is gone.
    """
    found, gaps = _standing(lines, labels)
    fresh = [place for place in range(len(lines)) if place not in found and lines[place]]
    for at in sorted(set(range(len(labels))) - set(found.values())):
        moved = next((place for place in fresh if place not in found and lines[place] == labels[at]), None)
        if moved is not None:
            found[moved] = at
    for new, old in gaps:
        taken = set(found.values())
        open_lines = {place: lines[place] for place in new if place not in found}
        found |= _reworded(open_lines, {at: labels[at] for at in old if at not in taken})
    return found


def _standing(lines: Sequence[str], labels: Sequence[str]) -> tuple[Places, list[tuple[range, range]]]:
    """What stands unchanged in its order, first and last of all what no edit in one place touches; and what differs between."""
    most = min(len(lines), len(labels))
    head = next((at for at in range(most) if lines[at] != labels[at]), most)
    tail = next((at for at in range(most - head) if lines[-1 - at] != labels[-1 - at]), most - head)
    found = {at: at for at in range(head)} | {len(lines) - at: len(labels) - at for at in range(1, tail + 1)}
    was, now = labels[head : len(labels) - tail], lines[head : len(lines) - tail]
    often = Counter(now)
    if sum(often[label] for label in was) > _PAIRS:  # the same words again and again
        return found, [(range(head, head + len(now)), range(head, head + len(was)))]
    between = SequenceMatcher(None, was, now, autojunk=False)
    gaps = []
    for kind, start, end, new_start, new_end in between.get_opcodes():
        old, new = range(head + start, head + end), range(head + new_start, head + new_end)
        if kind == "equal":
            found |= dict(zip(new, old, strict=True))
        else:
            gaps.append((new, old))
    return found, gaps


def _reworded(lines: Mapping[int, str], labels: Mapping[int, str]) -> Places:
    """One for one where as many stand there as stood; else only what is worded alike, and empty lines hold what is left."""
    worded = {place: line for place, line in lines.items() if line}
    for new in (lines, worded):
        if len(new) == len(labels):
            return dict(zip(new, labels, strict=True))
    found: Places = {}
    for at, label in labels.items() if len(worded) * len(labels) <= _PAIRS else ():
        alike = get_close_matches(label, [line for place, line in worded.items() if place not in found], n=1)
        if alike:
            found[next(place for place, line in worded.items() if place not in found and line == alike[0])] = at
    left = [at for at in labels if at not in found.values()]
    return found | dict(zip((place for place, line in lines.items() if not line), left, strict=False))
