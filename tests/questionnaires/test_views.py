"""The builder's doors: managers of what asks with a form draw it; everybody else finds nothing there."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accelerator.questionnaires import definition as design
from accelerator.questionnaires import drafting, written
from accelerator.questionnaires.models import Questionnaire, Version
from tests.factories import accounts, applications, programmes
from tests.factories.questionnaires import DEFINITION, draft_version, published_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager() -> Any:
    return accounts.person(name="Nurul Hakim")


@pytest.fixture
def form(manager: Any) -> Questionnaire:
    """Version 1 is live in a call of this manager's programme, version 2 is being drawn."""
    live = published_version()
    programmes.call(programme=programmes.programme(manager=manager), version=live, name="Applied AI", slug="applied-ai")
    draft_version(questionnaire=live.questionnaire, number=2)
    return live.questionnaire


@pytest.fixture
def desk(client: Client, manager: Any) -> Client:
    client.force_login(manager)
    return client


def at(form: Questionnaire, *parts: str) -> str:
    return "/".join([f"/questionnaires/{form.code}", *parts, ""])


def drawn(form: Questionnaire) -> dict[str, Any]:
    found: dict[str, Any] = form.newest().definition
    return found


def keys(form: Questionnaire) -> list[str]:
    return [one["key"] for section in drawn(form)["sections"] for one in section["questions"]]


DOORS = [
    ("get", ()),
    ("get", ("file",)),
    ("post", ("file",)),
    ("get", ("preview",)),
    ("get", ("check",)),
    ("post", ("draft",)),
    ("post", ("publish",)),
    ("post", ("discard",)),
    ("post", ("sections",)),
    ("post", ("sections", "company")),
    ("post", ("questions",)),
    ("post", ("questions", "what")),
    ("post", ("questions", "what", "undo")),
    ("post", ("sections", "company", "undo")),
]


class TestWhoMay:
    @pytest.mark.parametrize(("method", "parts"), DOORS)
    def test_others_find_nothing(self, client: Client, form: Questionnaire, method: str, parts: tuple[str, ...]) -> None:
        reviewer = programmes.reviewer(Version.objects.get(number=1).calls.get().programme)
        for person in (accounts.person(), reviewer, programmes.manager(programmes.programme())):
            client.force_login(person)
            assert getattr(client, method)(at(form, *parts)).status_code == 404
        assert drawn(form) == DEFINITION

    @pytest.mark.parametrize(("method", "parts"), DOORS)
    def test_the_signed_out_are_asked_to_sign_in(
        self, client: Client, form: Questionnaire, method: str, parts: tuple[str, ...]
    ) -> None:
        response = getattr(client, method)(at(form, *parts))
        assert response.status_code == 302
        assert response.url.startswith("/accounts/login/?next=/questionnaires/")

    @pytest.mark.parametrize("parts", [parts for method, parts in DOORS if method == "post" and parts != ("file",)])
    def test_changes_are_posted(self, desk: Client, form: Questionnaire, parts: tuple[str, ...]) -> None:
        assert desk.get(at(form, *parts)).status_code == 405


