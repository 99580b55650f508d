"""What a call checks before its form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit.refusals import Refusal
from accelerator.programmes import eligibility
from accelerator.programmes.models import Call
from accelerator.programmes.operations.holding import hold, record


class Unsound(Refusal):
    """Checks that make no sense; `places` are (place, field) of each."""

    status = 422

    def __init__(self, faults: list[tuple[int, str]]) -> None:
        super().__init__(_("Some checks cannot be judged as they are."), field="eligibility")
        self.places = faults


@transaction.atomic
def set_eligibility(call: Call, *, checks: Sequence[eligibility.Check], by: Any) -> None:
    """Asks these before the form; none lets everybody in. A published call keeps what it asks. Raises Unsound."""
    held = hold(call, by)
    if held.state == Call.State.PUBLISHED:
        raise Refusal(_("The call is published: who may apply stays as it was announced."))
    faults = list(eligibility.faults(checks))
    if faults:
        raise Unsound(faults)
    kept = eligibility.store(checks)
    if kept == held.eligibility:
        return
    held.eligibility = kept
    held.save(update_fields=["eligibility"])
    record("call.eligibility_set", gettext_noop("{actor} changed who may apply to {subject}."), held, by)
