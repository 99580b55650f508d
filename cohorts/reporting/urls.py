from django.urls import path

from cohorts.reporting import views

urlpatterns = [path("cohorts/<slug:slug>/board/", views.board, name="board")]
