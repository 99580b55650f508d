"""What `draft.js` sends and is answered, at whichever door a sheet is written: docs/components.md has the contract."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from accelerator.kit import wording
from accelerator.questionnaires import definition as design
from accelerator.questionnaires.fields import typed
from accelerator.questionnaires.operations import Edit, Written
from accelerator.questionnaires.questions import Question, TooLong, Unkept

MOST_CHANGES = design.MOST_QUESTIONS


def changes(request: HttpRequest) -> list[Edit]:
    """The edits of a request's body. Raises Unkept (422) for what is no list of changes and TooLong (413) past two megabytes."""
    try:
        body = json.loads(request.body)
        page = [str(body.get(name, "")) if isinstance(body, dict) else "" for name in ("language", "form")]
        found = [Edit(one["name"], one["value"], one["version"], *page) for one in body["changes"]]
    except RequestDataTooBig:
        raise TooLong(_("That is more than can be saved at once. Shorten the longest answer.")) from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Unkept(_("Send {changes: [{name, value, version}]} as JSON."), field="changes") from None
    if len(found) > MOST_CHANGES:
        raise TooLong(_("At most %(most)d answers can be saved at once.") % {"most": MOST_CHANGES}, field="changes")
    for one in found:
        if not isinstance(one.key, str) or not isinstance(one.seen, int) or isinstance(one.seen, bool):
            raise Unkept(_("A change has a name that is text and a version that is a whole number."), field="changes")
    return found


def answer(written: Written, form: design.Asking, asked: dict[str, Question]) -> JsonResponse:
    """What became of them: 409 with conflicts, the refusal's own status where something could not be kept. `form` is as the
    answers make it now, `asked` every question of its version.
    """
    body: dict[str, Any] = {
        "saved": f"{wording.local(written.at):%H:%M}",
        "versions": written.versions,
        "conflicts": [
            {
                "name": one.key,
                "yours": typed(asked[one.key], one.yours),
                "theirs": typed(asked[one.key], one.theirs),
                "told": {"yours": _told(asked[one.key], one.yours), "theirs": _told(asked[one.key], one.theirs)},
                "version": one.version,
                "by": one.by,
                "at": f"{wording.local(one.at):%H:%M}" if one.at else "",
            }
            for one in written.conflicts
        ],
        "wrong": {key: says for key, one in form.questions.items() if (says := form.wrong(one))},
    }
    status = 409 if written.conflicts else 200
    if written.refused:
        first = written.refused[0]
        status = first.refusal.status
        body |= {"detail": str(first.refusal.sentence), "field": first.key}
        body["refused"] = [{"name": one.key, "says": str(one.refusal.sentence)} for one in written.refused]
    return JsonResponse(body, status=status)


def _told(question: Question, value: Any) -> str:
    """As people read it; nothing where there is nothing, or nothing that this question takes."""
    return question.told(value) if value not in (None, "", []) and (value is False or question.answered(value)) else ""
