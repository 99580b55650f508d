"""The manager's list: one row an application, everything worked out by the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery, Value

from accelerator.accounts.models import Invitation
from accelerator.applications.models import Application, Submission
from accelerator.applications.operations import SCOPE
from accelerator.applications.operations.importing import Brought
from accelerator.kit import tablefile
from accelerator.kit.kept import kept
from accelerator.kit.registered import registered
from accelerator.pipeline import bringing, stages
from accelerator.pipeline.choosing import Choice
from accelerator.pipeline.filters import Filters
from accelerator.pipeline.models import Flag, Import, Tag, Tagging, View
from accelerator.pipeline.progress import Progress
from accelerator.pipeline.rows import marks, placed
from accelerator.pipeline.wording import Letters
from accelerator.programmes.models import Call
from accelerator.questionnaires.questions import Question
from accelerator.reviews import queries as reviews
from accelerator.reviews import stages as review_stages
from accelerator.reviews.ranks import STANDING
from accelerator.startups import queries as founders
from accelerator.startups import resembling
from accelerator.startups.models import Member
from accelerator.startups.resembling import Known


def overseen(person: Any, slug: str) -> Call | None:
    """The call, with `is_run`: whether `person` manages it; None where they see none of its applications. One query."""
    return _overseen.first(person, slug) if "\0" not in slug else None


@kept
def _overseen(person: Any, slug: str) -> QuerySet[Any, Any]:
    found = reviews.calls_overseen_by(person).select_related("programme", "version")
    found = found.filter(slug=slug)
    told: QuerySet[Any, Any] = found.annotate(is_run=Exists(Call.objects.run_by(person).filter(pk=OuterRef("pk"))))
    return told


def rows(call: Call | int) -> QuerySet[Any]:
    """Applications of `call` that were submitted, withdrawn ones among them, with standing, `stage` and `outcome`."""
    return _told(_sent(call))


def readable(call: Call, person: Any) -> QuerySet[Any]:
    """Those of `rows` whose answers `person` may read: none that a conflict keeps from them."""
    found = rows(call)
    for barred in registered("barred"):
        found = found.exclude(pk__in=barred(person))
    return found


def kept_from(person: Any, applications: Sequence[int]) -> set[int]:
    """Those of the applications that a conflict keeps from `person`. One query."""
    found = Application.objects.none()
    for barred in registered("barred"):
        found = found | Application.objects.filter(pk__in=barred(person))
    return set(found.filter(pk__in=applications).values_list("pk", flat=True))


def _told(found: QuerySet[Any]) -> QuerySet[Any]:
    score, stage = F("progress__score"), F("progress__stage")
    told: QuerySet[Any] = found.annotate(**(STANDING | {"score": score}), stage=stage, outcome=F("decision__outcome"))
    return told


def _sent(call: Call | int) -> QuerySet[Any]:
    """What was submitted once and is no test; a draft that was withdrawn stays its founders' own."""
    return Application.objects.filter(progress__call=call)


_PRINTED = ("name", "one_liner", "sector", "country", "location", "founded_on", "team_size", "website")


@kept
def shown(with_answers: bool, with_stages: bool, *applications: int) -> QuerySet[Any]:
    """These applications with what rows() and marks() say of them and what a row of the page prints: its startup, and how many
    reviews are `wanted`; with answers also `kept`, the extract's, and `asked`, the version that they were sent to; with stages
    what placed() says. Meant for a page of rows.
    """
    beside = marks() | {"wanted": Subquery(review_stages.counting().values("wanted_here"))}
    told: QuerySet[Any] = (
        _told(Application.objects.filter(pk__in=applications))
        .select_related("startup")
        .only("number", "submitted_at", "startup", *(f"startup__{name}" for name in _PRINTED))
        .annotate(**(beside | placed() if with_stages else beside))
    )
    sent = Submission.objects.filter(application=OuterRef("pk"), number=OuterRef("extract__number"))
    return told.annotate(kept=F("extract__answers"), asked=Subquery(sent.values("version"))) if with_answers else told


def chosen(call: Call, *, numbers: Sequence[str], filters: Filters, every: bool) -> list[Application]:
    """What a bulk act is about: the ticked ones, or `every` one that the filters leave."""
    found = filters.narrow(rows(call)) if every else rows(call).filter(number__in=[one for one in numbers if "\0" not in one])
    return list(found.select_related("startup", "call").order_by("pk"))


def lacking_tag(applications: Sequence[Application], name: str) -> Choice:
    """Who would get the tag. One query."""
    return _parted(applications, Tagging.objects.live().filter(tag__name__iexact=name), ("tag", name))


def carrying_tag(applications: Sequence[Application], name: str) -> Choice:
    """Whom the tag would be taken off. One query."""
    return _parted(applications, Tagging.objects.live().filter(tag__name__iexact=name), ("untag", name))


def unflagged(applications: Sequence[Application], note: str) -> Choice:
    """Who would be flagged. One query."""
    return _parted(applications, Flag.objects.live(), ("flag", note))


def flagged(applications: Sequence[Application]) -> Choice:
    """Whose flag would be cleared. One query."""
    return _parted(applications, Flag.objects.live(), ("unflag",))


