"""Reads used twice: calls by phase, who works on a programme, which call is in view."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, TextField, Window
from django.db.models.functions import Cast, JSONObject, Lag
from django.http import HttpRequest

from accelerator.kit import clock, prepared, slugs, wording
from accelerator.kit.addresses import reverse
from accelerator.programmes.models import (
    AccessCode,
    Call,
    Criterion,
    Enquiry,
    Extension,
    Programme,
    Rubric,
    Staff,
    StaffQuerySet,
)
from accelerator.questionnaires.models import Questionnaire, Version

_INSIDE = re.compile(r"^/(calls|programmes|questionnaires)/([\w-]+)/")


# Public


def open_calls(at: datetime) -> QuerySet[Call]:
    """Listed calls that take applications at `at`, the next to close first. One query."""
    return Call.objects.listed().open_at(at).select_related("programme").order_by("closes_at", "id")


def planned_calls(at: datetime) -> QuerySet[Call]:
    """Listed calls that open after `at`, the next first."""
    return Call.objects.listed().filter(opens_at__gt=at).select_related("programme").order_by("opens_at", "id")


def past_calls(at: datetime) -> QuerySet[Call]:
    """Listed calls that closed, the latest first."""
    return Call.objects.listed().closed_at(at).select_related("programme").order_by("-closes_at", "-id")


def readable_calls(person: Any) -> QuerySet[Call]:
    """Calls whose page `person` may read, with what it shows."""
    return Call.objects.readable_by(person).select_related("programme", "version", "rubric")


def told(instant: datetime, call: Call) -> str:
    """`Mon 30 Nov, 23:59 SGT`: an instant on the call's own clock."""
    return wording.moment(instant, call.zone)


def extensions(call: Call) -> list[Extension]:
    """How its deadline was moved, the latest first. One query."""
    return list(Extension.objects.filter(call=call).order_by("-pk"))


def dates_moved(call: Call) -> int:
    """How often its dates have changed since it was drafted: it only grows. One query."""
    return moved(Call, [call.pk], "opens_at", "closes_at", "added_minutes", "decisions_on").get(call.pk, 0)


def moved(noun: Any, keys: Collection[int], *names: str) -> dict[int, int]:
    """How often fields `names` of those rows of a tracked noun have changed, of those that have. One query."""
    told = Cast(JSONObject(**{name: name for name in names}), TextField())
    events = noun.pgh_event_model.objects.filter(pgh_obj__in=keys).annotate(told=told)
    before = events.annotate(before=Window(Lag("told"), partition_by="pgh_obj", order_by=F("pgh_id").asc()))
    changed = before.filter(before__isnull=False).exclude(before=F("told"))
    return Counter(changed.values_list("pgh_obj", flat=True))


def enquiries(call: Call, person: Any) -> list[Enquiry]:
    """What the call's page shows this reader: published ones, in the order they were, then their own that wait. One query."""
    mine = Q(by=person) if person.is_authenticated else Q(pk=None)
    found = Enquiry.objects.filter(Q(published_at__isnull=False) | mine, call=call)
    return list(found.order_by(F("published_at").asc(nulls_last=True), "pk")[:200])


def enquiries_for_staff(call: Call) -> QuerySet[Enquiry]:
    """All of them with who asked, what waits first, the oldest first; then the latest answer first."""
    found = Enquiry.objects.filter(call=call).select_related("by", "answered_by")
    return found.order_by(F("answered_at").desc(nulls_first=True), "pk")[:500]


def enquiry_door(enquiry: Enquiry) -> str:
    return reverse("call_answer", args=[enquiry.call.slug, enquiry.code])


def own_deadline(call: Call, person: Any) -> datetime | None:
    """Until when an access code that `person` used lets them apply, where that is not when the call closes. One query."""
    used = own_code(call, person)
    return used.opens_until() if used else None


def own_code(call: Call, person: Any) -> AccessCode | None:
    """Of the access codes that `person` used the one that opens the longest, unless the call closes just then. One query."""
    if not person.is_authenticated:
        return None
    latest = max(call.access_codes.filter(used__person=person), key=AccessCode.opens_until, default=None)
    return latest if latest and latest.opens_until() != call.ends_at() else None


