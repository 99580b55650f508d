"""Files that a startup or a cohort keeps at hand."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.files import operations as files
from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from cohorts.roster import policies
from cohorts.roster.models import Cohort, Enrolment, SharedFile
from cohorts.roster.operations.standing import record, record_in

_KINDS = ("pdf", "docx", "pptx", "xlsx", "csv", "txt", "png", "jpg")


@transaction.atomic
def keep_file(of: Cohort | Enrolment, *, upload: UploadedFile[Any], by: Any) -> SharedFile:
    """`upload` for everybody in a cohort, or for a startup and who stands by it; against the quota of either. Beside
    one that has left the cohort only its managers put any.
    """
    if isinstance(of, Cohort):
        if not policies.leads(by, of):
            raise Forbidden(_("Only the cohort's team and the programme's managers put files here."))
        made = SharedFile.objects.create(cohort=of, file=files.keep(upload, by=by, on=of, allowed=_KINDS))
        record_in(of, "file.shared", gettext_noop("{actor} put {subject} into the files of {cohort}."), by=by, on=made)
        return made
    if not policies.shares_with(by, of):
        raise Forbidden(_("Only the startup's owners and members, who stands by it and the managers put files here."))
    if not policies.adds_yet(by, of):
        facts = {"startup": of.startup, "cohort": of.cohort}
        raise Refusal(_("%(startup)s has left %(cohort)s: its files stay as they are. The managers can still add some.") % facts)
    made = SharedFile.objects.create(enrolment=of, file=files.keep(upload, by=by, on=of.startup, allowed=_KINDS))
    record("file.kept", gettext_noop("{actor} put {file} into the files of {startup}."), of, by=by, file=made)
    return made


@transaction.atomic
def remove_file(shared: SharedFile, *, by: Any) -> None:
    """Gone for everybody, its room given back; who put it there may, and who leads. Twice is once."""
    if not policies.removes(by, shared):
        raise Forbidden(_("Who put it there removes it, an owner or member of the startup, or a manager."))
    if not SharedFile.objects.live().filter(pk=shared.pk).update(removed_at=clock.now()):
        return
    files.remove(shared.file)
    if shared.cohort is not None:
        sentence = gettext_noop("{actor} took {subject} out of the files of {cohort}.")
        record_in(shared.cohort, "file.unshared", sentence, by=by, on=shared)
    elif shared.enrolment is not None:
        sentence = gettext_noop("{actor} took {file} out of the files of {startup}.")
        record("file.removed", sentence, shared.enrolment, by=by, file=shared)
