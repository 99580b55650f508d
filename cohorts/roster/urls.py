"""The nouns of this area as paths."""

from __future__ import annotations

from django.urls import path

from cohorts.roster.views import agreements, announcements, cohorts, enrolments, events, files, onboarding

urlpatterns = [
    path("cohorts/", cohorts.cohorts, name="cohorts"),
    path("cohorts/new/", cohorts.new, name="new_cohort"),
    path("alumni/", cohorts.alumni, name="alumni"),
    path("cohorts/<slug:slug>/startups/", cohorts.startups, name="cohort_startups"),
    path("cohorts/<slug:slug>/settings/", cohorts.settings, name="cohort_settings"),
    path("cohorts/<slug:slug>/team/", cohorts.add_to_team, name="cohort_add_to_team"),
    path("cohorts/<slug:slug>/team/<str:person>/end/", cohorts.end_in_team, name="cohort_end_in_team"),
    path("cohorts/<slug:slug>/graduation/", enrolments.graduation, name="cohort_graduation"),
    path("cohorts/<slug:slug>/onboarding/", onboarding.of_cohort, name="cohort_onboarding"),
    path("onboarding/<slug:code>/", onboarding.item, name="onboarding_item"),
    path("onboarding/<slug:code>/take-off/", onboarding.take_off, name="onboarding_take_off"),
    path("duties/<slug:code>/settle/", onboarding.settle, name="duty_settle"),
    path("duties/<slug:code>/reopen/", onboarding.reopen, name="duty_reopen"),
    path("duties/<slug:code>/waive/", onboarding.waive, name="duty_waive"),
    path("cohorts/<slug:slug>/agreements/", agreements.of_cohort, name="cohort_agreements"),
    path("agreements/<slug:code>/", agreements.agreement, name="agreement"),
    path("agreements/<slug:code>/accept/", agreements.accept, name="agreement_accept"),
    path("agreements/<slug:code>/reword/", agreements.reword, name="agreement_reword"),
    path("agreements/<slug:code>/withdraw/", agreements.withdraw, name="agreement_withdraw"),
    path("acceptances/<slug:code>/", agreements.acceptance, name="acceptance"),
    path("acceptances/<slug:code>/pdf/", agreements.acceptance_pdf, name="acceptance_pdf"),
    path("cohorts/<slug:slug>/announcements/", announcements.of_cohort, name="cohort_announcements"),
    path("cohorts/<slug:slug>/announcements/new/", announcements.new, name="new_announcement"),
    path("announcements/<slug:code>/", announcements.announcement, name="announcement"),
    path("cohorts/<slug:slug>/calendar/", events.of_cohort, name="cohort_calendar"),
    path("cohorts/<slug:slug>/calendar.ics", events.calendar_file, name="cohort_calendar_file"),
    path("cohorts/<slug:slug>/calendar/new/", events.new, name="new_event"),
    path("events/<slug:code>/", events.event, name="event"),
    path("events/<slug:code>/edit/", events.edit, name="event_edit"),
    path("events/<slug:code>/call-off/", events.call_off, name="event_call_off"),
    path("events/<slug:code>/attendance/", events.attendance, name="event_attendance"),
    path("cohorts/<slug:slug>/files/", files.of_cohort, name="cohort_files"),
    path("shared-files/<slug:code>/", files.file, name="shared_file"),
    path("shared-files/<slug:code>/remove/", files.remove, name="shared_file_remove"),
    path("enrolments/<slug:code>/", enrolments.enrolment, name="enrolment"),
    path("enrolments/<slug:code>/managers/", enrolments.add_manager, name="enrolment_add_manager"),
    path(
        "enrolments/<slug:code>/supporters/<str:person>/<slug:role>/end/",
        enrolments.end_supporter,
        name="enrolment_end_supporter",
    ),
    path("enrolments/<slug:code>/onboarding/", onboarding.of_startup, name="enrolment_onboarding"),
    path("enrolments/<slug:code>/payment/", onboarding.payment, name="enrolment_payment"),
    path("enrolments/<slug:code>/files/", files.of_startup, name="enrolment_files"),
    path("enrolments/<slug:code>/pause/", enrolments.pause, name="enrolment_pause"),
    path("enrolments/<slug:code>/resume/", enrolments.resume, name="enrolment_resume"),
    path("enrolments/<slug:code>/depart/", enrolments.depart, name="enrolment_depart"),
    path("enrolments/<slug:code>/graduate/", enrolments.graduate, name="enrolment_graduate"),
]
