"""The nouns of this area as paths."""

from __future__ import annotations

from django.urls import path

from accelerator.programmes.views import access, calls, cloning, deadlines, enquiries, papers, programmes, public, screening

urlpatterns = [
    path("", public.front, name="front"),
    path("calls/", public.calls, name="calls"),
    path("calls/<slug:slug>/", public.call, name="call"),
    path("calls/<slug:slug>/settings/", calls.settings, name="call_settings"),
    path("calls/<slug:slug>/settings/form/", calls.form, name="call_form"),
    path("calls/<slug:slug>/settings/rubric/", calls.rubric, name="call_rubric"),
    path("calls/<slug:slug>/settings/dates/", calls.schedule, name="call_schedule"),
    path("calls/<slug:slug>/questions/", enquiries.ask, name="call_ask"),
    path("calls/<slug:slug>/settings/questions/", enquiries.enquiries, name="call_enquiries"),
    path("calls/<slug:slug>/settings/questions/<slug:code>/", enquiries.answer, name="call_answer"),
    path("calls/<slug:slug>/eligibility/", screening.screen, name="call_eligibility"),
    path("calls/<slug:slug>/settings/eligibility/", screening.draw, name="call_checks"),
    path("calls/<slug:slug>/form/", papers.printed, name="call_printed"),
    path("calls/<slug:slug>/dates.ics", papers.dates, name="call_dates"),
    path("calls/<slug:slug>/settings/again/", cloning.clone, name="call_clone"),
    path("access/", access.access, name="access"),
    path("calls/<slug:slug>/settings/access/", access.codes, name="call_access"),
    path("calls/<slug:slug>/settings/access/<slug:code>/", access.change, name="call_access_change"),
    path("calls/<slug:slug>/settings/access/<slug:code>/end/", access.end, name="call_access_end"),
    path("calls/<slug:slug>/settings/extend/", deadlines.extend, name="call_extend"),
    path("calls/<slug:slug>/publish/", calls.publish, name="call_publish"),
    path("programmes/", programmes.programmes, name="programmes"),
    path("programmes/new/", programmes.new, name="new_programme"),
    path("programmes/<slug:slug>/", programmes.programme, name="programme"),
    path("programmes/<slug:slug>/edit/", programmes.edit, name="edit_programme"),
    path("programmes/<slug:slug>/staff/", programmes.staff, name="programme_staff"),
    path("programmes/<slug:slug>/staff/<str:code>/<slug:role>/end/", programmes.end_staff, name="programme_staff_end"),
    path("programmes/<slug:slug>/calls/new/", programmes.new_call, name="new_call"),
]
