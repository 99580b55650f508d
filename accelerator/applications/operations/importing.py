"""Applications that another system took in: many at once, all or none."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.applications import finding, receipts, snapshots
from accelerator.applications.models import Application, Submission
from accelerator.kit import locking
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.programmes.models import Call
from accelerator.questionnaires import definition as design
from accelerator.questionnaires.models import Sheet, Version
from accelerator.startups import operations as startups
from accelerator.startups.models import Startup
from accelerator.trail import operations as trail

AT_ONCE = 500  # rows of one statement


@dataclass(frozen=True)
class Brought:
    """One application as it comes: `startup` holds its fields, `links` (kind, address), `answers` what the form would keep;
    `contact` is an address that nobody has proved."""

    startup: dict[str, Any]
    answers: dict[str, Any]
    links: Sequence[tuple[str, str]] = ()
    contact: str = ""


@transaction.atomic
def bring_in(
    call: Call, *, brought: Sequence[Brought], by: Any, at: datetime, tell: Callable[[int], None] = lambda count: None
) -> list[Application]:
    """Each as a startup of its own with a submitted application to `call`, as of `at`; `tell` hears how many are written.

    Nobody belongs to these startups, and no letter goes out: whoever brings the list has not shown whose addresses it holds.
    """
    if not by.has_perm("calls.manage", call):
        raise Forbidden(_("Only managers of the programme bring applications in."))
    held = locking.held(Call.objects.select_related("version__questionnaire"), call.pk)
    if held.version is None:
        raise Refusal(_("Choose the form of the call first."))
    made: list[Application] = []
    for start in range(0, len(brought), AT_ONCE):
        made += _written(held, held.version, brought[start : start + AT_ONCE], by=by, at=at)
        tell(len(made))
    held.save(update_fields=["last_number"])
    sentence = gettext_noop("{actor} brought applications to {subject} in from another system: {count}.")
    trail.record("application.imported", sentence, by=by, on=held, count=len(made))
    return made


def _written(call: Call, version: Version, brought: Sequence[Brought], *, by: Any, at: datetime) -> list[Application]:
    made = [Startup(**one.startup) for one in brought]
    startups.listed_many(made, links=[one.links for one in brought])
    sheets = Sheet.objects.bulk_create(Sheet(version=version, answers=one.answers, saved_at=at) for one in brought)
    rows = []
    for startup, sheet in zip(made, sheets, strict=True):
        call.last_number += 1
        number = f"{call.prefix}-{call.last_number:04d}"
        state: dict[str, Any] = {"state": Application.State.SUBMITTED, "submitted_at": at, "started_by": by}
        rows.append(Application(number=number, call=call, startup=startup, sheet=sheet, **state))
    Application.objects.bulk_create(rows)
    sections = design.read(version.definition, "")
    sent = [_submission(row, version, sections, by=by, at=at) for row in rows]
    Submission.objects.bulk_create(sent)
    finding.keep(sent)
    return rows


def take_out(applications: Collection[int], *, at: datetime) -> None:
    """Takes applications that a list brought by mistake out of the round, out of every list and out of every figure, as if they
    had not been submitted. What was sent stays as it was, for the receipts; the caller has looked that nobody worked on them.
    """
    rows = Application.objects.filter(pk__in=applications)
    rows.update(state=Application.State.WITHDRAWN, withdrawn_at=at, submitted_at=None)


def _submission(application: Application, version: Version, sections: Any, *, by: Any, at: datetime) -> Submission:
    answers = application.sheet.answers
    declared = snapshots.declarations(sections, answers, {}, {}, {})
    made = Submission(
        application=application, number=1, version=version, answers=answers, declarations=declared, arrived_at=at, by=by
    )
    made.sha256 = receipts.digest(made.document())
    return made
