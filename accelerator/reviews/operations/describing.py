"""What reviewers say of themselves, and managers for them: fields, country, languages, most they take on, absences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django_countries import countries

from accelerator.kit import days, doorbell, languages
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.reviews import contacts, reviewers
from accelerator.reviews.models import Absence, Conflict, Expertise, Profile
from accelerator.trail import operations as trail

LEVELS = range(1, 4)
LONGEST_TAG = 60


@transaction.atomic
def describe(
    person: Any,
    *,
    by: Any,
    bio: str,
    country: str = "",
    languages_read: Sequence[str],
    max_load: int | None,
    phone: str | None = None,
    expertise: Mapping[str, int],
) -> Profile:
    """Writes anew what is known of `person` as a reviewer; `expertise` is {tag: level}, `phone` as they would dial it at home,
    None where it stays."""
    _require(person, by=by)
    wanted = _clean(expertise)
    known = dict(languages.known())
    for code in languages_read:
        if code not in known:
            raise Refusal(_("There is no language “%(code)s”.") % {"code": code}, field="languages")
    if max_load is not None and max_load < 1:
        raise Refusal(_("Somebody who takes on nothing is away: write down when."), field="max_load")
    if len(bio) > 300:
        raise Refusal(_("At most %(most)d characters. This has %(count)d.") % {"most": 300, "count": len(bio)}, field="bio")
    if country and country not in dict(countries):
        raise Refusal(_("There is no country “%(code)s”.") % {"code": country}, field="country")
    fields = {"bio": bio.strip(), "country": country, "languages": list(dict.fromkeys(languages_read)), "max_load": max_load}
    if phone is not None:
        fields["phone"] = _number(person, phone, country, by=by)
    profile, _made = Profile.objects.update_or_create(person=person, defaults=fields)
    replace(person, wanted)
    trail.record("reviewer.described", gettext_noop("{actor} wrote down what {subject} reviews."), by=by, on=person)
    return profile


def _number(person: Any, phone: str, country: str, *, by: Any) -> str:
    """What is kept of it. Where it is another, conflicts are looked for anew."""
    wanted = _dialled(phone.strip(), country)
    before = Profile.objects.filter(person=person).values_list("phone", flat=True).first() or ""
    if wanted != before:
        _require_apart(person, before, by=by)
        doorbell.ring("reviews.conflicts_of_person", person.pk)
    return wanted


def _require_apart(person: Any, number: str, *, by: Any) -> None:
    """Nobody ends a conflict of their own by taking away the number that it was found by."""
    found = Conflict.objects.live().filter(person=person, source=contacts.SOURCE, cause=contacts.cause(number))
    if by == person and number and found.exists():
        said = _("You have a conflict of interest by your telephone number: a manager of the programme changes it for you.")
        raise Forbidden(said)


def _dialled(phone: str, country: str) -> str:
    """As +6591234567."""
    number = contacts.number(phone, country)
    if phone and not number:
        raise Refusal(_("Write a whole phone number with the country's code, such as +65 6123 4567."), field="phone")
    return number


def _require(person: Any, *, by: Any) -> None:
    if not by.has_perm("reviews.describe", person):
        raise Forbidden(_("Only they themselves and managers of their programmes write this down."))


def _clean(expertise: Mapping[str, int]) -> dict[str, int]:
    """The tags as written, the first of those that are the same but for capitals."""
    found: dict[str, tuple[str, int]] = {}
    for tag, level in expertise.items():
        text = " ".join(tag.split())
        if not text or len(text) > LONGEST_TAG:
            raise Refusal(_("A field is a word or two, of at most %(most)d characters.") % {"most": LONGEST_TAG}, field="tag")
        if level not in LEVELS:
            raise Refusal(_("How well somebody knows a field goes from 1 to 3."), field="level")
        found.setdefault(text.casefold(), (text, level))
    if len(found) > reviewers.MOST_TAGS:
        raise Refusal(_("At most %(most)d fields can be kept.") % {"most": reviewers.MOST_TAGS}, field="tag")
    return dict(found.values())


def replace(person: Any, wanted: Mapping[str, int]) -> None:
    """Their expertise from now on. The caller has looked who may."""
    Expertise.objects.filter(person=person).delete()
    Expertise.objects.bulk_create(Expertise(person=person, tag=tag, level=level) for tag, level in wanted.items())


@transaction.atomic
def announce(person: Any, *, from_on: date, until_on: date, by: Any, note: str = "") -> Absence:
    """`person` reads nothing on these days, both included."""
    _require(person, by=by)
    if until_on < from_on:
        raise Refusal(_("The last day lies before the first."), field="until_on")
    for field, day in (("from_on", from_on), ("until_on", until_on)):
        if said := days.fault(day):
            raise Refusal(said, field=field)
    absence = Absence.objects.create(person=person, from_on=from_on, until_on=until_on, note=note.strip()[:200])
    sentence = gettext_noop("{actor} wrote down that {subject} is away from {from_on} to {until_on}.")
    trail.record("reviewer.away", sentence, by=by, on=person, from_on=from_on, until_on=until_on)
    return absence


@transaction.atomic
def cancel(absence: Absence, *, by: Any) -> None:
    """They are there after all."""
    _require(absence.person, by=by)
    told: dict[str, Any] = {"from_on": absence.from_on, "until_on": absence.until_on}
    if Absence.objects.filter(pk=absence.pk).delete()[0]:
        sentence = gettext_noop("{actor} took back that {subject} is away from {from_on} to {until_on}.")
        trail.record("reviewer.back", sentence, by=by, on=absence.person, **told)
