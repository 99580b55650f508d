"""What the list is narrowed to, read from the address. Anything that makes no sense is shown as such and left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.translation import gettext as _

from accelerator.kit.pages import Counted
from accelerator.pipeline import comparing, narrowing, stages
from accelerator.pipeline.fields import ANSWER, Field, Fields
from accelerator.pipeline.progress import Progress
from accelerator.programmes.models import Call

SORTS: Mapping[str, list[str]] = {  # by names that rows of queries.rows() know, and in_order()
    "score": ["-score", "-pk"],
    "newest": ["-submitted_at", "-pk"],
    "oldest": ["submitted_at", "pk"],
    "name": ["startup__name", "pk"],
    "reviews": ["scored", "pk"],
}
_ORDERED = {
    "submitted_at": F("application__submitted_at"),
    "startup__name": F("application__startup__name"),
    "scored": Coalesce("application__standing__scored", 0),
}
MOST = 30  # filters at once, and values of one


@dataclass(frozen=True)
class Chip:
    """One filter as people read it; `remove` is the address without it."""

    field: str
    operator: str
    value: str
    remove: str
    invalid: bool = False


@dataclass(frozen=True)
class Test:
    """What one field is asked: `values` any of which will do, none for an operator that stands alone."""

    field: Field
    operator: str
    values: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        return all(self.field.accepts(self.operator, one) for one in self.values)

    def told(self) -> tuple[str, str]:
        """Operator and value in words."""
        asked = self.field.kind.operator(self.operator)
        several = asked.several if asked and len(self.values) > 1 else ""
        words = [self.field.told(one) if self.is_sound else one[:40] for one in self.values]
        shown = ", ".join(words) if len(words) < 4 else _("%(first)s, +%(more)d") % {"first": words[0], "more": len(words) - 1}
        return str(several or (asked.word if asked else "")), shown


@dataclass
class Filters:
    """`sent` is the address's query; the rest what could be read from it."""

    sent: QueryDict
    call: Call
    fields: Fields
    text: str = ""
    view: str = ""
    sort: str = "score"
    tests: list[Test] = field(default_factory=list)
    chips: list[Chip] = field(default_factory=list)

    @property
    def every_chip(self) -> list[Chip]:
        """The chips, and before them the tab and the words that are looked for, for pages that show neither."""
        tab = [Chip(_("View"), "", str(stages.VIEWS[self.view][0]), self.query(view=""))] if self.view else []
        words = [Chip(_("Search"), "", self.text, self.query(q=""))] if self.text else []
        return [*tab, *words, *self.chips]

    @property
    def narrowed(self) -> bool:
        return bool(self.tests or self.text or self.view)

    @property
    def counted(self) -> Counted:
        """How the list is counted: beside its first page where nothing is asked but how far applications are, and amounts."""
        at_hand = not self.text and all(narrowing.is_at_hand(test.field, test.operator) for test in self.tests)
        return ("beside" if at_hand else "with") if self.narrowed else ""

    @property
    def is_told(self) -> bool:
        """Whether the address says anything at all."""
        return self.query() != "?"

    def query(self, **changes: str) -> str:
        """The address's query with `changes`, from the first page; "" takes a filter out."""
        stays = [(name, one) for name, one in self._sent if name not in changes and name != "mark"]
        return f"?{urlencode([*stays, *((name, value) for name, value in changes.items() if value)])}"

    @cached_property
    def _sent(self) -> list[tuple[str, str]]:
        return [(name, one) for name, found in self.sent.lists() for one in found]

    def without(self, test: Test) -> str:
        """The address's query without what `test` was read from."""
        name, kept = test.field.name, self.sent.copy()
        kept.pop("mark", None)
        rest = [one for one in kept.getlist(name) if comparing.read(one, test.field.kind)[0] != test.operator]
        kept.setlist(name, rest)
        return f"?{kept.urlencode()}"

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What a new search keeps of the address."""
        return [(name, one) for name, one in self._sent if name not in ("q", "mark")]

    def adding(self, asked: Field, operator: str, values: Iterable[str]) -> str:
        """The address's query with one test more; what stood there for this operator goes."""
        kept = QueryDict(self.without(Test(asked, operator, ()))[1:], mutable=True)
        kept.setlist(asked.name, [*kept.getlist(asked.name), *(comparing.written(operator, one, asked.kind) for one in values)])
        return f"?{kept.urlencode()}"

    def having(self, name: str) -> tuple[str, ...]:
        """The values that field `name` is to be one of."""
        return next((one.values for one in self.tests if one.field.name == name and one.operator == "is"), ())

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """`rows` of queries.rows() that pass every filter."""
        return rows.filter(pk__in=self.found().values("pk")) if self.narrowed else rows

    @cached_property
    def otherwise_priced(self) -> int:
        """How many pass all other filters, and gave an amount in another currency than a filter names. A query for each filter by
        money that was asked in several currencies."""
        priced = {test.field.name: test for test in self.tests if test.field.sent_in and test.operator in ("min", "max")}
        return sum(
            self.found(but=name).filter(narrowing.otherwise_priced(test.field, test.values[0])).count()
            for name, test in priced.items()
        )

    def found(self, *, but: str = "") -> QuerySet[Progress]:
        """How far those are that pass every filter, save those by the field `but`."""
        found = Progress.objects.filter(call=self.call)
        if self.text:
            found = found.filter(narrowing.said(self.text))
        if self.view:
            found = found.filter(stage__in=stages.VIEWS[self.view][1])
        for test in (one for one in self.tests if one.field.name != but):
            found = found.filter(narrowing.condition(test.field, test.operator, test.values, self.call))
        return found

    def in_order(self) -> QuerySet[Progress]:
        """found() that knows what SORTS[self.sort] names."""
        return self.found().annotate(**{name: _ORDERED[name] for name in _ORDERED if name in SORTS[self.sort][0]})


