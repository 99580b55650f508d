"""Mentors, and sessions with memory: shared notes, private notes, actions."""

from __future__ import annotations

import uuid
from typing import Any

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from accelerator.kit.addresses import reverse
from accelerator.kit.models import AppendOnly, CodeField, Row
from accelerator.programmes.models import Programme
from cohorts.roster.models import Enrolment, Supporter


@pghistory.track()
class Mentor(Row):
    """A person's mentor profile."""

    code = CodeField()
    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mentor")
    headline = models.CharField(max_length=200, blank=True)
    biography = models.TextField(blank=True)
    expertise = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    sessions_a_month = models.PositiveSmallIntegerField(default=6)

    def __str__(self) -> str:
        return str(self.person)


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, person: Any) -> SessionQuerySet:
        """Founders, its supporters, the programme's managers, who sees every programme; not who sees credits."""
        if person.holds("programmes.see"):
            return self
        return self.filter(enrolment__in=Enrolment.objects.close_to(person))


@pghistory.track()
class Session(Row):
    """A mentor met a startup. Its notes here are shared; private ones are rows of their own."""

    code = CodeField()
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="sessions")
    mentor = models.ForeignKey(Mentor, on_delete=models.PROTECT, related_name="sessions")
    held_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    topics = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    shared_notes = models.TextField(blank=True)
    next_at = models.DateTimeField(null=True, help_text="when they meet next, as they agreed")
    device_key = models.UUIDField(
        default=uuid.uuid4, unique=True, help_text="made on the device, so that a repeat is the same session"
    )

    objects = SessionQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(minutes__gte=1, minutes__lte=600), name="session_minutes")]
        indexes = [models.Index(fields=["enrolment", "-held_at"], name="session_of")]

    def __str__(self) -> str:
        return f"{self.mentor} and {self.enrolment.startup}"

    def get_absolute_url(self) -> str:
        return reverse("session", args=[self.code])


class PrivateNoteQuerySet(models.QuerySet["PrivateNote"]):
    def visible_to(self, person: Any) -> PrivateNoteQuerySet:
        """Its mentor while they stand by the startup, and the programme's managers. Never the founders."""
        mine = models.Q(
            session__mentor__person=person,
            session__enrolment__in=Supporter.objects.live().filter(person=person).values("enrolment"),
        )
        run = models.Q(session__enrolment__cohort__programme__in=Programme.objects.run_by(person))
        return self.filter(mine | run).exclude(session__enrolment__in=Enrolment.objects.of_member(person))


class PrivateNote(AppendOnly):
    """What the mentor and the programme team keep between themselves."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="private_notes")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = PrivateNoteQuerySet.as_manager()

    def __str__(self) -> str:
        return f"private note on {self.session}"


class ActionQuerySet(models.QuerySet["Action"]):
    def visible_to(self, person: Any) -> ActionQuerySet:
        return self.filter(session__in=Session.objects.visible_to(person))

    def open(self) -> ActionQuerySet:
        return self.filter(done_at=None)


@pghistory.track()
class Action(Row):
    """Something to do after a session, with who does it and by when."""

    code = CodeField()
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="actions")
    title = models.CharField(max_length=300)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", help_text="nobody named: the startup"
    )
    due_on = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ActionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True, done_by__isnull=True)
                | models.Q(done_at__isnull=False, done_by__isnull=False),
                name="action_done_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return self.title
