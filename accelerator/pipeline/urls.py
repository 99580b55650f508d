from django.urls import path

from accelerator.pipeline.views import acting, exporting, listing, narrowing

urlpatterns = [
    path("calls/<slug:slug>/pipeline/", listing.pipeline, name="pipeline"),
    path("calls/<slug:slug>/pipeline/filter/", narrowing.add, name="pipeline_filter"),
    path("calls/<slug:slug>/pipeline/act/", acting.act, name="pipeline_act"),
    path("calls/<slug:slug>/pipeline/export.csv", exporting.export, name="pipeline_export"),
]
