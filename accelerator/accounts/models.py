"""People, the organisations they work for, invitations, and the operator's own settings."""

from __future__ import annotations

from datetime import time
from typing import Any, ClassVar

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from timezone_field import TimeZoneField

from accelerator.accounts import roles
from accelerator.kit import clock
from accelerator.kit.models import AppendOnly, CodeField, Row, one_of


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, email: str | None) -> Person:
        return self.get(email=(email or "").strip().lower())


@pghistory.track(exclude=["password", "last_login"])
class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in. Their roles stand where their scope lives; here are only house-wide ones, as memberships."""

    code = CodeField()
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200, help_text="as the person writes it; never split")
    language = models.CharField(max_length=10, default="en-gb")
    zone = TimeZoneField(default="Asia/Singapore")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False, help_text="may open the support desk (the admin site)")
    is_demo = models.BooleanField(default=False, help_text="one of the demo's people: no second factor asked")
    suspended_at = models.DateTimeField(null=True)
    suspended_reason = models.CharField(max_length=300, blank=True)
    joined_at = models.DateTimeField(default=clock.now, editable=False)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="person_email")]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def permissions_held(self) -> frozenset[str]:
        """The house-wide permissions of this person's live memberships; one query, kept with the instance."""
        if not hasattr(self, "_held"):
            names = Membership.objects.live().filter(person=self).values_list("role", flat=True)
            held: frozenset[str] = frozenset()
            self._held = held.union(*(roles.ALL[name].permissions for name in names if name in roles.ALL))
        return self._held if self.is_active else frozenset()

    def holds(self, permission: str) -> bool:
        """Whether a live operator or partner role of this person carries `permission`."""
        return permission in self.permissions_held()


class Organisation(Row):
    """The operator who runs this house, or a partner: a cloud provider, a publisher."""

    class Kind(models.TextChoices):
        OPERATOR = "operator", _("Operator")
        PARTNER = "partner", _("Partner")

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind"], condition=models.Q(kind="operator"), name="one_operator"),
            one_of("organisation_kind", kind=["operator", "partner"]),
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def live(self) -> MembershipQuerySet:
        return self.filter(ended_at=None)


@pghistory.track()
class Membership(Row):
    """A person holds a role in an organisation, from then until ended."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30)
    ended_at = models.DateTimeField(null=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person", "role"], condition=models.Q(ended_at=None), name="membership_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.role} at {self.organisation}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> InvitationQuerySet:
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=clock.now())


class Invitation(Row):
    """A single-use link by mail that gives a role in some scope: an organisation, a startup, a programme."""

    code = CodeField()
    email = models.EmailField()
    scope = models.CharField(max_length=30, help_text="the registered scope that grants the role")
    scope_id = models.BigIntegerField()
    scope_label = models.CharField(max_length=200)
    role = models.CharField(max_length=30)
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.email}: {self.role} of {self.scope_label}"


class Acceptance(AppendOnly):
    """A person accepted a version of the terms or the privacy notice."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="acceptances")
    document = models.CharField(max_length=20, choices=[("terms", _("Terms")), ("privacy", _("Privacy notice"))])
    version = models.CharField(max_length=20)
    at = models.DateTimeField(default=clock.now)

    class Meta(AppendOnly.Meta):
        constraints = [models.UniqueConstraint(fields=["person", "document", "version"], name="acceptance_once")]

    def __str__(self) -> str:
        return f"{self.document} {self.version}"


class ApiToken(Row):
    """Lets a program act as its person. Shown once; only the digest is kept."""

    code = CodeField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class OperatorSettings(models.Model):
    """The one row of what the operator decides about the house."""

    name = models.CharField(max_length=200, default="Slipway")
    tagline = models.CharField(max_length=200, blank=True)
    introduction = models.TextField(blank=True)
    logo = models.CharField(max_length=200, blank=True, help_text="storage name of the uploaded picture")
    accent = models.CharField(max_length=20, default="harbour")
    from_address = models.EmailField(blank=True)
    zone = TimeZoneField(default="Asia/Singapore")
    quiet_from = models.TimeField(default=time(20))
    quiet_until = models.TimeField(default=time(8))
    terms = models.TextField(blank=True)
    terms_version = models.CharField(max_length=20, default="1")
    privacy = models.TextField(blank=True)
    privacy_version = models.CharField(max_length=20, default="1")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_settings_row")]
        verbose_name_plural = "operator settings"

    def __str__(self) -> str:
        return self.name
