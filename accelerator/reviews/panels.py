"""What stands beside the application on the workbench: its team, its files, what came before it, what the panel says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accelerator.applications import earlier
from accelerator.applications.models import Submission
from accelerator.kit.kept import kept
from accelerator.programmes.models import ReviewStage
from accelerator.questionnaires.queries import ReadFile, Reading
from accelerator.reviews import discussions, stages
from accelerator.reviews.models import Assignment
from accelerator.startups import queries as startups
from accelerator.startups.models import Member

team_of = kept(startups.members)


@dataclass(frozen=True)
class Attached:
    """A file of the application and the question it answers."""

    question: str
    file: ReadFile


@dataclass(frozen=True)
class History:
    """`sent` are the submissions to this call, newest first; `before` the startup's last one to an earlier call."""

    sent: Sequence[Submission]
    before: Submission | None

    def newer(self, read: Submission) -> Submission | None:
        """The newest, where `read` is an older one."""
        return self.sent[0] if self.sent and self.sent[0].pk != read.pk else None

    @property
    def count(self) -> int:
        return len(self.sent) + (self.before is not None)


def files(reading: Reading) -> list[Attached]:
    return [Attached(answer.label, one) for section in reading for answer in section.answers for one in answer.files]


@kept
def submissions_of(application: int) -> QuerySet[Submission]:
    return Submission.objects.filter(application=application).defer("answers").order_by("-id")


def _is_open(assignment: Assignment) -> bool:
    """Whether nothing is hidden: what other submissions and the startup's page tell is redacted nowhere."""
    return stages.of(assignment).hides == ReviewStage.Hides.NOTHING


def other(assignment: Assignment, read: Submission, number: str) -> Submission | None:
    """What `read` is compared with: the submission to this call of that number, or "before", to the earlier call. One query."""
    if not _is_open(assignment):
        return None
    if number == "before":
        return earlier.read_before(assignment.application, read)
    if not (number.isascii() and number.isdigit() and len(number) < 7):
        return None
    found = assignment.application.submissions.select_related("version", "application__call__version")
    return found.filter(number=int(number)).exclude(pk=read.pk).first()


def news(assignment: Assignment, person: Any) -> tuple[int, int] | None:
    """(remarks, new ones) of the discussion; None where this reviewer may not read it yet. Two queries or none."""
    return discussions.news(assignment.application, person) if stages.shows_others(assignment) else None


def everything(
    assignment: Assignment, read: Submission, reading: Reading, *, submitted: Sequence[Submission], team: Sequence[Member]
) -> dict[str, Any]:
    """For the page: all of the above, and the `team` where nothing is hidden."""
    open_ = _is_open(assignment)
    past = History(submitted, earlier.read_before(assignment.application, read) if open_ else None)
    return {
        "team": team if open_ else None,
        "files": files(reading),
        "history": past,
        "newer": past.newer(read),
        "news": news(assignment, assignment.reviewer),
    }
