"""Small doors of the shell: theme, language, logo, documents, the living component page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from accelerator.accounts import operations, pictures, safety
from accelerator.accounts.context import THEMES
from accelerator.kit import languages

_YEAR = 365 * 24 * 3600


def _keep(response: HttpResponse, name: str, value: str) -> HttpResponse:
    """A preference cookie; nothing secret, but not for scripts either."""
    response.set_cookie(name, value, max_age=_YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax", path="/")
    return response


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    response = redirect(safety.onward(request, "/"))
    wanted = request.POST.get("theme", "")
    return _keep(response, settings.THEME_COOKIE_NAME, wanted) if wanted in THEMES else response


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Kept in a cookie, and with the person where somebody is signed in."""
    response = redirect(safety.onward(request, "/"))
    wanted = request.POST.get("language", "")
    if wanted not in dict(settings.LANGUAGES):
        return response
    if request.user.is_authenticated:
        person = request.user
        operations.change_profile(person, name=person.name, zone=person.zone, language=wanted)
    translation.activate(wanted)
    return _keep(response, settings.LANGUAGE_COOKIE_NAME, wanted)


@require_POST
def reading(request: HttpRequest) -> HttpResponse:
    """In which language forms are read, kept in the session; one that a form is not written in changes nothing there."""
    request.session[languages.CHOSEN] = request.POST.get("language", "")[:21].lower()
    return redirect(safety.onward(request, "/"))


@require_safe
def logo(request: HttpRequest, name: str) -> FileResponse:
    """The operator's picture, for everybody; its name holds the digest of its content, so browsers keep it for a year."""
    kept = safety.house(request).logo
    if not kept or kept.rpartition("/")[2] != name or not default_storage.exists(kept):
        raise Http404
    response = FileResponse(default_storage.open(kept), content_type=pictures.TYPES[name.rpartition(".")[2]])
    response["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    response["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_safe
def document(request: HttpRequest, which: str) -> HttpResponse:
    house = safety.house(request)
    context: dict[str, Any] = {
        "which": which,
        "text": getattr(house, which),
        "version": getattr(house, f"{which}_version"),
        "house": house,
    }
    return render(request, "accelerator/accounts/document.html", context)


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component, live; only where demo people or developers look."""
    if not (settings.DEMO or settings.DEBUG):
        raise Http404
    return render(request, "accelerator/styleguide.html")
