"""The large call, built small: it holds what the operations would have written, and its receipts verify."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import datetime
from random import Random
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import models
from django.test import Client

from accelerator.accounts import operations as accounts
from accelerator.accounts.models import Acceptance, Person
from accelerator.applications import operations as applications
from accelerator.applications import receipts
from accelerator.applications.models import Application, Extract, Passage, Screening, Submission
from accelerator.decisions.models import Decision, Offer
from accelerator.files import operations as files
from accelerator.files.models import File, Preview, Quota
from accelerator.kit import clock
from accelerator.notices.models import Delivery, Message, Reminder
from accelerator.programmes.models import Call
from accelerator.questionnaires import definition as design
from accelerator.questionnaires import operations as questionnaires
from accelerator.questionnaires import queries as reads
from accelerator.questionnaires.models import Attachment, Change, Sheet
from accelerator.reviews import operations as reviews
from accelerator.reviews.models import Assignment, Review, Score, Standing
from accelerator.startups import operations as startups
from accelerator.startups import registration
from accelerator.startups.models import Member, Startup
from accelerator.trail.models import Entry, SearchRow, key_of
from cohorts.management.demo.intake import FITS
from cohorts.management.scale import texts
from tests.standing import standing

pytestmark = pytest.mark.django_db


def _build() -> Call:
    from django.conf import settings

    settings.DEMO, kept = True, settings.DEMO
    try:
        call_command("scale_world", applications=20, stdout=io.StringIO())
    finally:
        settings.DEMO = kept
    return Call.objects.get(prefix="NR")


built = standing(_build)


@pytest.fixture
def call(built: Any) -> Call:
    found: Call = built()
    return found


def test_a_seed_names_the_same_startups_again() -> None:
    names = texts.names(500, Random(4))
    assert names == texts.names(500, Random(4)) != texts.names(500, Random(5))
    assert len(set(names)) == 500


def test_without_demo_nobody_comes(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="set DEMO=1 on a machine of your own first"):
        call_command("scale_world", applications=20)
    assert not Person.objects.exists()


def test_the_large_call_comes_once(call: Call, settings: Any) -> None:
    settings.DEMO = True
    with pytest.raises(CommandError, match="The large call is in this house already"):
        call_command("scale_world", applications=20)


def test_there_is_something_of_everything(call: Call) -> None:
    there = Application.objects.filter(call=call)
    assert [one.number for one in there.order_by("created_at")] == [f"NR-{place:04d}" for place in range(1, 21)]
    assert set(there.values_list("state", flat=True)) == {"draft", "submitted", "withdrawn"}
    assert call.last_number == 20
    assert there.get(submissions__number=2).submissions.count() == 2
    assert set(Decision.objects.values_list("outcome", flat=True)) == {"accept", "waitlist", "decline"}
    assert Decision.objects.filter(release=None).exists()
    assert Decision.objects.exclude(release=None).exists()
    assert set(Offer.objects.values_list("state", flat=True)) == {"open", "accepted", "declined"}
    assert {"assigned", "scored"} <= set(Assignment.objects.values_list("state", flat=True))
    for standing_ in Standing.objects.all():
        given = Assignment.objects.filter(application=standing_.application_id)
        assert (standing_.given, standing_.scored) == (given.live().count(), given.filter(state="scored").count())


def test_a_draft_may_be_whole_and_what_was_sent_is(call: Call) -> None:
    faults = {}
    for one in Application.objects.filter(call=call).select_related("sheet__version"):
        faults[one.number] = design.faults(design.read(one.sheet.version.definition), reads.whole(one.sheet))
    sent = set(Application.objects.filter(call=call, submitted_at__isnull=False).values_list("number", flat=True))
    assert {number for number, found in faults.items() if not found} > sent
    assert any(faults.values())


def test_receipts_verify_and_numbers_of_registers_are_sound(call: Call) -> None:
    for one in Submission.objects.select_related("application", "version__questionnaire"):
        assert receipts.verified(receipts.token_of(one)).sha256 == receipts.digest(one.document())
    for startup in Startup.objects.exclude(registration_number=""):
        assert not registration.fault(startup.registration_number, "SG", year=clock.today("UTC").year)


def test_its_manager_reads_list_application_and_file(call: Call, client: Client, settings: Any) -> None:
    settings.MFA_REQUIRED_FOR_OPERATORS = False
    client.force_login(Person.objects.get(email="manager@demo.slipway.example"))
    one = Application.objects.standing().filter(call=call).latest("pk")
    assert one.number in client.get(f"{call.get_absolute_url()}pipeline/?sort=newest").content.decode()
    assert one.sheet.answers["product"][:60] in client.get(one.get_absolute_url()).content.decode()
    export: Any = client.get(f"{call.get_absolute_url()}pipeline/export.csv")
    lines = list(csv.reader(io.StringIO(b"".join(export).decode())))
    assert len(lines) == 1 + Application.objects.filter(submitted_at__isnull=False).count()


def test_rows_are_those_that_the_operations_write(call: Call) -> None:
    one = _as_sent(call, decision=None)
    assert _rows(_twin(one)) == _rows(one)


def test_reviews_are_those_that_the_operations_write(call: Call) -> None:
    one = _as_sent(call, standing__scored=models.F("standing__given"), standing__scored__gte=2)
    twin = _twin(one)
    _review(twin, like=one)
    assert _reviews(twin) == _reviews(one)


def _review(twin: Application, *, like: Application) -> None:
    """The same, by the operations and at the same times."""
    for given in like.assignments.select_related("reviewer", "assigned_by").order_by("pk"):
        with clock.pretending(given.created_at):
            (made,) = reviews.assign(twin, reviewers=[given.reviewer], by=given.assigned_by)
        review = Review.objects.filter(assignment=given).first()
        if review is None:
            continue
        changes = {f"points-{one.criterion.position}": str(one.points) for one in review.scores.select_related("criterion")}
        at: datetime = review.submitted_at  # type: ignore[assignment]  # scored
        with clock.pretending(at):
            reviews.score(made, by=given.reviewer, changes=changes | {"comment": review.comment}, spent=review.seconds)
            reviews.submit(made, by=given.reviewer)


def _reviews(one: Application) -> dict[str, list[str]]:
    """Every row about its reviews, each row of who reviewed beside it."""
    rows: dict[str, list[str]] = {}
    for place, given in enumerate(one.assignments.order_by("pk")):
        about: list[models.QuerySet[Any]] = [
            Assignment.objects.filter(pk=given.pk),
            Review.objects.filter(assignment=given),
            Score.objects.filter(review__assignment=given),
            Entry.objects.filter(subject=key_of(given)),
            _events("Assignment").filter(pgh_obj=given),
            _events("Review").filter(pgh_obj__assignment=given),
            _events("Score").filter(pgh_obj__review__assignment=given),
        ]
        own = [(key_of(given), "ASSIGNMENT"), (str(one.startup), "STARTUP"), (one.number, "NUMBER")]
        who = [str(person) for person in (given.reviewer, given.assigned_by)]
        kept = {found.model.__name__: sorted(_plain(row, own) for row in found) for found in about}
        rows |= {f"{place} {name}": [*who, *those] for name, those in kept.items()}
    rows["Standing"] = [_plain(row, []) for row in Standing.objects.filter(application=one)]
    return rows


def _as_sent(call: Call, **more: Any) -> Application:
    """One of two people that was submitted once."""
    members = models.Count("startup__members", distinct=True)
    sent = Application.objects.standing().filter(call=call).annotate(members=members)
    once = sent.filter(members=2).annotate(times=models.Count("submissions", distinct=True)).filter(times=1)
    found: Application = once.filter(**more).select_related("sheet").order_by("pk")[0]
    return found


def _twin(one: Application) -> Application:
    """The same, by the operations and at the same times."""
    sent, startup = one.submissions.get(), one.startup
    founder, partner = (member.person for member in startup.members.order_by("pk"))
    with clock.pretending(one.created_at):
        people = [accounts.add_person(f"twin.{who.email}", name=who.name, is_demo=True) for who in (founder, partner)]
        profile = {name: getattr(startup, name) for name in startups.PROFILE if name != "name"}
        twin = startups.create(name=startup.name, by=people[0], **profile)
        startups.join(twin, person=people[1], role="member", by=people[0])
        made = applications.start(call=one.call, startup=twin, by=people[0], at=one.created_at, screened=FITS)
        edits = [questionnaires.Edit(key, value, made.sheet.seen(key)) for key, value in one.sheet.answers.items()]
        written = applications.write(made, changes=edits, by=people[0], at=one.created_at)
        assert not written.refused + written.conflicts  # type: ignore[operator]  # two lists
        deck = one.sheet.attachments.get().file
        with open_(deck) as upload:
            kept = applications.attach(made, key="deck", upload=upload, by=people[0], at=one.created_at)
    files.look(kept.file.pk)
    with clock.pretending(sent.arrived_at):
        applications.submit(made, by=people[0], arrived_at=sent.arrived_at)
    return Application.objects.select_related("startup", "sheet").get(pk=made.pk)


def open_(deck: File) -> SimpleUploadedFile:
    from django.core.files.storage import default_storage

    with default_storage.open(deck.stored_as) as stored:
        return SimpleUploadedFile(deck.name, stored.read(), content_type=deck.media_type)


# What comes of chance or of the moment, and what the relay and the workers did since.
_LEFT_OUT = {
    "recognised_at",
    "stored_as",
    "state_",
    "next_at",
    "sent_at",
    "attempts",
    "settled_at",
    "relay_id",
    "claim",
}


def _rows(one: Application) -> dict[str, list[str]]:
    """Every row about an application, its startup and its people, with names, keys and codes of its own taken out."""
    people = Person.objects.filter(startup_memberships__startup=one.startup)
    sent = one.submissions.get()
    keys = [key_of(thing) for thing in (*people, one.startup, one, sent)]
    about: list[models.QuerySet[Any]] = [
        people,
        EmailAddress.objects.filter(user__in=people),
        Acceptance.objects.filter(person__in=people),
        Startup.objects.filter(pk=one.startup_id),
        Member.objects.filter(startup=one.startup_id),
        SearchRow.objects.filter(noun="startup", row=one.startup_id),
        SearchRow.objects.filter(noun="application", row=one.pk),
        Application.objects.filter(pk=one.pk),
        Screening.objects.filter(application=one),
        Sheet.objects.filter(pk=one.sheet_id),
        Change.objects.filter(sheet=one.sheet_id),
        Attachment.objects.filter(sheet=one.sheet_id),
        File.objects.filter(attachment__sheet=one.sheet_id),
        Preview.objects.filter(file__attachment__sheet=one.sheet_id),
        Quota.objects.filter(owner=key_of(one.startup)),
        Submission.objects.filter(application=one),
        Extract.objects.filter(application=one),
        Passage.objects.filter(application=one),
        Reminder.objects.filter(subject=key_of(one)),
        Message.objects.filter(recipient__in=people),
        Delivery.objects.filter(message__recipient__in=people),
        Entry.objects.filter(touches__overlap=keys),
        *_histories(people, one),
    ]
    own = _own(one, sent, people, keys)
    return {f"{place} {found.model.__name__}": sorted(_plain(row, own) for row in found) for place, found in enumerate(about)}


def _events(name: str) -> models.QuerySet[Any]:
    from django.apps import apps

    return apps.get_model("accelerator", f"{name}Event")._default_manager.all()


def _histories(people: models.QuerySet[Person], one: Application) -> Iterator[models.QuerySet[Any]]:
    ids = {"Person": people.values("pk"), "Startup": [one.startup_id], "Application": [one.pk]}
    ids["Member"] = Member.objects.filter(startup=one.startup_id).values("pk")
    for name, those in ids.items():
        yield _events(name).filter(pgh_obj__in=those)


def _own(one: Application, sent: Submission, people: Any, keys: list[str]) -> list[tuple[str, str]]:
    """What names it alone, and a word in its place; what contains another comes first."""
    deck = one.sheet.attachments.get().file
    words = [(sent.token, "TOKEN"), (sent.sha256, "SHA"), (sent.receipt, "RECEIPT"), (deck.code, "FILE"), (deck.name, "DECK")]
    words += [(f"'{one.number[-4:]}'", "'NUMBER'"), (one.number, "NUMBER"), (one.startup.slug, "SLUG")]
    words += [(person.email, f"MAIL{place}") for place, person in enumerate(people.order_by("pk"))]
    words += [(f'"{key}"', f'"KEY{place}"') for place, key in enumerate(keys)]
    return words


def _plain(row: models.Model, own: list[tuple[str, str]]) -> str:
    told = {}
    for field in row._meta.concrete_fields:
        is_key = isinstance(field, models.AutoField | models.ForeignKey) or field.name in ("id", "pgh_obj", "row", "password")
        if is_key or isinstance(field, models.DateTimeField) or field.name in _LEFT_OUT or field.name == "code":
            continue
        told[field.name] = str(getattr(row, field.attname)) if not _is_document(field) else getattr(row, field.attname)
    told.pop("actor_id" if isinstance(row, Entry) else "", None)
    told.pop("state" if isinstance(row, Delivery) else "", None)
    if isinstance(row, SearchRow):
        told["words"] = sorted(row.words.split())
    text = json.dumps(told, sort_keys=True, default=str)
    for name, word in own:
        text = text.replace(name, word)
    return re.sub(r'"(by|at|code)": ("[^"]*"|\d+)', r'"\1": …', text)


def _is_document(field: Any) -> bool:
    return isinstance(field, models.JSONField) or field.get_internal_type() == "ArrayField"
