"""A call under a lock, and its line in the trail."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from accelerator.kit import locking
from accelerator.kit.refusals import Forbidden
from accelerator.programmes.models import Call
from accelerator.trail import operations as trail


def hold(call: Call, by: Any) -> Call:
    """The call under a lock, for a manager of its programme."""
    held = locking.held(Call.objects.select_related("programme", "version", "rubric"), call.pk)
    if not by.has_perm("calls.manage", held):
        raise Forbidden(_("Only managers of %(programme)s may do this.") % {"programme": held.programme})
    return held


def record(verb: str, sentence: str, call: Call, by: Any, **facts: Any) -> None:
    trail.record(verb, sentence, by=by, on=call, touching=(call.programme,), **facts)
