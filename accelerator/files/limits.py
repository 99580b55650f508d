"""How much may be kept: a file, the files of one sheet, all files of a startup. Sizes are in MB of 1,048,576 bytes. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MB = 1024 * 1024
EACH_MOST = 100  # what a question or a call may raise the limit of one file to
QUOTA = 500  # what a startup may keep in all


@dataclass(frozen=True)
class Room:
    """How much one sheet takes: MB `each` file, so many `files`, MB in `total`."""

    each: int = 25
    files: int = 10
    total: int = 100

    def refuses(self, files: int, size: int, more: int) -> str:
        """Why a file of `more` bytes does not go beside `files` of `size` bytes together; empty where it does."""
        if files >= self.files:
            said = ngettext(
                "At most %(most)d file in the whole form. Remove it first.",
                "At most %(most)d files in the whole form. Remove one first.",
                self.files,
            )
            return said % {"most": self.files}
        if size + more > self.total * MB:
            left = max(0, self.total * MB - size) / MB
            return _("All files together may have %(most)d MB, and %(left).1f MB are left. Remove one or make it smaller.") % {
                "most": self.total,
                "left": left,
            }
        return ""


USUAL = Room()
