"""Three editors on one sheet, in whatever order and however many at once, with answers that never reach them: no word is lost.

Hypothesis makes up the schedule; each editor writes from a thread and a connection of their own, to the real database.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from threading import Barrier
from typing import Any, NamedTuple

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accelerator.kit import clock
from accelerator.questionnaires import operations
from accelerator.questionnaires.models import Change, Sheet
from accelerator.questionnaires.operations import Edit, Written
from tests.factories import accounts
from tests.factories.questionnaires import sheet

FULL = os.environ.get("SLIPWAY_SIZE") == "full"
EXAMPLES, STEPS = (400, 20) if FULL else (12, 8)
KEYS = ("what", "proof")
pytestmark = [pytest.mark.django_db(transaction=True), *([pytest.mark.faults] if FULL else [])]


class Move(NamedTuple):
    """Somebody adds a word to `key` and saves. Where the answer is not `heard` they send the same again."""

    key: str
    heard: bool


# What happens in a step happens at once: at most one move of each editor.
step = st.lists(st.none() | st.builds(Move, st.sampled_from(KEYS), st.booleans()), min_size=3, max_size=3)
schedules = st.lists(step, min_size=1, max_size=STEPS)


@dataclass
class Editor:
    person: Any
    thread: ThreadPoolExecutor
    paper: Any = None
    known: dict[str, tuple[str, int]] = field(default_factory=dict)
    words: dict[str, list[str]] = field(default_factory=dict)

    def begin(self, paper: Any) -> None:
        self.paper, self.known, self.words = paper, dict.fromkeys(KEYS, ("", 0)), {key: [] for key in KEYS}

    def move(self, move: Move, together: Barrier) -> None:
        text, seen = self.known[move.key]
        word = f"{self.person.name}{len(self.words[move.key])}"
        self.words[move.key].append(word)
        mine = f"{text} {word}".strip()
        together.wait()
        if not move.heard:
            self._send(move.key, mine, seen)
        while True:
            written = self._send(move.key, mine, seen)
            if move.key in written.versions:
                self.known[move.key] = (mine, written.versions[move.key])
                return
            (clash,) = written.conflicts
            assert (clash.yours, clash.version > seen) == (mine, True)
            assert _value(self.paper, move.key, clash.version) == clash.theirs
            mine, seen = clash.theirs if word in clash.theirs.split() else f"{clash.theirs} {word}", clash.version

    def _send(self, key: str, text: str, seen: int) -> Written:
        found = Sheet.objects.select_related("version").get(pk=self.paper.pk)
        return operations.write(found, changes=[Edit(key, text, seen)], by=self.person, at=clock.now())


def _value(paper: Any, key: str, number: int) -> Any:
    return Change.objects.get(sheet=paper, key=key, number=number).value


@pytest.fixture
def editors() -> Iterator[list[Editor]]:
    threads = [ThreadPoolExecutor(1) for _editor in range(3)]
    yield [Editor(accounts.person(name=name), one) for name, one in zip(("Ananya", "Vikram", "Leela"), threads, strict=True)]
    for one in threads:
        one.submit(lambda: connection.close()).result()  # the thread's own
        one.shutdown()


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(schedule=schedules)
def test_no_word_is_lost_whatever_the_order(editors: list[Editor], schedule: list[list[Move | None]]) -> None:
    paper = sheet()
    for editor in editors:
        editor.begin(paper)
    for moves in schedule:
        acting = [(editor, move) for editor, move in zip(editors, moves, strict=True) if move]
        together = Barrier(len(acting)) if acting else None
        for done in [editor.thread.submit(editor.move, move, together) for editor, move in acting if together]:
            done.result()
    _judge(paper, editors)


def _judge(paper: Any, editors: list[Editor]) -> None:
    """Every word stands in the end, and every change kept the words of the one before."""
    answers = Sheet.objects.get(pk=paper.pk).answers
    for key in KEYS:
        assert sorted(answers.get(key, "").split()) == sorted(word for editor in editors for word in editor.words[key])
        changes = list(Change.objects.filter(sheet=paper, key=key).order_by("id").values_list("number", "value"))
        assert [number for number, _value in changes] == list(range(1, len(changes) + 1))
        texts = ["", *(value for _number, value in changes)]
        assert all(set(before.split()) <= set(after.split()) for before, after in pairwise(texts))
        assert texts[-1] == answers.get(key, "")
