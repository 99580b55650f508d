"""The portal's signature: made with a stored key, checked with any key that ever signed."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management import call_command
from django.db import DatabaseError, transaction
from joserfc.jwk import OKPKey

from accelerator.kit import signing
from accelerator.kit.signing import SigningKey, Unproven

pytestmark = pytest.mark.django_db


def part(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_the_first_signature_makes_the_first_key_which_then_stays() -> None:
    first, second = signing.sign(b"one", typ="t"), signing.sign(b"two", typ="t")
    key = SigningKey.objects.get()
    assert signing.read(first, typ="t") == (b"one", key.kid)
    assert signing.read(second, typ="t") == (b"two", key.kid)


def test_anybody_can_check_it_with_the_public_half() -> None:
    head, body, signature = signing.sign(b"said", typ="t").split(".")
    (jwk,) = signing.public_keys()["keys"]
    assert json.loads(part(head)) == {"alg": "Ed25519", "kid": jwk["kid"], "typ": "t"}
    Ed25519PublicKey.from_public_bytes(part(jwk["x"])).verify(part(signature), f"{head}.{body}".encode())
    assert {name: jwk[name] for name in ("kty", "crv", "alg", "use")} == {
        "kty": "OKP",
        "crv": "Ed25519",
        "alg": "Ed25519",
        "use": "sig",
    }
    assert "d" not in jwk


def test_the_private_half_is_stored_sealed() -> None:
    signing.sign(b"one", typ="t")
    key = SigningKey.objects.get()
    private = signing._opened(key.sealed).as_dict(private=True)
    assert str(private["d"]) not in key.sealed + json.dumps(key.public)


def test_every_changed_letter_fails() -> None:
    token = signing.sign(b'{"a":1}', typ="t")
    for place, letter in enumerate(token):
        other = token[:place] + ("A" if letter != "A" else "B") + token[place + 1 :]
        if letter != "." and place == len(token) - 1:
            continue  # its last two bits are padding: another letter may mean the same signature
        with pytest.raises(Unproven):
            signing.read(other, typ="t")


@pytest.mark.parametrize("text", ["", "a.b.c", "...", "é.é.é", "W10.e30.AA", "bnVsbA.e30.AA", "e30.e30.AA", "x" * 5000])
def test_what_is_no_token_proves_nothing(text: str) -> None:
    signing.make_key()
    with pytest.raises(Unproven):
        signing.read(text, typ="t")


@pytest.mark.parametrize(
    "more",
    [
        {"alg": "none"},
        {"alg": ["Ed25519"]},
        {"alg": "HS256"},
        {"kid": "\0" * 43},
        {"kid": ["x"]},
        {"typ": ["t"]},
        {"crit": 5},
        {"crit": [["b64"]], "b64": False},
        {"jwk": {"kty": "OKP"}},
    ],
    ids=str,
)
def test_a_header_that_says_otherwise_or_more_proves_nothing(more: dict[str, Any]) -> None:
    head, body, signature = signing.sign(b"one", typ="t").split(".")
    strange = base64.urlsafe_b64encode(json.dumps(json.loads(part(head)) | more).encode()).decode().rstrip("=")
    with pytest.raises(Unproven):
        signing.read(f"{strange}.{body}.{signature}", typ="t")


def test_a_signature_for_one_purpose_proves_nothing_for_another() -> None:
    with pytest.raises(Unproven):
        signing.read(signing.sign(b"one", typ="badge"), typ="receipt")


def test_another_house_proves_nothing_here() -> None:
    token = signing.sign(b"one", typ="t")
    head, body, _signature = token.split(".")
    stranger = OKPKey.generate_key("Ed25519")
    forged = base64.urlsafe_b64encode(stranger.private_key.sign(f"{head}.{body}".encode())).decode().rstrip("=")
    with pytest.raises(Unproven):
        signing.read(f"{head}.{body}.{forged}", typ="t")


def test_after_a_new_key_older_signatures_still_stand(capsys: Any) -> None:
    before = signing.sign(b"one", typ="t")
    call_command("signing_key", "--new")
    after = signing.sign(b"two", typ="t")
    newest, oldest = SigningKey.objects.order_by("-id")
    assert [signing.read(token, typ="t").kid for token in (before, after)] == [oldest.kid, newest.kid]
    assert [key["kid"] for key in signing.public_keys()["keys"]] == [newest.kid, oldest.kid]
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [newest.kid, oldest.kid]


def test_a_lost_secret_costs_the_key_not_its_signatures(settings: Any) -> None:
    before = signing.sign(b"one", typ="t")
    settings.SECRET_KEY = "another secret than before"
    signing._opened.cache_clear()
    after = signing.sign(b"two", typ="t")
    assert [signing.read(token, typ="t").payload for token in (before, after)] == [b"one", b"two"]
    assert SigningKey.objects.count() == 2


def test_a_key_of_the_settings_signs_and_is_not_stored(settings: Any) -> None:
    key = OKPKey.generate_key("Ed25519")
    settings.SIGNING_KEY = json.dumps(key.as_dict(private=True))
    tokens = [signing.sign(text, typ="t") for text in (b"one", b"two")]
    kept = SigningKey.objects.get()
    assert (kept.kid, kept.sealed) == (key.thumbprint(), "")
    assert [signing.read(token, typ="t").payload for token in tokens] == [b"one", b"two"]


def test_keys_never_change() -> None:
    signing.make_key()
    with pytest.raises(DatabaseError), transaction.atomic():
        SigningKey.objects.update(public={})
    with pytest.raises(DatabaseError), transaction.atomic():
        SigningKey.objects.all().delete()
