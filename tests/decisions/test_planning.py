"""Scenarios: what is known is limited, what is chosen is kept, what is used becomes decisions."""

from __future__ import annotations

from typing import Any

import pytest

from accelerator.applications import operations as applications
from accelerator.decisions import facts, operations, scored
from accelerator.decisions.models import Decision, Scenario
from accelerator.decisions.operations import planning, solving
from accelerator.decisions.shown import shown
from accelerator.kit import clock
from accelerator.kit.answers import Unfit
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.trail.models import Entry
from tests.factories import accounts, decisions, questionnaires, reviews

pytestmark = pytest.mark.django_db

HEALTH = {"kind": "count", "way": "most", "of": "sector", "bound": "1", "values": ["Health"]}


@pytest.fixture
def asking() -> dict[str, Any]:
    """A form that asks for a stage, revenue in SGD, team sizes, needs, and whether women lead."""
    more = [
        {"key": "credits", "type": "money", "label": "Credits", "currency": "SGD", "min": "0"},
        {"key": "people", "type": "number", "label": "People", "min": "0"},
        {"key": "women", "type": "yes_no", "label": "Women-led"},
        {
            "key": "wants",
            "type": "choices",
            "label": "Wants",
            "other": True,
            "options": [{"value": "credits", "label": "Credits"}, {"value": "mentors", "label": "Mentors"}],
        },
    ]
    first, *others = questionnaires.DEFINITION["sections"]
    return {"sections": [{**first, "questions": [*first["questions"], *more]}, *others]}


@pytest.fixture
def call(db: None, asking: dict[str, Any]) -> Any:
    version = questionnaires.published_version(definition=asking)
    return reviews.call(name="Tides", slug="tides", version=version)


@pytest.fixture
def four(call: Any) -> list[Any]:
    """Scores 5, 4, 3 and 2; the first two in health."""
    rows = [("Ada", 5, "Health"), ("Bo", 4, "Health"), ("Cy", 3, "Food"), ("Di", 2, "Food")]
    return [decisions.scored(call, name=name, score=score, sector=sector) for name, score, sector in rows]


def plan(call: Any, by: Any, **wished: Any) -> Scenario:
    return operations.plan(call, by=by, **({"name": "First", "places": 2} | wished))


def names(scenario: Scenario) -> list[str]:
    scenario.refresh_from_db()
    return [row.startup.name for row in shown(scenario).rows]


