"""The copy of a submission that blind reviewers read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.applications.models import Submission
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.reviews import blind
from accelerator.reviews.models import Redaction
from accelerator.trail import operations as trail

LONGEST = 20_000


@transaction.atomic
def redact(submission: Submission, *, texts: Mapping[str, str | None], by: Any) -> Redaction:
    """Words answers anew for blind reviewers; None lets the rule hide them again. What was sent in stays as it is."""
    application = submission.application
    worded = blind.worded_by(by).filter(pk=application.pk).exists()
    if not worded or not by.has_perm("reviews.assign", application.call):
        raise Forbidden(_("Only managers of the programme without a conflict of interest word what blind reviewers read."))
    allowed = set(blind.editable(submission))
    for key, text in texts.items():
        if key not in allowed:
            raise Refusal(_("The form has no such text."), field=key)
        if text is not None and len(text) > LONGEST:
            raise Refusal(_("At most %(most)d characters.") % {"most": LONGEST}, field=key)
    Redaction.objects.get_or_create(submission=submission, defaults={"by": by})
    held = Redaction.objects.select_for_update().get(submission=submission)
    before = dict(held.answers)
    for key, text in texts.items():
        if text is None:
            held.answers.pop(key, None)
        else:
            held.answers[key] = text
    if held.answers != before:
        held.by = by
        held.save(update_fields=["answers", "by"])
        changed = sum(held.answers.get(key) != before.get(key) for key in allowed)
        sentence = gettext_noop("{actor} worded {count} answers of {application} anew for blind reviewers.")
        trail.record("review.redacted", sentence, by=by, on=application.call, count=changed, application=application.number)
    return held
