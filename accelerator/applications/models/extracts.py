"""The answers of the submission that counts, as lists of 10,000 need them."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from accelerator.applications.models.applications import Application


class Terms(models.Func):
    """What short answers say, each `key=value`: found in an index, where to look into the answers themselves costs more than all
    else of a list.
    """

    function = "accelerator_terms"
    output_field: models.Field[Any, Any] = ArrayField(models.TextField())


class Extract(models.Model):
    """The answers of the submission that counts, short: what lists filter by and show. Kept by the database with each
    submission; nothing else writes it.

    Texts beyond 200 characters keep their first 80; files, rows of a table and what else is long are only `true`: answered.
    """

    application = models.OneToOneField(Application, primary_key=True, on_delete=models.CASCADE, related_name="extract")
    number = models.PositiveIntegerField(help_text="of the submission")
    answers = models.JSONField()

    class Meta:
        indexes = [GinIndex(Terms("answers"), name="extract_terms", gin_pending_list_limit=256)]  # KB

    def __str__(self) -> str:
        return f"extract of {self.application_id}"


class Passage(models.Model):
    """One text of them, whole, in capitals: what lists look for parts of words in, without reading all other answers. Kept with
    the extract; nothing else writes it.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="passages")
    key = models.CharField(max_length=60)
    said = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "application"], name="passage_once")]

    def __str__(self) -> str:
        return f"{self.key} of {self.application_id}"
