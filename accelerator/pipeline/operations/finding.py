"""Words of what came in by another way than the operations that keep them: loads of data, rows of an older release."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from accelerator.applications import finding as applications
from accelerator.applications.models import Application, Submission
from accelerator.startups import finding as startups
from accelerator.startups.models import Startup
from accelerator.trail import queries as words

AT_ONCE = 500


@transaction.atomic
def catch_up() -> bool:
    """Makes the next startups and submitted applications findable that are not; True while there may be more."""
    lone = list(words.unfindable(Startup.objects.all(), "startup").order_by("id")[:AT_ONCE])
    startups.keep(lone)
    wanting = words.unfindable(Application.objects.filter(submitted_at__isnull=False), "application").order_by("id")
    sent = Submission.objects.filter(number=F("application__extract__number"), application__in=list(wanting[:AT_ONCE]))
    silent = list(sent.select_related("application", "version"))
    applications.keep(silent)
    return AT_ONCE in (len(lone), len(silent))
