"""What each act leaves behind: the sentence in the trail and whose timelines it stands in, who hears of it, and who does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest

from accelerator.notices.models import Message
from accelerator.trail.models import Entry
from cohorts.roster import operations
from cohorts.roster.models import Duty, Enrolment, Supporter, TeamMember
from tests.factories import accounts, applications, files, programmes, roster, startups
from tests.factories.cohorts import NOW, Scene
from tests.trailed import trailed

TODAY = NOW.date()
INSIDERS = ["Ananya Rao", "Dewi Sari", "Wei Ming"]
CIRCLE = ["Ananya Rao", "Dewi Sari", "Priya Raghunathan", "Wei Ming"]
EVERYBODY = ["Ananya Rao", "Dewi Sari", "Nurul Hakim", "Priya Raghunathan", "Rival Founder", "Wei Ming"]
OF_STARTUP, OF_COHORT = "[cohort enrolment startup]", "[cohort]"


class Told(NamedTuple):
    """`act` leaves `sentences`, and `heard` is told as {kind: who}; nothing more of either."""

    act: Callable[[Scene], Any]
    sentences: list[str]
    heard: dict[str, list[str]]


def _enrol(scene: Scene) -> Any:
    new = startups.startup("Sampan", owner=accounts.person(name="New Founder"))
    startups.member(new, accounts.person(name="New Member"))
    startups.member(new, accounts.person(name="Left Already"), ended=True)
    return operations.enrol(scene.cohort, startup=new, reason="Invited.", by=scene.manager)


def _beyond(scene: Scene) -> Any:
    scene.cohort.places = 2
    scene.cohort.save(update_fields=["places"])
    new = startups.startup("Sampan", owner=accounts.person(name="New Founder"))
    made = applications.application(call=programmes.call(programme=scene.programme), startup=new)
    return operations.enrol(scene.cohort, startup=new, application=made, by=new.members.get().person)


def _end_support(scene: Scene) -> Any:
    held = Supporter.objects.live().select_related("enrolment__cohort__programme", "enrolment__startup", "person")
    return operations.end_supporter(held.get(enrolment=scene.enrolment), by=scene.manager)


def _team(scene: Scene) -> Any:
    operations.add_to_team(scene.cohort, person=scene.mentor, role="mentor", by=scene.manager)
    operations.end_in_team(TeamMember.objects.select_related("cohort", "person").get(), by=scene.manager)


def _checklist(scene: Scene) -> Any:
    item = roster.item(scene.cohort, by=scene.manager, title="Logo")
    given = operations.ItemGiven("other", "Two logos", due_days=3)
    operations.take_off(operations.change_item(item, given=given, by=scene.manager), by=scene.manager)


def _duty(scene: Scene) -> Duty:
    item = roster.item(scene.cohort, by=scene.manager, title="Logo")
    return Duty.objects.select_related("enrolment__startup", "enrolment__cohort", "item").get(
        item=item, enrolment=scene.enrolment
    )


def _waived(scene: Scene) -> Any:
    duty = _duty(scene)
    operations.waive(duty, reason="It has none.", by=scene.manager)
    operations.reopen(duty, by=scene.manager)
    operations.settle(duty, by=scene.member)


def _texts(scene: Scene) -> Any:
    made = operations.write_agreement(scene.cohort, title="Terms", text="Be there.", by=scene.manager)
    operations.reword(made, text="Be early.", anew=False, by=scene.manager)
    operations.reword(made, text="Be very early.", anew=True, by=scene.manager)
    operations.withdraw_agreement(made, by=scene.manager)


def _pause(scene: Scene) -> Any:
    days = {"from_on": TODAY, "until_on": TODAY + timedelta(days=7)}
    return operations.pause(scene.enrolment, reason="A birth.", by=scene.manager, **days)


def _back(scene: Scene) -> Any:
    Enrolment.objects.filter(pk=scene.enrolment.pk).update(
        paused_from=TODAY, paused_until=TODAY + timedelta(days=7), pause_reason="A birth."
    )
    operations.resume(scene.enrolment, by=scene.manager)


def _files(scene: Scene) -> Any:
    own = operations.keep_file(scene.enrolment, upload=files.upload("deck.pdf"), by=scene.mentor)
    shared = operations.keep_file(scene.cohort, upload=files.upload("weeks.pdf"), by=scene.manager)
    for each in (own, shared):
        operations.remove_file(each, by=scene.manager)


def _event(scene: Scene) -> Any:
    made = roster.event(scene.cohort, by=scene.manager, audience="selection", enrolments=[scene.enrolment])
    roster.delivered()
    return operations.call_off(made, reason="Rain.", by=scene.manager)


ACTS: dict[str, Told] = {
    "made": Told(
        lambda scene: operations.make_cohort(
            scene.programme, name="Six", starts_on=date(2027, 1, 4), ends_on=date(2027, 6, 30), places=5, by=scene.manager
        ),
        ["Nurul Hakim made the cohort Six. [cohort programme]"],
        {},
    ),
    "changed": Told(
        lambda scene: operations.change_cohort(scene.cohort, places=9, name="Cohort V", by=scene.manager),
        [f"Nurul Hakim changed the cohort Cohort V: places, name. {OF_COHORT}"],
        {},
    ),
    "enrolled": Told(
        _enrol,
        [f"Nurul Hakim took Sampan into Cohort 5 without an offer: Invited. {OF_STARTUP}"],
        {"enrolled": ["New Founder", "New Member"]},
    ),
    "beyond its places": Told(
        _beyond,
        [f"Sampan joined Cohort 5. {OF_STARTUP}"],
        {"beyond_places": ["Nurul Hakim"], "enrolled": ["New Founder"]},
    ),
    "supported": Told(
        lambda scene: operations.add_supporter(scene.enrolment, person=scene.stranger, role="mentor", by=scene.manager),
        [f"Nurul Hakim asked Stranger to stand by Quaykeeper. {OF_STARTUP}"],
        {"supporter_added": [*INSIDERS[:2], "Stranger", "Wei Ming"]},
    ),
    "support ended": Told(
        _end_support,
        [f"Priya Raghunathan no longer stands by Quaykeeper. {OF_STARTUP}"],
        {"supporter_ended": ["Priya Raghunathan"]},
    ),
    "team": Told(
        _team,
        [
            f"Nurul Hakim took Priya Raghunathan into the team of Cohort 5. {OF_COHORT}",
            f"Priya Raghunathan is no longer of the team of Cohort 5. {OF_COHORT}",
        ],
        {},
    ),
    "checklist": Told(
        _checklist,
        [
            "Nurul Hakim asks of Cohort 5: Logo. [cohort onboardingitem]",
            "Nurul Hakim changed what Cohort 5 asks on joining: Two logos. [cohort onboardingitem]",
            "Nurul Hakim took off what Cohort 5 asks on joining: Two logos. [cohort onboardingitem]",
        ],
        {},
    ),
    "waived, reopened and done": Told(
        _waived,
        [
            "Nurul Hakim asks of Cohort 5: Logo. [cohort onboardingitem]",
            f"Nurul Hakim waived Logo for Quaykeeper: It has none. {OF_STARTUP}",
            f"Nurul Hakim reopened Logo of Quaykeeper. {OF_STARTUP}",
            f"Quaykeeper has done: Logo. {OF_STARTUP}",
        ],
        {"onboarding_waived": INSIDERS},
    ),
    "payment ids": Told(
        lambda scene: operations.save_payment_ids(scene.enrolment, given={"account_number": "SG-1"}, by=scene.owner),
        [f"Ananya Rao saved the payment ids of Quaykeeper. {OF_STARTUP}"],
        {},
    ),
    "texts": Told(
        _texts,
        [
            "Nurul Hakim wrote Terms of Cohort 5. [agreement cohort]",
            "Nurul Hakim changed Terms of Cohort 5; who accepted it need not do so again. [agreement cohort]",
            "Nurul Hakim changed Terms of Cohort 5; everybody accepts it anew. [agreement cohort]",
            "Nurul Hakim withdrew Terms of Cohort 5. [agreement cohort]",
        ],
        {},
    ),
    "paused": Told(
        _pause,
        [f"Quaykeeper pauses from 20 November 2026 to 27 November 2026: A birth. {OF_STARTUP}"],
        {"startup_paused": CIRCLE},
    ),
    "back": Told(_back, [f"Quaykeeper is back in Cohort 5. {OF_STARTUP}"], {"startup_resumed": CIRCLE}),
    "departed": Told(
        lambda scene: operations.depart(scene.enrolment, reason="Sold.", by=scene.manager),
        [f"Quaykeeper left Cohort 5: Sold. {OF_STARTUP}"],
        {"departed": CIRCLE},
    ),
    "graduated": Told(
        lambda scene: operations.graduate(scene.enrolment, by=scene.manager),
        [f"Quaykeeper graduated from Cohort 5. {OF_STARTUP}"],
        {"graduated": INSIDERS, "supported_graduated": ["Priya Raghunathan"]},
    ),
    "criteria": Told(
        lambda scene: operations.set_criteria(scene.cohort, least={"milestones": 80, "check_ins": 60}, by=scene.manager),
        [f"Nurul Hakim set what Cohort 5 asks to graduate: Check-ins answered 60%, Milestones reached 80% {OF_COHORT}"],
        {},
    ),
    "files": Told(
        _files,
        [
            f"Priya Raghunathan put deck.pdf into the files of Quaykeeper. {OF_STARTUP}",
            "Nurul Hakim put weeks.pdf into the files of Cohort 5. [cohort sharedfile]",
            f"Nurul Hakim took deck.pdf out of the files of Quaykeeper. {OF_STARTUP}",
            "Nurul Hakim took weeks.pdf out of the files of Cohort 5. [cohort sharedfile]",
        ],
        {},
    ),
    "announced": Told(
        lambda scene: operations.send(
            scene.cohort, subject="Tides", text="High.", audience="cohort", press="p", by=scene.manager
        ),
        ["Nurul Hakim announced Tides in Cohort 5, to 6 people. [announcement cohort]"],
        {"announcement": EVERYBODY},
    ),
    "planned and called off": Told(
        _event,
        [
            "Nurul Hakim planned Pricing in Cohort 5. [cohort event]",
            "Nurul Hakim called off Pricing in Cohort 5: Rain. [cohort event]",
        ],
        {"event_called_off": CIRCLE, "event_invited": CIRCLE},
    ),
}
_OURS = (
    "agreement.", "announcement.", "cohort.", "event.", "file.", "graduation.", "onboarding.", "payment_ids.", "startup.",
    "supporter.", "team.",
)  # fmt: skip


@pytest.mark.parametrize("name", ACTS)
def test_what_is_left_behind(scene: Scene, name: str) -> None:
    told = ACTS[name]
    told.act(scene)
    verbs = [one.verb for one in Entry.objects.order_by("id") if one.verb.startswith(_OURS)]
    assert trailed(*verbs) == told.sentences
    heard: dict[str, list[str]] = {}
    for one in Message.objects.select_related("recipient"):
        heard.setdefault(one.kind, []).append(str(one.recipient))
    assert {kind: sorted(people) for kind, people in heard.items()} == told.heard


@pytest.mark.parametrize("name", ["enrolled", "supported", "paused", "back", "departed", "graduated", "planned and called off"])
def test_who_is_suspended_hears_nothing(scene: Scene, name: str) -> None:
    for person in (scene.viewer, scene.mentor):
        person.is_active = False
        person.save(update_fields=["is_active"])
    ACTS[name].act(scene)
    readers = {str(one.recipient) for one in Message.objects.select_related("recipient")}
    assert readers.isdisjoint({"Dewi Sari", "Priya Raghunathan"})
    assert readers


@pytest.mark.parametrize("name", ACTS)
def test_every_sentence_has_its_actor_or_none_and_the_hour(scene: Scene, name: str) -> None:
    ACTS[name].act(scene)
    for one in Entry.objects.all():
        assert one.at == NOW, one.verb
        assert one.told(), one.verb


def test_no_payment_id_stands_in_the_trail_or_a_message(scene: Scene) -> None:
    ACTS["payment ids"].act(scene)
    kept = [str(one.facts) + one.told() for one in Entry.objects.all()] + [str(one.facts) for one in Message.objects.all()]
    assert [one for one in kept if "SG-1" in one] == []
