"""Calls for applications."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

import pghistory
import pgtrigger
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _
from timezone_field import TimeZoneField

from accelerator.files.limits import Room
from accelerator.kit.addresses import reverse
from accelerator.kit.models import Row, moves, one_of
from accelerator.kit.registered import registered
from accelerator.programmes import stages
from accelerator.programmes.models.programmes import Programme, Rubric
from accelerator.questionnaires.models import Version

MOST_ADDED = 60  # minutes
ADDED = models.ExpressionWrapper(models.F("added_minutes") * timedelta(minutes=1), output_field=models.DurationField())

# Codes are ten random letters or digits; these are hex digits of a random UUID, its fixed ones left out.
FIRST_STAGE = """
    INSERT INTO accelerator_reviewstage (created_at, code, call_id, position, kind, name, hides, shows, least, ends, reasons)
    SELECT c.created_at, right(replace(gen_random_uuid()::text, '-', ''), 10), c.id, 1, 'review', '', 'nothing', 'own', 1, false,
        '[]'
    FROM accelerator_call c
"""


class CallQuerySet(models.QuerySet["Call"]):
    def readable_by(self, person: Any) -> CallQuerySet:
        """Whose page `person` may read: listed calls everybody; others who used an access code for them or whom upper areas name
        at the point `calls_joined`; all of a programme, drafts too, its staff.
        """
        if not person.is_authenticated:
            return self.listed()
        staffed = models.Q(pk__in=Call.objects.visible_to(person).values("pk"))
        admitted = models.Q(pk__in=Call.objects.filter(access_codes__used__person=person).values("pk"))
        joined = reduce(or_, (models.Q(pk__in=those(person)) for those in registered("calls_joined")), admitted)
        return self.filter(models.Q(state=Call.State.PUBLISHED) & (models.Q(listed=True) | joined) | staffed)

    def public(self) -> CallQuerySet:
        return self.filter(state=Call.State.PUBLISHED)

    def listed(self) -> CallQuerySet:
        """Published calls that anybody may find."""
        return self.public().filter(listed=True)

    def open_at(self, at: datetime) -> CallQuerySet:
        """Published calls that take new applications at `at`."""
        return self.public().filter(opens_at__lte=at).unclosed_at(at)

    def unclosed_at(self, at: datetime) -> CallQuerySet:
        """Those that end after `at`, opened or not."""
        return self.filter(closes_at__gt=models.Value(at) - ADDED)

    def closed_at(self, at: datetime) -> CallQuerySet:
        return self.filter(closes_at__lte=models.Value(at) - ADDED)

    def visible_to(self, person: Any) -> CallQuerySet:
        """To its programme's staff, draft or not. The public door uses `public`."""
        return self.filter(programme__in=Programme.objects.visible_to(person))

    def run_by(self, person: Any) -> CallQuerySet:
        return self.filter(programme__in=Programme.objects.run_by(person))