def _parted(applications: Sequence[Application], marks: QuerySet[Any], act: tuple[str, ...]) -> Choice:
    marked, having = (
        set(marks.filter(application__in=applications).values_list("application", flat=True)),
        act[0].startswith("un"),
    )
    changes = [one for one in applications if (one.pk in marked) is having]
    return Choice(changes, [one for one in applications if (one.pk in marked) is not having], act)


def tags(call: Call) -> list[str]:
    """The programme's tags by name."""
    return list(Tag.objects.filter(programme=call.programme_id).order_by("name").values_list("name", flat=True))


def views(call: Call, person: Any) -> list[View]:
    """What `person` may look at the call's list with: shared views, then their own. One query."""
    return _views(call.programme_id, person.pk)


@kept
def _views(programme: int, person: int) -> QuerySet[View]:
    found = View.objects.visible_to(person).filter(programme=programme)
    return found.order_by(F("shared_at").asc(nulls_last=True), "name", "pk")


@dataclass(frozen=True)
class Funnel:
    """How many applications stand in each stage; `drafts` are begun and not submitted."""

    drafts: int
    by_stage: dict[str, int]

    @property
    def started(self) -> int:
        return self.drafts + self.reached("submitted")

    @property
    def total(self) -> int:
        """Submitted once, withdrawn ones among them."""
        return sum(self.by_stage.values())

    def reached(self, name: str) -> int:
        """How many got at least this far."""
        return sum(self.by_stage.get(stage, 0) for stage in stages.REACHED[name])

    def share(self, name: str) -> int:
        """Percent of the started ones."""
        return round(100 * self.reached(name) / self.started) if self.started else 0


def funnel(call: Call) -> Funnel:
    """One query."""
    counted = dict(_counted(call.pk))
    return Funnel(counted.pop("draft", 0), counted)


@kept
def _counted(call: int) -> QuerySet[Any, Any]:
    sent = Progress.objects.filter(call=call).order_by().values_list("stage").annotate(count=Count("*"))
    counted: QuerySet[Any, Any] = sent.union(_drafts(call), all=True)
    return counted


def _drafts(call: int) -> QuerySet[Any, Any]:
    found = Application.objects.real().filter(call=call, state=Application.State.DRAFT).order_by()
    return found.annotate(stage=Value("draft")).values_list("stage").annotate(count=Count("*"))


def sectors(call: Call) -> list[str]:
    """Sectors that occur among the call's applications, by name."""
    found = _sent(call).exclude(startup__sector="")
    return list(found.order_by("startup__sector").values_list("startup__sector", flat=True).distinct())


def letters(applications: Sequence[Application], *, subject: str, text: str) -> Letters:
    """Who would get a letter: the live people of each startup, by name. One query; startups and calls come along."""
    people = founders.people(one.startup_id for one in applications)
    addressed = [
        (one, sorted(people[one.startup_id], key=lambda person: (person.name, person.pk)))
        for one in applications
        if one.startup_id in people
    ]
    return Letters(subject, text, addressed, [one for one in applications if one.startup_id not in people])


# Files from another system


def questions(call: Call) -> dict[str, Question]:
    """What the call's form asks, by key."""
    return call.version.questions() if call.version else {}


def last_mapping(call: Call) -> dict[str, str]:
    """How the columns of the programme's last file were read."""
    found = Import.objects.filter(call__programme=call.programme_id).order_by("-id").values_list("mapping", flat=True).first()
    return found or {}


def judged(taken: Import) -> bringing.Judged:
    """What a file would become, by its mapping. One query."""
    names = Application.objects.filter(call=taken.call_id).exclude(state=Application.State.WITHDRAWN)
    applied = {name.casefold() for name in names.values_list("startup__name", flat=True)}
    return bringing.judge(tablefile.read(bytes(taken.content)), taken.mapping, questions(taken.call), applied=applied)


def contacts(taken: Import, only: Mapping[str, str] | None = None) -> list[tuple[Application, str]]:
    """(application, address) of each contact, or of `only` these, that can be invited: nobody belongs to the startup, nobody was
    invited, and the application stands. One query."""
    asked = taken.contacts if only is None else only
    here = Application.objects.filter(pk__in=list(map(int, asked)), state=Application.State.SUBMITTED)
    people = Member.objects.live().of(OuterRef(OuterRef(OuterRef("startup"))))
    invited = Invitation.objects.waiting().filter(scope=SCOPE, scope_id=OuterRef("pk"))
    rows = here.exclude(Exists(people)).exclude(Exists(invited)).select_related("startup", "call").order_by("pk")
    return [(one, asked[str(one.pk)]) for one in rows]


def known(judged: bringing.Judged, person: Any) -> list[tuple[int, Known]]:
    """(line, startup) where one that `person` may see is here already; the row becomes another all the same. One query."""
    named = [_named(one) for one in judged.brought]
    return [(line, one) for line, found in zip(judged.lines, resembling.known(person, named), strict=True) for one in found]


def _named(one: Brought) -> resembling.Named:
    name, site, number, country = (
        str(one.startup.get(field, "")) for field in ("name", "website", "registration_number", "registration_country")
    )
    return resembling.Named(name, [site, *(url for _kind, url in one.links)], number, country)
