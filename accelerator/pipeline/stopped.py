"""Who has a letter that was stopped half way: written again, it need not come to them twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from accelerator.applications.models import Application
from accelerator.kit import clock
from accelerator.notices.models import Message
from accelerator.pipeline import messages
from accelerator.pipeline.models import Mailing
from accelerator.pipeline.wording import Letters

LATELY = timedelta(days=7)


@dataclass(frozen=True)
class Halfway:
    """The `subject` of a letter, and who has it: keys of application and person."""

    subject: str
    had: frozenset[tuple[int, int]]

    @property
    def people(self) -> int:
        return len({person for _application, person in self.had})

    def without(self, letters: Letters) -> Letters:
        """`letters` but for startups of which everybody has it."""
        lack = [(one, people) for one, people in letters.addressed if any((one.pk, who.pk) not in self.had for who in people)]
        return replace(letters, addressed=lack)


def halfway(applications: Sequence[Application]) -> Halfway | None:
    """The last letter of their call that was lately stopped after founders of these applications had it, together with others
    of its subject that were stopped too. At most two queries.
    """
    lately = Mailing.objects.filter(call=applications[0].call_id, undone_at__gt=clock.now() - LATELY, done__gt=0)
    found = list(lately.order_by("-id"))
    if not found:
        return None
    same = {one.pk: one.created_at for one in found if one.subject == found[0].subject}
    told = Message.objects.filter(kind=messages.WRITTEN.name, due_at__in=same.values())
    asked = {f"mailing:{mailing}:{one.pk}": one.pk for mailing in same for one in applications}
    had = {(asked[about], person) for about, person in told.values_list("subject", "recipient") if about in asked}
    return Halfway(found[0].subject, frozenset(had)) if had else None
