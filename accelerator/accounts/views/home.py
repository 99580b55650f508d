"""Where everybody lands: what to do next, and what is going on. And the palette, which finds the rest."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain, groupby
from operator import attrgetter
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accelerator.accounts import safety
from accelerator.accounts.context import Shell
from accelerator.accounts.points import Hit, HomeCard, NextAction
from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers, clock, limiter, together
from accelerator.kit.registered import registered
from accelerator.kit.together import Steps

_WEEK = timedelta(days=7)
_SOON = timedelta(days=2)


@login_required
@require_safe
def home(request: SignedIn) -> HttpResponse:
    actions, cards, facts, acts = together.run(
        together.beside(
            next_actions.steps(request.user),
            home_cards.steps(request.user),
            together.each(registered("home_facts"), request.user),
            together.each(registered("home_acts"), request.user),
        )
    )
    now = timezone.localtime(clock.now())
    context = {
        "greeting": _greeting(now.hour),
        "now": now,
        "actions": actions,
        "late": sum(1 for action in actions if action.due_at and action.due_at < now),
        "soon": sum(1 for action in actions if action.due_at and action.due_at < now + _SOON),
        "this_week": sum(1 for action in actions if not action.due_at or action.due_at < now + _WEEK),
        "house_zone": safety.house(request).zone,
        "buttons": list(chain.from_iterable(acts)),
        "facts": list(chain.from_iterable(facts)),
        "main": [_drawn(card, request) for card in cards if not card.rail],
        "rail": [_drawn(card, request) for card in cards if card.rail],
    }
    return answers.page(request, "accelerator/accounts/home.html", context)


@together.stepwise
def next_actions(person: Any) -> Steps[list[NextAction]]:
    """What waits for `person` anywhere in the house: what is late or due soon, what waits without a day, what is due later."""
    soon = clock.now() + _SOON
    found = yield from together.each(registered("next_actions"), person)
    return sorted(chain.from_iterable(found), key=lambda action: action.due_at or soon)


@together.stepwise
def home_cards(person: Any) -> Steps[list[HomeCard]]:
    found = yield from together.each(registered("home_cards"), person)
    return sorted(chain.from_iterable(found), key=attrgetter("place"))


def _drawn(card: HomeCard, request: SignedIn) -> SafeString:
    return render_to_string(card.template, card.context, request)


def _greeting(hour: int) -> str:
    if hour < 12:
        return _("Good morning")
    return _("Good afternoon") if hour < 18 else _("Good evening")


@login_required
@require_safe
def search(request: SignedIn) -> HttpResponse:
    """What the palette shows for `q`; without scripts the same as a page. Sixty looks a minute."""
    text = " ".join(request.GET.get("q", "").split())[:100]
    hits: list[Hit] = []
    if len(text) >= 2:
        limiter.spend("search", str(request.user.pk), most=60, seconds=60)
        found = together.run(together.each(registered("search"), request.user, text))
        hits = list(chain.from_iterable(found))
    groups = [(title, list(found)) for title, found in groupby(sorted(hits, key=attrgetter("group")), attrgetter("group"))]
    lines = [] if answers.wants_fragment(request) else _lines(request, text)
    context = {"q": text, "groups": groups, "lines": lines, "count": len(hits) + len(lines)}
    return answers.page(request, "accelerator/accounts/search.html", context, fragment="found")


def _lines(request: SignedIn, text: str) -> list[dict[str, Any]]:
    """Lines of the menu that match; in the palette the browser filters them itself."""
    items = [item for group in Shell(request).menu for item in group["items"]]
    return [item for item in items if text.lower() in str(item["label"]).lower()]
