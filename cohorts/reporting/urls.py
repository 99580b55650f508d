"""The nouns of this area as paths."""

from __future__ import annotations

from django.urls import path

from cohorts.reporting.views import boards, risks, timelines

urlpatterns = [
    path("cohorts/<slug:slug>/board/", boards.board, name="board"),
    path("cohorts/<slug:slug>/board/weeks/", boards.along_time, name="board_weeks"),
    path("cohorts/<slug:slug>/board/board.csv", boards.file, {"kind": "csv"}, name="board_csv"),
    path("cohorts/<slug:slug>/board/board.xlsx", boards.file, {"kind": "xlsx"}, name="board_xlsx"),
    path("cohorts/<slug:slug>/board/view/", boards.keep, name="board_view"),
    path("cohorts/<slug:slug>/board/view/forget/", boards.forget, name="board_view_forget"),
    path("cohorts/<slug:slug>/board/rules/", risks.rules, name="risk_rules"),
    path("programmes/<slug:slug>/risk-rules/", risks.programme_rules, name="programme_risk_rules"),
    path("enrolments/<slug:code>/timeline/", timelines.one, name="enrolment_timeline"),
    path("enrolments/<slug:code>/flags/", risks.flag, name="enrolment_flag"),
    path("enrolments/<slug:code>/flags/<slug:flag>/end/", risks.unflag, name="enrolment_unflag"),
    path("enrolments/<slug:code>/mutes/", risks.mute, name="enrolment_mute"),
    path("enrolments/<slug:code>/mutes/<slug:mute>/end/", risks.unmute, name="enrolment_unmute"),
]
