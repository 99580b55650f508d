"""Time zones under the names they have now. Older ones, such as Asia/Calcutta, are understood and no longer offered."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import available_timezones

from timezone_field import TimeZoneFormField

_NO_PLACES = ("Factory", "localtime", "posixrules")


@cache
def _renamed() -> dict[str, str]:
    """{older name: what stands for it}. A city that a country's table lists keeps its name: Oslo is no older name of Berlin."""
    table = files("tzdata") / "zoneinfo"
    kept = {line.split("\t")[2] for line in (table / "zone.tab").read_text("utf-8").splitlines() if line and line[0] != "#"}
    links = (line.split() for line in (table / "tzdata.zi").read_text("utf-8").splitlines() if line.startswith("L "))
    return {"Etc/UTC": "UTC"} | {older: name for _link, name, older in links if older not in kept | {"UTC"}}


def current(name: str) -> str:
    """What the zone of this name is called now."""
    while name in _renamed():
        name = _renamed()[name]
    return name


def known(name: str) -> str:
    """What the zone of this name is called now; "" where it is none."""
    return current(name) if name in available_timezones() else ""


@cache
def offered() -> list[tuple[str, str]]:
    """(name, label) of every zone, once, as people choose from."""
    names = {current(name) for name in available_timezones() if name not in _NO_PLACES}
    return [(name, name.replace("_", " ")) for name in sorted(names)]


class ZoneField(TimeZoneFormField):  # type: ignore[misc]  # the library has no types
    """A zone by its present name. One kept under an older name is shown, and kept from then on, under that.

    With an `empty_label` none may be chosen: None.
    """

    def __init__(self, *, empty_label: Any = None, **kwargs: Any) -> None:
        super().__init__(choices=[*([("", empty_label)] if empty_label else []), *offered()], **kwargs)

    def prepare_value(self, value: Any) -> str:
        return current(str(value or ""))

    def to_python(self, value: Any) -> Any:
        return super().to_python(current(str(value or "")))
