"""Several people write on one sheet at the same moment, in connections of their own, against the real database."""

from __future__ import annotations

import random
from functools import partial
from typing import Any

import pytest

from accelerator.kit import clock
from accelerator.kit.refusals import Refusal
from accelerator.questionnaires import drafting, operations
from accelerator.questionnaires.models import Attachment, Change, Changeover, Renewal, Sheet, Version
from accelerator.questionnaires.operations import Edit, Written
from tests.factories import accounts, files, programmes
from tests.factories.applications import application, submission
from tests.factories.questionnaires import DEFINITION, published_version, sheet
from tests.together import at_once, overtaken

pytestmark = pytest.mark.django_db(transaction=True)


def _save(paper: Sheet, person: Any, key: str, value: str, seen: int) -> Written:
    return operations.write(
        Sheet.objects.select_related("version").get(pk=paper.pk), changes=[Edit(key, value, seen)], by=person, at=clock.now()
    )


def test_two_founders_on_one_question_one_wins_and_the_other_is_shown_both() -> None:
    paper, people = sheet(), [accounts.person(name="Ananya Rao"), accounts.person(name="Vikram Shetty")]
    for round_ in range(15):
        seen = Sheet.objects.get().seen("what")
        texts = [f"Ananya {round_}", f"Vikram {round_}"]
        done = at_once(*(partial(_save, paper, person, "what", text, seen) for person, text in zip(people, texts, strict=True)))
        (winner,) = [place for place, written in enumerate(done) if written.versions]
        (clash,) = done[1 - winner].conflicts
        assert (clash.yours, clash.theirs, clash.version) == (texts[1 - winner], texts[winner], seen + 1)
        assert clash.by == people[winner].name
        assert Sheet.objects.get().answers["what"] == texts[winner]
    assert list(Change.objects.filter(key="what").order_by("number").values_list("number", flat=True)) == list(range(1, 16))


def test_two_founders_on_two_questions_both_are_kept() -> None:
    paper, people = sheet(), [accounts.person(), accounts.person()]
    for round_ in range(10):
        done = at_once(
            partial(_save, paper, people[0], "what", f"One {round_}", round_),
            partial(_save, paper, people[1], "proof", f"Two {round_}", round_),
        )
        assert [written.conflicts for written in done] == [[], []]
        assert Sheet.objects.get().answers == {"what": f"One {round_}", "proof": f"Two {round_}"}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_three_editors_at_random_lose_no_word(seed: int) -> None:
    """Each keeps adding words of their own; on a conflict they put theirs after what they were shown. No word may vanish."""
    paper, keys = sheet(), ("what", "proof")
    people = [accounts.person(name=name) for name in ("Ananya", "Vikram", "Leela")]

    def edit(place: int) -> None:
        chance, known = random.Random(seed * 10 + place), dict.fromkeys(keys, ("", 0))
        for turn in range(12):
            key = chance.choice(keys)
            text, seen = known[key]
            mine = f"{text} {people[place].name}{turn}".strip()
            while True:
                written = _save(paper, people[place], key, mine, seen)
                if key in written.versions:
                    known[key] = (mine, written.versions[key])
                    break
                (clash,) = written.conflicts
                mine, seen = f"{clash.theirs} {people[place].name}{turn}", clash.version

    at_once(*(partial(edit, place) for place in range(3)))
    words = sorted(word for text in Sheet.objects.get().answers.values() for word in text.split())
    assert words == sorted(f"{person.name}{turn}" for person in people for turn in range(12))
    for key in keys:
        numbers = list(Change.objects.filter(key=key).order_by("id").values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))


def test_the_same_save_sent_many_times_is_one_change() -> None:
    paper, person = sheet(), accounts.person()
    done = at_once(*[partial(_save, paper, person, "what", "Sent again and again.", 0)] * 8)
    assert [written.versions for written in done] == [{"what": 1}] * 8
    assert Change.objects.count() == 1


def _asking_otherwise(form: Version) -> Version:
    """A newer version that asks for a list and an address where a text and a file were."""
    asked: tuple[dict[str, Any], ...] = (
        {"key": "proof", "type": "table", "label": "Proof", "columns": [{"key": "what", "type": "text", "label": "What"}]},
        {"key": "deck", "type": "url", "label": "Deck"},
    )
    new = DEFINITION
    for one in asked:
        new = drafting.add_question(drafting.remove_question(new, one["key"]), section="company", question=one)
    return published_version(questionnaire=form.questionnaire, number=form.number + 1, definition=new)


def test_what_is_on_its_way_while_the_form_changes_is_read_by_the_new_one() -> None:
    draft, person = application(submitted=False, answers={}), accounts.person()
    paper = Sheet.objects.select_related("version").get(pk=draft.sheet_id)
    version = _asking_otherwise(paper.version)
    written = overtaken(
        partial(operations.write, paper, changes=[Edit("proof", "Numbers.", 0)], by=person, at=clock.now()),
        by=partial(operations.renew, draft.sheet, version=version, by=person, at=clock.now()),
    )
    assert ([one.key for one in written.refused], Sheet.objects.get().answers) == (["proof"], {})


def test_a_file_that_arrives_while_the_form_changes_is_no_answer_to_something_else() -> None:
    draft, person = application(submitted=False, answers={}), accounts.person()
    paper = Sheet.objects.select_related("version").get(pk=draft.sheet_id)
    version = _asking_otherwise(paper.version)
    with pytest.raises(Refusal, match="no question named deck that takes files"):
        overtaken(
            partial(operations.attach, paper, key="deck", upload=files.upload(), by=person, at=clock.now()),
            by=partial(operations.renew, draft.sheet, version=version, by=person, at=clock.now()),
        )
    assert not Attachment.objects.exists()


def test_who_submits_while_drafts_go_over_keeps_the_form_that_was_sent() -> None:
    draft, person = application(submitted=False), accounts.person()
    version = _asking_otherwise(draft.sheet.version)

    def send() -> None:
        Sheet.objects.select_for_update(no_key=True).get(pk=draft.sheet_id)
        submission(application=draft, by=person, arrived_at=clock.now())

    assert overtaken(partial(operations.renew, draft.sheet, version=version, by=person, at=clock.now()), by=send) is None
    assert (Sheet.objects.get().version_id, Renewal.objects.count()) == (draft.sheet.version_id, 0)


def test_two_managers_have_drafts_go_over_at_once_and_it_is_begun_once() -> None:
    managers = [accounts.person(), accounts.person()]
    call = programmes.call(programme=programmes.programme(manager=managers[0]), version=published_version())
    programmes.manager(call.programme, managers[1])
    version = _asking_otherwise(call.version)
    first, second = (partial(operations.change_over, version, by=person, at=clock.now()) for person in managers)
    assert overtaken(second, by=first) == Changeover.objects.get()
