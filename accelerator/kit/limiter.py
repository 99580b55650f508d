"""How often something may happen, counted in the shared cache."""

from __future__ import annotations

from django.core.cache import cache
from django.utils.translation import ngettext

from accelerator.kit import clock, codes
from accelerator.kit.refusals import TooMany


def spend(what: str, who: str, *, most: int, seconds: int) -> None:
    """Counts one use of `what` by `who` in the present window of `seconds`; raises TooMany past `most`.

    The window is fixed, its counter atomic (INCR), and `who` is stored as a digest only.
    """
    at = int(clock.now().timestamp())
    window, passed = divmod(at, seconds)
    key = f"limit:{what}:{codes.digest(who)}:{window}"
    if cache.add(key, 1, seconds + 5):
        return
    try:
        count = cache.incr(key)
    except ValueError:  # the key ran out between the two calls
        return
    if count > most:
        wait = seconds - passed
        minutes = -(-wait // 60)
        said = ngettext(
            "That was too often. Try again in %(count)d minute.", "That was too often. Try again in %(count)d minutes.", minutes
        )
        raise TooMany(said % {"count": minutes}, wait=wait)
