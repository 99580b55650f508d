"""Random codes and tokens."""

from __future__ import annotations

from accelerator.kit import codes


def test_a_code_is_ten_letters_that_nobody_takes_for_digits() -> None:
    made = [codes.new() for _ in range(2000)]
    assert {len(code) for code in made} == {10}
    assert len(set(made)) == 2000
    for place in range(10):
        assert {code[place] for code in made} == set("0123456789abcdefghjkmnpqrstvwxyz")


def test_a_token_is_kept_as_its_digest_only() -> None:
    assert codes.token() != codes.token()
    assert codes.digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
