"""Calls: drafted, given a form and a rubric, published."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import clock
from accelerator.kit.lines import can_be_seen
from accelerator.kit.refusals import Refusal
from accelerator.notices import operations as notices
from accelerator.programmes import lacking, messages, queries
from accelerator.programmes import starter as standard
from accelerator.programmes.models import Call, Programme, Rubric
from accelerator.programmes.operations.holding import hold, record
from accelerator.programmes.operations.judging import copy_rubric, make_rubric
from accelerator.programmes.operations.running import insert, require_manager
from accelerator.questionnaires import operations as questionnaires
from accelerator.questionnaires import starter
from accelerator.questionnaires.models import Questionnaire, Version
from accelerator.trail import operations as trail

WORDS = ("name", "tagline", "description", "benefits")
TERMS = ("prefix", "places", "zone", "opens_at", "closes_at", "grace_minutes", "needs_sign_off")
PLAN = ("reviews_due_on", "decisions_on", "reviews_wanted", "scoring_from", "scoring_ends", "deciding_from")
ROOM = ("file_mb", "files_most", "files_mb")
DOOR = ("listed",)


class Unready(Refusal):
    """A draft that cannot be published yet; `lacks` says what is missing and where."""

    status = 422

    def __init__(self, lacks: list[lacking.Lack]) -> None:
        super().__init__(" ".join(lack.sentence for lack in lacks))
        self.lacks = lacks


@transaction.atomic
def create_call(programme: Programme, *, by: Any, name: str, **facts: Any) -> Call:
    """A draft on the programme's clock. `facts` are fields of WORDS, TERMS, PLAN and ROOM; dates begin as starting_dates says."""
    require_manager(programme, by)
    opens_at, closes_at = queries.starting_dates(facts.get("zone", programme.zone), clock.now())
    begun: dict[str, Any] = {"zone": programme.zone, "places": 10}
    begun |= {"opens_at": opens_at.astimezone(UTC), "closes_at": closes_at.astimezone(UTC)}
    call = Call(programme=programme, name=name.strip(), **(begun | _known(facts)))

    def named() -> None:
        call.slug = queries.free_slug(Call, call.name)
        call.prefix = facts.get("prefix") or queries.free_prefix(call.name)

    _require_sound(call)
    insert(call, named)
    trail.record("call.drafted", gettext_noop("{actor} drafted the call {subject}."), by=by, on=call, touching=(programme,))
    return call


def _known(facts: dict[str, Any]) -> dict[str, Any]:
    unknown = set(facts) - {*WORDS, *TERMS, *PLAN, *ROOM, *DOOR}
    if unknown:
        raise TypeError(f"no such field of a call: {sorted(unknown)}")
    return facts


def _require_sound(call: Call) -> None:
    if not can_be_seen(call.name):
        raise Refusal(_("A call needs a name."), field="name")
    if call.closes_at <= call.opens_at:
        raise Refusal(_("A call closes after it opens."), field="closes_at")
    if call.scoring_from and call.reviews_due_on and call.scoring_from > call.reviews_due_on:
        raise Refusal(_("Scoring begins by the day reviews are due."), field="scoring_from")
    if call.deciding_from and call.decisions_on and call.deciding_from > call.decisions_on:
        raise Refusal(_("Deciding begins by the day founders hear."), field="deciding_from")
    if Call.objects.filter(prefix__iexact=call.prefix).exclude(pk=call.pk).exists():
        raise Refusal(_("Another call's applications begin with %(prefix)s.") % {"prefix": call.prefix}, field="prefix")


@transaction.atomic
def change_call(call: Call, *, by: Any, **facts: Any) -> Call:
    """Writes what differs. The TERMS of a published call stay: founders relied on them; extending is an act of its own."""
    held = hold(call, by)
    changed = {field: value for field, value in _known(facts).items() if getattr(held, field) != value}
    if not changed:
        return held
    if held.state == Call.State.PUBLISHED and changed.keys() & set(TERMS):
        raise Refusal(
            _("The call is published: its dates and places stay. It can be extended."), field=min(changed.keys() & set(TERMS))
        )
    bare = lacking.lacks(held, held.opens_at) if held.state == Call.State.PUBLISHED else []
    for field, value in changed.items():
        setattr(held, field, value)
    _require_sound(held)
    if held.state == Call.State.PUBLISHED:
        _require_whole(held, bare)
    held.save(update_fields=list(changed))
    record("call.changed", gettext_noop("{actor} changed {subject}."), held, by)
    return held


