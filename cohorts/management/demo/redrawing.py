"""The demo's forms live on: each call's has a second version, one round's drafts went over to it, and a third is being drawn."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from accelerator.kit import clock
from accelerator.programmes.models import Call
from accelerator.questionnaires import drafting, wordings
from accelerator.questionnaires import operations as questionnaires
from accelerator.questionnaires.drafting import Definition
from accelerator.questionnaires.models import Questionnaire, Version
from cohorts.management.demo.intake import Scene

_MALAY = {
    "company": {"title": "Syarikat", "intro": "Fakta tentang syarikat permulaan anda. Semuanya disimpan."},
    "legal_name": {"label": "Nama berdaftar", "help": "Seperti dalam daftar syarikat, atau nama yang dirancang."},
    "one_line": {"label": "Syarikat anda dalam satu ayat", "help": "Untuk siapa, dan apa yang dibuatnya untuk mereka."},
    "stage": {
        "label": "Peringkat",
        "options.idea:label": "Idea",
        "options.prototype:label": "Prototaip",
        "options.pilot:label": "Perintis",
        "options.paying_customers:label": "Pelanggan berbayar",
        "options.growing:label": "Berkembang",
    },
}
_LATE_STAGES = {"question": "stage", "is": "in", "value": ["pilot", "paying_customers", "growing"]}


def make_versions(scene: Scene) -> None:
    """The open call's drafts keep their version; those of the compute grant went over, and one answer no longer fits."""
    _publish(scene, scene.calls["open"], _with_rules, days=-2)
    compute = _publish(scene, scene.calls["compute"], _with_a_shorter_plan, days=-3)
    manager = scene.cast["manager"]
    with clock.pretending(scene.day(-3, 11, 30)):
        begun = questionnaires.change_over(compute, by=manager, at=clock.now())
        while questionnaires.step(begun.pk, at=clock.now()):
            pass
    with clock.pretending(scene.now - timedelta(hours=2)):
        third = questionnaires.redraft(compute.questionnaire, by=manager)
        questionnaires.redraw(third, _half_drawn, by=manager)


def _publish(scene: Scene, call: Call, change: Any, *, days: int) -> Version:
    manager = scene.cast["manager"]
    form = Questionnaire.objects.get(versions__calls=call)
    with clock.pretending(scene.day(days, 11)):
        draft = questionnaires.redraft(form, by=manager)
        questionnaires.redraw(draft, change, by=manager)
        return questionnaires.publish(draft, by=manager, at=clock.now())


def _with_rules(definition: Definition) -> Definition:
    """A rule, conditions, a shorter answer, and half of the first section in Malay."""
    fewer = {"question": "team_size", "is": "at_least", "answer": "full_time"}
    rule = {"holds": fewer, "sentence": "More founders work full-time than there are people in total. Correct one of the two."}
    idea = {"question": "stage", "is": "equals", "value": "idea"}
    screen = {"when": idea, "sentence": "This call is for teams with a prototype at least. Come back when you have one."}
    new = drafting.change_question(definition, "team_size", {"rules": [rule]})
    new = drafting.change_question(new, "stage", {"screens": [screen]})
    new = drafting.change_question(new, "traction", {"show_if": _LATE_STAGES, "require_if": _LATE_STAGES})
    new = drafting.change_question(new, "product", {"limit": 120})
    for key, said in _MALAY.items():
        look, change = (
            (drafting.section, drafting.change_section) if key == "company" else (drafting.question, drafting.change_question)
        )
        new = change(new, key, wordings.translated(look(new, key), "ms", said))
    return new


def _with_a_shorter_plan(definition: Definition) -> Definition:
    return drafting.change_question(definition, "plan", {"limit": 10, "label": "Your plan in ten words"})


def _half_drawn(definition: Definition) -> Definition:
    """As a manager left it over lunch: a condition looks at what is asked only later."""
    asked = {"key": "carbon", "type": "yes_no", "label": "Will the runs use renewable power?", "required": True}
    new = drafting.add_question(definition, section="compute", question=asked)
    late = {"all": [_LATE_STAGES, {"question": "hours", "is": "greater", "value": 1000}]}
    return drafting.change_question(new, "evidence", {"show_if": late})
