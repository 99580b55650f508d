"""Where everything answers: each area brings its nouns as paths."""

from __future__ import annotations

from importlib.util import find_spec

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from accelerator.kit import admin as desk
from accelerator.kit import areas
from config.api import api

handler403 = "accelerator.kit.problems.denied"
handler404 = "accelerator.kit.problems.missing"
handler500 = "accelerator.kit.problems.crashed"

urlpatterns: list[URLPattern | URLResolver] = [
    path("desk/r/<path:content_type_id>/<path:object_id>/", admin.site.admin_view(desk.onward)),
    path("desk/", admin.site.urls),
    path("api/v1/", api.urls),
    *(
        path("", include(f"{area}.urls"))
        for app in ("accelerator", "cohorts")
        for area in areas.of(app)
        if find_spec(f"{area}.urls")
    ),
    path("accounts/", include("allauth.urls")),  # after the one page of its own that the house draws itself
]
