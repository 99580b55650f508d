"""Names in letters: who confirms them, on what page, and what is refused else."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.test import Client

from accelerator.decisions import marks, operations, queries, rehearsal
from accelerator.decisions.models import Release
from accelerator.kit.refusals import Refusal
from accelerator.startups.models import Startup
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import decisions, reviews, startups

pytestmark = pytest.mark.django_db
HERE, API = "/calls/tides/release/", "/api/v1/calls/tides/release"
KEPT = "Another manager, without a conflict of interest, mends or confirms it and releases."
TITLE = "1 letter names a reviewer of its application."


def naming(call: Any, name: str) -> Any:
    """An application whose letter names its reviewer."""
    application = reviews.application(call, name=name)
    reviews.assignment(application, reviewer=reviews.reviewer(call, name="Priya Rao"))
    decisions.decision(application, outcome="decline", by=reviews.manager(call), feedback="Dr Rao liked it.")
    return application


@pytest.fixture
def desk(manager: Any) -> Client:
    return browser(manager)


def sent(call: Any, *confirmed: Any, **changes: Any) -> dict[str, Any]:
    return {"reply_on": "2099-01-01", "seen": marks.of(call), "confirmed": [one.number for one in confirmed]} | changes


@pytest.mark.parametrize("bond", ["conflict", "member"])
def test_who_is_in_conflict_reads_no_names_and_another_manager_confirms(call: Any, manager: Any, desk: Client, bond: str) -> None:
    kept, free = naming(call, "Quay"), naming(call, "Other")
    if bond == "conflict":
        reviews.conflict(kept, manager)
    else:
        startups.member(kept.startup, manager)
    page = desk.get(HERE)
    assert sorted(page.context["form"].fields["confirmed"].choices) == sorted(
        [(kept.number, "Quay"), (free.number, "Other – Priya Rao: “Rao”")]
    )
    assert [(one.title, one.detail) for one in page.context["checks"] if one.level == "stop"] == [
        (TITLE, "Other (Priya Rao: “Rao”). Mend it, or confirm that nobody of them is meant."),
        (TITLE, f"Quay. {KEPT}"),
    ]
    assert page.content.decode().count("Priya Rao: “Rao”") == 2  # of the other, as check and as choice
    with pytest.raises(Refusal) as refused:
        operations.release(call, by=manager, seen=marks.of(call), confirmed=[kept.number, free.number])
    assert (str(refused.value), refused.value.field) == (f"{TITLE} Quay. {KEPT}", "confirmed")
    assert desk.post(HERE, sent(call, kept, free)).status_code == 409
    assert (Release.objects.count(), Entry.objects.filter(verb="letter.confirmed").count()) == (0, 0)
    assert browser(reviews.manager(call)).post(HERE, sent(call, kept, free)).status_code == 302
    assert Entry.objects.filter(verb="letter.confirmed").count() == 2


def test_names_of_other_reviewers_are_kept_from_who_is_in_conflict(call: Any, manager: Any) -> None:
    application = reviews.application(call, name="Quay")
    reviews.assignment(reviews.application(call), reviewer=reviews.reviewer(call, name="Priya Rao"))
    decisions.decision(application, outcome="decline", by=reviews.manager(call), feedback="Dr Rao liked it.")
    reviews.conflict(application, manager)
    found = [rehearsal.checks(call, queries.tally(call), reader=by) for by in (manager, reviews.manager(call))]
    said = [[one.detail for one in checks if one.title == "1 letter names a reviewer."] for checks in found]
    assert said == [["Quay"], ["Quay (Priya Rao: “Rao”)"]]


def test_programs_read_no_names_in_conflict_either(call: Any, manager: Any, desk: Client) -> None:
    reviews.conflict(naming(call, "Quay"), manager)
    seen = desk.get("/api/v1/calls/tides/rehearsal").json()
    assert [one["detail"] for one in seen["checks"] if one["level"] == "stop"] == [f"Quay. {KEPT}"]
    assert "Rao" not in str(seen)


def test_ticks_go_with_the_page_they_were_set_on(call: Any, desk: Client) -> None:
    first, second = naming(call, "Quay"), naming(call, "Other")
    again = desk.post(HERE, sent(call, first))
    assert (again.status_code, again.context["form"]["confirmed"].value()) == (409, [first.number])
    before = sent(call, first, second)
    first.decision.feedback = "Rao it is."
    first.decision.save()
    refused = desk.post(HERE, before)
    assert (refused.status_code, refused.context["form"]["confirmed"].value()) == (409, None)
    assert refused.context["form"]["seen"].value() == marks.of(call) != before["seen"]
    late = desk.post(HERE, before | {"reply_on": "2001-01-01"})
    assert (late.status_code, late.context["form"]["confirmed"].value()) == (409, None)


def test_nobody_confirms_what_they_did_not_look_at(call: Any, manager: Any, desk: Client) -> None:
    application = naming(call, "Quay")
    with pytest.raises(Refusal) as refused:
        operations.release(call, by=manager, confirmed=[application.number])
    told = "Say which rehearsal you looked at before you confirm its letters."
    assert (str(refused.value), refused.value.field) == (told, "seen")
    answer = desk.post(API, {"confirmed": [application.number]}, content_type="application/json")
    assert (answer.status_code, answer.json()["field"]) == (409, "seen")
    assert Release.objects.count() == 0


def test_refusals_name_their_field_and_every_number_to_confirm(call: Any, desk: Client) -> None:
    found = [naming(call, f"Startup {one}") for one in range(5)]
    post = partial(desk.post, API, content_type="application/json")
    changed = post({"seen": "old"})
    assert (changed.status_code, changed.json()["field"]) == (409, "seen")
    refused = post({"seen": marks.of(call), "confirmed": [found[0].number]})
    assert (refused.status_code, refused.json()["field"]) == (409, "confirmed")
    numbers = ", ".join(sorted(one.number for one in found[1:]))
    assert refused.json()["title"].endswith(f" To confirm: {numbers}.")
    assert Startup.objects.count() == len(found)
