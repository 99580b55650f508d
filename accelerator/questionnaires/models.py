"""Forms as data: a questionnaire, its versions, and the sheets people fill in together."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache, reduce
from operator import or_
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.files.models import File
from accelerator.kit import clock, languages
from accelerator.kit.addresses import reverse
from accelerator.kit.models import AppendOnly, CodeField, Row, one_of
from accelerator.kit.registered import registered
from accelerator.questionnaires import parts
from accelerator.questionnaires.questions import Question


class QuestionnaireQuerySet(models.QuerySet["Questionnaire"]):
    def visible_to(self, person: Any) -> QuestionnaireQuerySet:
        """To whoever runs something that asks with it; upper areas say what, at the point `forms_run`."""
        return self.filter(reduce(or_, (models.Q(id__in=run(person)) for run in registered("forms_run")), models.Q(pk=None)))


class Questionnaire(Row):
    """A form that lives through versions."""

    code = CodeField()
    name = models.CharField(max_length=200)

    objects = QuestionnaireQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("questionnaire", args=[self.code])

    def newest(self) -> Version:
        return self.versions.order_by("-number")[0]


class Version(Row):
    """One wording of a questionnaire. A published one never changes: the database refuses."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField(help_text="sections of questions; questionnaires.definition says the shape")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    published_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "version of a form"
        verbose_name_plural = "versions of forms"
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="version_number"),
            one_of("version_state", state=["draft", "published"]),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="published"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire} v{self.number}"

    @property
    def language(self) -> str:
        """In which of its languages its reader is asked."""
        return languages.first(self.languages(), self.definition.get("language", parts.OWN_LANGUAGE))

    def languages(self) -> set[str]:
        """All that it is read in, its own among them."""
        kept = self._kept()
        if "" not in kept:
            kept[""] = {self.definition.get("language", parts.OWN_LANGUAGE), *parts.languages_of(self.definition)}
        found: set[str] = kept[""]
        return found

    def spoken(self) -> list[tuple[str, str]]:
        """(code, name) of each of them, its own first."""
        own = self.definition.get("language", parts.OWN_LANGUAGE)
        return [(code, languages.named(code)) for code in (own, *sorted(self.languages() - {own}))]

    def sections(self) -> tuple[parts.Section, ...]:
        """What it asks, in its reader's words. Once published it never changes, and is taken apart once in a process."""
        kept, language = self._kept(), self.language
        if language not in kept:
            kept[language] = parts.read(self.definition, language)
        found: tuple[parts.Section, ...] = kept[language]
        return found

    def questions(self) -> dict[str, Question]:
        """All of its questions by key, in order."""
        return {one.key: one for section in self.sections() for one in section.questions}

    def _kept(self) -> dict[str, Any]:
        """{language: sections}, and under "" the languages; of a draft kept by nobody."""
        return _taken_apart(self.pk, self.published_at) if self.published_at else {}


@lru_cache(maxsize=200)
def _taken_apart(_pk: int, _published_at: datetime) -> dict[str, Any]:
    return {}


class Sheet(Row):
    """Answers to one version, written by several people at once: every question has its own version number."""

    code = CodeField()
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="sheets")
    answers = models.JSONField(default=dict, help_text="{question key: value}")
    marks = models.JSONField(default=dict, help_text="{question key: {n, by, at}}: how often it changed, last by whom")
    saved_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return str(self.code)

    def seen(self, key: str) -> int:
        """The version number of the answer to `key`; 0 where nobody has answered."""
        mark: dict[str, Any] = self.marks.get(key, {})
        return int(mark.get("n", 0))


class Change(AppendOnly):
    """One saved answer: small, so that keystrokes do not copy whole sheets."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="changes")
    key = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    value = models.JSONField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta(AppendOnly.Meta):
        constraints = [models.UniqueConstraint(fields=["sheet", "key", "number"], name="change_number")]

    def __str__(self) -> str:
        return f"{self.sheet} {self.key} {self.number}"


class Changeover(Row):
    """The drafts of a questionnaire go over to `version`, in steps; `ended_at` once none is left."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="changeovers")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version"], condition=models.Q(ended_at=None), name="one_changeover_at_a_time")
        ]

    def __str__(self) -> str:
        return f"drafts to {self.version}"


class Renewal(AppendOnly):
    """A sheet went over from one version to a newer one. What no longer fits is told; every answer stays in `changes`."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="renewals")
    old = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    new = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    misfits = models.JSONField(
        default=list, help_text="[{key, label, why, kept, number, files}]; number is the answer's before this"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.sheet} to {self.new}"


class Attachment(Row):
    """A file given as (part of) an answer."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="attachments")
    key = models.CharField(max_length=60)
    file = models.OneToOneField(File, on_delete=models.PROTECT, related_name="attachment")

    class Meta:
        indexes = [models.Index(fields=["sheet", "key"], name="attachment_of")]

    def __str__(self) -> str:
        return f"{self.key}: {self.file}"
