"""Forms and sheets for tests. Every default is spelt out here; nothing is random."""

from __future__ import annotations

from typing import Any

from accelerator.kit import clock
from accelerator.questionnaires.models import Questionnaire, Sheet, Version

# One question of each kind that tests meet most: two sections, five required questions.
DEFINITION: dict[str, Any] = {
    "sections": [
        {
            "key": "company",
            "title": "Company",
            "intro": "Who you are.",
            "questions": [
                {"key": "what", "type": "long_text", "label": "What does your product do?", "required": True, "limit": 600},
                {
                    "key": "stage",
                    "type": "choice",
                    "label": "Stage",
                    "required": True,
                    "options": [{"value": "idea", "label": "Idea"}, {"value": "pilot", "label": "Pilot with paying users"}],
                },
                {"key": "revenue", "type": "money", "label": "Monthly recurring revenue", "currency": "SGD", "min": "0"},
            ],
        },
        {
            "key": "evidence",
            "title": "Product and evidence",
            "questions": [
                {"key": "proof", "type": "text", "label": "What evidence shows that it works?", "required": True, "limit": 200},
                {"key": "deck", "type": "file", "label": "Deck", "accept": ["pdf"]},
                {"key": "true", "type": "yes_no", "label": "Everything here is true", "required": True, "must_be_yes": True},
            ],
        },
    ]
}
# Answers to DEFINITION that nothing bars from submission.
ANSWERS: dict[str, Any] = {"what": "Predicts dwell time.", "stage": "pilot", "proof": "Re-stacks fell by 41%.", "true": True}


def with_sensitive(*questions: dict[str, Any]) -> dict[str, Any]:
    """DEFINITION with these asked at the end of its first section and kept from reviewers."""
    first, *others = DEFINITION["sections"]
    asked = [*first["questions"], *({**one, "sensitive": True} for one in questions)]
    return {"sections": [{**first, "questions": asked}, *others]}


def largest_section(*more: dict[str, Any]) -> dict[str, Any]:
    """A form whose first section sends as many fields as one may, and then `more`."""
    eight = [{"key": f"c{place}", "type": "text", "label": "C"} for place in range(8)]
    tables = [{"key": f"t{place}", "type": "table", "label": "T", "max_rows": 50, "columns": eight} for place in range(9)]
    options = [{"value": f"v{place}", "label": f"V{place}"} for place in range(98)]
    several = {"type": "choices", "label": "S", "options": options, "other": True}
    rest = [{"key": "wide", **several}, {"key": "wider", **several}, {"key": "q", "type": "choice", "label": "Q"}]
    rest[2] |= {"options": options, "other": True}
    texts = [{"key": f"x{place}", "type": "text", "label": "X"} for place in range(93)]
    return {"sections": [{"key": "a", "title": "A", "questions": [*tables, *rest, *texts, *more]}]}


def questionnaire(*, name: str = "Application form") -> Questionnaire:
    return Questionnaire.objects.create(name=name)


def draft_version(
    *,
    definition: dict[str, Any] | None = None,
    questionnaire: Questionnaire | None = None,
    number: int = 1,
    name: str = "Application form",
) -> Version:
    return Version.objects.create(
        questionnaire=questionnaire or Questionnaire.objects.create(name=name), number=number, definition=definition or DEFINITION
    )


def published_version(
    *,
    definition: dict[str, Any] | None = None,
    questionnaire: Questionnaire | None = None,
    number: int = 1,
    name: str = "Application form",
) -> Version:
    return Version.objects.create(
        questionnaire=questionnaire or Questionnaire.objects.create(name=name),
        number=number,
        definition=definition or DEFINITION,
        state=Version.State.PUBLISHED,
        published_at=clock.now(),
    )


def sheet(*, version: Version | None = None, answers: dict[str, Any] | None = None) -> Sheet:
    return Sheet.objects.create(version=version or published_version(), answers=answers or {})
