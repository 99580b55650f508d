"""Tags and flags: rows with who and when, put on many at once, taken off, undone; filters find them."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accelerator.applications.models import Application
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.pipeline import operations, queries
from accelerator.pipeline.models import Act, Flag, Tag, Tagging
from accelerator.programmes.models import Call
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import accounts, reviews
from tests.factories import pipeline as marks
from tests.pipeline.test_filters import at
from tests.pipeline.test_views import text

pytestmark = pytest.mark.django_db
ACT = "/calls/spring/pipeline/act/"


@pytest.fixture
def two(call: Call) -> list[Application]:
    return [reviews.application(call, name=name) for name in ("Anchor", "Buoy")]


def carrying(call: Call, tag: str) -> list[str]:
    found = at(call, tag=tag).narrow(queries.rows(call)).order_by("startup__name")
    return list(found.values_list("startup__name", flat=True))


def flagged(call: Call) -> list[str]:
    found = at(call, flag="raised").narrow(queries.rows(call)).order_by("startup__name")
    return list(found.values_list("startup__name", flat=True))


class TestTag:
    def test_it_is_made_where_there_is_none_and_put_on_whom_lacks_it(
        self, call: Call, manager: Any, two: list[Application]
    ) -> None:
        marks.tagged(two[0], by=manager)
        act = operations.tag(two, name="women-LED", by=manager)
        assert list(Tag.objects.values_list("name", flat=True)) == ["Women-led"]
        (made,) = act.taggings_made.all()
        assert (made.application, made.by, made.ended_at) == (two[1], manager, None)
        assert carrying(call, "Women-led") == ["Anchor", "Buoy"]
        told = [entry.told() for entry in Entry.objects.filter(verb="application.tagged").order_by("id")]
        assert told == ["Nurul Hakim tagged 1 of the applications to Spring: Women-led."] * 2

    def test_undone_it_is_gone_from_those_that_got_it_by_this_act(self, call: Call, manager: Any, two: list[Application]) -> None:
        marks.tagged(two[0], by=manager)
        act = marks.tagged(*two, by=manager)
        assert operations.undo(act, by=manager) == 1
        assert carrying(call, "Women-led") == ["Anchor"]
        with pytest.raises(Refusal, match="undone already"):
            operations.undo(act, by=manager)

    def test_taken_off_and_put_back(self, call: Call, manager: Any, two: list[Application]) -> None:
        marks.tagged(*two, by=manager)
        act = operations.untag(two, name="Women-led", by=manager)
        assert carrying(call, "Women-led") == []
        assert {(one.ended_by, one.ended_act) for one in Tagging.objects.all()} == {(manager, act)}
        marks.tagged(two[0], by=manager)
        assert operations.undo(act, by=manager) == 1
        assert carrying(call, "Women-led") == ["Anchor", "Buoy"]
        assert Tagging.objects.live().count() == 2

    def test_the_database_keeps_it_once(self, manager: Any, two: list[Application]) -> None:
        act = marks.tagged(two[0], by=manager)
        with pytest.raises(IntegrityError), transaction.atomic():
            Tagging.objects.create(application=two[0], tag=Tag.objects.get(), by=manager, act=act)

    def test_a_programme_has_so_many(self, call: Call, manager: Any, two: list[Application]) -> None:
        Tag.objects.bulk_create(Tag(programme=call.programme, name=f"Tag {number}") for number in range(200))
        with pytest.raises(Refusal, match="at most 200 tags"):
            marks.tagged(two[0], by=manager)
        assert marks.tagged(two[0], name="Tag 7", by=manager).taggings_made.count() == 1

    def test_tags_of_another_programme_are_its_own(self, call: Call, manager: Any, two: list[Application]) -> None:
        other = reviews.call()
        marks.tagged(reviews.application(other), by=reviews.manager(other))
        marks.tagged(two[0], by=manager)
        assert Tag.objects.count() == 2
        assert queries.tags(call) == ["Women-led"]


class TestFlag:
    def test_it_says_why_and_stands_once(self, call: Call, manager: Any, two: list[Application]) -> None:
        marks.flagged(two[0], by=manager)
        act = marks.flagged(*two, note="Ask for accounts", by=manager)
        assert list(Flag.objects.live().order_by("id").values_list("note", flat=True)) == [
            "Same founder twice",
            "Ask for accounts",
        ]
        assert flagged(call) == ["Anchor", "Buoy"]
        assert operations.undo(act, by=manager) == 1
        assert flagged(call) == ["Anchor"]

    def test_cleared_and_raised_again(self, call: Call, manager: Any, two: list[Application]) -> None:
        marks.flagged(*two, by=manager)
        act = operations.clear(two, by=manager)
        assert flagged(call) == []
        assert operations.undo(act, by=manager) == 2
        assert flagged(call) == ["Anchor", "Buoy"]

    def test_the_database_keeps_it_once(self, manager: Any, two: list[Application]) -> None:
        act = marks.flagged(two[0], by=manager)
        with pytest.raises(IntegrityError), transaction.atomic():
            Flag.objects.create(application=two[0], note="Again", by=manager, act=act)


class TestRefusals:
    def test_only_managers_of_the_programme_mark(self, call: Call, manager: Any, two: list[Application]) -> None:
        act = marks.tagged(two[0], by=manager)
        for person in (
            accounts.person(),
            accounts.operator_person(role="auditor"),
            reviews.reviewer(call),
            reviews.manager(reviews.call()),
        ):
            for verb in (
                lambda person=person: marks.tagged(*two, by=person),
                lambda person=person: operations.untag(two, name="Women-led", by=person),
                lambda person=person: marks.flagged(*two, by=person),
                lambda person=person: operations.clear(two, by=person),
                lambda person=person: operations.undo(act, by=person),
            ):
                with pytest.raises(Forbidden):
                    verb()
        assert Tagging.objects.count() == 1

    def test_applications_of_two_calls(self, manager: Any, two: list[Application]) -> None:
        with pytest.raises(Refusal, match="one call"):
            marks.tagged(two[0], reviews.application(reviews.call()), by=manager)

    def test_what_changes_nothing_or_is_not_as_it_was_shown(self, manager: Any, two: list[Application]) -> None:
        seen = queries.lacking_tag(two, "Women-led").fingerprint
        marks.tagged(two[0], by=manager)
        for look in (seen, ""):
            with pytest.raises(Refusal, match="Check again"):
                operations.tag(two, name="Women-led", by=manager, seen=look)
        for verb in (
            lambda: marks.tagged(two[0], by=manager),
            lambda: operations.clear(two, by=manager),
            lambda: operations.untag(two, name="Nothing", by=manager),
        ):
            with pytest.raises(Refusal, match="Nothing would change"):
                verb()

    def test_no_act_does_what_was_not_shown(self, manager: Any, two: list[Application]) -> None:
        marks.tagged(*two, by=manager)
        for verb in (
            partial(operations.tag, name="Ports"),
            partial(operations.untag, name="Women-led"),
            partial(operations.flag, note="Ask"),
            operations.clear,
        ):
            if verb is operations.clear:
                marks.flagged(*two, by=manager)
            with pytest.raises(Refusal, match="Check again"):
                verb(two, by=manager, seen="of other ones")
        assert (Act.objects.count(), Flag.objects.live().count(), Tagging.objects.live().count()) == (2, 2, 2)

    def test_what_was_over_before_keeps_who_ended_it(self, call: Call, manager: Any, two: list[Application]) -> None:
        second = reviews.manager(call, name="Second")
        tagged, _flagged = marks.tagged(two[0], by=manager), marks.flagged(two[0], by=manager)
        untagged, cleared = operations.untag(two, name="Women-led", by=second), operations.clear(two, by=second)
        marks.flagged(*two, by=manager)
        operations.clear(two, by=manager)
        assert operations.undo(tagged, by=manager) == 0
        assert [(one.ended_by, one.ended_act) for one in (Tagging.objects.get(), Flag.objects.earliest("id"))] == [
            (second, untagged),
            (second, cleared),
        ]

    def test_what_is_back_was_ended_by_nobody(self, manager: Any, two: list[Application]) -> None:
        marks.flagged(two[0], by=manager)
        operations.undo(operations.clear(two, by=manager), by=manager)
        flag = Flag.objects.get()
        assert (flag.ended_at, flag.ended_by, flag.ended_act) == (None, None, None)


class TestPage:
    def test_chosen_shown_done_undone(self, call: Call, manager: Any, two: list[Application]) -> None:
        marks.tagged(two[0], by=manager)
        client, numbers = browser(manager), ",".join(one.number for one in two)
        start = text(client.post(ACT, {"application": [one.number for one in two], "act": "tag"}))
        assert '<option value="Women-led">' in start
        asked = {"numbers": numbers, "act": "tag", "how": "put", "word": "Women-led", "query": "?sort=name"}
        shown = client.post(ACT, asked)
        assert [one.startup.name for one in shown.context["choice"].changes] == ["Buoy"]
        assert "1 stays as it is" in text(shown)
        done = client.post(ACT, asked | {"confirm": "1", "seen": shown.context["choice"].fingerprint})
        assert done["Location"] == "/calls/spring/pipeline/?sort=name"
        undo = f"/calls/spring/pipeline/acts/{Act.objects.latest('id').code}/undo/"
        page = text(client.get(done["Location"]))
        assert "1 application changed." in page
        assert f'action="{undo}?on=%3Fsort%3Dname"' in page
        assert page.count("Women-led") == 2
        assert client.post(f"{undo}?on=%3Fsort%3Dname")["Location"] == "/calls/spring/pipeline/?sort=name"
        assert carrying(call, "Women-led") == ["Anchor"]

    @pytest.mark.parametrize(
        ("how", "word", "before", "after"),
        [("put", "Look", [], ["Anchor", "Buoy"]), ("take", "", ["Anchor", "Buoy"], [])],
    )
    def test_flags(
        self, call: Call, manager: Any, two: list[Application], how: str, word: str, before: list[str], after: list[str]
    ) -> None:
        if before:
            marks.flagged(*two, by=manager)
        assert flagged(call) == before
        asked = {"numbers": ",".join(one.number for one in two), "act": "flag", "how": how, "word": word}
        client = browser(manager)
        seen = client.post(ACT, asked).context["choice"].fingerprint
        assert client.post(ACT, asked | {"confirm": "1", "seen": seen}).status_code == 302
        assert flagged(call) == after

    @pytest.mark.parametrize("edited", [{"word": "Other"}, {"how": "take"}, {"act": "flag"}])
    def test_an_act_edited_since_it_was_shown_is_shown_again(
        self, manager: Any, two: list[Application], edited: dict[str, str]
    ) -> None:
        marks.tagged(two[0], by=manager)
        client = browser(manager)
        asked = {"numbers": ",".join(one.number for one in two), "act": "tag", "how": "put", "word": "Women-led"}
        shown = client.post(ACT, asked)
        seen = shown.context["choice"].fingerprint
        assert text(shown).count(f'form="mark" name="seen" value="{seen}"') == text(shown).count('name="word"') == 1
        again = client.post(ACT, asked | edited | {"confirm": "1", "seen": seen})
        assert (again.status_code, Act.objects.count()) == (422, 1)
        assert "What would change is not what you looked at." in text(again)
        again = client.post(ACT, asked | edited | {"confirm": "1", "seen": again.context["choice"].fingerprint})
        assert (again.status_code, Act.objects.count()) == (302, 2)

    @pytest.mark.parametrize(
        ("asked", "some", "many"),
        [
            ({"act": "tag", "how": "put", "word": "Next"}, "Put “Next” on 1 application", "Put “Next” on 2 applications"),
            ({"act": "flag", "how": "put", "word": "Ask"}, "Flag 1 application: “Ask”", "Flag 2 applications: “Ask”"),
        ],
    )
    def test_the_button_names_the_act(
        self, manager: Any, two: list[Application], asked: dict[str, str], some: str, many: str
    ) -> None:
        client = browser(manager)
        for chosen, verb in ((two[:1], some), (two, many)):
            page = text(client.post(ACT, asked | {"numbers": ",".join(one.number for one in chosen)}))
            assert f'value="1" autofocus>{verb}</button>' in page
        (marks.tagged if asked["act"] == "tag" else marks.flagged)(two[0], by=manager)
        off = {"tag": "Take “Women-led” off 1 application", "flag": "Clear the flag of 1 application"}[asked["act"]]
        taken = asked | {"how": "take", "word": "Women-led", "numbers": two[0].number}
        assert f"{off}</button>" in text(client.post(ACT, taken))

    @pytest.mark.parametrize(
        ("asked", "says"),
        [
            ({"act": "flag", "how": "put", "word": " "}, "Say in a few words why"),
            ({"act": "flag", "how": "put", "word": "x" * 61}, "At most 60 characters"),
            ({"act": "tag", "how": "put", "word": ""}, "Fill this in."),
            ({"act": "tag", "how": "paint", "word": "x"}, "Select a valid choice"),
            ({"act": "tag", "how": "take", "word": "Nothing", "confirm": "1"}, "Check again what will change"),
        ],
    )
    def test_what_makes_no_sense_is_said(self, manager: Any, two: list[Application], asked: dict[str, str], says: str) -> None:
        response = browser(manager).post(ACT, asked | {"numbers": two[0].number})
        assert response.status_code == 422
        assert says in text(response)
        assert not Act.objects.exists()

    def test_an_act_of_another_call_is_none(self, call: Call, manager: Any, two: list[Application]) -> None:
        act = marks.tagged(two[0], by=manager)
        other = reviews.call(slug="autumn")
        assert browser(reviews.manager(other)).post(f"/calls/autumn/pipeline/acts/{act.code}/undo/").status_code == 404
        assert carrying(call, "Women-led") == ["Anchor"]


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ({"tag": "Women-led"}, ["Anchor"]),
        ({"tag": ["Women-led", "Second time"]}, ["Anchor", "Buoy"]),
        ({"tag": "not:Women-led"}, ["Buoy", "Crane"]),
        ({"flag": "raised"}, ["Buoy"]),
        ({"flag": "not:raised"}, ["Anchor", "Crane"]),
        ({"flag": ["raised", "split"]}, ["Buoy"]),
        ({"flag": "late"}, []),
        ({"flag": "conflict"}, ["Anchor"]),
    ],
)
def test_the_list_is_narrowed_by_them(
    call: Call, manager: Any, two: list[Application], query: dict[str, Any], left: list[str]
) -> None:
    reviews.application(call, name="Crane")
    marks.tagged(two[0], by=manager)
    marks.tagged(two[1], name="Second time", by=manager)
    marks.flagged(two[1], by=manager)
    reviews.conflict(two[0], reviews.reviewer(call))
    found = at(call, **query).narrow(queries.rows(call)).order_by("startup__name")
    assert list(found.values_list("startup__name", flat=True)) == left
