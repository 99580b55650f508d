"""What a browser posts of a page's form that nobody touched."""

from __future__ import annotations

from html.parser import HTMLParser


def form(page: str, having: str) -> dict[str, str]:
    """The fields of the form that has this one, each with its value. A select where nothing is chosen sends its first option."""
    read = _Forms()
    read.feed(page)
    return next(one for one in read.forms if having in one)


class _Forms(HTMLParser):
    """One value a field is enough for the pages that are read here."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self._select: str | None = None
        self._text: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({})
        elif self.forms and tag == "input" and "name" in given:
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                self.forms[-1][given["name"]] = given.get("value", "on" if given.get("type") == "checkbox" else "")
        elif self.forms and tag == "select":
            self._select = given["name"]
        elif self._select and tag == "option" and ("selected" in given or self._select not in self.forms[-1]):
            self.forms[-1][self._select] = given["value"]
        elif self.forms and tag == "textarea":
            self._text = given["name"]
            self.forms[-1][self._text] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = None
        elif tag == "textarea" and self._text:
            self.forms[-1][self._text] = self.forms[-1][self._text].removeprefix("\n")
            self._text = None

    def handle_data(self, data: str) -> None:
        if self._text:
            self.forms[-1][self._text] += data
