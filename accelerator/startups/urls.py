"""The nouns of this area as paths."""

from __future__ import annotations

from django.urls import path

from accelerator.startups.views import pairs, records, transfers

urlpatterns = [
    path("startups/", records.startups, name="startups"),
    path("startups/new/", records.new, name="new_startup"),
    path("startups/duplicates/", pairs.duplicates, name="startup_duplicates"),
    path("startups/<slug:slug>/", records.startup, name="startup"),
    path("startups/<slug:slug>/edit/", records.edit, name="edit_startup"),
    path("startups/<slug:slug>/history/", records.history, name="startup_history"),
    path("startups/<slug:slug>/with/<slug:other>/", pairs.pair, name="startup_pair"),
    path("startups/<slug:slug>/with/<slug:other>/apart/", pairs.apart, name="startup_apart"),
    path("startups/<slug:slug>/with/<slug:other>/doubt/", pairs.doubt, name="startup_doubt"),
    path("startups/<slug:slug>/unmerge/", pairs.unmerge, name="startup_unmerge"),
    path("startups/<slug:slug>/members/", records.members, name="startup_members"),
    path("startups/<slug:slug>/members/<str:code>/role/", records.change_role, name="startup_member_role"),
    path("startups/<slug:slug>/members/<str:code>/end/", records.end, name="startup_member_end"),
    path("startups/<slug:slug>/members/<str:code>/hand-over/", transfers.offer, name="startup_hand_over"),
    path("transfers/<slug:code>/", transfers.transfer, name="startup_transfer"),
    path("transfers/<slug:code>/accept/", transfers.accept, name="startup_transfer_accept"),
    path("transfers/<slug:code>/decline/", transfers.decline, name="startup_transfer_decline"),
    path("transfers/<slug:code>/take-back/", transfers.take_back, name="startup_transfer_take_back"),
]
