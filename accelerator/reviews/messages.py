"""What reviewers and managers are told about reviews."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accelerator.notices import operations as notices

ASSIGNED = notices.Kind(
    name="reviews_assigned",
    label=_("Applications to score"),
    subject=_("Applications to score for {call}: {count}"),
    text=_(
        "{by} asks you to score applications to {call}. New in your queue: {count}. Scores are due by {due}.\n\n"
        "Open each one, score the criteria and write a comment for the panel. "
        "Where you know the people or have a stake, declare a conflict: the application then leaves your queue at once."
    ),
    action=_("Open my queue"),
)

FURTHER = notices.Kind(
    name="reviews_further",
    label=_("Further applications to score"),
    subject=_("Further applications to score: {count}"),
    text=_(
        "Since you heard last, more applications were given to you: {count}. Calls: {calls}. The first scores are due by {due}."
    ),
    action=_("Open my queue"),
)

DUE_SOON = notices.Kind(
    name="reviews_due_soon",
    label=_("Scores due soon"),
    subject=_("Scores for {call} are due on {due}: {count}"),
    text=_(
        "Applications to {call} wait for your scores: {count}. They are due on {due}.\n\n"
        "What you have no time for you can hand back with one click, so that somebody else reads it."
    ),
    action=_("Open my queue"),
)

DUE_TODAY = notices.Kind(
    name="reviews_due_today",
    label=_("Scores due today"),
    subject=_("Scores for {call} are due today: {count}"),
    text=_("Applications to {call} wait for your scores, due today: {count}."),
    action=_("Open my queue"),
)

OVERDUE = notices.Kind(
    name="reviews_overdue",
    label=_("Scores overdue"),
    subject=_("Scores for {call} were due on {due}: {count}"),
    text=_(
        "Applications to {call} still wait for your scores: {count}. They were due on {due}.\n\n"
        "Score them now, or hand back what you have no time for."
    ),
    action=_("Open my queue"),
)

LATE = notices.Kind(
    name="reviews_late",
    label=_("Late reviews"),
    subject=_("Late reviews for {call}: {count}"),
    text=_("Reviews for {call} are late: {count}.\n\n{names}"),
    action=_("See who reviews what"),
)

HANDED_ON = notices.Kind(
    name="reviews_handed_on",
    label=_("Applications handed on"),
    subject=_("Applications to {call} handed on to others: {count}"),
    text=_(
        "Applications to {call} that waited for your scores long after they were due were given to other reviewers: {count}. "
        "They have left your queue, and nobody waits for your scores of them."
    ),
    action=_("Open my queue"),
)

TAKEN_BACK = notices.Kind(
    name="reviews_taken_back",
    label=_("Applications taken back"),
    subject=_("Applications to {call} taken back from you: {count}"),
    text=_(
        "{by} took back applications to {call} that you were asked to score: {count}. They have left your queue, and nobody "
        "waits for your scores of them. What you have begun stays yours."
    ),
    action=_("Open my queue"),
)

REOPENED = notices.Kind(
    name="review_reopened",
    label=_("Review open again"),
    subject=_("Your review of {startup} is open again"),
    text=_(
        "{by} opened your review of {startup} for {call} again. Your scores and comments are as you left them. "
        "Change what you want to change and submit it once more; until then it does not count."
    ),
    action=_("Open the review"),
)

MENTIONED = notices.Kind(
    name="review_mentioned",
    label=_("Mentioned in a discussion"),
    subject=_("{by} mentions you in the discussion of {startup}"),
    text=_(
        "{by} mentions you in the panel's discussion of {startup}, which applied to {call}. What was said stands there, "
        "and not in this mail."
    ),
    action=_("Open the discussion"),
)

CONFLICT = notices.Kind(
    name="review_conflict",
    label=_("Conflict declared"),
    subject=_("{person} declared a conflict with {startup}"),
    text=_(
        "{person} declared a conflict of interest with {startup} and can no longer open its application to {call}.\n\n"
        "Reason given: {reason}\n\nThe application may need another reviewer."
    ),
    action=_("See who reviews what"),
)

DECLINED = notices.Kind(
    name="reviews_declined",
    label=_("Applications handed back"),
    subject=_("Applications to {call} handed back by reviewers: {count}"),
    text=_(
        "Reviewers of {call} handed applications back that they have no time for or that are not their field: {count}.\n\n"
        "{names}\n\nThey are free to be given to somebody else."
    ),
    action=_("See who reviews what"),
)

BIDDING = notices.Kind(
    name="reviews_bidding",
    label=_("Bidding"),
    subject=_("What would you like to read of {call}?"),
    text=_(
        "Say which applications to {call} you would like to read, and which not, until {until}. A key for each is enough.\n\n"
        "Where you know the people or have a stake, answer with a conflict: you are not given that one."
    ),
    action=_("Bid"),
)

RECORDED = notices.Kind(
    name="review_conflict_recorded",
    label=_("Conflict recorded for you"),
    subject=_("You have a conflict of interest with {startup}"),
    text=_(
        "{by} put on record that you have a conflict of interest with {startup}. You can no longer open its application to "
        "{call}, nor score or decide about it.\n\nReason given: {reason}\n\nWhere this is a mistake, a manager of the programme "
        "can end it."
    ),
    action=_("See your conflicts"),
)

FOUND = notices.Kind(
    name="review_conflicts_found",
    label=_("Conflicts found"),
    subject=_("Conflicts of interest found for {call}: reviews taken away: {count}"),
    text=_(
        "Conflicts of interest with applications to {call} were found that were not known when they were given out. Reviews that "
        "were taken away: {count}.\n\nThese applications may need another reviewer. Where a conflict bars nobody, end it."
    ),
    action=_("Open the register"),
)