def admits(call: Call, person: Any, at: datetime) -> bool:
    """Whether `person` may start an application at `at`: while the call is open, or as long as an access code says; where it
    is not listed, only who may read its page.
    """
    if call.state != Call.State.PUBLISHED or at < call.opens_at:
        return False
    if call.listed and call.is_open(at):
        return True
    if not call.listed and not Call.objects.readable_by(person).filter(pk=call.pk).exists():
        return False
    return opens_for(call, own_deadline(call, person), at)


def opens_for(call: Call, until: datetime | None, at: datetime) -> bool:
    """Whether the call takes at `at` what somebody begins who may read its page, and has until `until` or as everybody."""
    return call.state == Call.State.PUBLISHED and call.opens_at <= at < (until or call.ends_at())


def access_codes(call: Call) -> QuerySet[AccessCode]:
    """Those that can be used first, then by when they were made, the latest first."""
    return call.access_codes.order_by(F("ended_at").asc(nulls_first=True), "-pk")


# Staff


def staff(programme: Programme) -> StaffQuerySet:
    """Live staff with their people: managers first, then by when they joined. One query."""
    return Staff.objects.live().filter(programme=programme).select_related("person").order_by("role", "id")


def managers(programme: Programme) -> list[Any]:
    """People who manage it and may sign in. One query."""
    return [held.person for held in staff(programme).filter(role=Staff.Role.MANAGER, person__is_active=True)]


def roles_of(person: Any, request: HttpRequest) -> list[Staff]:
    """What `person` is to programmes, managers' roles first. No query of its own."""
    return prepared.those(_roles, person, request)


@prepared.listed("programme")
def _roles(person: Any) -> QuerySet[Staff]:
    return Staff.objects.live().filter(person=person).select_related("programme").order_by("role", "id")


def manages_any(person: Any, request: HttpRequest) -> bool:
    return any(held.role == Staff.Role.MANAGER for held in roles_of(person, request))


def runs(call: Call, person: Any, request: HttpRequest) -> bool:
    """Whether `person` manages the programme of `call`. No query beyond the menu's own."""
    return any(held.role == Staff.Role.MANAGER and held.programme_id == call.programme_id for held in roles_of(person, request))


def programmes(person: Any) -> QuerySet[Programme]:
    """Programmes this person sees, by name, each with `calls_open`, `calls_drafted` and `people`. One query."""
    now = clock.now()
    live = Q(calls__in=Call.objects.open_at(now))
    return (
        Programme.objects.visible_to(person)
        .annotate(
            calls_open=Count("calls", filter=live, distinct=True),
            calls_drafted=Count("calls", filter=Q(calls__state="draft"), distinct=True),
            people=Count("staff__person", filter=Q(staff__ended_at=None), distinct=True),
        )
        .order_by("name", "id")
    )


def calls_of(programme: Programme) -> QuerySet[Call]:
    """Its calls, the latest opening first."""
    return Call.objects.filter(programme=programme).order_by("-opens_at", "-id")


def in_view(person: Any, request: HttpRequest) -> Call | None:
    """The call that a manager's menu is about: the one in the address, else one that asks with the form in the address, first an
    open one, else the programme's in the address, else the next to close of all, else the latest. No query of its own.
    """
    kept: dict[str, Any] = request.__dict__
    if "_call_in_view" not in kept:
        if not manages_any(person, request):
            return None
        kept["_call_in_view"] = _chosen(prepared.those(_runs, person, request), request.path, clock.now())
    call: Call | None = kept["_call_in_view"]
    return call


@prepared.listed("programme")
def _runs(person: Any) -> QuerySet[Call]:
    """What the menus need to know of calls; their texts are long."""
    told = ("slug", "name", "state", "opens_at", "closes_at", "added_minutes", "programme__slug")
    runs = Call.objects.run_by(person).select_related("programme").annotate(form=F("version__questionnaire__code"))
    return runs.only(*told).order_by("-closes_at", "-id")[:100]