class TestThePlan:
    def test_the_best_are_in_and_the_rest_is_not(self, call: Any, manager: Any, four: list[Any]) -> None:
        made = plan(call, manager)
        assert names(made) == ["Ada", "Bo"]
        assert (made.result["state"], made.score, made.mean, made.filled) == ("proven", 9, 4.5, 2)
        assert made.solved_at == made.asked_at
        entry = Entry.objects.get(verb="scenario.planned")
        assert (entry.actor_label, entry.subject_label, entry.facts) == ("Mei Lin", "First", {"call": "Tides"})

    def test_a_limit_holds_and_says_what_it_costs(self, call: Any, manager: Any, four: list[Any]) -> None:
        made = plan(call, manager, limits=[HEALTH])
        assert names(made) == ["Ada", "Cy"]
        (limit,) = shown(made).limits
        assert (limit.sentence, limit.reached) == ("At most 1 where “Sector” is Health", "1")
        assert (limit.gain, limit.units, limit.is_proven) == (1, "1 application", True)
        assert (shown(made).unlimited, shown(made).cost) == (9, 1)

    def test_who_is_withdrawn_told_or_has_no_score_is_not_chosen(self, call: Any, manager: Any, four: list[Any]) -> None:
        decisions.decision(four[0], outcome="decline", released=True)
        applications.withdraw(four[1], by=reviews.owner_of(four[1]), at=clock.now())
        reviews.application(call, name="Unread")
        made = plan(call, manager, places=4)
        assert names(made) == ["Cy", "Di"]
        assert (made.result["candidates"], made.result["unscored"]) == (2, 1)

    def test_pins_hold_whatever_they_cost(self, call: Any, manager: Any, four: list[Any]) -> None:
        unread = reviews.application(call, name="Unread")
        made = plan(call, manager, pinned_in=[four[3].pk], pinned_out=[four[0].pk])
        assert names(made) == ["Bo", "Di"]
        operations.pin(made, unread.pk, where="in", by=manager)
        assert names(made) == ["Di", "Unread"]
        operations.pin(made, four[3].pk, where="out", by=manager)
        made.refresh_from_db()
        assert (made.pinned_in, made.pinned_out) == ([unread.pk], [four[0].pk, four[3].pk])
        operations.pin(made, four[0].pk, where="free", by=manager)
        assert names(made) == ["Ada", "Unread"]

    def test_a_contradiction_names_itself_and_how_far_it_is_short(self, call: Any, manager: Any, four: list[Any]) -> None:
        both = {"kind": "count", "way": "least", "of": "sector", "bound": "2", "values": ["Food"]}
        made = plan(call, manager, limits=[HEALTH | {"way": "least"}, both], places=2)
        told = shown(made)
        assert (told.state, told.rows, made.score) == ("none", [], None)
        assert [(one.clashes, one.short) for one in told.limits] == [(True, "1 application")] * 2
        assert (told.clashing, told.lacking) == (["the number of places"], 1)

    def test_a_tie_at_the_last_place_is_told(self, call: Any, manager: Any, four: list[Any]) -> None:
        decisions.scored(call, name="Ed", score=4)
        inside, outside = shown(plan(call, manager)).tied
        assert sorted(one.startup.name for one in (*inside, *outside)) == ["Bo", "Ed"]
        assert len(inside) == len(outside) == 1

    def test_it_costs_the_same_for_one_and_three(self, call: Any, manager: Any, django_assert_num_queries: Any) -> None:
        for size in (1, 2):
            for _ in range(size):
                decisions.scored(call, sector="Health")
            held = plan(call, manager, limits=[HEALTH])
            with django_assert_num_queries(11):
                operations.carry_out(_waiting(held))
            read = Scenario.objects.select_related("call__version").get(pk=held.pk)
            with django_assert_num_queries(2):
                shown(read)


def _waiting(scenario: Scenario) -> int:
    Scenario.objects.filter(pk=scenario.pk).update(solved_at=None, result={})
    return scenario.pk


