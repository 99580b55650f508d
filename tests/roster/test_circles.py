"""Who else knocks at the doors of a startup's life in a cohort: one that has left, a mentor of another startup, who mentored it
once, and nobody in particular. tests/roster/test_privacy.py has the founder of another startup of the cohort."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from icalendar import Calendar

from accelerator.accounts.models import Person
from accelerator.startups import queries as startup_queries
from cohorts.roster import operations, registered
from cohorts.roster.models import (
    Agreement,
    AgreementAcceptance,
    Announcement,
    Duty,
    Enrolment,
    Event,
    PlannedAnnouncement,
    SharedFile,
    cohorts_of,
)
from cohorts.roster.urls import urlpatterns
from tests.cast import browser
from tests.factories import accounts, cohorts, files, roster
from tests.factories.cohorts import NOW, Scene
from tests.programs import Program, problem
from tests.roster.test_privacy import OWN, address

AGES = (NOW - timedelta(days=30)).date(), (NOW + timedelta(days=30)).date()
LISTS = (
    "duties",
    "agreements",
    "acceptances",
    "shared-files",
    "announcements",
    "planned-announcements",
    "events",
    "enrolments",
)


@pytest.fixture
def there(scene: Scene) -> SimpleNamespace:
    """Something behind every door of Quaykeeper's, and what the cohort shares."""
    text = operations.write_agreement(scene.cohort, title="Code of conduct", text="Be kind.", by=scene.manager)
    item = roster.item(scene.cohort, by=scene.manager, kind="conduct", agreement=text)
    photo = roster.item(scene.cohort, by=scene.manager, title="Send a photo")
    only: dict[str, Any] = {"audience": "selection", "enrolments": [scene.enrolment], "by": scene.manager}
    told = {"text": "Only quays.", "press": "press-of-quays", "subject": "Only quays"}
    later = {"text": "Only quays.", "press": "press-of-later", "subject": "Only quays", "send_at": NOW + timedelta(days=1)}
    past = roster.event(scene.cohort, by=scene.manager, starts_at=NOW - timedelta(days=2), title="Kick-off")
    operations.record_attendance(past, states={(scene.enrolment.pk, scene.owner.pk): "present"}, by=scene.manager)
    operations.save_payment_ids(scene.enrolment, given={"account_number": "SG-4711"}, by=scene.owner)
    operations.send(scene.cohort, audience="cohort", subject="Tides", text="For all.", press="press-of-all", by=scene.manager)
    event = roster.event(scene.cohort, title="Quay workshop", **only)
    operations.reply(event, coming=True, by=scene.owner)
    return SimpleNamespace(
        item=item,
        duty=photo.duties.get(enrolment=scene.enrolment),
        agreement=text,
        acceptance=roster.signed(text, scene.enrolment, by=scene.owner),
        announcement=operations.send(scene.cohort, **only, **told),
        planned=operations.plan_announcement(scene.cohort, **only, **later),
        event=event,
        past=past,
        file=operations.keep_file(scene.enrolment, upload=files.upload("Quaypapers.pdf"), by=scene.owner),
        shared=operations.keep_file(scene.cohort, upload=files.upload("handbook.pdf"), by=scene.manager),
    )


@pytest.fixture
def departed(scene: Scene) -> Person:
    """Founded a startup that was in the cohort, heard what it heard then, and has left it."""
    founder = accounts.person(name="Departed Founder")
    one = cohorts.enrolment(scene.cohort, name="Gone", owner=founder)
    operations.depart(cohorts.fresh(one), reason="Sold", by=scene.manager)
    return founder


@pytest.fixture
def beside(scene: Scene) -> Person:
    """Mentors the other startup of the cohort."""
    person: Person = cohorts.supporter(Enrolment.objects.get(startup__name="Sandbar"), accounts.person(name="Mentor Beside"))
    return person


def walk(person: Person | None, scene: Scene, there: SimpleNamespace) -> list[str]:
    """The pages of the roster that open; none of them, and no refusal either, tells a word of Quaykeeper's."""
    client, opened = browser(person), []
    for one in urlpatterns:
        path = address(str(one.name), str(one.pattern), scene, there)
        for method in ("get", "post"):
            sent = getattr(client, method)(path)
            body = (b"".join(sent) if sent.streaming else sent.content).decode(errors="replace")
            assert [word for word in OWN if word in body] == [], f"{method} {path}"
            if method == "get" and sent.status_code == 200:
                opened.append(str(one.name))
    return sorted(opened)