class TestLooking:
    def test_the_form_its_versions_and_what_asks_with_it(self, desk: Client, form: Questionnaire) -> None:
        page = desk.get(at(form)).content.decode()
        assert "v2 draft" in page
        assert "v1 is live · 0 changes" in page
        assert "Applied AI" in page
        for section in DEFINITION["sections"]:
            assert section["title"] in page
            for question in section["questions"]:
                assert question["label"] in page

    def test_one_question_in_hand(self, desk: Client, form: Questionnaire) -> None:
        response = desk.get(at(form), {"question": "proof"})
        assert response.context["form"].initial == {
            "label": "What evidence shows that it works?",
            "help": "",
            "required": True,
            "sensitive": False,
            "limit": 200,
            "counts": "characters",
            "fact": "",
        }
        assert set(response.context["form"].fields) == {"label", "help", "required", "sensitive", "limit", "counts", "fact"}

    def test_of_what_depends_on_a_sensitive_answer_it_is_said_that_it_is_kept_too(
        self, desk: Client, form: Questionnaire
    ) -> None:
        drawn = drafting.change_question(DEFINITION, "stage", {"sensitive": True})
        looks = {"question": "stage", "is": "equals", "value": "pilot"}
        Version.objects.filter(number=2).update(definition=drafting.change_question(drawn, "revenue", {"show_if": looks}))
        said = "Reviewers do not see the answer: whether"
        assert [said in desk.get(at(form), {"question": key}).content.decode() for key in ("stage", "revenue", "proof")] == [
            False,
            True,
            False,
        ]

    def test_what_is_in_hand_is_not_scrolled_under_the_head_of_the_outline(self, desk: Client, form: Questionnaire) -> None:
        page = desk.get(at(form), {"question": "proof"}).content.decode()
        for place in ("at-proof", "in-evidence"):
            assert f'<li id="{place}" class="outline-part scroll-mt-11"' in page

    def test_a_section_in_hand(self, desk: Client, form: Questionnaire) -> None:
        response = desk.get(at(form), {"section": "evidence"})
        assert (response.context["question"], response.context["here"].key) == (None, "evidence")

    @pytest.mark.parametrize("query", [{"question": "gone"}, {"section": "gone"}, {"question": ""}])
    def test_an_address_of_something_removed_shows_the_form(
        self, desk: Client, form: Questionnaire, query: dict[str, str]
    ) -> None:
        assert desk.get(at(form), query).status_code == 200

    def test_a_published_version_offers_a_new_one_and_nothing_else(self, desk: Client, form: Questionnaire) -> None:
        form.versions.get(number=2).delete()
        page = desk.get(at(form)).content.decode()
        assert "Version 1 is published and stays as it is." in page
        assert "Save the question" not in page

    def test_the_whole_form_as_founders_see_it(self, desk: Client, form: Questionnaire) -> None:
        page = desk.get(at(form, "preview")).content.decode()
        assert "Section 2 of 2" in page
        assert "Pilot with paying users" in page

    def test_the_number_of_queries_does_not_grow_with_the_form(self, desk: Client, form: Questionnaire) -> None:
        desk.get(at(form))  # the first page of a session also writes the session
        counts = []
        for _ in range(3):
            with CaptureQueriesContext(connection) as asked:
                desk.get(at(form))
            counts.append(len(asked))
            desk.post(at(form, "questions"), {"section": "company", "label": "One more", "type": "text"})
        assert len(set(counts)) == 1
        assert counts[0] == 8


