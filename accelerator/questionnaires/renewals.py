"""Reads: which drafts are behind the newest version of their form, what taking them over would come to, what no longer fits."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import chain
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.kit import together
from accelerator.kit.counting import WORDS
from accelerator.kit.kept import kept
from accelerator.kit.registered import registered
from accelerator.kit.together import Steps
from accelerator.questionnaires import versions
from accelerator.questionnaires.models import Changeover, Questionnaire, Renewal, Sheet, Version
from accelerator.questionnaires.queries import attached, given, values_seen, with_files
from accelerator.questionnaires.questions import Question


def live(questionnaire: Questionnaire) -> Version | None:
    """The newest published version."""
    found: Version | None = questionnaire.versions.filter(state=Version.State.PUBLISHED).order_by("-number").first()
    return found


def behind(version: Version) -> QuerySet[Sheet]:
    """Drafts that are asked with an older version of the same form; the point `form_drafts` says what a draft is."""
    drafts = (Q(id__in=drafts(version.questionnaire)) for drafts in registered("form_drafts"))
    older = Sheet.objects.filter(version__questionnaire=version.questionnaire_id, version__number__lt=version.number)
    return older.filter(reduce(or_, drafts, Q(pk=None))).select_related("version")


def changing_over() -> list[int]:
    return list(Changeover.objects.filter(ended_at=None).order_by("id").values_list("id", flat=True))


@dataclass(frozen=True)
class Forecast:
    """What a changeover would come to: of `drafts` `fit` entirely; `misfits` are (question, why, number of answers), those of one
    question together and its texts that are too long as one.
    """

    drafts: int
    fit: int
    misfits: tuple[tuple[str, str, int], ...]


def forecast(version: Version) -> Forecast:
    """Two queries, whatever the number of drafts."""
    sheets = list(behind(version).prefetch_related("attachments__file"))
    answers = [with_files(one, one.attachments.all()) for one in sheets]
    found = [
        versions.misfits(one.version.definition, version.definition, kept) for one, kept in zip(sheets, answers, strict=True)
    ]
    alike = defaultdict[tuple[str, str], list[versions.Misfit]](list)
    for misfit in chain.from_iterable(found):
        alike[misfit.label, misfit.counts if misfit.over else misfit.why].append(misfit)
    of_question = Counter(misfit.label for misfit in chain.from_iterable(found))
    told = ((label, _why(those), len(those)) for (label, _kind), those in alike.items())
    in_order = tuple(sorted(told, key=lambda one: (-of_question[one[0]], one[0], -one[2], one[1])))
    return Forecast(len(sheets), sum(not misfits for misfits in found), in_order)


def _why(alike: list[versions.Misfit]) -> str:
    """What is amiss with answers of one question, for who has not written them."""
    if not alike[0].over:
        return _("Founders are told: %(fault)s") % {"fault": alike[0].why} if alike[0].kept else alike[0].why
    least, most = min(one.over for one in alike), max(one.over for one in alike)
    span = str(most) if least == most else _("%(least)d to %(most)d") % {"least": least, "most": most}
    if alike[0].counts == WORDS:
        return ngettext("%(span)s word over the limit.", "%(span)s words over the limit.", most) % {"span": span}
    return ngettext("%(span)s character over the limit.", "%(span)s characters over the limit.", most) % {"span": span}


@kept
def _last(sheet: int) -> QuerySet[Renewal]:
    return Renewal.objects.filter(sheet=sheet).select_related("old", "new").order_by("-id")[:1]


@together.stepwise
def unfit(sheet: Sheet) -> Steps[tuple[Renewal | None, list[versions.Misfit]]]:
    """The latest renewal of a sheet and what of it still does not fit, in the reader's language. One query where it was never
    renewed, else two; three where files are among it.
    """
    latest = _last.rows(sheet.pk)
    yield [latest]
    if not latest:
        return None, []
    renewal = latest[0]
    was, now = renewal.old.questions(), renewal.new.questions()
    to_make = versions.to_make(renewal.old.definition, renewal.new.definition)
    seen = values_seen(sheet, {one["key"]: one["number"] for one in renewal.misfits})
    files = yield from _files(sheet, renewal)
    found = []
    for one in renewal.misfits:
        value, key = seen.get(one["key"]), one["key"]
        why = now[key].wrong(sheet.answers.get(key)) if one["kept"] else versions.why_lost(key, now, to_make)
        if not why or (one["files"] and key not in files):
            continue
        told = "" if one["files"] or not was[key].answered(value) else was[key].told(value)
        held = tuple(files[key]) if one["files"] else ()
        found.append(versions.Misfit(key, _label(one, was, now), told, why, one["kept"], held))
    return renewal, found


def labels(renewal: Renewal) -> list[str]:
    """The questions of what no longer fits, in the reader's language. No query where both versions come along."""
    was, now = renewal.old.questions(), renewal.new.questions()
    return [_label(one, was, now) for one in renewal.misfits]


def _label(misfit: Mapping[str, Any], was: Mapping[str, Question], now: Mapping[str, Question]) -> str:
    asked = now.get(misfit["key"], was.get(misfit["key"]))
    return asked.label if asked else str(misfit["label"])


def _files(sheet: Sheet, renewal: Renewal) -> Steps[dict[str, list[dict[str, Any]]]]:
    """What is still attached of what it left without a question, as `queries.given` tells files."""
    keys = {one["key"] for one in renewal.misfits if one["files"]}
    held = attached.rows(sheet.pk)
    if keys:
        yield [held]
    return given(one for one in held if one.key in keys) if keys else {}


def left(sheet: Sheet) -> list[dict[str, Any]]:
    """The misfits of its latest renewal whose files are attached still: a further one tells them again."""
    renewal, misfits = unfit(sheet)
    held = {one.key for one in misfits if one.files}
    return [one for one in renewal.misfits if one["files"] and one["key"] in held] if renewal else []
