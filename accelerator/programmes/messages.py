"""What staff of a programme are told. Invitations are worded in accounts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accelerator.notices import operations as notices

CALL_PUBLISHED = notices.Kind(
    name="call_published",
    label=_("Call published"),
    subject=_("{call} is published"),
    text=_(
        "{by} published {call} with {places} places.\n\n"
        "It opens {opens} and closes {closes}. Its page is public from now on; its dates and places stay as they are."
    ),
    action=_("See the public page"),
)

CALL_EXTENDED = notices.Kind(
    name="call_extended",
    label=_("Call extended"),
    subject=_("{call} is open until {closes}"),
    text=_("{by} extended {call}. It closes {closes} now. Reason: {reason}\n\nEverybody with a draft is being written to."),
    action=_("See the public page"),
)

ENQUIRY_ASKED = notices.Kind(
    name="enquiry_asked",
    label=_("Question about a call"),
    subject=_("A question about {call}"),
    text=_("Somebody asks about {call}:\n\n{asked}"),
    action=_("Answer it"),
)

ENQUIRY_ANSWERED = notices.Kind(
    name="enquiry_answered",
    label=_("Question about a call answered"),
    subject=_("An answer to your question about {call}"),
    text=_("You asked:\n\n{asked}\n\nThe programme answers:\n\n{answer}"),
    action=_("See the call"),
)

STAFF_ENDED = notices.Kind(
    name="staff_ended",
    label=_("Role in a programme ended"),
    subject=_("Your role in {programme} has ended"),
    text=_("{by} ended your role {role} in {programme}. What belonged to it is closed to you; your account stays as it is."),
)
