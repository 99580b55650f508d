"""A passkey in software: registers and signs as an authenticator does, and says of itself what the test wants."""

from __future__ import annotations

import hashlib
import json
import os
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

HOST = "testserver"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class Passkey:
    """One credential for one person at HOST."""

    def __init__(self, person: Any) -> None:
        self.person = person
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(16)

    def register(self) -> Authenticator:
        """Stores the credential as the add page would have."""
        public = AttestedCredentialData.create(b"\0" * 16, self.id, ES256.from_cryptography_key(self.key.public_key()))
        flags = PRESENT | VERIFIED | ATTESTED
        about = AuthenticatorData.create(hashlib.sha256(HOST.encode()).digest(), flags, 0, public)
        attestation = AttestationObject.create("none", about, {})
        response = {
            "clientDataJSON": websafe_encode(self._client("webauthn.create", websafe_encode(os.urandom(32)))),
            "attestationObject": websafe_encode(bytes(attestation)),
        }
        credential = self._credential(response) | {"clientExtensionResults": {"credProps": {"rk": True}}}
        made: Authenticator = WebAuthn.add(self.person, "Test key", credential).instance
        return made

    def sign(self, challenge: str, *, verified: bool = True) -> dict[str, Any]:
        """The answer to a challenge; `verified` False is a key that was touched, but asked for no finger and no PIN."""
        client = self._client("webauthn.get", challenge)
        flags = PRESENT | (VERIFIED if verified else 0)
        about = hashlib.sha256(HOST.encode()).digest() + bytes([flags]) + (1).to_bytes(4, "big")
        signature = self.key.sign(about + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._credential(
            {
                "clientDataJSON": websafe_encode(client),
                "authenticatorData": websafe_encode(about),
                "signature": websafe_encode(signature),
                "userHandle": websafe_encode(user_pk_to_url_str(self.person).encode()),
            }
        )

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": f"https://{HOST}"}).encode()

    def _credential(self, response: dict[str, str]) -> dict[str, Any]:
        name = websafe_encode(self.id)
        return {"type": "public-key", "id": name, "rawId": name, "response": response, "clientExtensionResults": {}}