JOINED = [
    "agreement",
    "cohort_agreements",
    "cohort_announcements",
    "cohort_calendar",
    "cohort_calendar_file",
    "cohort_files",
    "cohorts",
]


class TestPages:
    def test_a_mentor_of_another_startup_reads_what_the_cohort_shares(
        self, scene: Scene, there: SimpleNamespace, beside: Person
    ) -> None:
        assert walk(beside, scene, there) == JOINED

    def test_who_has_left_reads_nothing_of_the_cohort_any_more(
        self, scene: Scene, there: SimpleNamespace, departed: Person
    ) -> None:
        assert walk(departed, scene, there) == ["cohorts"]

    @pytest.mark.parametrize("who", ["former", "stranger", "elsewhere"])
    def test_who_has_no_part_in_it_reads_nothing(self, scene: Scene, there: SimpleNamespace, who: str) -> None:
        opened = walk(getattr(scene, who), scene, there)
        assert [one for one in opened if one not in ("cohorts", "new_cohort", "alumni")] == []

    def test_nobody_in_particular_is_asked_to_sign_in(self, scene: Scene, there: SimpleNamespace) -> None:
        client = browser(None)
        for one in urlpatterns:
            path = address(str(one.name), str(one.pattern), scene, there)
            for method in ("get", "post"):
                sent = getattr(client, method)(path)
                assert (sent.status_code, sent["Location"].partition("?")[0]) == (302, "/accounts/login/"), f"{method} {path}"

    @pytest.mark.parametrize("who", ["rival", "former", "stranger", "elsewhere"])
    def test_nothing_is_changed_by_anybody_of_them(self, scene: Scene, there: SimpleNamespace, who: str) -> None:
        before = _everything()
        walk(getattr(scene, who), scene, there)
        assert _everything() == before


def _everything() -> list[Any]:
    """All rows that somebody's post could have changed."""
    kinds = (Agreement, AgreementAcceptance, Announcement, PlannedAnnouncement, Duty, Enrolment, Event, SharedFile)
    return [list(kind.objects.order_by("pk").values()) for kind in kinds]  # type: ignore[attr-defined]  # each has objects


class TestApi:
    @pytest.mark.parametrize("who", ["departed", "beside"])
    def test_no_list_tells_anything_of_it(
        self, scene: Scene, there: SimpleNamespace, who: str, request: pytest.FixtureRequest
    ) -> None:
        program = Program(request.getfixturevalue(who))
        narrowed = [f"{one}?enrolment={scene.enrolment.code}" for one in ("duties", "acceptances", "shared-files")]
        for path in (*LISTS, *narrowed, "enrolments?cohort=cohort-5"):
            body = program.get(f"/{path}").content.decode()
            assert [word for word in OWN if word in body] == [], path

    def test_who_has_left_lists_nothing_of_the_cohort(self, scene: Scene, there: SimpleNamespace, departed: Person) -> None:
        """But what they were told while they were in it, and that they were."""
        program = Program(departed)
        found = {one: len(program.get(f"/{one}").json()["items"]) for one in LISTS}  # type: ignore[attr-defined]
        assert found == dict.fromkeys(LISTS, 0) | {"enrolments": 1}

    @pytest.mark.parametrize("who", ["departed", "beside"])
    def test_no_thing_of_it_is_found(
        self, scene: Scene, there: SimpleNamespace, who: str, request: pytest.FixtureRequest
    ) -> None:
        program = Program(request.getfixturevalue(who))
        for path in (
            f"enrolments/{scene.enrolment.code}",
            f"enrolments/{scene.enrolment.code}/criteria",
            f"enrolments/{scene.enrolment.code}/payment-ids",
            f"shared-files/{there.file.code}",
            f"announcements/{there.announcement.code}",
            f"planned-announcements/{there.planned.code}",
            f"events/{there.event.code}",
            f"events/{there.event.code}/replies",
        ):
            assert problem(program.get(f"/{path}")) == (404, None), path
        for path in (
            f"duties/{there.duty.code}/settle",
            f"duties/{there.duty.code}/reopen",
            f"enrolments/{scene.enrolment.code}/resume",
            f"planned-announcements/{there.planned.code}/call-off",
        ):
            assert problem(program.post(f"/{path}")) == (404, None), path

    def test_a_program_without_a_token_is_turned_away(self, scene: Scene, there: SimpleNamespace) -> None:
        client = browser(None)
        for path in (*LISTS, f"enrolments/{scene.enrolment.code}", f"events/{there.event.code}/replies"):
            assert problem(client.get(f"/api/v1/{path}"))[0] == 401, path  # type: ignore[arg-type]  # the test client's


