"""What people hear about files they sent."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accelerator.notices import operations as notices

FOUND = notices.Kind(
    name="file_refused",
    label=_("File refused"),
    subject=_("Your file {name} was refused by the virus scanner"),
    text=_(
        "The scanner found {found} in {name}, which you sent. Nobody can open the file here.\n\n"
        "Remove it where you attached it, check the machine it came from, and send a clean copy."
    ),
    urgent=True,
)
