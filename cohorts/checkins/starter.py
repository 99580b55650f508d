"""The form that check-ins begin with: five figures, what stands in the way, what would help. Under three minutes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from cohorts.checkins.fields import Setting
from cohorts.checkins.trends import MORE

HEADLINE, ASKS = "mood", "asks"
MOST_ASKS = 3
_MOST_TOPICS = 40
# Money and mood stay with the programme's managers until a founder says otherwise.
SETTINGS: dict[str, dict[str, Any]] = {
    key: one.stored()
    for key, one in {
        "runway": Setting(is_figure=True, better=MORE),
        "revenue": Setting(is_figure=True, better=MORE),
        "users": Setting(is_figure=True, better=MORE, mentors=True),
        "headcount": Setting(is_figure=True, mentors=True),
        "mood": Setting(is_figure=True, better=MORE),
        "blockers": Setting(mentors=True),
        "asks": Setting(mentors=True),
    }.items()
}


def definition(topics: Sequence[str], *, currency: str = "SGD") -> dict[str, Any]:
    """In the language of whoever makes it; an ask is about one of `topics`, or of those that nearly everybody asks about."""
    return {"sections": [_figures(currency), _words([*topics][:_MOST_TOPICS] if len(topics) > 1 else _usual())]}


def _figures(currency: str) -> dict[str, Any]:
    return {
        "key": "figures",
        "title": _("Figures"),
        "intro": _("Last time's values stand here already. Change what changed."),
        "questions": [
            _ask("runway", "number", _("Runway"), unit=_("months"), min="0", max="120", required=True),
            _ask("revenue", "money", _("Revenue last month"), currency=currency, min="0", required=True),
            _ask("users", "number", _("Active users"), _("Who used it in the last seven days."), min="0", whole=True),
            _ask("headcount", "number", _("People"), _("Founders included."), min="0", max="5000", whole=True),
            _ask("mood", "scale", _("How is the team?"), low_label=_("rough"), high_label=_("great"), required=True),
        ],
    }


def _words(topics: Sequence[str]) -> dict[str, Any]:
    options = [{"value": slugify(one).replace("-", "_") or f"topic_{place}", "label": one} for place, one in enumerate(topics, 1)]
    columns = [
        _ask("ask", "text", _("What would help?"), limit=300, required=True),
        _ask("topic", "choice", _("Topic"), required=True, options=options),
    ]
    asks = _ask(
        ASKS, "table", _("What do you need?"), _("Goes to mentors who know the topic."), max_rows=MOST_ASKS, columns=columns
    )
    return {
        "key": "words",
        "title": _("What is in the way"),
        "intro": "",
        "questions": [_ask("blockers", "long_text", _("What holds you up?"), _("A sentence is enough."), limit=600), asks],
    }


def _usual() -> list[str]:
    return [_("Customers"), _("Product"), _("Hiring"), _("Funding"), _("Regulation"), _("Technology")]


def _ask(key: str, type: str, label: str, help: str = "", **more: Any) -> dict[str, Any]:
    return {"key": key, "type": type, "label": label, "help": help, **more}
