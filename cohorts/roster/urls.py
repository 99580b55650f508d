"""The nouns of this area as paths."""

from __future__ import annotations

from django.urls import path

from cohorts.roster import views

urlpatterns = [
    path("cohorts/", views.cohorts, name="cohorts"),
    path("cohorts/new/", views.new, name="new_cohort"),
    path("cohorts/<slug:slug>/startups/", views.startups, name="cohort_startups"),
    path("enrolments/<slug:code>/", views.enrolment, name="enrolment"),
    path("enrolments/<slug:code>/managers/", views.add_manager, name="enrolment_add_manager"),
    path("enrolments/<slug:code>/supporters/<str:person>/<slug:role>/end/", views.end_supporter, name="enrolment_end_supporter"),
    path("enrolments/<slug:code>/depart/", views.depart, name="enrolment_depart"),
    path("enrolments/<slug:code>/graduate/", views.graduate, name="enrolment_graduate"),
]
