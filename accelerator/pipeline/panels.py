"""The strip and the tabs over the list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.kit import states, wording
from accelerator.pipeline import stages
from accelerator.pipeline.filters import Filters
from accelerator.pipeline.models import View
from accelerator.pipeline.queries import Funnel
from accelerator.programmes.models import Call


class Step(NamedTuple):
    """One step of the funnel strip."""

    state: str
    label: str
    number: int
    note: str
    share: int
    href: str
    current: bool


class Tab(NamedTuple):
    label: str
    href: str
    number: int
    current: bool
    edited: bool = False


class KeptTab(NamedTuple):
    label: str
    href: str
    current: bool
    shared: bool


class Head(NamedTuple):
    """A column to sort by: where its heading leads and, where it is the order now, which way."""

    href: str
    way: str


def heads(chosen: Filters) -> dict[str, Head]:
    """By column. Age turns round; the others have one useful way."""
    ways = {"name": "ascending", "score": "descending", "reviews": "ascending"}
    found = {one: Head(chosen.query(sort=one), way if chosen.sort == one else "") for one, way in ways.items()}
    age = {"newest": "ascending", "oldest": "descending"}.get(chosen.sort, "")
    return found | {"age": Head(chosen.query(sort="oldest" if chosen.sort == "newest" else "newest"), age)}


class Order(NamedTuple):
    label: str
    href: str
    current: bool


def orders(chosen: Filters) -> list[Order]:
    """Every way to sort."""
    words = {
        "score": _("Highest score first"),
        "newest": _("Newest first"),
        "oldest": _("Oldest first"),
        "name": _("By name"),
        "reviews": _("Fewest reviews first"),
    }
    return [Order(word, chosen.query(sort=name), chosen.sort == name) for name, word in words.items()]


class Strip:
    """The funnel: how many got how far, each step a filter."""

    def __init__(self, call: Call, funnel: Funnel, chosen: Filters) -> None:
        self.call, self.funnel, self.chosen = call, funnel, chosen

    def steps(self) -> list[Step]:
        drafts = _("%(count)s still in draft") % {"count": wording.number(self.funnel.drafts)}
        started = Step("started", str(states.look("started").word), self.funnel.started, drafts, 100, "", current=False)
        return [started if self.funnel.started else started._replace(share=0), *(self._step(name) for name in stages.REACHED)]

    def _step(self, name: str) -> Step:
        current = name in self.chosen.having("reached")
        href = self.chosen.query(reached="" if current else name)
        label = _("Offer") if name == "offer_sent" else str(states.look(name).word)
        return Step(name, label, self.funnel.reached(name), self._note(name), self.funnel.share(name), href, current)

    def _note(self, name: str) -> str:
        funnel = self.funnel
        if name == "submitted":
            return _("%(share)s%% of started") % {"share": funnel.share(name)}
        if name == "offer_sent":
            places = self.call.places
            return ngettext("%(count)d place", "%(count)d places", places) % {"count": places}
        before = {"in_review": "submitted", "scored": "in_review", "decided": "scored"}[name]
        left = funnel.reached(before) - funnel.reached(name)
        sentence = {
            "in_review": ngettext("%(count)s without reviewers", "%(count)s without reviewers", left),
            "scored": ngettext("%(count)s still being read", "%(count)s still being read", left),
            "decided": ngettext("%(count)s to decide", "%(count)s to decide", left),
        }[name]
        return sentence % {"count": wording.number(left)}


def tabs(funnel: Funnel, chosen: Filters) -> list[Tab]:
    """All, and one for each of stages.VIEWS. Of a list that is narrowed further none says how many it shows: it is not All, and
    the tab that it began with is edited.
    """
    narrowed, within_own = bool(chosen.tests or chosen.text), bool(chosen.view or chosen.sent.get("v"))
    href = chosen.query(view="", stage="", reached="", v="")
    return [Tab(_("All"), href, funnel.total, current=not narrowed and not within_own)] + [
        Tab(
            str(label),
            chosen.query(view=name, stage="", reached="", v=""),
            sum(funnel.by_stage.get(one, 0) for one in within),
            current=chosen.view == name,
            edited=chosen.view == name and narrowed,
        )
        for name, (label, within) in stages.VIEWS.items()
    ]


class Kept:
    """Saved views as tabs. An address that began with one and was changed since says so."""

    def __init__(self, views: Sequence[View], chosen: Filters, person: Any) -> None:
        self.chosen, self.person, self.views = chosen, person, views
        code = chosen.sent.get("v", "")
        self.current = next((one for one in views if one.code == code), None)

    def tabs(self) -> list[KeptTab]:
        return [
            KeptTab(one.name, one.url(self.chosen.call), one is self.current, one.shared_at is not None) for one in self.views
        ]

    @property
    def is_edited(self) -> bool:
        return self.current is not None and self.chosen.query(v="") != f"?{self.current.query}"

    @property
    def may_save(self) -> bool:
        """There is something to keep that no view keeps, and all of it can be read."""
        return not any(chip.invalid for chip in self.chosen.chips) and (self.is_edited if self.current else self.chosen.is_told)

    @property
    def is_own(self) -> bool:
        return self.current is not None and self.current.owner_id == self.person.pk
