"""What is known of reviewers: what they can judge, how much they take on, when they are away, what they have promised."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django_countries.fields import CountryField

from accelerator.kit.models import AppendOnly, CodeField, Row
from accelerator.programmes.models import Programme, Staff
from accelerator.startups.models import CHOOSE

_PERSON: dict[str, Any] = {"to": settings.AUTH_USER_MODEL, "on_delete": models.PROTECT}


def beside(person: Any) -> models.Q:
    """Rows of `person` themselves, and of live staff of programmes that they manage."""
    run = Staff.objects.live().filter(programme__in=Programme.objects.run_by(person)).values("person")
    return models.Q(person=person) | models.Q(person__in=run)


class PersonalQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> PersonalQuerySet:
        """One's own, and those of the staff of programmes that one manages."""
        return self.filter(beside(person))


class Profile(Row):
    """A reviewer, for who gives out applications: a line about them, where they are from, languages they read, how much they
    take on in a call, and their telephone number, which shows where they stand too close to a startup.
    """

    person = models.OneToOneField(**_PERSON, related_name="reviewing")
    bio = models.CharField(max_length=300, blank=True)
    country = CountryField(blank=True, blank_label=CHOOSE)
    languages = models.JSONField(default=list, blank=True, help_text='codes, as in ["en", "zh-hans"]')
    max_load = models.PositiveSmallIntegerField(null=True, blank=True, help_text="most applications in one call")
    phone = models.CharField(max_length=20, blank=True, default="", db_default="", help_text="as +6591234567: finds conflicts")

    objects = PersonalQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(max_load__gte=1), name="profile_takes_some")]

    def __str__(self) -> str:
        return str(self.person)


class Expertise(Row):
    """A field that somebody can judge, in a word or two; 3 is their own field, 1 one they know a little of."""

    person = models.ForeignKey(**_PERSON, related_name="expertise")
    tag = models.CharField(max_length=60)
    level = models.PositiveSmallIntegerField(default=2)

    objects = PersonalQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "expertise"
        constraints = [
            models.UniqueConstraint("person", Lower("tag"), name="expertise_once"),
            models.CheckConstraint(condition=models.Q(level__range=(1, 3)), name="expertise_level"),
        ]

    def __str__(self) -> str:
        return f"{self.tag} ({self.level})"


class AbsenceQuerySet(PersonalQuerySet):
    def within(self, first: date, last: date) -> AbsenceQuerySet:
        """Those of which a day lies between `first` and `last`."""
        return self.filter(from_on__lte=last, until_on__gte=first)


class Absence(Row):
    """Days on which a reviewer does not read, both ends included."""

    code = CodeField()
    person = models.ForeignKey(**_PERSON, related_name="absences")
    from_on = models.DateField()
    until_on = models.DateField()
    note = models.CharField(max_length=200, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(until_on__gte=models.F("from_on")), name="absence_ends_later")]
        indexes = [models.Index(fields=["person", "until_on"], name="absence_of_person")]

    def __str__(self) -> str:
        return f"{self.person}: {self.from_on} – {self.until_on}"


class TermsQuerySet(models.QuerySet["Terms"]):
    def newest(self) -> TermsQuerySet:
        """The version of each programme that holds now."""
        later = Terms.objects.filter(programme=models.OuterRef("programme"), version__gt=models.OuterRef("version"))
        return self.filter(~models.Exists(later))

    def unaccepted_by(self, person: Any) -> TermsQuerySet:
        """What holds now and `person` has not accepted."""
        accepted = Undertaking.objects.filter(terms=models.OuterRef("pk"), person=person)
        return self.newest().filter(~models.Exists(accepted))

    def visible_to(self, person: Any) -> TermsQuerySet:
        return self.filter(programme__in=Programme.objects.visible_to(person))


class Terms(AppendOnly):
    """What reviewers of a programme promise before they open an application. Changed words are a new version."""

    code = CodeField()
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="reviewers_terms")
    version = models.PositiveSmallIntegerField()
    text = models.TextField()
    by = models.ForeignKey(**_PERSON, related_name="+")

    objects = TermsQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        verbose_name_plural = "terms"
        constraints = [models.UniqueConstraint(fields=["programme", "version"], name="terms_version")]

    def __str__(self) -> str:
        return f"{self.programme}, version {self.version}"


class Undertaking(AppendOnly):
    """A person accepted a version of the terms; `created_at` says when."""

    person = models.ForeignKey(**_PERSON, related_name="undertakings")
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="undertakings")

    class Meta(AppendOnly.Meta):
        constraints = [models.UniqueConstraint(fields=["terms", "person"], name="undertaking_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.terms}"
