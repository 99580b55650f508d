"""A list that was brought in by mistake goes again, but for what somebody worked on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from accelerator.applications import operations as applications
from accelerator.applications.models import Application, Submission
from accelerator.decisions.models import Vote
from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.pipeline import operations, queries, taking_back
from accelerator.pipeline.models import Import, Mailing
from accelerator.programmes.models import Call
from accelerator.questionnaires.models import Sheet
from accelerator.startups.models import Member, Startup
from accelerator.startups.signs import Distinction, Trait
from accelerator.startups.tasks import recognise
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import accounts, decisions, reviews
from tests.pipeline.test_views import text

QUERIES = 19
FILE = b"name,what\nTide,Tables\nCrane,Lifts\nQuay,Moors\n"


def brought(call: Call, by: Any, content: bytes = FILE) -> Import:
    made = operations.take(call, name="list.csv", content=content, by=by)
    operations.bring_in(made, by=by)
    operations.carry_out(made.pk)
    made.refresh_from_db()
    return made


@pytest.fixture
def taken(call: Call, manager: Any) -> Import:
    return brought(call, manager)


def of(name: str) -> Application:
    return Application.objects.select_related("call__programme", "startup", "sheet").get(startup__name=name)


def merged(one: Application) -> None:
    Startup.objects.filter(pk=one.startup_id).update(merged_into=Startup.objects.create(slug="other", name="Other"))


WORK: dict[str, Callable[[Application, Any], Any]] = {
    "A decision is written on it.": lambda one, by: decisions.decision(one),
    "The panel voted on it.": lambda one, by: Vote.objects.create(application=one, person=by, outcome="accept"),
    "It was given to a reviewer.": lambda one, by: reviews.assignment(one),
    "A conflict of interest is on record.": lambda one, by: reviews.conflict(one, reviews.reviewer(one.call)),
    "More was asked about it.": lambda one, by: applications.ask_more(
        one, asks="Where?", due_on=clock.today("Asia/Singapore"), by=by
    ),
    "It carries a tag.": lambda one, by: operations.tag([one], name="Ports", by=by),
    "It carries a flag.": lambda one, by: operations.flag([one], note="Look", by=by),
    "It was withdrawn.": lambda one, by: Application.objects.filter(pk=one.pk).update(
        state="withdrawn", withdrawn_at=timezone.now()
    ),
    "Its answers were changed since.": lambda one, by: Sheet.objects.filter(pk=one.sheet_id).update(saved_at=timezone.now()),
    "People belong to its startup.": lambda one, by: Member.objects.create(
        startup=one.startup, person=accounts.person(), role="owner"
    ),
    "Its startup was merged with another.": lambda one, by: merged(one),
    "Its founders were written to.": lambda one, by: Mailing.objects.create(
        call=one.call, by=by, subject="s", text="t", ids=[one.pk]
    ),
}


@pytest.mark.django_db
class TestTakingBack:
    def test_all_of_it(self, call: Call, manager: Any, taken: Import) -> None:
        assert len(taken.ids) == 3
        sent = Submission.objects.select_related("version__questionnaire", "application").get(application=of("Tide"))
        recognise()
        assert Trait.objects.exists()
        found = operations.take_back(taken, by=manager)
        assert (found.count, found.stays, len(found.startups), found.kept) == (3, [], 3, 0)
        taken.refresh_from_db()
        assert (taken.count, taken.ids, taken.gone) == (3, [], 3)
        assert list(queries.rows(call)) == []
        assert queries.funnel(call).total == 0
        assert not Application.objects.visible_to(manager).exists()
        admin = accounts.operator_person(role="admin")
        assert not Application.objects.visible_to(admin).exists()
        assert not Startup.objects.visible_to(admin).standing().exists()
        assert not Trait.objects.exists()
        assert Entry.objects.get(verb="application.import_taken_back").told() == (
            "Nurul Hakim took back 3 of the applications to Spring that came in with the file list.csv."
        )
        assert sent.is_whole()

    def test_the_mended_file_comes_in_afterwards_under_the_same_addresses(self, call: Call, manager: Any, taken: Import) -> None:
        before = of("Tide").startup.slug
        operations.take_back(taken, by=manager)
        again = brought(call, manager)
        assert (again.count, again.refused) == (3, "")
        assert Startup.objects.standing().get(name="Tide").slug == before
        assert queries.funnel(call).total == 3

    @pytest.mark.parametrize("why", WORK)
    def test_what_somebody_worked_on_stays(self, call: Call, manager: Any, taken: Import, why: str) -> None:
        crane = of("Crane")
        WORK[why](crane, manager)
        found = operations.take_back(taken, by=manager)
        assert found.reasons == [(crane, why)]
        assert [one.startup.name for one in found.changes] == ["Tide", "Quay"]
        taken.refresh_from_db()
        assert (taken.ids, taken.gone) == ([crane.pk], 2)
        crane.refresh_from_db()
        assert crane.submitted_at is not None
        assert Startup.objects.get(pk=crane.startup_id).taken_back_at is None

    @pytest.mark.parametrize(("done", "reasons"), [(1, ["Its founders were written to."]), (0, [])])
    def test_a_letter_that_was_stopped_counts_where_some_of_it_had_gone(
        self, call: Call, manager: Any, taken: Import, done: int, reasons: list[str]
    ) -> None:
        Mailing.objects.create(
            call=call, by=manager, subject="s", text="t", ids=[of("Crane").pk], done=done, undone_at=timezone.now()
        )
        assert [why for _one, why in taking_back.found(taken).reasons] == reasons

    def test_the_weightiest_reason_is_told(self, manager: Any, taken: Import) -> None:
        for why in ("It carries a tag.", "It was given to a reviewer."):
            WORK[why](of("Crane"), manager)
        assert taking_back.found(taken).reasons == [(of("Crane"), "It was given to a reviewer.")]

    def test_what_stayed_goes_later(self, manager: Any, taken: Import) -> None:
        act = operations.tag([of("Crane")], name="Ports", by=manager)
        operations.take_back(taken, by=manager)
        with pytest.raises(Refusal, match="Nothing would change"):
            operations.take_back(taken, by=manager)
        operations.undo(act, by=manager)
        assert operations.take_back(taken, by=manager).count == 1
        taken.refresh_from_db()
        assert taken.gone == 3
        with pytest.raises(Refusal, match="nothing of this file"):
            operations.take_back(taken, by=manager)

    def test_a_startup_that_something_else_refers_to_stays(self, manager: Any, taken: Import) -> None:
        tide, crane, quay = of("Tide"), of("Crane"), of("Quay")
        other = reviews.application(reviews.call(programme=tide.call.programme))
        Application.objects.filter(pk=other.pk).update(startup=tide.startup)
        first, second = sorted((crane.startup, quay.startup), key=lambda one: one.pk)
        Distinction.objects.create(first=first, second=second, by=manager, why="Two.")
        found = operations.take_back(taken, by=manager)
        assert (found.count, found.startups, found.kept) == (3, [], 3)
        assert Startup.objects.filter(pk__in=[tide.startup_id, crane.startup_id, quay.startup_id]).standing().count() == 3

    def test_only_what_was_looked_at(self, manager: Any, taken: Import) -> None:
        seen = taking_back.found(taken).fingerprint
        operations.tag([of("Crane")], name="Ports", by=manager)
        with pytest.raises(Refusal, match="not what you looked at"):
            operations.take_back(taken, by=manager, seen=seen)
        assert queries.funnel(taken.call).total == 3

    def test_only_by_who_brought_it_in(self, call: Call, taken: Import) -> None:
        for person in (reviews.manager(call), accounts.operator_person(role="admin"), reviews.reviewer(call)):
            with pytest.raises(Forbidden):
                operations.take_back(taken, by=person)

    @pytest.mark.parametrize("rows", [1, 30])
    def test_it_costs_the_same_however_many(self, call: Call, manager: Any, rows: int, django_assert_num_queries: Any) -> None:
        made = brought(call, manager, b"name\n" + b"".join(b"Startup %d\n" % number for number in range(rows)))
        with django_assert_num_queries(QUERIES):
            assert operations.take_back(made, by=manager).count == rows


@pytest.mark.django_db
class TestPages:
    def test_shown_then_done(self, call: Call, manager: Any, taken: Import) -> None:
        client, door = browser(manager), taken.get_absolute_url()
        assert "Take back this import" in text(client.get(door))
        operations.tag([of("Crane")], name="Ports", by=manager)
        page = client.get(door + "take-back/")
        assert "2 applications go" in text(page)
        assert "1 application stays" in text(page)
        assert "It carries a tag." in text(page)
        assert "2 startups that came with them go too." in text(page)
        assert queries.funnel(call).total == 3
        for look in ("other", ""):
            assert client.post(door + "take-back/", {"seen": look}).status_code == 422
        done = client.post(door + "take-back/", {"seen": page.context["choice"].fingerprint}, follow=True)
        assert "2 applications taken back." in text(done)
        assert "2 of them were taken back" in text(done)
        assert "3 applications brought in, 2 taken back" in text(client.get(f"/calls/{call.slug}/pipeline/import/"))

    def test_nothing_that_can_go(self, call: Call, manager: Any, taken: Import) -> None:
        operations.tag([of(name) for name in ("Tide", "Crane", "Quay")], name="Ports", by=manager)
        page = text(browser(manager).get(taken.get_absolute_url() + "take-back/"))
        assert "somebody has worked on each of them" in page

    def test_what_came_in_before_this_was_kept_has_no_such_door(self, manager: Any, taken: Import) -> None:
        Import.objects.update(ids=[])
        assert "Take back" not in text(browser(manager).get(taken.get_absolute_url()))


@pytest.mark.django_db
class TestDiscarding:
    def test_a_file_that_was_not_brought_in(self, call: Call, manager: Any) -> None:
        made = operations.take(call, name="list.csv", content=FILE, by=manager)
        client = browser(manager)
        page = client.get(f"/calls/{call.slug}/pipeline/import/")
        assert "Remove the file list.csv? Nothing of it came in; the file itself goes as well." in page.content.decode()
        done = client.post(f"/imports/{made.code}/remove/", follow=True)
        assert "The file list.csv is removed." in text(done)
        assert not Import.objects.exists()
        assert Entry.objects.get(verb="application.import_discarded").told() == (
            "Nurul Hakim removed the file list.csv, of which nothing had come in to Spring."
        )
        with pytest.raises(Refusal, match="This file was removed"):
            operations.bring_in(made, by=manager)

    def test_others_of_the_programme_see_whose_a_file_is(self, call: Call, manager: Any) -> None:
        made = operations.take(call, name="list.csv", content=FILE, by=manager)
        other = reviews.manager(call, name="Mei Lin")
        page = text(browser(other).get(f"/calls/{call.slug}/pipeline/import/"))
        assert "Files of others" in page
        assert "Nurul Hakim · Not brought in yet" in page
        assert made.get_absolute_url() not in page
        assert "Files of others" not in text(browser(manager).get(f"/calls/{call.slug}/pipeline/import/"))

    def test_not_one_that_comes_in(self, call: Call, manager: Any) -> None:
        made = operations.take(call, name="list.csv", content=FILE, by=manager)
        operations.bring_in(made, by=manager)
        with pytest.raises(Refusal, match="is being brought in"):
            operations.discard(made, by=manager)
        assert "/remove/" not in browser(manager).get(f"/calls/{call.slug}/pipeline/import/").content.decode()
        operations.carry_out(made.pk)
        with pytest.raises(Refusal, match="brought in already"):
            operations.discard(made, by=manager)

    def test_only_ones_own(self, call: Call, manager: Any) -> None:
        made = operations.take(call, name="list.csv", content=FILE, by=manager)
        with pytest.raises(Forbidden):
            operations.discard(made, by=reviews.manager(call))
