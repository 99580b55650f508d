from django.urls import path

from accelerator.pipeline import views

urlpatterns = [
    path("calls/<slug:slug>/pipeline/", views.pipeline, name="pipeline"),
    path("calls/<slug:slug>/pipeline/act/", views.act, name="pipeline_act"),
    path("calls/<slug:slug>/pipeline/export.csv", views.export, name="pipeline_export"),
]