def _require_whole(call: Call, bare: list[lacking.Lack]) -> None:
    """A published call goes on saying what it had to say to be published, but for what it lacked before (`bare`)."""
    missing = [lack for lack in lacking.lacks(call, call.opens_at) if lack not in bare]
    if missing:
        raise Unready(missing)


# What it asks with, and how answers are scored


@transaction.atomic
def make_form(call: Call, *, by: Any) -> Version:
    """The standard form, as a draft of the call's own."""
    held = hold(call, by)
    version = questionnaires.create(
        name=_("%(call)s: application") % {"call": held.name}, definition=starter.accelerator_application(), by=by
    )
    _set_version(held, version, by)
    return version


@transaction.atomic
def set_form(call: Call, *, questionnaire: Questionnaire, by: Any) -> None:
    """Asks with a questionnaire that `by` may use: its newest published version, or its draft until that is published."""
    held = hold(call, by)
    if not queries.forms_for(by).filter(pk=questionnaire.pk).exists():
        raise Refusal(_("This form belongs to a programme that you do not run."), field="questionnaire")
    _set_version(held, queries.version_to_ask(questionnaire), by)


def _set_version(held: Call, version: Version, by: Any) -> None:
    if held.state == Call.State.PUBLISHED:
        raise Refusal(_("The call is published: it keeps its form. Publish a new version of the form to change what it asks."))
    if held.version == version:
        return
    held.version = version
    held.save(update_fields=["version"])
    record("call.form_set", gettext_noop("{actor} chose the form {form} for {subject}."), held, by, form=version)


@transaction.atomic
def take_up(version: Version, *, by: Any) -> None:
    """Calls that ask with the questionnaire and are not over ask newcomers with `version`; what was begun keeps its own."""
    asking = Call.objects.unclosed_at(clock.now()).filter(version__questionnaire=version.questionnaire).exclude(version=version)
    held = asking.select_for_update(no_key=True, of=("self",)).select_related("programme").order_by("pk")
    for call in held:
        call.version = version
        call.save(update_fields=["version"])
        record("call.form_renewed", gettext_noop("{subject} asks with version {number} now."), call, by, number=version.number)


@transaction.atomic
def set_rubric(call: Call, *, rubric: Rubric, by: Any) -> None:
    """Scores the call's applications with a rubric of its programme."""
    held = hold(call, by)
    if rubric.programme_id != held.programme_id:
        raise Refusal(_("This rubric belongs to another programme."), field="rubric")
    if held.rubric == rubric:
        return
    if held.state == Call.State.PUBLISHED:
        raise Refusal(_("The call is published: it is scored with the rubric it has."), field="rubric")
    held.rubric = rubric
    held.save(update_fields=["rubric"])
    record("call.rubric_set", gettext_noop("{actor} chose the rubric {rubric} for {subject}."), held, by, rubric=rubric)


@transaction.atomic
def set_own_rubric(call: Call, *, by: Any) -> None:
    """A rubric for this call alone: a copy of the one it has, else the standard one."""
    held = hold(call, by)
    own = (
        copy_rubric(held.rubric, by=by)
        if held.rubric
        else make_rubric(held.programme, name=_("Standard rubric"), measures=standard.rubric(), by=by)
    )
    set_rubric(held, rubric=own, by=by)


@transaction.atomic
def publish(call: Call, *, by: Any, at: datetime) -> Call:
    """Puts the call before everybody and tells its managers. Raises Unready with all that is missing."""
    held = hold(call, by)
    if held.state == Call.State.PUBLISHED:
        raise Refusal(_("The call is published already."))
    missing = lacking.lacks(held, at)
    if missing:
        raise Unready(missing)
    held.state, held.published_at = Call.State.PUBLISHED, at
    held.save(update_fields=["state", "published_at"])
    record("call.published", gettext_noop("{actor} published {subject}."), held, by)
    _tell_managers(held, by)
    return held


def _tell_managers(call: Call, by: Any) -> None:
    for manager in queries.managers(call.programme):
        notices.tell(
            messages.CALL_PUBLISHED,
            to=manager,
            about=call,
            due_at=call.published_at,
            url=call.get_absolute_url(),
            by=by,
            call=call,
            opens=queries.told(call.opens_at, call),
            closes=queries.told(call.closes_at, call),
            places=call.places,
        )
