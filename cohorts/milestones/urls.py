"""The nouns of this area as paths."""

from __future__ import annotations

from django.urls import path

from cohorts.milestones.views import applying, checking, filling, plans, reaching, reminding, steps, versions

_STEP = "plans/<slug:code>/steps/<slug:key>/"
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
    path("milestones/<slug:code>/files/<slug:file>/remove/", reaching.take_out, name="milestone_take_out"),
    path("milestones/<slug:code>/start/", reaching.start, name="milestone_start"),
    path("milestones/<slug:code>/form/", filling.form, name="milestone_form"),
    path("milestones/<slug:code>/sheet/", filling.sheet, name="milestone_sheet"),
    path("milestones/<slug:code>/save/", reaching.save, name="milestone_save"),
    path("milestones/<slug:code>/submit/", reaching.submit, name="milestone_submit"),
    path("milestones/<slug:code>/sign-off/", checking.sign_off, name="milestone_sign_off"),
    path("milestones/<slug:code>/return/", checking.give_back, name="milestone_return"),
    path("milestones/<slug:code>/waive/", checking.waive, name="milestone_waive"),
    path("milestones/<slug:code>/move/", checking.move, name="milestone_move"),
    path("milestones/<slug:code>/more-time/", checking.ask, name="ask_extension"),
    path("milestones/<slug:code>/more-time/<slug:asked>/grant/", checking.grant, name="grant_extension"),
    path("milestones/<slug:code>/more-time/<slug:asked>/decline/", checking.decline, name="decline_extension"),
    path("milestones/<slug:code>/more-time/<slug:asked>/take-back/", checking.take_back, name="take_back_extension"),
    path("plans/", plans.plans, name="plans"),
    path("plans/new/", plans.new, name="new_plan"),
    path("plans/<slug:code>/", plans.plan, name="plan"),
    path("plans/<slug:code>/apply/", applying.apply, name="plan_apply"),
    path("plans/<slug:code>/copy/", plans.clone, name="plan_clone"),
    path("plans/<slug:code>/file/", versions.as_file, name="plan_file"),
    path("plans/<slug:code>/plan.yaml", versions.download, name="plan_download"),
    path("plans/<slug:code>/versions/", versions.versions, name="plan_versions"),
    path("plans/<slug:code>/versions/<int:number>/take-up/", versions.take_up, name="plan_take_up"),
    path("plans/<slug:code>/steps/new/", steps.new, name="new_plan_step"),
    path(_STEP, steps.step, name="plan_step"),
    path(f"{_STEP}place/", steps.place, name="plan_step_place"),
    path(f"{_STEP}remove/", steps.remove, name="plan_step_remove"),
    path(f"{_STEP}bring-back/", steps.bring_back, name="plan_step_bring_back"),
    path(f"{_STEP}form/", steps.form, name="plan_step_form"),
    path("enrolments/<slug:code>/plan-anew/", applying.replan, name="enrolment_replan"),
    path("schemas/plan.json", versions.schema, name="plan_schema"),
]
