"""By how much a call is extended, and why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.kit import wording
from accelerator.programmes.forms.calls import WallTime, instant
from accelerator.programmes.models import Call

UNTIL, DOWN = "until", "down"
OTHER = "other"
SPANS = {"1h": timedelta(hours=1), "1d": timedelta(days=1), "3d": timedelta(days=3), "7d": timedelta(days=7)}
WORDS = {"1h": _("One hour"), "1d": _("One day"), "3d": _("Three days"), "7d": _("A week")}
REASONS = {
    "asked": _("Founders asked for more time."),
    "trouble": _("This house was slow or away shortly before the deadline."),
    "holiday": _("A public holiday falls into the last days."),
}


class Extend(forms.Form):
    """A usual span, or a moment on the call's own clock; a usual reason, or one in words. As it begins it can be sent."""

    span = forms.ChoiceField(label=_("How much longer"), widget=forms.RadioSelect, initial="1d")
    closes_at = WallTime(label=_("Until"), required=False)
    why = forms.ChoiceField(
        label=_("Why"), widget=forms.RadioSelect, initial="asked", choices=[*REASONS.items(), (OTHER, _("Another reason"))]
    )
    reason = forms.CharField(label=_("The reason in words"), max_length=300, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)  # when the call was to close as it was looked at

    def __init__(self, data: Any, *, call: Call, at: datetime, down: int = 0) -> None:
        """`down` minutes in which the house was slow or away are offered as a span, where there are any."""
        super().__init__(data)
        self.spans = SPANS | ({DOWN: timedelta(minutes=down)} if down else {})
        self.ends = call.ends_at().isoformat()
        self.zone, self.begins = call.zone, max(call.ends_at(), at.replace(second=0, microsecond=0))
        words = {DOWN: _("The measured downtime, %(minutes)d min") % {"minutes": down}} if down else {}
        told = {key: f"{word}: {wording.moment(self._after(key), call.zone)}" for key, word in (words | WORDS).items()}
        self.fields["span"].choices = [*told.items(), (UNTIL, _("Until another moment"))]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["closes_at"].help_text = _("On the call's own clock, %(zone)s.") % {"zone": call.zone}
        self.fields["reason"].help_text = _("Everybody with a draft and the public page read it.")

    def _after(self, span: str) -> datetime:
        """Days end at the same time of day by the call's clock, also where it is put forward or back on the way."""
        if span == DOWN or self.spans[span] < timedelta(days=1):
            return self.begins + self.spans[span]
        return (self.begins.astimezone(self.zone) + self.spans[span]).astimezone(UTC)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("seen", "") not in ("", self.ends):
            self.add_error(
                None, _("It was given more time since you opened this page. Extend it further only where that is too little.")
            )
        if given.get("span") == UNTIL and not given.get("closes_at") and "closes_at" not in self.errors:
            self.add_error("closes_at", _("Say until when."))
        elif given.get("span") == UNTIL and given.get("closes_at"):
            try:
                given["closes_at"] = instant(given["closes_at"], self.zone)
            except forms.ValidationError as skipped:
                self.add_error("closes_at", skipped)
        if given.get("why") == OTHER and not given.get("reason"):
            self.add_error("reason", _("Say why: everybody with a draft reads it."))
        self._require_meant(given)
        return given

    def _require_meant(self, given: dict[str, Any]) -> None:
        """What is written below a usual span or reason would be lost without a word, and founders told something else."""
        if given.get("closes_at") and given.get("span", UNTIL) != UNTIL:
            self.add_error("span", _("A moment is written below. Choose “Until another moment”, or take it out."))
        if given.get("reason") and given.get("why", OTHER) != OTHER:
            self.add_error("why", _("A reason is written below. Choose “Another reason”, or take it out."))

    def asked(self) -> dict[str, str]:
        """Beside which field of its own stands what bars the moment: the span where that says it."""
        return {} if self.cleaned_data["span"] == UNTIL else {"closes_at": "span"}

    def given(self) -> dict[str, Any]:
        given = self.cleaned_data
        closes_at = given["closes_at"] if given["span"] == UNTIL else self._after(given["span"])
        reason = given["reason"] if given["why"] == OTHER else str(REASONS[given["why"]])
        return {"closes_at": closes_at, "reason": reason}
