"""Files that come along with offers: who encloses them, who reads them, and that each opening is kept."""

from __future__ import annotations

from typing import Any

import pytest

from accelerator.decisions import operations
from accelerator.decisions.models import Enclosure
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.trail.models import Access, Entry
from tests.cast import browser
from tests.factories import accounts, decisions, files, reviews

pytestmark = pytest.mark.django_db
AT = "/calls/tides/deciding/"


def enclosed(call: Any, by: Any, name: str = "agreement.pdf") -> Enclosure:
    return operations.enclose(call, upload=files.upload(name), by=by)


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_a_manager_encloses_and_a_startup_with_an_offer_reads(call: Any, manager: Any) -> None:
    client = browser(manager)
    answer = client.post(f"{AT}enclosures/", {"file": files.upload("agreement.pdf")}, follow=True)
    assert "agreement.pdf" in answer.content.decode()
    offer, one = decisions.offer(reviews.application(call)), Enclosure.objects.get()
    owner = reviews.owner_of(offer.decision.application)
    assert "agreement.pdf" in browser(owner).get(offer.get_absolute_url()).content.decode()
    read = browser(owner).get(one.get_absolute_url())
    assert (read.status_code, body(read)) == (200, files.PDF)
    assert "attachment" in read.headers["Content-Disposition"]
    assert [(row.what, row.person_id, row.subject) for row in Access.objects.filter(what="enclosure")] == [
        ("enclosure", owner.pk, f"enclosure:{one.pk}")
    ]
    assert Entry.objects.get(verb="enclosure.made").told() == "Mei Lin enclosed agreement.pdf with offers."


@pytest.mark.parametrize("who", ["waitlisted", "undecided", "of another call", "reviewer", "stranger"])
def test_others_do_not_read_it(call: Any, manager: Any, who: str) -> None:
    one, application = enclosed(call, manager), reviews.application(call)
    person = reviews.owner_of(application)
    if who == "waitlisted":
        decisions.decision(application, outcome="waitlist", released=True)
    elif who == "of another call":
        person = reviews.owner_of(decisions.offer(reviews.application(reviews.call())).decision.application)
    elif who == "reviewer":
        person = reviews.reviewer(call)
    elif who == "stranger":
        person = accounts.person()
    assert browser(person).get(one.get_absolute_url()).status_code == 404
    assert not Access.objects.exists()


def test_taken_out_nobody_reads_it(call: Any, manager: Any) -> None:
    one, offer = enclosed(call, manager), decisions.offer(reviews.application(call))
    client = browser(manager)
    for _ in range(2):
        assert client.post(f"{one.get_absolute_url()}take-out/").headers["Location"] == AT
    for person in (manager, reviews.owner_of(offer.decision.application)):
        assert browser(person).get(one.get_absolute_url()).status_code == 404
    assert [row.verb for row in Entry.objects.order_by("id")] == ["enclosure.made", "enclosure.taken_out"]


def test_what_is_not_taken(call: Any, manager: Any) -> None:
    client = browser(manager)
    assert client.post(f"{AT}enclosures/").status_code == 409
    assert client.post(f"{AT}enclosures/", {"file": files.upload("list.csv", files.CSV)}).status_code == 409
    for number in range(10):
        enclosed(call, manager, f"paper-{number}.pdf")
    with pytest.raises(Refusal, match="10 files come along already"):
        enclosed(call, manager)
    one, stranger = Enclosure.objects.earliest("pk"), reviews.reviewer(call)
    with pytest.raises(Forbidden):
        operations.enclose(call, upload=files.upload(), by=stranger)
    with pytest.raises(Forbidden):
        operations.take_out(one, by=stranger)
    assert browser(stranger).post(f"{one.get_absolute_url()}take-out/").status_code == 404
    assert Enclosure.objects.live().count() == 10
