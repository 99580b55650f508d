"""What was submitted is signed off, or comes back part by part; or the startup need not reach it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import clock
from accelerator.kit.refusals import Refusal
from accelerator.kit.registered import announce
from cohorts.milestones import hearing, messages, showing
from cohorts.milestones.models import HandIn, Milestone, SignOff
from cohorts.milestones.operations.handing import snapshot
from cohorts.milestones.operations.holding import hold, reach, record, require, set_state, settle, tell

LONGEST_COMMENT = 2000


class Stale(Refusal):
    """Something newer was submitted than the checker saw."""


@transaction.atomic
def sign_off(milestone: Milestone, *, comment: str = "", seen: int | None = None, by: Any) -> Milestone:
    """What was submitted is enough: the milestone is reached, and upper areas hear `milestone_reached`.

    `seen` is the number of the submission that `by` looked at. Raises Stale where there is a newer one.
    """
    held, hand_in = _submitted(milestone, seen, by)
    reach(held, hand_in, comment=comment, by=by)
    for person in hearing.concerned(held):
        tell(messages.REACHED, held, to=person, by=by, comment=comment)
    record("milestone.reached", gettext_noop("{actor} signed off {subject} of {startup}."), held, by=by)
    announce("milestone_reached", milestone=held, by=by)
    return held


@transaction.atomic
def give_back(
    milestone: Milestone, *, comment: str = "", sections: Mapping[str, str] | None = None, seen: int | None = None, by: Any
) -> Milestone:
    """What was submitted is not enough yet; the founders read the comment, and those on `sections` {key of a part: comment}.

    Parts without a comment are in order. `seen` as in sign_off.
    """
    held, hand_in = _submitted(milestone, seen, by)
    back = _returned(hand_in, sections or {})
    if not comment.strip() and not back:
        raise Refusal(_("Say what is missing: the founders read it."), field="comment")
    SignOff.objects.create(
        milestone=held,
        hand_in=hand_in,
        verdict=SignOff.Verdict.RETURNED,
        comment=comment,
        sections=back,
        by=by,
        at=clock.now(),
    )
    set_state(held, Milestone.State.RETURNED)
    said = "\n\n".join(filter(None, [comment.strip(), *(f"{one['title']}: {one['comment']}" for one in back)]))
    for person in hearing.concerned(held):
        tell(messages.RETURNED, held, to=person, by=by, comment=said)
    record("milestone.returned", gettext_noop("{actor} returned {subject} of {startup}: {comment}"), held, by=by, comment=said)
    return held


def _submitted(milestone: Milestone, seen: int | None, by: Any) -> tuple[Milestone, HandIn]:
    held = hold(milestone, "milestones.sign_off", by)
    newest = held.hand_ins.select_related("version__questionnaire").order_by("-number").first()
    if newest is not None and seen is not None and seen != newest.number:
        raise Stale(
            _("%(startup)s submitted again meanwhile: this is version %(number)d. Look at it first; nothing was decided.")
            % {"startup": held.enrolment.startup, "number": newest.number},
            field="seen",
        )
    require(held, Milestone.State.SUBMITTED)
    return held, newest or snapshot(held, by=None)  # submitted before versions were kept


def _returned(hand_in: HandIn, sections: Mapping[str, str]) -> list[dict[str, str]]:
    titles = {one.key: one.title for one in showing.sections(hand_in)}
    strange = next((key for key in sections if key not in titles), None)
    if strange is not None:
        named = ", ".join(titles)
        raise Refusal(_("There is no part “%(key)s”. There are: %(names)s.") % {"key": strange, "names": named}, field="sections")
    if any(len(said) > LONGEST_COMMENT for said in sections.values()):
        raise Refusal(_("Shorten this to %(most)d characters.") % {"most": LONGEST_COMMENT}, field="sections")
    return [
        {"key": key, "title": title, "comment": sections[key].strip()}
        for key, title in titles.items()
        if sections.get(key, "").strip()
    ]


@transaction.atomic
def waive(milestone: Milestone, *, reason: str, by: Any) -> Milestone:
    """This startup need not reach it; the founders hear why."""
    held = hold(milestone, "milestones.run", by)
    require(held, *(state for state in Milestone.State if state not in (Milestone.State.REACHED, Milestone.State.WAIVED)))
    if not reason.strip():
        raise Refusal(_("Say why: the founders read it."), field="reason")
    set_state(held, Milestone.State.WAIVED)
    settle(held, reason="waived")
    for person in hearing.concerned(held):
        tell(messages.WAIVED, held, to=person, by=by, reason=reason)
    record("milestone.waived", gettext_noop("{actor} waived {subject} of {startup}: {reason}"), held, by=by, reason=reason)
    return held
