"""Who answers at which point: knowledge of upper areas, listed by dotted name. See docs/structure.md."""

REGISTRATIONS: dict[str, list[str]] = {
    "menu": [
        "cohorts.roster.registered.menu",
        "cohorts.milestones.registered.menu",
        "cohorts.checkins.registered.menu",
        "cohorts.mentoring.registered.menu",
        "cohorts.reporting.registered.menu",
        "accelerator.reviews.registered.menu",
        "accelerator.pipeline.registered.menu",
        "cohorts.credits.registered.menu",
        "accelerator.programmes.registered.menu",
        "accelerator.accounts.registered.menu",
        "accelerator.applications.registered.menu",
        "accelerator.startups.registered.menu",
    ],
    "row_history": [
        "accelerator.trail.registered.row_history",
    ],
    "letterhead": [
        "accelerator.accounts.registered.letterhead",
    ],
    "roles": [
        "cohorts.roster.registered.ENROLMENT",
        "accelerator.programmes.registered.PROGRAMME",
        "accelerator.accounts.registered.ORGANISATION",
        "accelerator.startups.registered.STARTUP",
        "accelerator.applications.joining.APPLICATION",
    ],
    "search": [
        "cohorts.roster.registered.search",
        "cohorts.mentoring.registered.search",
        "accelerator.reviews.registered.search",
        "cohorts.credits.registered.search",
        "accelerator.programmes.registered.search",
        "accelerator.accounts.registered.search",
        "accelerator.applications.registered.search",
        "accelerator.startups.registered.search",
    ],
    "forms_run": [
        "accelerator.applications.registered.forms_run",
        "cohorts.checkins.registered.forms_run",
        "cohorts.milestones.registered.forms_run",
    ],
    "form_uses": [
        "accelerator.applications.registered.form_uses",
        "cohorts.checkins.registered.form_uses",
        "cohorts.milestones.registered.form_uses",
    ],
    "form_drafts": [
        "accelerator.applications.registered.form_drafts",
        "cohorts.checkins.registered.form_drafts",
    ],
    "sheet_renewed": [
        "accelerator.applications.registered.tell_renewed",
    ],
    "next_actions": [
        "cohorts.roster.registered.next_actions",
        "cohorts.milestones.registered.next_actions",
        "cohorts.checkins.registered.next_actions",
        "cohorts.mentoring.registered.next_actions",
        "accelerator.reviews.registered.next_actions",
        "accelerator.reviews.registered_interviews.next_actions",
        "accelerator.decisions.registered.next_actions",
        "cohorts.credits.registered.next_actions",
        "accelerator.programmes.registered.next_actions",
        "accelerator.programmes.registered.enquiries_waiting",
        "accelerator.applications.registered.next_actions",
        "accelerator.startups.registered.next_actions",
    ],
    "calendar_entries": [
        "cohorts.roster.registered.calendar_entries",
        "cohorts.milestones.registered_calendar.calendar_entries",
        "accelerator.reviews.registered_interviews.calendar_entries",
        "accelerator.reviews.registered_interviews.deadlines",
        "accelerator.decisions.registered.calendar_entries",
    ],
    "home_facts": [
        "cohorts.roster.registered.home_facts",
    ],
    "home_acts": [
        "cohorts.checkins.registered.home_acts",
    ],
    "home_cards": [
        "cohorts.roster.registered.home_cards",
        "cohorts.milestones.registered.home_cards",
        "cohorts.checkins.registered.home_cards",
        "cohorts.mentoring.registered.home_cards",
        "cohorts.reporting.registered.home_cards",
        "cohorts.credits.registered.home_cards",
        "accelerator.reviews.registered_interviews.home_cards",
        "accelerator.programmes.registered.home_cards",
        "accelerator.applications.registered.home_cards",
    ],
    "invitation_notes": [
        "accelerator.applications.joining.invitation_note",
    ],
    "startup_landing": [
        "accelerator.applications.joining.landing",
    ],
    "startups_seen": [
        "accelerator.applications.registered.startups_seen",
    ],
    "decided": [
        "accelerator.decisions.registered.decided",
    ],
    "conflict_sources": [
        "cohorts.roster.registered.mentors",
    ],
    "barred": [
        "accelerator.reviews.registered.barred",
    ],
    "application_submitted": [
        "accelerator.reviews.registered.application_submitted",
    ],
    "membership_changed": [
        "accelerator.reviews.registered.membership_changed",
    ],
    "startups_kept": [
        "accelerator.applications.registered.startups_seen",
    ],
    "chapters": [
        "cohorts.roster.registered.chapters",
        "accelerator.applications.registered.chapters",
    ],
    "record_tabs": [
        "cohorts.roster.registered.record_tabs",
        "accelerator.applications.registered.record_tabs",
    ],
    "timeline": [
        "cohorts.roster.registered.timeline",
        "cohorts.milestones.registered.timeline",
        "cohorts.checkins.registered.timeline",
        "cohorts.mentoring.registered.timeline",
        "accelerator.applications.registered.timeline",
    ],
    "places": [
        "accelerator.programmes.registered.places",
        "accelerator.startups.registered.places",
    ],
    "public_foot": [
        "accelerator.applications.registered.public_foot",
    ],
    "public_menu": [
        "accelerator.programmes.registered.public_menu",
    ],
    "questionnaire_published": [
        "accelerator.programmes.registered.take_up",
    ],
    "offer_accepted": [
        "cohorts.roster.registered.enrol_accepted",
    ],
    "startup_enrolled": [
        "cohorts.milestones.planning.follow_plans",
        "cohorts.checkins.operations.follow",
    ],
    "startup_zone_changed": [
        "cohorts.roster.operations.follow_zone",
        "cohorts.milestones.operations.follow_zone",
    ],
    "cohort_changed": [
        "cohorts.milestones.operations.follow_cohort",
    ],
    "startup_departed": [
        "cohorts.milestones.operations.close_departed",
        "cohorts.checkins.operations.close_departed",
    ],
    "startup_changed": [
        "cohorts.roster.operations.tick_profile",
    ],
    "startup_paused": [],
    "startup_resumed": [],
    "startup_graduated": [
        "cohorts.checkins.operations.close_graduated",
    ],
    "graduation_criteria": [
        "cohorts.milestones.graduating.REACHED",
        "cohorts.roster.criteria_of_ours.CHECKLIST",
        "cohorts.roster.criteria_of_ours.ATTENDED",
        "cohorts.checkins.graduating.ANSWERED",
    ],
    "cohort_panels": [
        "cohorts.milestones.registered.cohort_panels",
    ],
    "reminder_sources": [
        "cohorts.roster.sources.ONBOARDING",
        "accelerator.applications.reminders.REMINDERS",
        "accelerator.applications.reminders.CHANGES",
        "accelerator.applications.sources.CLARIFICATIONS",
        "accelerator.reviews.reminders.INTERVIEWS",
        "accelerator.decisions.reminders.OFFERS",
        "accelerator.reviews.sources.BIDDING",
        "accelerator.reviews.sources.DECLINED",
        "accelerator.reviews.sources.DUE",
        "accelerator.reviews.sources.LATE",
        "accelerator.reviews.sources.FURTHER",
        "cohorts.milestones.sources.REMINDERS",
        "cohorts.checkins.sources.REMINDERS",
    ],
    "application_standings": [
        "accelerator.reviews.registered.application_standings",
        "accelerator.reviews.registered_interviews.application_standings",
        "accelerator.decisions.registered.application_standings",
    ],
    "application_panels": [
        "accelerator.pipeline.registered.application_panels",
    ],
    "promised_days": [
        "accelerator.pipeline.registered.promised_days",
    ],
    "rehearsal_checks": [
        "cohorts.roster.registered.rehearsal_checks",
        "cohorts.credits.registered.rehearsal_checks",
    ],
    "application_withdrawn": [
        "accelerator.decisions.registered.application_withdrawn",
        "accelerator.reviews.registered_interviews.application_withdrawn",
    ],
    "staff_left": [
        "accelerator.reviews.registered_interviews.staff_left",
    ],
    "manager_left": [
        "cohorts.roster.operations.release_manager",
    ],
    "application_restored": [
        "accelerator.decisions.registered.application_restored",
    ],
    "own_applications": [
        "accelerator.applications.registered_calls.own_applications",
    ],
    "own_deadlines": [
        "accelerator.applications.registered_calls.own_deadlines",
    ],
    "calls_joined": [
        "accelerator.applications.registered_calls.calls_joined",
    ],
    "access_used": [
        "accelerator.applications.registered_calls.access_used",
    ],
    "call_links": [
        "accelerator.applications.registered_calls.call_links",
    ],
    "call_drafts": [
        "accelerator.applications.registered_calls.call_drafts",
    ],
    "call_extended": [
        "accelerator.applications.registered_calls.call_extended",
    ],
    "call_minutes_added": [
        "accelerator.applications.registered_calls.call_minutes_added",
    ],
    "minutes_counted": [
        "accelerator.applications.registered_calls.minutes_counted",
    ],
    "figures": [
        "cohorts.roster.registered.figures",
        "cohorts.mentoring.registered.figures",
        "cohorts.milestones.registered.figures",
        "accelerator.applications.registered.figures",
    ],
    "front_panels": [
        "cohorts.mentoring.registered.front_panels",
        "cohorts.credits.registered.front_panels",
        "cohorts.milestones.registered.front_panels",
        "accelerator.reviews.registered.front_panels",
        "accelerator.applications.registered.front_panels",
    ],
    "enrolment_panels": [
        "cohorts.roster.registered.enrolment_panels",
        "cohorts.milestones.registered.enrolment_panels",
        "cohorts.checkins.registered.enrolment_panels",
        "cohorts.mentoring.registered.enrolment_panels",
        "cohorts.reporting.registered.enrolment_panels",
    ],
    "mentors_for": [
        "cohorts.mentoring.registered.mentors_for",
    ],
    "mentor_topics": [
        "cohorts.mentoring.registered.mentor_topics",
    ],
}
