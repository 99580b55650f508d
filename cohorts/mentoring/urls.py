"""The nouns of this area as paths."""

from __future__ import annotations

from django.urls import path

from cohorts.mentoring import views

urlpatterns = [
    path("sessions/", views.sessions, name="sessions"),
    path("sessions/log/", views.log, name="log_session"),
    path("sessions/<slug:code>/", views.session, name="session"),
    path("sessions/<slug:code>/notes/", views.add_note, name="session_note"),
    path("actions/<slug:code>/settle/", views.settle, name="action_settle"),
    path("cohorts/<slug:slug>/mentors/", views.mentors, name="cohort_mentors"),
]
