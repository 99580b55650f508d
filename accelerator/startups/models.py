"""One startup across years, and the people who belong to it."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlsplit

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Coalesce, Upper
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from timezone_field import TimeZoneField

from accelerator.kit.addresses import reverse
from accelerator.kit.models import Row, one_of
from accelerator.kit.registered import registered
from accelerator.startups import registration

CHOOSE: Any = _("Choose a country")  # the package's types know no lazy text
ROOT = Coalesce("merged_into_id", "id")  # the row that stands for a startup: its own, or the one it was merged into
ROOT_OF = Coalesce("startup__merged_into_id", "startup_id")  # the same, seen from a row that belongs to a startup


class StartupQuerySet(models.QuerySet["Startup"]):
    def visible_to(self, person: Any) -> StartupQuerySet:
        """Its live members; who sees every programme; and whom upper areas name at the point `startups_seen`.

        Who may see one row of a startup may see all of them.
        """
        if person.holds("programmes.see"):
            return self
        mine = models.Q(id__in=Startup.objects.of(person))
        seen = reduce(or_, (models.Q(id__in=seen(person)) for seen in registered("startups_seen")), mine)
        return self._under(Startup.objects.filter(seen).values(root=ROOT))

    def kept_by(self, person: Any) -> StartupQuerySet:
        """Those whose records `person` keeps in order: all to operator admins, else those named at the point `startups_kept`;
        never one they belong to."""
        others = self.exclude(id__in=Startup.objects.of(person))
        if person.holds("startups.merge"):
            return others
        named = reduce(or_, (models.Q(id__in=kept(person)) for kept in registered("startups_kept")), models.Q(id__in=[]))
        return others._under(Startup.objects.filter(named).values(root=ROOT))

    def same(self, startup: Any) -> StartupQuerySet:
        """Every row that is `startup`: the one that stays and all merged into it.

        `startup` is a row, an id, an expression for one, or a query of ids.
        """
        named = {"pk__in": startup} if isinstance(startup, models.QuerySet) else {"pk": getattr(startup, "pk", startup)}
        return self._under(Startup.objects.filter(**named).values(root=ROOT))

    def of(self, person: Any, *roles: str) -> models.QuerySet[Startup, Any]:
        """The ids of all rows of the startups `person` belongs to, as one of `roles` where given: for `startup__in=`."""
        held = Member.objects.live().filter(person=person)
        return self._under((held.filter(role__in=roles) if roles else held).values(root=ROOT_OF)).values("id")

    def _under(self, roots: Any) -> StartupQuerySet:
        return self.alias(root=ROOT).filter(root__in=roots)

    def standing(self) -> StartupQuerySet:
        """Those that were not merged into another nor taken back; none made for tests."""
        return self.filter(merged_into=None, is_test=False, taken_back_at=None)

    def found(self, text: str) -> StartupQuerySet:
        """Those whose name, or a former name, contains `text`."""
        former = models.Q(former_names__icontains=text)
        return self.filter(models.Q(name__icontains=text) | former) if text else self


# Of two merges at once the second sees the first: the row merged into is locked until its transaction ends.
MERGED_ONCE = pgtrigger.Trigger(
    name="merged_once",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("merged_into_id"),  # type: ignore[no-untyped-call]
    condition=pgtrigger.Q(new__merged_into__isnull=False),
    func="""
        IF EXISTS (SELECT 1 FROM accelerator_startup WHERE merged_into_id = NEW.id)
            OR (SELECT merged_into_id FROM accelerator_startup WHERE id = NEW.merged_into_id FOR SHARE) IS NOT NULL
        THEN
            RAISE EXCEPTION 'a startup is merged into one that stays, and none into one that was merged'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'startup_merged_once';
        END IF;
        RETURN NEW;
    """,
)


@pghistory.track(exclude=["imported", "recognised_at", "is_test", "taken_back_at"])
class Startup(Row):
    """A company. `merged_into` leads a duplicate to the one that stays; rows are never repointed.

    `country` and `location` are its main place; further ones are Locations.
    """

    class Stage(models.TextChoices):
        IDEA = "idea", _("Idea")
        PROTOTYPE = "prototype", _("Prototype")
        USERS = "users", _("First users")
        REVENUE = "revenue", _("First revenue")
        GROWTH = "growth", _("Growing")

    slug = models.SlugField(max_length=80, unique=True, allow_unicode=False)
    name = models.CharField(max_length=200)
    former_names = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    one_liner = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    website = models.URLField(max_length=300, blank=True)
    country = CountryField(blank=True, blank_label=CHOOSE)
    location = models.CharField(max_length=300, blank=True)
    stage = models.CharField(max_length=10, choices=Stage.choices, blank=True, default="", db_default="")
    registration_country = CountryField(blank=True, blank_label=CHOOSE, default="", db_default="")
    registration_number = models.CharField(max_length=40, blank=True, default="", db_default="")
    sector = models.CharField(max_length=80, blank=True)
    tags = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    founded_on = models.DateField(null=True, blank=True)
    team_size = models.PositiveIntegerField(null=True, blank=True)
    zone = TimeZoneField(blank=True, default="", db_default="", help_text="where its days begin and end; empty: as its cohort's")
    source = models.CharField(max_length=40, blank=True, help_text="the list it was imported from")
    source_id = models.CharField(max_length=80, blank=True, help_text="its id there")
    imported = models.JSONField(null=True, editable=False, help_text="what the list said last; people's own changes win over it")
    recognised_at = models.DateTimeField(
        null=True, editable=False, help_text="when others like it were looked for last; empty where they are to be"
    )
    is_test = models.BooleanField(default=False, db_default=False, help_text="staff try calls out with it: no list shows it")
    taken_back_at = models.DateTimeField(
        null=True, editable=False, help_text="with the list that brought it by mistake: no list shows it"
    )
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")

    objects = StartupQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id"], condition=~models.Q(source=""), name="startup_source"),
            models.CheckConstraint(condition=~models.Q(merged_into=models.F("id")), name="startup_not_its_own"),
            models.CheckConstraint(
                condition=models.Q(registration_number="") | ~models.Q(registration_country=""), name="startup_registered_where"
            ),
            models.CheckConstraint(
                condition=models.Q(stage="") | models.Q(stage__in=["idea", "prototype", "users", "revenue", "growth"]),
                name="startup_stage",
            ),
        ]
        indexes = [
            models.Index(fields=["name"], name="startup_name"),
            GinIndex(OpClass(Upper("name"), "gin_trgm_ops"), name="startup_name_part"),
            models.Index(ROOT, name="startup_root"),
            models.Index(fields=["id"], condition=models.Q(recognised_at=None), name="startup_unrecognised"),
        ]
        triggers = [MERGED_ONCE]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("startup", args=[self.slug])

    def site(self) -> str:
        """The website as people say it: tidewise.example."""
        return (urlsplit(self.website).hostname or "").removeprefix("www.")

    def registration(self) -> str:
        """The number with what it is, as people say it: `UEN 202012345K`, `HRB 1234 (Germany)`; "" without one."""
        if not self.registration_number:
            return ""
        if self.registration_country == registration.SINGAPORE:
            return f"UEN {self.registration_number}"
        return f"{self.registration_number} ({self.registration_country.name})"


class Link(Row):
    """Where else a startup is found."""

    class Kind(models.TextChoices):
        PRODUCT = "product", _("Product")
        CODE = "code", _("Code")
        LINKEDIN = "linkedin", _("LinkedIn")
        VIDEO = "video", _("Video")
        PRESS = "press", _("Press")
        OTHER = "other", _("Other")

    startup = models.ForeignKey(Startup, on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    url = models.URLField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["startup", "url"], name="link_once"),
            one_of("link_kind", kind=["product", "code", "linkedin", "video", "press", "other"]),
        ]

    def __str__(self) -> str:
        return (urlsplit(self.url).hostname or "").removeprefix("www.")


class Location(Row):
    """A further place a startup works at, besides its main one."""

    startup = models.ForeignKey(Startup, on_delete=models.CASCADE, related_name="locations")
    place = models.CharField(max_length=120, blank=True)
    country = CountryField(blank_label=CHOOSE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["startup", "place", "country"], name="location_once")]

    def __str__(self) -> str:
        return ", ".join(filter(None, [self.place, str(self.country.name)]))


class MemberQuerySet(models.QuerySet["Member"]):
    def live(self) -> MemberQuerySet:
        return self.filter(ended_at=None)

    def of(self, startup: Any) -> MemberQuerySet:
        """Memberships of `startup`, named as for `Startup.objects.same`, under all its rows."""
        return self.filter(startup__in=Startup.objects.same(startup).values("id"))


@pghistory.track()
class Member(Row):
    """A person of a startup. Owners invite and answer offers, members write and submit, viewers read."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        MEMBER = "member", _("Member")
        VIEWER = "viewer", _("Viewer")

    startup = models.ForeignKey(Startup, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="startup_memberships")
    role = models.CharField(max_length=10, choices=Role.choices)
    ended_at = models.DateTimeField(null=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["startup", "person"], condition=models.Q(ended_at=None), name="member_once"),
            one_of("member_role", role=["owner", "member", "viewer"]),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.startup}"
