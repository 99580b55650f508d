"""Whose an address is: what tells one organisation from another, and what everybody has."""

from __future__ import annotations

import pytest

from accelerator.reviews import domains


@pytest.mark.parametrize(
    ("address", "whose"),
    [
        ("ann@tidewise.example", "tidewise.example"),
        ("ANN@Mail.TideWise.Example", "tidewise.example"),
        ("https://app.tidewise.example/x?y=ann@other.example", "tidewise.example"),
        ("https://user@tidewise.example:8443/", "tidewise.example"),
        ("tidewise.example.", "tidewise.example"),
        ("www.tidewise.com.sg", "tidewise.com.sg"),
        ("ann@cs.nus.edu.sg", "nus.edu.sg"),
        ("ann@tidewise.co.uk", "tidewise.co.uk"),
        ("ann@live.example", "live.example"),
        ("ann@müller.example", "xn--mller-kva.example"),
        ("ann@MÜLLER.example", "xn--mller-kva.example"),
        ("ann@xn--mller-kva.example", "xn--mller-kva.example"),
        ("ann@潮汐。example", "xn--usw99d.example"),
    ],
)
def test_what_belongs_to_somebody(address: str, whose: str) -> None:
    assert domains.own(address) == whose


@pytest.mark.parametrize(
    "address",
    [
        "ann@gmail.com",
        "ANN@GMAIL.COM",
        "ann@yahoo.com.sg",
        "ann@yahoo.de",
        "ann@mail.yahoo.co.jp",
        "ann@live.co.uk",
        "ann@vip.qq.com",
        "ann@singnet.com.sg",
        "ann@btinternet.com",
        "ann@example.org",
        "https://tidewise.github.io/",
        "https://medium.com/@tidewise",
        "ann@com.sg",
        "ann@co.uk",
        "ann@edu",
        "ann@localhost",
        "ann@quay.test",
        "ann@192.0.2.1",
        "https://",
        "http:",
        "ann@",
        "",
        "ann@-" + "x" * 70 + ".example",
    ],
)
def test_what_is_everybodys_or_nobodys(address: str) -> None:
    assert domains.own(address) == ""


def test_a_name_that_only_begins_like_a_free_one_is_its_owners() -> None:
    assert domains.own("ann@gmail-tools.example") == "gmail-tools.example"
    assert domains.own("ann@notgmail.com") == "notgmail.com"
