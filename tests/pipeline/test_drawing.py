"""What stands over the list is escaped and says where one is."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from accelerator.pipeline import drawing
from accelerator.pipeline.columns import Columns
from accelerator.pipeline.panels import Head, KeptTab, Step, Tab

HOSTILE = '<b>"&'
SAFE = "&lt;b&gt;&quot;&amp;"
WAYS = {name: Head("?sort=x", "") for name in ("name", "score", "reviews", "age")}


def kept(*tabs: KeptTab, edited: bool = False) -> Any:
    return SimpleNamespace(tabs=lambda: tabs, is_edited=edited)


def test_a_step_without_a_filter_leads_nowhere() -> None:
    drawn = drawing.strip([Step("started", HOSTILE, 1204, "", 100, "", current=False)])
    assert drawn.startswith('<li><div><span class="stage"><svg')
    assert f"<span>{SAFE}</span></span>" in drawn
    assert '<span class="count">1,204</span>' in drawn
    assert '<rect class="f-pri" width="100%" height="100%"/></svg></li>' in drawn
    assert "<a " not in drawn


def test_the_step_one_filters_by_says_so() -> None:
    chosen, other = (Step("scored", "Scored", 3, HOSTILE, 7, "?reached=scored", current=current) for current in (True, False))
    assert '<a href="?reached=scored" aria-current="true">' in drawing.strip([chosen])
    assert '<a href="?reached=scored"><span' in drawing.strip([other])
    assert f'<span class="note">{SAFE}</span>' in drawing.strip([other])


def test_tabs_and_views() -> None:
    views = kept(KeptTab(HOSTILE, "?v=a", True, False), KeptTab("Ours", "?v=b", False, True), edited=True)
    drawn = drawing.tabs([Tab("All", "?", 12, False)], views)
    assert drawn.startswith('<a href="?">All<span class="n">12</span></a>')
    assert f'<a href="?v=a" aria-current="page">{SAFE}<span class="n">Edited</span></a>' in drawn
    assert '<a href="?v=b"><svg' in drawn
    assert 'aria-label="Shared"' in drawn
    assert drawn.count("Edited") == 1
    assert drawing.tabs([Tab("Offers", "?view=offers", 12, True, edited=True)], kept()) == (
        '<a href="?view=offers" aria-current="page">Offers<span class="n">Edited</span></a>'
    )


def test_heads_of_figures_say_which_review_stage_they_are_of() -> None:
    drawn = drawing.heads(Columns(frozenset({"score", "spread", "reviews", "rank"}), ()), WAYS)
    said = ' title="Of the last review stage in which the application was given out"'
    assert [said in one for one in drawn.split("</th>")[:5]] == [False, True, True, True, False]
    assert f'<th scope="col" class="r"{said}><a href="?sort=x">Score</a>' in drawn


def test_heads_say_which_way() -> None:
    answer: Any = SimpleNamespace(kind=SimpleNamespace(name="amount"), label=HOSTILE)
    ways = WAYS | {"age": Head("?sort=newest", "descending"), "name": Head("?", "ascending")}
    drawn = drawing.heads(Columns(frozenset({"age", "sector"}), (answer,)), ways)
    name, sector, age, asked = drawn.split("</th>")[:4]
    assert 'aria-sort="ascending"><a href="?">Startup<svg' in name
    assert "#arrow-up" in name
    assert sector == '<th scope="col">Sector'
    assert '<th scope="col" class="r" aria-sort="descending"><a href="?sort=newest">Age<svg' in age
    assert "#arrow-down" in age
    assert asked == f'<th scope="col" class="r"><span class="block max-w-40 truncate" title="{SAFE}">{SAFE}</span>'
    assert "<svg" not in drawing.heads(Columns(frozenset({"score"}), ()), WAYS)
