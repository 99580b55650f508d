"""Doors to a startup's milestones: the list, one's page, and every act from it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from accelerator.files.models import File
from accelerator.notices.models import Message
from accelerator.startups.models import Startup
from accelerator.trail.models import Access
from cohorts.milestones import operations
from cohorts.milestones.models import Milestone, Step
from cohorts.roster.models import Enrolment
from tests.cast import browser
from tests.factories import cohorts, files
from tests.factories import milestones as factories
from tests.factories.cohorts import NOW, Scene

LIST = "/milestones/"


def at(one: Milestone, *parts: str) -> str:
    return "/".join([f"/milestones/{one.code}", *parts, ""])


def text(response: HttpResponse, status: int = 200) -> str:
    assert response.status_code == status
    assert b"<c-" not in response.content
    return response.content.decode()


def made(scene: Scene, state: str = "planned", **fields: Any) -> Milestone:
    return factories.milestone(scene.enrolment, state=state, **fields)


def forms_of(client: Client, one: Milestone) -> set[str]:
    """The acts that the page offers."""
    page = text(client.get(at(one)))
    return {name for name in ("start", "submit", "sign-off", "return", "waive", "move") if f'action="{at(one, name)}"' in page}


# What is posted to each act, who may in which state, and what it is afterwards.
ACTS: dict[str, tuple[dict[str, str], str, str, str]] = {
    "start": ({}, "member", "planned", "active"),
    "submit": ({"account": "Talked to 23 people."}, "owner", "active", "submitted"),
    "sign-off": ({"comment": "Clear."}, "mentor", "submitted", "reached"),
    "return": ({"comment": "Not yet."}, "mentor", "submitted", "returned"),
    "waive": ({"reason": "Did it before"}, "manager", "returned", "waived"),
    "move": ({"due_on": "2026-12-15", "reason": "Later"}, "manager", "active", "active"),
}


class TestList:
    def test_a_founder_sees_every_milestone_with_what_its_date_says(self, scene: Scene) -> None:
        plan = factories.plan(scene.programme, days=(14, 60, 105))
        for step, due_on in zip(plan.steps.order_by("position"), ((2026, 11, 18), (2026, 11, 22), (2026, 12, 30)), strict=True):
            made(scene, step=step, due_on=date(*due_on))
        page = text(browser(scene.viewer).get(LIST))
        for words in (
            "Quaykeeper",
            "Cohort 5",
            "M1 Customer interviews",
            "2 days late",
            "in 2 days",
            "Late",
            "At risk",
            "Not started",
        ):
            assert words in page, words
        assert "Sandbar" not in page

    def test_a_mentor_and_a_manager_see_what_waits_for_them(self, scene: Scene) -> None:
        one = made(scene, "submitted", submitted_at=NOW - timedelta(days=2), title="Waiting")
        made(scene, "active", title="Under way")
        for person in (scene.mentor, scene.manager):
            page = text(browser(person).get(LIST))
            assert ("To sign off" in page, f'href="{at(one)}"' in page, "Under way" in page) == (True, True, False)

    def test_nobody_else_is_asked_to_check(self, scene: Scene) -> None:
        made(scene, "submitted", submitted_at=NOW, title="Waiting")
        for person in (*scene.insiders, *scene.outsiders, scene.auditor):
            assert "To sign off" not in text(browser(person).get(LIST)), person

    def test_with_nothing_to_show_it_says_where_they_come_from(self, scene: Scene) -> None:
        assert "They come with the cohort you join." in text(browser(scene.stranger).get(LIST))

    def test_who_is_not_signed_in_is_led_there(self, scene: Scene) -> None:
        assert browser(None).get(LIST)["Location"] == f"/accounts/login/?next={LIST}"

    def test_it_is_only_read(self, scene: Scene) -> None:
        assert browser(scene.owner).post(LIST).status_code == 405

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries_for_a_founder(self, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        for step in factories.plan(scene.programme, days=range(10, 10 + size)).steps.all():
            made(scene, step=step)
        client = browser(scene.owner)
        with django_assert_num_queries(5):
            client.get(LIST)

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries_for_a_mentor(self, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        for _ in range(size):
            made(scene, "submitted", submitted_at=NOW)
        client = browser(scene.mentor)
        with django_assert_num_queries(4):
            client.get(LIST)


class TestPage:
    def test_it_says_what_is_to_be_done_and_what_was(self, scene: Scene) -> None:
        one = made(scene, "submitted", account="Talked to 23 people.\n\n<b>All</b> kept.", submitted_at=NOW)
        one.sign_offs.create(verdict="returned", comment="Three notes are missing.", by=scene.mentor)
        page = text(browser(scene.viewer).get(at(one)))
        for words in (
            "M1 Customer interviews",
            "Talk to twenty people.",
            "To show: Notes of twenty conversations",
            "Talked to 23 people.",
            "&lt;b&gt;All&lt;/b&gt; kept.",
            "Three notes are missing.",
            "Priya Raghunathan",
            "Tue 1 Dec",
        ):
            assert words in page, words

    def test_late_it_says_by_how_much(self, scene: Scene) -> None:
        assert "5 days late" in text(browser(scene.owner).get(at(made(scene, due_on=date(2026, 11, 15)))))
        assert "days late" not in text(browser(scene.owner).get(at(made(scene, "submitted", due_on=date(2026, 11, 15)))))

    @pytest.mark.parametrize(
        ("state", "founder", "mentor", "manager"),
        [
            ("planned", {"start", "submit"}, set(), {"waive", "move"}),
            ("active", {"submit"}, set(), {"waive", "move"}),
            ("submitted", set(), {"sign-off", "return"}, {"sign-off", "return", "waive", "move"}),
            ("returned", {"submit"}, set(), {"waive", "move"}),
            ("reached", set(), set(), set()),
            ("waived", set(), set(), set()),
        ],
    )
    def test_each_role_is_offered_what_it_may_do_now(
        self, scene: Scene, state: str, founder: set[str], mentor: set[str], manager: set[str]
    ) -> None:
        one = made(scene, state)
        offered = [forms_of(browser(person), one) for person in (scene.owner, scene.member, scene.mentor, scene.manager)]
        assert offered == [founder, founder, mentor, manager]
        for person in (scene.viewer, scene.auditor):
            assert forms_of(browser(person), one) == set()

    @pytest.mark.parametrize("state", ["planned", "submitted"])
    def test_once_the_startup_left_nothing_is_offered(self, scene: Scene, state: str) -> None:
        one = made(scene, state)
        Enrolment.objects.filter(pk=scene.enrolment.pk).update(state="departed")
        for person in (scene.owner, scene.mentor, scene.manager):
            assert forms_of(browser(person), one) == set()

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries(self, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        one = made(scene, "submitted", account="Done.", submitted_at=NOW)
        for number in range(size):
            one.evidence.create(file=files.file(by=scene.owner, name=f"{number}.pdf"))
            one.sign_offs.create(verdict="returned", comment="Not yet.", by=scene.mentor)
        client = browser(scene.manager)
        with django_assert_num_queries(9):
            client.get(at(one))


class TestDoors:
    @pytest.mark.parametrize("name", ACTS)
    def test_the_right_person_in_the_right_state(self, scene: Scene, name: str) -> None:
        typed, who, state, after = ACTS[name]
        one = made(scene, state)
        response = browser(getattr(scene, who)).post(at(one, name), typed)
        assert (response.status_code, response["Location"]) == (302, at(one))
        one.refresh_from_db()
        assert one.state == after
        assert one.due_on == (date(2026, 12, 15) if name == "move" else date(2026, 12, 1))

    @pytest.mark.parametrize("name", ["", *ACTS])
    def test_outsiders_find_nothing(self, scene: Scene, name: str) -> None:
        typed, _who, state, _after = ACTS.get(name, ({}, "", "planned", ""))
        one = made(scene, state)
        for person in scene.outsiders:
            client = browser(person)
            response = client.post(at(one, name), typed) if name else client.get(at(one))
            assert response.status_code == 404, person
        one.refresh_from_db()
        assert one.state == state

    @pytest.mark.parametrize("name", ACTS)
    def test_a_missing_one_answers_alike(self, scene: Scene, name: str) -> None:
        assert browser(scene.manager).post(f"/milestones/nothing/{name}/", ACTS[name][0]).status_code == 404

    @pytest.mark.parametrize("name", ACTS)
    def test_who_sees_but_may_not_is_told_so(self, scene: Scene, name: str) -> None:
        typed, _who, state, _after = ACTS[name]
        one = made(scene, state)
        for person in (scene.viewer, scene.auditor):
            page = text(browser(person).post(at(one, name), typed), 403)
            assert ("Only the programme's managers move" if name == "move" else "This is for others to do").replace(
                "'", "&#x27;"
            ) in page
        one.refresh_from_db()
        assert one.state == state

    @pytest.mark.parametrize("name", ACTS)
    def test_in_the_wrong_state_it_says_how_it_stands(self, scene: Scene, name: str) -> None:
        typed, who, _state, _after = ACTS[name]
        one = made(scene, "reached")
        response = browser(getattr(scene, who)).post(at(one, name), typed)
        page = text(response, 409 if name == "start" else 422)
        assert "This milestone is “Reached” now. Load the page again." in page
        for words in (value for key, value in typed.items() if key != "due_on"):
            assert words in page  # what was written is not lost, though its form is gone
        one.refresh_from_db()
        assert (one.state, one.due_on) == ("reached", date(2026, 12, 1))

    def test_strangers_are_led_to_sign_in_and_acts_are_never_a_link(self, scene: Scene) -> None:
        for name, (_typed, who, state, _after) in ACTS.items():
            door = at(made(scene, state), name)
            assert browser(None).post(door)["Location"].startswith("/accounts/login/?next=")
            assert browser(getattr(scene, who)).get(door).status_code == 405


class TestTyping:
    """What cannot be taken is shown beside its field, and what was typed stays."""

    @pytest.mark.parametrize(
        ("name", "typed", "form", "field", "says"),
        [
            ("submit", {"account": ""}, "submit_form", "account", "Fill this in."),
            ("submit", {"account": "a" * 4001}, "submit_form", "account", "At most 4000"),
            ("return", {"comment": " "}, "check_form", "comment", "Say what is missing: the founders read it."),
            ("sign-off", {"comment": "c" * 2001}, "check_form", "comment", "At most 2000"),
            ("waive", {"reason": ""}, "waive_form", "reason", "Fill this in."),
            ("waive", {"reason": "r" * 501}, "waive_form", "reason", "At most 500"),
            ("move", {"due_on": "soon", "reason": "Later"}, "move_form", "due_on", "Write a day such as 2026-11-30."),
            ("move", {"due_on": "2000-01-01", "reason": "Later"}, "move_form", "due_on", "1 September 2026 to 26 February 2028"),
            ("move", {"due_on": "2099-12-31", "reason": "Later"}, "move_form", "due_on", "1 September 2026 to 26 February 2028"),
            ("move", {"due_on": "2026-12-15", "reason": ""}, "move_form", "reason", "Fill this in."),
        ],
    )
    def test_bad_input(self, scene: Scene, name: str, typed: dict[str, str], form: str, field: str, says: str) -> None:
        _typed, who, state, _after = ACTS[name]
        one = made(scene, state)
        response = browser(getattr(scene, who)).post(at(one, name), typed)
        page = text(response, 422)
        (error,) = response.context[form].errors[field]
        assert says in error
        assert says.split(":", maxsplit=1)[0] in page
        for value in typed.values():
            assert not value.strip() or value in page
        one.refresh_from_db()
        assert (one.state, one.due_on, Message.objects.count()) == (state, date(2026, 12, 1), 0)

    def test_text_in_any_script_comes_back_as_it_was(self, scene: Scene) -> None:
        one, words = made(scene, "active"), "与二十三人交谈 · Đã nói chuyện · تحدثنا 👩‍🚀"
        browser(scene.owner).post(at(one, "submit"), {"account": words})
        one.refresh_from_db()
        assert one.account == words
        assert words in text(browser(scene.mentor).get(at(one)))


class TestNothingIsLost:
    def test_a_refused_submission_keeps_files_and_words(self, scene: Scene) -> None:
        one = made(scene, "active")
        Step.objects.filter(pk=one.step_id).update(target=20, unit="talks")
        typed = {"account": "Talked a lot.", "figure": "", "links": "https://example.org/a"}
        page = text(browser(scene.owner).post(at(one, "submit"), typed | {"evidence": [files.upload("notes.pdf")]}), 422)
        assert "Give the number that you reached, in talks." in page
        one.refresh_from_db()
        assert (one.state, one.account, one.links) == ("active", "Talked a lot.", ["https://example.org/a"])
        assert [row.file.name for row in one.evidence.select_related("file")] == ["notes.pdf"]
        assert browser(scene.owner).post(at(one, "submit"), typed | {"figure": "23"}).status_code == 302
        assert [file["name"] for file in one.hand_ins.get().files] == ["notes.pdf"]

    def test_an_emptied_number_is_taken_away_and_one_that_was_not_sent_stays(self, scene: Scene) -> None:
        one = made(scene, "active")
        Step.objects.filter(pk=one.step_id).update(target=20, unit="talks")
        for figure, kept in (("12", Decimal(12)), ("", None)):
            browser(scene.owner).post(at(one, "save"), {"account": "So far.", "figure": figure, "links": ""})
            one.refresh_from_db()
            assert one.figure == kept
        operations.save(one, figure=Decimal(7), by=scene.owner)
        operations.save(one, account="More.", by=scene.owner)
        one.refresh_from_db()
        assert one.figure == Decimal(7)

    def test_a_verdict_on_an_older_version_keeps_every_comment(self, scene: Scene) -> None:
        one = operations.submit(made(scene, "active"), account="First.", by=scene.owner)
        operations.give_back(one, comment="Not yet.", by=scene.manager)
        operations.submit(factories.fresh(one), account="Second.", by=scene.owner)
        typed = {"comment": "On the whole.", "seen": "1", "back:account": "Whom did you ask?"}
        page = text(browser(scene.mentor).post(at(one, "return"), typed), 422)
        assert re.findall(r"<textarea[^>]*>\s*([^<]*)</textarea>", page) == ["Whom did you ask?", "On the whole."]
        assert '<details class="mt-2 text-sm" open>' in page

    def test_signing_off_with_comments_on_parts_is_asked_about(self, scene: Scene) -> None:
        one = operations.submit(made(scene, "active"), account="First.", by=scene.owner)
        typed = {"comment": "", "seen": "1", "back:account": "Whom did you ask?"}
        page = text(browser(scene.mentor).post(at(one, "sign-off"), typed), 422)
        assert "You wrote of parts what is missing there." in page
        assert ">Whom did you ask?</textarea>" in page
        one.refresh_from_db()
        assert one.state == "submitted"

    def test_comments_on_what_was_settled_meanwhile_are_shown(self, scene: Scene) -> None:
        one = made(scene, "reached", account="Done.", submitted_at=NOW)
        typed = {"comment": "On the whole.", "seen": "1", "back:account": "Whom did you ask?"}
        page = text(browser(scene.mentor).post(at(one, "return"), typed), 422)
        assert "<p>On the whole.</p>" in page
        assert "<p>Whom did you ask?</p>" in page


def test_how_late_is_told_by_the_startups_day_and_not_of_what_waits(scene: Scene) -> None:
    made(scene, "submitted", due_on=date(2026, 11, 10))
    assert "late" not in text(browser(scene.owner).get(LIST)).partition("<tbody>")[2].partition("</tbody>")[0]
    made(scene, "active", due_on=date(2026, 11, 18))
    page = text(browser(scene.owner).get(LIST)).partition("<tbody>")[2].partition("</tbody>")[0]
    assert re.findall(r"\d+ days? late", page) == ["2 days late"]
    Startup.objects.filter(pk=scene.startup.pk).update(zone="Pacific/Honolulu")  # where it is the 19th
    page = text(browser(scene.owner).get(LIST)).partition("<tbody>")[2].partition("</tbody>")[0]
    assert re.findall(r"\d+ days? late", page) == ["1 day late"]


class TestFiles:
    def test_several_go_along_and_whoever_sees_the_milestone_opens_them(self, scene: Scene) -> None:
        one = made(scene, "active")
        sent = {"account": "Done.", "evidence": [files.upload("notes.pdf"), files.upload("figures.csv", files.CSV)]}
        assert browser(scene.owner).post(at(one, "submit"), sent).status_code == 302
        kept = [row.file for row in one.evidence.select_related("file").order_by("id")]
        assert [file.name for file in kept] == ["notes.pdf", "figures.csv"]
        for person in (scene.viewer, scene.mentor, scene.manager, scene.auditor):
            response = browser(person).get(at(one, "files", kept[0].code))
            assert (response.status_code, b"".join(response)) == (200, files.PDF)  # type: ignore[call-overload]  # streamed
            assert "notes.pdf" in response["Content-Disposition"]
        for person in scene.outsiders:
            assert browser(person).get(at(one, "files", kept[0].code)).status_code == 404
        looked = [(row.person_id, row.what, row.subject_label) for row in Access.objects.order_by("id")]
        assert looked == [(person.pk, "file", str(one)) for person in (scene.mentor, scene.manager, scene.auditor)]

    def test_a_name_of_one_long_word_stays_inside_its_panel(self, scene: Scene) -> None:
        one = made(scene, "submitted", account="Done.", submitted_at=NOW)
        one.evidence.create(file=files.file(by=scene.owner))
        page = text(browser(scene.mentor).get(at(one)))
        assert f'<a class="file-chip" href="{at(one, "files")}' in page

    def test_an_empty_one_is_named_with_what_to_do(self, scene: Scene) -> None:
        one = made(scene, "active")
        sent = {"account": "Done.", "evidence": [files.upload("notes.pdf"), files.upload("figures.csv", b"")]}
        assert "figures.csv is empty. Choose the file again." in text(browser(scene.owner).post(at(one, "submit"), sent), 422)
        assert File.objects.count() == 0

    def test_through_another_milestone_they_do_not_open(self, scene: Scene) -> None:
        """Who sees a milestone of theirs cannot reach somebody else's file through it."""
        foreign = made(scene, "submitted")
        file = files.file(by=scene.owner)
        foreign.evidence.create(file=file)
        rivals = Enrolment.objects.get(startup__name="Sandbar")
        own = factories.milestone(rivals)
        assert browser(scene.rival).get(at(own, "files", file.code)).status_code == 404

    def test_one_too_many_and_nothing_is_kept(self, scene: Scene) -> None:
        one = made(scene, "active")
        sent = {"account": "Done.", "evidence": [files.upload(f"{number}.pdf") for number in range(6)]}
        response = browser(scene.owner).post(at(one, "submit"), sent)
        assert "At most 5 files." in text(response, 422)
        assert ("Done." in response.content.decode(), File.objects.count()) == (True, 0)

    def test_a_kind_we_do_not_take_names_itself_and_what_we_take(self, scene: Scene) -> None:
        one = made(scene, "active")
        sent = {"account": "Done.", "evidence": [files.upload("notes.pdf"), files.upload("film.mp4", files.MP4)]}
        page = text(browser(scene.owner).post(at(one, "submit"), sent), 422)
        assert "film.mp4 is not what we take here. Send it as PDF" in page
        one.refresh_from_db()
        assert (one.state, File.objects.count()) == ("active", 0)


def test_what_a_rival_sees_of_it_anywhere_is_nothing(scene: Scene) -> None:
    """The startup next door in the same cohort: neither in lists nor by address."""
    one = made(scene, "submitted", account="Our secret figures.", submitted_at=NOW)
    factories.milestone(cohorts.enrolment(scene.cohort, owner=scene.rival))
    client = browser(scene.rival)
    for path in (LIST, "/home/", "/search/?q=Quaykeeper", "/api/v1/milestones"):
        page = client.get(path).content.decode()
        found = [words for words in ("Our secret figures.", scene.startup.slug, scene.enrolment.code, one.code) if words in page]
        assert found == [], path
