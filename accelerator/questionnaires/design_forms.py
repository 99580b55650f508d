"""What managers fill in to draw a form: the wording and rules of a section and a question, and where they stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.utils import ErrorList
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django_countries import countries

from accelerator.files.kinds import KINDS
from accelerator.kit.counting import CHARACTERS, WORDS
from accelerator.kit.forms import Currency
from accelerator.kit.lines import Lines
from accelerator.questionnaires import definition as design
from accelerator.questionnaires import drafting, retyping, written
from accelerator.questionnaires.amounts import Date, Money, Month
from accelerator.questionnaires.choices import Choice, Choices
from accelerator.questionnaires.definition import Section
from accelerator.questionnaires.facts import FACTS
from accelerator.questionnaires.questions import File, Question


class SectionDesign(forms.Form):
    title = forms.CharField(label=_lazy("Title"), max_length=120)
    intro = forms.CharField(
        label=_lazy("Introduction"),
        max_length=1000,
        required=False,
        widget=Lines(attrs={"rows": 3}),
        help_text=_lazy("Shown above the first question."),
    )


def _types() -> list[tuple[str, Any]]:
    return [(name, kind.name) for name, kind in design.TYPES.items()]


class NewQuestion(forms.Form):
    """A question begins with its wording and its type."""

    section = forms.CharField(widget=forms.HiddenInput)
    label = forms.CharField(label=_lazy("Question"), max_length=300)
    type = forms.ChoiceField(label=_lazy("Type"), choices=_types)

    def question(self, taken: set[str]) -> dict[str, Any]:
        """A question that can be asked at once."""
        label, kind = self.cleaned_data["label"], self.cleaned_data["type"]
        made: dict[str, Any] = {
            "key": drafting.free_key(label, taken, "question"),
            "type": kind,
            "label": label,
            "required": True,
        }
        return made | retyping.beginnings(kind)


class QuestionType(forms.Form):
    """What a question that stands in the form is to ask for from now on."""

    type = forms.ChoiceField(label=_lazy("Type"), choices=_types)


_TOGGLE = forms.CheckboxInput(attrs={"class": "toggle"})
_IN_TIME = {
    "date": {"min": _lazy("First possible day"), "max": _lazy("Last possible day")},
    "month": {"min": _lazy("First possible month"), "max": _lazy("Last possible month")},
}


class QuestionDesign(forms.Form):
    """The wording and rules of one question: the fields its type has. The `wide` ones have a line to themselves."""

    wide = ("label", "country", "accept", "fact")
    label = forms.CharField(label=_lazy("Question"), max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    help = forms.CharField(
        label=_lazy("Help text"), max_length=1000, required=False, widget=Lines(attrs={"rows": 2, "class": "!min-h-0"})
    )
    required = forms.BooleanField(label=_lazy("Must be answered"), required=False, widget=_TOGGLE)
    sensitive = forms.BooleanField(
        label=_lazy("Sensitive"), required=False, widget=_TOGGLE, help_text=_lazy("Reviewers do not see the answer, managers do.")
    )
    limit = forms.IntegerField(label=_lazy("Limit"))
    counts = forms.ChoiceField(label=_lazy("Counted in"), choices=[(CHARACTERS, _lazy("Characters")), (WORDS, _lazy("Words"))])
    options = forms.CharField(
        label=_lazy("Options"),
        strip=False,
        widget=Lines(attrs={"rows": 5}),
        help_text=_lazy("One a line. An option goes when its line is taken out; an empty line keeps what stood there."),
    )
    other = forms.BooleanField(label=_lazy("“Other” in one's own words"), required=False, widget=_TOGGLE)
    min_rows = forms.IntegerField(label=_lazy("Fewest rows"))
    max_rows = forms.IntegerField(label=_lazy("Most rows"))
    low = forms.IntegerField(label=_lazy("From"))
    high = forms.IntegerField(label=_lazy("To"))
    low_label = forms.CharField(label=_lazy("What the lowest means"), max_length=60, required=False)
    high_label = forms.CharField(label=_lazy("What the highest means"), max_length=60, required=False)
    country = forms.ChoiceField(
        label=_lazy("Numbers without a country's code are of"), choices=lambda: [("", "–"), *countries], required=False
    )
    accept = forms.MultipleChoiceField(
        label=_lazy("Kinds of file"), choices=[(kind, kind.upper()) for kind in KINDS], widget=forms.CheckboxSelectMultiple
    )
    min = forms.CharField(label=_lazy("Least"), max_length=40, required=False)
    max = forms.CharField(label=_lazy("Most"), max_length=40, required=False)
    max_mb = forms.IntegerField(
        label=_lazy("Most MB of a file"), help_text=_lazy("Up to 100; 0 leaves it to the call, which begins with 25.")
    )
    unit = forms.CharField(label=_lazy("Unit"), max_length=20, required=False)
    currency = Currency(label=_lazy("Currency"), max_length=3)
    whole = forms.BooleanField(label=_lazy("Whole numbers only"), required=False, widget=_TOGGLE)
    must_be_yes = forms.BooleanField(label=_lazy("A declaration: must be confirmed"), required=False, widget=_TOGGLE)
    fact = forms.ChoiceField()

    def __init__(self, data: Any, *, raw: dict[str, Any], wrong: Mapping[str, str] | None = None) -> None:
        """`raw` is the question as the definition has it, `wrong` {attribute: what makes it impossible}."""
        self.raw, self.wrong, question = raw, wrong or {}, design.question(raw)
        told = {name: fact.name for name, fact in FACTS.items() if question.type in fact.types}
        left_out = {"unit"} if isinstance(question, Money) else set()  # an amount is told in its currency
        left_out |= set() if told else {"fact"}
        asked = (question.attributes() - left_out) & set(self.base_fields)
        shown = {name: getattr(question, name) for name in asked}
        if isinstance(question, Choice):
            shown["options"] = "\n".join(option.label for option in question.options)
        super().__init__(data, initial=shown)
        for name in set(self.fields) - asked:
            del self.fields[name]
        if told:
            self.fields["fact"] = forms.ChoiceField(
                label=_("Tells a fact of the startup"),
                choices=[("", _("None")), *told.items()],
                required=False,
                help_text=_("Founders may let their answer bring the startup's record up to date when they submit."),
            )
        self._suit(question)

    def _suit(self, question: Question) -> None:
        """Bounds are asked for as the type has them."""
        if isinstance(question, (Choices, File)):
            self.fields["max"] = forms.IntegerField(
                label=_("How many at most"), help_text=_("0 for any number.") if isinstance(question, Choices) else ""
            )
        if isinstance(question, (Date, Month)):
            for name, label in _IN_TIME[question.type].items():
                self.fields[name].label = label
                self.fields[name].widget.attrs["placeholder"] = "2026-11-30" if question.type == "date" else "2026-11"

    def full_clean(self) -> None:
        """As it stands in the draft, it is told what the design makes impossible; as it is typed, what is no such value."""
        super().full_clean()
        if not self.is_bound:
            for name, says in self.wrong.items():
                if name in self.fields:
                    self.errors.setdefault(name, ErrorList()).append(says)

    def attributes(self) -> dict[str, Any]:
        """What the form changes: the fields that hold something of their kind."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in self.errors}
        if "options" in given:
            given["options"] = drafting.options(given["options"], self.raw.get("options", []))
        return given


class FormFile(forms.Form):
    """A form as text: typed, or read from a file, which goes first."""

    text = forms.CharField(
        label=_lazy("The form as text"),
        required=False,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 30, "spellcheck": "false", "translate": "no", "wrap": "off", "class": "textarea code"}
        ),
    )
    file = forms.FileField(
        label=_lazy("Or a file"),
        required=False,
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml", "class": "file-input"}),
    )

    def brought(self) -> str:
        """The text of a valid form."""
        given = self.cleaned_data["file"]
        if given is None:
            return str(self.cleaned_data["text"])
        return str(given.read(written.LARGEST + 1), "utf-8-sig", "surrogateescape")


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
