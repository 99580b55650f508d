"""The builder's editor of a condition: groups of comparisons, each with the controls that its question and its verb have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django_countries import countries

from accelerator.questionnaires import branches, sentences
from accelerator.questionnaires.choices import OTHER, Choice
from accelerator.questionnaires.conditions import ALONE, MOST_DEEP, family, verbs
from accelerator.questionnaires.fields import FEW
from accelerator.questionnaires.questions import Condition, Question
from accelerator.questionnaires.sentences import Placed

Choices = Sequence[tuple[str, str | list[tuple[str, str]]]]  # (value, words), or (name of a group, its choices)
JOINS = [("all", _lazy("all of these hold")), ("any", _lazy("any of these holds"))]
_INPUTS = {"day": {"type": "date"}, "month": {"type": "month", "placeholder": "2026-11"}, "number": {"inputmode": "decimal"}}


@dataclass(frozen=True)
class Drawn:
    """What a condition is drawn from: the questions it may look at, and what is wrong with it by path."""

    known: Mapping[str, Placed]
    wrong: Mapping[str, str]

    @property
    def questions(self) -> dict[str, Question]:
        return {key: one.question for key, one in self.known.items()}

    def fault(self, path: str) -> str:
        """What is wrong at `path` itself or at an attribute of it."""
        return next((says for at, says in self.wrong.items() if at == path or at.rpartition(".")[0] == path), "")


class Group:
    """`parts` of which all or any must hold; `name` names its fields, `can_nest` another group in it."""

    is_group = True

    def __init__(self, condition: Condition | None, name: str, path: str, drawn: Drawn, *, deep: int = 0) -> None:
        self.name, self.deep = name, deep
        self.join = next((join for join, _words in JOINS if condition and join in condition), "all")
        self.joins = JOINS
        said = condition.get(self.join) if condition else []
        places = [(condition, path)] if said is None else [(one, f"{path}.{self.join}[{at}]") for at, one in enumerate(said)]
        self.parts = [_part(one, f"{name}:{at}", here, drawn, deep + 1) for at, (one, here) in enumerate(places)]
        self.fault = drawn.fault(path) if said is not None else ""
        self.can_look = bool(drawn.known)
        self.can_nest = self.can_look and deep < MOST_DEEP - 1

    @property
    def label(self) -> str:
        return _("Conditions of which any may hold") if self.join == "any" else _("Conditions that must all hold")

    @property
    def joint(self) -> str:
        return _("or") if self.join == "any" else _("and")


def _part(condition: Any, name: str, path: str, drawn: Drawn, deep: int) -> Group | Comparison:
    if "all" in condition or "any" in condition:
        return Group(condition, name, path, drawn, deep=deep)
    return Comparison(condition, name, path, drawn)


class Comparison(forms.Form):
    """A question, a verb, and the other side of it."""

    is_group = False
    use_required_attribute = False

    def __init__(self, condition: Condition, name: str, path: str, drawn: Drawn) -> None:
        self.fault, self.name = drawn.fault(path), name
        self.told = sentences.told(condition, drawn.known)
        self.key, self.verb, self.held = condition["question"], condition["is"], condition.get("value", "")
        self.asked = drawn.questions.get(self.key)
        super().__init__(None, prefix=name, auto_id="id_%s", initial=dict(condition) | {"with": condition.get("answer", "")})
        self.fields["question"] = _select(_("Question"), self._questions(drawn.known))
        self.fields["is"] = _select(_("How it is compared"), [(one, self._said(one)) for one in self._verbs()])
        if self.verb not in ALONE:
            self._ask_other_side(drawn)
        if self.fault:
            for field in self.fields.values():
                field.widget.attrs |= {"aria-invalid": "true", "aria-describedby": self.fault_id, "class": "is-error"}

    @property
    def html_id(self) -> str:
        return f"id_{self.name}"

    @property
    def fault_id(self) -> str:
        return f"id_{self.name}_fault"

    def add_prefix(self, field_name: str) -> str:
        """What is added to the values goes by their name."""
        return f"{self.prefix}:{'value' if field_name == 'more' else field_name}"

    def _questions(self, known: Mapping[str, Placed]) -> Choices:
        """By section."""
        lost = [] if self.key in known else [(self.key, _("A question that does not come before"))]
        every = groupby(known.items(), key=lambda each: each[1].section)
        return [*lost, *((name, [(key, f"{one.place} {one.question.label}") for key, one in some]) for name, some in every)]

    def _verbs(self) -> Sequence[str]:
        return verbs(self.asked) if self.asked else [self.verb]

    def _said(self, verb: str) -> str:
        return sentences.verb(verb, self.asked)

    def _ask_other_side(self, drawn: Drawn) -> None:
        others = branches.comparables(self.asked, self.verb, drawn.questions) if self.asked else []
        if others:
            choices = [(key, _("the answer to %(place)s") % {"place": drawn.known[key].place}) for key in others]
            self.fields["with"] = _select(_("Compared with"), [("", _("this value")), *choices])
        if self.initial["with"]:
            return
        options = _options(self.asked)
        if self.verb == "in":
            self._ask_several(options)
        elif options:
            self.fields["value"] = _select(_("Value"), [("", _("Choose")), *options])
            self.initial["value"] = {True: "yes", False: "no"}.get(self.held, self.held)
        else:
            self.fields["value"] = _input(self.asked, _("Value"))

    def _ask_several(self, options: list[tuple[str, str]]) -> None:
        """Few options all at once; else those that are chosen, and a control that adds another."""
        chosen = [str(one) for one in self.held] if isinstance(self.held, list) else []
        shown = options if 0 < len(options) <= FEW else [(one, dict(options).get(one, one)) for one in chosen]
        self.fields["value"] = forms.MultipleChoiceField(
            label=_("Values"), choices=shown, widget=forms.CheckboxSelectMultiple, required=False
        )
        self.initial["value"] = chosen
        if shown == options and options:
            return
        left = [(value, label) for value, label in options if value not in chosen]
        label = _("Add a value")
        self.fields["more"] = _select(label, [("", _("Add")), *left]) if options else _input(self.asked, label)


def _select(label: str, choices: Choices) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=forms.Select(attrs={"aria-label": label}))


def _input(question: Question | None, label: str) -> forms.CharField:
    attrs = _INPUTS.get(family(question) if question else "", {})
    return forms.CharField(
        label=label, required=False, widget=forms.TextInput(attrs={"aria-label": label, "autocomplete": "off", **attrs})
    )


def _options(question: Question | None) -> list[tuple[str, str]]:
    """What can be chosen for a value; nothing where it is typed."""
    if question is None:
        return []
    if family(question) == "truth":
        return [("yes", _("Yes")), ("no", _("No"))]
    if question.type == "country":
        return list(countries)
    if isinstance(question, Choice):
        return [*question.options, *([(OTHER, _("Other"))] if question.other else [])]
    return []


class Told:
    """A rule or a screen: a condition and the sentence that is told."""

    def __init__(self, one: Mapping[str, Any], part: str, name: str, path: str, drawn: Drawn) -> None:
        self.name, self.sentence = name, one["sentence"]
        self.group = Group(one[part], f"{name}:{part}", f"{path}.{part}", drawn)
        self.fault = drawn.wrong.get(f"{path}.sentence", "")


def editors(
    raw: Mapping[str, Any], before: Mapping[str, Placed], own: Mapping[str, Placed], wrong: Mapping[str, str]
) -> dict[str, Any]:
    """The editors of a question or a section as the definition has it.

    `before` are the questions before it, `own` is itself where it is a question; `wrong` is {path in it: sentence}.
    """
    earlier, here = Drawn(before, wrong), Drawn({**before, **own}, wrong)
    told = (("rules", "holds"), ("screens", "when"))
    return {name: Group(raw.get(name), name, name, earlier) for name in ("show_if", "require_if")} | {
        name: [Told(one, part, f"{name}:{at}", f"{name}[{at}]", here) for at, one in enumerate(raw.get(name, []))]
        for name, part in told
    }
