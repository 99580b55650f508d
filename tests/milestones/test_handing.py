"""What is submitted for a milestone: written bit by bit, kept as it was, judged part by part, and never by who saw less."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import Error, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message
from accelerator.questionnaires.models import Questionnaire
from accelerator.questionnaires.operations import Edit
from cohorts.milestones import links, operations, showing
from cohorts.milestones.models import HandIn, Milestone, SignOff, Step
from tests.cast import browser
from tests.factories import files, questionnaires
from tests.factories import milestones as factories
from tests.factories.cohorts import Scene
from tests.factories.questionnaires import ANSWERS

LINK = "https://example.org/deck"


@pytest.fixture
def milestone(scene: Scene) -> Milestone:
    return factories.milestone(scene.enrolment, state="active")


def fresh(one: Milestone) -> Milestone:
    return Milestone.objects.select_related("enrolment__startup", "enrolment__cohort", "step", "asked", "sheet__version").get(
        pk=one.pk
    )


def asking_a_form(milestone: Milestone) -> Questionnaire:
    asked = questionnaires.published_version().questionnaire
    Step.objects.filter(pk=milestone.step_id).update(questionnaire=asked)
    return asked


def answer(milestone: Milestone, by: Any, **values: Any) -> Any:
    sheet = fresh(milestone).sheet
    edits = [Edit(key, value, sheet.seen(key) if sheet else 0) for key, value in values.items()]
    return operations.answer(fresh(milestone), changes=edits, by=by)


class TestWriting:
    def test_it_is_kept_bit_by_bit_and_submitted_as_it_stands(self, scene: Scene, milestone: Milestone) -> None:
        operations.save(milestone, account="Ten of twenty.", by=scene.owner)
        operations.save(milestone, links=[f" {LINK} ", LINK, ""], uploads=[files.upload()], by=scene.member)
        assert (fresh(milestone).state, fresh(milestone).account, fresh(milestone).links) == ("active", "Ten of twenty.", [LINK])
        operations.submit(fresh(milestone), by=scene.owner)
        kept = HandIn.objects.get()
        assert (kept.number, kept.account, kept.links, kept.by, kept.figure, kept.answers) == (
            1,
            "Ten of twenty.",
            [LINK],
            scene.owner,
            None,
            {},
        )
        assert [one["name"] for one in kept.files] == [milestone.evidence.get().file.name]

    def test_a_file_that_is_taken_out_stays_for_what_was_submitted_with_it(self, scene: Scene, milestone: Milestone) -> None:
        operations.submit(milestone, account="Done.", uploads=[files.upload()], by=scene.owner)
        operations.give_back(milestone, comment="Another file.", by=scene.mentor)
        one = milestone.evidence.select_related("milestone__enrolment__cohort").get()
        client = browser(scene.owner)
        door = f"/milestones/{milestone.code}/files/{one.file.code}/"
        assert client.post(f"{door}remove/").status_code == 302
        operations.submit(fresh(milestone), by=scene.owner)
        assert [len(kept.files) for kept in HandIn.objects.order_by("number")] == [1, 0]
        assert client.get(door).status_code == 200
        assert client.post(f"{door}remove/").status_code == 404

    def test_who_may_not_write_keeps_nothing(self, scene: Scene, milestone: Milestone) -> None:
        for person in (scene.viewer, scene.mentor, scene.manager, *scene.outsiders):
            with pytest.raises(Forbidden):
                operations.save(milestone, account="Mine.", by=person)
        assert fresh(milestone).account == ""

    def test_nor_anybody_once_it_is_submitted(self, scene: Scene, milestone: Milestone) -> None:
        operations.submit(milestone, account="Done.", by=scene.owner)
        for act in (operations.save, operations.submit):
            with pytest.raises(Refusal, match="is “To check” now"):
                act(milestone, account="More.", by=scene.owner)

    def test_the_page_saves_and_submits(self, scene: Scene, milestone: Milestone) -> None:
        client, door = browser(scene.owner), f"/milestones/{milestone.code}/"
        assert client.post(f"{door}save/", {"account": "", "links": f"{LINK}\n"}).status_code == 302
        assert LINK in client.get(door).content.decode()
        refused = client.post(f"{door}submit/", {"account": "Done.", "links": "http://example.org"})
        assert refused.status_code == 422
        assert "links begin with https://" in refused.content.decode()
        assert "http://example.org" in refused.content.decode()
        assert client.post(f"{door}submit/", {"account": "Done.", "links": LINK}).status_code == 302
        assert HandIn.objects.get().links == [LINK]


class TestLinks:
    @pytest.mark.parametrize(
        ("link", "why"),
        [
            ("http://example.org", "links begin with https://"),
            ("javascript:alert(1)", "links begin with https://"),
            ("https://localhost", "no whole web address"),
            ("https://example .org", "no whole web address"),
            ("https://u:p@example.org", "name and password"),
            ("https://[::1", "no web address"),
            ("https://example.org:99999999", "no web address"),
            (f"https://example.org/{'a' * 500}", "longer than 500"),
        ],
    )
    def test_what_is_none_is_said(self, link: str, why: str) -> None:
        assert why in links.fault(link)
        assert why in links.checked([LINK, link])[1]

    def test_ten_at_most(self) -> None:
        assert links.checked(f"{LINK}/{n}" for n in range(11))[1] == "At most 10 links."
        assert links.checked(f"{LINK}/{n % 10}" for n in range(20)) == ([f"{LINK}/{n}" for n in range(10)], "")

    @settings(max_examples=200)
    @given(st.text())
    def test_any_text_is_judged_and_only_whole_addresses_pass(self, text: str) -> None:
        found, wrong = links.checked([text])
        assert wrong or all(one.startswith("https://") and one == one.strip() for one in map(str.lower, found))


class TestNumbers:
    @pytest.fixture
    def counted(self, scene: Scene, milestone: Milestone) -> Milestone:
        Step.objects.filter(pk=milestone.step_id).update(target=Decimal(20), unit="interviews")
        return fresh(milestone)

    def test_the_number_reached_goes_along(self, scene: Scene, counted: Milestone) -> None:
        operations.submit(counted, account="Done.", figure=Decimal("18.5"), by=scene.owner)
        assert HandIn.objects.get().figure == Decimal("18.5")
        page = browser(scene.mentor).get(counted.get_absolute_url()).content.decode()
        assert ("18.5 interviews" in page, "of 20" in page) == (True, True)

    def test_without_it_nothing_is_submitted(self, scene: Scene, counted: Milestone) -> None:
        with pytest.raises(Refusal, match="Give the number that you reached, in interviews") as refusal:
            operations.submit(counted, account="Done.", by=scene.owner)
        assert refusal.value.field == "figure"
        assert (HandIn.objects.count(), fresh(counted).account) == (0, "")

    def test_one_too_large_is_refused(self, scene: Scene, counted: Milestone) -> None:
        for strange in (Decimal(10) ** 14, Decimal("NaN"), Decimal("-Infinity")):
            with pytest.raises(Refusal, match="too large"):
                operations.save(counted, figure=strange, by=scene.owner)

    def test_the_page_asks_for_it_where_it_is_wanted(self, scene: Scene, counted: Milestone) -> None:
        door = counted.get_absolute_url()
        assert "20 interviews are wanted." in browser(scene.owner).get(door).content.decode()
        assert browser(scene.owner).post(f"{door}submit/", {"account": "Done.", "figure": "x"}).status_code == 422


class TestWaitingFor:
    @pytest.fixture
    def second(self, scene: Scene, milestone: Milestone) -> Milestone:
        step = Step.objects.create(
            plan=milestone.step.plan, position=2, title="Pilot signed", due_days=60, needs=[milestone.step.key]
        )
        return factories.milestone(scene.enrolment, step=step)

    def test_it_may_be_begun_and_is_submitted_once_that_is(self, scene: Scene, milestone: Milestone, second: Milestone) -> None:
        operations.start(second, by=scene.owner)
        sentence = "This waits for M1 Customer interviews. Submit that first, or ask the programme to waive it."
        with pytest.raises(Refusal) as refusal:
            operations.submit(fresh(second), account="Signed.", by=scene.owner)
        assert str(refusal.value) == sentence
        page = browser(scene.owner).get(second.get_absolute_url()).content.decode()
        assert ("Waits for" in page, "M1 Customer interviews" in page) == (True, True)
        operations.submit(milestone, account="Done.", by=scene.owner)
        operations.submit(fresh(second), account="Signed.", by=scene.owner)
        assert fresh(second).state == "submitted"

    @pytest.mark.parametrize(("state", "waits"), [("returned", True), ("waived", False)])
    def test_returned_it_waits_again_waived_it_does_not(
        self, scene: Scene, milestone: Milestone, second: Milestone, state: str, waits: bool
    ) -> None:
        Milestone.objects.filter(pk=milestone.pk).update(state="submitted" if state == "returned" else state)
        Milestone.objects.filter(pk=milestone.pk).update(state=state)
        if waits:
            with pytest.raises(Refusal, match="This waits for"):
                operations.submit(second, account="Signed.", by=scene.owner)
        else:
            assert operations.submit(second, account="Signed.", by=scene.owner).state == "submitted"

    def test_another_startups_does_not_count(self, scene: Scene, milestone: Milestone, second: Milestone) -> None:
        Milestone.objects.filter(pk=milestone.pk).delete()
        assert operations.submit(second, account="Signed.", by=scene.owner).state == "submitted"


class TestForm:
    def test_its_answers_go_along(self, scene: Scene, milestone: Milestone) -> None:
        asking_a_form(milestone)
        answer(milestone, scene.owner, **ANSWERS)
        operations.submit(fresh(milestone), account="Done.", by=scene.owner)
        kept = HandIn.objects.select_related("version__questionnaire").get()
        assert {key: kept.answers[key] for key in ANSWERS} == ANSWERS
        assert [one.key for one in showing.sections(kept)] == ["account", "form:company", "form:evidence"]

    def test_what_is_missing_is_named_and_nothing_is_submitted(self, scene: Scene, milestone: Milestone) -> None:
        asking_a_form(milestone)
        answer(milestone, scene.owner, what="Cranes.")
        with pytest.raises(operations.Incomplete) as refusal:
            operations.submit(fresh(milestone), account="Done.", by=scene.owner)
        assert {one.path for one in refusal.value.faults} == {"stage", "proof", "true"}
        assert (HandIn.objects.count(), fresh(milestone).state, fresh(milestone).account) == (0, "active", "")

    def test_two_who_write_at_once_lose_nothing(self, scene: Scene, milestone: Milestone) -> None:
        asking_a_form(milestone)
        operations.answer(fresh(milestone), changes=[Edit("what", "Cranes.", 0)], by=scene.owner)
        done = operations.answer(
            fresh(milestone), changes=[Edit("what", "Ships.", 0), Edit("proof", "A letter.", 0)], by=scene.member
        )
        assert [(one.key, one.theirs) for one in done.conflicts] == [("what", "Cranes.")]
        assert fresh(milestone).sheet.answers == {"what": "Cranes.", "proof": "A letter."}  # type: ignore[union-attr]

    def test_a_page_keeps_what_it_can_and_shows_the_rest(self, scene: Scene, milestone: Milestone) -> None:
        asking_a_form(milestone)
        client, door = browser(scene.owner), f"{milestone.get_absolute_url()}form/"
        page = client.get(door)
        assert page.status_code == 200
        typed = {"what": "Ships.", "seen:what": "0", "stage": "pilot", "seen:stage": "0"}
        answer(milestone, scene.member, what="Cranes.")
        refused = client.post(door, typed)
        assert refused.status_code == 409
        shown = refused.content.decode()
        for words in ("Wei Ming wrote meanwhile:", "Cranes.", "Ships.", 'name="seen:what" value="1"'):
            assert words in shown, words
        assert fresh(milestone).sheet.answers == {"what": "Cranes.", "stage": "pilot"}  # type: ignore[union-attr]
        assert client.post(door, typed | {"seen:what": "1", "seen:stage": "1"}).status_code == 302
        assert fresh(milestone).sheet.answers["what"] == "Ships."  # type: ignore[union-attr]

    def test_a_file_is_an_answer_too(self, scene: Scene, milestone: Milestone) -> None:
        asking_a_form(milestone)
        client, door = browser(scene.owner), f"{milestone.get_absolute_url()}form/"
        assert client.post(door, {"deck": files.upload()}).headers["Location"] == door
        answer(milestone, scene.owner, **ANSWERS)
        operations.submit(fresh(milestone), account="Done.", by=scene.owner)
        (deck,) = HandIn.objects.get().answers["deck"]
        assert browser(scene.mentor).get(f"{milestone.get_absolute_url()}files/{deck['code']}/").status_code == 200

    def test_only_who_writes_and_only_while_it_is_open(self, scene: Scene, milestone: Milestone) -> None:
        door = f"{milestone.get_absolute_url()}form/"
        assert browser(scene.owner).get(door).status_code == 404  # asks no form
        asking_a_form(milestone)
        for person, status in ((scene.viewer, 403), (scene.mentor, 403), (scene.rival, 404)):
            assert browser(person).get(door).status_code == status
        Milestone.objects.filter(pk=milestone.pk).update(state="waived")
        assert browser(scene.owner).get(door).status_code == 409

    def test_once_begun_it_keeps_its_version(self, scene: Scene, milestone: Milestone) -> None:
        asked = asking_a_form(milestone)
        first = operations.fill_in(fresh(milestone), by=scene.owner)
        questionnaires.published_version(questionnaire=asked, number=2)
        assert operations.fill_in(fresh(milestone), by=scene.owner) == first


class TestChecking:
    @pytest.fixture
    def submitted(self, scene: Scene, milestone: Milestone) -> Milestone:
        asking_a_form(milestone)
        answer(milestone, scene.owner, **ANSWERS)
        operations.submit(fresh(milestone), account="Ten talks.", links=[LINK], by=scene.owner)
        return fresh(milestone)

    def test_it_comes_back_part_by_part(self, scene: Scene, submitted: Milestone) -> None:
        said = {"account": "Twenty were asked for.", "form:evidence": "  ", "links": "This one is dead."}
        operations.give_back(submitted, comment="Nearly.", sections=said, seen=1, by=scene.mentor)
        verdict = SignOff.objects.get()
        assert (verdict.hand_in, verdict.verdict, verdict.sections) == (
            HandIn.objects.get(),
            "returned",
            [
                {"key": "account", "title": "What was done", "comment": "Twenty were asked for."},
                {"key": "links", "title": "Links", "comment": "This one is dead."},
            ],
        )
        facts = Message.objects.filter(kind="milestone_returned")[0].facts
        assert facts["comment"] == "Nearly.\n\nWhat was done: Twenty were asked for.\n\nLinks: This one is dead."
        page = browser(scene.owner).get(submitted.get_absolute_url()).content.decode()
        assert "Returned: Twenty were asked for." in page

    def test_a_part_alone_is_enough_to_return_it(self, scene: Scene, submitted: Milestone) -> None:
        operations.give_back(submitted, sections={"form:company": "Which stage?"}, by=scene.mentor)
        assert fresh(submitted).state == "returned"

    @pytest.mark.parametrize("sections", [{}, {"account": " "}])
    def test_without_a_word_it_does_not_come_back(self, scene: Scene, submitted: Milestone, sections: dict[str, str]) -> None:
        with pytest.raises(Refusal, match="Say what is missing") as refusal:
            operations.give_back(submitted, sections=sections, by=scene.mentor)
        assert refusal.value.field == "comment"

    def test_a_part_that_is_not_there_is_named(self, scene: Scene, submitted: Milestone) -> None:
        with pytest.raises(Refusal, match=r"There is no part “files”\. There are: account, form:company, form:evidence, links\."):
            operations.give_back(submitted, sections={"files": "Where?"}, by=scene.mentor)
        with pytest.raises(Refusal, match="Shorten this to 2000"):
            operations.give_back(submitted, sections={"links": "x" * 2001}, by=scene.mentor)

    def test_who_saw_an_older_version_decides_nothing(self, scene: Scene, submitted: Milestone) -> None:
        operations.give_back(submitted, comment="More.", seen=1, by=scene.manager)
        operations.submit(fresh(submitted), account="Twenty talks.", by=scene.owner)
        for act in (operations.sign_off, operations.give_back):
            with pytest.raises(operations.Stale, match="Quaykeeper submitted again meanwhile: this is version 2") as refusal:
                act(fresh(submitted), comment="Fine.", seen=1, by=scene.mentor)
            assert refusal.value.field == "seen"
        page = browser(scene.mentor).post(f"{submitted.get_absolute_url()}sign-off/", {"comment": "Fine.", "seen": "1"})
        assert page.status_code == 422
        assert ("submitted again meanwhile" in page.content.decode(), "Fine." in page.content.decode()) == (True, True)
        assert fresh(submitted).state == "submitted"
        operations.sign_off(fresh(submitted), seen=2, by=scene.mentor)
        assert SignOff.objects.latest("id").hand_in == HandIn.objects.get(number=2)

    def test_what_changed_since_is_told_part_by_part(self, scene: Scene, submitted: Milestone) -> None:
        operations.give_back(submitted, sections={"account": "Twenty."}, by=scene.mentor)
        answer(submitted, scene.owner, stage="idea")
        operations.submit(fresh(submitted), account="Twenty talks.", links=[], figure=Decimal(3), by=scene.owner)
        after, before = HandIn.objects.select_related("version__questionnaire").order_by("-number")
        found = showing.compared(after, before, returned=SignOff.objects.get().sections)
        assert [(one.part.key, one.is_changed, one.comment) for one in found] == [
            ("account", True, "Twenty."),
            ("figure", True, ""),
            ("form:company", True, ""),
            ("form:evidence", False, ""),
        ]
        assert showing.gone(after, before) == ["Links"]
        page = browser(scene.mentor).get(submitted.get_absolute_url()).content.decode()
        for words in ("Changed since version 1", "As before", "As it was in version 1", "Ten talks.", "no longer here"):
            assert words in page

    def test_what_was_submitted_never_changes(self, scene: Scene, submitted: Milestone) -> None:
        with pytest.raises(Error, match="permission denied"), transaction.atomic():
            HandIn.objects.update(account="Other.")
        with pytest.raises(Error, match="hand_in_number"), transaction.atomic():
            HandIn.objects.create(milestone=submitted, number=1, account="Twice.")

    def test_what_was_submitted_before_versions_were_kept_is_judged_too(self, scene: Scene) -> None:
        old = factories.milestone(scene.enrolment, state="submitted", account="Long ago.")
        assert "Long ago." in browser(scene.mentor).get(old.get_absolute_url()).content.decode()
        operations.sign_off(old, seen=1, by=scene.mentor)
        assert (HandIn.objects.get().account, HandIn.objects.get().by) == ("Long ago.", None)


@pytest.mark.parametrize("size", [1, 3])
def test_queries_of_the_page(scene: Scene, milestone: Milestone, size: int, django_assert_max_num_queries: Any) -> None:
    for _ in range(size):
        operations.submit(fresh(milestone), account="Done.", uploads=[files.upload()], by=scene.owner)
        operations.give_back(milestone, comment="More.", by=scene.mentor)
    for person in (scene.owner, scene.mentor, scene.manager):
        client = browser(person)
        with django_assert_max_num_queries(12):
            client.get(milestone.get_absolute_url())
