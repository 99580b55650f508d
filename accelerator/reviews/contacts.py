"""Contact details that stand in an application and belong to somebody who would judge it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import phonenumbers
from allauth.account.models import EmailAddress

from accelerator.applications.models import Application, Submission
from accelerator.reviews.models import Profile
from accelerator.reviews.points import Edge
from accelerator.startups import queries as founders

SOURCE = "contact"
# Bounded, and no sign of one part in the other: what founders paste is looked through once, not once for each sign of it.
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"'@]{1,64}@[^\s<>()\[\],;:\"'@]{1,254}")
_NUMBER = re.compile(r"\+[\d\s().–-]{7,24}\d")


def edges(applications: Sequence[Application], people: Sequence[Any]) -> list[Edge]:
    """A verified address of theirs stands in the answers, or their telephone number, or one that a startup of theirs gave in its
    own. Five queries, which read all that was submitted.
    """
    asked = {person.pk for person in people}
    mine: dict[str, set[int]] = defaultdict(set)
    for person, email in EmailAddress.objects.filter(user__in=asked, verified=True).values_list("user", "email"):
        mine[email.casefold()].add(person)
    for person, dialled in _numbers(asked):
        mine[dialled].add(person)
    said = _said(Submission.objects.filter(application__in=applications))
    of = {one.pk: one.startup_id for one in applications}
    belongs = founders.ever_belonged(of.values(), people)
    return [
        Edge(application, person, SOURCE, detail[:300], cause(detail))
        for application, details in said.items()
        for detail in details
        for person in mine.get(detail, ())
        if (of[application], person) not in belongs
    ]


def cause(detail: str) -> str:
    """What a conflict by this address or number is computed from."""
    return f"{SOURCE}:{detail}"[:300]


def _numbers(people: set[int]) -> Iterator[tuple[int, str]]:
    """Telephone numbers of `people`, and those that their startups gave. Three queries."""
    yield from Profile.objects.filter(person__in=people).exclude(phone="").values_list("person", "phone")
    of: dict[int, set[int]] = defaultdict(set)
    for root, _name, person, _start, _end in founders.times_of(people):
        of[root].add(person)
    sent = Submission.objects.filter(application__startup__in=of)
    for startup, details in _said(sent, by="application__startup").items():
        for detail in details:
            if detail.startswith("+"):
                yield from ((person, detail) for person in of[startup])


def _said(submissions: Any, by: str = "application") -> Mapping[int, set[str]]:
    """{application or startup: addresses and numbers in what it submitted last}."""
    latest = submissions.order_by("application", "-number").distinct("application")
    return _gathered(latest.values_list(by, "answers"))


def _gathered(rows: Any) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for key, answers in rows:
        found[key] |= set(details(answers))
    return found


def details(answers: Any) -> Iterator[str]:
    """Addresses, small, and international numbers as +6591234567 in all texts of an answer sheet."""
    if isinstance(answers, str):
        found = (one.casefold().rstrip(".") for one in _ADDRESS.findall(answers))
        yield from (one for one in found if "." in one.partition("@")[2])
        for text in _NUMBER.findall(answers):
            if dialled := number(text):
                yield dialled
    elif isinstance(answers, Mapping):
        for value in answers.values():
            yield from details(value)
    elif isinstance(answers, list):
        for value in answers:
            yield from details(value)


def number(text: str, country: str = "") -> str:
    """As +6591234567, read as somebody in `country` would dial it; empty where nobody has it."""
    try:
        found = phonenumbers.parse(text[:60], country or None)
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164) if phonenumbers.is_valid_number(found) else ""
