"""Cells of a startup's record beyond what lists tell: its stage, its registration, where else it is found. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accelerator.kit import days
from accelerator.kit.refusals import Refusal
from accelerator.questionnaires.emails import Email
from accelerator.startups import lists, registration
from accelerator.startups.models import Link, Startup
from accelerator.startups.operations import MOST_LINKS

Cells = Mapping[str, str]
SPLIT = re.compile(r"[;|\n]")
_ADDRESS = forms.URLField(max_length=300, assume_scheme="https")
_MAIL = Email(key="contact", label="")
_KINDS = {
    "linkedin.com": Link.Kind.LINKEDIN,
    "github.com": Link.Kind.CODE,
    "gitlab.com": Link.Kind.CODE,
    "youtube.com": Link.Kind.VIDEO,
    "youtu.be": Link.Kind.VIDEO,
    "vimeo.com": Link.Kind.VIDEO,
}


def facts(cells: Cells, country: str) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """By `cells`, {target: cell}, fields of a startup with its `links` as (kind, address); and (target, reason) of what is wrong.

    `country` is that of its main place: a number whose country no cell names is of its register.
    """
    kept, faults = dict[str, Any](), list[tuple[str, str]]()
    readers: tuple[Callable[[Cells, str], dict[str, Any]], ...] = (_stage, _registration, _links, _contact)
    for read in readers:
        try:
            kept |= read(cells, country)
        except Refusal as refusal:
            faults.append((refusal.field or "", str(refusal.sentence)))
    return kept, faults


def _stage(cells: Cells, _country: str) -> dict[str, Any]:
    text = lists.clean(cells.get("stage", ""))
    named = {name.casefold(): value for value, label in Startup.Stage.choices for name in (value, str(label))}
    if text and text.casefold() not in named:
        options = ", ".join(str(label) for label in Startup.Stage.labels)
        said = _("“%(value)s” is none of the options: %(options)s.")
        raise Refusal(said % {"value": Truncator(text).chars(60), "options": options}, field="stage")
    return {"stage": named[text.casefold()]} if text else {}


def _registration(cells: Cells, country: str) -> dict[str, Any]:
    named = lists.clean(cells.get("registration_country", ""))
    where = lists.country_code(named) if named else country
    if named and not where:
        said = _("“%(value)s” is not known as a country. Write its name or its code, such as Singapore or SG.")
        raise Refusal(said % {"value": Truncator(named).chars(60)}, field="registration_country")
    number = registration.kept(lists.clean(cells.get("registration_number", "")), where)
    if not number:
        return {}
    fault = registration.fault(number, where, year=days.newest().year)
    if fault or not where:
        raise Refusal(fault or _("Name the country whose register gave this number."), field="registration_number")
    return {"registration_number": number, "registration_country": where}


def _links(cells: Cells, _country: str) -> dict[str, Any]:
    given = [text for one in SPLIT.split(cells.get("links", "")) if (text := lists.clean(one))]
    links = {url: (_kind(url), url) for url in map(_address, given)}
    if len(links) > MOST_LINKS:
        raise Refusal(_("At most %(most)d of them can be kept.") % {"most": MOST_LINKS}, field="links")
    return {"links": list(links.values())} if links else {}


def _contact(cells: Cells, _country: str) -> dict[str, Any]:
    text = lists.clean(cells.get("contact", ""))
    if fault := _MAIL.wrong(text) if text else "":
        said = _("“%(value)s”: %(fault)s") % {"value": Truncator(text).chars(60), "fault": fault}
        raise Refusal(said, field="contact")
    return {"contact": text} if text else {}


def _address(text: str) -> str:
    try:
        return str(_ADDRESS.clean(text))
    except forms.ValidationError:
        said = _("“%(value)s” is not a web address of at most 300 characters.") % {"value": Truncator(text).chars(60)}
        raise Refusal(said, field="links") from None


def _kind(url: str) -> str:
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return str(next((kind for end, kind in _KINDS.items() if f".{host}".endswith(f".{end}")), Link.Kind.OTHER))
