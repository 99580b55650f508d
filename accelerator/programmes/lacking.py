"""What a draft lacks before it can be published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accelerator.programmes import queries
from accelerator.programmes.models import Call
from accelerator.questionnaires import limits
from accelerator.questionnaires.amounts import Date, Month, as_day, as_month
from accelerator.questionnaires.models import Version

_OF_LATE = timedelta(days=5 * 365)


@dataclass(frozen=True)
class Lack:
    """Something that bars publishing: `tab` is the name of the settings page that mends it."""

    tab: str
    sentence: str


def lacks(call: Call, at: datetime) -> list[Lack]:
    """What stands between a draft and its publication, in the order of the tabs. Two queries."""
    return [*_words_lacking(call), *_form_lacking(call), *_rubric_lacking(call), *_dates_lacking(call, at)]


def _words_lacking(call: Call) -> list[Lack]:
    found = []
    if not call.tagline:
        found.append(Lack("call_settings", _("Say in one line what this call is.")))
    if not call.description:
        found.append(Lack("call_settings", _("Describe the call: who it is for, what happens, what it costs them.")))
    if not call.benefits:
        found.append(Lack("call_settings", _("Say what founders get.")))
    return found


def _form_lacking(call: Call) -> list[Lack]:
    if call.version is None:
        return [Lack("call_form", _("Choose a form, or make the standard one."))]
    if call.version.state != Version.State.PUBLISHED:
        return [Lack("call_form", _("Publish the form; it is still a draft."))]
    return []


def _rubric_lacking(call: Call) -> list[Lack]:
    if call.rubric is None:
        return [Lack("call_rubric", _("Choose a rubric, or make the standard one."))]
    found = queries.criteria(call.rubric)
    if sum(one.weight for one in found) != 100:
        return [Lack("call_rubric", _("The weights of the rubric must add up to 100."))]
    vague = [one.name for one in found if not (one.anchors.get("1") and one.anchors.get("5"))]
    if vague:
        return [Lack("call_rubric", _("Say what a 1 and a 5 mean for: %(names)s.") % {"names": ", ".join(vague)})]
    return []


def _dates_lacking(call: Call, at: datetime) -> list[Lack]:
    found = []
    if call.closes_at <= at:
        found.append(Lack("call_schedule", _("The call closes in the past.")))
    closes_on = call.closes_at.astimezone(call.zone).date()
    if call.reviews_due_on is None or call.reviews_due_on <= closes_on:
        found.append(Lack("call_schedule", _("Say by which day reviews are due: a day after the call closes.")))
    if call.decisions_on is None or (call.reviews_due_on and call.decisions_on < call.reviews_due_on):
        found.append(Lack("call_schedule", _("Say by which day founders hear the decision: not before the reviews are due.")))
    return found


def aged(call: Call) -> list[Lack]:
    """Questions whose first or last day lies in the years before the call opens: likely an earlier call's. They bar nothing. No
    query where the version comes along.
    """
    asked = call.version.questions().values() if call.version else ()
    every = [(one.label, part) for one in asked for part in (one, *getattr(one, "columns", ()))]
    says = _("“%(question)s” of the form: %(bounds)s.")
    return [
        Lack("call_form", says % {"question": label, "bounds": ", ".join(limits.told(part, call.room()))})
        for label, part in every
        if isinstance(part, Date | Month) and any(_is_of_late(bound, call) for bound in (part.min, part.max))
    ]


def _is_of_late(bound: str, call: Call) -> bool:
    day, opens_on = as_day(bound) or as_month(bound), call.opens_at.astimezone(call.zone).date()
    return day is not None and opens_on - _OF_LATE < day < opens_on
