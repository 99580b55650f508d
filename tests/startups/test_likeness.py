"""By what two records are recognised as one startup: bare names, domains. Pure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelerator.startups import likeness
from accelerator.startups.signs import Trait


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tidewise", "TIDE-WISE Pte. Ltd."),
        ("Tidewise", "Tidewise, Inc."),
        ("Café Quay", "CAFE QUAY Private Limited"),
        ("PT Lighterman Tbk", "Lighterman"),
        ("Anchor's Ledger S.A.", "Anchors Ledger SA"),
        ("渡し舟株式会社", "株式会社渡し舟"),
        ("Straße GmbH", "STRASSE"),
    ],
)
def test_two_ways_of_writing_one_name(one: str, other: str) -> None:
    assert likeness.bare(one) == likeness.bare(other) != ""


def test_a_name_of_nothing_but_a_legal_form_or_signs_stays() -> None:
    for name, kept in (("Limited", "limited"), ("Co. Ltd", "co"), ("🪸", "🪸"), ("有限公司", "有限公司"), ("--", "--")):
        assert likeness.bare(name) == kept


@given(st.text(min_size=1, max_size=60).filter(str.strip))
def test_no_name_becomes_nothing_and_case_never_counts(name: str) -> None:
    assert likeness.bare(name) != ""
    assert likeness.bare(f" Quay {name} Pte Ltd") == likeness.bare(f"QUAY {name} Ltd.")


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://www.tidewise.example/a?b", "tidewise.example"),
        ("http://APP.Tidewise.Example.:8080", "tidewise.example"),
        ("https://shop.tidewise.com.sg", "tidewise.com.sg"),
        ("https://tidewise.com.sg", "tidewise.com.sg"),
        ("https://tidewise.sg", "tidewise.sg"),
        ("https://7.example", "7.example"),
        ("https://com.sg", "com.sg"),
        ("https://tidewise.github.io", ""),
        ("https://www.linkedin.com/company/tidewise", ""),
        ("ananya@tidewise.example", ""),
        ("https://192.168.0.1/", ""),
        ("https://localhost", ""),
        ("https://[::1", ""),
        ("", ""),
    ],
)
def test_the_domain_an_address_belongs_to(address: str, domain: str) -> None:
    assert likeness.domain(address) == domain


@given(st.text(max_size=80))
def test_any_address_is_read(address: str) -> None:
    assert likeness.domain(address) not in likeness.SHARED
    assert likeness.domain(f"https://{address}") not in likeness.SHARED


def test_a_name_of_letters_that_stand_for_many_is_kept_as_far_as_there_is_room() -> None:
    [(_kind, value)] = likeness.traits(names=["\ufdfa" * 200], addresses=[], number="", country="")
    assert len(value) == likeness.LONGEST == Trait._meta.get_field("value").max_length


def test_all_that_tells_a_startup() -> None:
    found = likeness.traits(
        names=["Tidewise", "Tide Wise Ltd", "Ebb"], addresses=["https://tidewise.example", ""], number="2018 12345k", country="SG"
    )
    assert found == {
        ("name", "tidewise"),
        ("name", "ebb"),
        ("domain", "tidewise.example"),
        ("registration", "SG 201812345K"),
    }
    assert likeness.traits(names=["🪸"], addresses=[], number="", country="SG") == {("name", "🪸")}
