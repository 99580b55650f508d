"""What was submitted for a milestone, part by part, and what of it changed from one version to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accelerator.kit.wording import number
from accelerator.questionnaires import queries as forms
from accelerator.questionnaires.queries import ReadSection
from cohorts.milestones.models import HandIn

FORM = "form:"  # begins the key of a part that is a section of the step's form


@dataclass(frozen=True)
class Part:
    """One part that is looked at by itself. `content` is compared: plain values; `read` a form section's answers."""

    key: str
    title: str
    content: Any
    read: ReadSection | None = None


def sections(hand_in: HandIn, *, door: str = "") -> list[Part]:
    """Its parts in their order, those that say something; no query where its version comes along. Files open at `door`."""
    parts = [Part("account", _("What was done"), hand_in.account)]
    if hand_in.figure is not None:
        parts.append(Part("figure", _("Number reached"), number(hand_in.figure.normalize())))
    if hand_in.version is not None:
        for one in forms.reading(hand_in.version, hand_in.answers, door=door):
            told = [(answer.key, answer.text, [file.sha256 for file in answer.files]) for answer in one.answers]
            parts.append(Part(f"{FORM}{one.key}", one.title, told, one))
    if hand_in.links:
        parts.append(Part("links", _("Links"), list(hand_in.links)))
    if hand_in.files:
        parts.append(Part("files", _("Files"), [(one["name"], one["sha256"]) for one in hand_in.files]))
    return parts


@dataclass(frozen=True)
class Compared:
    """A part beside what it was in the version before; `before` is None where it was not there. `comment` came with its last
    return, `typed` is what somebody writes of it now.
    """

    part: Part
    before: Part | None
    is_changed: bool
    comment: str = ""
    typed: str = ""


def compared(
    now: HandIn,
    before: HandIn | None,
    *,
    returned: Sequence[dict[str, str]] = (),
    typed: Mapping[str, str] | None = None,
    door: str = "",
) -> list[Compared]:
    """Each part of `now`, whether it changed since `before`, and what was said of it when it came back."""
    was = {one.key: one for one in sections(before)} if before else {}
    said = {one["key"]: one["comment"] for one in returned}
    return [
        Compared(
            one,
            was.get(one.key),
            before is not None and (one.key not in was or was[one.key].content != one.content),
            said.get(one.key, ""),
            (typed or {}).get(one.key, ""),
        )
        for one in sections(now, door=door)
    ]


def gone(now: HandIn, before: HandIn | None) -> list[str]:
    """Titles of parts that `before` had and `now` lacks."""
    there = {one.key for one in sections(now)}
    return [one.title for one in sections(before) if one.key not in there] if before else []