class TestDrawing:
    def test_adding_a_question(self, desk: Client, form: Questionnaire) -> None:
        response = desk.post(at(form, "questions"), {"section": "company", "label": "How many users?", "type": "number"})
        assert response.status_code == 302
        assert response.url == f"{at(form)}?question=how_many_users#at-how_many_users"
        assert drawn(form)["sections"][0]["questions"][3] == {
            "key": "how_many_users",
            "type": "number",
            "label": "How many users?",
            "required": True,
        }

    @pytest.mark.parametrize("kind", list(design.TYPES))
    def test_every_type_can_be_asked_at_once_and_saved_as_it_is(self, desk: Client, form: Questionnaire, kind: str) -> None:
        desk.post(at(form, "questions"), {"section": "company", "label": "New one", "type": kind})
        before = drawn(form)
        shown = desk.get(at(form), {"question": "new_one"}).context["form"].initial
        posted = {name: "on" if value is True else value for name, value in shown.items() if value is not False}
        assert desk.post(at(form, "questions", "new_one"), posted).status_code == 302
        questions = [drawn(form)["sections"][0]["questions"][3], before["sections"][0]["questions"][3]]
        assert design.question(questions[0]) == design.question(questions[1])

    def test_changing_a_question(self, desk: Client, form: Questionnaire) -> None:
        changed = {"label": "Which proof?", "help": "Numbers help.", "limit": "30", "counts": "words"}
        desk.post(at(form, "questions", "proof"), changed)
        assert drawn(form)["sections"][1]["questions"][0] == {
            "key": "proof",
            "type": "text",
            "label": "Which proof?",
            "help": "Numbers help.",
            "sensitive": False,
            "required": False,
            "limit": 30,
            "counts": "words",
            "fact": "",
        }

    def test_a_pasted_list_without_end_changes_nothing_and_says_so(self, desk: Client, form: Questionnaire) -> None:
        before = drawn(form)
        answer = desk.post(at(form, "questions", "stage"), {"label": "Stages", "required": "on", "options": "x\r\n" * 1000})
        assert (answer.status_code, drawn(form)) == (422, before)
        assert "At most 1000 options can be typed. These are 1001 lines." in answer.content.decode()

    def test_options_one_a_line(self, desk: Client, form: Questionnaire) -> None:
        desk.post(at(form, "questions", "stage"), {"label": "Stage", "required": "on", "options": "Idea\r\nPilot\r\nGrowing"})
        assert drawn(form)["sections"][0]["questions"][1]["options"] == [
            {"value": "idea", "label": "Idea"},
            {"value": "pilot_2", "label": "Pilot"},
            {"value": "growing", "label": "Growing"},
        ]

    def test_an_option_whose_line_is_empty_for_now_stays(self, desk: Client, form: Questionnaire) -> None:
        before = drawn(form)["sections"][0]["questions"][1]["options"]
        labels = [one["label"] for one in before]
        for typed in ("\r\n".join(["", *labels[1:]]), "\r\n".join([*labels[:-1], ""])):
            desk.post(at(form, "questions", "stage"), {"label": "Stage", "required": "on", "options": typed})
            assert drawn(form)["sections"][0]["questions"][1]["options"] == before

    @pytest.mark.parametrize(
        ("key", "posted", "field", "says"),
        [
            (
                "proof",
                {"label": "P", "limit": "9000", "counts": "characters"},
                "limit",
                "A limit is between 1 and 500 characters.",
            ),
            ("stage", {"label": "S", "options": "Only one"}, "options", "Give between 2 and 100 options."),
            ("stage", {"label": "S", "options": "Sea\nPort\n sea "}, "options", "Two options are the same."),
            ("revenue", {"label": "R", "currency": "xyz"}, "currency", "“XYZ” is no currency. Give three letters, as in SGD."),
            ("true", {"label": "T", "must_be_yes": "on"}, "required", "What must be yes must be required."),
        ],
    )
    def test_what_is_impossible_is_told_beside_its_field(
        self, desk: Client, form: Questionnaire, key: str, posted: dict[str, str], field: str, says: str
    ) -> None:
        """And kept as it was typed: nobody types twice what only has to be mended."""
        response = desk.post(at(form, "questions", key), posted)
        assert response.status_code == 302
        kept = drafting.question(drawn(form), key)
        assert posted["label"] == kept["label"]
        page = desk.get(response.url)
        assert page.context["form"].errors == {field: [says]}
        assert "1 to mend" in page.content.decode()

    def test_what_is_no_value_of_its_field_is_told_and_all_else_is_kept(self, desk: Client, form: Questionnaire) -> None:
        posted = {"label": "Which proof?", "limit": "many", "counts": "characters", "required": "on"}
        response = desk.post(at(form, "questions", "proof"), posted)
        assert response.status_code == 422
        assert response.context["form"].errors == {"limit": ["Write a whole number, such as 12."]}
        kept = drafting.question(drawn(form), "proof")
        assert (kept["label"], kept["limit"]) == ("Which proof?", 200)
        assert 'value="many"' in response.content.decode()

    @pytest.mark.parametrize(
        ("act", "order"),
        [
            ("up", ["stage", "what", "revenue", "proof", "deck", "true"]),
            ("down", ["what", "revenue", "stage", "proof", "deck", "true"]),
            ("copy", ["what", "stage", "stage_2", "revenue", "proof", "deck", "true"]),
            ("remove", ["what", "revenue", "proof", "deck", "true"]),
        ],
    )
    def test_moving_copying_and_removing(self, desk: Client, form: Questionnaire, act: str, order: list[str]) -> None:
        assert desk.post(at(form, "questions", "stage"), {"act": act}).status_code == 302
        assert keys(form) == order

    @pytest.mark.parametrize(
        ("place", "order"),
        [
            ("company/", ["stage", "what", "revenue", "proof", "deck", "true"]),
            ("evidence/proof", ["what", "revenue", "proof", "stage", "deck", "true"]),
        ],
    )
    def test_moving_to_a_named_place(self, desk: Client, form: Questionnaire, place: str, order: list[str]) -> None:
        assert desk.post(at(form, "questions", "stage"), {"act": "place", "place": place}).status_code == 302
        assert keys(form) == order

    @pytest.mark.parametrize("place", ["", "company", "gone/", "evidence/what"])
    def test_a_place_that_is_none(self, desk: Client, form: Questionnaire, place: str) -> None:
        response = desk.post(at(form, "questions", "stage"), {"act": "place", "place": place})
        assert response.status_code == 422
        assert list(response.context["move_form"].errors) == ["place"]
        assert drawn(form) == DEFINITION

    def test_what_an_outline_moves_is_not_taken_in_hand(self, desk: Client, form: Questionnaire) -> None:
        response = desk.post(at(form, "questions", "stage") + "?question=proof", {"act": "place", "place": "company/"})
        assert response.url == f"{at(form)}?question=proof"

    def test_its_type_changes(self, desk: Client, form: Questionnaire) -> None:
        before = drafting.question(drawn(form), "stage")
        page = desk.get(at(form), {"question": "stage"})
        assert page.context["type_form"].initial == {"type": "choice"}
        assert '<option value="choice" selected>Choose one</option>' in page.content.decode()
        assert '<button class="btn btn-sm" name="act" value="type">Change type</button>' in page.content.decode()
        assert re.search(r'<summary class="btn btn-ghost btn-sm"><svg.*?</svg>Change type</summary>', page.content.decode())
        response = desk.post(at(form, "questions", "stage"), {"act": "type", "type": "choices"})
        assert (response.status_code, response.url) == (302, f"{at(form)}?question=stage#at-stage")
        assert drafting.question(drawn(form), "stage") == before | {"type": "choices"}

    def test_what_no_longer_fits_is_told_in_its_design(self, desk: Client, form: Questionnaire) -> None:
        rule = {"holds": {"question": "revenue", "is": "greater", "value": "3"}, "sentence": "More than three."}
        desk.post(at(form, "questions", "stage"), {"act": "remove"})
        drawing = form.newest()
        drawing.definition = drafting.change_question(drawing.definition, "revenue", {"rules": [rule]})
        drawing.save(update_fields=["definition"])
        for kind in (*design.TYPES, "email"):
            response = desk.post(at(form, "questions", "revenue"), {"act": "type", "type": kind}, follow=True)
            assert (response.status_code, response.context["question"].type) == (200, kind)
        assert [(one.question, one.sentence) for one in response.context["faults"]] == [
            ("revenue", "This question can be asked for: equals, not, in, contains, lacks, answered, unanswered.")
        ]

    @pytest.mark.parametrize("kind", ["", "gold"])
    def test_a_type_that_is_none(self, desk: Client, form: Questionnaire, kind: str) -> None:
        response = desk.post(at(form, "questions", "stage"), {"act": "type", "type": kind})
        assert response.status_code == 422
        assert list(response.context["type_form"].errors) == ["type"]
        assert drawn(form) == DEFINITION

    def test_a_section_has_no_type(self, desk: Client, form: Questionnaire) -> None:
        assert "Change type" not in desk.get(at(form), {"section": "company"}).content.decode()

    def test_an_act_nobody_knows(self, desk: Client, form: Questionnaire) -> None:
        assert desk.post(at(form, "questions", "stage"), {"act": "explode"}).status_code == 404
        assert desk.post(at(form, "questions", "gone"), {"act": "up"}).status_code == 404

    def test_sections(self, desk: Client, form: Questionnaire) -> None:
        desk.post(at(form, "sections"), {"title": "Declarations"})
        desk.post(at(form, "sections", "declarations"), {"act": "up"})
        desk.post(at(form, "sections", "company"), {"title": "You", "intro": "Facts."})
        assert [(one["key"], one["title"]) for one in drawn(form)["sections"]] == [
            ("company", "You"),
            ("declarations", "Declarations"),
            ("evidence", "Product and evidence"),
        ]
        desk.post(at(form, "sections", "evidence"), {"act": "remove"})
        assert [one["key"] for one in drawn(form)["sections"]] == ["company", "declarations"]

    def test_a_section_is_placed_and_copied(self, desk: Client, form: Questionnaire) -> None:
        desk.post(at(form, "sections", "evidence"), {"act": "place", "place": ""})
        desk.post(at(form, "sections", "evidence"), {"act": "copy"})
        assert [one["key"] for one in drawn(form)["sections"]] == ["evidence", "product_and_evidence", "company"]
        response = desk.post(at(form, "sections", "company"), {"act": "place", "place": "gone"})
        assert response.status_code == 422
        assert response.context["here"].key == "company"

    def test_sections_that_are_not_there(self, desk: Client, form: Questionnaire) -> None:
        assert desk.post(at(form, "sections", "gone"), {"act": "remove"}).status_code == 404
        assert desk.post(at(form, "sections", "company"), {"act": "explode"}).status_code == 404

    def test_a_fragment_is_told_when_it_was_saved(self, desk: Client, form: Questionnaire) -> None:
        posted = {"label": "Which proof?", "limit": "300", "counts": "characters"}
        response = desk.post(at(form, "questions", "proof"), posted, headers={"HX-Request": "true"}, follow=True)
        assert re.search(r"Saved \d\d:\d\d", response.content.decode())
        assert "saved" not in desk.get(at(form)).context

    def test_a_table_is_drawn_column_by_column(self, desk: Client, form: Questionnaire) -> None:
        desk.post(at(form, "questions"), {"section": "company", "label": "Team", "type": "table"})
        given = {"label": "Team", "min_rows": "1", "max_rows": "4", "columns:": ""}
        first = {"columns:0:key": "name", "columns:0:label": "Who", "columns:0:type": "text", "columns:0:required": "on"}
        desk.post(at(form, "questions", "team"), given | first | {"edit": "add columns"})
        made = drawn(form)["sections"][0]["questions"][3]
        assert [(one["key"], one["label"], one.get("required")) for one in made["columns"]] == [
            ("name", "Who", True),
            ("new_column", "New column", None),
        ]
        assert made["max_rows"] == 4

    def test_conditions_rules_and_screens_are_drawn_beside_the_wording(self, desk: Client, form: Questionnaire) -> None:
        wording = {"label": "Which proof?", "limit": "200", "counts": "characters"}
        sent = {
            "show_if:join": "all",
            "show_if:0:question": "stage",
            "show_if:0:is": "in",
            "show_if:0:value": "pilot",
            "require_if:join": "all",
            "rules:": "",
            "screens:": "",
            "screens:0:when:join": "any",
            "screens:0:when:0:question": "proof",
            "screens:0:when:0:is": "contains",
            "screens:0:when:0:value": "magic",
            "screens:0:sentence": "No magic.",
        }
        desk.post(at(form, "questions", "proof"), wording | sent | {"edit": "add rules"})
        made = drafting.question(drawn(form), "proof")
        assert made["label"] == "Which proof?"
        assert made["show_if"] == {"question": "stage", "is": "in", "value": ["pilot"]}
        assert made["require_if"] is None
        assert made["rules"] == [{"holds": {"question": "proof", "is": "equals", "value": ""}, "sentence": ""}]
        magic = {"question": "proof", "is": "contains", "value": "magic"}
        assert made["screens"] == [{"when": magic, "sentence": "No magic."}]
        page = desk.get(at(form), {"question": "proof"})
        assert "If 1.2 is any of Pilot with paying users" in page.content.decode()
        (rule,) = page.context["rules"]
        assert (rule.group.parts[0].fault, rule.fault) == ("Say what to compare with.", "This is empty.")

    def test_a_section_depends_on_those_before_it(self, desk: Client, form: Questionnaire) -> None:
        posted = {"title": "Evidence", "intro": "", "show_if:join": "all", "edit": "add show_if"}
        desk.post(at(form, "sections", "evidence"), posted)
        assert drawn(form)["sections"][1]["show_if"] == {"question": "revenue", "is": "equals", "value": ""}
        assert "If 1.3 is …" in desk.get(at(form)).content.decode()
        first = desk.get(at(form), {"section": "company"}).content.decode()
        assert "Nothing is asked before it that this could depend on." in first

    def test_a_section_needs_a_title(self, desk: Client, form: Questionnaire) -> None:
        assert desk.post(at(form, "sections"), {"title": ""}).status_code == 422
        assert desk.post(at(form, "sections", "company"), {"title": "", "intro": "Who you are."}).status_code == 422
        refused = desk.post(at(form, "questions"), {"section": "evidence", "label": "", "type": "text"})
        assert (refused.status_code, refused.context["here"].key) == (422, "evidence")
        assert drawn(form) == DEFINITION


