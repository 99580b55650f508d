"""The nouns of this area as paths."""

from __future__ import annotations

from django.urls import path

from cohorts.checkins.views import answering, asks, cohorts, door, startups

urlpatterns = [
    path("check-in/sent/", door.sent, name="check_in_sent"),
    path("check-in/<str:secret>/", door.door, name="check_in_door"),
    path("check-ins/", startups.check_ins, name="check_ins"),
    path("check-ins/<slug:code>/", answering.check_in, name="check_in"),
    path("check-ins/<slug:code>/correct/", answering.correct, name="check_in_correct"),
    path("check-ins/<slug:code>/sheet/", answering.sheet, name="check_in_sheet"),
    path("enrolments/<slug:code>/check-ins/", startups.startup, name="startup_check_ins"),
    path("enrolments/<slug:code>/check-ins/target/", startups.target, name="check_in_target"),
    path("enrolments/<slug:code>/check-ins/consent/", startups.consent, name="check_in_consent"),
    path("cohorts/<slug:slug>/check-ins/", cohorts.cohort, name="cohort_check_ins"),
    path("cohorts/<slug:slug>/check-ins/figures.csv", cohorts.export, name="cohort_check_ins_export"),
    path("cohorts/<slug:slug>/check-ins/rhythm/", cohorts.rhythm, name="cohort_rhythm"),
    path("cohorts/<slug:slug>/check-ins/reading/", cohorts.reading, name="cohort_reading"),
    path("cohorts/<slug:slug>/check-ins/asks/", cohorts.asks, name="cohort_asks"),
    path("asks/", asks.asks, name="asks"),
    path("asks/<slug:code>/help/", asks.help_with, name="ask_help"),
    path("asks/<slug:code>/pass/", asks.pass_on, name="ask_pass"),
    path("asks/<slug:code>/close/", asks.close, name="ask_close"),
    path("asks/<slug:code>/reopen/", asks.reopen, name="ask_reopen"),
]