class TestWhatIsKnown:
    def test_facts_are_those_of_the_startup_and_of_the_form(self, call: Any, four: list[Any]) -> None:
        asked = facts.of(call)
        kinds = {name: one.kind for name, one in asked.items()}
        assert kinds == {
            "sector": "one",
            "country": "one",
            "stage": "one",
            "a.stage": "one",
            "a.revenue": "amount",
            "a.credits": "amount",
            "a.people": "amount",
            "a.women": "one",
            "a.wants": "several",
        }
        assert asked["sector"].choices == [("Food", "Food"), ("Health", "Health")]

    def test_answers_are_read_as_what_they_are(self, call: Any) -> None:
        said = {"credits": "1200.50", "people": "7", "women": False, "wants": ["mentors", {"other": "Desks"}]}
        one = decisions.scored(call, answers=said, country="SG", stage="users")
        other = decisions.scored(call)
        known = facts.read(call, facts.of(call).values())
        assert {name: str(value) for name, value in known[one.pk].items() if name != "a.wants"} == {
            "country": "SG",
            "stage": "users",
            "a.stage": "pilot",
            "a.credits": "1200.50",
            "a.people": "7",
            "a.women": "no",
        }
        assert known[one.pk]["a.wants"] == {"mentors", ":other"}
        assert known[other.pk] == {"a.stage": "pilot"}

    def test_amounts_of_another_currency_are_not_added_to_ours(self, call: Any, asking: dict[str, Any]) -> None:
        one = decisions.scored(call, answers={"credits": "100"})
        first, *others = asking["sections"]
        dollars = [one | {"currency": "USD"} if one["key"] == "credits" else one for one in first["questions"]]
        now = questionnaires.published_version(
            definition={"sections": [{**first, "questions": dollars}, *others]},
            questionnaire=call.version.questionnaire,
            number=2,
        )
        call.version = now
        call.save()
        credits = facts.of(call)["a.credits"]
        assert credits.currency == "USD"
        assert facts.read(call, [credits])[one.pk] == {}

    @pytest.mark.parametrize(
        ("limit", "chosen"),
        [
            ({"kind": "sum", "way": "most", "of": "a.credits", "bound": "300"}, ["Ada", "Cy"]),
            ({"kind": "share", "way": "least", "of": "a.women", "bound": "50", "values": ["yes"]}, ["Ada", "Cy"]),
            ({"kind": "each", "way": "most", "of": "a.stage", "bound": "1"}, ["Ada", "Cy"]),
            ({"kind": "count", "way": "least", "of": "a.wants", "bound": "1", "values": ["mentors"]}, ["Ada", "Cy"]),
            ({"kind": "count", "way": "least", "of": "a.people", "bound": "1", "values": ["min:5", "max:9"]}, ["Ada", "Cy"]),
            ({"kind": "count", "way": "most", "of": "a.people", "bound": "0", "values": ["max:4"]}, ["Ada", "Cy"]),
        ],
    )
    def test_every_kind_of_limit(self, call: Any, manager: Any, limit: dict[str, Any], chosen: list[str]) -> None:
        decisions.scored(call, name="Ada", score=5, answers={"credits": "200", "women": False, "stage": "pilot", "people": "12"})
        decisions.scored(call, name="Bo", score=4, answers={"credits": "150", "women": False, "stage": "pilot", "people": "4"})
        said = {"credits": "100", "women": True, "stage": "idea", "wants": ["mentors"], "people": "7"}
        decisions.scored(call, name="Cy", score=3, answers=said)
        made = plan(call, manager, limits=[limit])
        assert names(made) == chosen
        assert shown(made).limits[0].gain == 1

    def test_who_does_not_say_does_not_count_and_is_counted(self, call: Any, manager: Any) -> None:
        decisions.scored(call, answers={"credits": "200"})
        decisions.scored(call)
        limit = {"kind": "sum", "way": "most", "of": "a.credits", "bound": "500"}
        (told,) = shown(plan(call, manager, limits=[limit])).limits
        assert (told.unknown, told.reached, told.sentence) == (1, "SGD 200", "At most SGD 500 in all of “Credits”")

    def test_the_spread_of_the_set_stands_beside_that_of_all(self, call: Any, manager: Any, four: list[Any]) -> None:
        made = plan(call, manager)
        assert made.result["spreads"]["sector"] == [["Food", 0, 2], ["Health", 2, 2]]
        assert (made.result["width"], len(made.result["steps"])) == ("0.25", 13)
        assert made.result["steps"][0] == ["2.00", 0, 1]
        assert made.result["steps"][-1] == ["5.00", 1, 1]


