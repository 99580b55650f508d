"""What managers fill in to draw a form: the wording and rules of a section and a question, and where they stand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accelerator.files.kinds import KINDS
from accelerator.kit.lines import Lines
from accelerator.questionnaires import definition as design
from accelerator.questionnaires import drafting
from accelerator.questionnaires.choices import Choice, Choices
from accelerator.questionnaires.definition import Section
from accelerator.questionnaires.operations import Unfit
from accelerator.questionnaires.questions import File


class SectionDesign(forms.Form):
    title = forms.CharField(label=_lazy("Title"), max_length=120)
    intro = forms.CharField(
        label=_lazy("Introduction"),
        max_length=1000,
        required=False,
        widget=Lines(attrs={"rows": 3}),
        help_text=_lazy("Shown above the first question."),
    )


class NewQuestion(forms.Form):
    """A question begins with its wording and its type, which stays."""

    section = forms.CharField(widget=forms.HiddenInput)
    label = forms.CharField(label=_lazy("Question"), max_length=300)
    type = forms.ChoiceField(label=_lazy("Type"), choices=lambda: [(name, kind.name) for name, kind in design.TYPES.items()])

    def question(self, taken: set[str]) -> dict[str, Any]:
        """A question that can be asked at once: choices begin with two options."""
        label, kind = self.cleaned_data["label"], self.cleaned_data["type"]
        made: dict[str, Any] = {
            "key": drafting.free_key(label, taken, "question"),
            "type": kind,
            "label": label,
            "required": True,
        }
        if kind in ("choice", "choices"):
            made["options"] = drafting.options("\n".join([_("First option"), _("Second option")]), [])
        return made


_TOGGLE = forms.CheckboxInput(attrs={"class": "toggle"})


class QuestionDesign(forms.Form):
    """The wording and rules of one question: the fields its type has."""

    label = forms.CharField(label=_lazy("Question"), max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    help = forms.CharField(label=_lazy("Help text"), max_length=1000, required=False, widget=Lines(attrs={"rows": 2}))
    required = forms.BooleanField(label=_lazy("Must be answered"), required=False, widget=_TOGGLE)
    limit = forms.IntegerField(label=_lazy("Most characters"))
    options = forms.CharField(label=_lazy("Options"), widget=Lines(attrs={"rows": 5}), help_text=_lazy("One a line."))
    unit = forms.CharField(label=_lazy("Unit"), max_length=20, required=False)
    currency = forms.CharField(label=_lazy("Currency"), max_length=3)
    min = forms.CharField(label=_lazy("Least"), max_length=40, required=False)
    max = forms.CharField(label=_lazy("Most"), max_length=40, required=False)
    whole = forms.BooleanField(label=_lazy("Whole numbers only"), required=False)
    must_be_yes = forms.BooleanField(label=_lazy("A declaration: must be confirmed"), required=False)
    accept = forms.MultipleChoiceField(
        label=_lazy("Kinds of file"), choices=[(kind, kind.upper()) for kind in KINDS], widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, *, raw: dict[str, Any]) -> None:
        """`raw` is the question as the definition has it."""
        self.raw, question = raw, design.question(raw)
        shown = {name: getattr(question, name) for name in question.attributes() if name not in ("key", "type")}
        if isinstance(question, Choice):
            shown["options"] = "\n".join(option.label for option in question.options)
        super().__init__(data, initial=shown)
        for name in set(self.fields) - set(shown):
            del self.fields[name]
        if isinstance(question, (Choices, File)):
            self.fields["max"] = forms.IntegerField(
                label=_("How many at most"), help_text=_("0 for any number.") if isinstance(question, Choices) else ""
            )

    def attributes(self) -> dict[str, Any]:
        """What a valid form changes."""
        given = dict(self.cleaned_data)
        if "options" in given:
            given["options"] = drafting.options(given["options"], self.raw.get("options", []))
        return given

    def blame(self, refusal: Unfit) -> None:
        """Puts what makes the design impossible beside the field that does."""
        name = (refusal.field or "").rpartition(".")[2].partition("[")[0]
        self.add_error(name if name in self.fields else None, str(refusal.sentence))


class QuestionPlace(forms.Form):
    """Where a question is to stand: `section/` is first in a section, `section/question` right after a question."""

    place = forms.ChoiceField(label=_lazy("New place"))

    def __init__(self, data: Any, *, sections: tuple[Section, ...], key: str) -> None:
        super().__init__(data, auto_id="id_move_%s")
        self.fields["place"].choices = [  # type: ignore[attr-defined]  # it is a choice field's
            (f"{number}. {part.title}", _places(part, number, key)) for number, part in enumerate(sections, 1)
        ]

    def destination(self) -> dict[str, str]:
        """What drafting.place_question asks for."""
        section, _slash, after = self.cleaned_data["place"].partition("/")
        return {"section": section, "after": after}


def _places(section: Section, number: int, key: str) -> list[tuple[str, str]]:
    after = [
        (f"{section.key}/{one.key}", _("After %(place)s %(question)s") % {"place": f"{number}.{at}", "question": one.label})
        for at, one in enumerate(section.questions, 1)
        if one.key != key
    ]
    return [(f"{section.key}/", _("First in %(section)s") % {"section": section.title}), *after]


class SectionPlace(forms.Form):
    """Where a section is to stand: after the one named, or first of all."""

    place = forms.ChoiceField(label=_lazy("New place"), required=False)

    def __init__(self, data: Any, *, sections: tuple[Section, ...], key: str) -> None:
        super().__init__(data, auto_id="id_move_%s")
        after = [
            (one.key, _("After %(place)s %(section)s") % {"place": f"{number}.", "section": one.title})
            for number, one in enumerate(sections, 1)
            if one.key != key
        ]
        self.fields["place"].choices = [("", _("First of all")), *after]  # type: ignore[attr-defined]  # it is a choice field's
