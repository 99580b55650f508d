"""Texts of one line, and texts that only look empty: refused wherever a page or a program sends them."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from pydantic import ValidationError

from accelerator.kit.given import Given, Line
from accelerator.kit.lines import can_be_seen, is_one

UNSEEN = [
    "\u200b",
    "\u2060",
    "\ufeff",
    "\xad",
    "\u200e\u200f",
    " \u3000\u200b ",
    "\u3164",
    "\u115f\u1160",
    "\u2800",
    "\u202e",
    "\x07",
]
SEEN = ["a", "-", "\u200bSampan", "e\u0301", "می\u200cخواهم", "👩\u200d🚀", "ᅟᅡ", "١"]
UNSEEN_SAID = "Write something that can be seen."
LINES_SAID = "This stands in one line. Take the line breaks out."


class NameForm(forms.Form):
    name = forms.CharField(max_length=200)
    password = forms.CharField(required=False, strip=False)
    many = forms.CharField(required=False, widget=forms.Textarea)


class NameIn(Given):
    name: Line | None = None
    tags: list[Line] = []


def said(**sent: Any) -> list[tuple[Any, str]]:
    with pytest.raises(ValidationError) as fault:
        NameIn(**sent)
    return [(error["loc"], error["msg"]) for error in fault.value.errors()]


@pytest.mark.parametrize("text", UNSEEN)
def test_what_cannot_be_seen(text: str) -> None:
    assert not can_be_seen(text)
    assert NameForm({"name": text, "many": text}).errors == {"name": [UNSEEN_SAID], "many": [UNSEEN_SAID]}
    assert said(name=text) == [(("name",), UNSEEN_SAID)]
    assert said(tags=["ports", text]) == [(("tags", 1), UNSEEN_SAID)]


@pytest.mark.parametrize("text", SEEN)
def test_what_can_be_seen_stays_as_it_is(text: str) -> None:
    assert can_be_seen(text)
    form = NameForm({"name": text})
    assert (form.errors, form.cleaned_data["name"]) == ({}, text)
    assert NameIn(name=text).name == text


def test_nothing_and_spaces_are_what_they_were() -> None:
    assert not can_be_seen("")
    assert NameForm({"name": "  "}).errors == {"name": ["Fill this in."]}
    kept = NameForm({"name": "Sampan", "password": "   "})
    assert (kept.errors, kept.cleaned_data["password"]) == ({}, "   ")
    assert [NameIn(name=text).name for text in ("", " ", None)] == ["", " ", None]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_what_stands_in_one_line(end: str) -> None:
    for text in (f"Sampan{end}Analytics", f"Sampan{end}", end):
        assert not is_one(text)
        assert said(name=text) == [(("name",), LINES_SAID)]
    assert is_one("Sampan Analytics")
