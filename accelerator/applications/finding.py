"""What applications are found by: their number and every answer as it was submitted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from accelerator.applications.models import Submission
from accelerator.questionnaires.questions import Question
from accelerator.trail import operations as trail


def keep(submissions: Sequence[Submission]) -> None:
    """Has the application of each, its newest, found by the words of its answers. One query where versions come along."""
    forms = {one.version_id: one.version for one in submissions}
    asked = {pk: version.questions() for pk, version in forms.items()}
    trail.findable({one.application: list(_texts(one, asked[one.version_id])) for one in submissions})


def _texts(submission: Submission, asked: Mapping[str, Question]) -> Iterator[str]:
    yield submission.application.number
    for key, question in asked.items():
        answer = submission.answers.get(key)
        if answer and not isinstance(answer, bool):
            yield question.told(answer)
