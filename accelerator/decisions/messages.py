"""Letters and what follows them. A decision stands in the first sentence; an offer never reads like a receipt."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accelerator.notices import operations as notices

ACCEPT = notices.Kind(
    name="decision_accept",
    label=_("Offer of a place"),
    subject=_("A place for {startup} in {call}: reply by {reply_by}"),
    text=_(
        "We offer {startup} a place in {call}.\n\n"
        "The place is not yours yet. Accept it by {reply_by}; after that it goes to the next startup on the waiting list.\n\n"
        "{feedback}"
    ),
    action=_("Accept or decline the place"),
    urgent=True,
)

WAITLIST = notices.Kind(
    name="decision_waitlist",
    label=_("Waiting list"),
    subject=_("{startup} is on the waiting list for {call}"),
    text=_(
        "We have put {startup} on the waiting list for {call}: there are fewer places than startups we would like to take.\n\n"
        "{feedback}\n\n"
        "You need not do anything. Should a place become free we offer it to you by mail, with a day to reply by."
    ),
    action=_("Read the decision"),
)

DECLINE = notices.Kind(
    name="decision_decline",
    label=_("Application declined"),
    subject=_("Our decision on the application of {startup} to {call}"),
    text=_(
        "We do not offer {startup} a place in {call}.\n\n"
        "{feedback}\n\n"
        "Later calls are open to you: this decision does not count against a new application, "
        "and your answers stay in your account to begin it with."
    ),
    action=_("Read the decision"),
)

LETTERS = {"accept": ACCEPT, "waitlist": WAITLIST, "decline": DECLINE}

TAKEN = notices.Kind(
    name="offer_accepted",
    label=_("Offer accepted"),
    subject=_("{startup} has accepted the place in {call}"),
    text=_(
        "{by} accepted the place in {call} for {startup}. The place is yours. The programme team writes to you about the start."
    ),
    action=_("See the offer"),
)

TURNED_DOWN = notices.Kind(
    name="offer_declined",
    label=_("Offer declined"),
    subject=_("{startup} has declined the place in {call}"),
    text=_("{by} declined the place in {call} for {startup}. It now goes to another startup."),
    action=_("See the offer"),
)

ANSWERED = notices.Kind(
    name="offer_answered",
    label=_("Offer answered"),
    subject=_("{startup} answered the offer: {answer}"),
    text=_("{startup} answered the offer of a place in {call}: {answer}. Places taken so far: {taken} of {places}."),
    action=_("See the offers"),
)

LAPSED = notices.Kind(
    name="offer_lapsed",
    label=_("Offer lapsed"),
    subject=_("The offer to {startup} has lapsed"),
    text=_(
        "Nobody answered the offer of a place for {startup} in {call} by {reply_by}, so it has lapsed. "
        "Only the programme team can open it again."
    ),
    action=_("See the offer"),
)

EXTENDED = notices.Kind(
    name="offer_extended",
    label=_("More time for an offer"),
    subject=_("More time for {startup}: reply by {reply_by}"),
    text=_("{by} gave you more time to answer the offer of a place in {call}. Accept or decline it by {reply_by}."),
    action=_("Accept or decline the place"),
    urgent=True,
)
