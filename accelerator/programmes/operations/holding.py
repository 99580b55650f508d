"""A call under a lock, and its line in the trail."""

from __future__ import annotations

from typing import Any

from accelerator.kit import locking
from accelerator.programmes.models import Call
from accelerator.programmes.operations.running import require_manager
from accelerator.trail import operations as trail


def hold(call: Call, by: Any) -> Call:
    """The call under a lock, for a manager of its programme."""
    held = locking.held(Call.objects.select_related("programme", "version", "rubric"), call.pk)
    require_manager(held.programme, by)
    return held


def record(verb: str, sentence: str, call: Call, by: Any, **facts: Any) -> None:
    trail.record(verb, sentence, by=by, on=call, touching=(call.programme,), **facts)
