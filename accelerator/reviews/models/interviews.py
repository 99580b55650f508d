"""Interviews of a review stage: the panels, the times they keep free, and whom they meet when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accelerator.applications.models import Application
from accelerator.kit.addresses import reverse
from accelerator.kit.models import CodeField, Row, moves, one_of
from accelerator.programmes.models import Programme, ReviewStage, Staff
from accelerator.reviews.guards import awaited
from accelerator.reviews.models.conflicts import Conflict
from accelerator.startups.models import Startup


def _apart(name: str, by: Any, **condition: Any) -> ExclusionConstraint:
    """Of rows alike in `by` no two overlap in time; one may begin as another ends."""
    hours = "starts_at", "ends_at", RangeBoundary()
    during = models.Func(*hours, function="TSTZRANGE", output_field=DateTimeRangeField())
    return ExclusionConstraint(
        name=name, expressions=[(during, RangeOperators.OVERLAPS), (by, RangeOperators.EQUAL)], **condition
    )


class Panel(Row):
    """Two or more reviewers who interview together in one stage."""

    code = CodeField()
    stage = models.ForeignKey(ReviewStage, on_delete=models.PROTECT, related_name="panels")
    name = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stage", "name"], name="panel_once_a_stage")]

    def __str__(self) -> str:
        return self.name


class PanelMember(Row):
    """Who sits on a panel from now on. Who sits at a time of it stands in `Seat`."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["panel", "person"], name="panel_member_once")]

    def __str__(self) -> str:
        return f"{self.person} on {self.panel}"


