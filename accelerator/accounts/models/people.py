"""People, the organisations they work for, invitations, and the operator's own settings."""

from __future__ import annotations

from datetime import time
from typing import Any, ClassVar

import pghistory
from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from timezone_field import TimeZoneField

from accelerator.accounts import documents, roles
from accelerator.kit import clock
from accelerator.kit.models import AppendOnly, CodeField, Row, one_of
from accelerator.kit.registered import registered


class PersonQuerySet(models.QuerySet["Person"]):
    def with_standing(self) -> PersonQuerySet:
        """With what every request asks, in one query: `standing_roles`, `has_factor`, `owes_acceptance`, `in_…` by scope."""
        factors = apps.get_model("mfa", "Authenticator").objects.filter(user=OuterRef("pk")).exclude(type="recovery_codes")
        accepted = Acceptance.objects.filter(person=OuterRef(OuterRef("pk")))
        present = Exists(accepted.filter(document="terms", version=OuterRef("terms_version"))) & Exists(
            accepted.filter(document="privacy", version=OuterRef("privacy_version"))
        )
        return self.annotate(  # type: ignore[no-redef]  # they are declared on Person, for readers of one
            standing_roles=ArraySubquery(Membership.objects.live().filter(person=OuterRef("pk")).values("role")),
            has_factor=Exists(factors),
            owes_acceptance=Exists(OperatorSettings.objects.filter(~present)),
            **{f"in_{scope.name}": Exists(scope.live().filter(person=OuterRef("pk"))) for scope in registered("roles")},
        )

    def found(self, text: str) -> PersonQuerySet:
        """Those whose name or address contains `text`."""
        return self.filter(Q(name__icontains=text) | Q(email__icontains=text)) if text else self

    def visible_to(self, person: Person) -> PersonQuerySet:
        """Oneself; everybody, to who manages people."""
        return self if person.holds("people.manage") else self.filter(pk=person.pk)


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

    objects = PersonManager.from_queryset(PersonQuerySet)()

    standing_roles: list[str]  # and what follows, with standing only
    has_factor: bool
    owes_acceptance: bool

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="person_email")]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def house_roles(self) -> tuple[str, ...]:
        """Names of the roles of live memberships; free where loaded with standing, else one query kept with the instance."""
        if not hasattr(self, "standing_roles"):
            self.standing_roles = list(Membership.objects.live().filter(person=self).values_list("role", flat=True))
        return tuple(name for name in self.standing_roles if name in roles.ALL) if self.is_active else ()

    def may_stand_in(self, *scopes: str) -> bool:
        """Whether this person may hold a role in one of these scopes: spares questions whose answer is nothing, lets nobody in.
        As old as the request; True where the person was loaded without standing."""
        return any(getattr(self, f"in_{scope}", True) for scope in scopes)

    def stands_as(self) -> tuple[Any, ...]:
        """What a kept query (kit.kept) may ask of them besides who they are."""
        return self.house_roles(), *(self.may_stand_in(scope.name) for scope in registered("roles"))

    def is_operator(self) -> bool:
        """Whether this person works for the operator: sessions are shorter then, and a second factor is asked."""
        return any(name in roles.OPERATOR for name in self.house_roles())

    def permissions_held(self) -> frozenset[str]:
        """The house-wide permissions of this person's live memberships."""
        return frozenset().union(*(roles.ALL[name].permissions for name in self.house_roles()))

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
            models.UniqueConstraint(fields=["organisation", "person", "role"], condition=Q(ended_at=None), name="membership_once")
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.role} at {self.organisation}"

    @property
    def role_word(self) -> str:
        return roles.word(self.role)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def waiting(self) -> InvitationQuerySet:
        """Neither accepted nor revoked; those that ran out are among them."""
        return self.filter(accepted_at=None, revoked_at=None)

    def open(self) -> InvitationQuerySet:
        """Those whose link works now."""
        return self.waiting().filter(expires_at__gt=clock.now())


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

    class Meta:
        indexes = [models.Index(fields=["scope", "scope_id", "-id"], name="invitation_of_scope")]

    def __str__(self) -> str:
        return f"{self.email}, {self.scope_label}"

    @property
    def role_word(self) -> str:
        return roles.word(self.role)

    def state(self) -> str:
        """invited or expired, for its pill; only waiting invitations are shown."""
        return "invited" if self.expires_at > clock.now() else "expired"


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
    staff_submit = models.BooleanField(default=False, db_default=False, help_text="what staff entered for a founder")
    terms = models.TextField(default=documents.starting_terms)
    terms_version = models.CharField(max_length=20, default="1")
    privacy = models.TextField(default=documents.starting_privacy)
    privacy_version = models.CharField(max_length=20, default="1")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_settings_row")]
        verbose_name_plural = "operator settings"

    def __str__(self) -> str:
        return self.name
