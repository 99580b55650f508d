"""What is known of reviewers and applications, as the parts of affinities.py."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import connection

from accelerator.applications.models import Application
from accelerator.reviews import affinities
from accelerator.reviews.affinities import BIDS, UNSAID, Weights
from accelerator.reviews.facts import Facts
from accelerator.trail import words

if TYPE_CHECKING:
    from accelerator.reviews.affinities import Array

_HIGHEST = 3  # level of expertise
_MOST_WORDS = 60  # of one reviewer, that texts are compared by
_ALIKE = """
    SELECT q.person, s.row, ts_rank(s.words, q.asked, 1)
    FROM unnest(%s::bigint[], %s::tsquery[]) AS q(person, asked)
    JOIN accelerator_searchrow s ON s.noun = 'application' AND s.row = ANY(%s) AND s.words @@ q.asked
"""


def parts(facts: Facts, applications: Sequence[Application], people: Sequence[Any], weights: Weights) -> dict[str, Array]:
    """Those that count and of which anything is known, load apart. Texts are one query."""
    known = _Known(facts, applications, people)
    asked: dict[str, Callable[[], Array | None]] = {
        "bids": known.bids,
        "expertise": lambda: known.judged(lambda startup: startup.tags),
        "sector": lambda: known.judged(lambda startup: [startup.sector]),
        "text": known.text,
        "language": known.language,
    }
    found = {name: asked[name]() for name, weight in weights.items() if weight and name in asked}
    return {name: part for name, part in found.items() if part is not None}


def load(carried: Sequence[int], applications: int) -> Array:
    """The fewer somebody has to read, the better; alike for each application."""
    import numpy as np

    light = affinities.lightness(np.array(carried), max([*carried, 1]))
    return np.repeat(light[None, :], applications, axis=0)


class _Known:
    """Each part, or None where nobody said anything, so that it does not count."""

    def __init__(self, facts: Facts, applications: Sequence[Application], people: Sequence[Any]) -> None:
        self.facts, self.applications = facts, applications
        self.rows = {one.pk: place for place, one in enumerate(applications)}
        self.columns = {one.pk: place for place, one in enumerate(people)}

    def _blank(self, value: float = 0) -> Array:
        import numpy as np

        return np.full((len(self.rows), len(self.columns)), value, dtype=np.float32)

    @cached_property
    def levels(self) -> dict[int, dict[str, int]]:
        """{person: {tag as it is compared: level}}"""
        found: dict[int, dict[str, int]] = defaultdict(dict)
        for person, tag, level in self.facts.expertise:
            if person not in self.columns:  # away
                continue
            found[person][plain(tag)] = level
        return found

    def bids(self) -> Array | None:
        if not self.facts.bids:
            return None
        part = self._blank(UNSAID)
        for application, person, value in self.facts.bids:
            if person in self.columns:
                part[self.rows[application], self.columns[person]] = BIDS[value]
        return part

    def judged(self, asked: Callable[[Any], Iterable[str]]) -> Array | None:
        """The highest level that somebody has in what is asked of the startup."""
        holders: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for person, tags in self.levels.items():
            for tag, level in tags.items():
                holders[tag].append((self.columns[person], level / _HIGHEST))
        if not holders:
            return None
        part = self._blank()
        for row, application in enumerate(self.applications):
            for tag in {plain(one) for one in asked(application.startup)}:
                for column, share in holders.get(tag, ()):
                    part[row, column] = max(part[row, column], share)
        return part

    def language(self) -> Array | None:
        """1 where somebody reads the language that the application is written in."""
        read = {person: one.languages for person, one in self.facts.profiles.items() if one.languages and person in self.columns}
        if not read:
            return None
        part = self._blank()
        for application, written in self.facts.languages.items():
            for person, languages in read.items():
                part[self.rows[application], self.columns[person]] = written in languages
        return part

    def text(self) -> Array | None:
        """How much an application speaks of what somebody knows: PostgreSQL's rank, the highest of each person taken for 1."""
        import numpy as np

        asked = self._asked()
        if not asked:
            return None
        part = self._blank()
        with connection.cursor() as cursor:
            cursor.execute(_ALIKE, [list(asked), list(asked.values()), list(self.rows)])
            for person, application, rank in cursor:
                part[self.rows[application], self.columns[person]] = rank
        highest = part.max(axis=0, initial=0)
        part /= np.where(highest > 0, highest, 1)
        return part

    def _asked(self) -> dict[int, str]:
        """{person: any of the words of their tags and of what they say of themselves, as a tsquery}"""
        texts: dict[int, list[str]] = {person: list(tags) for person, tags in self.levels.items()}
        for person, profile in self.facts.profiles.items():
            texts.setdefault(person, []).append(profile.bio)
        found = {}
        for person in texts.keys() & self.columns.keys():
            said = texts[person]
            known = list(dict.fromkeys(word for text in said for word in words.words(text) if len(word) > 2))[:_MOST_WORDS]
            if known:
                found[person] = " | ".join(f"'{word}'" for word in known)
        return found


def plain(tag: str) -> str:
    """A tag as it is compared."""
    return " ".join(words.words(tag))
