"""The panel's discussion of an application: said, mended for ten minutes, taken back, heard."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accelerator.applications.models import Application
from accelerator.kit import clock
from accelerator.kit.lines import joined
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import operations as notices
from accelerator.reviews import discussions, messages
from accelerator.reviews.models import Hearing, Remark
from accelerator.trail import operations as trail

LONGEST = 4000


@transaction.atomic
def remark(application: Application, *, text: str, by: Any) -> Remark:
    """Says something in the discussion; whom it mentions by `@` and their whole name is told."""
    _require_voice(application, by)
    said = _cleaned(text)
    called = discussions.called(said, discussions.listeners(application, besides=by))
    made = Remark.objects.create(application=application, by=by, text=said, mentions=[str(one) for one in called])
    _record("remark.made", gettext_noop("{actor} wrote in the discussion of {subject}."), made, by)
    _tell(made, called)
    hear(application, by=by)
    return made


@transaction.atomic
def mend(one: Remark, *, text: str, by: Any) -> Remark:
    """Other words in place of the author's own, within ten minutes; who is mentioned only now is told."""
    held = _own(one, by)
    if clock.now() - held.created_at > discussions.MENDED_WITHIN:
        raise Refusal(_("A remark can be changed within ten minutes. Write another one."), field="text")
    _require_voice(held.application, by)
    before, held.text = set(held.mentions), _cleaned(text)
    called = discussions.called(held.text, discussions.listeners(held.application, besides=by))
    held.mentions, held.edited_at = [str(person) for person in called], clock.now()
    held.save(update_fields=["text", "mentions", "edited_at"])
    _tell(held, [person for person in called if str(person) not in before])
    return held


@transaction.atomic
def take_remark_back(one: Remark, *, by: Any) -> Remark:
    """Its words are gone; that something stood there, by whom and when, stays."""
    held = _own(one, by)
    held.text, held.mentions, held.removed_at = "", [], clock.now()
    held.save(update_fields=["text", "mentions", "removed_at"])
    _record("remark.taken_back", gettext_noop("{actor} took a remark in the discussion of {subject} back."), held, by)
    return held


def hear(application: Application, *, by: Any) -> None:
    """`by` has read all there is by now. One query for the newest, one where something is new."""
    newest = Remark.objects.filter(application=application).order_by("-id").values_list("id", flat=True).first()
    if newest:
        Hearing.objects.update_or_create(application=application, person=by, defaults={"upto": newest})


def _own(one: Remark, by: Any) -> Remark:
    held = (
        Remark.objects.select_for_update(of=("self",)).select_related("application__call", "application__startup").get(pk=one.pk)
    )
    if held.by_id != by.pk:
        raise Forbidden(_("Only who wrote a remark changes it."))
    if held.removed_at:
        raise Refusal(_("This remark was taken back."))
    return held


def _require_voice(application: Application, by: Any) -> None:
    if not by.has_perm("reviews.discuss", application):
        raise Forbidden(_("Reviewers who submitted their own review, and managers of the programme, discuss an application."))


def _cleaned(text: str) -> str:
    said = joined(text).strip()
    if not said:
        raise Refusal(_("Write something first."), field="text")
    over = len(said) - LONGEST
    if over > 0:
        sentence = ngettext("%(over)s character over the limit.", "%(over)s characters over the limit.", over)
        raise Refusal(sentence % {"over": over}, field="text")
    return said


def _record(verb: str, sentence: str, one: Remark, by: Any) -> None:
    """On the remark and the call, never on the application: founders may read their own trail."""
    trail.record(verb, sentence, by=by, on=one, touching=(one.application.call,))


def _tell(one: Remark, people: Iterable[Any]) -> None:
    for person in people:
        facts: dict[str, Any] = {"by": str(one.by), "startup": discussions.title(one.application, person)}
        facts |= {"call": str(one.application.call)}
        notices.tell(messages.MENTIONED, to=person, about=one, url=one.get_absolute_url(), **facts)
