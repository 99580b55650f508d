"""What programs show instead of a person: tokens of the API, and the address of a private calendar."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accelerator.accounts.models.people import Person
from accelerator.kit import clock
from accelerator.kit.models import CodeField, Row


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def usable(self) -> ApiTokenQuerySet:
        """Neither revoked nor run out, and its person not suspended."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=clock.now()), revoked_at=None, person__is_active=True)


class ApiToken(Row):
    """Lets a program act as its person. Shown once; only the digest is kept."""

    code = CodeField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    scopes = ArrayField(models.CharField(max_length=40), default=list, db_default=[], help_text="as accounts.scopes names them")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = "API token"

    def __str__(self) -> str:
        return self.name


class KeptAnswer(Row):
    """What a program was answered when it wrote with an Idempotency-Key; without a status while that is worked on."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    digest = models.CharField(max_length=64, help_text="SHA-256 of method, address and content")
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(blank=True)
    content_type = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="one_answer_to_a_key")]

    def __str__(self) -> str:
        return self.key


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def usable(self) -> CalendarFeedQuerySet:
        """Its person is not suspended."""
        return self.filter(person__is_active=True)


class CalendarFeed(Row):
    """The private address of a person's calendar, which opens it to whoever holds it. Shown once; only its digest is kept."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="calendar_feed")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=clock.now)
    last_read_at = models.DateTimeField(null=True)

    objects = CalendarFeedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"calendar of {self.person}"