class Slot(Row):
    """A time that a panel keeps for one interview, taken or free; its room and the hours of its members are kept with it."""

    code = CodeField()
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="slots")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    room = models.CharField(max_length=80, blank=True)
    link = models.URLField(max_length=500, blank=True, help_text="of the video call")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(starts_at__lt=models.F("ends_at")), name="slot_ends_after_it_starts"),
            _apart("slot_room_once", Lower("room"), condition=~models.Q(room="")),
        ]
        indexes = [models.Index(fields=["panel", "starts_at"], name="slot_in_order")]
        triggers = [
            pgtrigger.Protect(
                name="time_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("starts_at", "ends_at", "panel"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.panel}, {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at) / timedelta(minutes=1))

    def get_absolute_url(self) -> str:
        return reverse("interview_slot", args=[self.code])


class SeatQuerySet(models.QuerySet["Seat"]):
    def barred(self) -> SeatQuerySet:
        """Of whoever stands in conflict by now with whom they are to meet."""
        conflicts = Conflict.objects.live().filter(person=models.OuterRef("person"))
        return self.filter(models.Exists(conflicts.filter(application__interviews__slot=models.OuterRef("slot"))))


class Seat(models.Model):
    """Somebody of the panel at one of its times. The hours are the slot's, copied by the database, which keeps anybody from
    sitting in two places at once, in whichever programme.
    """

    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats")
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [_apart("seat_person_once", "person")]
        triggers = [
            pgtrigger.Trigger(
                name="in_its_hours",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=f"""
                    SELECT s.starts_at, s.ends_at INTO NEW.starts_at, NEW.ends_at
                        FROM accelerator_slot s WHERE s.id = NEW.slot_id;
                    PERFORM {awaited("NEW.person_id")};
                    IF EXISTS (
                        SELECT 1 FROM accelerator_interview i
                        JOIN accelerator_conflict c ON c.application_id = i.application_id AND c.person_id = NEW.person_id
                        WHERE i.slot_id = NEW.slot_id AND i.state = 'planned' AND c.ended_at IS NULL
                    ) THEN
                        RAISE EXCEPTION 'a conflict of interest stands between this person and the application'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'seat_without_conflict';
                    END IF;
                    RETURN NEW;
                """,  # noqa: S608  # all of it is ours
            ),
            pgtrigger.Protect(name="seat_stays", operation=pgtrigger.Update),
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.slot}"


class InterviewQuerySet(models.QuerySet["Interview"]):
    def live(self) -> InterviewQuerySet:
        return self.exclude(state=Interview.State.CALLED_OFF)

    def to_come(self, at: datetime) -> InterviewQuerySet:
        """Those that are not over at `at`, among them those whose founders still choose."""
        return self.live().exclude(ends_at__lte=at)

    def planned(self) -> InterviewQuerySet:
        return self.filter(state=Interview.State.PLANNED)

    def known(self) -> InterviewQuerySet:
        """Those that founders and panel have been told of."""
        return self.planned().exclude(invited_at=None)

    def met_by(self, person: Any) -> InterviewQuerySet:
        """Where `person` sits on the panel and was told: while on the programme's staff, nothing of theirs in conflict."""
        conflicted = Conflict.objects.live().filter(person=person).values("application")
        staff = Staff.objects.live().filter(person=person).values("programme")
        found = self.known().filter(slot__seats__person=person, application__call__programme__in=staff)
        return found.exclude(application__in=conflicted).exclude(startup__in=Startup.objects.of(person))

    def of_founder(self, person: Any) -> InterviewQuerySet:
        """Of the startups of `person`: offered, told, or called off after they were told."""
        told = models.Q(state=Interview.State.OFFERED) | models.Q(invited_at__isnull=False)
        standing = Application.State.SUBMITTED
        return self.filter(told, startup__in=Startup.objects.of(person), application__state=standing)

    def visible_to(self, person: Any) -> InterviewQuerySet:
        """To the panel and the founders once they are told, and all of them to the programme's managers."""
        run = models.Q(application__call__programme__in=Programme.objects.run_by(person))
        met, own = (models.Q(pk__in=rows.values("pk")) for rows in (self.met_by(person), self.of_founder(person)))
        return self.filter(run | met | own)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Interview(Row):
    """A startup is to be met in a review stage: offered the free times to choose among, put into one of them, or called off.

    Its hours are those of its slot, copied by the database; called off it keeps them to tell when it was to be.
    """

    class State(models.TextChoices):
        OFFERED = "offered", _("To choose a time")
        PLANNED = "planned", _("Has a time")
        CALLED_OFF = "called_off", _("Called off")

    code = CodeField()
    stage = models.ForeignKey(ReviewStage, on_delete=models.PROTECT, related_name="interviews")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="interviews")
    startup = models.ForeignKey(Startup, on_delete=models.PROTECT, related_name="+")
    slot = models.ForeignKey(Slot, null=True, on_delete=models.PROTECT, related_name="interviews")
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State.choices)
    choose_until = models.DateTimeField(null=True, help_text="where its founders choose its time themselves")
    invited_at = models.DateTimeField(null=True, help_text="when founders and panel were first told of a time")
    revision = models.PositiveIntegerField(default=0, help_text="how often what calendars show of it has changed")
    act = models.CharField(max_length=16, blank=True, help_text="the act that put it into its slot, so that it can be undone")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", help_text="who did that")
    reason = models.CharField(max_length=300, blank=True, help_text="why it was called off")

    objects = InterviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "stage"], condition=~models.Q(state="called_off"), name="interview_once_a_stage"
            ),
            models.UniqueConstraint(fields=["slot"], name="interview_once_a_slot"),
            models.CheckConstraint(
                condition=models.Q(state="planned", slot__isnull=False) | (~models.Q(state="planned") & models.Q(slot=None)),
                name="interview_planned_in_slot",
            ),
            _apart("interview_startup_once", "startup", condition=models.Q(state="planned")),
            one_of("interview_state", state=["offered", "planned", "called_off"]),
        ]
        triggers = [
            moves("state", {"offered": ["planned", "called_off"], "planned": ["offered", "called_off"]}),
            pgtrigger.Trigger(
                name="in_its_slot",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("slot_id"),  # type: ignore[no-untyped-call]
                condition=pgtrigger.Q(new__slot__isnull=False),
                func=f"""
                    SELECT s.starts_at, s.ends_at INTO NEW.starts_at, NEW.ends_at
                        FROM accelerator_slot s WHERE s.id = NEW.slot_id;
                    PERFORM {awaited("s.person_id")} FROM (
                        SELECT person_id FROM accelerator_seat WHERE slot_id = NEW.slot_id ORDER BY person_id
                    ) s;
                    IF EXISTS (
                        SELECT 1 FROM accelerator_seat s
                        JOIN accelerator_conflict c ON c.person_id = s.person_id AND c.application_id = NEW.application_id
                        WHERE s.slot_id = NEW.slot_id AND c.ended_at IS NULL
                    ) THEN
                        RAISE EXCEPTION 'a conflict of interest stands between the panel and the application'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'interview_without_conflict';
                    END IF;
                    RETURN NEW;
                """,  # noqa: S608  # all of it is ours
            ),
        ]

    def __str__(self) -> str:
        return f"interview of {self.application}"

    @property
    def blind(self) -> bool:
        """Whether the startup is hidden from its panel until they meet. Select the stage along."""
        return self.stage.hides == ReviewStage.Hides.COMPANY

    @property
    def title(self) -> str:
        """What the panel calls it. Select application and startup along."""
        return self.application.number if self.blind else self.startup.name

    @property
    def uid(self) -> str:
        """What calendars know it by, however often it moves."""
        return f"interview-{self.code}@{urlsplit(settings.SITE_URL).hostname}"

    def may_be_chosen(self, at: datetime) -> bool:
        """Whether its founders choose its time themselves, now."""
        begun = self.starts_at is not None and self.starts_at <= at
        return self.state != self.State.CALLED_OFF and self.choose_until is not None and at < self.choose_until and not begun

    def get_absolute_url(self) -> str:
        return reverse("interview", args=[self.code])
