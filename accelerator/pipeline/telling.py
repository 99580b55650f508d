"""Which question tells an answer: as it is asked now, or as it was asked where it asks for something else now."""

from __future__ import annotations

import json
from typing import Any

from accelerator.questionnaires import versions
from accelerator.questionnaires.models import Version
from accelerator.questionnaires.questions import Question


class Tellers:
    """The questions of a form by version; those of another than `live` are read once an answer to it comes along."""

    def __init__(self, live: Version | None) -> None:
        self._asked = {live.pk: live.questions()} if live else {}

    def of(self, now: Question, version: int, value: Any) -> Question | None:
        """`now` where it takes `value`, which was sent to `version`, as it is; else what that asked, None where it did not."""
        if version not in self._asked:
            self._asked[version] = Version.objects.get(pk=version).questions()
        was = self._asked[version].get(now.key)
        if was is None or was is now or isinstance(value, bool):
            return was
        takes = versions.takes(was, now, value) and not now.wrong(value)
        return now if takes and (was.type != now.type or currency(was) == currency(now)) else was


def currency(question: Question | None) -> str:
    """Of an amount of money; empty for what is none."""
    return getattr(question, "currency", "")


def told(question: Question | None, answer: Any) -> str:
    """`answer` as `question` tells it; as it is kept where none does."""
    try:
        return question.told(answer) if question else _plain(answer)
    except (TypeError, ValueError, KeyError, AttributeError):
        return _plain(answer)


def _plain(answer: Any) -> str:
    return answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
