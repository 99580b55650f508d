"""What the many invented startups are called and write. Names are made of syllables: no two are alike by chance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from random import Random
from typing import Any

from accelerator.questionnaires.questions import Question
from cohorts.management.demo import answers as demo
from cohorts.management.demo.names import Idea

_ONSETS = [
    "b",
    "d",
    "f",
    "g",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "t",
    "v",
    "w",
    "z",
    "br",
    "dr",
    "gr",
    "kl",
    "pl",
    "st",
    "tr",
]
_RIMES = ["a", "ai", "an", "ar", "e", "el", "en", "er", "i", "in", "ir", "o", "on", "or", "u", "un", "ur"]
_KINDS = ("Labs", "Works", "Health", "Systems", "Energy", "Foods", "Marine", "Robotics", "Learning", "Water")
_MORE = (
    "We began with one customer and counted every hour the old way took.",
    "Two mistakes in the first month taught us to ask before we measure.",
    "The second site had worse light, older machines and the same result.",
    "Nobody on the team had sold before, so we wrote down each refusal and its reason.",
    "A university tested our figures without us in the room.",
    "Whoever uses it can see why it said what it said, and say no.",
    "Costs fell when we stopped sending pictures and sent counts.",
    "The regulator visited in March and asked for one change, which took a week.",
    "Our largest user found a use we had not thought of and pays for it.",
    "In the wet season everything takes twice as long, and the plan allows for that.",
    "We keep the slow part by hand until we understand it.",
    "Three suppliers quote within four percent of each other; the parts are no risk.",
    "People who tried it for a day came back; people who saw a film of it did not.",
    "What we do not know yet is whether small buyers pay in advance.",
)


def names(count: int, chance: Random) -> list[str]:
    """`count` different names."""
    syllables = [onset + rime for onset in _ONSETS for rime in _RIMES]
    found: dict[str, None] = {}
    while len(found) < count:
        stem = "".join(chance.choice(syllables) for _ in range(chance.choice((2, 3, 3))))
        found[f"{stem.capitalize()} {chance.choice(_KINDS)}"] = None
    return list(found)


def answers(idea: Idea, asked: Mapping[str, Question], *, founders: list[str], chance: Random, today: date) -> dict[str, Any]:
    """Complete answers as the form keeps them, files aside; long texts at the lengths people write."""
    written = demo.answers(idea, founders=founders, chance=chance, today=today)
    for key, question in asked.items():
        if question.type == "long_text":
            written[key] = _longer(written[key], chance, most=getattr(question, "limit", 0) or 600)
    return {key: asked[key].clean(value) for key, value in written.items()}


def _longer(text: str, chance: Random, *, most: int) -> str:
    """`text` with further sentences, up to nine tenths of what may be written."""
    wanted = chance.uniform(0.3, 0.9) * most
    for sentence in chance.sample(_MORE, len(_MORE)):
        if len(text) + len(sentence) + 1 > wanted:
            break
        text = f"{text} {sentence}"
    return text
