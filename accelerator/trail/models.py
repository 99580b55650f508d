"""What happened, in sentences, and who looked at what. Append-only; people are named by id and label, never by key."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from accelerator.kit import clock
from accelerator.kit.models import AppendOnly

_TURNING = {"R", "AL", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI"}  # directions that reach beyond their own letters


def key_of(thing: models.Model) -> str:
    """`application:12`: how trail, notices and reminders name a row of any area without a foreign key."""
    return f"{thing._meta.model_name}:{thing.pk}"


class EntryQuerySet(models.QuerySet["Entry"]):
    def about(self, *things: models.Model) -> EntryQuerySet:
        """Entries that touch any of `things`."""
        return self.filter(touches__overlap=[key_of(thing) for thing in things])

    def newest_first(self) -> EntryQuerySet:
        return self.order_by("-at", "-id")


class Entry(AppendOnly):
    """One act: the verb for programs, the sentence (a message id with {names} filled from `facts`) for people."""

    at = models.DateTimeField(default=clock.now)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=200, blank=True)
    verb = models.CharField(max_length=60)
    sentence = models.TextField()
    facts = models.JSONField(default=dict)
    subject = models.CharField(max_length=60)
    subject_label = models.CharField(max_length=300, blank=True)
    touches = ArrayField(models.CharField(max_length=60), default=list)
    request_id = models.CharField(max_length=64, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        verbose_name = "trail entry"
        verbose_name_plural = "trail entries"
        indexes = [
            GinIndex(fields=["touches"], name="entry_touches"),
            models.Index(fields=["-at", "-id"], name="entry_newest"),
            models.Index(fields=["actor_id", "-at"], name="entry_by_actor"),
        ]

    def __str__(self) -> str:
        return self.told()

    def _names(self) -> dict[str, Any]:
        actor = self.actor_label or gettext("Slipway")
        return {**self.facts, "actor": actor, "subject": self.subject_label}

    def told(self) -> str:
        """The sentence in the reader's language, plain text."""
        return gettext(self.sentence).format(**self._names())

    def shown(self) -> SafeString:
        """The same for a page: every name escaped, actor and subject set off, and none turns the words around it."""
        names = {name: _alone(value) for name, value in self._names().items()}
        marked = {
            name: format_html("<b>{}</b>", value) if name in {"actor", "subject"} else value for name, value in names.items()
        }
        return format_html(gettext(self.sentence), **marked)


def _alone(value: Any) -> Any:
    """`value`; set apart where it runs, or makes text run, from right to left."""
    turns = any(unicodedata.bidirectional(letter) in _TURNING for letter in str(value))
    return format_html("<bdi>{}</bdi>", value) if turns else value


class Access(AppendOnly):
    """Somebody opened something confidential: a file, a letter, a ledger export."""

    at = models.DateTimeField(default=clock.now)
    person_id = models.BigIntegerField()
    person_label = models.CharField(max_length=200)
    what = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    subject_label = models.CharField(max_length=300, blank=True)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta(AppendOnly.Meta):
        verbose_name = "access log entry"
        verbose_name_plural = "access log"
        indexes = [
            models.Index(fields=["-at"], name="access_newest"),
            models.Index(fields=["subject", "-at"], name="access_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.person_label}: {self.what} {self.subject_label}"


class SearchRow(models.Model):
    """The words a row of some area is found by. Operations write it; who may see the row is asked where it is looked for."""

    noun = models.CharField(max_length=30, help_text="name of the model")
    row = models.BigIntegerField()
    words = SearchVectorField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["noun", "row"], name="search_row")]
        # What is not sorted in yet is read by every search, and makes PostgreSQL think that reading everything were cheaper.
        indexes = [
            GinIndex(fields=["words"], name="search_words", gin_pending_list_limit=256),  # kilobytes
            # What startups say of themselves is found without going through all that applications say.
            GinIndex(fields=["words"], name="search_words_startups", condition=Q(Exact(Coalesce("noun", Value("")), "startup"))),
        ]

    def __str__(self) -> str:
        return f"{self.noun}:{self.row}"
