"""Bids, expertise and assignments as CSV: out, looked at, in; a wrong line and nothing is done."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.reviews import operations, tables
from accelerator.reviews.models import Assignment, Bid, Conflict, Expertise
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import reviews, startups

pytestmark = pytest.mark.django_db
DOOR = "/calls/tides/reviews/tables/"
FILES = Path(__file__).parents[1] / "files/tables"


@pytest.fixture
def call(db: None) -> Any:
    return reviews.call(name="Tides", slug="tides", reviews_due_on=date(2031, 1, 31))


@pytest.fixture
def manager(call: Any) -> Any:
    return reviews.manager(call, name="Mei Lin", email="mei@example.org")


@pytest.fixture
def ann(call: Any) -> Any:
    return reviews.reviewer(call, name="Ann", email="ann@example.org")


@pytest.fixture
def one(call: Any) -> Any:
    return reviews.application(call, name="Kelpworks")


@pytest.fixture
def desk(manager: Any) -> Client:
    return browser(manager)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def bring(call: Any, what: str, lines: str, by: Any) -> operations.Brought:
    content = lines.encode()
    return operations.bring(call, what, content=content, seen=tables.judge(call, what, content).fingerprint, by=by)


def faults(call: Any, what: str, lines: str) -> list[tuple[int, str]]:
    return [(fault.line, fault.column) for fault in tables.judge(call, what, lines.encode()).faults]


def test_bids_come_in_and_go_out(call: Any, manager: Any, ann: Any, one: Any) -> None:
    lines = f"application,email,value\n{one.number.lower()},ANN@example.org,Yes\n"
    assert bring(call, "bids", lines, manager).count == 1
    assert list(Bid.objects.values_list("application", "person", "value")) == [(one.pk, ann.pk, "yes")]
    assert [*tables.rows(call, "bids", reader=manager)] == [(one.number, "Kelpworks", "ann@example.org", "Ann", "yes")]
    assert Entry.objects.get(verb="reviews.brought").told() == "Mei Lin brought a table for Tides, bids. Rows: 1."
    judged = tables.judge(call, "bids", lines.encode())
    assert (judged.changes, judged.same) == ([], 1)


def test_a_conflict_among_bids_stands_at_once(call: Any, manager: Any, ann: Any, one: Any) -> None:
    given = reviews.assignment(one, reviewer=ann)
    bring(call, "bids", f"application,email,value\n{one.number},ann@example.org,conflict\n", manager)
    given.refresh_from_db()
    assert given.state == Assignment.State.RECUSED
    conflict = Conflict.objects.live().get()
    assert (conflict.application, conflict.person, conflict.reason) == (one, ann, "Brought by Mei Lin")


def test_expertise_is_added_changed_and_taken_away(call: Any, manager: Any, ann: Any) -> None:
    said: dict[str, Any] = {"bio": "", "languages_read": [], "max_load": None, "expertise": {"Water": 1, "Ports": 2}}
    operations.describe(ann, by=ann, **said)
    lines = "email,tag,level\nann@example.org,water,3\nann@example.org,Ports,0\nann@example.org,Climate,\n"
    assert bring(call, "expertise", lines, manager).count == 3
    assert set(Expertise.objects.values_list("tag", "level")) == {("water", 3), ("Climate", 2)}
    assert [*tables.rows(call, "expertise", reader=manager)] == [
        ("ann@example.org", "Ann", "Climate", 2),
        ("ann@example.org", "Ann", "water", 3),
    ]


def test_assignments_come_in_as_one_act_and_are_undone(call: Any, manager: Any, ann: Any, one: Any) -> None:
    second = reviews.application(call)
    reviews.assignment(second, reviewer=ann)
    lines = f"application;email;due_on\n{one.number};ann@example.org;2031-02-03\n{second.number};ann@example.org;\n"
    done = bring(call, "assignments", lines, manager)
    assert done.count == 1
    assert Assignment.objects.get(application=one).due_on == date(2031, 2, 3)
    assert operations.undo(call, act=done.act, by=manager).count == 1
    assert list(Assignment.objects.live().values_list("application", flat=True)) == [second.pk]


@pytest.mark.parametrize("why", ["conflict", "startup", "duplicate"])
@pytest.mark.parametrize("what", ["bids", "assignments"])
def test_what_its_reader_must_not_judge_stands_in_no_table_and_stays_as_it_is(
    call: Any, manager: Any, ann: Any, one: Any, what: str, why: str
) -> None:
    second = reviews.application(call, name="Tidewise")
    for each in (one, second):
        reviews.assignment(each, reviewer=ann)
        Bid.objects.create(application=each, person=ann, value="yes", at=each.submitted_at)
    if why == "conflict":
        reviews.conflict(one, manager)
    else:
        startups.member(one.startup if why == "startup" else startups.startup(merged_into=one.startup), manager)
    out = browser(manager).get(f"{DOOR}{what}.csv")
    content = b"".join(out.streaming_content)  # type: ignore[attr-defined]
    assert [row[0] for row in tables.rows(call, what, reader=manager)] == [second.number]
    assert one.number not in content.decode()
    assert second.number in content.decode()
    judged = tables.judge(call, what, content)
    assert (judged.changes, judged.same, judged.faults) == ([], 1, [])
    operations.bring(call, what, content=content, seen=judged.fingerprint, by=manager)
    assert (Bid.objects.count(), Assignment.objects.live().count()) == (2, 2)


def test_every_wrong_cell_is_named_and_nothing_is_done(call: Any, manager: Any, ann: Any, one: Any) -> None:
    good = f"{one.number},ann@example.org"
    wrong = f"X-9,ann@example.org,yes\n{one.number},nobody@example.org,yes\n{good},dunno\n{good},no\n"
    lines = f"application,email,value\n{good},yes\n{wrong}"
    assert faults(call, "bids", lines) == [(3, "application"), (4, "email"), (5, "value"), (6, "email")]
    with pytest.raises(Refusal, match="Nothing was changed"):
        bring(call, "bids", lines, manager)
    assert not Bid.objects.exists()


def test_wrong_fields_and_levels(call: Any, ann: Any) -> None:
    lines = f"email,tag,level\nann@example.org,,2\nann@example.org,{'x' * 61},2\nann@example.org,Water,4\n"
    assert faults(call, "expertise", lines) == [(2, "tag"), (3, "tag"), (4, "level")]


def test_an_assignment_into_a_conflict_or_on_no_day_is_wrong(call: Any, ann: Any, one: Any) -> None:
    second, third = reviews.application(call), reviews.application(call)
    reviews.conflict(one, ann)
    startups.member(second.startup, ann, ended=True)
    lines = "application,email,due_on\n" + "".join(f"{each.number},ann@example.org,\n" for each in (one, second))
    lines += f"{third.number},ann@example.org,31.1.2031\n"
    assert faults(call, "assignments", lines) == [(2, "email"), (3, "email"), (4, "due_on")]


@pytest.mark.parametrize("value", ["yes", "maybe", "no", "conflict"])
def test_a_bid_of_who_is_in_conflict_is_wrong(call: Any, manager: Any, ann: Any, one: Any, value: str) -> None:
    second, third = reviews.application(call), reviews.application(call)
    reviews.conflict(one, ann)
    startups.member(second.startup, ann, ended=True)
    lines = "application,email,value\n" + "".join(f"{each.number},ann@example.org,{value}\n" for each in (one, second, third))
    judged = tables.judge(call, "bids", lines.encode())
    said = "Ann has a conflict of interest. Take the line out."
    assert [(fault.line, fault.column, fault.sentence) for fault in judged.faults] == [(2, "email", said), (3, "email", said)]
    with pytest.raises(Refusal, match="Nothing was changed"):
        operations.bring(call, "bids", content=lines.encode(), seen=None, by=manager)
    assert not Bid.objects.exists()


def test_a_bid_from_before_the_conflict_comes_back_as_it_went(call: Any, ann: Any, one: Any) -> None:
    Bid.objects.create(application=one, person=ann, value="yes", at=one.submitted_at)
    reviews.conflict(one, ann)
    judged = tables.judge(call, "bids", f"application,email,value\n{one.number},ann@example.org,yes\n".encode())
    assert (judged.changes, judged.same, judged.faults) == ([], 1, [])


class TestStages:
    """A call of a screening and a review; one application is in the second."""

    @pytest.fixture
    def stages(self, call: Any, manager: Any, one: Any) -> list[Any]:
        added = operations.add_stage(call, by=manager, kind="final", name="Last look")
        first = call.review_stages.get(position=1)
        operations.rule(first, applications=[one], outcome="on", by=manager)
        return [first, added]

    def test_given_in_the_stage_that_the_line_names_though_read_before(
        self, call: Any, manager: Any, ann: Any, one: Any, stages: list[Any]
    ) -> None:
        reviews.assignment(one, reviewer=ann, stage=stages[0])
        head, row = "application,email,stage\n", f"{one.number},ann@example.org"
        assert tables.judge(call, "assignments", f"application,email\n{row}\n".encode()).same == 1
        judged = tables.judge(call, "assignments", f"{head}{row},\n".encode())  # where it is now, they do not have it
        assert (judged.changes, judged.same) == ([(one, ann, None)], 0)
        assert bring(call, "assignments", f"{head}{row},last LOOK\n", manager).count == 1
        assert list(Assignment.objects.order_by("id").values_list("stage", flat=True)) == [one.pk for one in stages]
        out = [*tables.rows(call, "assignments", reader=manager)]
        assert [row[4] for row in out] == ["Review", "Last look"]
        again = head + "".join(f"{row[0]},{row[2]},{row[4]}\n" for row in out)
        judged = tables.judge(call, "assignments", again.encode())
        assert (judged.changes, judged.same, judged.faults) == ([], 2, [])
        assert tables.judge(call, "assignments", f"{head}{row},\n".encode()).same == 1

    def test_a_stage_that_is_none_or_where_it_is_not_is_named_with_what_to_write(
        self, call: Any, ann: Any, one: Any, stages: list[Any]
    ) -> None:
        second = reviews.application(call)
        lines = [(one, "Finale"), (one, "Review"), (second, stages[1].code), (second, stages[0].code)]
        text = "application,email,stage\n" + "".join(f"{each.number},ann@example.org,{word}\n" for each, word in lines)
        judged = tables.judge(call, "assignments", text.encode())
        assert [(fault.line, fault.column, fault.sentence) for fault in judged.faults] == [
            (2, "stage", "This call has no stage “Finale”. Write one of these: Review, Last look."),
            (3, "stage", "It is in the stage “Last look” and given out there alone. Write that, or nothing."),
            (4, "stage", "It is in the stage “Review” and given out there alone. Write that, or nothing."),
        ]
        assert judged.changes[-1][:2] == (second, ann)

    def test_the_same_stage_twice_by_its_name_and_by_nothing(self, call: Any, ann: Any, one: Any, stages: list[Any]) -> None:
        lines = "".join(f"{one.number},ann@example.org,{word}\n" for word in ("Last look", ""))
        assert faults(call, "assignments", f"application,email,stage\n{lines}") == [(3, "email")]

    def test_two_called_alike_go_by_their_codes(self, call: Any, manager: Any, ann: Any, one: Any) -> None:
        second = operations.add_stage(call, by=manager, kind="review")
        given = reviews.assignment(one, reviewer=ann)
        assert [row[4] for row in tables.rows(call, "assignments", reader=manager)] == [given.stage.code]
        assert faults(call, "assignments", f"application,email,stage\n{one.number},ann@example.org,Review\n") == [(2, "stage")]
        assert (
            tables.judge(call, "assignments", f"application,email,stage\n{one.number},ann@example.org,{second.code}\n".encode())
            .faults[0]
            .column
            == "stage"
        )


def test_what_changed_since_somebody_looked_is_not_done(call: Any, manager: Any, ann: Any, one: Any) -> None:
    content = f"application,email\n{one.number},ann@example.org\n".encode()
    seen = tables.judge(call, "assignments", content).fingerprint
    reviews.assignment(one, reviewer=ann)
    with pytest.raises(Refusal, match="changed since you looked"):
        operations.bring(call, "assignments", content=content, seen=seen, by=manager)


def test_only_managers_bring(call: Any, ann: Any, one: Any) -> None:
    with pytest.raises(Forbidden):
        bring(call, "bids", f"application,email,value\n{one.number},ann@example.org,yes\n", ann)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"application,value\n", "Columns are missing: email."),
        (b"", "Choose a file."),
        (b"a\0b", "This is no CSV"),
        ((FILES / "letter.csv").read_bytes(), "This is no CSV"),
        ((FILES / "picture.csv").read_bytes(), "This is no CSV"),
        ((FILES / "head_alone.csv").read_bytes(), "There are no rows below the line that names the columns."),
        (b"application,email,value\n,,\n,,\n", "There are no rows below the line that names the columns."),
        (b"application,email,value\n" + b"x" * 1_000_001, "larger than 1 MB"),
    ],
)
def test_a_file_that_is_no_table(desk: Client, call: Any, content: bytes, said: str) -> None:
    answer = desk.post(f"{DOOR}bids/", {"file": SimpleUploadedFile("bids.csv", content)} if content else {})
    assert answer.status_code == 422
    assert said in text(answer)


def test_looked_at_then_carried_out(desk: Client, call: Any, ann: Any, one: Any) -> None:
    lines = f"application,email\n{one.number},ann@example.org\n"
    page = desk.post(f"{DOOR}assignments/", {"file": SimpleUploadedFile("given.csv", lines.encode())})
    assert page.status_code == 200
    assert "Bring 1 row in" in text(page)
    assert not Assignment.objects.exists()
    seen = page.context["judged"].fingerprint
    assert desk.post(f"{DOOR}assignments/", {"content": lines, "seen": seen}).headers["Location"] == DOOR
    assert Assignment.objects.get().reviewer == ann
    again = desk.post(f"{DOOR}assignments/", {"content": lines, "seen": seen})
    assert "Everything stands like this already" in text(again)


def test_columns_that_may_stand_along_are_named(desk: Client, call: Any) -> None:
    page = text(desk.get(DOOR))
    assert (page.count("If you like,"), "<code>stage, due_on</code> too." in page) == (1, True)


def test_wrong_cells_are_shown_by_line(desk: Client, call: Any, ann: Any) -> None:
    page = desk.post(f"{DOOR}bids/", {"file": SimpleUploadedFile("b.csv", b"application,email,value\nX-1,ann@example.org,yes\n")})
    assert page.status_code == 422
    assert "Line 2" in text(page)
    assert "No submitted application of this call has this number." in text(page)


def test_a_comma_without_quotation_marks_is_told_with_its_line(desk: Client, call: Any, ann: Any) -> None:
    content = (FILES / "comma_without_quotes.csv").read_bytes()
    judged = tables.judge(call, "expertise", content)
    assert [(fault.line, fault.column, fault.sentence, fault.holds, fault.path) for fault in judged.faults] == [
        (
            2,
            "",
            "There are more cells here than columns. Put a text that holds a comma or semicolon in quotation marks.",
            "2",
            "2",
        )
    ]
    assert judged.changes == [(ann, "Water", 3)]
    page = text(desk.post(f"{DOOR}expertise/", {"file": SimpleUploadedFile("e.csv", content)}))
    assert ("Line 2" in page, "The whole line" in page, "There are more cells here than columns." in page) == (True, True, True)


def test_rows_of_empty_cells_are_left_out(call: Any, ann: Any, one: Any) -> None:
    judged = tables.judge(call, "bids", f"application,email,value\n,,\n{one.number},ann@example.org,yes\n,,\n , ,\n".encode())
    assert (judged.changes, judged.same, judged.faults) == ([(one, ann, "yes")], 0, [])


def test_what_a_wrong_cell_holds_is_shown_in_short(desk: Client, call: Any, ann: Any, one: Any) -> None:
    lines = f"application,email,value\n{one.number},ann@example.org,<b>{'maybe ' * 20}\n{one.number},,yes\n"
    assert [fault.holds for fault in tables.judge(call, "bids", lines.encode()).faults] == [
        "<b>maybe maybe maybe maybe maybe maybe maybe maybe maybe ma…",
        "",
    ]
    page = text(desk.post(f"{DOOR}bids/", {"file": SimpleUploadedFile("b.csv", lines.encode())}))
    assert ("&lt;b&gt;maybe maybe" in page, "<b>maybe" in page) == (True, False)


def test_downloads(desk: Client, call: Any, ann: Any, one: Any) -> None:
    reviews.assignment(one, reviewer=ann, due_on=date(2031, 1, 31))
    answer = desk.get(f"{DOOR}assignments.csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]  # streamed
    assert lines == [
        '"application","startup","email","name","stage","due_on","state"',
        f'"{one.number}","Kelpworks","ann@example.org","Ann","Review","2031-01-31","assigned"',
    ]
    assert desk.get(f"{DOOR}secrets.csv").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("what", "queries"), [("bids", 6), ("expertise", 3), ("assignments", 7)])
def test_looking_costs_the_same_for_one_and_three(
    call: Any, ann: Any, count: int, what: str, queries: int, django_assert_num_queries: Any
) -> None:
    numbers = [reviews.application(call).number for _ in range(count)]
    lines = "application,email,value,tag\n" + "".join(f"{each},ann@example.org,yes,Field {each}\n" for each in numbers)
    with django_assert_num_queries(queries):
        assert len(tables.judge(call, what, lines.encode()).changes) == count
