"""Reads: an application's standing and steps, what it still lacks, lists for founders."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from accelerator.applications import snapshots
from accelerator.applications.models import Application, ApplicationQuerySet, SignOff, Submission
from accelerator.applications.points import Standing
from accelerator.files.models import File
from accelerator.kit import clock, together, wording
from accelerator.kit.addresses import reverse
from accelerator.kit.kept import kept
from accelerator.kit.registered import registered
from accelerator.kit.together import Steps
from accelerator.questionnaires import definition as design
from accelerator.questionnaires import queries as reads
from accelerator.questionnaires.choices import YesNo
from accelerator.questionnaires.models import Attachment, Version
from accelerator.questionnaires.questions import Question

_FILE = {"code", "name", "size", "sha256"}


@dataclass(frozen=True)
class Step:
    """One of the stations an application passes. `state` is done, now or next."""

    state: str
    title: str
    when: str
    note: str = ""


@dataclass(frozen=True)
class Line:
    """An application in a founder's list; `progress` and `continue_url` while it is being written."""

    application: Application
    standing: Standing
    progress: design.Progress | None
    continue_url: str


@dataclass(frozen=True)
class Content:
    """A sheet as a submission keeps it."""

    version: Version
    answers: dict[str, Any]
    declarations: list[dict[str, Any]]


@dataclass(frozen=True)
class Missing:
    """A question that bars submission, and where to mend it."""

    key: str
    section: str
    label: str
    sentence: str
    url: str


def seen(person: Any, number: str) -> Application | None:
    """The application of this number with all that its pages read, if `person` may see it. One query."""
    return _seen.first(person, number) if "\0" not in number else None


@kept
def _seen(person: Any, number: str) -> ApplicationQuerySet:
    found = Application.objects.visible_to(person).filter(number=number)
    return found.select_related("call__programme", "startup", "behalf__entered_by", "sheet__version__questionnaire")


def own(person: Any) -> ApplicationQuerySet:
    """The applications of `person`'s startups, newest first, with all that a list shows. One query."""
    found = Application.objects.of(person).select_related("call__programme", "startup", "sheet__version__questionnaire")
    return found.annotate(attached=reads.attached_to("sheet")).order_by("-created_at", "-id")


@together.stepwise
def standings(applications: Collection[Application], person: Any) -> Steps[dict[int, Standing]]:
    """Each application's standing: its own state, that it waits for approval, or what upper areas know of one submitted."""
    found = {one.pk: Standing(one.state, one.withdrawn_at) for one in applications}
    waiting = [one for one in applications if one.state == Application.State.SUBMITTED]
    steps: list[Steps[Any]] = [together.each(registered("application_standings") if waiting else (), waiting, person)]
    if drafts := [one for one in applications if _may_wait_for_approval(one)]:
        steps.append(together.filled(SignOff.objects.filter(application__in=drafts, state=SignOff.State.ASKED)))
    answers, *asked = yield from together.beside(*steps)
    for answer in answers:
        found |= answer
    return found | {one.application_id: Standing("in_approval", one.created_at) for one in chain.from_iterable(asked)}


def _may_wait_for_approval(one: Application) -> bool:
    """Whether it is a draft that may still be sent once a second member approves."""
    return one.state == Application.State.DRAFT and one.call.needs_sign_off and one.takes(clock.now())


def is_open(application: Application, standing: Standing, at: datetime) -> bool:
    """Whether its answers may change: in time, neither withdrawn nor decided."""
    return application.takes(at) and standing.state != Application.State.WITHDRAWN and not standing.decided


def steps(application: Application, standing: Standing, at: datetime, by: date | None) -> list[Step]:
    """Submitted, in review, interview, decision: what is known, when the next word comes, `by` a day. Empty for a draft."""
    call, sent = application.call, application.submitted_at
    if sent is None:
        return []
    steps = [Step("done", _("Submitted"), wording.moment(sent), _("Received in full"))]
    if application.state == Application.State.WITHDRAWN:
        return [*steps, Step("now", _("Withdrawn"), _moment(application.withdrawn_at), _("It is not reviewed."))]
    closes = wording.day_there(call.ends_at(), call.zone)
    if standing.decided:
        review = Step("done", _("In review"), _("Finished"))
    elif standing.state == "interview":
        steps.append(Step("done", _("In review"), _("You are invited to an interview")))
        review = Step("now", _("Interview"), _moment(standing.at), standing.note)
    elif at >= call.last_moment() or standing.state == "in_review":
        since = wording.day(standing.at) if standing.at else closes
        review = Step("now", _("In review"), _("Since %(day)s") % {"day": since}, _due(call.reviews_due_on))
    else:
        review = Step("next", _("In review"), _("From %(day)s") % {"day": closes}, _("When the call has closed"))
    return [*steps, review, _decision(standing, by)]


def _decision(standing: Standing, by: date | None) -> Step:
    if standing.decided:
        return Step("done", _("Decision"), _moment(standing.at), standing.note)
    told = _("By %(day)s") % {"day": wording.day(by)} if by else _("The programme has not named a day yet")
    return Step("next", _("Decision"), told, _("You hear either way"))


def _due(on: date | None) -> str:
    return _("Reviewers finish by %(day)s") % {"day": wording.day(on)} if on else ""


def _moment(at: datetime | date | None) -> str:
    return wording.moment(at) if isinstance(at, datetime) else wording.day(at) if at else ""


def door(application: Application) -> str:
    """Where a writer goes on: the first section that is not complete, or the application's page once it was submitted."""
    if application.state != Application.State.DRAFT:
        return application.get_absolute_url()
    return continue_url(application)


def line(application: Application, standing: Standing, at: datetime) -> Line:
    """A row of the founder's list. No query for one of `own`."""
    writing = application.state == Application.State.DRAFT and application.takes(at)
    return Line(application, standing, done(application) if writing else None, door(application) if writing else "")