class TestCalendars:
    def titles(self, person: Person) -> list[str]:
        return [one.title for one in registered.calendar_entries(person, *AGES)]

    def test_entries_of_ones_own_calendar(self, scene: Scene, there: SimpleNamespace, departed: Person, beside: Person) -> None:
        assert self.titles(scene.owner) == ["Kick-off (Cohort 5)", "Quay workshop (Cohort 5)"]
        assert self.titles(beside) == ["Kick-off (Cohort 5)"]
        for who in (departed, scene.former, scene.stranger, scene.elsewhere):
            assert self.titles(who) == [], who

    def test_the_file_of_the_cohort(self, scene: Scene, there: SimpleNamespace, departed: Person, beside: Person) -> None:
        path = f"/cohorts/{scene.cohort.slug}/calendar.ics"
        file = browser(beside).get(path).content
        assert [str(one["summary"]) for one in Calendar.from_ical(file).walk("VEVENT")] == ["Kick-off (Cohort 5)"]
        assert b"ATTENDEE" not in file  # nobody reads there who else is bidden
        for who in (departed, scene.former, scene.stranger):
            assert browser(who).get(path).status_code == 404

    def test_who_graduated_keeps_what_the_cohort_shares(self, scene: Scene, there: SimpleNamespace) -> None:
        operations.graduate(scene.enrolment, by=scene.manager)
        assert self.titles(scene.owner) == ["Kick-off (Cohort 5)", "Quay workshop (Cohort 5)"]
        assert walk_opens(scene.owner, there.shared.get_absolute_url()) is True


def walk_opens(person: Person, path: str) -> bool:
    return browser(person).get(path).status_code == 200


class TestFiles:
    def test_each_file_to_its_circle(self, scene: Scene, there: SimpleNamespace, departed: Person, beside: Person) -> None:
        own, shared = there.file.get_absolute_url(), there.shared.get_absolute_url()
        for who in (*scene.insiders, scene.mentor, scene.manager, scene.auditor):
            assert (walk_opens(who, own), walk_opens(who, shared)) == (True, True), who
        for who in (scene.rival, beside):
            assert (walk_opens(who, own), walk_opens(who, shared)) == (False, True), who
        for who in (departed, scene.former, scene.stranger, scene.elsewhere):
            assert (walk_opens(who, own), walk_opens(who, shared)) == (False, False), who

    def test_removed_it_opens_to_nobody(self, scene: Scene, there: SimpleNamespace) -> None:
        operations.remove_file(there.file, by=scene.owner)
        for who in (scene.owner, scene.manager, scene.auditor):
            assert walk_opens(who, there.file.get_absolute_url()) is False

    def test_a_mentor_keeps_nothing_once_their_support_has_ended(self, scene: Scene, there: SimpleNamespace) -> None:
        path = there.file.get_absolute_url()
        assert walk_opens(scene.mentor, path) is True
        held = scene.enrolment.supporters.select_related("enrolment__cohort", "enrolment__startup", "person").get(
            person=scene.mentor
        )
        operations.end_supporter(held, by=scene.manager)
        assert walk_opens(scene.mentor, path) is False
        assert not cohorts_of(scene.mentor).exists()


class TestTimelines:
    def told(self, scene: Scene, person: Person) -> list[str]:
        return [one.told() for one in startup_queries.timeline(scene.startup, person)]

    def test_what_the_cohort_does_together_is_not_in_a_startups_timeline(self, scene: Scene, there: SimpleNamespace) -> None:
        told = " ".join(self.told(scene, scene.owner))
        for word in ("announced", "Tides", "Kick-off", "comes to"):
            assert word not in told, word

    def test_nothing_of_it_stands_in_the_others(self, scene: Scene, there: SimpleNamespace) -> None:
        other = Enrolment.objects.get(startup__name="Sandbar").startup
        told = " ".join(one.told() for one in startup_queries.timeline(other, scene.rival))
        assert [word for word in OWN if word in told] == []

    def test_the_home_of_who_has_left_tells_nothing_new(self, scene: Scene, there: SimpleNamespace, departed: Person) -> None:
        page = browser(departed).get("/home/").content.decode()
        assert [word for word in (*OWN, "Tides", "Kick-off") if word in page] == []
        assert registered.next_actions(departed) == []
