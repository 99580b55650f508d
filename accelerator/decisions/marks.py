"""What a release would tell, in short: a mark that is another one once any of it is, and that says what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import MD5, Concat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accelerator.decisions import queries, wordings
from accelerator.decisions.models import Procedure
from accelerator.decisions.wordings import Words
from accelerator.kit import codes, together
from accelerator.kit.together import Steps
from accelerator.programmes.models import Call

_PARTS = (
    gettext_lazy("who is told what"),
    gettext_lazy("feedback"),
    gettext_lazy("names in letters"),
    gettext_lazy("the words of a letter"),
    gettext_lazy("conditions of offers"),
)


@together.stepwise
def of(call: Call, words: Mapping[str, Words] | None = None) -> Steps[str]:
    """One query. In these `words` where they are read already."""
    sums, newest, procedures = yield from together.beside(
        together.filled(_sums(call)),
        wordings.of.steps(call.programme_id),
        together.filled(Procedure.objects.filter(call=call)),
    )
    said = sorted((one.outcome, one.subject, one.text) for one in (words or newest).values())
    conditions = [(one.conditions, one.reminded) for one in procedures or [Procedure(call=call)]]
    parts = [*next(iter(sums), ("", "", "")), (said, str(call), str(call.programme)), conditions]
    return ".".join(codes.digest(repr(one))[:16] for one in parts)


def _sums(call: Call) -> QuerySet[Any, Any]:
    """(who is told what, feedback, names), each as a checksum, in one row."""
    rows: Any = queries.ready(call).order_by().values(_all=Value(1))

    def summed(*values: Any) -> MD5:
        each = Concat("application__number", Value(":"), *values, output_field=CharField())
        return MD5(StringAgg(each, ",", order_by="application__number"))

    sums = {"outcomes": summed("outcome"), "feedbacks": summed(MD5("feedback")), "names": summed("application__startup__name")}
    found: QuerySet[Any, Any] = rows.annotate(**sums).values_list("outcomes", "feedbacks", "names")
    return found


def changed(seen: str, now: str) -> str:
    """What is another since `seen`, as a sentence; empty where all of it is as it was."""
    before, after = seen.split("."), now.split(".")
    if before == after:
        return ""
    whole = len(before) == len(after)
    parts = [str(name) for name, was, became in zip(_PARTS, before, after, strict=False) if was != became and whole]
    said = _("Something else would be told than when you looked: %(what)s. Nothing was sent. Look at the rehearsal again.")
    return said % {"what": ", ".join(parts or [str(one) for one in _PARTS])}
