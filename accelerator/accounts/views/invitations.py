"""The page behind an invitation's link, and what the inviting side does with invitations of any scope."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts import operations, queries, safety
from accelerator.accounts.models import Invitation, Person
from accelerator.accounts.requests import SignedIn
from accelerator.kit import codes, limiter
from accelerator.kit.addresses import reverse
from accelerator.kit.refusals import Forbidden, Refusal

_ACCEPTS = "accepts"  # in the session: the invitation that its reader pressed on for, before they signed in


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Who holds the link proved the address: a new person signs up with it verified, a known one signs in and accepts.

    A wrong, used, revoked and old link answer alike: who guesses learns nothing, who was invited learns what to do.
    """
    limiter.spend("invitation", get_adapter().get_client_ip(request), most=60, seconds=600)
    found = Invitation.objects.open().select_related("invited_by").filter(digest=codes.digest(token)).first()
    if found is None:
        return render(request, "accelerator/accounts/invitation_gone.html", status=404)
    fits = request.user.is_authenticated and _is_addressed(found, request.user)
    if request.method == "POST" or (request.method == "GET" and fits and request.session.pop(_ACCEPTS, "") == found.digest):
        return _go_on(request, found)
    known = Person.objects.filter(emailaddress__email=found.email, emailaddress__verified=True).exists()
    context = {"invitation": found, "known": known, "fits": fits, "notes": queries.invitation_notes(found)}
    return render(request, "accelerator/accounts/invitation.html", context)


def _is_addressed(found: Invitation, person: Person) -> bool:
    return Person.objects.filter(pk=person.pk, emailaddress__email=found.email, emailaddress__verified=True).exists()


def _go_on(request: HttpRequest, found: Invitation) -> HttpResponse:
    """Signed in: accepts. Else: to signing in, or to signing up with the invited address known to be good; who then comes back
    has said already that they accept.
    """
    if request.user.is_authenticated:
        try:
            url = operations.accept_invitation(found, by=request.user)
        except Forbidden as refusal:
            messages.error(request, str(refusal.sentence))
            return redirect(request.path)
        messages.success(request, _("You joined %(scope)s") % {"scope": found.scope_label})
        return redirect(url)
    request.session[_ACCEPTS] = found.digest
    if "new" not in request.POST:
        return redirect_to_login(request.path)
    get_adapter().stash_verified_email(request, found.email)
    return redirect(f"{reverse('account_signup')}?{urlencode({'email': found.email, 'next': request.path})}")


@login_required
@require_POST
def resend(request: SignedIn, code: str) -> HttpResponse:
    return _settle(request, code, operations.resend, _("A new link is on its way; the old one stopped working."))


@login_required
@require_POST
def revoke(request: SignedIn, code: str) -> HttpResponse:
    return _settle(request, code, operations.revoke, _("Withdrawn. The link no longer works."))


def _settle(request: SignedIn, code: str, act: Callable[..., None], done: str) -> HttpResponse:
    found = queries.invitation_for(code, request.user)
    if found is None:
        raise Http404
    try:
        act(found, by=request.user)
        messages.success(request, done)
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
    return redirect(safety.onward(request, "/home/"))
