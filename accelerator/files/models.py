"""Private files. They have no address of their own: whoever holds one opens its own door to it."""

from __future__ import annotations

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
