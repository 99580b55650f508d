"""The support desk's view of people. Signing in to it goes through allauth, like everywhere."""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from django.contrib import admin

from accelerator.accounts.models import Invitation, Membership, Organisation, Person
from accelerator.kit.admin import ReadOnly

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # as allauth's manual says
admin.site.site_header = admin.site.site_title = "Slipway"


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