def reading(application: Application, sent: Submission | None) -> reads.Reading:
    """What was sent, for pages; empty where nothing was."""
    return reads.reading(sent.version, sent.answers, door=files_door(application)) if sent else reads.Reading()


def files_door(application: Application) -> str:
    return f"{application.get_absolute_url()}files/"


def content(application: Application) -> Content:
    """The sheet as a submission would keep it now. Two queries where the sheet and its version are selected."""
    sheet = application.sheet
    form = reads.asked(sheet, language="")
    people = {mark["by"] for mark in sheet.marks.values()}
    names = dict(get_user_model().objects.filter(pk__in=people).values_list("pk", "name"))
    read_in = {mark["language"] for mark in sheet.marks.values() if "language" in mark}
    worded = {one: design.questions(sheet.version.definition, one) for one in read_in}
    made = snapshots.declarations(form.sections, form.answers, sheet.marks, names, worded)
    return Content(sheet.version, dict(form.answers), made)


def document(application: Application) -> dict[str, Any]:
    """What would be hashed if the sheet were submitted as it stands."""
    now = content(application)
    return snapshots.document(
        number=application.number,
        questionnaire=now.version.questionnaire.code,
        version=now.version.number,
        answers=now.answers,
        declarations=now.declarations,
    )


def fingerprint(application: Application) -> str:
    """The SHA-256 of the sheet as it stands: what somebody who approves it has read."""
    return snapshots.digest(document(application))


def is_unchanged(application: Application, last: Submission | None) -> bool:
    """Whether the sheet as it stands is what was submitted last. One query."""
    sheet = application.sheet
    return last is not None and last.version_id == sheet.version_id and last.answers == reads.asked(sheet).answers


def faults(application: Application, now: Content) -> list[design.Fault]:
    """What bars this content from submission; of what staff send for a founder not the declarations, which are the founder's."""
    own = {one.key for one in declarations(application)} if application.is_entered() else set()
    return [one for one in design.faults(now.version.sections(), now.answers) if one.path not in own]


def declarations(application: Application) -> list[Question]:
    """The questions in which somebody declares something. No query where the sheet's version comes along."""
    asked = application.sheet.version.questions().values()
    return [one for one in asked if isinstance(one, YesNo) and one.must_be_yes]


def missing(application: Application) -> list[Missing]:
    """What stands between the sheet and submission, in order of the form. One query."""
    form = reads.asked(application.sheet)
    own = declarations(application) if application.is_entered() else []
    return [
        Missing(one.key, section.title, one.label, says, question_url(application, section.key, one.key))
        for section in form.sections
        for one in section.questions
        if one not in own and (says := form.fault(one))
    ]


def to_fix(application: Application) -> str:
    """The address of the first answer that is wrong as it stands; empty where none is. One query."""
    form = reads.asked(application.sheet)
    wrong = ((section.key, one.key) for section in form.sections for one in section.questions if form.wrong(one))
    return next((question_url(application, *place) for place in wrong), "")


def unasked(application: Application) -> list[tuple[str, str]]:
    """(question, answer) for all that was answered and is not asked now; only the draft keeps it. One query."""
    sheet, whole = application.sheet, reads.whole(application.sheet)
    every = sheet.version.questions()
    asked = design.asking(sheet.version.sections(), whole).questions
    left = [one for key, one in every.items() if key not in asked and one.answered(whole.get(key))]
    return [(one.label, one.told(whole[one.key])) for one in left]


def file(application: Application, code: str, *, drafts: bool) -> File | None:
    """The file `code` of this application: sent with a submission or, with `drafts`, attached now."""
    sent = application.submissions.filter(answers__icontains=code).values_list("answers", flat=True)
    codes = {one["code"] for answers in sent for value in answers.values() if _is_files(value) for one in value}
    attached = Attachment.objects.filter(sheet=application.sheet_id, file__code=code)
    if code in codes or (drafts and attached.exists()):
        return File.objects.filter(code=code).first()
    return None


def files_in(answers: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """(question key, {code, name, size, sha256}) of every file among `answers`."""
    return [(key, one) for key, value in answers.items() if _is_files(value) for one in value]


def _is_files(value: Any) -> bool:
    """Rows of a table hold texts, whatever its columns are called."""
    return isinstance(value, list) and all(
        isinstance(one, dict) and one.keys() == _FILE and type(one["size"]) is int for one in value
    )


def section_url(application: Application, section: str) -> str:
    return reverse("application_section", args=[application.number, section])


def question_url(application: Application, section: str, question: str) -> str:
    """A question in the editor: what has this id takes the focus."""
    return f"{section_url(application, section)}#id_{question}"


def first_section(application: Application, along: Iterable[Attachment] | None = None) -> str:
    """The key of the section to open first: the first that is not complete. Queries as of `done`, none where files come along."""
    form = _form(application, along)
    open_ones = [one.key for one in form.sections if form.progress(one).state != "done"]
    return (open_ones or [form.sections[0].key])[0]


def continue_url(application: Application, along: Iterable[Attachment] | None = None) -> str:
    """Where its writers go on. Queries as of `first_section`."""
    return section_url(application, first_section(application, along))


def done(application: Application) -> design.Progress:
    """Progress over the whole form, as its editor counts it. No query for one of `own`, else one for its files."""
    form = _form(application)
    parts = [form.progress(one) for one in form.sections]
    return design.Progress(sum(part.done for part in parts), sum(part.of for part in parts), "")


def _form(application: Any, along: Iterable[Attachment] | None = None) -> design.Asking:
    if along is None and hasattr(application, "attached"):
        along = reads.brought(application.attached)
    return reads.asked(application.sheet, along=along)
