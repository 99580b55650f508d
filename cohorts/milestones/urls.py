"""The nouns of this area as paths."""

from __future__ import annotations

from django.urls import path

from cohorts.milestones.views import plans, reaching, reminding

_REMINDER = "cohorts/<slug:slug>/reminders/<slug:code>/"

urlpatterns = [
    path("plans/<slug:code>/reminders/", reminding.rules, name="plan_reminders"),
    path("plans/<slug:code>/reminders/<slug:rule>/", reminding.rule, name="reminder_rule"),
    path("plans/<slug:code>/reminders/<slug:rule>/remove/", reminding.remove_rule, name="remove_reminder_rule"),
    path("cohorts/<slug:slug>/reminders/", reminding.calendar, name="reminders"),
    path(_REMINDER, reminding.group, name="reminder_group"),
    path(f"{_REMINDER}hold/", reminding.hold, name="hold_reminders"),
    path(f"{_REMINDER}release/", reminding.release, name="release_reminders"),
    path(f"{_REMINDER}words/", reminding.word, name="word_reminders"),
    path("milestones/", reaching.milestones, name="milestones"),
    path("milestones/<slug:code>/", reaching.milestone, name="milestone"),
    path("milestones/<slug:code>/files/<slug:file>/", reaching.file, name="milestone_file"),
    path("milestones/<slug:code>/files/<slug:file>/preview/", reaching.preview, name="milestone_preview"),
    path("milestones/<slug:code>/start/", reaching.start, name="milestone_start"),
    path("milestones/<slug:code>/submit/", reaching.submit, name="milestone_submit"),
    path("milestones/<slug:code>/sign-off/", reaching.sign_off, name="milestone_sign_off"),
    path("milestones/<slug:code>/return/", reaching.give_back, name="milestone_return"),
    path("milestones/<slug:code>/waive/", reaching.waive, name="milestone_waive"),
    path("milestones/<slug:code>/move/", reaching.move, name="milestone_move"),
    path("plans/", plans.plans, name="plans"),
    path("plans/new/", plans.new, name="new_plan"),
    path("plans/<slug:code>/", plans.plan, name="plan"),
    path("plans/<slug:code>/apply/", plans.apply, name="plan_apply"),
    path("plans/<slug:code>/steps/<int:position>/", plans.step, name="plan_step"),
]
