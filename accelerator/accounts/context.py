"""What the shell around every page shows. Nothing is asked before a template asks for it, and nothing twice."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import NoReverseMatch
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from accelerator.accounts import menus, roles, safety
from accelerator.accounts.models import OperatorSettings
from accelerator.accounts.points import MenuEntry, Place
from accelerator.kit.addresses import reverse
from accelerator.kit.html import filled, joined
from accelerator.kit.registered import registered
from accelerator.notices import queries as notices
from accelerator.templatetags.slipway import avatar, icon

THEMES = ("", "slipway", "slipway-night")


def shell(request: HttpRequest) -> dict[str, Any]:
    """With the token for the page's forms: one for all of them, where Django would make each its own."""
    return {"shell": Shell(request), "csrf_token": SimpleLazyObject(partial(get_token, request))}


class Shell:
    """The contract stands at the top of templates/accelerator/shell.html."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def _who(self) -> Any:
        person = getattr(self.request, "user", None)
        return person if person is not None and person.is_authenticated else None

    @cached_property
    def house(self) -> OperatorSettings:
        return safety.house(self.request)

    @cached_property
    def operator(self) -> dict[str, str]:
        logo = reverse("logo", args=[self.house.logo.rpartition("/")[2]]) if self.house.logo else ""
        named = "" if self.house._state.adding else self.house.name
        return {"name": named, "tagline": self.house.tagline, "logo": logo, "accent": self.house.accent}

    @cached_property
    def person(self) -> dict[str, Any] | None:
        if self._who is None:
            return None
        return {"id": self._who.code, "name": str(self._who), "role": SimpleLazyObject(self._role), "url": reverse("account")}

    def _role(self) -> str:
        """Asked by the sidebar alone: places cost a query."""
        labels = [str(roles.ALL[name].label) for name in self._who.house_roles()]
        return labels[0] if labels else str(self.scope["subtitle"]) if self.scope else ""

    @cached_property
    def _entries(self) -> list[MenuEntry]:
        if self._who is None:
            return []
        found = [entry for menu in registered("menu") for entry in menu(self._who, self.request)]
        return sorted(found, key=lambda entry: entry.place)

    @cached_property
    def menu(self) -> list[dict[str, Any]]:
        """The lines a person has, by their groups."""
        return menus.groups(self._entries)

    @cached_property
    def _drawn(self) -> menus.Drawn:
        return menus.drawn(self._entries, self.request.path)

    @property
    def sections(self) -> SafeString:
        return self._drawn.sections

    @property
    def goto(self) -> SafeString:
        return self._drawn.goto

    @property
    def dock(self) -> SafeString:
        return self._drawn.dock

    def _items(self, entries: list[MenuEntry]) -> list[dict[str, Any]]:
        return menus.items(entries, menus.here(entries, self.request.path))

    @cached_property
    def scope(self) -> dict[str, Any] | None:
        if self._who is None:
            return None
        places: list[Place] = [place for give in registered("places") for place in give(self._who, self.request)]
        if not places:
            return None
        here = next((place for place in places if place.current), places[0])
        options = [
            {"label": place.label, "subtitle": place.subtitle, "url": place.url, "current": place is here} for place in places
        ]
        return {"name": here.label, "subtitle": here.subtitle, "options": options if len(options) > 1 else []}

    @cached_property
    def places(self) -> SafeString:
        """What the scope may be changed to."""
        pattern = '<a class="menu-item" href="{}"{}>{}<span class="what"><b>{}</b><small>{}</small></span>{}</a>'
        return joined(
            filled(
                pattern,
                one["url"],
                SafeString(' aria-current="true"' if one["current"] else ""),
                avatar(one["label"], square=True),
                one["label"],
                one["subtitle"],
                icon("check", 14) if one["current"] else "",
            )
            for one in (self.scope or {"options": ()})["options"]
        )

    @cached_property
    def unread(self) -> int:
        return notices.unread(self._who, self.request) if self._who else 0

    @cached_property
    def inbox_url(self) -> str:
        return _address("inbox") if self._who else ""

    @cached_property
    def search_url(self) -> str:
        return reverse("search") if self._who else ""

    @cached_property
    def home_url(self) -> str:
        return reverse("home") if self._who else "/"

    @cached_property
    def theme_url(self) -> str:
        return reverse("theme")

    @cached_property
    def theme(self) -> str:
        chosen = self.request.COOKIES.get(settings.THEME_COOKIE_NAME, "")
        return chosen if chosen in THEMES else ""

    @property
    def demo(self) -> bool:
        return bool(settings.DEMO)

    @property
    def demo_url(self) -> str:
        return _address("mailbox") if settings.DEMO else ""

    @property
    def providers(self) -> bool:
        return bool(settings.SOCIALACCOUNT_PROVIDERS)

    @cached_property
    def public_menu(self) -> list[dict[str, Any]]:
        found = [entry for menu in registered("public_menu") for entry in menu(self.request)]
        return self._items(sorted(found, key=lambda entry: entry.place))

    @cached_property
    def footer(self) -> list[dict[str, Any]]:
        found = [entry for foot in registered("public_foot") for entry in foot(self.request)]
        return [
            *self._items(found),
            {"label": _("Terms"), "url": reverse("terms")},
            {"label": _("Privacy"), "url": reverse("privacy")},
        ]

    @property
    def languages(self) -> list[dict[str, Any]]:
        here = get_language()
        return [
            {"code": code, "name": get_language_info(code)["name_local"], "current": code == here}
            for code, _name in settings.LANGUAGES
        ]

    @property
    def language_url(self) -> str:
        return reverse("language")


def _address(name: str) -> str:
    """The address of a page that an installation may lack."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
