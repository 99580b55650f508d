"""Letters and what follows them. A decision stands in the first sentence; an offer never reads like a receipt.

The words of the first three are ours; letters are told under kinds of their own, in the words that their release wrote down.
"""

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

OURS = {"accept": ACCEPT, "waitlist": WAITLIST, "decline": DECLINE}

_LABELS = {
    "accept": _("Letter: offer of a place"),
    "waitlist": _("Letter: waiting list"),
    "decline": _("Letter: application declined"),
}

LETTERS = {
    outcome: notices.Kind(
        name=f"letter_{outcome}",
        label=_LABELS[outcome],
        subject="{title}",
        text="{text}",
        action=ours.action,
        urgent=ours.urgent,
        marked=True,
    )
    for outcome, ours in OURS.items()
}

RELEASED = notices.Kind(
    name="decisions_released",
    label=_("Decisions released"),
    subject=_("{by} released decisions for {call}: {count}"),
    text=_(
        "{by} released decisions for {call}: {count}. Founders are told at {told_at}. "
        "Until then you can take the release back with one click, and nothing is sent."
    ),
    action=_("Look at it"),
    urgent=True,
)

RECALLED = notices.Kind(
    name="decisions_recalled",
    label=_("Release taken back"),
    subject=_("{by} took back the release of decisions for {call}"),
    text=_(
        "{by} took back the release of decisions for {call}: {count}. Nobody was told, and they can be changed again.\n\n{reason}"
    ),
    action=_("Open the decisions"),
    urgent=True,
)

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

OFFERED_ON = notices.Kind(
    name="offer_from_waiting_list",
    label=_("Offer from the waiting list"),
    subject=_("A place for {startup} in {call} has become free: reply by {reply_by}"),
    text=_(
        "{startup} was on the waiting list for {call}. A place has become free, and we offer it to you.\n\n"
        "The place is not yours yet. Accept it by {reply_by}; after that it goes to the next startup on the waiting list."
    ),
    action=_("Accept or decline the place"),
    urgent=True,
)

PASSED_ON = notices.Kind(
    name="place_offered_on",
    label=_("Place offered to the next"),
    subject=_("A free place in {call} was offered to {startup}"),
    text=_(
        "{startup} stood on the waiting list of {call} and has until {reply_by} to answer. Places taken: {taken} of {places}."
    ),
    action=_("See the offers"),
)

LEVEL = notices.Kind(
    name="place_waits_for_order",
    label=_("Waiting list without an order"),
    subject=_("A place in {call} is free, and two startups stand first"),
    text=_(
        "A place in {call} became free. The first on the waiting list have the same mean and nobody has put them in order, "
        "so that the place was offered to nobody. Put them in order; it is offered within a minute."
    ),
    action=_("Put the waiting list in order"),
)

OFFER_DUE = notices.Kind(
    name="offer_due",
    label=_("Offer waits for an answer"),
    subject=_("The place in {call} waits for your answer: {left} left"),
    text=_("We offered {startup} a place in {call}. Accept or decline it by {reply_by}; after that it goes to another startup."),
    action=_("Accept or decline the place"),
    urgent=True,
)

PACKED = notices.Kind(
    name="pack_ready",
    label=_("Committee pack is ready"),
    subject=_("The committee pack of {call} is ready"),
    text=_("The pack you asked for is written. It is kept until {until}; only you can fetch it."),
    action=_("Fetch it"),
)

NOT_PACKED = notices.Kind(
    name="pack_failed",
    label=_("Committee pack failed"),
    subject=_("The committee pack of {call} could not be written"),
    text=_("It was tried five times. Nothing of it is kept. Ask for it again, with fewer pages perhaps."),
    action=_("Ask again"),
)
