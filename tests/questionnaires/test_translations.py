"""Forms in several languages: readers get theirs, else the form's own."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from django.http import QueryDict

from accelerator.kit import languages
from accelerator.questionnaires import definition as design
from accelerator.questionnaires import queries, wording_forms
from accelerator.questionnaires.models import Version
from tests.factories.questionnaires import draft_version, published_version

FORM: dict[str, Any] = {
    "sections": [
        {
            "key": "one",
            "title": "Company",
            "intro": "Who you are.",
            "texts": {"ms": {"title": "Syarikat"}},
            "questions": [
                {
                    "key": "stage",
                    "type": "choice",
                    "label": "Stage",
                    "help": "As of today.",
                    "texts": {"ms": {"label": "Peringkat", "help": "Setakat hari ini."}, "ta": {"label": "நிலை"}},
                    "options": [
                        {"value": "idea", "label": "Idea", "texts": {"ms": {"label": "Idea awal"}}},
                        {"value": "pilot", "label": "Pilot", "texts": {"ms": {"label": "Perintis"}}},
                    ],
                    "screens": [
                        {
                            "when": {"question": "stage", "is": "equals", "value": "idea"},
                            "sentence": "Come back with a pilot.",
                            "texts": {"ms": {"sentence": "Kembali dengan perintis."}},
                        }
                    ],
                },
                {
                    "key": "team",
                    "type": "table",
                    "label": "Team",
                    "columns": [{"key": "name", "type": "text", "label": "Name", "texts": {"ms": {"label": "Nama"}}}],
                },
            ],
        }
    ]
}


def broken(**texts: Any) -> dict[str, Any]:
    form = deepcopy(FORM)
    form["sections"][0]["questions"][0]["texts"] = texts
    return form


def test_everything_people_read_is_translated() -> None:
    assert design.check(FORM) == []
    (section,) = design.read(FORM, "ms")
    stage, team = section.questions
    assert (section.title, section.intro, stage.label, stage.help) == (
        "Syarikat",
        "Who you are.",
        "Peringkat",
        "Setakat hari ini.",
    )
    assert [option.label for option in stage.options] == ["Idea awal", "Perintis"]  # type: ignore[attr-defined]  # a Choice
    assert [one.sentence for one in stage.screens] == ["Kembali dengan perintis."]
    assert [column.label for column in team.columns] == ["Nama"]  # type: ignore[attr-defined]  # a Table


@pytest.mark.parametrize(
    ("wanted", "label"),
    [("ms-MY,en;q=0.5", "Peringkat"), ("ta", "நிலை"), ("fr,de", "Stage"), ("en-GB,ms;q=0.9", "Stage"), ("", "Stage")],
)
def test_a_reader_gets_theirs_and_else_the_forms_own(wanted: str, label: str) -> None:
    with languages.reading(wanted):
        assert design.questions(FORM)["stage"].label == label


def test_a_form_may_be_written_in_another_language() -> None:
    form = {"language": "ms", "sections": broken(en={"label": "The stage"})["sections"]}
    with languages.reading("ms-MY"):
        assert (design.language_of(form), design.questions(form)["stage"].label) == ("ms", "Stage")
    with languages.reading("en"):
        assert (design.language_of(form), design.questions(form)["stage"].label) == ("en", "The stage")


@pytest.mark.django_db
def test_answers_are_read_in_the_readers_language() -> None:
    version = published_version(definition=FORM)
    with languages.reading("ms"):
        (section,) = queries.reading(version, {"stage": "pilot", "team": [{"name": "Ana"}]})
    assert (section.title, section.answers[0].text, section.answers[1].rows) == ("Syarikat", "Perintis", ((("Nama", "Ana"),),))


@pytest.mark.django_db
def test_what_is_published_is_taken_apart_once_in_each_language() -> None:
    version = published_version(definition=FORM)
    again, other = Version.objects.get(pk=version.pk), published_version(definition={"sections": []})
    assert version.sections() is again.sections()
    with languages.reading("ms"):
        assert (again.sections()[0].title, again.language) == ("Syarikat", "ms")
    assert (again.sections()[0].title, again.language, other.sections()) == ("Company", "en", ())


@pytest.mark.django_db
def test_a_draft_is_taken_apart_as_it_stands() -> None:
    version = draft_version(definition=deepcopy(FORM))
    assert version.sections()[0].title == "Company"
    version.definition["sections"][0]["title"] = "Firm"
    assert version.sections()[0].title == "Firm"


@pytest.mark.parametrize(
    ("form", "path"),
    [
        (broken(MS={"label": "x"}), "texts.MS"),
        (broken(ms={"label": " "}), "texts.ms.label"),
        (broken(ms={"limit": "5"}), "texts.ms.limit"),
        (broken(ms={"low_label": "5"}), "texts.ms.low_label"),
        (broken(ms="x"), "texts.ms"),
        (broken(ms={"help": "x" * 1001}), "texts.ms.help"),
        (broken(**{f"a{chr(97 + n)}": {"label": "x"} for n in range(21)}), "texts"),
    ],
)
def test_what_is_impossible_is_named_where_it_stands(form: dict[str, Any], path: str) -> None:
    assert [fault.path for fault in design.check(form)] == [f"sections[0].questions[0].{path}"]


def test_a_long_text_is_counted_as_it_is_kept() -> None:
    """Browsers send two characters where a line ends."""
    said = "\n".join(["x" * 99] * 10)
    sent = QueryDict(mutable=True)
    sent["ms:intro"] = said.replace("\n", "\r\n")
    assert wording_forms.written(FORM["sections"][0], ["ms"], sent)["texts"]["ms"]["intro"] == said


def test_options_stay_apart_in_each_language() -> None:
    form = deepcopy(FORM)
    form["sections"][0]["questions"][0]["options"][0]["texts"]["ms"]["label"] = "Perintis"
    assert design.check(form) == [("sections[0].questions[0].options", "ms: Two options are the same.")]
    assert design.check(FORM | {"language": "Malay"}) == [("language", "A language has a code such as en, ms or zh-hans.")]
