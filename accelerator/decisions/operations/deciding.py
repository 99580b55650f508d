"""Outcomes: one at a time or many as one act that can be undone until the release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.applications.models import Application
from accelerator.decisions import feedback, queries, weighing
from accelerator.decisions.models import LONGEST_FEEDBACK, Decision
from accelerator.kit import clock, codes, wording
from accelerator.kit.refusals import Forbidden, Refusal, refused_by
from accelerator.programmes import stages
from accelerator.programmes.models import Call
from accelerator.reviews.models import Conflict
from accelerator.startups.models import Startup
from accelerator.trail import operations as trail

_BEFORE = {"outcome": "was", "reason": "was_reason", "ground": "was_ground"}  # what a bulk act sets, and keeps for undo
_CHANGED = [*_BEFORE.values(), *_BEFORE, "feedback", "brought", "act", "decided_by", "decided_at"]
_CONFLICT = "decision_without_conflict"  # the trigger's name
_MANY = gettext_noop("{actor} decided on {count} of the applications to {subject}: {outcome}.")
_WITH_FEEDBACK = gettext_noop(
    "{actor} decided on {count} of the applications to {subject}: {outcome}, with what reviewers wrote for founders."
)


@transaction.atomic
def decide(
    application: Application,
    *,
    outcome: str,
    by: Any,
    feedback: str = "",
    reason: str = "",
    ground: str = "",
    seen: str | None = None,
) -> Decision:
    """Sets the outcome and the letter's feedback; may be changed until the release.

    `reason`, or `ground` from the programme's list, says why: refuses without one where overruling.rules() asks for it. `seen`
    is the `mark` of the decision a person looked at ("" for none): refuses when somebody decided since.
    """
    Call.objects.select_for_update(no_key=True).get(pk=application.call_id)  # what others are decided is looked at below
    held = _held(application)
    if not by.has_perm("decisions.decide", held):
        raise _barred()
    require_deciding(held.call)
    decision = Decision.objects.select_for_update(of=("self",)).filter(application=held).first()
    if decision and decision.release_id:
        raise Refusal(_("This decision is released and stays as it is."))
    if seen is not None and seen != mark(decision):
        who = decision.decided_by if decision else _("Somebody")
        raise Refusal(_("%(name)s changed this decision since you opened it. Look at it again.") % {"name": who})
    feedback, reason = _short(feedback.strip()), reason.strip()
    ground = known_ground(held.call, ground, kept=decision.ground if decision else "")
    if not reason and not ground:
        _require_following(held, outcome)
    decision = decision or Decision(application=held)
    decision.outcome, decision.feedback, decision.reason, decision.ground = outcome, feedback, reason, ground
    decision.act = decision.was = decision.was_reason = decision.was_ground = ""
    decision.brought = False
    decision.decided_by, decision.decided_at = by, clock.now()
    with refused_by(_CONFLICT, _barred()):
        decision.save()
    _record(decision, by=by)
    return decision


def _short(feedback: str) -> str:
    if len(feedback) > LONGEST_FEEDBACK:
        said = _("Write at most %(most)s characters of feedback.")
        raise Refusal(said % {"most": wording.number(LONGEST_FEEDBACK)}, field="feedback")
    return feedback


def _require_following(application: Application, outcome: str) -> None:
    """Refuses an outcome that follows neither the means nor the panel, or decides a tie: people say why they do so."""
    against = weighing.weigh(application.call, application).told(outcome)
    if against:
        raise Refusal(f"{' '.join(against)} {_('Give the reason.')}", field="reason")


def known_ground(call: Call, ground: str, *, kept: str = "") -> str:
    """`ground` where the programme's list has it, or where it is the one `kept`; "" stays. Refuses any other."""
    if ground not in ("", kept) and ground not in queries.grounds(call.programme_id):
        raise Refusal(_("Choose a reason from the list, or write one."), field="ground")
    return ground


def _record(decision: Decision, *, by: Any) -> None:
    why = " · ".join(filter(None, [decision.ground, decision.reason]))
    told = gettext_noop("{actor} decided: {subject}. Why: {why}") if why else gettext_noop("{actor} decided: {subject}.")
    facts = {"why": why} if why else {}
    trail.record("decision.made", told, by=by, on=decision, touching=(decision.application.call,), **facts)


def _barred() -> Forbidden:
    return Forbidden(_("Only managers of the programme without a conflict of interest decide about this application."))


def require_deciding(call: Call) -> None:
    """Once the call's stage of deciding has begun. A manager moves its day."""
    stage = call.stages()[stages.DECIDING]
    if not stage.is_open(clock.now()):
        begins = wording.day(stage.begins.astimezone(call.zone).date())
        raise Refusal(_("Deciding begins on %(day)s.") % {"day": begins})


def mark(decision: Decision | None) -> str:
    """Changes whenever somebody decides again."""
    return decision.decided_at.isoformat() if decision else ""


def _held(application: Application) -> Application:
    """The application, locked against a second hand. Refuses what is not standing."""
    held = (
        Application.objects.select_for_update(of=("self",), no_key=True).select_related("call", "startup").get(pk=application.pk)
    )
    if held.state != Application.State.SUBMITTED:
        raise Refusal(_("Only submitted applications are decided."))
    return held


