"""The nouns of this area as paths."""

from __future__ import annotations

from django.urls import path

from accelerator.accounts.views import account, apidocs, calendars, home, invitations, people, settings, shell

urlpatterns = [
    path("home/", home.home, name="home"),
    path("search/", home.search, name="search"),
    path("theme/", shell.theme, name="theme"),
    path("language/", shell.language, name="language"),
    path("language/forms/", shell.reading, name="reading"),
    path("logo/<str:name>", shell.logo, name="logo"),
    path("terms/", shell.document, {"which": "terms"}, name="terms"),
    path("privacy/", shell.document, {"which": "privacy"}, name="privacy"),
    path("styleguide/", shell.styleguide, name="styleguide"),
    path("account/", account.account, name="account"),
    path("account/accept/", account.accept, name="accept"),
    path("accounts/sessions/", account.Sessions.as_view(), name="usersessions_list"),
    path("account/tokens/", account.tokens, name="tokens"),
    path("account/tokens/<str:code>/revoke/", account.revoke_token, name="revoke_token"),
    path("account/calendar/", calendars.feed, name="calendar_feed"),
    path("account/calendar/revoke/", calendars.revoke, name="calendar_feed_revoke"),
    path("calendar/<str:secret>.ics", calendars.calendar, name="calendar"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/<str:code>/", people.person, name="person"),
    path("people/<str:code>/roles/give/", people.give_role, name="give_role"),
    path("people/<str:code>/roles/end/", people.end_role, name="end_role"),
    path("people/<str:code>/suspend/", people.suspend, name="suspend"),
    path("people/<str:code>/reinstate/", people.reinstate, name="reinstate"),
    path("organisations/", people.organisations, name="organisations"),
    path("invitations/<str:code>/resend/", invitations.resend, name="resend_invitation"),
    path("invitations/<str:code>/revoke/", invitations.revoke, name="revoke_invitation"),
    path("join/<str:token>/", invitations.invitation, name="invitation"),
    path("settings/", settings.settings, name="settings"),
    path("api/", apidocs.apidocs, name="apidocs"),
]
