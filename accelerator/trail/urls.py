from __future__ import annotations

from django.urls import path

from accelerator.trail import views

urlpatterns = [
    path("trail/", views.trail, name="trail"),
    path("trail/access/", views.access, name="access_log"),
]