def read(sent: QueryDict, call: Call) -> Filters:
    """The filters of an address."""
    found = Filters(sent, call, Fields(call), text=sent.get("q", "").replace("\0", "").strip()[:100])
    found.sort = sent.get("sort", "") if sent.get("sort", "") in SORTS else "score"
    found.view = sent.get("view", "") if sent.get("view", "") in stages.VIEWS else ""
    for asked in _asked(found):
        for test in _tests(asked, sent.getlist(asked.name)):
            if test.is_sound:
                found.tests.append(test)
            operator, value = test.told()
            found.chips.append(Chip(str(asked.label), operator, value, found.without(test), invalid=not test.is_sound))
    return found


def _asked(found: Filters) -> Iterable[Field]:
    """The fields that the address names, those of the list first; a question that the form does not ask accepts nothing."""
    names = [name for name in found.sent if name.startswith(ANSWER)][:MOST]
    yield from (one for name, one in found.fields.facts.items() if name in found.sent)
    for name in names:
        yield found.fields.get(name) or Field(
            name, name.removeprefix(ANSWER)[:60], comparing.Kind("gone", (comparing.IS,)), [("", "")]
        )


def _tests(asked: Field, sent: list[str]) -> Iterable[Test]:
    """What is sent for one field, values of one operator together; of an order only the last limit counts."""
    read = [comparing.read(one, asked.kind) for one in sent if one.strip("\0 ")][:MOST]
    for operator, pairs in groupby(sorted(read, key=lambda pair: pair[0]), key=lambda pair: pair[0]):
        values = tuple(dict.fromkeys(value for _operator, value in pairs))
        known = asked.kind.operator(operator)
        yield Test(asked, operator, values if known and known.several else values[-1:])


def from_query(query: str, call: Call) -> Filters:
    """The filters of a query string that stood in a form."""
    return read(QueryDict(query.removeprefix("?")), call)
