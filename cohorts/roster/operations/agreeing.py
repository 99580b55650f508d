"""Texts of a cohort are written and accepted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import clock
from accelerator.kit.lines import joined
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import operations as notices
from accelerator.startups import queries as founders
from cohorts.roster import messages, policies, queries
from cohorts.roster.models import Agreement, AgreementAcceptance, AgreementVersion, Cohort, Enrolment
from cohorts.roster.operations import onboarding
from cohorts.roster.operations.standing import held, held_cohort, record, record_in, require_active

MOST = 50_000  # characters


@transaction.atomic
def write_agreement(cohort: Cohort, *, title: str, text: str, by: Any) -> Agreement:
    """A new paper of the cohort, in its first version."""
    one = held_cohort(cohort, by)
    if not title.strip():
        raise Refusal(_("Give it a title."), field="title")
    agreement = Agreement.objects.create(cohort=one, title=title.strip())
    _version(agreement, text, anew=True, by=by)
    record_in(one, "agreement.written", gettext_noop("{actor} wrote {subject} of {cohort}."), by=by, on=agreement)
    return agreement


@transaction.atomic
def reword(agreement: Agreement, *, text: str, anew: bool, by: Any) -> AgreementVersion:
    """A further version, unless the words are the same. `anew`: who accepted earlier words accepts these, and is told."""
    cohort = held_cohort(agreement.cohort, by)
    _hold(agreement)
    newest = queries.newest_version(agreement)
    if newest.text == joined(text):
        return newest
    signed = queries.signed_by(agreement) if anew else []
    made = _version(agreement, text, anew=anew, by=by)
    if anew:
        _ask_again(made, signed, by=by)
        sentence = gettext_noop("{actor} changed {subject} of {cohort}; everybody accepts it anew.")
    else:
        sentence = gettext_noop("{actor} changed {subject} of {cohort}; who accepted it need not do so again.")
    record_in(cohort, "agreement.reworded", sentence, by=by, on=agreement)
    return made


def _ask_again(version: AgreementVersion, signed: Sequence[Enrolment], *, by: Any) -> None:
    """Who had accepted earlier words hears: by when, where a line of the checklist asks for it, else that they are to."""
    agreement, asked = version.agreement, {duty.enrolment_id: duty for duty in onboarding.open_again(version.agreement, by=by)}
    those = {one.pk: one for one in signed} | {pk: duty.enrolment for pk, duty in asked.items()}
    people = founders.people(one.startup_id for one in those.values())
    told: dict[notices.Kind, list[notices.Telling]] = defaultdict(list)
    for pk, enrolment in those.items():
        duty = asked.get(pk)
        facts: dict[str, Any] = {"agreement": agreement, "startup": enrolment.startup, "cohort": enrolment.cohort}
        if duty:
            facts["due"] = f"{duty.due_on:%-d %B %Y}"
        kind = messages.AGREEMENT_CHANGED if duty else messages.AGREEMENT_TO_ACCEPT
        for member in people.get(enrolment.startup_id, []):  # about the startup in the cohort: somebody may belong to several
            told[kind].append(notices.Telling(member, enrolment, agreement.get_absolute_url(), facts))
    for kind, tellings in told.items():
        notices.tell_all(kind, tellings)


def _version(agreement: Agreement, text: str, *, anew: bool, by: Any) -> AgreementVersion:
    text = joined(text)
    if not text.strip():
        raise Refusal(_("Write the text."), field="text")
    if len(text) > MOST:
        raise Refusal(_("At most %(most)d characters.") % {"most": MOST}, field="text")
    last = agreement.versions.aggregate(last=Max("number"))["last"] or 0
    digest = sha256(text.encode()).hexdigest()
    return AgreementVersion.objects.create(agreement=agreement, number=last + 1, text=text, sha256=digest, anew=anew, by=by)


@transaction.atomic
def withdraw_agreement(agreement: Agreement, *, by: Any) -> None:
    """Nobody accepts it any more, and lines that ask for it come off the list; what was accepted stays."""
    cohort = held_cohort(agreement.cohort, by)
    if not Agreement.objects.live().filter(pk=agreement.pk).update(ended_at=clock.now()):
        return
    for item in agreement.onboarding_items.filter(ended_at=None).select_related("cohort"):
        onboarding.take_off(item, by=by)
    record_in(cohort, "agreement.withdrawn", gettext_noop("{actor} withdrew {subject} of {cohort}."), by=by, on=agreement)


@transaction.atomic
def accept(version: AgreementVersion, *, enrolment: Enrolment, name: str, sha256: str, by: Any) -> AgreementAcceptance:
    """`by` accepts for the startup, typing their `name`; `sha256` says which text they were shown. Twice is once.

    Raises Refusal where the words have changed meanwhile: nobody accepts what they have not read.
    """
    if not policies.writes_for(by, enrolment):
        raise Forbidden(_("Only owners and members of the startup accept this for it."))
    one = held(enrolment)
    require_active(one)
    agreement = version.agreement
    _hold(agreement)
    if agreement.cohort_id != one.cohort_id:
        raise Refusal(_("That text is another cohort's."))
    newest = queries.newest_version(agreement)
    if newest.pk != version.pk or sha256 != newest.sha256:
        raise Refusal(_("The text has changed since you opened it. Read it once more, then accept it."), field="sha256")
    if not name.strip():
        raise Refusal(_("Type your name: it stands for your signature."), field="name")
    facts = {"by": by, "name": name.strip(), "sha256": sha256}
    made, is_new = AgreementAcceptance.objects.get_or_create(version=newest, enrolment=one, defaults=facts)
    if is_new:
        onboarding.tick(one, agreement=agreement, by=by)
        sentence = gettext_noop("{actor} accepted {agreement}, version {number}, for {startup}.")
        record("agreement.accepted", sentence, one, by=by, agreement=agreement, number=newest.number)
    return made


def _hold(agreement: Agreement) -> None:
    """Locks the row, which is to stand: nobody accepts words that are being changed or withdrawn, nor the other way round."""
    if Agreement.objects.select_for_update().get(pk=agreement.pk).ended_at is not None:
        raise Refusal(_("%(agreement)s was withdrawn.") % {"agreement": agreement})
