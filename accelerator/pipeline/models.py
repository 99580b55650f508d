"""What managers keep about their list: views, tags, flags, and what they did to many applications at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accelerator.applications.models import Application
from accelerator.kit.addresses import reverse
from accelerator.kit.models import CodeField, Row, one_of
from accelerator.programmes.models import Call, Programme
from accelerator.questionnaires.models import Version
from accelerator.reviews import queries as reviews


class ViewQuerySet(models.QuerySet["View"]):
    def visible_to(self, person: Any) -> ViewQuerySet:
        """A person's own; shared ones to everybody who manages the programme."""
        shared = models.Q(shared_at__isnull=False, programme__in=Programme.objects.run_by(person))
        return self.filter(models.Q(owner=person) | shared)


class View(Row):
    """Filters, order and columns of the list under a name; good for every call of the programme."""

    code = CodeField()
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="views")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000, blank=True, help_text="of the list's address, without its question mark")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    shared_at = models.DateTimeField(null=True, help_text="with the programme's managers")

    objects = ViewQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("programme", "owner", Lower("name"), name="view_name")]

    def __str__(self) -> str:
        return self.name

    def url(self, call: Call) -> str:
        return f"{reverse('pipeline', args=[call.slug])}?{self.query}{'&' if self.query else ''}v={self.code}"


class Act(Row):
    """One thing done to many applications at once. What it began and ended names it, so that it can be undone."""

    class Kind(models.TextChoices):
        TAG = "tag", _("Tagged")
        UNTAG = "untag", _("Tag removed")
        FLAG = "flag", _("Flagged")
        UNFLAG = "unflag", _("Flag cleared")

    code = CodeField()
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "bulk act"
        verbose_name_plural = "bulk acts"
        constraints = [one_of("act_kind", kind=["tag", "untag", "flag", "unflag"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} by {self.by}"


class Tag(Row):
    """A word of a programme for its applications."""

    code = CodeField()
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="tags")
    name = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint("programme", Lower("name"), name="tag_name")]

    def __str__(self) -> str:
        return self.name


class MarkQuerySet(models.QuerySet[Any]):
    def live(self) -> MarkQuerySet:
        return self.filter(ended_at=None)


class Mark(Row):
    """Something put on an application by somebody, and perhaps taken off again."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="%(class)ss")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="%(class)ss_made")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_act = models.ForeignKey(Act, null=True, on_delete=models.PROTECT, related_name="%(class)ss_ended")

    objects = MarkQuerySet.as_manager()

    class Meta:
        abstract = True


class Tagging(Mark):
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="taggings")

    class Meta:
        verbose_name = "tag on an application"
        verbose_name_plural = "tags on applications"
        constraints = [
            models.UniqueConstraint(fields=["application", "tag"], condition=models.Q(ended_at=None), name="tagging_once")
        ]

    def __str__(self) -> str:
        return f"{self.tag} on {self.application_id}"


class Flag(Mark):
    """Somebody should look at this; the note says why."""

    note = models.CharField(max_length=60)

    class Meta:
        verbose_name = "flag on an application"
        verbose_name_plural = "flags on applications"
        constraints = [models.UniqueConstraint(fields=["application"], condition=models.Q(ended_at=None), name="flag_once")]

    def __str__(self) -> str:
        return self.note


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, person: Any) -> ExportQuerySet:
        """One's own, while one sees the call's applications."""
        return self.filter(by=person, call__in=reviews.calls_overseen_by(person))

    def under_way(self) -> ExportQuerySet:
        return self.filter(ready_at=None, failed_at=None)


class Export(Row):
    """A file of many applications that workers write, part by part. `ids` are those that were asked for, in order."""

    class Form(models.TextChoices):
        CSV = "csv", _("CSV")
        XLSX = "xlsx", _("Workbook (XLSX)")

    code = CodeField()
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="exports")
    version = models.ForeignKey(Version, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=4, choices=Form.choices)
    ids = ArrayField(models.BigIntegerField())
    done = models.PositiveIntegerField(default=0, help_text="how many of them are written")
    tries = models.PositiveSmallIntegerField(default=0, db_default=0, help_text="of the next part, so far")
    failed_at = models.DateTimeField(null=True, help_text="when it was given up")
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("export_form", form=["csv", "xlsx"]),
            models.CheckConstraint(
                condition=models.Q(ready_at=None, expires_at=None) | models.Q(ready_at__isnull=False, expires_at__isnull=False),
                name="export_ready_until",
            ),
            models.CheckConstraint(condition=models.Q(ready_at=None) | models.Q(failed_at=None), name="export_ready_or_failed"),
        ]
        indexes = [models.Index(fields=["expires_at"], name="export_expires")]

    def __str__(self) -> str:
        return f"{self.call}, {self.get_form_display()}"

    def get_absolute_url(self) -> str:
        return reverse("export", args=[self.code])

    @property
    def total(self) -> int:
        return len(self.ids)

    @property
    def percent(self) -> int:
        return 100 * self.done // max(1, self.total)


class ExportPart(models.Model):
    """A stretch of the file. Parts go with their export when it expires."""

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["export", "number"], name="export_part")]

    def __str__(self) -> str:
        return f"{self.export_id}, part {self.number}"


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, person: Any) -> ImportQuerySet:
        """One's own, while one manages the call."""
        return self.filter(by=person, call__in=Call.objects.run_by(person))


