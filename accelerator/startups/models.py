"""One startup across years, and the people who belong to it."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlsplit

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from accelerator.kit.models import Row, one_of
from accelerator.kit.registered import registered


class StartupQuerySet(models.QuerySet["Startup"]):
    def visible_to(self, person: Any) -> StartupQuerySet:
        """Its live members; who sees every programme; and whom upper areas name at the point `startups_seen`."""
        if person.holds("programmes.see"):
            return self
        mine = models.Q(id__in=Member.objects.live().filter(person=person).values("startup"))
        return self.filter(reduce(or_, (models.Q(id__in=seen(person)) for seen in registered("startups_seen")), mine))

    def standing(self) -> StartupQuerySet:
        """Those that were not merged into another."""
        return self.filter(merged_into=None)

    def found(self, text: str) -> StartupQuerySet:
        """Those whose name, or a former name, contains `text`."""
        former = models.Q(former_names__icontains=text)
        return self.filter(models.Q(name__icontains=text) | former) if text else self


@pghistory.track(exclude=["imported"])
class Startup(Row):
    """A company. `merged_into` leads a duplicate to the one that stays; rows are never repointed."""

    slug = models.SlugField(max_length=80, unique=True, allow_unicode=False)
    name = models.CharField(max_length=200)
    former_names = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    one_liner = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    website = models.URLField(max_length=300, blank=True)
    country = CountryField(blank=True)
    location = models.CharField(max_length=300, blank=True)
    sector = models.CharField(max_length=80, blank=True)
    tags = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    founded_on = models.DateField(null=True, blank=True)
    team_size = models.PositiveIntegerField(null=True, blank=True)
    source = models.CharField(max_length=40, blank=True, help_text="the list it was imported from")
    source_id = models.CharField(max_length=80, blank=True, help_text="its id there")
    imported = models.JSONField(null=True, editable=False, help_text="what the list said last; people's own changes win over it")
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")

    objects = StartupQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id"], condition=~models.Q(source=""), name="startup_source"),
            models.CheckConstraint(condition=~models.Q(merged_into=models.F("id")), name="startup_not_its_own"),
        ]
        indexes = [models.Index(fields=["name"], name="startup_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("startup", args=[self.slug])

    def site(self) -> str:
        """The website as people say it: tidewise.example."""
        return (urlsplit(self.website).hostname or "").removeprefix("www.")


class MemberQuerySet(models.QuerySet["Member"]):
    def live(self) -> MemberQuerySet:
        return self.filter(ended_at=None)


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