@pghistory.track()
class Call(Row):
    """An invitation to apply. It closes at `closes_at` in its own zone, later by `added_minutes` where the house was slow or
    away shortly before; what arrives within the published grace after that still counts.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="calls")
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    prefix = models.CharField(max_length=8, help_text="begins every application's number, as in SF5-2417")
    tagline = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    benefits = models.CharField(max_length=300, blank=True)
    zone = TimeZoneField(default="Asia/Singapore")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    grace_minutes = models.PositiveSmallIntegerField(default=10)
    needs_sign_off = models.BooleanField(default=False, db_default=False, help_text="a second member approves each submission")
    added_minutes = models.PositiveSmallIntegerField(
        default=0, db_default=0, editable=False, help_text="one for each degraded minute of the last two hours"
    )
    minutes_told_at = models.DateTimeField(null=True, editable=False, help_text="when everybody with a draft had heard of them")
    places = models.PositiveSmallIntegerField()
    file_mb = models.PositiveSmallIntegerField(
        default=25, db_default=25, help_text="of one file, where its question says no other"
    )
    files_most = models.PositiveSmallIntegerField(default=10, db_default=10, help_text="of one application")
    files_mb = models.PositiveSmallIntegerField(default=100, db_default=100, help_text="of all files of one application")
    reviews_due_on = models.DateField(null=True, blank=True)
    decisions_on = models.DateField(null=True, blank=True)
    scoring_from = models.DateField(null=True, blank=True)
    scoring_ends = models.BooleanField(default=False, db_default=False, help_text="with the day reviews are due")
    deciding_from = models.DateField(null=True, blank=True)
    reviews_wanted = models.PositiveSmallIntegerField(default=3, help_text="reviews per application")
    version = models.ForeignKey(Version, null=True, blank=True, on_delete=models.PROTECT, related_name="calls")
    rubric = models.ForeignKey(Rubric, null=True, blank=True, on_delete=models.PROTECT, related_name="calls")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    eligibility = models.JSONField(default=list, db_default=models.Value([], models.JSONField()), blank=True)
    published_at = models.DateTimeField(null=True)
    listed = models.BooleanField(default=True, db_default=True, help_text="anybody may find it; else access codes open it")
    last_number = models.PositiveIntegerField(default=0, help_text="the last application number given out")

    objects = CallQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(closes_at__gt=models.F("opens_at")), name="call_closes_after_opening"),
            models.CheckConstraint(condition=models.Q(places__gte=1), name="call_places"),
            models.CheckConstraint(
                condition=models.Q(scoring_from__isnull=True)
                | models.Q(reviews_due_on__isnull=True)
                | models.Q(scoring_from__lte=models.F("reviews_due_on")),
                name="call_scoring_begins_before_it_is_due",
            ),
            models.CheckConstraint(
                condition=models.Q(deciding_from__isnull=True)
                | models.Q(decisions_on__isnull=True)
                | models.Q(deciding_from__lte=models.F("decisions_on")),
                name="call_deciding_begins_before_founders_hear",
            ),
            models.CheckConstraint(condition=models.Q(added_minutes__lte=MOST_ADDED), name="call_added_minutes"),
            models.UniqueConstraint(Upper("prefix"), name="call_prefix"),
            models.CheckConstraint(
                condition=models.Q(file_mb__range=(1, 100), files_most__range=(1, 50), files_mb__range=(1, 500)),
                name="call_files",
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft")
                | models.Q(version__isnull=False, rubric__isnull=False, published_at__isnull=False),
                name="call_published_whole",
            ),
            one_of("call_state", state=["draft", "published"]),
        ]
        triggers = [
            moves("state", {"draft": ["published"]}),
            pgtrigger.Trigger(
                name="first_stage",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func=f"{FIRST_STAGE} WHERE c.id = NEW.id; RETURN NULL;",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("call", args=[self.slug])

    def ends_at(self) -> datetime:
        """When it closes, with the minutes that were added."""
        return self.closes_at + timedelta(minutes=self.added_minutes)

    def ends_for(self, until: datetime | None, added_minutes: int) -> datetime:
        """The same for who has until `until`, later by minutes added to that. Without one as for everybody, and no earlier unless
        the call is not listed and that was to be before it closes.
        """
        if until is None:
            return self.ends_at()
        own = until + timedelta(minutes=added_minutes)
        return own if not self.listed and until < self.closes_at else max(own, self.ends_at())

    def last_moment(self) -> datetime:
        """The end of the grace: what arrived before it counts."""
        return self.ends_at() + timedelta(minutes=self.grace_minutes)

    def room(self) -> Room:
        """What one application may hold of files."""
        return Room(each=self.file_mb, files=self.files_most, total=self.files_mb)

    def phase(self, at: datetime) -> str:
        """draft, planned (published, opens later), open or closed: what its pill says at `at`."""
        if self.state == self.State.DRAFT:
            return "draft"
        if at < self.opens_at:
            return "planned"
        return "open" if at < self.ends_at() else "closed"

    def is_open(self, at: datetime) -> bool:
        return self.state == self.State.PUBLISHED and self.opens_at <= at < self.ends_at()

    def takes(self, arrived_at: datetime) -> bool:
        """Whether a submission that arrived at `arrived_at` is in time."""
        return self.state == self.State.PUBLISHED and self.opens_at <= arrived_at < self.last_moment()

    def stages(self) -> dict[str, stages.Stage]:
        """Applying, scoring and deciding, each with when it is open: the dates switch them, nobody else."""
        return stages.stages(
            opens_at=self.opens_at,
            last_moment=self.last_moment(),
            zone=self.zone,
            scoring_from=self.scoring_from,
            scores_until=self.reviews_due_on if self.scoring_ends else None,
            deciding_from=self.deciding_from,
        )

    def allows(self, stage: str, at: datetime) -> bool:
        """Whether the stage of that name is open at `at`."""
        return self.stages()[stage].is_open(at)
