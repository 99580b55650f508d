"""A conflict keeps a letter before its release too: from its page, its mail, programs, examples and what the trail says of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accelerator.decisions import marks, operations
from tests.cast import browser
from tests.factories import decisions, reviews, startups

pytestmark = pytest.mark.django_db
HERE = "/calls/tides/release/"
LETTERS = "/api/v1/calls/tides/rehearsal/letters"


def decided(call: Any, name: str, **fields: Any) -> Any:
    application = reviews.application(call, name=name)
    told = {"outcome": "decline", "by": reviews.manager(call), "feedback": f"Between us and {name}."}
    decisions.decision(application, **(told | fields))
    return application


def bind(application: Any, person: Any, bond: str) -> None:
    if bond == "conflict":
        reviews.conflict(application, person)
    else:
        startups.member(application.startup, person)


@pytest.fixture(params=["conflict", "member"])
def three(request: Any, call: Any, manager: Any) -> list[Any]:
    """Decided applications to release, in their order; the manager must not judge the one in the middle."""
    found = [decided(call, name) for name in ("Ada", "Quay", "Zed")]
    bind(found[1], manager, request.param)
    return found


def test_its_page_and_mail_are_kept_and_passed_over(call: Any, three: list[Any], api: Client) -> None:
    first, kept, last = (f"{HERE}letters/{one.number}/" for one in three)
    assert [api.get(f"{door}{end}").status_code for door in (first, kept) for end in ("", "mail.eml")] == [200, 200, 404, 404]
    page = api.get(first)
    assert (page.context["beside"], api.get(last).context["beside"]) == ((None, three[2].number), (three[0].number, None))
    other = browser(reviews.manager(call))
    assert [other.get(f"{kept}{end}").status_code for end in ("", "mail.eml")] == [200, 200]


def test_the_list_names_it_without_a_door(three: list[Any], api: Client) -> None:
    page = api.get(HERE).content.decode()
    assert [f"letters/{one.number}/" in page for one in three] == [True, False, True]
    assert page.count("kept from you by a conflict of interest") == 1
    assert page.count("with feedback") == 2


def test_programs_read_the_others(call: Any, three: list[Any], api: Client) -> None:
    def read(client: Client) -> list[str]:
        return [one["startup"] for one in client.get(LETTERS).json()["items"]]

    assert (read(api), read(browser(reviews.manager(call)))) == (["Ada", "Zed"], ["Ada", "Quay", "Zed"])


def test_no_letter_is_worded_on_it(call: Any, three: list[Any], api: Client) -> None:
    door = f"/programmes/{call.programme.slug}/letters/decline/"
    page = api.get(door, {"on": three[1].number})
    assert [one.application.number for one in page.context["examples"]] == [three[2].number, three[0].number]
    assert "Between us and Quay." not in page.content.decode()


@pytest.mark.parametrize("show", ["", "released"])
@pytest.mark.parametrize("bond", ["conflict", "member"])
def test_the_list_of_decisions_says_why_of_the_others(call: Any, manager: Any, api: Client, bond: str, show: str) -> None:
    kept = decided(call, "Quay", ground="Too near to us")
    decided(call, "Zed", reason="Too early by far", feedback="")
    if show:
        operations.release(call, by=reviews.manager(call))
    page = api.get("/calls/tides/decisions/", {"show": show}).content.decode()
    assert [page.count(said) for said in ("Too near to us", "Too early by far", ">Written<")] == [1, 1, 1]
    bind(kept, manager, bond)
    page = api.get("/calls/tides/decisions/", {"show": show}).content.decode()
    assert [page.count(said) for said in ("Too near to us", "Too early by far", ">Written<")] == [0, 1, 0]


@pytest.mark.parametrize(("bond", "reads"), [("conflict", False), ("member", True)])
def test_the_page_of_an_offer_tells_what_its_letter_does(
    call: Any, manager: Any, api: Client, time_machine: Any, bond: str, reads: bool
) -> None:
    call.programme.recall_minutes = 15
    call.programme.save()
    application = decided(call, "Quay", outcome="accept")
    told_at = operations.release(call, by=reviews.manager(call)).told_at
    door = application.decision.offer.get_absolute_url()
    assert "Between us and Quay." in api.get(door).content.decode()
    bind(application, manager, bond)
    assert "Between us and Quay." not in api.get(door).content.decode()
    time_machine.move_to(told_at, tick=False)
    assert ("Between us and Quay." in api.get(door).content.decode()) is reads


@pytest.mark.parametrize("bond", ["conflict", "member"])
def test_the_trail_on_its_page_tells_no_names(call: Any, manager: Any, api: Client, bond: str) -> None:
    application = decided(call, "Quay", feedback="Dr Rao liked it.")
    reviews.assignment(application, reviewer=reviews.reviewer(call, name="Priya Rao"))
    operations.release(call, by=reviews.manager(call), seen=marks.of(call), confirmed=[application.number])
    door = f"/calls/tides/decisions/{application.number}/"
    assert "though it says Priya Rao" in api.get(door).content.decode()
    bind(application, manager, bond)
    page = api.get(door).content.decode()
    assert "Rao" not in page
    assert "Read the letter" not in page
