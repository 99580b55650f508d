"""What managers fill in to translate a form: the wordings of one section or question, beside its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

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


class Translated(forms.Form):
    """A field for each phrase and language, named `ms:options.idea:label`."""

    use_required_attribute = False

    def __init__(self, part: Part, spoken: Iterable[str], *, is_draft: bool) -> None:
        super().__init__(None, auto_id=f"id_{part.section}_{part.question}_%s")
        self.part, self.spoken = part, list(spoken)
        for one in part.phrases:
            for code in self.spoken:
                self.fields[f"{code}:{one.name}"] = _field(one, code, is_draft=is_draft)

    def rows(self) -> Iterator[tuple[Phrase, str, list[tuple[str, str, bool, forms.BoundField]]]]:
        """Each phrase, what it is, and its field a language: (code, name, whether it is missing, field)."""
        for one in self.part.phrases:
            cells = [(code, languages.named(code), code not in one.said, self[f"{code}:{one.name}"]) for code in self.spoken]
            yield one, details.named(one.name), cells


def _field(phrase: Phrase, code: str, *, is_draft: bool) -> forms.CharField:
    attrs = {"lang": code, "dir": "auto", "maxlength": phrase.most} | ({} if is_draft else {"readonly": True})
    widget = Lines(attrs=attrs | {"rows": 2}) if phrase.is_long else forms.TextInput(attrs=attrs | {"autocomplete": "off"})
    return forms.CharField(label=languages.named(code), required=False, initial=phrase.said.get(code, ""), widget=widget)


def written(part: Mapping[str, Any], spoken: Iterable[str], data: QueryDict) -> dict[str, Any]:
    """`part` as the fields that were sent say it in each language. Texts of which none is left stand empty: what a drawing does
    not name it leaves as it was.
    """
    made = dict(part)
    for code in spoken:
        sent = {one.name: one.most for one in wordings.phrases(part) if f"{code}:{one.name}" in data}
        said = {name: joined(str(data[f"{code}:{name}"]))[:most] for name, most in sent.items()}
        made = wordings.translated(made, code, said) if said else made
    return {"texts": {}} | made if "texts" in part else made
