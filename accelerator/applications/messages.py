"""What founders hear about their application."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accelerator.notices import operations as notices

RECEIPT = notices.Kind(
    name="application_receipt",
    label=_("Receipt of an application"),
    subject=_("We have your application to {call}"),
    text=_(
        "{startup} applied to {call}. We received application {number} on {arrived}.\n\n"
        "Receipt {receipt}. Fingerprint of what you sent (SHA-256): {sha256}.\n\n"
        "Anybody can check this receipt at {proof}\n\n"
        "You can change answers and submit again until {closes}; the last submission counts."
    ),
    action=_("See your receipt"),
    urgent=True,
)

TEST_RECEIPT = notices.Kind(
    name="application_test_receipt",
    label=_("Receipt of a test"),
    subject=_("Test of {call}: this is how a receipt looks"),
    text=_(
        "This is a test: you tried {call} out. It is no application, and counts nowhere. We received {number} on {arrived}.\n\n"
        "Receipt {receipt}. Fingerprint of what you sent (SHA-256): {sha256}.\n\n"
        "Who checks this receipt at {proof} reads there that it is a test's."
    ),
    action=_("See your receipt"),
    urgent=True,
)

SUBMITTED = notices.Kind(
    name="application_submitted",
    label=_("Application submitted"),
    subject=_("{by} submitted the application to {call}"),
    text=_(
        "{by} submitted application {number} of {startup} to {call} on {arrived}. Receipt {receipt}.\n\n"
        "Owners and members can change answers and submit again until {closes}."
    ),
    action=_("See the application"),
)

WITHDRAWN = notices.Kind(
    name="application_withdrawn",
    label=_("Application withdrawn"),
    subject=_("{by} withdrew the application to {call}"),
    text=_("{by} withdrew application {number} of {startup} to {call}. It will not be reviewed."),
    action=_("See the application"),
)

UNFINISHED = notices.Kind(
    name="draft_unfinished",
    label=_("Draft not yet submitted"),
    subject=_("{call} closes in {left}"),
    text=_(
        "The application {number} of {startup} to {call} is a draft. Questions that still need you: {missing}.\n\n"
        "The call closes on {closes}. Nothing is read until you submit."
    ),
    action=_("Continue writing"),
)

LAST_HOURS = notices.Kind(
    name="draft_last_hours",
    label=_("Last hours for a draft"),
    subject=_("{left} left to apply to {call}"),
    text=_(
        "The application {number} of {startup} to {call} is a draft. Questions that still need you: {missing}.\n\n"
        "The call closes on {closes}. What is not submitted by then is not read."
    ),
    action=_("Continue writing"),
    urgent=True,
)

CHANGES_UNSENT = notices.Kind(
    name="changes_unsent",
    label=_("Changes not yet submitted"),
    subject=_("Your changes for {call} are not submitted"),
    text=_(
        "Answers of application {number} of {startup} were changed since it was submitted on {sent}. What counts is what was "
        "submitted then.\n\nSubmit again if the changes are to count. {call} closes on {closes}, in {left}."
    ),
    action=_("Review and submit again"),
)

CHANGES_LAST_HOURS = notices.Kind(
    name="changes_last_hours",
    label=_("Last hours for changes"),
    subject=_("{left} left to submit your changes for {call}"),
    text=_(
        "Answers of application {number} of {startup} were changed since it was submitted on {sent}.\n\n"
        "{call} closes on {closes}. Changes that are not submitted by then are not read; what was submitted before counts."
    ),
    action=_("Review and submit again"),
    urgent=True,
)

FORM_CHANGED = notices.Kind(
    name="draft_form_changed",
    label=_("Form of a draft changed"),
    subject=_("The form of {call} has changed"),
    text=_(
        "{by} changed the form of {call} while application {number} of {startup} is a draft. Everything you wrote is kept.\n\n"
        "Answers that no longer fit: {misfits}. The draft says what to do about each."
    ),
    action=_("See what changed"),
)

FORM_GREW = notices.Kind(
    name="draft_form_grew",
    label=_("Form of a draft asks more"),
    subject=_("The form of {call} has changed"),
    text=_(
        "{by} changed the form of {call} while application {number} of {startup} is a draft. Everything you wrote is kept "
        "and still fits.\n\nLook through the draft once more: questions may have been added."
    ),
    action=_("Continue writing"),
)

EXTENDED = notices.Kind(
    name="application_extended",
    label=_("More time for a draft"),
    subject=_("{call} is open until {closes}"),
    text=_(
        "{call} now closes {closes}. Reason: {reason}\n\n"
        "The draft of {startup}, application {number}, is kept as you left it. It counts once it is submitted."
    ),
    action=_("Continue writing"),
    urgent=True,
)

EXTENDED_CHANGED = notices.Kind(
    name="application_extended_changed",
    label=_("More time for changes"),
    subject=_("{call} is open until {closes}"),
    text=_(
        "{call} now closes {closes}. Reason: {reason}\n\n"
        "What you changed in application {number} of {startup} since you submitted it is kept. It counts once you submit again; "
        "what was submitted before counts until then."
    ),
    action=_("Review and submit again"),
    urgent=True,
)

MINUTES_ADDED = notices.Kind(
    name="application_minutes_added",
    label=_("Call closes minutes later"),
    subject=_("{call} closes later: {closes} or after"),
    text=_(
        "This portal was slow or away shortly before the deadline of {call}, so it closes {closes} at the earliest: a minute "
        "later for each minute that was lost. Should more be lost, more is added; the page of the call says how many.\n\n"
        "What you wrote in application {number} of {startup} counts once it is submitted."
    ),
    action=_("Continue writing"),
    urgent=True,
)

OWN_MINUTES_ADDED = notices.Kind(
    name="application_own_minutes_added",
    label=_("Own deadline minutes later"),
    subject=_("Your deadline for {call} is later: {closes} or after"),
    text=_(
        "This portal was slow or away shortly before the deadline that application {number} of {startup} has of its own. It is "
        "open until {closes} at the earliest: a minute later for each minute that was lost. Should more be lost, more is added; "
        "the page of the application says how many.\n\nWhat you write counts once it is submitted."
    ),
    action=_("Continue writing"),
    urgent=True,
)

FILE_CAME_LATE = notices.Kind(
    name="application_file_came_late",
    label=_("File came after the deadline"),
    subject=_("{file} is here: submit to {call} until {closes}"),
    text=_(
        "{file} came after {call} had closed. It counts, since its upload began in time.\n\n"
        "What you submit of application {number} of {startup} before {closes} counts as well. Its other answers stay as they are."
    ),
    action=_("Submit the application"),
    urgent=True,
)

SUBMITTED_FOR = notices.Kind(
    name="application_submitted_for",
    label=_("Application submitted on behalf"),
    subject=_("Your application to {call} was submitted for you"),
    text=_(
        "{by} submitted application {number} of {startup} on your behalf.\n\n"
        "Receipt: {receipt}\nFingerprint (SHA-256): {sha256}\n\n"
        "You were sent a link with which you take it over. Then you read every answer, declare what only you can, and may submit "
        "it again while the call is open."
    ),
)

CLARIFICATION = notices.Kind(
    name="application_clarification",
    label=_("Question about an application"),
    subject=_("A question about your application to {call}"),
    text=_("{by} asks about application {number} of {startup}:\n\n{asks}\n\nPlease answer by {due}."),
    action=_("Answer"),
)

CLARIFICATION_DUE = notices.Kind(
    name="application_clarification_due",
    label=_("Answer to a question is due"),
    subject=_("An answer about your application to {call} is due on {due}"),
    text=_("The programme asked about application {number} of {startup} and has no answer yet:\n\n{asks}"),
    action=_("Answer"),
)

CLARIFICATION_OVERDUE = notices.Kind(
    name="application_clarification_overdue",
    label=_("Question not answered in time"),
    subject=_("{startup} has not answered your question"),
    text=_("You asked about application {number} to {call}. The answer was wanted by {due}, and there is none yet:\n\n{asks}"),
    action=_("See the question"),
)

CLARIFICATION_ANSWERED = notices.Kind(
    name="application_clarification_answered",
    label=_("Question answered by the startup"),
    subject=_("{startup} answered your question"),
    text=_("You asked about application {number}:\n\n{asks}\n\n{by} answered:\n\n{answer}"),
    action=_("See the application"),
)

CLARIFICATION_DROPPED = notices.Kind(
    name="application_clarification_dropped",
    label=_("Question taken back"),
    subject=_("A question about your application to {call} was taken back"),
    text=_("{by} took back this question about application {number} of {startup}. Nothing need be answered.\n\n{asks}"),
    action=_("See the question"),
)

APPROVAL_ASKED = notices.Kind(
    name="application_approval_asked",
    label=_("Approval asked for"),
    subject=_("{by} asks you to approve the application to {call}"),
    text=_(
        "{by} finished application {number} of {startup} to {call}. It is submitted at the moment you approve it. "
        "The call closes {closes}."
    ),
    action=_("Read and approve"),
    urgent=True,
)

APPROVAL_DROPPED = notices.Kind(
    name="application_approval_dropped",
    label=_("Approval no longer needed"),
    subject=_("Nothing to approve for {call} any more"),
    text=_("{by} took back the request to approve application {number} of {startup}. Nothing was submitted."),
    action=_("See the application"),
    urgent=True,
)

APPROVAL_RETURNED = notices.Kind(
    name="application_approval_returned",
    label=_("Application returned without approval"),
    subject=_("{by} returned the application to {call}"),
    text=_(
        "{by} did not approve application {number} of {startup}:\n\n{comment}\n\nNothing was submitted. Change it and ask again."
    ),
    action=_("Go on writing"),
    urgent=True,
)
