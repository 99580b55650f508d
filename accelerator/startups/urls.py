"""The nouns of this area as paths."""

from __future__ import annotations

from django.urls import path

from accelerator.startups import views

urlpatterns = [
    path("startups/", views.startups, name="startups"),
    path("startups/new/", views.new, name="new_startup"),
    path("startups/<slug:slug>/", views.startup, name="startup"),
    path("startups/<slug:slug>/edit/", views.edit, name="edit_startup"),
    path("startups/<slug:slug>/history/", views.history, name="startup_history"),
    path("startups/<slug:slug>/members/", views.members, name="startup_members"),
    path("startups/<slug:slug>/members/<str:code>/role/", views.change_role, name="startup_member_role"),
    path("startups/<slug:slug>/members/<str:code>/end/", views.end, name="startup_member_end"),
]
