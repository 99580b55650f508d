"""Applications: a startup's sheet for a call, and each submission as it was."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accelerator.applications import snapshots
from accelerator.applications.models.keeping import KEEPS_EXTRACT
from accelerator.kit import clock
from accelerator.kit.addresses import reverse
from accelerator.kit.kept import kept
from accelerator.kit.models import AppendOnly, CodeField, Row, moves, one_of
from accelerator.kit.registered import registered
from accelerator.programmes.models import ADDED, Call, Programme
from accelerator.questionnaires.models import Sheet, Version
from accelerator.startups.models import Member, Startup

EARLY = models.Q(call__listed=False, until__lt=models.F("call__closes_at"))  # its own deadline comes before the call's


class ApplicationQuerySet(models.QuerySet["Application"]):
    def of(self, person: Any) -> ApplicationQuerySet:
        """Those of startups that `person` belongs to, in any role and state."""
        return self.filter(startup__in=Startup.objects.of(person))

    def begun_by(self, person: Any) -> ApplicationQuerySet:
        """Those of the startups that the person writes for, as long as they are not withdrawn."""
        writes = Startup.objects.of(person, Member.Role.OWNER, Member.Role.MEMBER)
        return self.filter(startup__in=writes, is_test=False).exclude(state=Application.State.WITHDRAWN)

    def visible_to(self, person: Any) -> ApplicationQuerySet:
        """The startup's live members; once submitted, the programme's managers too, and before it what they entered, as long as
        nobody belongs to the startup; to neither where a conflict bars them. Of tests only their own. Reviewers come through
        assignments."""
        mine = models.Q(startup__in=Startup.objects.of(person))
        sent = models.Q(submitted_at__isnull=False, is_test=False)
        run = models.Q(call__programme__in=Programme.objects.run_by(person))
        people = Member.objects.live().of(models.OuterRef(models.OuterRef(models.OuterRef("startup"))))
        entered = models.Q(behalf__isnull=False, behalf__taken_at=None) & ~models.Exists(people)
        seen = sent | (entered & run) if person.holds("programmes.see") else (sent | entered) & run
        for barred in registered("barred"):
            seen &= ~models.Q(pk__in=barred(person))
        return self.filter(mine | seen)

    def run_by(self, person: Any) -> ApplicationQuerySet:
        """Applications to calls that `person` manages, drafts included: for counts, never for content."""
        return self.filter(call__programme__in=Programme.objects.run_by(person))

    def real(self) -> ApplicationQuerySet:
        """Without the tests of staff: what every list and figure counts."""
        return self.filter(is_test=False)

    def unclosed_at(self, at: datetime) -> ApplicationQuerySet:
        """Those whose deadline comes after `at`: their call's with its added minutes, or one of their own; the grace aside."""
        own = models.Q(until__gt=models.Value(at) - ADDED)
        return self.filter(own | (models.Q(call__in=Call.objects.unclosed_at(at)) & ~EARLY))

    def tests(self, call: Call, *, by: Any) -> ApplicationQuerySet:
        """The one with which `by` tries `call` out, while they do."""
        return self.filter(call=call, is_test=True, started_by=by).exclude(state=Application.State.WITHDRAWN)

    def standing(self) -> ApplicationQuerySet:
        """Submitted and not withdrawn; no tests."""
        return self.real().filter(state=Application.State.SUBMITTED)


@pghistory.track()
class Application(Row):
    """A startup applies to a call, once."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    number = models.CharField(max_length=20, unique=True, help_text="SF5-2417: stands in addresses and letters")
    call = models.ForeignKey(Call, db_index=False, on_delete=models.PROTECT, related_name="applications")
    startup = models.ForeignKey(Startup, on_delete=models.PROTECT, related_name="applications")
    sheet = models.OneToOneField(Sheet, on_delete=models.PROTECT, related_name="application")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    submitted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    is_test = models.BooleanField(default=False, db_default=False, help_text="staff try the call out: it counts nowhere")
    until = models.DateTimeField(null=True, blank=True, help_text="a deadline of its own, by an access code or reopening")
    added_minutes = models.PositiveSmallIntegerField(
        default=0, db_default=0, editable=False, help_text="to its own deadline, as to a call's"
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "startup"], condition=~models.Q(state="withdrawn"), name="application_once"),
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(submitted_at__isnull=False) | models.Q(state="withdrawn"),
                name="application_submitted_when",
            ),
            one_of("application_state", state=["draft", "submitted", "withdrawn"]),
        ]
        indexes = [
            models.Index(fields=["call", "state", "-submitted_at"], include=["is_test", "id"], name="applications_by_call")
        ]
        triggers = [
            moves("state", {"draft": ["submitted", "withdrawn"], "submitted": ["withdrawn"], "withdrawn": ["submitted"]}),
            pgtrigger.ReadOnly(name="test_from_the_start", fields=["is_test"]),
        ]

    def __str__(self) -> str:
        return f"{self.startup} ({self.number})"

    def get_absolute_url(self) -> str:
        return reverse("application", args=[self.number])

    def closes_at(self) -> datetime:
        """Its deadline, with the minutes added to it: the call's, or its own (Call.ends_for). Reads the call."""
        return self.call.ends_for(self.until, self.added_minutes)

    def minutes_added(self) -> int:
        """How many minutes later that is since the house was slow or away. Reads the call."""
        return self.call.added_minutes if self.closes_at() == self.call.ends_at() else self.added_minutes

    def last_moment(self) -> datetime:
        """The end of the grace after its deadline."""
        return self.closes_at() + timedelta(minutes=self.call.grace_minutes)

    def takes(self, arrived_at: datetime) -> bool:
        """Whether what arrived at `arrived_at` still counts for this application; a test is never late. Reads the call."""
        return self.is_test or (self.call.state == Call.State.PUBLISHED and self.call.opens_at <= arrived_at < self.last_moment())

    def is_changed(self) -> bool:
        """Whether something was saved since it was submitted last. Reads the sheet."""
        return self.submitted_at is not None and self.sheet.saved_at > self.submitted_at

    def is_entered(self) -> bool:
        """Whether staff write it, for a founder who has not taken it over. Not where its startup has people, as after a merge:
        then it is theirs. Reads `behalf`; one query where that waits.
        """
        behalf = getattr(self, "behalf", None)
        return behalf is not None and behalf.taken_at is None and not Member.objects.live().of(self.startup_id).exists()

    def last_submission(self) -> Submission | None:
        """The one that counts, with what its page shows. One query."""
        last: Submission | None = last_submissions.first(self.pk)
        return last


