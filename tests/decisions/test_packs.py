"""The committee's pack: what it holds, who has it made, and what becomes of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pypdfium2
import pytest

from accelerator.decisions import operations, packs
from accelerator.decisions.models import Pack
from accelerator.kit import clock, trying
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message
from accelerator.programmes.models import ReviewStage
from accelerator.reviews import operations as reviewing
from accelerator.reviews.models import Ruling
from accelerator.trail.models import Access, Entry
from tests.cast import browser
from tests.factories import accounts, decisions, reviews, startups

pytestmark = pytest.mark.django_db
AT = "/calls/tides/pack/"


def scored(call: Any, name: str, points: int, **fields: Any) -> Any:
    application = reviews.application(call, name=name)
    reviewer = reviews.reviewer(call, name=f"Reader of {name}")
    reviews.review(reviews.assignment(application, reviewer=reviewer), dict.fromkeys((1, 2, 3), points), **fields)
    return application


def pages(pack: Pack) -> list[str]:
    pack.refresh_from_db()
    assert pack.content is not None
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(bytes(pack.content))]


def written(call: Any, by: Any, **wanted: Any) -> Pack:
    pack = operations.ask_pack(call, by=by, **({"beside": 5, "names_reviewers": False} | wanted))
    operations.write_pack(pack.pk)
    return pack


def test_it_has_a_cover_a_table_and_a_page_each(call: Any, manager: Any) -> None:
    best = scored(call, "Best Ltd", 5, comment="Sells already.")
    scored(call, "Second Ltd", 3)
    reviews.application(call, name="Unread Ltd")
    operations.decide(best, outcome="accept", reason="Ready now.", by=manager)
    reviews.conflict(best, reviews.manager(call, name="Tan Conflicted"))
    cover, table, first, second = pages(written(call, manager))
    for part in ("Committee pack", "Tides", "Applications 3", "Places 2", "For Mei Lin"):
        assert part in cover
    for part in ("1 Best Ltd", "5.00 1/1 Accept Tan Conflicted", "2 Second Ltd", "– Unread Ltd", "The places end here"):
        assert part in table
    for part in ("Best Ltd", "Ready now.", "Reviewer 1 5 5 5 5.00", "Sells already.", "In conflict Tan Conflicted"):
        assert part in first
    assert "Reader of" not in " ".join((cover, table, first, second))
    assert "Second Ltd" in second


def test_reviewers_are_named_where_that_is_asked(call: Any, manager: Any) -> None:
    scored(call, "Best Ltd", 5)
    assert "Reader of Best Ltd 5 5 5" in pages(written(call, manager, names_reviewers=True))[-1]


def test_pages_are_those_around_the_last_place_and_all_who_are_level(call: Any, manager: Any) -> None:
    top = [scored(call, f"Top {n}", 5) for n in range(1)]
    level = [scored(call, f"Level {n}", 3) for n in range(4)]
    low = scored(call, "Low", 1)
    assert set(packs.around(call, beside=0, by=manager)) == {one.pk for one in level}
    assert set(packs.around(call, beside=9, by=manager)) == {one.pk for one in (*top, *level, low)}
    reviews.conflict(level[0], manager)
    assert level[0].pk not in packs.around(call, beside=9, by=manager)


def test_what_people_typed_is_never_markup(call: Any, manager: Any) -> None:
    scored(call, "#panic() $x$ *Bold*", 4, comment='#read("/etc/hosts") = _x_\n\nSecond')
    told = pages(written(call, manager))[-1]
    assert '#read("/etc/hosts") = _x_ Second' in told
    assert "#panic() $x$ *Bold*" in told


def test_votes_stand_in_it(call: Any, manager: Any) -> None:
    application, voter = scored(call, "Best Ltd", 5), reviews.reviewer(call)
    operations.arrange(call, quorum=1, voters=[voter], by=manager)
    operations.open_voting(call, by=manager)
    operations.vote(application, outcome="waitlist", by=voter)
    cover, table, page = pages(written(call, manager))
    assert "Votes needed 1" in cover
    assert "Waitlist 1" in table
    assert "Votes Waitlist 1" in page


@pytest.mark.parametrize("bond", ["conflict", "member"])
def test_a_conflict_keeps_votes_out_of_it(call: Any, manager: Any, bond: str) -> None:
    best, other = scored(call, "Best Ltd", 5), scored(call, "Other Ltd", 4)
    voter = reviews.reviewer(call)
    operations.arrange(call, quorum=1, voters=[voter], by=manager)
    operations.open_voting(call, by=manager)
    for one, outcome in ((best, "decline"), (other, "waitlist")):
        operations.vote(one, outcome=outcome, reason="So.", by=voter)
    if bond == "conflict":
        reviews.conflict(best, manager)
    else:
        startups.member(best.startup, manager)
    told = " ".join(pages(written(call, manager)))
    assert ("Decline 1" in told, "Waitlist 1" in told) == (False, True)
    assert "Decline 1" in " ".join(pages(written(call, reviews.manager(call))))


def test_its_pages_hold_the_reviews_that_its_means_are_of(call: Any, manager: Any) -> None:
    """What is given out in a later stage, where nothing is ranked yet, hides none of them."""
    best, first = scored(call, "Best Ltd", 5, comment="Sells already."), call.review_stages.get()
    reviewing.rank(first.pk)
    ReviewStage.objects.create(call=call, position=2)
    Ruling.objects.create(application=best, stage=first, outcome="on", by=manager)
    reviews.assignment(best)
    page = pages(written(call, manager))[-1]
    assert [part in page for part in ("5.00", "Sells already.", "No review yet")] == [True, True, False]


def test_who_asked_hears_fetches_and_is_written_down(call: Any, manager: Any) -> None:
    scored(call, "Best Ltd", 5)
    client = browser(manager)
    answer = client.post(AT, {"beside": "3"})
    pack = Pack.objects.get()
    assert answer.headers["Location"] == f"/packs/{pack.code}/"
    assert "The pack is being written." in client.get(answer.headers["Location"]).content.decode()
    assert client.get(f"/packs/{pack.code}/file/").status_code == 404
    operations.write_pack(pack.pk)
    assert Message.objects.get().kind == "pack_ready"
    assert "Fetch the pack" in client.get(f"/packs/{pack.code}/").content.decode()
    fetched = client.get(f"/packs/{pack.code}/file/")
    assert fetched.content.startswith(b"%PDF")
    assert "attachment" in fetched.headers["Content-Disposition"]
    assert [(row.what, row.person_label, row.subject) for row in Access.objects.all()] == [("pack", "Mei Lin", f"call:{call.pk}")]
    assert Entry.objects.get(verb="pack.asked").told() == f"Mei Lin had a committee's pack made of {call}."
    other = browser(reviews.manager(call))
    assert [other.get(f"/packs/{pack.code}/{rest}").status_code for rest in ("", "file/")] == [404, 404]


def test_only_who_sees_the_scores_has_one_made(call: Any, manager: Any) -> None:
    for person in (reviews.reviewer(call), accounts.person()):
        assert browser(person).get(AT).status_code == 404
        with pytest.raises(Forbidden):
            operations.ask_pack(call, beside=1, names_reviewers=False, by=person)
    for wrong in ("", "x", "31", "-1"):
        assert browser(manager).post(AT, {"beside": wrong}).status_code == 422
    for _ in range(3):
        operations.ask_pack(call, beside=1, names_reviewers=False, by=manager)
    with pytest.raises(Refusal, match="3 packs of yours are being written"):
        operations.ask_pack(call, beside=1, names_reviewers=False, by=manager)


def test_it_is_given_up_after_five_tries_and_expires(call: Any, manager: Any) -> None:
    dying, kept = (operations.ask_pack(call, beside=1, names_reviewers=False, by=manager) for _ in range(2))
    for _worker in range(trying.MOST):
        trying.count(Pack.objects.under_way(), dying.pk)
    operations.write_pack(dying.pk)
    dying.refresh_from_db()
    assert (dying.failed_at is not None, dying.content) == (True, None)
    assert Message.objects.get().kind == "pack_failed"
    operations.write_pack(kept.pk)
    assert operations.expire_packs() == 0
    with clock.pretending(clock.now() + timedelta(days=8)):
        assert operations.expire_packs() == 2


@pytest.mark.parametrize("size", [1, 3])
def test_it_asks_the_same_for_one_and_three(call: Any, manager: Any, size: int, django_assert_num_queries: Any) -> None:
    for number in range(size):
        decisions.decision(scored(call, f"S{number}", 5 - number), outcome="accept")
    pack = operations.ask_pack(call, beside=5, names_reviewers=False, by=manager)
    with django_assert_num_queries(QUERIES):
        packs.made(pack, operator="Harbour Board")


QUERIES = 17
