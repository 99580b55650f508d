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
