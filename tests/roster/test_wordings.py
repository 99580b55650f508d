"""An agreement is accepted per cohort and per wording: other words are asked for anew, and the record keeps both."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from hashlib import sha256
from typing import Any

import pytest
import time_machine

from accelerator.kit.refusals import Refusal
from accelerator.notices.models import Message
from cohorts.roster import operations, queries
from cohorts.roster.models import Agreement, AgreementAcceptance, Duty, Enrolment
from cohorts.roster.operations import onboarding
from tests.cast import browser
from tests.factories import cohorts, startups
from tests.factories.cohorts import NOW, Scene
from tests.factories.roster import agreement, item, newest, signed
from tests.programs import Program, walked
from tests.together import overtaken
from tests.trailed import trailed


def reword(made: Agreement, text: str, scene: Scene, *, anew: bool = True) -> Any:
    return operations.reword(made, text=text, anew=anew, by=scene.manager)


def accept(made: Agreement, scene: Scene, **other: Any) -> AgreementAcceptance:
    version = newest(made)
    facts = {"name": "Ananya Rao", "sha256": version.sha256, "by": scene.owner} | other
    return operations.accept(version, enrolment=scene.enrolment, **facts)


def holds(scene: Scene, made: Agreement) -> bool:
    return made.pk in queries.accepted_agreements(scene.enrolment)


def told(kind: str) -> list[str]:
    return sorted(str(one.recipient) for one in Message.objects.filter(kind=kind))


INSIDERS = ["Ananya Rao", "Dewi Sari", "Wei Ming"]


class TestTheRecordKeepsBoth:
    def test_name_time_number_and_hash_of_each(self, scene: Scene) -> None:
        made = agreement(scene.cohort, text="Be kind.")
        first = accept(made, scene)
        later = NOW + timedelta(hours=3)
        with time_machine.travel(later, tick=False):
            reword(made, "Be kind and fair.", scene)
            second = accept(made, scene, name="Wei Ming", by=scene.member)
        kept = AgreementAcceptance.objects.order_by("id").select_related("version")
        assert [(one.pk, one.version.number, one.name, one.created_at, one.sha256) for one in kept] == [
            (first.pk, 1, "Ananya Rao", NOW, sha256(b"Be kind.").hexdigest()),
            (second.pk, 2, "Wei Ming", later, sha256(b"Be kind and fair.").hexdigest()),
        ]
        assert [one.version.text for one in kept] == ["Be kind.", "Be kind and fair."]
        assert trailed("agreement.accepted") == [
            "Ananya Rao accepted Terms, version 1, for Quaykeeper. [cohort enrolment startup]",
            "Wei Ming accepted Terms, version 2, for Quaykeeper. [cohort enrolment startup]",
        ]

    def test_each_page_and_paper_shows_the_words_that_were_accepted(self, scene: Scene) -> None:
        made = agreement(scene.cohort, text="Be kind.")
        first = accept(made, scene)
        reword(made, "Be kind and fair.", scene)
        second = accept(made, scene)
        client = browser(scene.owner)
        for one, words, others in ((first, "Be kind.", "and fair"), (second, "Be kind and fair.", "Be kind.<")):
            page = client.get(one.get_absolute_url()).content.decode()
            assert (words in page, others in page, one.sha256 in page) == (True, False, True)

    def test_the_api_lists_both_the_latest_first(self, scene: Scene) -> None:
        made = agreement(scene.cohort)
        accept(made, scene)
        reword(made, "Be early.", scene)
        accept(made, scene)
        pages = walked(Program(scene.owner).client, f"/acceptances?enrolment={scene.enrolment.code}")
        assert [one["version"] for page in pages for one in page] == [2, 1]

    def test_managers_read_who_accepted_which(self, scene: Scene) -> None:
        made = agreement(scene.cohort)
        accept(made, scene)
        reword(made, "Be early.", scene)
        accept(made, scene, name="Ananya R. Rao")
        page = browser(scene.manager).get(made.get_absolute_url()).content.decode()
        assert ("Ananya Rao, version 1" in page, "Ananya R. Rao, version 2" in page) == (True, True)


class TestAskedAgain:
    def test_where_the_list_asks_for_it_with_a_day(self, scene: Scene) -> None:
        made = agreement(scene.cohort)
        item(scene.cohort, kind="agreement", agreement=made, due_days=5, by=scene.manager)
        accept(made, scene)
        reword(made, "Be early.", scene)
        assert (told("agreement_changed"), told("agreement_to_accept")) == (INSIDERS, [])
        assert Message.objects.filter(kind="agreement_changed")[0].facts["due"] == "25 November 2026"

    def test_where_no_list_asks_for_it_all_the_same(self, scene: Scene) -> None:
        made = agreement(scene.cohort)
        accept(made, scene)
        reword(made, "Be early.", scene)
        assert (told("agreement_changed"), told("agreement_to_accept")) == ([], INSIDERS)
        first = Message.objects.filter(kind="agreement_to_accept")[0]
        assert (first.subject, first.url) == (f"enrolment:{scene.enrolment.pk}", made.get_absolute_url())
        assert (first.facts["startup"], first.facts["cohort"], holds(scene, made)) == ("Quaykeeper", "Cohort 5", False)

    @pytest.mark.parametrize("is_asked", [True, False])
    def test_somebody_of_two_startups_hears_of_each(self, scene: Scene, is_asked: bool) -> None:
        made, other = agreement(scene.cohort), Enrolment.objects.get(startup__name="Sandbar")
        startups.member(other.startup, scene.owner)
        if is_asked:
            item(scene.cohort, kind="agreement", agreement=made, by=scene.manager)
        for one in (scene.enrolment, other):
            version = newest(made)
            operations.accept(version, enrolment=one, name="A", sha256=version.sha256, by=scene.owner)
        reword(made, "Be early.", scene)
        kind = "agreement_changed" if is_asked else "agreement_to_accept"
        heard = Message.objects.filter(kind=kind, recipient=scene.owner)
        assert {one.facts["startup"] for one in heard} == {"Quaykeeper", "Sandbar"}

    def test_who_had_not_accepted_hears_nothing(self, scene: Scene) -> None:
        """Their line is open as it was; there is nothing to do anew."""
        made = agreement(scene.cohort)
        item(scene.cohort, kind="agreement", agreement=made, by=scene.manager)
        reword(made, "Be early.", scene)
        assert (told("agreement_changed"), told("agreement_to_accept")) == ([], [])

    def test_asked_already_nobody_is_told_twice(self, scene: Scene) -> None:
        made = agreement(scene.cohort)
        accept(made, scene)
        reword(made, "Be early.", scene)
        reword(made, "Be very early.", scene)
        assert told("agreement_to_accept") == INSIDERS

    @pytest.mark.parametrize("end", ["depart", "graduate"])
    def test_who_is_out_is_asked_for_nothing(self, scene: Scene, end: str) -> None:
        made = agreement(scene.cohort)
        accept(made, scene)
        getattr(operations, end)(scene.enrolment, by=scene.manager, reason="So it was")
        reword(made, "Be early.", scene)
        assert (told("agreement_changed"), told("agreement_to_accept")) == ([], [])

    def test_a_waived_line_stays_waived(self, scene: Scene) -> None:
        made = agreement(scene.cohort)
        line = item(scene.cohort, kind="agreement", agreement=made, by=scene.manager)
        duty = Duty.objects.get(item=line, enrolment=scene.enrolment)
        operations.waive(duty, reason="Signed on paper.", by=scene.manager)
        reword(made, "Be early.", scene)
        duty.refresh_from_db()
        assert (duty.state, told("agreement_changed")) == ("waived", [])

    def test_the_other_cohort_keeps_its_own(self, scene: Scene) -> None:
        """The same startup, the same title: each cohort asks for its own words."""
        other = cohorts.cohort(programme=scene.programme, name="Cohort 6")
        there = cohorts.enrolment(other, startup=scene.startup)
        here, theirs = agreement(scene.cohort), agreement(other)
        accept(here, scene)
        signed(theirs, there, by=scene.owner)
        reword(here, "Be early.", scene)
        assert (holds(scene, here), set(queries.accepted_agreements(there))) == (False, {theirs.pk})
        with pytest.raises(Refusal, match="another cohort's"):
            operations.accept(newest(theirs), enrolment=scene.enrolment, name="A", sha256=newest(theirs).sha256, by=scene.owner)

    def test_the_page_asks_again_and_the_old_words_are_not_enough(self, scene: Scene) -> None:
        made = agreement(scene.cohort, text="Be kind.")
        old = newest(made)
        accept(made, scene)
        client = browser(scene.owner)
        assert "Accepted for Quaykeeper" in client.get(made.get_absolute_url()).content.decode()
        reword(made, "Be kind and fair.", scene)
        page = client.get(made.get_absolute_url()).content.decode()
        assert ("Accept for Quaykeeper" in page, "Accepted for Quaykeeper" in page) == (True, False)
        with pytest.raises(Refusal, match="The text has changed since you opened it") as refusal:
            operations.accept(old, enrolment=scene.enrolment, name="Ananya Rao", sha256=old.sha256, by=scene.owner)
        assert refusal.value.field == "sha256"

    def test_the_list_says_which_are_still_to_be_accepted(self, scene: Scene) -> None:
        made = agreement(scene.cohort)

        def said(who: Any) -> tuple[bool, bool]:
            page = browser(who).get("/cohorts/cohort-5/agreements/").content.decode()
            return "To accept" in page, "Accepted" in page

        assert said(scene.owner) == said(scene.viewer) == (True, False)
        accept(made, scene)
        assert (said(scene.owner), said(scene.rival)) == ((False, True), (True, False))
        reword(made, "Be early.", scene)
        assert (said(scene.owner), said(scene.manager)) == ((True, False), (False, False))

    def test_a_startup_that_joins_later_accepts_the_newest(self, scene: Scene) -> None:
        made = agreement(scene.cohort)
        line = item(scene.cohort, kind="agreement", agreement=made, by=scene.manager)
        reword(made, "Be early.", scene, anew=False)
        late = cohorts.enrolment(scene.cohort, name="Late")
        onboarding.begin(late)
        duty = Duty.objects.get(item=line, enrolment=late)
        version = newest(made)
        owner = late.startup.members.get().person
        operations.accept(version, enrolment=late, name="Late Owner", sha256=version.sha256, by=owner)
        duty.refresh_from_db()
        assert (version.number, duty.state) == (2, "done")


def _model(acts: list[str]) -> bool:
    """What was accepted holds unless some later words were to be accepted anew."""
    last = max((place for place, act in enumerate(acts) if act == "accept"), default=None)
    return last is not None and "anew" not in acts[last:]


@pytest.mark.parametrize(
    "acts",
    [
        ["accept"],
        ["accept", "quietly"],
        ["accept", "anew"],
        ["accept", "anew", "accept"],
        ["accept", "anew", "quietly"],
        ["accept", "quietly", "anew", "accept", "quietly"],
        ["anew", "accept", "quietly", "quietly", "anew"],
    ],
)
def test_the_database_says_the_same(scene: Scene, acts: list[str]) -> None:
    made = agreement(scene.cohort)
    line = item(scene.cohort, kind="agreement", agreement=made, by=scene.manager)
    duty = Duty.objects.get(item=line, enrolment=scene.enrolment)
    for number, act in enumerate(acts):
        if act == "accept":
            accept(made, scene)
        else:
            reword(made, f"Words {number}.", scene, anew=act == "anew")
    duty.refresh_from_db()
    assert (holds(scene, made), duty.state) == (_model(acts), "done" if _model(acts) else "open")


class TestReopened:
    """A line that asks for a text is done while what was accepted of it holds."""

    def test_not_while_the_acceptance_holds(self, scene: Scene) -> None:
        made = agreement(scene.cohort)
        line = item(scene.cohort, kind="agreement", agreement=made, by=scene.manager)
        accept(made, scene)
        duty = Duty.objects.get(item=line, enrolment=scene.enrolment)
        with pytest.raises(Refusal, match="To ask for them anew, change them and tick “Everybody accepts it anew”"):
            operations.reopen(duty, by=scene.manager)
        duty.refresh_from_db()
        assert duty.state == "done"
        client = browser(scene.manager)
        page = client.get(duty.get_absolute_url()).content.decode()
        assert f"/duties/{duty.code}/reopen/" not in page
        assert client.post(f"/duties/{duty.code}/reopen/").status_code == 409

    def test_a_waived_one_comes_back_to_be_accepted(self, scene: Scene) -> None:
        made = agreement(scene.cohort)
        line = item(scene.cohort, kind="agreement", agreement=made, by=scene.manager)
        duty = Duty.objects.get(item=line, enrolment=scene.enrolment)
        operations.waive(duty, reason="By letter", by=scene.manager)
        assert operations.reopen(duty, by=scene.manager).state == "open"
        accept(made, scene)
        duty.refresh_from_db()
        assert duty.state == "done"


@pytest.mark.parametrize("size", [1, 3])
def test_who_signed_is_read_in_two_queries(scene: Scene, size: int, django_assert_num_queries: Any) -> None:
    made = agreement(scene.cohort)
    there = [cohorts.enrolment(scene.cohort) for _ in range(size)]
    for one in there:
        signed(made, one, by=scene.owner)
    with django_assert_num_queries(2):
        assert queries.signed_by(made) == there


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_accepted_while_the_words_change_the_old_ones_are_refused(self, scene: Scene) -> None:
        made = agreement(scene.cohort)
        line = item(scene.cohort, kind="agreement", agreement=made, by=scene.manager)
        with pytest.raises(Refusal, match="The text has changed"):
            overtaken(partial(accept, made, scene), by=partial(reword, made, "Be early.", scene))
        assert Duty.objects.get(item=line, enrolment=scene.enrolment).state == "open"
        assert not AgreementAcceptance.objects.exists()

    def test_words_that_change_while_it_is_accepted_are_asked_for_anew(self, scene: Scene) -> None:
        made = agreement(scene.cohort)
        line = item(scene.cohort, kind="agreement", agreement=made, by=scene.manager)
        overtaken(partial(reword, made, "Be early.", scene), by=partial(accept, made, scene))
        assert Duty.objects.get(item=line, enrolment=scene.enrolment).state == "open"
        assert (AgreementAcceptance.objects.count(), told("agreement_changed")) == (1, INSIDERS)

    def test_accepted_while_it_is_withdrawn_it_is_refused(self, scene: Scene) -> None:
        made = agreement(scene.cohort)
        with pytest.raises(Refusal, match="Terms was withdrawn"):
            overtaken(partial(accept, made, scene), by=partial(operations.withdraw_agreement, made, by=scene.manager))
        assert not AgreementAcceptance.objects.exists()

    def test_reworded_while_it_is_withdrawn_it_is_refused(self, scene: Scene) -> None:
        made = agreement(scene.cohort)
        with pytest.raises(Refusal, match="Terms was withdrawn"):
            overtaken(
                partial(reword, made, "Be early.", scene), by=partial(operations.withdraw_agreement, made, by=scene.manager)
            )
        assert made.versions.count() == 1

    def test_it_departs_while_it_accepts(self, scene: Scene) -> None:
        made = agreement(scene.cohort)
        with pytest.raises(Refusal, match="Quaykeeper is departed already"):
            overtaken(
                partial(accept, made, scene),
                by=partial(operations.depart, Enrolment.objects.get(pk=scene.enrolment.pk), reason="Sold", by=scene.manager),
            )
