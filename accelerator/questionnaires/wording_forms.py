"""What managers fill in to translate a form: the wordings of one section or question, beside its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _lazy

from accelerator.kit import languages
from accelerator.kit.lines import Lines, joined
from accelerator.questionnaires import details, wordings
from accelerator.questionnaires.wordings import Part, Phrase


class OwnLanguage(forms.Form):
    language = forms.ChoiceField(
        label=_lazy("The form is written in"), choices=languages.known, widget=forms.Select(attrs={"translate": "no"})
    )


class Cell(NamedTuple):
    """A phrase in one language; `meant` is what it was translated from, where that is out of date."""

    language: str
    is_missing: bool
    meant: str
    field: forms.BoundField


class Translated(forms.Form):
    """A field for each phrase and language, named `ms:options.idea:label`."""

    use_required_attribute = False

    def __init__(self, part: Part, spoken: Iterable[str], *, is_draft: bool) -> None:
        super().__init__(None, auto_id=f"id_{part.section}_{part.question}_%s")
        self.part, self.spoken = part, list(spoken)
        for one in part.phrases:
            for code in self.spoken:
                self.fields[f"{code}:{one.name}"] = _field(one, code, is_draft=is_draft)

    def rows(self) -> Iterator[tuple[Phrase, str, list[Cell]]]:
        """Each phrase, what it is, and its field in each language."""
        for one in self.part.phrases:
            yield one, details.named(one.name), [self._cell(one, code) for code in self.spoken]

    def _cell(self, phrase: Phrase, code: str) -> Cell:
        return Cell(languages.named(code), code not in phrase.said, phrase.outdated.get(code, ""), self[f"{code}:{phrase.name}"])


def _field(phrase: Phrase, code: str, *, is_draft: bool) -> forms.CharField:
    attrs = {"lang": code, "dir": "auto", "maxlength": phrase.most} | ({} if is_draft else {"readonly": True})
    widget = Lines(attrs=attrs | {"rows": 2}) if phrase.is_long else forms.TextInput(attrs=attrs | {"autocomplete": "off"})
    return forms.CharField(label=languages.named(code), required=False, initial=phrase.said.get(code, ""), widget=widget)


def written(part: Mapping[str, Any], spoken: Iterable[str], data: QueryDict) -> dict[str, Any]:
    """`part` as the fields that were sent say it in each language. Texts of which none is left stand empty: what a drawing does
    not name it leaves as it was. `right` names a field (`ms:label`) whose text is right still.
    """
    made = dict(part)
    for code, _colon, name in (one.partition(":") for one in data.getlist("right")):
        made = wordings.still_right(made, code, name)
    for code in spoken:
        sent = {one.name: one.most for one in wordings.phrases(part) if f"{code}:{one.name}" in data}
        said = {name: joined(str(data[f"{code}:{name}"]))[:most] for name, most in sent.items()}
        made = wordings.translated(made, code, said) if said else made
    return {name: {} for name in ("texts", "outdated") if name in part} | made
