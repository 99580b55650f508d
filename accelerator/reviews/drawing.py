"""Rows of the review dashboard and of a reviewer's queue. Drawn in Python: a hundred reviewers and fifty applications are what
these pages' time goes into, and a template takes ten times as long over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accelerator.kit import wording
from accelerator.kit.addresses import reverse
from accelerator.kit.html import filled, joined
from accelerator.programmes.models import Call, ReviewStage
from accelerator.reviews.models import Assignment, Conflict
from accelerator.reviews.overviews import Load, Overview
from accelerator.templatetags.slipway import avatar, icon, meter, pill, ticks

_NAMED = '<tr><th scope="row"><span class="name">{}{}</span></th>'
_DUE = SafeString(" due")


def overview(seen: Overview, stage: ReviewStage, here: str, *, linked: bool) -> dict[str, SafeString]:
    """The rows of each list of the dashboard; applications stand below `here`, and reviewers are `linked` to what is known of
    them or not.
    """
    return {
        "loads": _loads(seen.loads, stage.call, linked=linked),
        "lacking": _lacking(seen.lacking, stage.wanted, here),
        "overdue": _overdue(seen.overdue),
        "register": _register(seen.register, here),
    }


def _loads(found: Iterable[Load], call: Call, *, linked: bool) -> SafeString:
    late, conflicts, there = _("Late"), _("Conflicts"), _profiles(call) if linked else ""
    return joined(_load(one, late, conflicts, there) for one in found)


def _profiles(call: Call) -> str:
    """Where the programme's reviewers stand, each at their code."""
    return reverse("programme_reviewer", args=[call.programme.slug, "-"]).removesuffix("-/")


def _load(one: Load, late: str, conflicts: str, there: str) -> SafeString:
    name, carried = one.person.name, one.tally
    return filled(
        _NAMED + '<td class="num"><span class="inline-flex items-center gap-2"><span class="inline-block w-16">{}</span>'
        "{}/{}</span></td>"
        '<td class="r num{}" data-label="{}">{}</td><td class="r num" data-label="{}">{}</td></tr>\n',
        avatar(name),
        filled('<a href="{}{}/">{}</a>', there, one.person.code, name) if there else name,
        meter(carried.scored, carried.given, size="sm"),
        carried.scored,
        carried.given,
        _DUE if carried.late else "",
        late,
        carried.late,
        conflicts,
        one.barred,
    )


def _lacking(found: Iterable[Any], wanted: int, here: str) -> SafeString:
    """A row for each application that too few were given."""
    return joined(
        filled(
            _NAMED + '<td class="text-ink2">{}</td><td class="num">{} {}/{}</td></tr>\n',
            avatar(one.startup.name, square=True),
            filled('<a href="{}{}/">{}</a><small class="num">{}</small>', here, one.number, one.startup.name, one.number),
            one.startup.sector,
            ticks(one.given, wanted),
            one.given,
            wanted,
        )
        for one in found
    )


def _overdue(found: Iterable[Assignment]) -> SafeString:
    """A row for each review that was not begun, as `<c-row>` draws one."""
    return joined(
        filled(
            '<li class="row"><span class="row-icon due">{}</span><span class="what"><b>{}</b><small>{}</small></span>'
            '<span class="flex items-center gap-1.5 text-xs num whitespace-nowrap due">{}{}</span></li>\n',
            icon("clock"),
            one.application.startup.name,
            one.reviewer.name,
            icon("timer", 13),
            wording.due(one.due_on) if one.due_on else "",
        )
        for one in found
    )


def _register(found: Iterable[Conflict], here: str) -> SafeString:
    """A row for each conflict of interest."""
    return joined(
        filled(
            '<tr><th scope="row">{}</th><td><a class="lnk" href="{}{}/">{}</a></td><td class="text-ink2">{}</td>'
            '<td class="text-ink2 !whitespace-normal">{}</td></tr>\n',
            one.person.name,
            here,
            one.application.number,
            one.application.startup.name,
            one.source_label,
            one.reason,
        )
        for one in found
    )


def waiting(found: Iterable[Assignment]) -> SafeString:
    """A row for each review that a reviewer has yet to write; what hands one back is sent by the form `decline` of the page."""
    words = _("Call"), _("Due"), _("Hand back %(startup)s"), _("Hand back")
    reasons = {"no_time": _("I have no time for it"), "not_my_field": _("It is not my field"), "other": _("Another reason")}
    return joined(_waiting(one, words, reasons) for one in found)


def _waiting(one: Any, words: tuple[str, str, str, str], reasons: Mapping[str, str]) -> SafeString:
    call, due, label, hand_back = words
    flagged = filled(' <span class="tag">{}{}</span>', icon("flag", 11), _("Flagged")) if one.flagged_at else ""
    decided = filled(' <span class="tag">{}</span>', _("Decided meanwhile")) if one.decided else ""
    line = "" if one.blind else filled('<small class="hidden sm:inline">{}</small>', one.application.startup.one_liner)
    day = filled('{} <span class="sub">{}</span>', wording.day(one.due_on), wording.due(one.due_on)) if one.due_on else ""
    return filled(
        '<tr><th scope="row"><span class="name">{}<a href="{}">{}</a>{}</span></th>'
        '<td class="text-ink2" data-label="{}">{}</td><td class="text-ink2">{}</td><td>{}{}{}</td><td class="num">{} {}/{}</td>'
        '<td class="r num" data-label="{}">{}</td><td class="r">{}</td></tr>\n',
        avatar(one.title, square=True),
        one.get_absolute_url(),
        one.title,
        line,
        call,
        filled('{} <span class="sub">{}</span>', one.application.call.name, one.stage),
        one.application.startup.sector,
        pill("started" if getattr(one, "review", None) else "assigned", "review", bare=True),
        flagged,
        decided,
        ticks(one.done, one.asked),
        one.done,
        one.asked,
        due,
        day,
        _handing_back(one, label % {"startup": one.title}, hand_back, reasons),
    )


def _handing_back(one: Assignment, label: str, said: str, reasons: Mapping[str, str]) -> SafeString:
    """A menu of the reasons for it."""
    there = reverse("review_decline", args=[one.code])
    button = '<button class="menu-item" form="decline" formaction="{}" name="reason" value="{}">{}</button>'
    return filled(
        '<details class="menu-sw end" data-menu><summary class="icon-btn cursor-pointer max-sm:inline-flex max-sm:w-auto '
        'max-sm:items-center max-sm:gap-1.5 max-sm:px-0 max-sm:text-sm" aria-label="{}" title="{}">{}'
        '<span class="sm:hidden">{}</span></summary><div class="menu-list">{}</div></details>',
        label,
        said,
        icon("undo-2"),
        said,
        joined(filled(button, there, *reason) for reason in reasons.items()),
    )
