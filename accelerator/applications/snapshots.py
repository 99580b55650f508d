"""What a receipt vouches for: one submission as canonical JSON (RFC 8785) and its SHA-256. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import rfc8785

from accelerator.questionnaires.choices import YesNo
from accelerator.questionnaires.definition import Section
from accelerator.questionnaires.questions import Question


def document(
    *,
    number: str,
    questionnaire: str,
    version: int,
    answers: dict[str, Any],
    declarations: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """What is hashed: which application, which wording of which form, every answer as it stood, and who declared what.

    Submissions from before declarations were kept apart have None there, and their documents no such key.
    """
    made = {"answers": answers, "application": number, "questionnaire": questionnaire, "version": version}
    return made if declarations is None else {**made, "declarations": declarations}


def canonical(document: dict[str, Any]) -> bytes:
    """RFC 8785: UTF-8, keys in order of their UTF-16 code units, no spaces, numbers as ECMAScript writes them."""
    return rfc8785.dumps(document)


def digest(document: dict[str, Any]) -> str:
    """SHA-256 of the canonical form, 64 hex digits."""
    return hashlib.sha256(canonical(document)).hexdigest()


def declarations(
    sections: Sequence[Section],
    answers: Mapping[str, Any],
    marks: Mapping[str, Any],
    names: Mapping[int, str],
    worded: Mapping[str, Mapping[str, Question]],
) -> list[dict[str, Any]]:
    """Each declaration that was made: whose tick it was and when, and of which words, by their SHA-256.

    `marks` are a sheet's; `names` are people's by id; `worded` has the questions by language. What came without a mark, as an
    import does, names nobody. Where the form is read in several languages the mark knows in which it was made, and the words are
    label and help in that one; else they are the label in the form's own.
    """
    made = []
    for one in (question for section in sections for question in section.questions):
        if isinstance(one, YesNo) and one.must_be_yes and answers.get(one.key) is True:
            mark = marks.get(one.key, {})
            read = {"language": mark["language"]} if "language" in mark else {}
            words = _words(worded[mark["language"]][one.key]) if read else one.label
            said = {"key": one.key, "text_sha256": hashlib.sha256(words.encode()).hexdigest(), **read}
            made.append({**said, "by": names.get(mark.get("by", 0), ""), "at": mark.get("at", "")})
    return made


def _words(asked: Question) -> str:
    return f"{asked.label}\n{asked.help}" if asked.help else asked.label
