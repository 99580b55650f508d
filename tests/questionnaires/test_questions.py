"""Types of question: what is kept of what people type, and what is told them before they submit."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelerator.questionnaires.amounts import Date, Money, Number, as_day, as_number
from accelerator.questionnaires.choices import Choice, Choices, Country, YesNo
from accelerator.questionnaires.emails import Email
from accelerator.questionnaires.questions import MOST, File, LongText, Option, Question, Text, TooLong, Unkept, Url

STAGES = (Option("idea", "Idea"), Option("pilot", "Pilot"), Option("sales", "Paying customers"))
any_text = st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


def asked(cls: type[Question], **more: Any) -> Any:
    return cls(key="q", label="Q", **more)


@given(any_text)
def test_text_is_kept_unchanged_but_for_line_ends(text: str) -> None:
    assert asked(LongText).clean(text) == text.replace("\r\n", "\n").replace("\r", "\n")


@given(any_text)
def test_keeping_twice_changes_nothing(text: str) -> None:
    for question in (asked(LongText), asked(Number), asked(Date), asked(Url), asked(Choice, options=STAGES)):
        kept = question.clean(text)
        assert question.clean(kept) == kept


@given(any_text, st.integers(1, 50))
def test_a_limit_counts_code_points_after_line_ends_are_one(text: str, limit: int) -> None:
    question = asked(LongText, limit=limit)
    kept = question.clean(text)
    over = len(kept) - limit
    expected = (
        ""
        if over <= 0 or not kept.strip()
        else f"{over} character{'s' if over > 1 else ''} over the limit. Shorten it to submit."
    )
    assert question.fault(kept) == expected


def test_the_browser_counts_the_same() -> None:
    """static/src/js/fields.js spreads the text into code points: an emoji is one, a family of four with joiners is seven."""
    assert asked(LongText, limit=7).fault("👨‍👩‍👧‍👦") == ""
    assert asked(LongText, limit=6).fault("👨‍👩‍👧‍👦") == "1 character over the limit. Shorten it to submit."
    assert asked(LongText, limit=3).fault(asked(LongText).clean("a\r\nb")) == ""


@pytest.mark.parametrize("bad", ["a\0b", "\ud800", "half a pair \udc00"])
def test_what_no_database_stores_is_refused(bad: str) -> None:
    with pytest.raises(Unkept, match="invisible character") as refusal:
        asked(Text).clean(bad)
    assert refusal.value.status == 422


def test_more_than_can_be_kept_is_refused_with_both_numbers() -> None:
    assert asked(LongText).clean("x" * MOST) == "x" * MOST
    with pytest.raises(TooLong, match=r"100001 characters long\. At most 100000 can be kept") as refusal:
        asked(LongText).clean("x" * (MOST + 1))
    assert refusal.value.status == 413


@pytest.mark.parametrize("raw", [None, 1, True, ["a"], {"a": 1}])
def test_a_text_takes_text_only(raw: object) -> None:
    with pytest.raises(Unkept):
        asked(Text).clean(raw)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("18,400", "18400"),
        (" 18 400.50 ", "18400.50"),
        ("−5", "-5"),
        ("007", "7"),
        ("3.14", "3.14"),
        ("", ""),
        *((odd, odd) for odd in ("1,5", "12,34,567", "about ten", "1e5", "٣", "NaN", "1.")),
    ],
)
def test_a_number_is_kept_plain_and_anything_else_as_typed(typed: str, kept: str) -> None:
    assert asked(Number).clean(typed) == kept


@pytest.mark.parametrize(
    ("number", "kept"), [(1e-05, "0.00001"), (1e16, "10000000000000000"), (-2.5e-07, "-0.00000025"), (0.1, "0.1"), (12, "12")]
)
def test_a_number_of_a_program_is_kept_without_an_exponent(number: float, kept: str) -> None:
    question = asked(Number)
    assert (question.clean(number), question.fault(kept)) == (kept, "")


@pytest.mark.parametrize("number", [float("inf"), float("nan"), 1e300])
def test_what_no_number_here_can_be_bars_submission(number: float) -> None:
    question = asked(Number)
    assert question.fault(question.clean(number)) == "Write a number such as 18,400 or 0.5."


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_a_written_number_reads_back(number: Any) -> None:
    question = asked(Number)
    assert as_number(question.told(question.clean(str(number)))) == number


@pytest.mark.parametrize(
    ("more", "value", "fault"),
    [
        ({}, "12", ""),
        ({}, "twelve", "Write a number such as 18,400 or 0.5."),
        ({}, "1,5", "Write a number such as 18,400 or 0.5."),
        ({"min": "1"}, "0.99", "The least is 1."),
        ({"min": "1"}, "1", ""),
        ({"max": "5000", "unit": "people"}, "5001", "The most is 5,000 people."),
        ({"whole": True}, "2.5", "Write a whole number."),
        ({"whole": True}, "2.0", ""),
    ],
)
def test_faults_of_a_number(more: dict[str, Any], value: str, fault: str) -> None:
    assert asked(Number, **more).fault(value) == fault


def test_money_knows_its_currency() -> None:
    assert asked(Money, currency="SGD").fault("10.555") == "SGD has at most 2 decimals."
    assert asked(Money, currency="RWF").told("10.5") == "RWF 10.5", "what was answered when it had cents"
    assert asked(Money, currency="JPY").fault("10.5") == "JPY has at most 0 decimals."
    assert asked(Money, currency="SGD", min="0").fault("-1") == "The least is SGD 0."
    assert asked(Money, currency="SGD").told("18400") == "SGD 18,400"
    assert asked(Money, currency="SGD").told("a lot") == "a lot"


@pytest.mark.parametrize(
    ("more", "value", "fault"),
    [
        ({}, "2026-11-30", ""),
        ({}, "30/11/2026", "Write a date such as 2026-11-30."),
        ({}, "2026-02-30", "Write a date such as 2026-11-30."),
        ({"min": "2026-01-01"}, "2025-12-31", "The first possible day is"),
        ({"max": "2026-01-01"}, "2026-01-02", "The last possible day is"),
    ],
)
def test_faults_of_a_date(more: dict[str, Any], value: str, fault: str) -> None:
    found = asked(Date, **more).fault(value)
    assert found.startswith(fault)
    assert bool(found) is bool(fault)


def test_a_day_needs_all_its_digits() -> None:
    assert as_day("2026-11-30") is not None
    assert as_day("20261130") is None
    assert as_day("2026-W48-1") is None


def test_one_of_the_options() -> None:
    question = asked(Choice, options=STAGES, required=True)
    assert question.fault("pilot") == ""
    assert question.fault("Pilot") == "Choose one of the options."
    assert question.fault("") == "Choose one to submit."
    assert question.told("pilot") == "Pilot"


def test_several_options_stand_in_their_own_order_once_each() -> None:
    question = asked(Choices, options=STAGES, max=2)
    assert question.clean(["sales", "idea", "sales"]) == ["idea", "sales"]
    assert question.clean("pilot") == ["pilot"]
    assert question.clean(None) == []
    assert question.clean(["unheard of", "idea"]) == ["idea", "unheard of"]
    assert question.fault(["idea", "pilot", "sales"]) == "Choose at most 2. You chose 3."
    assert question.fault(["unheard of"]) == "Choose among the options."
    assert question.told(["idea", "sales"]) == "Idea, Paying customers"
    for bad in ({"a": 1}, 5, [1]):
        with pytest.raises(Unkept):
            question.clean(bad)


def test_yes_and_no() -> None:
    question = asked(YesNo, required=True)
    assert [question.clean(raw) for raw in (True, False, "yes", "no", "", None)] == [True, False, True, False, None, None]
    assert question.fault(False) == ""
    assert question.fault(None) == "Choose yes or no to submit."
    for bad in (1, 0, "maybe", ["yes"]):
        with pytest.raises(Unkept):
            question.clean(bad)


def test_a_declaration_is_made_or_not() -> None:
    question = asked(YesNo, required=True, must_be_yes=True)
    assert [question.clean(raw) for raw in (True, False, "yes", None)] == [True, None, True, None]
    assert question.fault(True) == ""
    assert question.fault(None) == "Confirm this to submit."


@pytest.mark.parametrize(
    "good", ["https://example.org", "http://a.example.org/path?q=1#x", " https://example.org ", "https://münchen.example"]
)
def test_whole_web_addresses(good: str) -> None:
    assert asked(Url).fault(good) == ""


@pytest.mark.parametrize(
    "bad",
    [
        "example.org",
        "javascript:alert(1)",
        "https://",
        "ftp://example.org",
        "https://exa mple.org",
        "https://[",
        "http://localhost",
    ],
)
def test_anything_else_is_no_web_address(bad: str) -> None:
    assert asked(Url).fault(bad) == "Write a whole web address such as https://example.org."


def test_e_mail_addresses() -> None:
    assert asked(Email).fault("name@example.org") == ""
    for bad in ("name", "a@b", "a b@example.org", "a@@example.org", "Name <name@example.org>"):
        assert asked(Email).fault(bad) == "Write an e-mail address such as name@example.org."
    host = "@example.org"
    assert asked(Email).fault(f" {'a' * (254 - len(host))}{host} ") == ""
    assert asked(Email).fault("a" * (255 - len(host)) + host) == "An e-mail address has at most 254 characters."


def test_countries_by_code() -> None:
    assert asked(Country).fault("SG") == ""
    assert asked(Country).told("SG") == "Singapore"
    assert asked(Country).fault("Singapore") == "Choose a country from the list."


def test_files_come_with_the_upload() -> None:
    question = asked(File, required=True, max=1)
    with pytest.raises(Unkept, match="uploaded, not typed"):
        question.clean("deck.pdf")
    assert question.fault(None) == "Attach a file to submit."
    assert question.fault([{"name": "deck.pdf"}]) == ""
    assert question.fault([{"name": "a"}, {"name": "b"}]) == "Remove 1 file."


@pytest.mark.parametrize("empty", [None, "", "  \n ", []])
def test_only_the_required_must_be_answered(empty: Any) -> None:
    assert asked(Text, required=True).fault(empty) == "Answer this to submit."
    assert asked(Text).fault(empty) == ""
