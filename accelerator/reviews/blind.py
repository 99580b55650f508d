"""What a stage hides from its reviewers, and what they read instead. Where it hides nothing, nothing is asked or changed here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.db.models import QuerySet

from accelerator.applications.models import Application, Submission
from accelerator.programmes.models import ReviewStage
from accelerator.questionnaires.models import Version
from accelerator.reviews.models import Redaction
from accelerator.reviews.redacting import Names, hidden_answers
from accelerator.startups.models import Member, Startup

TEXTS = frozenset({"text", "long_text", "markdown"})
_TEXTS_WITHIN = TEXTS | {"table"}
_TELL_WHO = frozenset({"email", "phone", "url", "file"})


def worded_by(person: Any) -> QuerySet[Application]:
    """Applications whose copy `person` may word, as far as they run the call: seen by them, and not of a startup of theirs."""
    return Application.objects.standing().visible_to(person).exclude(startup__in=Startup.objects.of(person))


def names(application: Application, hides: str) -> Names:
    """Who must not be named: everybody who belongs or belonged to the startup, and, where it is hidden too, the startup. At most
    two queries. Select the startup along.
    """
    startup = application.startup
    members = Member.objects.of(startup.pk).values_list("person__name", flat=True)
    people = Names.of_people(dict.fromkeys(members))
    if hides != ReviewStage.Hides.COMPANY:
        return people
    links = [startup.website, *startup.links.values_list("url", flat=True)]
    hosts = [host.removeprefix("www.") for link in links if (host := urlsplit(link).hostname)]
    return people + Names([startup.name, *startup.former_names, *hosts])


def answers(application: Application, sent: Submission, hides: str) -> dict[str, Any]:
    """The answers of a submission as this stage's reviewers read them: as staff worded them, else hidden by rule."""
    if hides == ReviewStage.Hides.NOTHING:
        return dict(sent.answers)
    edited = Redaction.objects.filter(submission=sent).values_list("answers", flat=True).first() or {}
    return by_rule(application, sent.version, sent.answers, hides) | edited


def by_rule(application: Application, version: Version, given: Mapping[str, Any], hides: str) -> dict[str, Any]:
    """Names, addresses, links and numbers of people hidden in texts; files, and what is an address, link or number, left out."""
    hidden, region = names(application, hides), str(application.startup.country) or "SG"
    types = {key: one.type for key, one in version.questions().items()}
    kept: dict[str, Any] = {}
    for key, value in given.items():
        kind = types.get(key, "")
        if kind in _TEXTS_WITHIN:
            kept[key] = hidden_answers(value, hidden, region=region)
        elif kind and kind not in _TELL_WHO:
            kept[key] = value
    return kept


def editable(sent: Submission) -> list[str]:
    """Keys of the answers that staff may word anew: texts, as the form asks them."""
    return [key for key, one in sent.version.questions().items() if one.type in TEXTS and sent.answers.get(key)]


def is_read(there: Iterable[ReviewStage]) -> bool:
    """Whether any of a call's stages hides something."""
    return any(one.hides != ReviewStage.Hides.NOTHING for one in there)


def strictest(there: Iterable[ReviewStage]) -> ReviewStage.Hides:
    """The rule that the copy staff word is shown under: the strictest of a call's stages; people hidden, where none hides any."""
    company = any(one.hides == ReviewStage.Hides.COMPANY for one in there)
    return ReviewStage.Hides.COMPANY if company else ReviewStage.Hides.PEOPLE


def newest(application: Application) -> Submission:
    """The submission whose copy staff word."""
    return application.submissions.select_related("version", "application__startup", "application__call").latest("id")