def look_at(call: Call, request: HttpRequest) -> None:
    """Tells the menu of a request which call its page is about, so that it need not look: one that this person manages."""
    request.__dict__.update(_call_in_view=call, _looks_at_a_call=True)


def look_at_if_run(call: Call, person: Any, request: HttpRequest) -> None:
    """The same for a page that is not of managers alone. No query beyond the menu's own."""
    if runs(call, person, request):
        look_at(call, request)


def is_about_a_call(request: HttpRequest) -> bool:
    """Whether the call in view is the page's own, not only the likeliest."""
    return "_looks_at_a_call" in request.__dict__ or request.path.startswith(("/calls/", "/questionnaires/"))


def _chosen(calls: list[Call], path: str, at: datetime) -> Call | None:
    inside = _INSIDE.match(path)
    noun, slug = inside.groups() if inside else ("", "")
    named = [call for call in calls if noun == "calls" and call.slug == slug]
    asking = [call for call in calls if noun == "questionnaires" and call.form == slug]  # type: ignore[attr-defined]  # annotated
    kin = [call for call in calls if noun == "programmes" and call.programme.slug == slug]
    running = [call for call in reversed(calls) if call.is_open(at)]
    asking.sort(key=lambda call: not call.is_open(at))
    return next(iter([*named, *asking, *kin, *running, *calls]), None)


# Rubrics


def criteria(rubric: Rubric | None) -> list[Criterion]:
    """In their order; nothing for no rubric."""
    return list(Criterion.objects.filter(rubric=rubric).order_by("position")) if rubric else []


def rubrics(programme: Programme) -> QuerySet[Rubric]:
    """The programme's rubrics, newest first."""
    return Rubric.objects.filter(programme=programme).order_by("-id")


def is_settled(rubric: Rubric) -> bool:
    """Whether a published call is scored with it: then it stays as it is."""
    return Call.objects.public().filter(rubric=rubric).exists()


# Forms


def forms_for(person: Any) -> QuerySet[Questionnaire]:
    """Questionnaires that this person may take for a call, newest first."""
    return Questionnaire.objects.visible_to(person).order_by("-id")


def other_forms(call: Call, person: Any) -> QuerySet[Questionnaire]:
    """Those that the call could ask with instead of its own."""
    return forms_for(person).exclude(versions=call.version_id)


def version_to_ask(questionnaire: Questionnaire) -> Version:
    """Its newest published version, else its draft."""
    published = questionnaire.versions.filter(state=Version.State.PUBLISHED).order_by("-number").first()
    return published or questionnaire.newest()


def free_slug(noun: type[Programme] | type[Call], name: str) -> str:
    """A slug for `name` that no row of this noun has at this moment. One query."""
    wanted = slugs.slug_of(name, noun.__name__.lower())
    return slugs.free(wanted, set(noun.objects.filter(slug__startswith=wanted).values_list("slug", flat=True)))


def free_prefix(name: str) -> str:
    """What applications' numbers of a new call may begin with: initials and digits of its name, a letter first, of a year its
    last two where it would be cut, then a number where taken.
    """
    parts = re.findall(r"[A-Za-z]+|[0-9]+", name)
    wanted = "".join(part if part.isdigit() else part[0] for part in parts).upper()
    if len(wanted) > 6:
        wanted = re.sub(r"(?<![0-9])20([0-9]{2})(?![0-9])", r"\1", wanted)
    wanted = (wanted if wanted[:1].isalpha() else f"C{wanted}")[:6]
    taken = {prefix.upper() for prefix in Call.objects.filter(prefix__istartswith=wanted).values_list("prefix", flat=True)}
    return wanted if wanted not in taken else next(f"{wanted[:5]}{n}" for n in range(2, 10**3) if f"{wanted[:5]}{n}" not in taken)


def starting_dates(zone: Any, at: datetime) -> tuple[datetime, datetime]:
    """Where a new call's dates begin: next Monday 09:00 and, six weeks later, Monday 23:59, both in `zone`."""
    local = at.astimezone(zone)
    monday = (local + timedelta(days=7 - local.weekday())).replace(hour=9, minute=0, second=0, microsecond=0)
    return monday, (monday + timedelta(weeks=6)).replace(hour=23, minute=59)
