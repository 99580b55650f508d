"""What a rehearsal says of interviews that fall with the release, and how it names startups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.applications.models import Application
from accelerator.decisions.points import Check
from accelerator.kit.addresses import reverse
from accelerator.programmes.models import Call

NAMED = 3  # startups that a check names; of more it says how many


def checks(call: Call, ready: Sequence[Any]) -> Iterator[Check]:
    """Whose interview to come falls with the release, without those that a conflict keeps from who looks."""
    if met := [one for one in ready if one.meet and not one.barred]:
        title = ngettext(
            "%(count)d startup has an interview to come. It is called off when the startup is told.",
            "%(count)d startups have an interview to come. Each is called off when its startup is told.",
            len(met),
        )
        url = reverse("call_interviews", args=[call.slug, met[0].meet])
        names = startups(one.application for one in met)
        yield Check("warn", title % {"count": len(met)}, names, url, _("See the interviews"))


def startups(applications: Iterable[Application], *, most: int = NAMED) -> str:
    names = list(dict.fromkeys(str(one.startup) for one in applications))
    if len(names) <= most:
        return ", ".join(names)
    rest = len(names) - most
    return ngettext("%(names)s and %(count)d more", "%(names)s and %(count)d more", rest) % {
        "names": ", ".join(names[:most]),
        "count": rest,
    }
