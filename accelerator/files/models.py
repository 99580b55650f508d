"""Private files. They have no address of their own: whoever holds one opens its own door to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models

from accelerator.kit.models import CodeField, Row


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

    code = CodeField()
    name = models.CharField(max_length=255, help_text="as the person's machine called it")
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=120)
    stored_as = models.CharField(max_length=200, unique=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    quota = models.ForeignKey(Quota, null=True, on_delete=models.PROTECT, related_name="files")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(size__gte=0), name="file_size")]

    def __str__(self) -> str:
        return self.name


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
