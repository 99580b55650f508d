"""A startup is made and described: its profile, where else it is found, where else it works."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat, Left
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import days, limiter, locking, slugs
from accelerator.kit.lines import can_be_seen
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.kit.registered import announce
from accelerator.startups import finding, queries, registration
from accelerator.startups.models import Link, Location, Member, Startup
from accelerator.startups.operations.recognising import look_again
from accelerator.startups.signs import Likeness, Trait
from accelerator.trail import operations as trail

PROFILE = (
    "name",
    "one_liner",
    "description",
    "website",
    "country",
    "location",
    "stage",
    "registration_country",
    "registration_number",
    "sector",
    "tags",
    "founded_on",
    "team_size",
    "zone",
)
MOST_LINKS = MOST_LOCATIONS = 10


@transaction.atomic
def create(*, name: str, by: Any, is_test: bool = False, **profile: Any) -> Startup:
    """A startup that `by` owns; `profile` holds fields of PROFILE. At most 20 a day and person."""
    limiter.spend("startup", str(by.pk), most=20, seconds=24 * 3600)
    startup = Startup(name=_named(name), is_test=is_test, **_known(profile))
    _register(startup)
    _inserted(startup)
    Member.objects.create(startup=startup, person=by, role=Member.Role.OWNER)
    look_again(startup)
    trail.record("startup.created", gettext_noop("{actor} added {subject}."), by=by, on=startup)
    return startup


def listed(**fields: Any) -> Startup:
    """A startup nobody here owns yet, from a list that importing.py reads."""
    return _inserted(Startup(**fields))


def listed_many(startups: Sequence[Startup], *, links: Sequence[Sequence[tuple[str, str]]] = ()) -> None:
    """The same for many, which are given slugs and saved; `links` are (kind, address) of each. Three queries, four with links."""
    taken = set(Startup.objects.values_list("slug", flat=True))
    for one in startups:
        one.slug = slugs.free(slugs.slug_of(one.name, "startup"), taken)
        taken.add(one.slug)
    Startup.objects.bulk_create(startups)
    each = zip(startups, links, strict=False)  # none at all where no list names any
    Link.objects.bulk_create(Link(startup=one, kind=kind, url=url) for one, rows in each for kind, url in rows)
    finding.keep(startups)


def take_out(startups: Collection[int], *, at: datetime) -> None:
    """Those that a list brought by mistake leave every list, and their addresses are free again; the caller has looked that
    nothing else refers to them."""
    freed = Concat(Left("slug", 60), Value("-"), Cast("pk", CharField()))
    Startup.objects.filter(pk__in=startups).update(taken_back_at=at, slug=freed)
    Trait.objects.filter(startup__in=startups).delete()
    Likeness.objects.filter(Q(first__in=startups) | Q(second__in=startups)).delete()


def _named(name: str) -> str:
    name = name.strip()
    if not can_be_seen(name):
        raise Refusal(_("A startup needs a name."), field="name")
    return name


def _known(profile: dict[str, Any]) -> dict[str, Any]:
    unknown = set(profile) - set(PROFILE)
    if unknown:
        raise TypeError(f"no such field of a profile: {sorted(unknown)}")
    return profile


def _register(startup: Startup) -> None:
    """Writes the registration number as it is kept, and no country without one. Refuses what cannot be a number."""
    country = str(startup.registration_country or "")
    startup.registration_number = registration.kept(startup.registration_number, country)
    if not startup.registration_number:
        startup.registration_country = ""
    elif not country:
        raise Refusal(_("Choose the country whose register gave this number."), field="registration_country")
    elif fault := registration.fault(startup.registration_number, country, year=days.newest().year):
        raise Refusal(fault, field="registration_number")


def _inserted(startup: Startup) -> Startup:
    """With a slug of its own; another try where somebody takes the same one at this moment."""
    for _attempt in range(5):
        startup.slug = queries.free_slug(startup.name)
        try:
            with transaction.atomic():
                startup.save(force_insert=True)
            finding.keep([startup])
            return startup
        except IntegrityError:
            if not Startup.objects.filter(slug=startup.slug).exists():
                raise
    raise Refusal(_("Many startups of this name are being added right now. Try again."))


@transaction.atomic
def change(
    startup: Startup,
    *,
    by: Any,
    links: Iterable[tuple[str, str]] | None = None,
    locations: Iterable[tuple[str, str]] | None = None,
    **profile: Any,
) -> Startup:
    """Writes what differs of `profile` (fields of PROFILE); a name that changes is kept among the former ones.

    `links` (kind, address) and `locations` (place, country), where given, take the place of all that were there. Upper areas
    hear `startup_zone_changed` where its days begin elsewhere from now on.
    """
    if not by.has_perm("startups.edit", startup):
        raise Forbidden(_("Only owners and members of the startup may change its profile."))
    held = locking.held(Startup.objects.select_related("merged_into"), startup.pk)
    _refuse_merged(held)
    zone = held.zone
    changed = _write(held, profile)
    changed |= links is not None and _replace(Link, held, ("kind", "url"), _each_once(links), most=MOST_LINKS)
    changed |= locations is not None and _replace(Location, held, ("place", "country"), locations, most=MOST_LOCATIONS)
    if changed:
        look_again(held)
        trail.record("startup.changed", gettext_noop("{actor} changed the profile of {subject}."), by=by, on=held)
        announce("startup_changed", startup=held, by=by)
    if held.zone != zone:
        announce("startup_zone_changed", startup=held, by=by)
    return held


def _refuse_merged(startup: Startup) -> None:
    if startup.merged_into:
        words = {"startup": startup, "stays": startup.merged_into}
        raise Refusal(_("%(startup)s was merged into %(stays)s. Change the profile there.") % words)


def _write(held: Startup, profile: dict[str, Any]) -> bool:
    """Whether anything of `profile` was new."""
    before = {field: getattr(held, field) for field in PROFILE}
    for field, value in _known(profile).items():
        setattr(held, field, value)
    held.name = _named(held.name)
    if "registration_country" in profile or "registration_number" in profile:
        _register(held)
    changed = [field for field in PROFILE if getattr(held, field) != before[field]]
    if "name" in changed:
        held.former_names = former([*held.former_names, before["name"]], besides=held.name)
    if changed:
        held.save(update_fields=[*changed, "former_names"])
        finding.keep([held])
    return bool(changed)


def former(names: Iterable[str], *, besides: str) -> list[str]:
    """`names` a startup had, each once and none of them `besides`."""
    return [name for name in dict.fromkeys(names) if name != besides]


def _each_once(links: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    rows = list(links)
    if len({url for _kind, url in rows}) < len(rows):
        raise Refusal(_("An address stands twice among the links. Name it once."), field="links")
    return rows


def _replace(model: Any, startup: Startup, names: tuple[str, str], wanted: Iterable[tuple[str, str]], *, most: int) -> bool:
    """Makes the startup's rows of `model` those of `wanted`, in order, each once; whether they were others before."""
    rows, there = list(dict.fromkeys(wanted)), model.objects.filter(startup=startup).order_by("id")
    if len(rows) > most:
        raise Refusal(_("At most %(most)d of them can be kept.") % {"most": most}, field=model._meta.model_name + "s")
    if [tuple(map(str, row)) for row in there.values_list(*names)] == rows:
        return False
    there.delete()
    model.objects.bulk_create([model(startup=startup, **dict(zip(names, row, strict=True))) for row in rows])
    return True
