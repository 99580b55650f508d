"""Acts on programmes and calls: what each leaves in the trail, and what bars it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accelerator.kit import clock
from accelerator.kit.refusals import Refusal
from accelerator.programmes import operations, starter
from accelerator.programmes.eligibility import Check
from accelerator.programmes.models import Staff
from accelerator.questionnaires import operations as forms
from tests.factories import accounts, programmes
from tests.factories.questionnaires import published_version
from tests.programmes.conftest import World
from tests.trailed import trailed

pytestmark = pytest.mark.django_db


def test_a_call_from_draft_to_extension(world: World) -> None:
    now, manager = clock.now(), world.manager
    operations.create_call(world.programme, by=manager, name="Spring")
    for _twice in range(2):
        operations.change_call(world.draft, by=manager, tagline="For two")
    form = operations.make_form(world.draft, by=manager).questionnaire
    rubric = operations.make_rubric(world.programme, name="Three", measures=starter.rubric(), by=manager)
    operations.write_rubric(rubric, name="Three more", measures=starter.rubric(), by=manager)
    operations.set_rubric(world.draft, rubric=rubric, by=manager)
    for _twice in range(2):
        check = Check("c1", "Is it yours?", "yes_no", "It has to be.", accepts=("yes",))
        operations.set_eligibility(world.draft, checks=[check], by=manager)
    forms.publish(form.versions.get(), by=manager, at=now)
    call = operations.publish(world.draft, by=manager, at=now)
    renewed = published_version(questionnaire=form, number=2)
    for _twice in range(2):
        operations.take_up(renewed, by=manager)
    operations.extend(call, closes_at=call.closes_at + timedelta(days=1), reason=" Storm. ", by=manager, at=now)
    operations.clone_call(call, name="Cohort 6", copy_form=False, copy_the_rubric=False, by=manager, at=now)
    where = "[call programme]"
    acts = ("drafted", "changed", "form_set", "rubric_set", "eligibility_set", "published", "form_renewed", "extended", "cloned")
    assert trailed(*(f"call.{act}" for act in acts)) == [
        f"Nurul Hakim drafted the call Spring. {where}",
        f"Nurul Hakim changed Cohort 5. {where}",
        f"Nurul Hakim chose the form Cohort 5: application v1 for Cohort 5. {where}",
        f"Nurul Hakim chose the rubric Three for Cohort 5. {where}",
        f"Nurul Hakim changed who may apply to Cohort 5. {where}",
        f"Nurul Hakim published Cohort 5. {where}",
        f"Cohort 5 asks with version 2 now. {where}",
        f"Nurul Hakim extended Cohort 5 until Tue 4 Feb 2031, 23:59 SGT. Reason: Storm. {where}",
        f"Nurul Hakim drafted Cohort 6 after Cohort 5. {where}",
    ]
    assert trailed("rubric.made", "rubric.changed") == [
        "Nurul Hakim made the rubric Three. [programme rubric]",
        "Nurul Hakim changed the rubric Three more. [programme rubric]",
    ]


def test_access_codes(world: World) -> None:
    call = programmes.call(programme=world.programme, name="Hidden")
    code = operations.make_access_code(call, note=" Late ", max_uses=2, closes_at=None, by=world.manager, at=clock.now())
    for _twice in range(2):
        operations.use_access_code(code.code, by=world.outsider, at=clock.now())
    for _twice in range(2):
        operations.end_access_code(code, by=world.manager, at=clock.now())
    assert trailed("access.made", "access.used", "access.ended") == [
        "Nurul Hakim made an access code for Hidden: Late. [call programme]",
        "Outsider used an access code for Hidden. [call programme]",
        "Nurul Hakim ended an access code for Hidden: Late. [call programme]",
    ]


def test_questions(world: World) -> None:
    call, now = programmes.call(programme=world.programme, name="Open"), clock.now()
    asked = operations.ask(call, asked="May we?", by=world.outsider, at=now)
    operations.answer(asked, told="May one?", text="Yes.", publish=True, by=world.manager, at=now)
    assert trailed("enquiry.asked", "enquiry.answered") == [
        "Outsider asked about Open. [call enquiry]",
        "Nurul Hakim answered a question about Open. [call enquiry]",
    ]


def test_a_programme_and_its_people(world: World) -> None:
    lead: Any = accounts.operator_person(role="admin", name="Farah Lim")
    made = operations.create(name="Blue", by=lead)
    operations.change(made, by=lead, name="Blue Sea", summary="", zone=made.zone)
    staff = operations.join(made, person=world.reviewer, role="reviewer", by=lead)
    operations.end_staff(Staff.objects.get(pk=staff.pk), by=lead)
    assert trailed("programme.created", "programme.changed", "staff.joined", "staff.ended") == [
        "Farah Lim began the programme Blue. [programme]",
        "Farah Lim changed Blue Sea. [programme]",
        "Devan Pillai joined Blue as Reviewer. [person programme]",
        "Farah Lim ended the role Reviewer of Devan Pillai in Blue Sea. [person programme]",
    ]


def test_who_managed_once_is_no_manager(world: World) -> None:
    second: Any = programmes.manager(world.programme, accounts.person("second@example.org"))
    staff = Staff.objects.get(person=second)
    operations.end_staff(staff, by=world.manager)
    with pytest.raises(Refusal, match="needs a manager"):
        operations.end_staff(Staff.objects.get(programme=world.programme, person=world.manager), by=world.manager)
    given = {"role": "manager", "by": world.manager}
    assert operations.invite(world.programme, email="second@example.org", **given).email == "second@example.org"
    operations.join(world.programme, person=second, **given)
    with pytest.raises(Refusal, match="has this role already") as refused:
        operations.invite(world.programme, email=" Second@example.org ", **given)
    assert refused.value.field == "email"


def test_a_rubric_without_a_name_keeps_the_one_it_had(world: World) -> None:
    rubric = operations.make_rubric(world.programme, name=" ", measures=starter.rubric(), by=world.manager)
    assert rubric.name == "Rubric"
    operations.write_rubric(rubric, name=" Three ", measures=starter.rubric(), by=world.manager)
    operations.write_rubric(rubric, name=" ", measures=starter.rubric(), by=world.manager)
    rubric.refresh_from_db()
    assert rubric.name == "Three"
