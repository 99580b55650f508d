"""What applications are found by: their number and every answer as it was submitted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from accelerator.applications.models import Submission
from accelerator.questionnaires import definition as design
from accelerator.trail import operations as trail


def keep(submissions: Sequence[Submission]) -> None:
    """Has the application of each, its newest, found by the words of its answers. One query where versions come along."""
    trail.findable({one.application: list(_texts(one)) for one in submissions})


def _texts(submission: Submission) -> Iterator[str]:
    yield submission.application.number
    for key, question in design.questions(submission.version.definition).items():
        answer = submission.answers.get(key)
        if answer and not isinstance(answer, bool):
            yield question.told(answer)
