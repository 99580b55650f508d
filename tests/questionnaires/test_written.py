"""A form as one file: written and read back the same, and every fault told with its line."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelerator.questionnaires import starter, written
from accelerator.questionnaires.written import LineFault, Misread
from tests.factories.questionnaires import DEFINITION

WORDS = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), min_size=1, max_size=60).filter(
    str.strip
)
TRICKY = st.sampled_from(
    ["no", "yes", "on", "null", "~", "1e5", "0x1F", "012", "2026-11-30", "12:30:45", "- a", "# no", "a: b", "& all", "=", "!"]
)


def faults(text: str) -> list[LineFault]:
    with pytest.raises(Misread) as refusal:
        written.read(text)
    return refusal.value.faults


def form(question: str) -> str:
    return f"sections:\n- key: company\n  title: Company\n  questions:\n{question}"


@pytest.mark.parametrize("definition", [DEFINITION, starter.accelerator_application()], ids=["small", "standard"])
def test_a_form_is_read_back_as_it_was_written(definition: dict[str, Any]) -> None:
    assert written.read(written.write(definition)) == definition


@given(st.one_of(WORDS, TRICKY), st.one_of(WORDS, TRICKY), st.booleans())
def test_any_wording_comes_back_as_it_was(label: str, help: str, required: bool) -> None:
    question = {"key": "what", "type": "text", "label": label, "help": help, "required": required, "limit": 7}
    definition = {"sections": [{"key": "a", "title": label, "intro": help, "questions": [question]}]}
    assert written.read(written.write(definition)) == definition


def test_people_read_names_in_their_order_and_texts_in_their_script() -> None:
    question = {"limit": 90, "label": "你的产品做什么?", "type": "text", "key": "what"}
    definition = {"sections": [{"questions": [question], "title": "Company", "key": "company", "intro": "One.\nTwo."}]}
    assert written.write(definition) == (
        "sections:\n"
        "- key: company\n"
        "  title: Company\n"
        "  intro: |-\n"
        "    One.\n"
        "    Two.\n"
        "  questions:\n"
        "  - key: what\n"
        "    type: text\n"
        "    label: 你的产品做什么?\n"
        "    limit: 90\n"
    )


def test_words_that_older_readers_take_for_something_else_are_text() -> None:
    text = form("  - {key: founded, type: date, label: yes, min: 2020-01-31}\n")
    assert written.read(text)["sections"][0]["questions"][0] == {
        "key": "founded",
        "type": "date",
        "label": "yes",
        "min": "2020-01-31",
    }


def test_every_fault_is_told_with_its_line_and_place() -> None:
    text = form(
        "  - key: what\n"
        "    type: text\n"
        "    label: What?\n"
        "    limitt: 90\n"
        "  - key: how_many\n"
        "    type: number\n"
        "    label: How many?\n"
        "    min: 5\n"
        "  - key: stage\n"
        "    type: choice\n"
        "    label: Stage\n"
        "    options:\n"
        "    - {value: idea, label: Idea}\n"
        "    - {value: idea}\n"
    )
    assert faults(text) == [
        LineFault(8, "sections[0].questions[0].limitt", "Nothing of this name is known here."),
        LineFault(12, "sections[0].questions[1].min", "This must be text."),
        LineFault(18, "sections[0].questions[2].options[1].label", "This is missing."),
    ]


def test_the_first_fault_is_the_sentence_of_the_refusal() -> None:
    with pytest.raises(Misread) as refusal:
        written.read(form("  - {key: what, type: essay, label: What?}\n"))
    assert (refusal.value.status, refusal.value.field) == (422, "sections[0].questions[0].type")
    assert str(refusal.value).startswith("Line 5: A question has one of these types: text, long_text")


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", 1, "The file is empty."),
        ("# nothing\n", 1, "The file is empty."),
        ("sections:\n- key: a\n  key: b\n", 3, "“key” stands here twice."),
        ("sections:\n- {a: b}: c\n", 2, "A name must be text."),
        ("a: 1\nb: &all [1]\n", 2, "Anchors (&) and aliases (*) are not read."),
        ("a: 1\nb: *all\n", 2, "Anchors (&) and aliases (*) are not read."),
        ("a: !!python/name:os.system x\n", 1, "Tags (!) are not read."),
        ("a: !!binary aGk=\n", 1, "Tags (!) are not read."),
        ("a: [1,\n", 2, "This cannot be read as YAML:"),
        ("a: 1\n---\nb: 2\n", 2, "This cannot be read as YAML:"),
        ("a: '\n", 2, "This cannot be read as YAML:"),
        ("[" * 21, 1, "This is nested too deeply."),
        ("{a: " * 100_000, 1, "This is nested too deeply."),
        ("a: \0", 1, "This holds a character that YAML does not take."),
        ("a: b\nc: \udc80", 2, "This holds a character that cannot be stored."),
        ("- " + "x" * written.LARGEST, 1, "A file has at most 512 KB."),
        ("just words", 1, "This must be an object."),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_no_form_is_refused_by_its_line(text: str, line: int, says: str) -> None:
    found = faults(text)
    assert found[0].line == line
    assert found[0].sentence.startswith(says)


def test_aliases_make_no_small_file_large() -> None:
    bomb = "a: &a [x, x, x]\n" + "".join(
        f"{name}: &{name} [*{last}, *{last}, *{last}]\n" for last, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert faults(bomb) == [
        LineFault(1, "", "Anchors (&) and aliases (*) are not read. Write it out, or put text that begins so in quotes.")
    ]


def lines_told(text: str) -> list[int]:
    try:
        written.read(text)
    except Misread as refusal:
        return [fault.line for fault in refusal.faults]
    return []


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_by_lines_it_has(text: str) -> None:
    for each in (text, form(text)):
        assert all(1 <= line <= len(each.splitlines()) + 1 for line in lines_told(each))