@transaction.atomic
def decide_many(
    applications: Sequence[Application],
    *,
    outcome: str,
    by: Any,
    reason: str = "",
    ground: str = "",
    seen: str | None = None,
    brings_feedback: bool = False,
) -> str:
    """Sets one outcome on many as one act and returns its code, which undo() takes. Feedback already written stays; where there
    is none, `brings_feedback` takes what the reviews of each have for its founders.

    Leaves out what is released, withdrawn or in conflict with `by`. Why is said once for all of them, and needed as decide()
    needs it. `seen` is the fingerprint of the choice that a person looked at, None where nobody did: refuses when it would act
    otherwise now.
    """
    call = _call_of(applications, by=by)
    require_deciding(call)
    choice = queries.choice(applications, outcome=outcome, by=by, lock=True)
    if seen is not None and seen != choice.fingerprint:
        raise Refusal(_("Decisions changed since you looked. Check the counts again."), field="seen")
    why = {"reason": reason.strip(), "ground": known_ground(call, ground)}
    if not any(why.values()):
        _require_all_following(call, choice, outcome)
    texts = feedback.gathered(choice.wordless) if brings_feedback else {}
    _require_short(texts)
    act = _set(choice, outcome, why, texts, by=by)
    if choice.count:
        facts: dict[str, Any] = {"count": choice.count, "outcome": Decision.Outcome(outcome).label, "act": act}
        trail.record("decision.made_many", _WITH_FEEDBACK if texts else _MANY, by=by, on=call, **facts)
    return act


def _require_short(texts: Mapping[int, str]) -> None:
    """Refuses feedback, by application id, that is too long for a letter, and names whose it is."""
    if found := [pk for pk, text in texts.items() if len(text) > LONGEST_FEEDBACK]:
        long = Application.objects.filter(pk__in=found).order_by("startup__name").values_list("startup__name", flat=True)
        said = _("What reviewers wrote is too long for a letter: %(names)s. Decide these by themselves, in fewer words.")
        raise Refusal(said % {"names": ", ".join(long)}, field="brings_feedback")


def _require_all_following(call: Call, choice: queries.Choice, outcome: str) -> None:
    against = weighing.against(call, choice.ids, outcome=outcome)
    if against:
        raise Refusal(f"{' '.join(weighing.counted(against))} {_('Give the reason.')}", field="reason")


def _set(choice: queries.Choice, outcome: str, why: Mapping[str, str], texts: Mapping[int, str], *, by: Any) -> str:
    act, at = codes.new(), clock.now()
    made = {"outcome": outcome, "decided_by": by, "decided_at": at, "act": act, **why}
    for one in choice.changed:
        one.brought = one.application_id in texts
        one.feedback = texts.get(one.application_id, one.feedback)
        one.was, one.was_reason, one.was_ground = one.outcome, one.reason, one.ground
        one.outcome, one.reason, one.ground, one.act = outcome, why["reason"], why["ground"], act
        one.decided_by, one.decided_at = by, at
    with refused_by(_CONFLICT, Refusal(_("Decisions changed since you looked. Check the counts again."))):
        Decision.objects.bulk_update(choice.changed, _CHANGED)
        Decision.objects.bulk_create(
            Decision(application=one, feedback=texts.get(one.pk, ""), brought=one.pk in texts, **made) for one in choice.fresh
        )
    return act


def _call_of(applications: Sequence[Application], *, by: Any) -> Call:
    calls = {application.call_id for application in applications}
    if len(calls) != 1:
        raise Refusal(_("Choose applications of one call."))
    return run_call(calls.pop(), by=by)


def run_call(pk: int, *, by: Any) -> Call:
    """The call, held against a second hand that decides or releases many at the same time."""
    call = Call.objects.select_for_update(no_key=True).get(pk=pk)
    if not by.has_perm("decisions.release", call):
        raise Forbidden(_("Only managers of the programme decide."))
    return call


@transaction.atomic
def undo(call: Call, *, act: str, by: Any) -> int:
    """Puts back what the bulk act changed and nobody has changed since, save what `by` must not judge by now; returns how many. A
    release ends this.
    """
    held = run_call(call.pk, by=by)
    made = Decision.objects.select_for_update().filter(application__call=held, act=act, release=None).exclude(act="")
    barred = Conflict.objects.live().filter(person=by).values("application")
    decisions = list(made.exclude(application__in=barred).exclude(application__startup__in=Startup.objects.of(by)))
    if not decisions:
        raise Refusal(_("There is nothing left to undo: the decisions were changed or released."))
    at = clock.now()
    for decision in decisions:
        for now, before in _BEFORE.items():
            setattr(decision, now, getattr(decision, before))
            setattr(decision, before, "")
        decision.feedback = "" if decision.brought else decision.feedback
        decision.act, decision.brought, decision.decided_by, decision.decided_at = "", False, by, at
    kept = [decision for decision in decisions if decision.outcome]
    Decision.objects.bulk_update(kept, _CHANGED)
    Decision.objects.filter(pk__in=[decision.pk for decision in decisions if not decision.outcome]).delete()
    trail.record(
        "decision.undone",
        gettext_noop("{actor} undid {count} of the decisions for {subject}."),
        by=by,
        on=held,
        count=len(decisions),
    )
    return len(decisions)
