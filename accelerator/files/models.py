"""Private files. They have no address of their own: whoever holds one opens its own door to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.files.kinds import drawn_as
from accelerator.kit.models import CodeField, Row, moves, one_of


class Quota(Row):
    """How many bytes one startup keeps, and may keep. Locked while a file is entered or removed."""

    owner = models.CharField(max_length=80, unique=True, help_text="startup:12")
    used = models.BigIntegerField(default=0)
    most = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(used__gte=0, used__lte=models.F("most")), name="quota_used")]

    def __str__(self) -> str:
        return self.owner


class File(Row):
    """Stored bytes: what they are was read from the bytes, not from the name."""

    class Scan(models.TextChoices):
        NONE = "none", _("Not scanned")
        PENDING = "pending", _("Waits for the scanner")
        CLEAN = "clean", _("Scanned")
        FOUND = "found", _("Refused by the scanner")

    code = CodeField()
    name = models.CharField(max_length=255, help_text="as the person's machine called it")
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=120)
    stored_as = models.CharField(max_length=200, unique=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    quota = models.ForeignKey(Quota, null=True, on_delete=models.PROTECT, related_name="files")
    removed_at = models.DateTimeField(null=True)
    scan = models.CharField(max_length=8, choices=Scan.choices, default=Scan.NONE, db_default="none")
    scanned_at = models.DateTimeField(null=True)
    found = models.CharField(max_length=200, blank=True, default="", db_default="", help_text="what the scanner calls it")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(size__gte=0), name="file_size"),
            one_of("file_scan", scan=["none", "pending", "clean", "found"]),
            models.CheckConstraint(
                condition=models.Q(scan__in=["none", "pending"]) | models.Q(scanned_at__isnull=False), name="file_scanned_when"
            ),
        ]
        indexes = [models.Index(fields=["id"], name="file_to_scan", condition=models.Q(scan="pending"))]
        triggers = [moves("scan", {"none": ["pending"], "pending": ["clean", "found"]})]

    def __str__(self) -> str:
        return self.name

    @property
    def is_drawn(self) -> bool:
        """Whether files of its kind have a preview."""
        return bool(drawn_as(self.media_type))


class Preview(Row):
    """A small picture of a file: its first page, or itself. Empty where it cannot be drawn."""

    file = models.OneToOneField(File, on_delete=models.PROTECT, related_name="preview")
    stored_as = models.CharField(max_length=200, blank=True)
    tries = models.PositiveSmallIntegerField(default=0, help_text="begun, whatever came of it")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["id"], name="preview_to_draw", condition=models.Q(settled_at=None))]

    def __str__(self) -> str:
        return str(self.file)


class UploadQuerySet(models.QuerySet["Upload"]):
    def visible_to(self, person: Any) -> UploadQuerySet:
        """To whoever began it."""
        return self.filter(by=person)

    def open_at(self, at: datetime) -> UploadQuerySet:
        """Those that still take parts."""
        return self.filter(file=None, expires_at__gt=at)


class Upload(Row):
    """A file on its way, part after part: what has arrived is kept while its sender is in a tunnel."""

    code = CodeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=120, help_text="what takes it: application:12 deck")
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    received = models.BigIntegerField(default=0)
    parts = models.JSONField(default=list, help_text="storage names, in order")
    began_at = models.DateTimeField(help_text="when the first request arrived: what deadlines are decided by")
    expires_at = models.DateTimeField()
    file = models.ForeignKey(File, null=True, on_delete=models.PROTECT, related_name="+", help_text="what it became")

    objects = UploadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(size__gt=0, received__gte=0, received__lte=models.F("size")), name="upload_received"
            )
        ]
        indexes = [models.Index(fields=["expires_at"], name="upload_expires")]

    def __str__(self) -> str:
        return self.name
