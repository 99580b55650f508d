"""What comes along with an offer to be read."""

from __future__ import annotations

from typing import Any

from django.db import models

from accelerator.decisions.models.offers import Offer
from accelerator.files.models import File
from accelerator.kit.addresses import reverse
from accelerator.kit.models import CodeField, Row
from accelerator.programmes.models import Call


def calls_enclosing_for(person: Any) -> models.QuerySet[Call]:
    """Calls whose enclosures `person` reads: who sees an offer of the call, that is the startups that were made one, the
    managers, who sees every programme. Managers read them before there is an offer, too.
    """
    offered = Offer.objects.visible_to(person).values("decision__application__call")
    return Call.objects.filter(models.Q(pk__in=offered) | models.Q(pk__in=Call.objects.run_by(person)))


class EnclosureQuerySet(models.QuerySet["Enclosure"]):
    def live(self) -> EnclosureQuerySet:
        return self.filter(ended_at=None)

    def visible_to(self, person: Any) -> EnclosureQuerySet:
        """Those of calls_enclosing_for(), while they are not taken out."""
        return self.live().filter(call__in=calls_enclosing_for(person).values("pk"))


class Enclosure(Row):
    """A private file of a call, such as its agreement, that startups with an offer read."""

    code = CodeField()
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="enclosures")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, help_text="when it was taken out")

    objects = EnclosureQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.file)

    def get_absolute_url(self) -> str:
        return reverse("enclosure", args=[self.code])
