from __future__ import annotations

from django.urls import path

from cohorts.credits import export, views

urlpatterns = [
    path("credits/", views.overview, name="credits"),
    path("credits/ledger/", views.ledger, name="ledger"),
    path("credits/ledger.csv", export.ledger, name="ledger_export"),
    path("credits/pools/new/", views.new_pool, name="new_pool"),
    path("credits/pools/<slug:slug>/", views.pool, name="pool"),
    path("credits/grants/new/", views.new_grant, name="new_grant"),
    path("credits/grants/<slug:code>/", views.grant, name="grant"),
    path("credits/grants/<slug:code>/approve/", views.approve, name="grant_approve"),
    path("credits/grants/<slug:code>/decline/", views.decline, name="grant_decline"),
    path("credits/grants/<slug:code>/award/", views.award, name="grant_award"),
    path("credits/grants/<slug:code>/use/", views.draw_down, name="grant_draw_down"),
    path("credits/grants/<slug:code>/revoke/", views.revoke, name="grant_revoke"),
]
