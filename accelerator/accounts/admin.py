"""The support desk's view of people. Signing in to it goes through allauth, like everywhere."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import ApiToken, CalendarFeed, Invitation, KeptAnswer, Membership, Organisation, Person
from accelerator.kit.admin import ReadOnly


def _login(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    """Whoever may open the desk is signed in when they get here: no second way past the factors."""
    return redirect("admin:index")


def _password(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    """Passwords change on the house's own page: with its limits, its notice, and the end of other sessions."""
    return redirect("account_change_password")


admin.site.login = secure_admin_login(_login)  # type: ignore[method-assign]  # as allauth's manual says
admin.site.password_change = _password  # type: ignore[method-assign,assignment]  # a redirect, not a page
admin.site.site_header = admin.site.site_title = "Slipway"
admin.site.index_title = _("Every row, to look at")
admin.site.index_template = "admin/nouns.html"
admin.site.site_url = "/home/"


@admin.register(Person)
class People(ReadOnly):
    list_display = ("email", "name", "is_active", "is_staff", "last_login", "joined_at")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    exclude = ("password", "groups", "user_permissions")
    ordering = ("email",)


@admin.register(Organisation)
class Organisations(ReadOnly):
    list_display = ("name", "kind", "slug")
    ordering = ("name",)


@admin.register(Membership)
class Memberships(ReadOnly):
    list_display = ("person", "role", "organisation", "created_at", "ended_at")
    list_select_related = ("person", "organisation")
    list_filter = ("role",)
    ordering = ("-id",)


@admin.register(Invitation)
class Invitations(ReadOnly):
    list_display = ("email", "scope_label", "role", "created_at", "expires_at", "accepted_at", "revoked_at")
    search_fields = ("email",)
    exclude = ("digest",)
    ordering = ("-id",)


@admin.register(ApiToken)
class Tokens(ReadOnly):
    list_display = ("name", "person", "scopes", "created_at", "expires_at", "revoked_at", "last_used_at")
    list_select_related = ("person",)
    search_fields = ("name", "person__email")
    exclude = ("digest",)
    ordering = ("-id",)


@admin.register(CalendarFeed)
class CalendarFeeds(ReadOnly):
    list_display = ("person", "made_at", "last_read_at")
    list_select_related = ("person",)
    search_fields = ("person__email",)
    exclude = ("digest",)
    ordering = ("-id",)


@admin.register(KeptAnswer)
class KeptAnswers(ReadOnly):
    list_display = ("key", "person", "status", "content_type", "created_at")
    list_select_related = ("person",)
    search_fields = ("key", "person__email")
    exclude = ("digest", "body")  # what the person alone was answered
    ordering = ("-id",)
