"""The portal's signature: JWS in compact form (RFC 7515) by Ed25519 keys (RFC 8037, RFC 9864) that anybody may check.

The newest key signs, every key ever made goes on vouching for what it signed. The private half is stored sealed, or stands
in SIGNING_KEY.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

import structlog
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import models
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from accelerator.kit import secret
from accelerator.kit.models import AppendOnly

ALGORITHM = "Ed25519"
_KID = re.compile(r"[\w-]{43}", re.ASCII)
log = structlog.get_logger(__name__)


class Unproven(Exception):
    """A text is signed by none of our keys, or was changed since."""


class Signed(NamedTuple):
    """What a genuine token says, and the name of the key that signed it."""

    payload: bytes
    kid: str


class SigningKey(AppendOnly):
    """`sealed` is the private key, encrypted (kit.secret); empty where it stands in the settings."""

    kid = models.CharField(max_length=43, unique=True, help_text="RFC 7638: the thumbprint of the public key")
    public = models.JSONField(help_text="a JWK without the private part")
    sealed = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.kid

    def jwk(self) -> dict[str, str]:
        """As it stands in /.well-known/jwks.json."""
        return {**self.public, "kid": self.kid, "alg": ALGORITHM, "use": "sig"}


def make_key() -> SigningKey:
    """A new key, which signs from now on."""
    return _kept(OKPKey.generate_key("Ed25519"), stored=True)


def sign(payload: bytes, *, typ: str) -> str:
    """`payload` as a JWS. `typ` says what it is, so that a signature for one purpose proves nothing for another.

    One query; the first signature of all makes the first key.
    """
    return sign_all([payload], typ=typ)[0]


def sign_all(payloads: Iterable[bytes], *, typ: str) -> list[str]:
    """Each of `payloads` so, by the same key. One query."""
    kid, key = _current()
    header = {"alg": ALGORITHM, "kid": kid, "typ": typ}
    return [jws.serialize_compact(dict(header), one, key, algorithms=[ALGORITHM]) for one in payloads]


def read(token: str, *, typ: str) -> Signed:
    """What `token` says. One query. Raises Unproven."""
    try:
        header = jws.extract_compact(token.encode()).headers()
        kid = header.pop("kid", None)
        if header != {"alg": ALGORITHM, "typ": typ} or not (isinstance(kid, str) and _KID.fullmatch(kid)):
            raise Unproven  # nothing else is ever in a header of ours, so nothing else of the standard is read
        key = SigningKey.objects.filter(kid=kid).first()
        if key is None:
            raise Unproven
        found = jws.deserialize_compact(token, OKPKey.import_key(key.public), algorithms=[ALGORITHM])
    except (JoseError, ValueError) as fault:
        raise Unproven from fault
    return Signed(found.payload or b"", key.kid)


def public_keys() -> dict[str, list[dict[str, str]]]:
    """A JWK Set (RFC 7517) of all keys, the newest first."""
    return {"keys": [key.jwk() for key in SigningKey.objects.order_by("-id")]}


def _current() -> tuple[str, OKPKey]:
    if settings.SIGNING_KEY:
        return _named_in_settings(settings.SIGNING_KEY)
    newest = SigningKey.objects.exclude(sealed="").order_by("-id").first()
    if newest is not None:
        try:
            return newest.kid, _opened(newest.sealed)
        except InvalidToken:  # SECRET_KEY is another one now: what was signed stays provable, a new key signs
            log.warning("signing.sealed_for_good", kid=newest.kid)
    made = make_key()
    return made.kid, _opened(made.sealed)


def _named_in_settings(text: str) -> tuple[str, OKPKey]:
    key = OKPKey.import_key(json.loads(text))
    kid = key.thumbprint()
    if not SigningKey.objects.filter(kid=kid).exists():
        _kept(key, stored=False)
    return kid, key


def _kept(key: OKPKey, *, stored: bool) -> SigningKey:
    public: dict[str, Any] = key.as_dict(private=False)
    public = {name: public[name] for name in ("kty", "crv", "x")}
    sealed = secret.sealed(json.dumps(key.as_dict(private=True))) if stored else ""
    made, _new = SigningKey.objects.get_or_create(kid=key.thumbprint(), defaults={"public": public, "sealed": sealed})
    return made


@lru_cache(maxsize=4)
def _opened(sealed: str) -> OKPKey:
    return OKPKey.import_key(json.loads(secret.opened(sealed)))
