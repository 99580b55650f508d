"""Zones under their present names."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

import pytest
from django import forms

from accelerator.kit import zones

MOMENTS = [datetime(year, month, 15, tzinfo=UTC) for year in (2000, 2015, 2025) for month in (1, 7)]


@pytest.mark.parametrize(
    ("older", "now"),
    [
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Asia/Saigon", "Asia/Ho_Chi_Minh"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("US/Eastern", "America/New_York"),
        ("Singapore", "Asia/Singapore"),
        ("Etc/Zulu", "UTC"),
        ("Asia/Kuala_Lumpur", "Asia/Kuala_Lumpur"),
        ("Europe/Oslo", "Europe/Oslo"),
        ("UTC", "UTC"),
    ],
)
def test_an_older_name_is_told_and_a_city_keeps_its_own(older: str, now: str) -> None:
    assert (zones.current(older), zones.known(older)) == (now, now)


def test_what_is_no_zone_is_none() -> None:
    assert zones.known("Asia/Atlantis") == zones.known("") == zones.known("../etc/passwd") == ""


def test_every_zone_is_offered_once_and_shows_the_same_clock() -> None:
    names = [name for name, _label in zones.offered()]
    assert names == sorted(set(names))
    assert ("America/New_York", "America/New York") in zones.offered()
    for name in available_timezones() - {"Factory", "localtime", "posixrules"}:
        now = zones.current(name)
        assert now in names
        assert zones.current(now) == now
        assert [moment.astimezone(ZoneInfo(name)).utcoffset() for moment in MOMENTS] == [
            moment.astimezone(ZoneInfo(now)).utcoffset() for moment in MOMENTS
        ]


class TestField:
    class Form(forms.Form):
        zone = zones.ZoneField()

    def test_what_was_kept_under_an_older_name_is_chosen_under_the_present_one(self) -> None:
        drawn = str(self.Form(initial={"zone": ZoneInfo("Asia/Calcutta")})["zone"])
        assert drawn.count("selected") == 1
        assert '<option value="Asia/Kolkata" selected>Asia/Kolkata</option>' in drawn
        assert "Calcutta" not in drawn

    def test_it_is_kept_under_the_present_one(self) -> None:
        form = self.Form({"zone": "Asia/Calcutta"})
        assert form.is_valid()
        assert form.cleaned_data["zone"] == ZoneInfo("Asia/Kolkata")

    @pytest.mark.parametrize("typed", ["", "Asia/Atlantis"])
    def test_no_zone_is_refused(self, typed: str) -> None:
        assert list(self.Form({"zone": typed}).errors) == ["zone"]
