"""Registers the models of every area; they are written there."""

from __future__ import annotations

from accelerator.accounts.models import (
    Acceptance,
    ApiToken,
    Invitation,
    KeptAnswer,
    Membership,
    OperatorSettings,
    Organisation,
    Person,
)
from accelerator.applications.models import (
    Application,
    Behalf,
    Clarification,
    Extract,
    Passage,
    Reopening,
    Screening,
    SignOff,
    Submission,
)
from accelerator.decisions.models import Decision, Offer, Release, Scenario
from accelerator.files.models import File, Preview, Quota, Upload
from accelerator.kit.signing import SigningKey
from accelerator.notices.models import Delivery, Heartbeat, Message, Reminder
from accelerator.pipeline.models import Act, Export, ExportPart, Flag, Import, Mailing, Tag, Tagging, View
from accelerator.pipeline.progress import Progress
from accelerator.programmes.models import (
    AccessCode,
    AccessUse,
    Call,
    Criterion,
    Enquiry,
    Extension,
    Minute,
    Programme,
    ReviewStage,
    Rubric,
    Staff,
)
from accelerator.questionnaires.models import Attachment, Change, Changeover, Questionnaire, Renewal, Sheet, Version
from accelerator.reviews.models import Assignment, Conflict, Redaction, Review, Ruling, Score, Standing
from accelerator.startups.models import Link, Location, Member, Startup
from accelerator.startups.signs import Distinction, Likeness, Trait
from accelerator.startups.transfers import Transfer
from accelerator.trail.models import Access, Entry, SearchRow

__all__ = [
    "Acceptance",
    "Access",
    "AccessCode",
    "AccessUse",
    "Act",
    "ApiToken",
    "Application",
    "Assignment",
    "Attachment",
    "Behalf",
    "Call",
    "Change",
    "Changeover",
    "Clarification",
    "Conflict",
    "Criterion",
    "Decision",
    "Delivery",
    "Distinction",
    "Enquiry",
    "Entry",
    "Export",
    "ExportPart",
    "Extension",
    "Extract",
    "File",
    "Flag",
    "Heartbeat",
    "Import",
    "Invitation",
    "KeptAnswer",
    "Likeness",
    "Link",
    "Location",
    "Mailing",
    "Member",
    "Membership",
    "Message",
    "Minute",
    "Offer",
    "OperatorSettings",
    "Organisation",
    "Passage",
    "Person",
    "Preview",
    "Programme",
    "Progress",
    "Questionnaire",
    "Quota",
    "Redaction",
    "Release",
    "Reminder",
    "Renewal",
    "Reopening",
    "Review",
    "ReviewStage",
    "Rubric",
    "Ruling",
    "Scenario",
    "Score",
    "Screening",
    "SearchRow",
    "Sheet",
    "SignOff",
    "SigningKey",
    "Staff",
    "Standing",
    "Startup",
    "Submission",
    "Tag",
    "Tagging",
    "Trait",
    "Transfer",
    "Upload",
    "Version",
    "View",
]
