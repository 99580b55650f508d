"""What areas beside this one answer when check-ins ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from django.db.models import QuerySet


class MentorsFor(Protocol):
    """Point `mentors_for`."""

    def __call__(self, tags: Sequence[str], programme: int) -> QuerySet[Any]:
        """The programme's mentors who know one of `tags`, however it is written, as people."""
        ...


class MentorTopics(Protocol):
    """Point `mentor_topics`."""

    def __call__(self, programme: int) -> Sequence[str]:
        """What the programme's mentors know, by name, each once."""
        ...