class Import(Row):
    """A file of applications from another system: kept until it is brought in or dropped."""

    code = CodeField()
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="imports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200, help_text="of the file")
    content = models.BinaryField()
    mapping = models.JSONField(default=dict, help_text="{column: what it is}; proposed for the next file of the programme")
    begun_at = models.DateTimeField(null=True, help_text="when somebody had it brought in")
    tries = models.PositiveSmallIntegerField(default=0, db_default=0, help_text="by workers, so far")
    done_at = models.DateTimeField(null=True)
    count = models.PositiveIntegerField(default=0, help_text="applications it became")
    refused = models.CharField(max_length=300, blank=True, help_text="why nothing came of it")
    ids = ArrayField(
        models.BigIntegerField(), default=list, db_default=[], help_text="of the applications that can be taken back"
    )
    taken_back_at = models.DateTimeField(null=True, help_text="when applications of it last were")
    contacts = models.JSONField(
        default=dict, db_default={}, help_text="{id of an application: address}, of contacts that were not invited yet"
    )
    invited_at = models.DateTimeField(null=True, help_text="when somebody had its contacts invited")

    objects = ImportQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("import", args=[self.code])

    @property
    def gone(self) -> int:
        """How many of its applications were taken back."""
        return self.count - len(self.ids) if self.taken_back_at else 0


class MailingQuerySet(models.QuerySet["Mailing"]):
    def due(self, at: datetime) -> MailingQuerySet:
        """Those to be posted: held back long enough, not taken back, not all written yet."""
        return self.filter(posted_at=None, undone_at=None, created_at__lte=at - Mailing.HELD)


class Mailing(Row):
    """One letter to the founders of many applications, held back for a while, then posted by workers stretch by stretch."""

    HELD = timedelta(minutes=1)

    code = CodeField()
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="mailings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=150)
    text = models.TextField(help_text="{startup}, {number} and {call} are filled in for each")
    ids = ArrayField(models.BigIntegerField(), help_text="of the applications")
    done = models.PositiveIntegerField(default=0, help_text="how many of them are written to")
    posted_at = models.DateTimeField(null=True, help_text="when the last was")
    undone_at = models.DateTimeField(null=True, help_text="when what had not gone out of it was stopped")

    objects = MailingQuerySet.as_manager()

    def __str__(self) -> str:
        return self.subject

    @property
    def subjects(self) -> str:
        """How the subjects of its messages begin; an application's key follows."""
        return f"mailing:{self.pk}:"

    @property
    def goes_at(self) -> datetime:
        """Not before this moment."""
        return self.created_at + self.HELD