@pytest.mark.parametrize(
    ("wished", "field", "says"),
    [
        ({"places": 0}, "places", "between 1 and"),
        ({"name": " "}, "name", "Give the scenario a name"),
        ({"scores_by": "luck"}, "scores_by", "Choose the scores"),
        ({"limits": [HEALTH | {"of": "a.gone"}]}, "limits.0.of", "does not ask this"),
        ({"limits": [HEALTH, HEALTH | {"kind": "sum"}]}, "limits.1.kind", "count, share, each"),
        ({"limits": [HEALTH | {"way": "about"}]}, "limits.0.way", "at most or at least"),
        ({"limits": [HEALTH | {"bound": "some"}]}, "limits.0.bound", "Write a number"),
        ({"limits": [HEALTH | {"bound": "1.5"}]}, "limits.0.bound", "whole number"),
        ({"limits": [HEALTH | {"kind": "share", "bound": "101"}]}, "limits.0.bound", "between 0 and 100"),
        ({"limits": [HEALTH | {"values": []}]}, "limits.0.values", "at least one answer"),
        ({"limits": [HEALTH | {"values": ["Wealth"]}]}, "limits.0.values", "“Wealth” is none of the answers"),
        ({"limits": [HEALTH | {"of": "a.people", "values": ["5"]}]}, "limits.0.values", "from or up to"),
        ({"limits": [HEALTH] * 21}, "limits", "20 limits are the most"),
        ({"pinned_in": [-1]}, "pinned_in", "cannot be chosen"),
    ],
)
def test_a_bad_wish_names_its_field_and_its_remedy(
    call: Any, manager: Any, four: list[Any], wished: dict[str, Any], field: str, says: str
) -> None:
    with pytest.raises(Unfit, match=says) as raised:
        plan(call, manager, **wished)
    assert raised.value.field == field
    assert not Scenario.objects.exists()


def test_nobody_is_pinned_in_and_out_at_once(call: Any, manager: Any, four: list[Any]) -> None:
    with pytest.raises(Unfit, match="kept in and left out"):
        plan(call, manager, pinned_in=[four[0].pk], pinned_out=[four[0].pk])