class TestFile:
    def test_taking_it_along_and_bringing_it_back(self, desk: Client, form: Questionnaire) -> None:
        response = desk.get(f"/questionnaires/{form.code}/form.yaml")
        assert response["Content-Disposition"] == f'attachment; filename="form-{form.code}-v2.yaml"'
        first, _newline, text = response.content.decode().partition("\n")
        assert first == "# yaml-language-server: $schema=http://testserver/schemas/questionnaire.json"
        assert written.read(text) == DEFINITION
        changed = text.replace("title: Company", "title: Your company")
        assert desk.post(at(form, "file"), {"text": changed}).url == at(form)
        assert drawn(form)["sections"][0]["title"] == "Your company"

    def test_a_file_goes_before_the_text(self, desk: Client, form: Questionnaire) -> None:
        text = written.write(DEFINITION).replace("label: Stage", "label: 阶段")
        file = SimpleUploadedFile("form.yaml", b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
        desk.post(at(form, "file"), {"text": "nothing: 1", "file": file})
        assert drawn(form)["sections"][0]["questions"][1]["label"] == "阶段"

    def test_what_is_wrong_is_told_by_line_and_nothing_changes(self, desk: Client, form: Questionnaire) -> None:
        text = written.write(DEFINITION).replace("type: money", "type: gold")
        response = desk.post(at(form, "file"), {"text": text})
        assert response.status_code == 422
        assert [fault.path for fault in response.context["faults"]] == ["sections[0].questions[2].type"]
        assert response.context["form"]["text"].value() == text
        assert drawn(form) == DEFINITION

    def test_what_somebody_drew_meanwhile_is_not_gone_over_unseen(self, desk: Client, form: Questionnaire) -> None:
        page = desk.get(at(form, "file"))
        mine = page.context["form"]["text"].value().replace("label: Stage", "label: How far?")
        desk.post(at(form, "sections", "company"), {"title": "Startup", "intro": ""})
        broken = desk.post(at(form, "file"), {"text": "nothing: 1", "seen": page.context["seen"]})
        assert (broken.status_code, broken.context["seen"]) == (422, page.context["seen"])
        told = desk.post(at(form, "file"), {"text": mine, "seen": page.context["seen"]})
        assert (told.status_code, told.context["form"]["text"].value()) == (409, mine)
        assert "Somebody changed the form since you opened this page" in told.content.decode()
        assert drawn(form)["sections"][0]["title"] == "Startup"
        assert desk.post(at(form, "file"), {"text": mine, "seen": told.context["seen"]}).url == at(form)
        assert drawn(form)["sections"][0]["title"] == "Company"

    def test_a_file_that_is_no_text(self, desk: Client, form: Questionnaire) -> None:
        response = desk.post(at(form, "file"), {"file": SimpleUploadedFile("form.yaml", b"a: \xff\xfe")})
        assert [(fault.line, fault.sentence) for fault in response.context["faults"]] == [
            (1, "This holds a character that cannot be stored.")
        ]

    @pytest.mark.parametrize(("faults", "more"), [(50, []), (51, ["And 1 more."]), (60, ["And 10 more."])])
    def test_faults_that_are_not_listed_are_counted(
        self, desk: Client, form: Questionnaire, faults: int, more: list[str]
    ) -> None:
        text = written.write(DEFINITION) + "".join(f"unknown_{at}: 1\n" for at in range(faults))
        page = desk.post(at(form, "file"), {"text": text})
        says = page.content.decode()
        assert (len(page.context["faults"]), says.count('<b class="num">Line '), re.findall(r"And \d+ more\.", says)) == (
            faults,
            50,
            more,
        )

    def test_a_published_version_is_shown_and_stays(self, desk: Client, form: Questionnaire) -> None:
        desk.post(at(form, "publish"))
        assert "Replace the draft" not in desk.get(at(form, "file")).content.decode()
        assert desk.post(at(form, "file"), {"text": written.write(DEFINITION)}).status_code == 409


def test_when_it_was_saved_stands_above_the_page_and_the_heads_buttons_stay(desk: Client, form: Questionnaire) -> None:
    page = desk.get(at(form)).content.decode()
    assert page.count('<span class="autosave" role="status" id="design-saved"></span>') == 1
    assert page.index('id="design-saved"') < page.index('id="main"') < page.index('id="builder"')


class TestPublishing:
    def test_publishing_and_beginning_anew(self, desk: Client, form: Questionnaire) -> None:
        call = Version.objects.get(number=1).calls.get()
        applications.application(call=call, submitted=False, answers={"what": "x" * 40})
        shorter = drafting.change_question(drawn(form), "what", {"limit": 30, "texts": {"ms": {"label": "Apa?"}}})
        Version.objects.filter(number=2).update(definition=shorter)
        told = desk.get(at(form, "check")).content.decode()
        assert "10 characters over the limit.<" in told
        assert "Bahasa Melayu (Malay): <a" in told
        Version.objects.filter(number=2).update(definition=DEFINITION)
        before = desk.get(at(form, "check")).content.decode()
        assert "Everything in it can be asked." in before
        assert "0 changes against v1, which is live." in before
        assert desk.post(at(form, "publish")).status_code == 302
        assert form.newest().state == "published"
        assert desk.post(at(form, "publish")).status_code == 409
        after = desk.get(at(form, "check")).content.decode()
        assert ("Version 2 is published</h1>" in after, "What publishing does" in after) == (True, False)
        desk.post(at(form, "draft"))
        assert (form.newest().number, form.newest().state) == (3, "draft")

    def test_what_is_published_is_what_its_publisher_saw(self, desk: Client, form: Questionnaire) -> None:
        seen = desk.get(at(form, "check")).context["seen"]
        Version.objects.filter(number=2).update(definition=drafting.remove_question(DEFINITION, "proof"))
        response = desk.post(at(form, "publish"), {"seen": seen})
        assert response.status_code == 409
        page = response.content.decode()
        assert "Somebody changed the form since you looked at it. Nothing was published." in page
        assert "1 change against v1" in page
        assert form.newest().state == "draft"
        desk.post(at(form, "publish"), {"seen": response.context["seen"]})
        assert form.newest().state == "published"

    def test_once_it_is_published_the_next_steps_are_offered(self, desk: Client, form: Questionnaire) -> None:
        live = Version.objects.get(number=1).calls.get()
        planned = programmes.call(programme=live.programme, published=False, version=form.newest(), name="Next year")
        desk.post(at(form, "publish"))
        page = desk.get(at(form)).content.decode()
        for call, offered in ((live, False), (planned, True)):
            assert f'<a href="/calls/{call.slug}/try/">Try {call} out</a>' in page
            assert (f'<a href="/calls/{call.slug}/settings/">Publish {call}</a>' in page) is offered

    def test_what_has_to_be_mended_first_leads_to_its_cause(self, desk: Client, form: Questionnaire) -> None:
        looks = {"question": "deck", "is": "answered"}
        faulty = drafting.change_question(DEFINITION, "proof", {"limit": 0, "show_if": looks})
        faulty = drafting.change_section(faulty, "evidence", {"show_if": looks})
        Version.objects.filter(number=2).update(definition=faulty)
        response = desk.post(at(form, "publish"))
        assert response.status_code == 422
        assert [(one.place, one.named, one.sentence) for one in response.context["faults"]] == [
            ("2", "Shown if", "A condition looks at a question that comes before it."),
            ("2.1", "Limit", "A limit is between 1 and 500 characters."),
            ("2.1", "Shown if", "A condition looks at a question that comes before it."),
        ]
        page = response.content.decode()
        assert f'href="{at(form)}?section=evidence#in-evidence"' in page
        assert f'href="{at(form)}?question=proof#at-proof"' in page
        assert form.newest().state == "draft"
        assert "cannot be asked as it is drawn now" in desk.get(at(form), {"question": "proof"}).content.decode()

    def test_a_published_form_refuses_changes(self, desk: Client, form: Questionnaire) -> None:
        desk.post(at(form, "publish"))
        for parts, posted in (
            (("questions", "what"), {"act": "remove"}),
            (("sections", "company"), {"act": "remove"}),
            (("questions",), {"section": "company", "label": "New", "type": "text"}),
        ):
            response = desk.post(at(form, *parts), posted)
            assert response.status_code == 409
            assert "Version 2 is published and stays as it is" in response.content.decode()
        assert drafting.question_keys(drawn(form)) == drafting.question_keys(DEFINITION)


class TestDiscarding:
    def test_the_builder_shows_the_live_version_again(self, desk: Client, form: Questionnaire) -> None:
        assert f'action="{at(form, "discard")}"' in desk.get(at(form)).content.decode()
        page = desk.post(at(form, "discard"), follow=True)
        assert page.redirect_chain == [(at(form), 302)]
        assert [str(one) for one in page.context["messages"]] == ["The draft of version 2 is discarded."]
        assert page.context["version"].number == 1
        assert f'action="{at(form, "discard")}"' not in page.content.decode()

    def test_a_form_that_was_never_published_offers_none(self, desk: Client, manager: Any) -> None:
        only = draft_version(name="Another form")
        programmes.call(programme=programmes.programme(manager=manager), version=only, slug="other", prefix="OT")
        assert "Discard this draft" not in desk.get(at(only.questionnaire)).content.decode()


class TestVersionsByNumber:
    def test_the_live_one_is_previewed_and_downloaded_while_the_next_is_drawn(self, desk: Client, form: Questionnaire) -> None:
        desk.post(at(form, "questions", "proof"), {"act": "remove"})
        versions = desk.get(at(form, "versions")).content.decode()
        for number, asks in ((1, True), (2, False)):
            preview, file = f"{at(form, 'preview')}?version={number}", f"/questionnaires/{form.code}/form.yaml?version={number}"
            assert f'href="{preview}"' in versions
            assert f'href="{file}"' in versions
            seen = desk.get(preview)
            assert (seen.context["version"].number, f'href="?version={number}&amp;width=phone' in seen.content.decode()) == (
                number,
                True,
            )
            taken = desk.get(file)
            assert taken["Content-Disposition"] == f'attachment; filename="form-{form.code}-v{number}.yaml"'
            assert ("key: proof" in taken.content.decode()) is asks

    @pytest.mark.parametrize(("named", "status"), [("3", 404), ("", 200), ("x", 200), ("²", 200), ("9" * 40, 200)])
    def test_a_number_that_is_none_means_the_newest(self, desk: Client, form: Questionnaire, named: str, status: int) -> None:
        assert desk.get(at(form, "preview"), {"version": named}).status_code == status
