"""What blind reviewers read of a submission, text by text."""

from __future__ import annotations

from typing import Any

from django import forms

from accelerator.applications.models import Submission
from accelerator.kit.lines import Lines
from accelerator.reviews import blind
from accelerator.reviews.operations import redacting


class RedactionForm(forms.Form):
    """A field for each text that was sent in, as it is hidden now; `rule` is what the rule alone makes of it."""

    def __init__(self, data: Any, *, submission: Submission, hides: str) -> None:
        super().__init__(data)
        application, version = submission.application, submission.version
        self.sent = submission.answers
        self.rule = blind.by_rule(application, version, self.sent, hides)
        now = blind.answers(application, submission, hides)
        questions = version.questions()
        for key in blind.editable(submission):
            widget, label = Lines(attrs={"rows": 5, "dir": "auto"}), questions[key].label
            self.fields[key] = forms.CharField(
                label=label, required=False, max_length=redacting.LONGEST, strip=False, initial=now[key], widget=widget
            )

    def pairs(self) -> list[tuple[str, forms.BoundField]]:
        """(as it was sent in, the field) of each."""
        return [(str(self.sent[name]), self[name]) for name in self.fields]

    def texts(self) -> dict[str, str | None]:
        """What operations.redact() takes: None where the rule says the same."""
        return {key: None if text == self.rule[key] else text for key, text in self.cleaned_data.items()}