class TestChanging:
    def test_a_name_leaves_the_set_and_places_work_it_out_anew(self, call: Any, manager: Any, four: list[Any]) -> None:
        made = plan(call, manager)
        operations.change(made, by=manager, name="Renamed", note="Why not.")
        made.refresh_from_db()
        assert (made.name, made.note, made.filled) == ("Renamed", "Why not.", 2)
        operations.change(made, by=manager, places=3)
        assert names(made) == ["Ada", "Bo", "Cy"]
        assert Entry.objects.filter(verb="scenario.changed").count() == 2

    def test_what_is_so_already_changes_nothing(self, call: Any, manager: Any, four: list[Any]) -> None:
        made = plan(call, manager, limits=[HEALTH, HEALTH], pinned_in=[four[2].pk, four[3].pk], places=3)
        before = Scenario.objects.values().get()
        operations.change(made, by=manager)
        operations.change(made, by=manager, name=" First ", places=3, limits=[HEALTH, HEALTH])
        operations.change(made, by=manager, pinned_in=[four[3].pk, four[2].pk])
        operations.pin(made, four[2].pk, where="in", by=manager)
        operations.pin(made, four[0].pk, where="free", by=manager)
        assert Scenario.objects.values().get() == before
        assert not Entry.objects.filter(verb="scenario.changed").exists()
        operations.pin(made, four[2].pk, where="free", by=manager)
        assert Scenario.objects.get().pinned_in == [four[3].pk]
        assert Entry.objects.filter(verb="scenario.changed").count() == 1

    def test_limits_come_and_go_one_by_one(self, call: Any, manager: Any, four: list[Any]) -> None:
        made = plan(call, manager)
        operations.limit(made, HEALTH, by=manager)
        assert names(made) == ["Ada", "Cy"]
        operations.lift(made, made.limits[0]["id"], by=manager)
        assert names(made) == ["Ada", "Bo"]
        assert made.limits == []
        operations.lift(made, "gone", by=manager)
        assert Entry.objects.filter(verb="scenario.changed").count() == 2

    def test_scores_of_now_are_taken_once_it_is_worked_out_anew(self, call: Any, manager: Any, four: list[Any]) -> None:
        made = plan(call, manager)
        reviews.review(reviews.assignment(four[1]), dict.fromkeys(reviews.WEIGHTS, 1))
        assert shown(made).moved == 1
        assert names(made) == ["Ada", "Bo"]
        operations.solve(made, by=manager)
        assert names(made) == ["Ada", "Cy"]
        assert shown(made).moved == 0
        assert Entry.objects.filter(verb="scenario.solved").count() == 1

    def test_a_copy_is_changed_for_itself(self, call: Any, manager: Any, four: list[Any]) -> None:
        made = plan(call, manager, limits=[HEALTH], pinned_in=[four[3].pk], note="Keep.")
        copied = operations.copy(made, by=manager)
        wished = ("places", "limits", "pinned_in", "pinned_out", "note", "scores_by")
        assert copied.name == "Copy of First"
        assert [getattr(copied, name) for name in wished] == [getattr(made, name) for name in wished]
        operations.change(copied, by=manager, places=1)
        made.refresh_from_db()
        assert made.places == 2

    def test_a_copy_takes_a_place_of_its_own(
        self, call: Any, manager: Any, four: list[Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(planning, "MOST", 2)
        made = plan(call, manager)
        operations.copy(made, by=manager)
        for act in (lambda: operations.copy(made, by=manager), lambda: plan(call, manager)):
            with pytest.raises(Refusal, match="This call has 2 scenarios"):
                act()
        assert Scenario.objects.count() == 2

    def test_a_deleted_one_is_gone_and_leaves_its_sentence(self, call: Any, manager: Any, four: list[Any]) -> None:
        made = plan(call, manager)
        operations.discard(made, by=manager)
        assert not Scenario.objects.exists()
        assert Entry.objects.get(verb="scenario.discarded").subject_label == "First"
        with pytest.raises(Refusal, match="Somebody deleted"):
            operations.solve(made, by=manager)

    def test_a_question_that_is_gone_says_so_and_its_limit_can_be_taken_out(
        self, call: Any, manager: Any, four: list[Any], asking: dict[str, Any]
    ) -> None:
        limit = {"kind": "each", "way": "most", "of": "a.stage", "bound": "1"}
        made = plan(call, manager, limits=[limit, HEALTH])
        first, *others = asking["sections"]
        rest = [one for one in first["questions"] if one["key"] != "stage"]
        sections = {"sections": [{**first, "questions": rest}, *others]}
        call.version = questionnaires.published_version(definition=sections, questionnaire=call.version.questionnaire, number=2)
        call.save()
        operations.solve(made, by=manager)
        made.refresh_from_db()
        assert (made.result, made.filled) == ({"state": "gone"}, 0)
        operations.lift(made, made.limits[0]["id"], by=manager)
        assert names(made) == ["Ada", "Cy"]


@pytest.mark.parametrize("who", ["auditor", "reviewer", "founder", "other manager"])
def test_only_managers_of_the_call_plan(call: Any, manager: Any, four: list[Any], who: str) -> None:
    made = plan(call, manager)
    person = {
        "auditor": lambda: accounts.operator_person(role="auditor"),
        "reviewer": lambda: reviews.reviewer(call),
        "founder": lambda: reviews.owner_of(four[0]),
        "other manager": lambda: reviews.manager(reviews.call()),
    }[who]()
    acts = [
        lambda: plan(call, person),
        lambda: operations.change(made, by=person, places=1),
        lambda: operations.limit(made, HEALTH, by=person),
        lambda: operations.lift(made, "x", by=person),
        lambda: operations.pin(made, four[0].pk, where="in", by=person),
        lambda: operations.solve(made, by=person),
        lambda: operations.copy(made, by=person),
        lambda: operations.use(made, by=person),
        lambda: operations.take_back(made, by=person),
        lambda: operations.discard(made, by=person),
    ]
    for act in acts:
        with pytest.raises(Forbidden):
            act()
    assert Scenario.objects.visible_to(person).exists() == (who == "auditor")
    assert Scenario.objects.visible_to(manager).get() == made


class TestWorkers:
    def test_many_applications_are_left_to_a_worker(
        self, call: Any, manager: Any, four: list[Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(solving, "AT_ONCE", 3)
        made = plan(call, manager)
        assert (made.solved_at, made.result) == (None, {})
        assert list(Scenario.objects.waiting()) == [made]
        operations.carry_out(made.pk)
        assert names(made) == ["Ada", "Bo"]
        assert not Scenario.objects.waiting().exists()

    def test_what_is_done_is_not_done_again(self, call: Any, manager: Any, four: list[Any]) -> None:
        made = plan(call, manager)
        operations.carry_out(made.pk)
        operations.carry_out(-1)
        made.refresh_from_db()
        assert made.tries == 0

    def test_what_was_asked_for_anew_meanwhile_is_worked_out_again(
        self, call: Any, manager: Any, four: list[Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = plan(call, manager)
        Scenario.objects.filter(pk=made.pk).update(solved_at=None, result={})

        def interrupted(call: Any, source: str) -> Any:
            Scenario.objects.filter(pk=made.pk).update(places=1, asked_at=clock.now())
            return scores(call, source)

        scores = scored.scores
        monkeypatch.setattr(scored, "scores", interrupted)
        operations.carry_out(made.pk)
        assert list(Scenario.objects.waiting()) == [made]
        monkeypatch.undo()
        operations.carry_out(made.pk)
        assert names(made) == ["Ada"]

    def test_what_workers_die_of_is_given_up(self, call: Any, manager: Any, four: list[Any]) -> None:
        made = plan(call, manager)
        Scenario.objects.filter(pk=made.pk).update(solved_at=None, tries=5)
        operations.carry_out(made.pk)
        made.refresh_from_db()
        assert made.result == {"state": "unsolved"}
        assert made.solved_at


class TestUsing:
    def test_the_set_is_accepted_as_one_act_that_can_be_taken_back(self, call: Any, manager: Any, four: list[Any]) -> None:
        decisions.decision(four[1], outcome="waitlist", by=manager)
        decisions.decision(four[3], outcome="decline", by=manager)
        made = plan(call, manager)
        used = operations.use(made, by=manager)
        assert _decided() == {"Ada": "accept", "Bo": "accept", "Di": "decline"}
        assert (used.used_by, used.act) == (manager, Decision.objects.get(application=four[0]).act)
        entry = Entry.objects.get(verb="scenario.used")
        assert entry.facts == {"call": "Tides", "count": 2}
        assert operations.take_back(used, by=manager) == 2
        assert _decided() == {"Bo": "waitlist", "Di": "decline"}
        used.refresh_from_db()
        assert (used.act, used.used_by, used.used_at) == ("", None, None)

    def test_a_conflict_of_who_uses_it_leaves_that_one_to_others(self, call: Any, manager: Any, four: list[Any]) -> None:
        reviews.conflict(four[0], manager)
        made = plan(call, manager)
        assert names(made) == ["Ada", "Bo"]
        operations.use(made, by=manager)
        assert _decided() == {"Bo": "accept"}

    def test_nothing_to_change_is_refused(self, call: Any, manager: Any, four: list[Any]) -> None:
        made = plan(call, manager)
        operations.use(made, by=manager)
        with pytest.raises(Refusal, match="Nothing would change"):
            operations.use(made, by=manager)
        empty = plan(call, manager, limits=[HEALTH | {"bound": "0"}, HEALTH | {"way": "least"}])
        with pytest.raises(Refusal, match="no set to use"):
            operations.use(empty, by=manager)

    def test_what_changed_since_it_was_looked_at_is_looked_at_again(self, call: Any, manager: Any, four: list[Any]) -> None:
        made = plan(call, manager)
        for look in ("-", ""):
            with pytest.raises(Refusal, match="changed since you looked"):
                operations.use(made, by=manager, seen=look)
        assert _decided() == {}


def _decided() -> dict[str, str]:
    return dict(Decision.objects.order_by("pk").values_list("application__startup__name", "outcome"))
