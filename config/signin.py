"""Sign-in elsewhere: GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET; OIDC='{"name", "server", "client_id", "secret"}'."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import environ


def providers(env: environ.Env) -> tuple[dict[str, Any], list[str]]:
    """What allauth is told of the providers that the environment names, and the origins that forms may lead to."""
    found: dict[str, Any] = {}
    origins: list[str] = []
    if env.str("GOOGLE_CLIENT_ID", ""):
        found["google"] = {
            "APPS": [{"client_id": env.str("GOOGLE_CLIENT_ID"), "secret": env.str("GOOGLE_CLIENT_SECRET")}],
            "SCOPE": ["openid", "email", "profile"],
            "OAUTH_PKCE_ENABLED": True,
            "FETCH_USERINFO": False,
        }
        origins.append("https://accounts.google.com")
    one: dict[str, str] = env.json("OIDC", default={})
    if one:
        app = {"provider_id": "sso", "name": one["name"], "client_id": one["client_id"], "secret": one["secret"]}
        found["openid_connect"] = {"OAUTH_PKCE_ENABLED": True, "APPS": [app | {"settings": {"server_url": one["server"]}}]}
        server = urlsplit(one["server"])
        origins.append(f"{server.scheme}://{server.netloc}")
    return found, origins
