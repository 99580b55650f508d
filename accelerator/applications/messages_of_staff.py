"""What founders hear where staff reopen or restore their application."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accelerator.notices import operations as notices

REOPENED = notices.Kind(
    name="application_reopened",
    label=_("Application open for changes"),
    subject=_("You can change your application to {call} until {until}"),
    text=_(
        "{by} reopened application {number} of {startup}:\n\n{reason}\n\n"
        "Owners and members can change answers and submit again until {until}. What you sent stands until you do."
    ),
    action=_("See the application"),
    urgent=True,
)

REOPENING_SHORTENED = notices.Kind(
    name="application_reopening_shortened",
    label=_("Less time for changes"),
    subject=_("You can change your application to {call} only until {until}"),
    text=_(
        "{by} shortened the time in which application {number} of {startup} can be changed:\n\n{reason}\n\n"
        "Owners and members can submit again until {until}. What is not submitted by then does not count; what you sent before "
        "does."
    ),
    action=_("See the application"),
    urgent=True,
)

REOPENING_ENDED = notices.Kind(
    name="application_reopening_ended",
    label=_("Application closed for changes"),
    subject=_("Your application to {call} is closed for changes"),
    text=_("{by} closed application {number} of {startup} for changes:\n\n{reason}\n\nWhat you submitted last counts."),
    action=_("See the application"),
    urgent=True,
)

RESTORED = notices.Kind(
    name="application_restored",
    label=_("Application restored"),
    subject=_("Your application to {call} stands again"),
    text=_(
        "{by} restored application {number} of {startup}, which was withdrawn:\n\n{reason}\n\nWhat you submitted last counts."
    ),
    action=_("See the application"),
)
