"""A menu that is the same is drawn once; one that differs in anything is drawn anew."""

from __future__ import annotations

from dataclasses import replace

from django.utils.functional import lazy
from django.utils.translation import get_language, override

from accelerator.accounts import menus
from accelerator.accounts.points import MenuEntry

HOME = MenuEntry("Home", "/home/", "house", place=0, dock=True)
LIST = MenuEntry("Pipeline", "/calls/spring/pipeline/?mine", "filter", group="Spring <1>", count=1200, place=1, short="List")


def test_the_same_menu_is_drawn_once() -> None:
    assert menus.drawn([HOME, LIST], "/home/") is menus.drawn([replace(HOME), replace(LIST)], "/home/")


def test_the_longest_address_that_the_page_begins_with_is_current() -> None:
    call = MenuEntry("Call", "/calls/spring/", "megaphone", dock=True)
    drawn = menus.drawn([HOME, call, LIST], "/calls/spring/pipeline/SF-1/")
    assert drawn.sections.count("aria-current") == 1
    assert '<a class="side-link" href="/calls/spring/pipeline/?mine" aria-current="page">' in drawn.sections
    assert "aria-current" not in drawn.dock
    assert '<a href="/calls/spring/" aria-current="page">' in menus.drawn([HOME, call, LIST], "/calls/spring/settings/").dock


def test_what_waits_is_told_as_it_is() -> None:
    assert '<span class="n">1,200</span>' in menus.drawn([LIST], "/").sections
    assert '<span class="n">1,201</span>' in menus.drawn([replace(LIST, count=1201)], "/").sections
    assert '<span class="n">' not in menus.drawn([replace(LIST, count=0)], "/").sections


def test_words_that_are_translated_late_are_in_the_language_of_the_page() -> None:
    spoken = replace(HOME, label=lazy(get_language, str)())
    for language in ("en", "de", "en"):
        with override(language):
            assert f"</svg>{language}</a>" in menus.drawn([spoken], "/").sections


def test_groups_stand_in_the_order_of_their_first_line_and_are_escaped() -> None:
    late = MenuEntry("Late", "/late/", "clock")
    drawn = menus.drawn([HOME, LIST, late], "/")
    assert drawn.sections.index("/home/") < drawn.sections.index("/late/") < drawn.sections.index("<h2>Spring &lt;1&gt;</h2>")
    assert 'id="go-1-2" href="/late/"' in drawn.goto
    assert "<small>Spring &lt;1&gt;</small>" in drawn.goto


def test_five_at_most_stand_in_the_dock_under_their_short_words() -> None:
    lines = [MenuEntry(f"Line {place}", f"/{place}/", "circle", dock=True, short=f"L{place}") for place in range(7)]
    assert [f"<span>L{place}</span>" in menus.drawn(lines, "/").dock for place in range(7)] == [True] * 5 + [False] * 2