@kept
def last_submissions(application: int) -> models.QuerySet[Submission]:
    found = Submission.objects.filter(application=application).select_related("version__questionnaire", "by")
    return found.order_by("-number")[:1]


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def visible_to(self, person: Any) -> SubmissionQuerySet:
        return self.filter(application__in=Application.objects.visible_to(person))


class Submission(AppendOnly):
    """What was sent, exactly: the answers then and their hash. Until the call closes one may submit again; the last counts."""

    receipt = CodeField()
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveIntegerField(help_text="1, 2, 3 within the application; the highest counts")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField()
    declarations = models.JSONField(null=True, help_text="[{key, text_sha256, by, at}]; null before they were kept apart")
    sha256 = models.CharField(max_length=64)
    arrived_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(
        null=True, help_text="the deadline as it stood then; what arrived after it came in the grace"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    token = models.TextField(default="", db_default="", help_text="the signed receipt, a compact JWS")
    on_behalf = models.BooleanField(default=False, db_default=False, help_text="staff sent it for the founder")

    objects = SubmissionQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="submission_number")]
        triggers = [*AppendOnly.Meta.triggers, KEEPS_EXTRACT]

    def __str__(self) -> str:
        return str(self.receipt)

    def get_absolute_url(self) -> str:
        return reverse("receipt", args=[self.receipt])

    def in_grace(self) -> bool:
        """Whether it arrived after the deadline: within the grace, or when a file that began in time had come."""
        return self.closed_at is not None and self.arrived_at >= self.closed_at

    def lateness(self) -> str:
        """How many minutes after the deadline it was taken, begun ones counted; empty for what came before it."""
        if self.closed_at is None or not self.in_grace():
            return ""
        minutes = (self.arrived_at - self.closed_at) // timedelta(minutes=1) + 1
        return ngettext(
            "%(n)d minute after the deadline, still in time", "%(n)d minutes after the deadline, still in time", minutes
        ) % {"n": minutes}

    def document(self) -> dict[str, Any]:
        """What `sha256` was made from. Reads the version and its questionnaire: select them along."""
        return snapshots.document(
            number=self.application.number,
            questionnaire=self.version.questionnaire.code,
            version=self.version.number,
            answers=self.answers,
            declarations=self.declarations,
        )

    def says_what(self, other: Submission) -> bool:
        """Whether both hold the same answers to the same version; who ticked a declaration again changes nothing."""
        return self.version_id == other.version_id and self.answers == other.answers

    def is_whole(self) -> bool:
        """Whether the stored answers still have the hash that the receipt names."""
        return snapshots.digest(self.document()) == self.sha256


class ClarificationQuerySet(models.QuerySet["Clarification"]):
    def visible_to(self, person: Any) -> ClarificationQuerySet:
        return self.filter(application__in=Application.objects.visible_to(person))

    def open(self) -> ClarificationQuerySet:
        """Neither answered nor taken back."""
        return self.filter(answered_at=None, taken_back_at=None)

    def waiting(self) -> ClarificationQuerySet:
        """Those that can still be answered."""
        return self.open().filter(application__state=Application.State.SUBMITTED)


class Clarification(Row):
    """What the programme asks a startup about its application, to be answered by a day. An answer stays as it was given."""

    code = CodeField()
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="clarifications")
    asks = models.TextField()
    due_on = models.DateField(help_text="the last day, by the call's clock")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)

    objects = ClarificationQuerySet.as_manager()

    class Meta:
        db_table = "accelerator_inquiry"  # as it was first called: what still runs while a release goes out reads it
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_at=None, answered_by=None, answer="")
                | (models.Q(answered_at__isnull=False, answered_by__isnull=False, taken_back_at=None) & ~models.Q(answer="")),
                name="clarification_answered",
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="answer_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__answered_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.application.number}: {self.asks[:80]}"

    def get_absolute_url(self) -> str:
        return reverse("clarification", args=[self.code])

    def is_open(self) -> bool:
        return self.answered_at is None and self.taken_back_at is None


class Screening(AppendOnly):
    """What was asked before the form when an application was started, what was answered, and the verdict."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="screening")
    asked = models.JSONField(help_text="the call's checks as they stood; programmes.eligibility reads them")
    version = models.CharField(max_length=64, help_text="SHA-256 of what was asked")
    answers = models.JSONField()
    eligible = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.application)
