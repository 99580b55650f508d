"""Relations as a file tells them, and who may declare whose."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.shortcuts import get_list_or_404
from django.utils.translation import gettext as _

from accelerator.kit import tablefile
from accelerator.kit.days import fault
from accelerator.kit.refusals import Refusal
from accelerator.programmes.models import Programme, Staff
from accelerator.reviews import domains
from accelerator.reviews.models import Relation
from accelerator.reviews.operations import Said

COLUMNS = ("kind", "name", "domain", "since", "until", "note", "person")
_NAMED = {"name": 200, "note": 200, "domain": 253}


class Faulty(Refusal):
    """Lines of a file that cannot be read; nothing of it is kept."""

    status = 422

    def __init__(self, lines: list[str]) -> None:
        shown, more = lines[:20], len(lines) - 20
        rest = [_("%(count)d more lines.") % {"count": more}] if more > 0 else []
        super().__init__(" ".join(shown + rest), field="file")


def people_of(person: Any) -> QuerySet[Any]:
    """Whose relations `person` declares: who is on the staff of programmes they manage, and themselves; by name."""
    run = Staff.objects.live().filter(programme__in=Programme.objects.run_by(person)).values("person")
    people: QuerySet[Any] = get_user_model()._default_manager.filter(is_active=True)
    return (people.filter(pk__in=run) | people.filter(pk=person.pk)).order_by("name", "pk")


def act_of(person: Any, act: str) -> str:
    """The code of the act by which `person` brought in a file; anybody else's is missing."""
    return get_list_or_404(Relation, act=act, by=person)[0].act


def read(content: bytes, *, by: Any) -> list[Said]:
    """Every line of a CSV with the columns COLUMNS, of which kind and a name or a domain are needed. Raises Faulty, Unreadable.

    `person` is an e-mail address; without one a line is `by`'s own. Two queries.
    """
    table = tablefile.read(content)
    known = {name.casefold(): name for name in table.head}
    if "kind" not in known or not {"name", "domain"} & set(known):
        raise Faulty(
            [
                _("The first line names the columns: %(names)s. Kind and name or domain are needed.")
                % {"names": ", ".join(COLUMNS)}
            ]
        )
    whose = {person.email.casefold(): person for person in people_of(by)}
    found, faults = [], []
    for (line, _cells), record in zip(table.rows, table.records(), strict=True):
        cells = {name: record.get(known.get(name, ""), "").strip() for name in COLUMNS}
        if not any(cells.values()):
            continue
        try:
            found.append(_said(cells, whose, by))
        except ValueError as wrong:
            faults.append(_("Line %(line)d: %(wrong)s") % {"line": line, "wrong": wrong})
    if faults:
        raise Faulty(faults)
    return found


def _said(cells: Mapping[str, str], whose: Mapping[str, Any], by: Any) -> Said:
    kinds = {word.casefold(): kind for kind, label in Relation.Kind.choices for word in (kind, str(label))}
    kind = kinds.get(cells["kind"].casefold())
    if kind is None:
        raise ValueError(_("there is no kind %(kind)s.") % {"kind": cells["kind"] or "–"})
    person = whose.get(cells["person"].casefold()) if cells["person"] else by
    if person is None:
        raise ValueError(_("%(person)s is nobody of your programmes.") % {"person": cells["person"]})
    for name, most in _NAMED.items():
        if len(cells[name]) > most:
            raise ValueError(_("%(column)s is longer than %(most)d characters.") % {"column": name, "most": most})
    if cells["domain"] and not domains.own(cells["domain"]):
        raise ValueError(_("%(domain)s is shared by many or is no domain.") % {"domain": cells["domain"]})
    if not (cells["name"] or cells["domain"]):
        raise ValueError(_("it names neither a startup nor an organisation."))
    since, until = _day(cells["since"]), _day(cells["until"])
    if since and until and until < since:
        raise ValueError(_("it ends before it begins."))
    return Said(person, kind, name=cells["name"], domain=cells["domain"], since_on=since, until_on=until, note=cells["note"])


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(_("%(text)s is no day. Write it as 2031-01-31.") % {"text": text}) from None
    if said := fault(day):
        raise ValueError(said)
    return day
