"""Signs that two startups may be one, and what a person said about them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.kit.models import Row, one_of
from accelerator.startups.models import Startup


class Sign(models.TextChoices):
    """What two startups may have in common, the surest first."""

    REGISTRATION = "registration", _("Same registration number")
    FOUNDER = "founder", _("Same person")
    DOMAIN = "domain", _("Same web domain")
    NAME = "name", _("Much the same name")


SIGNS = ["registration", "founder", "domain", "name"]


class Trait(Row):
    """Something a standing startup is recognised by, under all its rows: worked out from its record, never typed."""

    startup = models.ForeignKey(Startup, on_delete=models.CASCADE, related_name="traits")
    kind = models.CharField(max_length=12, choices=Sign.choices)
    value = models.CharField(max_length=300)

    class Meta:
        verbose_name = "trait of a startup"
        verbose_name_plural = "traits of startups"
        constraints = [
            models.UniqueConstraint(fields=["startup", "kind", "value"], name="trait_once"),
            one_of("trait_kind", kind=SIGNS),
        ]
        indexes = [
            models.Index(fields=["kind", "value"], name="trait_value"),
            GinIndex(OpClass("value", "gin_trgm_ops"), condition=models.Q(kind="name"), name="trait_name"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.value}"


class Distinction(Row):
    """Somebody looked at two startups that have signs of being one, and they are two: who, when, why."""

    first = models.ForeignKey(Startup, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Startup, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=500)

    class Meta:
        verbose_name = "pair told apart"
        verbose_name_plural = "pairs told apart"
        constraints = [models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="distinction_in_order")]

    def __str__(self) -> str:
        return f"{self.first} and {self.second} are two"


class LikenessQuerySet(models.QuerySet["Likeness"]):
    def kept_by(self, person: Any) -> LikenessQuerySet:
        """Between standing startups whose records `person` keeps in order."""
        kept = Startup.objects.kept_by(person).standing().values("id")
        return self.filter(first__in=kept, second__in=kept)


class Likeness(Row):
    """A sign that two startups are one; `apart` where somebody has seen it and said they are two."""

    first = models.ForeignKey(Startup, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Startup, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Sign.choices)
    said = models.CharField(max_length=620, help_text="what they have in common; of a person the code")
    similarity = models.FloatField(default=1)
    apart = models.ForeignKey(Distinction, null=True, on_delete=models.PROTECT, related_name="likenesses")

    objects = LikenessQuerySet.as_manager()

    class Meta:
        verbose_name = "sign of one startup"
        verbose_name_plural = "signs of one startup"
        constraints = [
            models.UniqueConstraint(fields=["first", "second", "kind"], name="likeness_once"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="likeness_in_order"),
            one_of("likeness_kind", kind=SIGNS),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.said}"
