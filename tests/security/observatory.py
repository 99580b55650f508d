"""Mozilla's Observatory table as a function: what a response's headers score. 100 to begin with; bonuses count from 90 up.

Source: the scoring document of the HTTP Observatory. Cookies, transport and redirects are judged on production settings.
"""

from __future__ import annotations

from http.cookies import SimpleCookie

from django.http import HttpResponseBase

SIX_MONTHS = 15768000


def score(response: HttpResponseBase) -> tuple[int, list[str]]:
    """The score, and what was taken off or given, in words."""
    rows = [*_policy(response), *_cookies(response.cookies), *_transport(response), *_rest(response)]
    lost = sum(points for points, _ in rows if points < 0)
    won = sum(points for points, _ in rows if points > 0)
    total = 100 + lost
    return (total + won if total >= 90 else total), [f"{points:+d} {why}" for points, why in rows]


def _policy(response: HttpResponseBase) -> list[tuple[int, str]]:
    text = response.headers.get("Content-Security-Policy", "")
    if not text:
        return [(-25, "no Content-Security-Policy")]
    parts = {name: values for name, *values in (part.split() for part in text.split(";") if part.strip())}
    script = parts.get("script-src", parts.get("default-src", ["*"]))
    style = parts.get("style-src", parts.get("default-src", ["*"]))
    if {"'unsafe-inline'", "data:", "*", "https:", "http:"} & set(script):
        return [(-20, "scripts from anywhere or inline")]
    rows = []
    if "'unsafe-eval'" in script:
        rows.append((-10, "eval"))
    elif "'unsafe-inline'" in style:
        rows.append((0, "inline styles"))
    else:
        rows.append((10, "default-src 'none'") if parts.get("default-src") == ["'none'"] else (5, "no unsafe source"))
    if parts.get("frame-ancestors") == ["'none'"]:
        rows.append((5, "frame-ancestors"))
    elif response.headers.get("X-Frame-Options", "") not in ("DENY", "SAMEORIGIN"):
        rows.append((-20, "may be framed"))
    return rows


def _cookies(cookies: SimpleCookie) -> list[tuple[int, str]]:
    rows = []
    for name, cookie in cookies.items():
        session = "session" in name
        if not cookie["secure"]:
            rows.append((-40 if session else -20, f"cookie {name} without Secure"))
        if session and not cookie["httponly"]:
            rows.append((-30, f"cookie {name} without HttpOnly"))
        if not cookie["samesite"]:
            rows.append((-20, f"cookie {name} without SameSite"))
    return rows or [(5, "cookies")] if cookies else []


def _transport(response: HttpResponseBase) -> list[tuple[int, str]]:
    text = response.headers.get("Strict-Transport-Security", "")
    age = next((int(part.split("=")[1]) for part in text.replace(" ", "").split(";") if part.startswith("max-age=")), 0)
    if not text:
        return [(-20, "no HSTS")]
    return [(0, "HSTS")] if age >= SIX_MONTHS else [(-10, "HSTS under six months")]


def _rest(response: HttpResponseBase) -> list[tuple[int, str]]:
    rows = []
    if response.headers.get("X-Content-Type-Options") != "nosniff":
        rows.append((-5, "no nosniff"))
    private = ("no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin")
    if response.headers.get("Referrer-Policy") in private:
        rows.append((5, "Referrer-Policy"))
    if response.headers.get("Cross-Origin-Resource-Policy") == "same-origin":
        rows.append((10, "Cross-Origin-Resource-Policy"))
    return rows
